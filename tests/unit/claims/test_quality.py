import time

from tests.bench.bench_claims import CORPUS, flagged, rates, read_cases
from workers.claims import RulePack, judge_ad, judge_text
from workers.report import Ad, Coverage, Text


def test_held_back_paraphrases_are_judged_well(pack: RulePack) -> None:
    cases = read_cases(CORPUS)
    judged = {case.id: judge_text(case.text, pack) for case in cases}
    table = rates(cases, judged)
    assert table["violating"] >= 300
    assert table["lawful"] >= 300
    assert table["recall"] >= 0.93
    assert table["false_positive_rate"] <= 0.04


def test_unfamiliar_wordings_are_found_more_often_with_the_second_opinion(pack: RulePack) -> None:
    cases = read_cases(CORPUS.with_name("unfamiliar.jsonl"))
    alone = rates(cases, {c.id: judge_text(c.text, pack.rules_alone()) for c in cases})
    table = rates(cases, {c.id: judge_text(c.text, pack) for c in cases})
    assert table["recall"] >= alone["recall"] + 0.1
    assert table["false_positive_rate"] <= alone["false_positive_rate"] + 0.05


def test_short_texts_are_judged_fast(pack: RulePack) -> None:
    texts = [case.text for case in read_cases(CORPUS)]
    pack = pack.rules_alone()
    for text in texts:
        judge_text(text, pack)
    began = time.process_time()
    for text in texts:
        judge_text(text, pack)
    assert len(texts) / (time.process_time() - began) > 800


def test_a_long_ad_is_judged_in_milliseconds(pack: RulePack) -> None:
    lines = [case.text for case in read_cases(CORPUS)[:60]]
    texts = [
        Text(
            id=f"t{n}",
            media="m1",
            source="screen",
            text=line,
            start_ms=n * 500,
            end_ms=n * 500 + 900,
        )
        for n, line in enumerate(lines)
    ]
    judged = judge_ad(texts, [], Ad(), Coverage(), pack, [])
    began = time.process_time()
    judge_ad(texts, [], Ad(), Coverage(), pack, [])
    assert flagged(judged)
    assert time.process_time() - began < 0.4
