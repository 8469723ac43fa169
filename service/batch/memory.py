"""What a batch knows so far: the journal seen through the plan.

A record counts only as long as the item is as it was when the record was made.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from service.batch.items import BatchItem, BatchPlan
from service.batch.journal import Journal
from service.batch.outcome import Failure
from service.batch.reports import scan_id_of
from workers.matching.fingerprint import MediaFingerprint
from workers.report import Media, ScanReport

_FINGERPRINT = "fingerprint"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one ad: a report, a failure, or both where only its words could be judged.

    `original` is the key of the ad whose scan it took over, `alike` that of the first ad which
    shows the same creative, taken over or not; None for that first ad itself.
    """

    item: BatchItem
    report: ScanReport | None
    failure: Failure | None
    original: str | None = None
    alike: str | None = None


class BatchMemory:
    """Records of the items of a plan: facts of their files, fingerprints, results."""

    def __init__(self, plan: BatchPlan, journal: Journal) -> None:
        self.plan = plan
        self._journal = journal
        self._stamps = {item.key: item.stamp() for item in plan.items}

    def record(self, kind: str, item: BatchItem) -> dict[str, Any] | None:
        """The record of the item as it is now, not as it was before a change."""
        if not self._journal.has(kind, item.key):
            return None
        found: dict[str, Any] = self._journal.get(kind, item.key)
        return found if found.get("stamp") == self._stamps[item.key] else None

    def keep(self, kind: str, item: BatchItem, /, **fields: Any) -> None:
        """Write a record of the item as it is now."""
        self._journal.append(kind, item.key, {"stamp": self._stamps[item.key], **fields})

    def keep_fingerprint(self, item: BatchItem, files: list[dict[str, Any] | None]) -> None:
        """`files`: the fingerprint of each media file as JSON, None for one not readable.

        Fingerprints are kept by the content of the file: equal files share one.
        """
        for entry in files:
            if entry and not self._journal.has(_FINGERPRINT, entry["media"]["sha256"]):
                self._journal.append(_FINGERPRINT, entry["media"]["sha256"], entry)
        self.keep("files", item, media=[entry["media"] if entry else None for entry in files])

    def keep_equal(self, item: BatchItem, other: BatchItem) -> None:
        """The item's files are those of `other`, whose fingerprint is kept."""
        known = self.record("files", other)
        self.keep("files", item, media=known["media"] if known else [])

    def media(self, item: BatchItem) -> list[Media | None]:
        """Facts of each media file; None for one not readable; empty before it is known."""
        found = self.record("files", item)
        files = found["media"] if found else []
        return [Media.model_validate(entry) if entry else None for entry in files]

    def fingerprints(self, item: BatchItem) -> list[MediaFingerprint]:
        """Fingerprints of the readable media files."""
        return [
            MediaFingerprint.from_json(self._journal.get(_FINGERPRINT, digest))
            for digest in self.digests(item)
            if digest
        ]

    def digests(self, item: BatchItem) -> list[str | None]:
        """SHA-256 of each media file."""
        return [media.sha256 if media else None for media in self.media(item)]

    def scan_id(self, item: BatchItem) -> str:
        return scan_id_of(item, self.digests(item))

    def thumbnail(self, item: BatchItem) -> str | None:
        """SHA-256 of the first readable media file, which names its thumbnail."""
        return next((digest for digest in self.digests(item) if digest), None)

    def keep_result(
        self,
        item: BatchItem,
        report: ScanReport | None,
        failure: Failure | None = None,
        original: BatchItem | None = None,
    ) -> None:
        """Write what became of the item; `original` is the ad whose scan it took over."""
        fields: dict[str, Any] = {"original": original.key} if original else {}
        if failure:
            fields["failure"] = asdict(failure)
        if report:
            fields["report"] = report.model_dump(mode="json", by_alias=True)
        self.keep("result", item, **fields)

    def keep_unread(self, item: BatchItem, failure: Failure) -> None:
        """Write why the item's media could not be scanned, before its words are judged alone."""
        self.keep("unread", item, failure=asdict(failure))

    def unread(self, item: BatchItem) -> Failure | None:
        """Why the item's media could not be scanned, None where they were not tried."""
        found = self.record("unread", item)
        return Failure(**found["failure"]) if found else None

    def result(self, item: BatchItem) -> Result | None:
        """What became of the item, None while it is not scanned."""
        found = self.record("result", item)
        if found is None:
            return None
        report, failure = found.get("report"), found.get("failure")
        creative = (self.record("likeness", item) or {}).get("creative", item.key)
        return Result(
            item,
            ScanReport.model_validate(report) if report else None,
            Failure(**failure) if failure else None,
            found.get("original"),
            creative if creative != item.key else None,
        )

    def results(self) -> Iterator[Result]:
        """Results so far, in the order of the input."""
        for item in self.plan.items:
            result = self.result(item)
            if result is not None:
                yield result

    def left(self) -> int:
        """Ads without a result."""
        return sum(self.record("result", item) is None for item in self.plan.items)
