"""The contract: what is valid, what is refused, and that schema and models agree."""

import json
from datetime import UTC, datetime

import jsonschema
import pytest
from pydantic import ValidationError

from workers.report import (
    Ad,
    Coverage,
    Engine,
    Evidence,
    Finding,
    LegalReference,
    Message,
    RuleSet,
    ScanReport,
    json_schema,
)


def report(**changes):
    finding = Finding(
        id="f1",
        category="cure_claim_food",
        rule="vn.cure.1",
        severity=5,
        score=0.9,
        message=Message(vi="Quảng cáo chữa bệnh", en="Cure claim"),
        legal=[LegalReference(ref="Luật QC Đ8.9", title="Luật Quảng cáo", status="confirmed")],
        evidence=[Evidence(kind="text", text_id="t1", quote="khỏi hẳn", span=(3, 11))],
    )
    fields = {
        "scan_id": "s1",
        "created_at": datetime(2026, 11, 21, tzinfo=UTC),
        "verdict": "violation",
        "score": 0.9,
        "severity": 5,
        "engine": Engine(version="1", rules=RuleSet(id="vn", version="1", sha256="0" * 64)),
        "ad": Ad(caption="Uống là khỏi hẳn"),
        "media": [],
        "coverage": Coverage(),
        "findings": [finding],
    }
    return ScanReport(**{**fields, **changes})


def test_a_report_is_valid_under_its_own_exported_schema():
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(report().to_json()), schema)


def test_the_wire_form_names_its_schema_and_keeps_vietnamese_readable():
    text = report().to_json()
    assert json.loads(text)["schema"] == "adscan.report/1"
    assert "Uống là khỏi hẳn" in text


def test_a_report_survives_the_way_through_json():
    assert ScanReport.model_validate_json(report().to_json()) == report()


@pytest.mark.parametrize(
    "wrong",
    [{"score": 1.2}, {"score": float("nan")}, {"verdict": "guilty"}, {"severity": 9}, {"extra": 1}],
)
def test_values_outside_the_contract_are_refused(wrong):
    with pytest.raises(ValidationError):
        report(**wrong)
