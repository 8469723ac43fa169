"""A scanner in place of the pipeline: fast, the same answer every time, and it keeps a log.

Run as a module it is the command that the tests kill:
`python -m tests.integration.batch.stand_in INPUT OUT LOG SECONDS`.
"""

import os
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from rich.console import Console

from service.batch.command import BatchOptions, run_batch
from service.batch.scanning import Progress, ScannerGone
from workers.errors import NotMedia
from workers.report import (
    Ad,
    Coverage,
    Engine,
    Entity,
    Evidence,
    Finding,
    Message,
    RuleSet,
    ScanReport,
    Text,
    Verdict,
)

DIES = "kills its process"
FAILS = "cannot be read"
GOES = "ends the service"
BROKEN = b"broken"


@dataclass(frozen=True, slots=True)
class StandInFactory:
    """`log` gets a line for each scan; `seconds` is how long a scan takes."""

    log: Path
    seconds: float = 0.0
    rules: str = "0" * 64
    judges_again: bool = True

    def __call__(self) -> "StandIn":
        return StandIn(self)

    def identity(self) -> Mapping[str, Any]:
        return {"rules": self.rules}


class StandIn:
    """Judges by a digest of the media, and by whether the caption says `khỏi`."""

    def __init__(self, factory: StandInFactory) -> None:
        self._factory = factory

    def scan(self, media: tuple[Path, ...], ad: Ad, folder: Path, progress: Progress) -> ScanReport:
        time.sleep(self._factory.seconds)
        caption = ad.caption or ""
        with self._factory.log.open("a") as log:
            log.write(f"{[path.name for path in media]} {caption!r}\n")
        if DIES in caption:
            os.kill(os.getpid(), signal.SIGKILL)
        if GOES in caption:
            raise ScannerGone("The service is away.")
        if FAILS in caption or any(path.read_bytes().endswith(BROKEN) for path in media):
            raise NotMedia("It is no media.")
        progress(0.5)
        digest = sha256(b"".join(path.read_bytes() for path in media)).hexdigest()
        texts = [Text(id="s1", media="m1", source="screen", text=digest)] if media else []
        if caption:
            texts.append(Text(id="c1", source="caption", text=caption))
        return self._judged(ad, texts, int(digest[0], 16) < 4 and bool(media))

    def judge_again(self, report: ScanReport) -> ScanReport:
        seen = any(finding.rule == "seen" for finding in report.findings)
        return self._judged(report.ad, list(report.texts), seen)

    def _judged(self, ad: Ad, texts: list[Text], seen: bool) -> ScanReport:
        findings = [_finding("seen", texts[0].id)] if seen else []
        said = next((t for t in texts if t.source == "caption" and "khỏi" in t.text), None)
        if said:
            findings.append(_finding("said", said.id, said.text))
        verdict: Verdict = "violation" if findings else "clear"
        phones = [Entity(kind="phone", value="0900000000", text_id=said.id)] if said else []
        return ScanReport(
            scan_id="x",
            created_at=datetime.now(UTC),
            verdict=verdict,
            score=0.9 if findings else 0.1,
            severity=4 if findings else 0,
            engine=Engine(
                version="1", rules=RuleSet(id="t", version="1", sha256=self._factory.rules)
            ),
            ad=ad,
            media=[],
            coverage=Coverage(),
            texts=texts,
            entities=phones,
            findings=findings,
        )


def _finding(rule: str, text_id: str, quote: str = "chữa khỏi") -> Finding:
    return Finding(
        id=f"f-{rule}",
        category="cure_claim",
        rule=rule,
        severity=4,
        score=0.9,
        message=Message(vi="Nói chữa khỏi bệnh", en="Says it cures"),
        legal=[],
        evidence=[Evidence(kind="text", text_id=text_id, quote=quote)],
    )


if __name__ == "__main__":
    source, out, log, seconds = sys.argv[1:]
    options = BatchOptions(StandInFactory(Path(log), float(seconds)), processes=2)
    outcome = run_batch(Path(source), Path(out), options, Console(stderr=True), "en")
    sys.exit(130 if outcome.interrupted else 0)
