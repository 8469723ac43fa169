"""`report.html`: the whole batch on one page that needs nothing but a browser.

The ads travel as compact JSON and are drawn a page at a time, so that 10,000 of them open as fast
as ten. Styles and script are inlined and allowed by their hash alone; pictures are data addresses.
"""

import base64
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, Environment, FileSystemLoader
from markupsafe import Markup

from service.batch.items import LeftOut
from service.batch.outcome import Failure
from service.batch.outputs.files import whole_file
from service.batch.outputs.lines import RANK, AdLine, ranked
from service.batch.outputs.summary import Period, Summary
from service.batch.outputs.words import WORDS, reason_of
from service.lists.entries import COLOURS, KINDS
from service.pages.rendering import TEMPLATES as SHARED
from service.pages.rendering import both, environment
from service.pages.words import Phrase
from workers.report import Message

_TEMPLATES = Path(__file__).parent / "templates"
_MOST_THUMBNAILS = 1500
_MOST_FAILURES = 200
_MOST_CLUSTERS = 60
_MOST_STEPS = 48
_MOST_LABELS = 10


@dataclass(frozen=True, slots=True)
class PageInput:
    """What the page is made of. `lines` are in the order of the input; `left` ads are unscanned."""

    name: str
    lines: Sequence[AdLine]
    summary: Summary
    left_out: Sequence[LeftOut]
    left: int
    made_at: datetime
    categories: Mapping[str, Message]
    thumbnails: Path


def write_page(page: PageInput, path: Path) -> None:
    """Write the page; raises OutputError."""
    with whole_file(path) as unfinished:
        unfinished.write_text(_rendered(page), "utf-8", errors="replace")


@cache
def _environment() -> Environment:
    loader = ChoiceLoader([FileSystemLoader(_TEMPLATES), FileSystemLoader(SHARED)])
    return environment().overlay(loader=loader)


def _number(value: int) -> str:
    """Thousands set apart by a narrow space, which no language reads as a decimal point."""
    return f"{value:,}".replace(",", "\u202f")


def _said(key: str, **values: object) -> Markup:
    return both(WORDS[key].filled(**values))


def _rendered(page: PageInput) -> str:
    style = _source(SHARED / "page.css") + "\n" + _source(_TEMPLATES / "batch.css")
    scripts = [_source(SHARED / "language.js"), _source(_TEMPLATES / "batch.js")]
    allowed = " ".join(f"'{_digest(script)}'" for script in scripts)
    policy = (
        f"default-src 'none'; img-src data:; style-src '{_digest(style)}'; script-src {allowed}; "
        "base-uri 'none'; form-action 'none'"
    )
    order = ranked(page.lines)
    pictures = _thumbnails(order, page.summary, page.thumbnails)
    used = [name for name in page.categories if any(name in line.categories for line in order)]
    return (
        _environment()
        .get_template("batch.html.j2")
        .render(
            style=Markup(style),  # noqa: S704
            script=Markup(scripts[0]),  # noqa: S704
            batch_script=Markup(scripts[1]),  # noqa: S704
            policy=Markup(policy),  # noqa: S704
            page=page,
            summary=page.summary,
            total=len(page.lines),
            rank=RANK,
            names={
                name: Phrase(message.vi, message.en) for name, message in page.categories.items()
            },
            used=used,
            platforms=sorted({line.platform for line in order if line.platform}),
            listed=[colour for colour in COLOURS if any(line.on_list(colour) for line in order)],
            black_listed=sum(line.on_list("black") for line in order),
            ads=_json(_ads(order)),
            labels=_json(_labels(page.categories)),
            pictures=_json(pictures),
            clusters=[
                (cluster, pictures.get(cluster.original.thumbnail or ""))
                for cluster in page.summary.clusters[:_MOST_CLUSTERS]
            ],
            failures=_failures(page)[:_MOST_FAILURES],
            failures_hidden=max(0, len(_failures(page)) - _MOST_FAILURES),
            reason=reason_of,
            bars=_bars,
            steps=_steps(page.summary.periods),
            number=_number,
            w=_said,
            words=WORDS.__getitem__,
        )
    )


