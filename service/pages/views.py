"""What the templates show, prepared from a report: order, wording, pictures as data."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from service.pages.categories import category_names
from service.pages.previews import CARD_SIDE, STILL_SIDE, preview
from service.pages.quotes import Quoted, quoted
from service.pages.timeline import Timeline, timelines
from service.pages.words import Phrase, gap_reason, phrase
from workers.evidence import COVER
from workers.report import Evidence, Finding, Gap, ScanReport, Still, Text

SHOWN_CATEGORIES = 3


@dataclass(frozen=True, slots=True)
class PieceView:
    """One piece of evidence with its words in context."""

    piece: Evidence
    source: Phrase
    quoted: Quoted | None
    start_ms: int | None
    end_ms: int | None


@dataclass(frozen=True, slots=True)
class SceneView:
    """The pieces that one still shows, with the still as a data address; or those without one."""

    still: Still | None
    picture: str | None
    pieces: tuple[PieceView, ...]


@dataclass(frozen=True, slots=True)
class FindingView:
    finding: Finding
    category: Phrase
    message: Phrase
    scenes: tuple[SceneView, ...]


@dataclass(frozen=True, slots=True)
class AdView:
    """One ad's page."""

    name: str
    report: ScanReport
    cover: str | None
    categories: tuple[tuple[Phrase, float], ...]
    findings: tuple[FindingView, ...]
    timelines: tuple[Timeline, ...]
    gaps: tuple[tuple[Gap, Phrase], ...]
    index: str | None


@dataclass(frozen=True, slots=True)
class CardView:
    """One ad on the overview."""

    name: str
    link: str | None
    report: ScanReport
    cover: str | None
    categories: tuple[Phrase, ...]


def ad_view(report: ScanReport, folder: Path, name: str, index: str | None) -> AdView:
    """Everything the page of one ad shows; stills are read from `folder`."""
    texts = {text.id: text for text in report.texts}
    names = category_names(report)
    return AdView(
        name=name,
        report=report,
        cover=preview(folder / COVER, STILL_SIDE),
        categories=tuple((names[key], report.categories[key]) for key in ranked_categories(report)),
        findings=tuple(
            _finding_view(finding, names, texts, folder) for finding in ranked_findings(report)
        ),
        timelines=tuple(timelines(report, names)),
        gaps=tuple((gap, gap_reason(gap.reason)) for gap in report.coverage.gaps),
        index=index,
    )


def card_view(name: str, report: ScanReport, folder: Path | None, page: str | None) -> CardView:
    names = category_names(report)
    shown = [names[key] for key in ranked_categories(report)[:SHOWN_CATEGORIES]]
    cover = preview(folder / COVER, CARD_SIDE) if folder else None
    return CardView(name, page, report, cover, tuple(shown))


def ranked_findings(report: ScanReport) -> list[Finding]:
    """Gravest first."""
    return sorted(
        report.findings, key=lambda finding: (-finding.severity, -finding.score, finding.id)
    )


def ranked_categories(report: ScanReport) -> list[str]:
    """Category ids, gravest first."""
    severity: dict[str, int] = {}
    for finding in report.findings:
        severity[finding.category] = max(severity.get(finding.category, 0), finding.severity)
    return sorted(
        report.categories, key=lambda key: (-severity.get(key, 0), -report.categories[key], key)
    )


def _finding_view(
    finding: Finding, names: Mapping[str, Phrase], texts: dict[str, Text], folder: Path
) -> FindingView:
    return FindingView(
        finding=finding,
        category=names[finding.category],
        message=Phrase(finding.message.vi, finding.message.en),
        scenes=tuple(_scenes(finding.evidence, texts, folder)),
    )


def _scenes(
    pieces: Sequence[Evidence], texts: dict[str, Text], folder: Path
) -> Iterator[SceneView]:
    together: dict[Still | None, list[PieceView]] = {}
    for piece in pieces:
        together.setdefault(piece.still, []).append(
            _piece_view(piece, texts.get(piece.text_id or ""))
        )
    for still, shown in together.items():
        picture = preview(_inside(folder, still.path), STILL_SIDE) if still else None
        yield SceneView(still, picture, tuple(shown))


def _piece_view(piece: Evidence, text: Text | None) -> PieceView:
    start = piece.start_ms if piece.start_ms is not None else (text.start_ms if text else None)
    end = piece.end_ms if piece.end_ms is not None else (text.end_ms if text else None)
    return PieceView(piece, _source(piece, text), quoted(piece, text), start, end)


def _source(piece: Evidence, text: Text | None) -> Phrase:
    if piece.kind == "text" and text is not None and text.source in ("caption", "code"):
        found = phrase(f"source.{text.source}")
        return Phrase(found.vi.capitalize(), found.en.capitalize())
    return phrase(f"evidence.{piece.kind}")


def _inside(folder: Path, relative: str) -> Path:
    """The file inside the folder; a path that leads out of it leads nowhere."""
    path = (folder / relative).resolve()
    return path if path.is_relative_to(folder.resolve()) else folder / ".outside"
