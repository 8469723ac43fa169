"""Judging what an ad claims: rule packs, matching, context, scores and findings."""

from workers.claims.entities import entities_of
from workers.claims.examples import ExampleResult, rule_examples_report
from workers.claims.judge import Judgement, judge_ad, judge_text
from workers.claims.pack import RulePack, load_pack, pack_names
from workers.claims.review import (
    Explanation,
    JudgementChange,
    PackChange,
    diff_judgements,
    diff_packs,
    explain,
    rejudge,
)
from workers.claims.warning import WarningMeasure, measure_warnings

__all__ = [
    "ExampleResult",
    "Explanation",
    "Judgement",
    "JudgementChange",
    "PackChange",
    "RulePack",
    "WarningMeasure",
    "diff_judgements",
    "diff_packs",
    "entities_of",
    "explain",
    "judge_ad",
    "judge_text",
    "load_pack",
    "measure_warnings",
    "pack_names",
    "rejudge",
    "rule_examples_report",
]
