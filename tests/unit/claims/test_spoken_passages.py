"""A transcript without punctuation is judged about as well as the same words in writing."""

import pytest

from tests.bench.bench_claims_spoken import judged, read_cases, shares, speech
from workers.claims import RulePack


def test_what_is_heard_is_judged_like_what_is_written(pack: RulePack) -> None:
    found = shares(read_cases(), pack)
    (recall, alarms), (written_recall, written_alarms) = found["heard"], found["written"]
    assert recall >= max(0.9, written_recall - 0.05)
    assert alarms <= written_alarms + 0.05


@pytest.mark.parametrize(
    "disease", ["cô vít", "pa kin sơn", "an dai mơ", "hát i vê", "viêm gan bê"]
)
def test_names_are_known_as_a_recogniser_spells_them(pack: RulePack, disease: str) -> None:
    said = f"chào cả nhà hôm nay trời mưa quá viên này chữa {disease} cả nhà nhé"
    judgement = judged(speech(said), pack)
    (evidence,) = [
        piece
        for finding in judgement.findings
        for piece in finding.evidence
        if finding.category == "serious_disease_claim"
    ]
    assert evidence.kind == "speech"
    assert disease in (evidence.quote or "")
    assert (evidence.start_ms or 0) >= 250 * 8
