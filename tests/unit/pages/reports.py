"""Reports to write pages of."""

from datetime import UTC, datetime
from typing import Any

from workers.report import (
    Ad,
    Coverage,
    Engine,
    Entity,
    Evidence,
    Finding,
    Gap,
    LegalReference,
    Media,
    Message,
    ModelVersion,
    RuleSet,
    ScanReport,
    Text,
)

VIDEO = Media(
    id="m1",
    kind="video",
    sha256="1" * 64,
    container="mp4",
    codec="h264",
    width=1280,
    height=720,
    duration_ms=12_000,
    fps=25.0,
)
PICTURE = Media(
    id="m1", kind="image", sha256="2" * 64, container="jpeg", codec="jpeg", width=1080, height=1080
)


def finding(identifier: str = "f1", **changes: Any) -> Finding:
    values: dict[str, Any] = {
        "id": identifier,
        "category": "cure_claim_food",
        "rule": "vn.cure.1",
        "severity": 5,
        "score": 0.91,
        "message": Message(vi="Nói sản phẩm chữa bệnh.", en="Says the product cures."),
        "legal": [
            LegalReference(ref="Điều 8.9", title="Cấm gây nhầm lẫn", status="confirmed"),
            LegalReference(ref="Điều 50", title="Mức phạt", status="to_be_confirmed"),
        ],
        "evidence": [
            Evidence(kind="text", text_id="t1", quote="chữa khỏi", span=(5, 14), confidence=0.62)
        ],
    }
    return Finding(**{**values, **changes})


def report(**changes: Any) -> ScanReport:
    values: dict[str, Any] = {
        "scan_id": "scan-1",
        "created_at": datetime(2026, 11, 21, 8, 30, tzinfo=UTC),
        "verdict": "violation",
        "score": 0.91,
        "severity": 5,
        "engine": Engine(
            version="0.1.0",
            rules=RuleSet(id="vn", version="2026.1", sha256="a" * 64),
            models=[ModelVersion(name="reader", version="7", sha256="b" * 64)],
        ),
        "ad": Ad(caption="Lời đăng kèm"),
        "media": [VIDEO],
        "coverage": Coverage(
            duration_ms=12_000, decoded_ms=12_000, frames_sampled=50, frames_read=9
        ),
        "texts": [
            Text(
                id="t1",
                media="m1",
                source="screen",
                text="Uống chữa khỏi đau khớp",
                start_ms=5_200,
                end_ms=5_800,
                confidence=0.62,
            )
        ],
        "categories": {"cure_claim_food": 0.91},
        "findings": [finding()],
        "entities": [Entity(kind="phone", value="0900 000 000", text_id="t1")],
        "timings_ms": {"read": 1200},
    }
    return ScanReport(**{**values, **changes})


def unread_gap() -> Gap:
    return Gap(
        stage="decode", reason="the file is cut off", media="m1", start_ms=9_000, end_ms=12_000
    )
