from datetime import UTC, datetime

import pytest

from workers.claims import (
    Judgement,
    RulePack,
    diff_judgements,
    diff_packs,
    judge_ad,
    load_pack,
    rejudge,
)
from workers.claims.warning import measure_warnings
from workers.report import Ad, Coverage, Engine, RuleSet, ScanReport, Sighting, SpokenWord, Text

WARNING = "Thực phẩm này không phải là thuốc và không có tác dụng thay thế thuốc chữa bệnh"
HARMLESS = [
    "THỰC PHẨM BẢO VỆ SỨC KHỎE",
    "Viên uống An Lành bổ sung vitamin C và kẽm cho người lớn",
    "Công ty TNHH An Lành, địa chỉ 1 Lê Lợi",
    "XNQC: 123/2024/XNQC-ATTP",
]


def screen(*lines: str, block: str | None = None, **fields: object) -> list[Text]:
    return [
        Text(id=f"t{number}", media="m1", source="screen", text=line, block=block, **fields)  # type: ignore[arg-type]
        for number, line in enumerate(lines, start=1)
    ]


def test_a_claim_broken_over_lines_is_one_claim_with_evidence_in_each(pack: RulePack) -> None:
    judged = judge_ad(
        screen("CHỮA KHỎI", "THOÁT VỊ ĐĨA ĐỆM", block="b1"), [], Ad(), Coverage(), pack, []
    )
    assert judged.verdict == "violation"
    finding = next(f for f in judged.findings if f.category == "cure_claim_food")
    assert {piece.text_id for piece in finding.evidence} == {"t1", "t2"}
    assert "CHỮA KHỎI THOÁT VỊ" in finding.message.vi


def test_speech_segments_are_joined(pack: RulePack) -> None:
    texts = [
        Text(id="s1", media="m1", source="speech", text="bài này chữa dứt", start_ms=0, end_ms=900),
        Text(
            id="s2", media="m1", source="speech", text="bệnh tiểu đường", start_ms=900, end_ms=1800
        ),
    ]
    judged = judge_ad(texts, [], Ad(), Coverage(), pack, [])
    assert "serious_disease_claim" in judged.categories
    assert {piece.kind for finding in judged.findings for piece in finding.evidence} == {"speech"}


def test_a_caption_of_the_ad_is_judged(pack: RulePack) -> None:
    judged = judge_ad([], [], Ad(caption="Trị tận gốc viêm xoang"), Coverage(), pack, [])
    assert judged.verdict == "violation"


def test_absence_is_judged_only_when_everything_was_read(pack: RulePack) -> None:
    whole = judge_ad(screen(*HARMLESS), [], Ad(), Coverage(), pack, [])
    assert "missing_mandatory_warning" in whole.categories
    assert whole.verdict == "suspect"
    partial = judge_ad(screen(*HARMLESS), [], Ad(), Coverage(complete=False), pack, [])
    assert partial.findings == []
    assert partial.verdict == "inconclusive"


def test_a_shown_warning_is_not_called_missing(pack: RulePack) -> None:
    for words in (WARNING, WARNING.upper(), "Sản phẩm này không phải là thuốc"):
        judged = judge_ad(screen(*HARMLESS, words), [], Ad(), Coverage(), pack, [])
        assert "missing_mandatory_warning" not in judged.categories
        assert judged.verdict == "clear"


def test_an_ad_of_no_known_class_lacks_nothing(pack: RulePack) -> None:
    judged = judge_ad(screen("Giày thể thao giảm giá 50%"), [], Ad(), Coverage(), pack, [])
    assert judged.findings == []
    assert judged.verdict == "clear"


def test_an_absence_alone_is_never_a_violation(pack: RulePack) -> None:
    judged = judge_ad(
        screen(*HARMLESS[:2], "Mua ngay hôm nay kẻo lỡ nhé"), [], Ad(), Coverage(), pack, []
    )
    assert judged.findings
    assert all(finding.evidence[0].kind == "absence" for finding in judged.findings)
    assert judged.verdict != "violation"


