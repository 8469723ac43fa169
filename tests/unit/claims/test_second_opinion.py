from pathlib import Path

import numpy as np
import pytest

from models.manifest import ManifestError
from models.text.claim_features import WordedText, features
from models.text.claim_opinion import ClaimOpinion
from models.text.loading import OPINION, claim_opinion
from workers.claims import RulePack, explain, judge_ad, judge_text, load_pack
from workers.claims.scoring import VIOLATION
from workers.claims.second_opinion import NAME
from workers.claims.wording import worded
from workers.report import Ad, Coverage, Text

UNFAMILIAR = (
    "Bà cụ nhà bên gối sưng phải lê từng bước, uống cao này sang hộp thứ ba đã ra đồng cấy lúa"
)
NEWS = "Nhiều người nhập viện vì tin lời đồn uống nước lá là khỏi hẳn đau khớp"


def test_a_wording_no_rule_knows_is_suspect_and_says_why(pack: RulePack) -> None:
    assert judge_text(UNFAMILIAR, pack.rules_alone()).verdict == "clear"
    judged = judge_text(UNFAMILIAR, pack)
    assert judged.verdict == "suspect"
    finding = judged.findings[0]
    assert finding.rule == NAME
    assert finding.factors[NAME] > 0
    assert finding.legal
    assert finding.evidence[0].quote in UNFAMILIAR


@pytest.mark.parametrize(("confidence", "flagged"), [(0.9, True), (0.5, False)])
def test_the_wording_of_what_was_only_half_heard_is_no_claim(
    pack: RulePack, confidence: float, flagged: bool
) -> None:
    heard = Text(
        id="s1",
        media="m1",
        source="speech",
        text=UNFAMILIAR,
        confidence=confidence,
        start_ms=0,
        end_ms=6000,
    )
    judged = judge_ad([heard], [], Ad(), Coverage(), pack, [])
    assert [finding.rule for finding in judged.findings] == ([NAME] if flagged else [])


def test_the_opinion_alone_never_makes_a_violation(pack: RulePack) -> None:
    for claim in explain(UNFAMILIAR * 3, pack).claims:
        assert claim.rule != NAME or claim.score < VIOLATION


def test_its_part_in_the_score_of_a_rule_is_shown(pack: RulePack) -> None:
    alone = {claim.rule: claim for claim in explain(NEWS, pack.rules_alone()).claims}
    moved = [c for c in explain(NEWS, pack).claims if c.rule in alone and NAME in c.factors]
    assert moved
    for claim in moved:
        assert claim.factors[NAME] < 0
        assert claim.score < alone[claim.rule].score


def test_context_speaks_against_a_wording_too(pack: RulePack) -> None:
    asked = "Uống cao này sang hộp thứ ba gối hết sưng, đi lại được không bác sĩ ơi?"
    assert judge_text(asked, pack).verdict == "clear"


def test_the_same_words_of_one_kind_make_the_same_features(pack: RulePack) -> None:
    kinds = claim_opinion().kinds
    one = worded(pack.occurrences("đẩy lùi gai cột sống"), kinds)
    two = worded(pack.occurrences("đẩy lùi viêm xoang"), kinds)
    shared = {f.place for f in features(one)} & {f.place for f in features(two)}
    assert len(shared) >= 6


def test_points_by_word_add_up_to_the_points(pack: RulePack) -> None:
    opinion = claim_opinion()
    text = worded(pack.occurrences(UNFAMILIAR), opinion.kinds)
    full = opinion.opinion(text)
    empty = opinion.points(WordedText([], [], []))
    assert sum(full.by_word) + empty == pytest.approx(full.points, abs=1e-3)
    assert opinion.points(text) == pytest.approx(full.points, abs=1e-5)
    assert full.categories[0] in pack.categories


def test_a_pack_names_the_model_that_has_a_say(pack: RulePack) -> None:
    assert [model.name for model in pack.models()] == [OPINION]
    assert pack.rules_alone().models() == []
    assert load_pack("intl_en", verify=False).models() == []


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.npz"
    np.savez(path, weights=np.zeros(4))
    with pytest.raises(ManifestError, match="claim-opinion"):
        ClaimOpinion(path)
