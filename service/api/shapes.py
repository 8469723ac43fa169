"""What requests and answers look like on the wire."""

import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
)

from workers.report import Finding, ScanReport, Verdict

_RFC3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$")

Status = Literal["queued", "running", "succeeded", "partial", "failed", "cancelled"]
Priority = Literal["interactive", "normal", "batch"]
Level = Literal["fast", "standard", "thorough"]
ShortText = Annotated[str, StringConstraints(max_length=255, pattern=r"^[^\x00-\x1f\x7f]*$")]
LongText = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00]*$")]
Platform = Annotated[str, StringConstraints(max_length=64, pattern=r"^[^\x00-\x1f\x7f]*$")]
Url = Annotated[str, StringConstraints(max_length=4096, pattern=r"^https?://[!-~]+$")]
Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
RuleSetName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]


def _rfc3339(value: object) -> object:
    if isinstance(value, str) and not _RFC3339.match(value):
        raise ValueError("a time is written as in 2026-01-31T09:30:00+07:00")
    return value


def _in_utc(value: datetime) -> datetime:
    try:
        return value.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("the time lies outside the years 1 to 9999") from error


Instant = Annotated[AwareDatetime, BeforeValidator(_rfc3339), AfterValidator(_in_utc)]
"""A moment with its offset from UTC (RFC 3339); never a bare number."""
CATEGORY = r"^[a-z0-9_.-]{1,64}$"
WORDS = r"[^\s\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
"""What a caption has at least one of, to say anything: a character that can be seen."""


def has_words(caption: str | None) -> bool:
    """Whether a caption says anything."""
    return caption is not None and re.search(WORDS, caption) is not None


class Request(BaseModel):
    """Base of request bodies: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class UrlSource(Request):
    """A picture or video at a public http(s) URL."""

    kind: Literal["url"]
    url: Url


class ObjectSource(Request):
    """An object of the installation's bucket, below the organisation's own prefix."""

    kind: Literal["object"]
    key: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.=-]+(/[A-Za-z0-9_.=-]+)*$")]


class UploadSource(Request):
    """A finished resumable upload."""

    kind: Literal["upload"]
    id: Id


Source = Annotated[UrlSource | ObjectSource | UploadSource, Field(discriminator="kind")]


class AdFields(Request):
    """What the submitter says of the ad, and how it is to be scanned."""

    caption: LongText | None = None
    external_id: ShortText | None = None
    platform: Platform | None = None
    advertiser: ShortText | None = None
    landing_url: LongText | None = None
    metadata: Annotated[dict[str, Any], Field(max_length=100)] = {}
    priority: Priority = "normal"
    level: Level = "standard"
    rule_set: RuleSetName | None = None
    force: bool = False
    """Scan again although the same content was scanned by the same engine and rules."""


class ScanRequest(AdFields):
    """One ad by reference. An ad may be several files, or words alone."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "source": {"kind": "url", "url": "https://example.org/ad.mp4"},
                    "caption": "Viên uống hỗ trợ giấc ngủ",
                    "platform": "facebook",
                    "external_id": "ad-2026-000123",
                    "priority": "interactive",
                }
            ]
        },
    )

    source: Source | Annotated[list[Source], Field(max_length=20)] = []


class ScanForm(AdFields):
    """The fields beside `file` of a multipart submission; `metadata` is JSON text there."""


class RejudgeRequest(Request):
    """Judge what was read before by another rule set, or by a newer version of the same."""

    rule_set: RuleSetName | None = None


class MediaItem(BaseModel):
    """One file of the ad. `sha256` and `size` are known once the bytes are kept here."""

    kind: Literal["upload", "url", "object"]
    name: str
    location: str | None
    sha256: str | None
    size: int | None


class Fault(BaseModel):
    """Why the last attempt failed."""

    code: str
    detail: str
    remedy: str


class ScanItem(BaseModel):
    """One scan without its report. `progress` is 0-1."""

    id: str
    status: Status
    kind: Literal["scan", "rejudge"]
    progress: float
    priority: Priority
    level: Level
    rule_set: str
    external_id: str | None
    platform: str | None
    batch_id: str | None
    parent_id: str | None
    attempts: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    media: list[MediaItem]
    verdict: Verdict | None
    score: float | None
    severity: int | None
    error: Fault | None


class Scan(ScanItem):
    """One scan; `report` is there once it has succeeded, in full or in part."""

    report: ScanReport | None


class ScanPage(BaseModel):
    """Scans, newest first; `next_cursor` is null on the last page."""

    items: list[ScanItem]
    next_cursor: str | None


class FindingItem(BaseModel):
    """One finding, and the scan it belongs to."""

    id: str
    scan_id: str
    finding: Finding


class FindingPage(BaseModel):
    """Findings, newest first; `next_cursor` is null on the last page."""

    items: list[FindingItem]
    next_cursor: str | None


class StillItem(BaseModel):
    """One picture of the evidence; its bytes are at `url`."""

    path: str
    sha256: str
    media_type: str
    url: str


class StillList(BaseModel):
    """All stills of a scan."""

    items: list[StillItem]