def test_the_warning_is_measured_against_the_rest_of_the_ad(pack: RulePack) -> None:
    texts = [
        Text(id="t1", media="m1", source="screen", text="AN LÀNH", height=0.1, contrast=12.0),
        Text(
            id="t2",
            media="m1",
            source="screen",
            text=WARNING,
            height=0.01,
            contrast=1.4,
            start_ms=0,
            end_ms=1000,
        ),
    ]
    (measure,) = measure_warnings(texts, pack)
    assert measure.height_ratio is not None
    assert round(measure.height_ratio, 2) == 0.1
    assert measure.syllables_per_second == 17
    judged = judge_ad(texts, [], Ad(), Coverage(), pack, [])
    finding = next(f for f in judged.findings if f.category == "illegible_or_fast_warning")
    assert finding.factors["contrast"] == 1.4
    assert "10%" in finding.message.vi


def _said(
    number: int, text: str, start_ms: int, end_ms: int, loudness_db: float, rate: float = 4.0
) -> Text:
    return Text(
        id=f"s{number}",
        media="m1",
        source="speech",
        text=text,
        start_ms=start_ms,
        end_ms=end_ms,
        loudness_db=loudness_db,
        syllables_per_second=rate,
    )


@pytest.mark.parametrize(
    ("loudness_db", "rate", "fault"),
    [(-33.0, 4.0, "quieter_db"), (-20.0, 8.0, "speed_ratio"), (-22.0, 4.5, None)],
    ids=["murmured", "rushed", "as the rest"],
)
def test_a_spoken_warning_is_compared_with_the_rest_of_the_speech(
    pack: RulePack, loudness_db: float, rate: float, fault: str | None
) -> None:
    texts = [
        _said(1, "Trà An Lành cho ngày dịu êm", 0, 3000, -20.0),
        _said(2, "Mời bà con ghé cửa hàng dùng thử", 3000, 6000, -21.0),
        _said(3, WARNING, 6000, 10_000, loudness_db, rate),
    ]
    judged = judge_ad(texts, [], Ad(), Coverage(), pack, [])
    found = [f for f in judged.findings if f.category == "illegible_or_fast_warning"]
    if fault is None:
        assert found == []
        return
    (finding,) = found
    assert finding.evidence[0].kind == "speech"
    assert finding.factors[fault] == {"quieter_db": 12.5, "speed_ratio": 2.0}[fault]


def _breath(
    number: int, start_ms: int, *runs: tuple[str, int, float], counted: bool = True
) -> Text:
    """One heard text of runs of words, each with the ms a word takes and its level."""
    words = []
    at = start_ms
    for run, each_ms, level in runs:
        for _ in run.split():
            words.append(SpokenWord(start_ms=at, end_ms=at + each_ms, loudness_db=level))
            at += each_ms
    return Text(
        id=f"s{number}",
        media="m1",
        source="speech",
        text=" ".join(run for run, _, _ in runs),
        start_ms=start_ms,
        end_ms=at,
        loudness_db=-20.0,
        syllables_per_second=round(1000 * len(words) / (at - start_ms), 2),
        words=words if counted else None,
    )


SPOKEN_WARNING = "thực phẩm này không phải là thuốc không có tác dụng thay thế thuốc chữa bệnh"
AROUND = "mời bà con ghé cửa hàng dùng thử trà an lành"


def test_a_warning_rushed_within_one_breath_is_measured_by_its_own_words(pack: RulePack) -> None:
    text = _breath(
        1, 1000, (AROUND, 250, -20.0), (SPOKEN_WARNING, 100, -32.0), (AROUND, 250, -20.0)
    )
    (measure,) = measure_warnings([text], pack)
    assert measure.speed_ratio == pytest.approx(2.5, rel=0.02)
    assert measure.quieter_db == pytest.approx(12.0, abs=0.1)
    (piece,) = measure.evidence
    assert piece.quote == SPOKEN_WARNING
    begins = 1000 + 250 * len(AROUND.split())
    assert (piece.start_ms, piece.end_ms) == (begins, begins + 100 * len(SPOKEN_WARNING.split()))


def test_a_warning_said_in_two_breaths_is_one(pack: RulePack) -> None:
    first, second = SPOKEN_WARNING.split(" không có ")
    texts = [
        _breath(1, 0, (AROUND, 250, -20.0), (first, 100, -20.0)),
        _breath(2, 5000, (f"không có {second}", 100, -20.0), (AROUND, 250, -20.0)),
    ]
    (measure,) = measure_warnings(texts, pack)
    assert measure.speed_ratio == pytest.approx(2.5, rel=0.02)
    assert [piece.text_id for piece in measure.evidence] == ["s1", "s2"]


