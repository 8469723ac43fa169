"""Small builders of records and reports that the service's tests share."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from service.store import queue
from service.store.database import Database
from service.store.tables import OrganisationRow, ScanRow, now
from workers.report import (
    Ad,
    Coverage,
    Engine,
    Finding,
    LegalReference,
    Message,
    RuleSet,
    ScanReport,
)


def add_organisation(database: Database, slug: str = "hanoi") -> str:
    with database.write() as session:
        row = OrganisationRow(slug=slug, name=slug.title())
        session.add(row)
        session.flush()
        return row.id


def add_scan(
    session: Session, org_id: str, priority: int = 1, batch_id: str | None = None
) -> ScanRow:
    """A committed-with-its-announcement scan, as submitting one makes it."""
    scan = ScanRow(
        org_id=org_id,
        submitted_by="test",
        level="standard",
        rule_set="vn",
        ad=Ad(caption="Viên uống").model_dump_json(),
        priority=priority,
        batch_id=batch_id,
    )
    session.add(scan)
    session.flush()
    queue.announce(session, scan, now())
    return scan


def report(scan_id: str, findings: int = 0, complete: bool = True) -> ScanReport:
    found = [
        Finding(
            id=f"f{number}",
            category="cure_claim",
            rule="vn-cure-1",
            severity=4,
            score=0.9,
            message=Message(vi="Khẳng định chữa bệnh.", en="Claims to cure."),
            legal=[LegalReference(ref="Art. 1", title="Law", status="confirmed")],
            evidence=[],
        )
        for number in range(findings)
    ]
    return ScanReport(
        scan_id=scan_id,
        created_at=datetime.now(UTC),
        verdict="violation" if findings else "clear",
        score=0.9 if findings else 0.0,
        severity=4 if findings else 0,
        engine=Engine(version="0", rules=RuleSet(id="vn", version="1", sha256="0" * 64)),
        ad=Ad(),
        media=[],
        coverage=Coverage(complete=complete),
        findings=found,
    )
