"""A scanner for tests of delivery: real files, real hashes, no models.

It reads each file that it is given, takes as long as the caption says (`sleep=0.2`), dies when told
to (`die`), and answers with a report about the real bytes.
"""

import hashlib
import os
import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from models.manifest import ModelEntry
from workers.errors import RulePackError, UnreadableMedia
from workers.ledger import Job
from workers.report import (
    Coverage,
    Engine,
    Evidence,
    Finding,
    LegalReference,
    Media,
    Message,
    RuleSet,
    ScanReport,
    Still,
)

RULES = RuleSet(id="vn", version="1", sha256="a" * 64)


class CheapCatalogue:
    """Implements `service.catalogue.Catalogue` for the cheap scanner."""

    def rule_sets(self) -> list[RuleSet]:
        return [RULES]

    def rule_set(self, name: str) -> RuleSet:
        if name != RULES.id:
            raise RulePackError(f"There is no rule pack {name!r}.")
        return RULES

    def models(self) -> list[ModelEntry]:
        return []

    def fingerprint(self, rule_set: str) -> str:
        return self.rule_set(rule_set).sha256


def cheap_scan(
    job: Job, media: tuple[Path, ...], stills: Path, progress: Callable[[float], None]
) -> ScanReport:
    """Scan as the caption orders; a caption with "cure" makes a finding with a still."""
    caption = job.ad.caption or ""
    if "die" in caption:
        os.kill(os.getpid(), signal.SIGKILL)
    if "unreadable" in caption:
        raise UnreadableMedia("The file is not what it says.")
    seconds = float(caption.partition("sleep=")[2].split()[0]) if "sleep=" in caption else 0.0
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        progress(1 - left / seconds)
        time.sleep(min(0.02, left))
    return ScanReport(
        scan_id=job.scan_id,
        created_at=datetime.now(UTC),
        verdict="violation" if "cure" in caption else "clear",
        score=0.9 if "cure" in caption else 0.0,
        severity=4 if "cure" in caption else 0,
        engine=Engine(version="0", rules=RULES),
        ad=job.ad,
        media=[_media(number, path) for number, path in enumerate(media, 1)],
        coverage=Coverage(complete="partial" not in caption),
        findings=[_finding(stills)] if "cure" in caption else [],
    )


def _media(number: int, path: Path) -> Media:
    return Media(
        id=f"m{number}",
        kind="image",
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        container="png",
        codec="png",
        width=1,
        height=1,
    )


def _finding(stills: Path) -> Finding:
    (stills / "stills").mkdir()
    picture = stills / "stills" / "f1.jpg"
    picture.write_bytes(b"\xff\xd8\xff a still")
    still = Still(path="stills/f1.jpg", sha256=hashlib.sha256(picture.read_bytes()).hexdigest())
    return Finding(
        id="f1",
        category="cure_claim",
        rule="vn-cure-1",
        severity=4,
        score=0.9,
        message=Message(vi="Khẳng định chữa bệnh.", en="Claims to cure."),
        legal=[LegalReference(ref="Art. 1", title="Law", status="confirmed")],
        evidence=[Evidence(kind="text", quote="cure", still=still)],
    )
