"""The findings as a table: one row for each piece of evidence, for CSV and for the workbook."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from service.batch.memory import Result
from service.batch.outputs.cells import neutral
from service.batch.outputs.files import whole_file
from service.batch.outputs.lines import ad_line


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One piece of evidence of one finding of one ad; `time_ms` is empty for stills and words."""

    input: str
    verdict: str
    ad_score: float
    category: str
    rule: str
    severity: int
    finding_score: float
    message_vi: str
    message_en: str
    quote: str
    evidence: str
    time_ms: int | None
    legal: str
    platform: str
    advertiser: str
    page: str
    external_id: str
    library_url: str
    landing_domains: str
    phones: str
    first_shown: str
    lists: str
    still: str
    copy_of: str
    scan_id: str


COLUMNS = tuple(field.name for field in fields(FindingRow))


def finding_rows(result: Result) -> Iterator[FindingRow]:
    """The rows of one ad; none for an ad without findings."""
    if result.report is None:
        return
    line = ad_line(result, None)
    for finding in result.report.findings:
        for evidence in finding.evidence:
            yield FindingRow(
                input=line.key,
                verdict=line.verdict,
                ad_score=round(line.score, 4),
                category=finding.category,
                rule=finding.rule,
                severity=finding.severity,
                finding_score=round(finding.score, 4),
                message_vi=finding.message.vi,
                message_en=finding.message.en,
                quote=evidence.quote or "",
                evidence=evidence.kind,
                time_ms=evidence.start_ms,
                legal="; ".join(reference.ref for reference in finding.legal),
                platform=line.platform,
                advertiser=line.advertiser,
                page=line.page,
                external_id=line.external_id,
                library_url=line.library_url,
                landing_domains=", ".join(line.landing_domains),
                phones=", ".join(line.phones),
                first_shown=line.first_shown,
                lists=", ".join(line.lists),
                still=evidence.still.path if evidence.still else "",
                copy_of=line.original or "",
                scan_id=line.scan_id,
            )


def write_findings(results: Iterable[Result], path: Path) -> None:
    """Write `findings.csv` with a byte-order mark, which spreadsheets need; raises OutputError."""
    with (
        whole_file(path) as unfinished,
        unfinished.open("w", encoding="utf-8-sig", errors="replace", newline="") as file,
    ):
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for result in results:
            for row in finding_rows(result):
                table.writerow([neutral(value) for value in asdict(row).values()])
