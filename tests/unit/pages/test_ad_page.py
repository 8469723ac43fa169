"""The page of one ad says what was found, how sure it is, and what was not looked at."""

import base64
import hashlib
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from service.pages import write_ad_page
from tests.unit.pages.reports import PICTURE, finding, report, unread_gap
from workers.report import Ad, Coverage, Entity, Evidence, Message, ScanReport, Still, Text

HOSTILE = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7*7 }}</style>"


class Elements(HTMLParser):
    """Every start tag of a page with its attributes, and the text by language."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, tag: str, name: str) -> list[str]:
        return [found[name] or "" for kind, found in self.tags if kind == tag and name in found]


def page_of(made: ScanReport, folder: Path) -> str:
    return write_ad_page(made, folder, name="ad.mp4").read_text("utf-8")


def test_page_is_written_where_it_says(tmp_path: Path) -> None:
    path = write_ad_page(report(), tmp_path / "new" / "folder")
    assert path == tmp_path / "new" / "folder" / "index.html"
    assert path.read_text("utf-8").startswith("<!doctype html>")


def test_quote_is_highlighted_in_its_context(tmp_path: Path) -> None:
    assert "Uống <mark>chữa khỏi</mark> đau khớp" in page_of(report(), tmp_path)


def test_both_languages_are_there_and_vietnamese_comes_first(tmp_path: Path) -> None:
    page = page_of(report(), tmp_path)
    assert "Có dấu hiệu vi phạm" in page
    assert "Signs of violation" in page
    assert '<html lang="vi">' in page
    assert re.search(r'id="lang-vi" checked', page)


def test_every_phrase_in_one_language_has_the_other_beside_it(tmp_path: Path) -> None:
    page = page_of(report(), tmp_path)
    assert page.count('class="vi"') == page.count('class="en"') > 30


@pytest.mark.parametrize("verdict", ["violation", "suspect", "clear", "inconclusive"])
def test_every_verdict_is_called_a_referral_and_never_a_ruling(
    verdict: str, tmp_path: Path
) -> None:
    page = page_of(report(verdict=verdict, findings=[], categories={}), tmp_path)
    assert "never a ruling" in page
    assert "không phải kết luận vi phạm" in page


def test_nothing_found_is_told_apart_from_could_not_look(tmp_path: Path) -> None:
    nothing = {"findings": [], "categories": {}, "score": 0.0, "severity": 0}
    clear = page_of(report(verdict="clear", **nothing), tmp_path)
    gaps = Coverage(duration_ms=12_000, decoded_ms=9_000, complete=False, gaps=[unread_gap()])
    unseen = page_of(report(verdict="inconclusive", coverage=gaps, **nothing), tmp_path)
    assert "The whole ad was looked at." in clear
    assert "The whole ad was looked at." not in unseen
    assert "Some of it could not be looked at" in unseen
    assert "does NOT mean there is nothing" in unseen
    assert "the file is cut off" in unseen
    assert "tệp bị cắt cụt" in unseen
    assert "0:09.0" in unseen


def test_sound_that_was_not_heard_is_said_so(tmp_path: Path) -> None:
    media = [report().media[0].model_copy(update={"has_audio": True})]
    assert "not heard" in page_of(report(media=media), tmp_path)


def test_confidence_and_legal_score_are_shown_apart(tmp_path: Path) -> None:
    page = page_of(report(), tmp_path)
    assert "62%" in page
    assert "91/100" in page
    assert "Confidence in the evidence" in page
    assert "Legal score" in page


def test_status_of_each_article_of_law_is_shown(tmp_path: Path) -> None:
    page = page_of(report(), tmp_path)
    assert "Điều 8.9" in page
    assert "Confirmed" in page
    assert "To be confirmed by the authority" in page


def test_findings_come_gravest_first(tmp_path: Path) -> None:
    findings = [
        finding("mild", severity=1, score=0.9),
        finding("grave", severity=5, score=0.5),
        finding("graver", severity=5, score=0.8),
    ]
    page = page_of(report(findings=findings), tmp_path)
    assert re.findall(r'<article class="finding s\d" id="finding-(\w+)"', page) == [
        "graver",
        "grave",
        "mild",
    ]


def test_video_has_a_timeline_that_leads_to_the_finding(tmp_path: Path) -> None:
    elements = Elements(page_of(report(), tmp_path))
    assert "#finding-f1" in elements.values("a", "href")
    bars = [
        found
        for tag, found in elements.tags
        if tag == "rect" and (found.get("class") or "") == "s5"
    ]
    assert [(bar["x"], bar["width"]) for bar in bars] == [("43.333%", "5.0%")]


def test_a_class_of_the_style_never_means_two_things(tmp_path: Path) -> None:
    kinds: dict[str, set[str]] = {}
    for tag, found in Elements(page_of(report(), tmp_path)).tags:
        for name in (found.get("class") or "").split():
            kinds.setdefault(name, set()).add(tag)
    assert kinds["finding"] == {"article"}
    assert kinds["evidence"] == {"div"}
    assert not [name for name, tags in kinds.items() if "svg" in tags and len(tags) > 1]


def test_picture_has_no_timeline(tmp_path: Path) -> None:
    assert 'class="timeline"' not in page_of(report(media=[PICTURE]), tmp_path)


def test_absence_is_evidence_without_a_quote(tmp_path: Path) -> None:
    made = report(findings=[finding(evidence=[Evidence(kind="absence")])])
    page = page_of(made, tmp_path)
    assert "Not found anywhere in the part of the ad that was read." in page
    assert "<blockquote>" not in page


def test_category_of_an_unknown_pack_is_named_in_words(tmp_path: Path) -> None:
    engine = report().engine
    engine = engine.model_copy(
        update={"rules": engine.rules.model_copy(update={"id": "../../etc"})}
    )
    made = report(engine=engine, findings=[finding(category="made_up_kind")])
    assert "Made up kind" in page_of(made, tmp_path)


def embedded(page: str) -> list[tuple[int, int]]:
    """Width and height of the pictures inside the page."""
    sources = Elements(page).values("img", "src")
    pictures = [
        base64.b64decode(source.removeprefix("data:image/jpeg;base64,")) for source in sources
    ]
    return [Image.open(io.BytesIO(content)).size for content in pictures]


def test_stills_are_part_of_the_page_and_lead_to_the_full_size(tmp_path: Path) -> None:
    (tmp_path / "stills").mkdir()
    Image.new("RGB", (1500, 600)).save(tmp_path / "stills" / "a b.jpg")
    still = Still(path="stills/a b.jpg", sha256="c" * 64)
    made = report(findings=[finding(evidence=[Evidence(kind="text", quote="x", still=still)])])
    page = page_of(made, tmp_path)
    assert embedded(page) == [(760, 304)]
    assert "stills/a%20b.jpg" in Elements(page).values("a", "href")
    assert still.sha256 in page


def test_still_outside_of_the_folder_is_not_taken_in(tmp_path: Path) -> None:
    Image.new("RGB", (50, 50)).save(tmp_path / "secret.jpg")
    still = Still(path="../secret.jpg", sha256="0" * 64)
    made = report(findings=[finding(evidence=[Evidence(kind="text", quote="x", still=still)])])
    assert not embedded(page_of(made, tmp_path / "ad"))


def test_versions_and_hashes_are_there(tmp_path: Path) -> None:
    page = page_of(report(), tmp_path)
    for value in ("scan-1", "1" * 64, "a" * 64, "b" * 64, "reader 7", "2026.1"):
        assert value in page


def hostile_report() -> ScanReport:
    """A report with hostile words in every field that an ad or its sender can fill."""
    return report(
        ad=Ad(
            caption=HOSTILE,
            advertiser=HOSTILE,
            landing_url="javascript:alert(3)",
            external_id=HOSTILE,
        ),
        texts=[Text(id="t1", media="m1", source="screen", text=HOSTILE, start_ms=0, end_ms=900)],
        entities=[
            Entity(kind="url", value="javascript:alert(4)"),
            Entity(kind="company", value=HOSTILE),
        ],
        findings=[
            finding(
                message=Message(vi=HOSTILE, en=HOSTILE),
                evidence=[
                    Evidence(kind="text", text_id="t1", quote=HOSTILE, start_ms=0, end_ms=900)
                ],
            )
        ],
        coverage=Coverage(
            complete=False, gaps=[unread_gap().model_copy(update={"reason": HOSTILE})]
        ),
    )


def test_hostile_words_are_shown_and_never_run(tmp_path: Path) -> None:
    page = write_ad_page(hostile_report(), tmp_path, name=HOSTILE).read_text("utf-8")
    elements = Elements(page)
    assert [tag for tag, _ in elements.tags].count("script") == 1
    assert not [name for _, found in elements.tags for name in found if name.startswith("on")]
    assert not [
        link for link in elements.values("a", "href") if not link.startswith(("#", "report.json"))
    ]
    assert all(source.startswith("data:image/jpeg") for source in elements.values("img", "src"))
    assert "alert(1)" in elements.text
    assert "49" not in re.sub(r"[0-9a-f]{16,}", "", elements.text.split("{{ 7*7 }}")[0][-40:])


def test_page_loads_nothing_and_allows_only_its_own_style_and_script(tmp_path: Path) -> None:
    page = page_of(report(), tmp_path)
    elements = Elements(page)
    policies = [
        f["content"]
        for t, f in elements.tags
        if t == "meta" and f.get("http-equiv") == "Content-Security-Policy"
    ]
    assert len(policies) == 1
    policy = policies[0] or ""
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for tag, directive in (("style", "style-src"), ("script", "script-src")):
        source = re.search(f"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        assert source is not None
        digest = base64.b64encode(hashlib.sha256(source.group(1).encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert not elements.values("link", "href")
    assert not elements.values("script", "src")
    assert not [found for _, found in elements.tags if "style" in found]
    assert "http" not in "".join(elements.values("a", "href"))
