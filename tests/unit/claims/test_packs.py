import shutil
from pathlib import Path

import pytest
import yaml

from workers.claims import RulePack, judge_text, load_pack, pack_names, rule_examples_report
from workers.claims.pack import PACKS
from workers.errors import RulePackError


@pytest.mark.parametrize("name", ["vn", "intl_en"])
def test_every_example_of_every_packaged_rule_holds(name: str) -> None:
    results = rule_examples_report(load_pack(name, verify=False))
    assert len(results) > 30
    assert [result for result in results if not result.holds] == []


def test_the_vietnamese_pack_covers_the_whole_taxonomy(pack: RulePack) -> None:
    judged = {rule.model.category for rule in pack.rules} | {
        duty.category for duty, _ in pack.duties
    }
    by_code = {"illegible_or_fast_warning", "before_after_image"}
    assert set(pack.categories) - judged == by_code
    assert len(pack.categories) == 31


def test_every_category_names_its_law_with_a_status(pack: RulePack) -> None:
    for category in pack.categories.values():
        assert category.legal
        assert {reference.status for reference in category.legal} <= {
            "confirmed",
            "to_be_confirmed",
        }


def test_packs_are_found_by_name() -> None:
    assert pack_names() == ["intl_en", "vn"]
    with pytest.raises(RulePackError, match="no rule pack"):
        load_pack("atlantis")


def test_a_changed_file_changes_the_hash(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    before = load_pack(folder, verify=False).sha256
    (folder / "context.yaml").write_text((folder / "context.yaml").read_text("utf8") + "\n# note\n")
    assert load_pack(folder, verify=False).sha256 != before


def test_a_lawyer_adds_a_phrase_without_touching_code(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    text = "Rượu rắn chấn khớp thần công, mua 2 tặng 1"
    before = load_pack(folder, verify=False)
    assert not [f for f in judge_text(text, before).findings if f.rule != "second_opinion"]
    rules = yaml.safe_load((folder / "rules.yaml").read_text("utf8"))
    rule = next(rule for rule in rules["rules"] if rule["id"] == "cure.restores_organ")
    rule["patterns"].append("chấn khớp ...2 thần công")
    rule["examples"]["violating"].append("Cao này chấn khớp thần công, đặt hàng ngay")
    (folder / "rules.yaml").write_text(yaml.safe_dump(rules, allow_unicode=True), "utf8")
    changed = load_pack(folder, verify=True)
    judged = judge_text(text, changed)
    assert judged.verdict in ("violation", "suspect")
    assert judged.findings[0].rule == "cure.restores_organ"


def test_an_example_that_does_not_hold_stops_the_pack(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    rules = yaml.safe_load((folder / "rules.yaml").read_text("utf8"))
    rules["rules"][0]["examples"]["violating"].append("Hôm nay trời đẹp")
    (folder / "rules.yaml").write_text(yaml.safe_dump(rules, allow_unicode=True), "utf8")
    with pytest.raises(RulePackError, match="Hôm nay trời đẹp"):
        load_pack(folder, verify=True)


@pytest.mark.parametrize(
    ("pattern", "fault"),
    [
        ("<NO_SUCH_SLOT> khỏi", "unknown slot"),
        ("[khỏi", "unclosed"),
        ("& khỏi", "nothing before &"),
    ],
)
def test_a_faulty_pattern_is_named(tmp_path: Path, pattern: str, fault: str) -> None:
    folder = _copy(tmp_path)
    rules = yaml.safe_load((folder / "rules.yaml").read_text("utf8"))
    rules["rules"][0]["patterns"].append(pattern)
    (folder / "rules.yaml").write_text(yaml.safe_dump(rules, allow_unicode=True), "utf8")
    with pytest.raises(RulePackError, match=fault):
        load_pack(folder, verify=False)


def test_an_unknown_key_is_refused_with_its_place(tmp_path: Path) -> None:
    folder = _copy(tmp_path)
    (folder / "extra.yaml").write_text("colour: red\n")
    with pytest.raises(RulePackError, match="colour"):
        load_pack(folder, verify=False)


def _copy(tmp_path: Path) -> Path:
    for name in ("vn", "intl_en"):
        shutil.copytree(PACKS / name, tmp_path / name)
    return tmp_path / "vn"