def test_a_warning_said_like_the_rest_is_no_fault(pack: RulePack) -> None:
    text = _breath(1, 0, (AROUND, 250, -20.0), (SPOKEN_WARNING, 250, -20.0))
    (measure,) = measure_warnings([text], pack)
    assert measure.faults_en == []


def test_without_times_of_words_a_warning_among_others_is_not_compared(pack: RulePack) -> None:
    text = _breath(1, 0, (AROUND, 250, -20.0), (SPOKEN_WARNING, 100, -32.0), counted=False)
    (measure,) = measure_warnings([text], pack)
    assert (measure.speed_ratio, measure.quieter_db) == (None, None)


def test_a_spoken_claim_in_a_long_breath_is_quoted_at_its_own_time(pack: RulePack) -> None:
    claim = "uống một liệu trình là khỏi hẳn tiểu đường"
    text = _breath(1, 2000, (AROUND, 250, -20.0), (claim, 200, -20.0), (AROUND, 250, -20.0))
    judged = judge_ad([text], [], Ad(), Coverage(), pack, [])
    pieces = [piece for finding in judged.findings for piece in finding.evidence]
    assert judged.verdict == "violation"
    begins = 2000 + 250 * len(AROUND.split())
    within = [piece for piece in pieces if piece.kind == "speech"]
    assert within
    for piece in within:
        assert begins <= (piece.start_ms or 0) < (piece.end_ms or 0)
        assert (piece.end_ms or 0) <= begins + 200 * len(claim.split())


def test_before_and_after_pictures_count_for_a_product(pack: RulePack) -> None:
    seen = [Sighting(label="before_after", media="m1", confidence=0.9)]
    judged = judge_ad(screen("Serum dưỡng da mặt An Nhiên"), seen, Ad(), Coverage(), pack, [])
    assert judged.product_class == "cosmetic"
    assert judged.categories["before_after_image"] >= 0.5
    plain = judge_ad(screen("Sơn tường trước và sau"), seen, Ad(), Coverage(), pack, [])
    assert "before_after_image" not in plain.categories


def test_an_institutions_logo_beside_a_product_is_for_a_person_to_ask_about(
    pack: RulePack,
) -> None:
    seen = [Sighting(label="logo:Viện Mai Hoa", media="m1", confidence=0.95)]
    judged = judge_ad(screen("Viên uống An Lành bổ sung kẽm"), seen, Ad(), Coverage(), pack, [])
    (finding,) = [f for f in judged.findings if f.category == "institution_impersonation"]
    assert "Viện Mai Hoa" in finding.message.vi
    assert (finding.rule, finding.evidence[0].kind) == ("picture.logo", "image")
    assert judged.verdict == "suspect"
    plain = judge_ad(screen("Ngày hội đọc sách"), seen, Ad(), Coverage(), pack, [])
    assert plain.verdict == "clear"


def test_beside_a_claim_and_a_pack_a_picture_speaks_though_the_class_is_unknown(
    pack: RulePack,
) -> None:
    coat = Sighting(label="white_coat", media="m1", confidence=0.95)
    box = Sighting(label="product_package", media="m1", confidence=0.95)
    claim = screen("Sạch vi khuẩn HP, cam kết khỏi 100%")

    def endorsed(texts: list[Text], *seen: Sighting) -> bool:
        judged = judge_ad(texts, [*seen], Ad(), Coverage(), pack, [])
        assert judged.product_class is None
        return "medical_professional_endorsement" in judged.categories

    assert endorsed(claim, coat, box)
    assert not endorsed(claim, coat)
    assert not endorsed(screen("Mời quý vị tham dự buổi toạ đàm"), coat, box)


@pytest.mark.parametrize("label", ["white_coat", "stethoscope"])
def test_medical_dress_and_tools_speak_beside_a_supplement_and_never_convict(
    pack: RulePack, label: str
) -> None:
    seen = Sighting(label=label, media="m1", confidence=0.95, polygon=[(0, 0), (1, 0), (1, 1)])
    texts = screen("Thực phẩm bảo vệ sức khỏe An Lành. Sản phẩm này không phải là thuốc")
    judged = judge_ad(texts, [seen], Ad(), Coverage(), pack, [])
    (finding,) = [f for f in judged.findings if f.category == "medical_professional_endorsement"]
    assert finding.rule == f"picture.{label}"
    assert finding.evidence[0].polygon == seen.polygon
    assert judged.verdict == "suspect"
    alone = judge_ad([], [seen], Ad(), Coverage(), pack, [])
    assert alone.findings == []


