"""What a batch does to reports: names them, marks what was not seen, passes them on to copies."""

import uuid
from collections.abc import Sequence
from typing import Literal

from service.batch.items import BatchItem
from workers.report import Ad, Evidence, Finding, Gap, Match, Media, ScanReport, Text

_NAMESPACE = uuid.UUID("6f3f1f0e-5a53-4c5c-9a27-7a0f7f2d3c11")
UNSEEN = "The ad's pictures or video were not at hand; only its words were judged."
UNSEEN_IN_PART = "Some of the ad's pictures or videos were not at hand."


def scan_id_of(item: BatchItem, sha256s: Sequence[str | None]) -> str:
    """The same ad with the same content in the same place has the same id in every run."""
    parts = [item.key, item.ad.external_id, item.ad.caption, *sha256s]
    return str(uuid.uuid5(_NAMESPACE, "\n".join(part or "" for part in parts)))


def completed(
    report: ScanReport, item: BatchItem, scan_id: str, stills: str, unread: str = ""
) -> ScanReport:
    """The report under its id, with paths of stills from the batch's folder and honest coverage.

    `unread` says why the media that are at hand could not be scanned.
    """
    report = report.model_copy(
        update={
            "scan_id": scan_id,
            "findings": [_below(finding, stills) for finding in report.findings],
        }
    )
    if item.media_unseen and not unread:
        unread = UNSEEN_IN_PART if item.media else UNSEEN
    return _without_sight(report, unread) if unread else report


def _without_sight(report: ScanReport, reason: str) -> ScanReport:
    """What was looked at can convict an ad, but it cannot clear it."""
    gaps = [*report.coverage.gaps, Gap(stage="probe", reason=reason)]
    coverage = report.coverage.model_copy(update={"complete": False, "gaps": gaps})
    verdict = "inconclusive" if report.verdict == "clear" else report.verdict
    return report.model_copy(update={"coverage": coverage, "verdict": verdict})


def _below(finding: Finding, folder: str) -> Finding:
    evidence = [_evidence_below(entry, folder) for entry in finding.evidence]
    return finding.model_copy(update={"evidence": evidence})


def _evidence_below(evidence: Evidence, folder: str) -> Evidence:
    if evidence.still is None or not folder:
        return evidence
    still = evidence.still.model_copy(update={"path": f"{folder}/{evidence.still.path}"})
    return evidence.model_copy(update={"still": still})


def with_match(
    report: ScanReport, kind: Literal["exact", "near"], scan_id: str, distance: float
) -> ScanReport:
    """The report with one more match."""
    match = Match(kind=kind, scan_id=scan_id, distance=distance)
    return report.model_copy(update={"matches": [*report.matches, match]})


def inherited(original: ScanReport, ad: Ad, media: Sequence[Media]) -> ScanReport:
    """The original's report for a copy: what was read and seen, with the copy's own words.

    It still has to be judged again. Times and places are the original's.
    """
    texts = [text for text in original.texts if text.source != "caption"]
    if ad.caption:
        taken = {text.id for text in texts}
        name = next(f"t{n}" for n in range(1, len(taken) + 2) if f"t{n}" not in taken)
        texts = [Text(id=name, source="caption", text=ad.caption), *texts]
    known = original.media
    if sorted(facts.sha256 for facts in media) != sorted(facts.sha256 for facts in known):
        known = [
            facts.model_copy(update={"id": seen.id})
            for facts, seen in zip(media, known, strict=False)
        ]
    return original.model_copy(
        update={
            "ad": ad,
            "texts": texts,
            "media": known if len(known) == len(original.media) else original.media,
            "matches": [],
            "timings_ms": {},
        }
    )
