"""The table `adscan scan` prints for people."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from service.commands.language import VERDICTS, Language
from service.commands.outcome import Outcome
from workers.claims import RulePack
from workers.report import Finding

STYLES = {
    "violation": "bold red",
    "suspect": "yellow",
    "clear": "green",
    "inconclusive": "magenta",
    "error": "dim",
}
HEADINGS: dict[Language, tuple[str, ...]] = {
    "vi": ("quảng cáo", "kết quả", "điểm", "phát hiện"),
    "en": ("ad", "verdict", "score", "findings"),
}
NOTES: dict[Language, str] = {
    "vi": "Đây là phiếu chuyển cho người có thẩm quyền xem xét, không phải kết luận vi phạm.",
    "en": "This is a referral for a human to examine, never a ruling.",
}
SHOWN_FINDINGS = 4


def print_table(outcomes: Sequence[Outcome], pack: RulePack, language: Language) -> None:
    """Print one row for each input: its verdict, score and gravest findings with their quotes."""
    ad, verdict, score, findings = HEADINGS[language]
    table = Table(show_lines=True)
    table.add_column(ad, overflow="fold", ratio=2)
    table.add_column(verdict, ratio=2)
    table.add_column(score, justify="right", no_wrap=True)
    table.add_column(findings, ratio=5)
    for outcome in outcomes:
        table.add_row(Text(outcome.name), *_cells(outcome, pack, language))
    console = Console()
    console.print(table)
    console.print(NOTES[language], style="dim")


def _cells(outcome: Outcome, pack: RulePack, language: Language) -> tuple[Text, Text, Text]:
    if outcome.report is None:
        assert outcome.failure is not None
        reason = Text(f"{outcome.failure.code}: {outcome.failure.detail} {outcome.failure.remedy}")
        return Text(VERDICTS["error"][language], STYLES["error"]), Text("-"), reason
    report = outcome.report
    lines = Text()
    ranked = sorted(report.findings, key=lambda finding: (-finding.severity, -finding.score))
    for finding in ranked[:SHOWN_FINDINGS]:
        lines.append(f"{_name(finding, pack, language)}\n", "bold")
        quotes = dict.fromkeys(piece.quote for piece in finding.evidence if piece.quote)
        if quotes:
            lines.append(f"  “{' … '.join(quotes)}”\n")
    if len(ranked) > SHOWN_FINDINGS:
        lines.append(f"  … +{len(ranked) - SHOWN_FINDINGS}\n", "dim")
    for gap in report.coverage.gaps:
        lines.append(f"{gap.stage}: {gap.reason}\n", "magenta")
    lines.rstrip()
    verdict = Text(VERDICTS[report.verdict][language], STYLES[report.verdict])
    return verdict, Text(f"{report.score:.2f}"), lines


def _name(finding: Finding, pack: RulePack, language: Language) -> str:
    """The category as the pack calls it; the finding's own message where the pack is another."""
    category = pack.categories.get(finding.category)
    words = category.name if category else finding.message
    return words.vi if language == "vi" else words.en
