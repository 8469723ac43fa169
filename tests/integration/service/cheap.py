"""A scanner for tests of delivery: real files, real hashes, no models.

It reads each file that it is given, takes as long as the caption says (`sleep=0.2`), dies when told
to (`die`), and answers with a report about the real bytes. An ad whose caption says `parts=3` is
done in so many parts, each as long as the caption says; the part of `poison=1` dies.
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
from workers.ledger import Division, Job, PartDone, Scanned
from workers.report import (
    Coverage,
    Engine,
    Evidence,
    Finding,
    Gap,
    LegalReference,
    Media,
    Message,
    RuleSet,
    ScanReport,
    Still,
    Text,
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
) -> Scanned:
    """Scan as the caption orders; a caption with "cure" makes a finding with a still."""
    caption = job.ad.caption or ""
    if "parts=" in caption and job.part is None and not job.parts:
        return Division(int(_told(caption, "parts")))
    if "die" in caption:
        os.kill(os.getpid(), signal.SIGKILL)
    if "unreadable" in caption:
        raise UnreadableMedia("The file is not what it says.")
    if job.part is not None and f"poison={job.part}" in caption:
        os.kill(os.getpid(), signal.SIGKILL)
    _sleep(0.0 if job.parts else _told(caption, "sleep"), progress)
    if job.part is not None:
        return PartDone(f"part {job.part} of {_digests(media)}")
    return ScanReport(
        scan_id=job.scan_id,
        created_at=datetime.now(UTC),
        verdict="violation" if "cure" in caption else "clear",
        score=0.9 if "cure" in caption else 0.0,
        severity=4 if "cure" in caption else 0,
        engine=Engine(version="0", rules=RULES),
        ad=job.ad,
        media=[_media(number, path) for number, path in enumerate(media, 1)],
        coverage=_coverage(job, caption),
        texts=[
            Text(id=f"t{part.number}", source="screen", text=part.body)
            for part in job.parts
            if part.body is not None
        ],
        findings=[_finding(stills)] if "cure" in caption else [],
    )


def _told(caption: str, name: str) -> float:
    return float(caption.partition(f"{name}=")[2].split()[0]) if f"{name}=" in caption else 0.0


def _sleep(seconds: float, progress: Callable[[float], None]) -> None:
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        progress(1 - left / seconds)
        time.sleep(min(0.02, left))


def _digests(media: tuple[Path, ...]) -> str:
    return " ".join(hashlib.sha256(path.read_bytes()).hexdigest() for path in media)


def _coverage(job: Job, caption: str) -> Coverage:
    gaps = [Gap(stage="decode", reason=part.reason) for part in job.parts if part.body is None]
    return Coverage(complete="partial" not in caption and not gaps, gaps=gaps)


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
