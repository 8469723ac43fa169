"""The contract: what one scan of one ad returns (`adscan.report/1`).

Times are integer milliseconds of media time. Polygons are lists of (x, y) with 0-1 coordinates in
display orientation, after rotation and pixel aspect. Confidences (how well something was read) and
scores (how strongly it breaks the law) are both 0-1 and never mixed.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

ERROR_SCHEMA = "adscan.error/1"

Unit = Annotated[float, Field(ge=0.0, le=1.0)]
Milliseconds = Annotated[int, Field(ge=0)]
Point = tuple[float, float]
Polygon = list[Point]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Verdict = Literal["violation", "suspect", "clear", "inconclusive"]
Stage = Literal["probe", "decode", "read", "listen", "look", "match", "judge"]


class Model(BaseModel):
    """Base: unknown fields are refused, instances are immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class ModelVersion(Model):
    name: str
    version: str
    sha256: Sha256 | None = None


class RuleSet(Model):
    id: str
    version: str
    sha256: Sha256


class Engine(Model):
    """What produced the report; two equal engines on equal bytes give equal findings."""

    version: str
    rules: RuleSet
    models: list[ModelVersion] = []


class Ad(Model):
    """The ad as submitted; every field is the submitter's claim, none is verified."""

    external_id: str | None = None
    platform: str | None = None
    advertiser: str | None = None
    caption: str | None = None
    landing_url: str | None = None
    metadata: dict[str, Any] = {}


class Media(Model):
    """One file of the ad. `width` and `height` are display pixels, `rotation` degrees clockwise."""

    id: str
    kind: Literal["video", "image"]
    sha256: Sha256
    container: str
    codec: str
    width: int
    height: int
    rotation: int = 0
    duration_ms: Milliseconds = 0
    fps: float | None = None
    variable_frame_rate: bool = False
    has_audio: bool = False


class Gap(Model):
    """Something that was not looked at, where and why. Times are absent for still pictures."""

    stage: Stage
    reason: str
    media: str | None = None
    start_ms: Milliseconds | None = None
    end_ms: Milliseconds | None = None


class Coverage(Model):
    """How much of the ad was really looked at; `complete` is false whenever a gap matters."""

    level: Literal["fast", "standard", "thorough"] = "standard"
    misses_shorter_than_ms: Milliseconds = 500
    duration_ms: Milliseconds = 0
    decoded_ms: Milliseconds = 0
    frames_sampled: int = 0
    frames_read: int = 0
    audio_ms: Milliseconds = 0
    complete: bool = True
    gaps: list[Gap] = []


class SpokenWord(Model):
    """When one heard word is said, and its level in dB relative to full scale (RMS)."""

    start_ms: Milliseconds
    end_ms: Milliseconds
    loudness_db: float | None = None


class Text(Model):
    """Words from one source. Screen texts carry place and time of their best view.

    Of spoken ones, `loudness_db` is the level in dB relative to full scale (RMS), and `words` tells
    of each word of `text`, split at spaces, when it is said.
    """

    id: str
    media: str | None = None
    source: Literal["screen", "speech", "caption", "code"]
    text: str
    start_ms: Milliseconds | None = None
    end_ms: Milliseconds | None = None
    polygon: Polygon | None = None
    confidence: Unit = 1.0
    frame_ms: Milliseconds | None = None
    block: str | None = None
    height: Unit | None = None
    contrast: float | None = None
    syllables_per_second: float | None = None
    loudness_db: float | None = None
    words: list[SpokenWord] | None = None


LOGO_LABEL = "logo:"
"""How the label of a sighted logo begins; the name of its reference follows."""


class Sighting(Model):
    """Something an image model saw."""

    label: str
    media: str | None = None
    start_ms: Milliseconds | None = None
    end_ms: Milliseconds | None = None
    polygon: Polygon | None = None
    confidence: Unit


EntityKind = Literal[
    "phone",
    "url",
    "domain",
    "email",
    "bank_account",
    "license_no",
    "qr",
    "handle",
    "price",
    "product",
    "company",
]


class Entity(Model):
    kind: EntityKind
    value: str
    text_id: str | None = None


class Match(Model):
    """This ad's media seen before: in an earlier scan, or on a list."""

    kind: Literal["exact", "near"]
    scan_id: str | None = None
    distance: float
    list: str | None = None


class Message(Model):
    """One sentence in both languages."""

    vi: str
    en: str


class LegalReference(Model):
    ref: str
    title: str
    status: Literal["confirmed", "to_be_confirmed"]


class Still(Model):
    """A picture file of the evidence. `path` is relative to the folder of the report."""

    path: str
    sha256: Sha256


class Evidence(Model):
    """What a finding rests on. `span` indexes `quote`'s place in the text with `text_id`."""

    kind: Literal["text", "speech", "image", "absence", "match"]
    text_id: str | None = None
    media: str | None = None
    quote: str | None = None
    span: tuple[int, int] | None = None
    start_ms: Milliseconds | None = None
    end_ms: Milliseconds | None = None
    frame_ms: Milliseconds | None = None
    polygon: Polygon | None = None
    confidence: Unit = 1.0
    still: Still | None = None


class Finding(Model):
    id: str
    category: str
    rule: str
    severity: Annotated[int, Field(ge=1, le=5)]
    score: Unit
    message: Message
    legal: list[LegalReference]
    evidence: list[Evidence]
    factors: dict[str, float] = {}


class ScanReport(Model):
    """The result of one scan: a referral to a human, never a ruling."""

    schema_: Literal["adscan.report/1"] = Field("adscan.report/1", alias="schema")
    scan_id: str
    created_at: datetime
    verdict: Verdict
    score: Unit
    severity: Annotated[int, Field(ge=0, le=5)]
    engine: Engine
    ad: Ad
    media: list[Media]
    coverage: Coverage
    product_class: str | None = None
    texts: list[Text] = []
    sightings: list[Sighting] = []
    entities: list[Entity] = []
    matches: list[Match] = []
    categories: dict[str, Unit] = {}
    findings: list[Finding] = []
    timings_ms: dict[str, Milliseconds] = {}

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        allow_inf_nan=False,
        validate_by_name=True,
        validate_by_alias=True,
    )

    def to_json(self, *, indent: int | None = None) -> str:
        """The report as JSON text with the contract's field names; Vietnamese is not escaped."""
        return self.model_dump_json(by_alias=True, indent=indent)


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of `ScanReport`."""
    schema = ScanReport.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["$id"] = "urn:adscan:report:1"
    return schema