def _ads(lines: Iterable[AdLine]) -> list[list[Any]]:
    """One array an ad; `batch.js` knows the places. A copy names its original by its place."""
    sizes: dict[str, int] = {}
    lines = list(lines)
    places = {line.key: place for place, line in enumerate(lines, 1)}
    for line in lines:
        sizes[line.alike or line.key] = sizes.get(line.alike or line.key, 0) + 1
    return [
        [
            RANK.index(line.verdict),
            round(line.score, 2),
            line.severity,
            list(line.categories),
            line.quote,
            [line.message.vi, line.message.en] if line.message else 0,
            line.platform,
            line.advertiser or line.page,
            line.external_id,
            line.key,
            line.caption,
            line.library_url,
            list(line.landing_domains),
            list(line.phones),
            line.first_shown,
            line.thumbnail or 0,
            places.get(line.original or "", 0),
            sizes[line.alike or line.key],
            0 if line.complete or line.verdict == "error" else 1,
            [_listed(entry) for entry in line.lists],
            [*_both(reason_of(line.failure.code)), line.failure.detail] if line.failure else 0,
            line.page,
            list(line.products),
        ]
        for line in lines
    ]


def _labels(categories: Mapping[str, Message]) -> dict[str, Any]:
    used = ("copy", "copies.short", "part", "library", "score", "severity", "none", "shown")
    listed = (*COLOURS, *KINDS)
    return {
        "verdicts": [[name, WORDS[name].vi, WORDS[name].en] for name in RANK],
        "categories": {name: [text.vi, text.en] for name, text in categories.items()},
        "words": {name: [WORDS[name].vi, WORDS[name].en] for name in (*used, *listed)},
    }


def _thumbnails(lines: Sequence[AdLine], summary: Summary, folder: Path) -> dict[str, str]:
    """Data addresses of the pictures of the first ads and of the clusters, by SHA-256."""
    shown = [cluster.original for cluster in summary.clusters[:_MOST_CLUSTERS]]
    wanted = dict.fromkeys(line.thumbnail for line in (*shown, *lines) if line.thumbnail)
    found: dict[str, str] = {}
    for name in wanted:
        if len(found) == _MOST_THUMBNAILS:
            break
        try:
            data = (folder / f"{name}.jpg").read_bytes()
        except OSError:
            continue
        found[name] = f"data:image/jpeg;base64,{base64.b64encode(data).decode('ascii')}"
    return found


def _failures(page: PageInput) -> list[tuple[str, Failure]]:
    """Ads not scanned, then input left out, by name."""
    ads = [(line.key, line.failure) for line in page.lines if line.failure]
    others = [(entry.name, entry.failure) for entry in page.left_out]
    return [*ads, *others]


def _listed(label: str) -> list[str]:
    """List, kind and value of a label like `black:phone:0912 345 678`; of another, the label."""
    colour, _, rest = label.partition(":")
    kind, _, value = rest.partition(":")
    known = colour in COLOURS and kind in KINDS and value
    return [colour, kind, value] if known else ["", "", label]


def _bars(counts: Sequence[int], height: float, greatest: int) -> list[tuple[int, float, float]]:
    """(place, top, height) of each part of a stacked bar, the gravest at the bottom."""
    parts = []
    top = height
    for place, count in enumerate(counts):
        if count:
            size = height * count / greatest
            top -= size
            parts.append((place, round(top, 2), round(size, 2)))
    return parts


@dataclass(frozen=True, slots=True)
class _Step:
    """A bar of the time line; `label` is empty where there is no room for one."""

    period: Period
    label: str

    @property
    def total(self) -> int:
        return sum(self.period.counts)


def _steps(periods: Sequence[Period]) -> list[_Step]:
    """The last steps of the time line, labelled `03/26` for a month, `14/03` for a day."""
    shown = periods[-_MOST_STEPS:]
    apart = -(-len(shown) // _MOST_LABELS)
    return [
        _Step(period, "" if place % apart else _short(period.name))
        for place, period in enumerate(shown)
    ]


def _short(name: str) -> str:
    year, month, *day = name.split("-")
    return f"{day[0]}/{month}" if day else f"{month}/{year[2:]}"


def _both(phrase: Phrase) -> list[str]:
    return [phrase.vi, phrase.en]


def _json(value: Any) -> Markup:
    """JSON that is safe inside a script element, whatever the ads say."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704


def _source(path: Path) -> str:
    return path.read_text("utf-8").strip()


def _digest(source: str) -> str:
    return "sha256-" + base64.b64encode(sha256(source.encode()).digest()).decode("ascii")