def test_a_coat_and_a_stethoscope_are_one_finding_with_both_as_evidence(pack: RulePack) -> None:
    seen = [
        Sighting(label=label, media="m1", confidence=confidence)
        for label, confidence in (("white_coat", 0.9), ("stethoscope", 0.95))
    ]
    texts = screen("Thực phẩm chức năng An Lành")
    judged = judge_ad(texts, seen, Ad(), Coverage(), pack, [])
    (finding,) = [f for f in judged.findings if f.category == "medical_professional_endorsement"]
    assert [one.confidence for one in finding.evidence] == [0.95, 0.9]


def test_a_bottle_is_a_product_on_show(pack: RulePack) -> None:
    bottle = Sighting(label="bottle", media="m1", confidence=0.95)
    coat = Sighting(label="white_coat", media="m1", confidence=0.95)
    claim = screen("Sạch vi khuẩn HP, cam kết khỏi 100%")
    judged = judge_ad(claim, [bottle, coat], Ad(), Coverage(), pack, [])
    assert judged.product_class is None
    assert "medical_professional_endorsement" in judged.categories


def test_a_bottle_tips_the_class_where_words_hint_at_it_and_settles_no_duty(
    pack: RulePack,
) -> None:
    seen = [
        Sighting(label=label, media="m1", confidence=0.95)
        for label in ("bottle", "product_package")
    ]

    def judged(words: str, *sightings: Sighting) -> Judgement:
        return judge_ad(screen(words), sightings, Ad(), Coverage(), pack, [])

    assert judged("Bổ mắt").product_class is None
    assert judged("Bổ mắt", *seen).product_class == "supplement"
    assert "missing_mandatory_warning" not in judged("Bổ mắt", *seen).categories
    assert judged("Ngày hội đọc sách", *seen).product_class is None


def test_entities_are_collected_once(pack: RulePack) -> None:
    texts = screen(
        "Hotline 0912.345.678 - Zalo: 0912345678",
        "Giá 350.000đ tại www.anlanh.vn/mua",
        "XNQC: 123/2024/XNQC-ATTP",
        "STK 0123456789012 Vietcombank",
        "Công ty TNHH Dược phẩm An Lành",
    )
    found = {(e.kind, e.value) for e in judge_ad(texts, [], Ad(), Coverage(), pack, []).entities}
    assert ("phone", "0912345678") in found
    assert ("handle", "zalo:0912345678") in found
    assert ("url", "www.anlanh.vn/mua") in found
    assert ("bank_account", "0123456789012") in found
    assert any(kind == "license_no" and "123/2024" in value for kind, value in found)
    assert any(kind == "company" for kind, _ in found)
    assert any(kind == "price" and value.startswith("350.000") for kind, value in found)


def test_rejudging_uses_the_new_pack_and_keeps_what_was_read(pack: RulePack) -> None:
    report = _report(pack, "Chữa khỏi bệnh gút sau 1 liệu trình")
    again = rejudge(report, pack)
    assert again.verdict == "violation"
    assert again.texts == report.texts
    assert rejudge(again, pack) == again
    (change,) = diff_judgements([report], pack)
    assert change.before == "clear"
    assert change.after == "violation"
    assert "cure_claim_food" in change.gained
    assert diff_judgements([again], pack) == []


def test_the_difference_of_packs_names_rules(pack: RulePack) -> None:
    english = load_pack("intl_en", verify=False)
    change = diff_packs(english, pack)
    assert "cure.treats_disease" in change.added
    assert change.removed == ()


def _report(pack: RulePack, text: str) -> ScanReport:
    return ScanReport(
        scan_id="s1",
        created_at=datetime(2026, 11, 21, tzinfo=UTC),
        verdict="clear",
        score=0.0,
        severity=0,
        engine=Engine(version="0", rules=RuleSet(id="old", version="0", sha256="0" * 64)),
        ad=Ad(),
        media=[],
        coverage=Coverage(),
        texts=[Text(id="t1", source="screen", media="m1", text=text)],
    )
