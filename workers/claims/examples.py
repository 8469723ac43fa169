"""The examples written with each rule, run as tests of the whole pack."""

import os
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from workers.claims.judge import judge_text
from workers.claims.pack import RulePack
from workers.claims.scoring import SUSPECT
from workers.errors import RulePackError


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example run against the pack. `got` are the rules found, `score` the text's score."""

    rule: str
    text: str
    wanted: str
    holds: bool
    score: float
    got: tuple[str, ...]


def rule_examples_report(pack: RulePack) -> list[ExampleResult]:
    """Run every example: a violating one must be flagged in its rule's category, a lawful one not.

    The rules are tried alone, without the second opinion: a lawyer answers for rules, not for a
    model. Of a mere signal (severity 1), which never makes a verdict, the category must be listed.
    """
    results = []
    pack = pack.rules_alone()
    for rule in pack.rules:
        model = rule.model
        wanted = {model.category, *(name for name in model.by_class.values() if name)}
        for text in model.examples.violating:
            judged = judge_text(text, pack)
            signal = pack.categories[model.category].severity == 1
            hit = bool(wanted & set(judged.categories))
            holds = hit and (signal or judged.score >= SUSPECT)
            results.append(
                _result(model.id, text, "violating", holds, judged.score, judged.categories)
            )
        for text in model.examples.lawful:
            judged = judge_text(text, pack)
            holds = judged.score < SUSPECT
            results.append(
                _result(model.id, text, "lawful", holds, judged.score, judged.categories)
            )
    return results


def require_examples_hold(pack: RulePack) -> None:
    """Raise RulePackError naming the first examples that fail; remember packs that passed."""
    marker = _passed_marker(pack)
    if marker is not None and marker.exists():
        return
    failed = [result for result in rule_examples_report(pack) if not result.holds]
    if failed:
        first = failed[0]
        raise RulePackError(
            f"Rule pack {pack.id}: {len(failed)} examples fail, first of rule {first.rule}: "
            f"{first.wanted} {first.text!r} scored {first.score:.2f}."
        )
    if marker is not None:
        _remember(marker)


def _result(
    rule: str, text: str, wanted: str, holds: bool, score: float, categories: object
) -> ExampleResult:
    return ExampleResult(rule, text, wanted, holds, score, tuple(sorted(categories)))  # type: ignore[call-overload]


def _passed_marker(pack: RulePack) -> Path | None:
    base = os.environ.get("XDG_CACHE_HOME") or (
        str(Path.home() / ".cache") if os.environ.get("HOME") else None
    )
    if base is None:
        return None
    return (
        Path(base) / "adscan" / "rules" / f"{pack.id}-{pack.sha256[:16]}-{_engine_hash()[:16]}.ok"
    )


@cache
def _engine_hash() -> str:
    """Changes with the code that judges, so that no old result stands in for a new engine."""
    digest = sha256()
    try:
        digest.update(version("adscan").encode())
    except PackageNotFoundError:
        digest.update(b"source")
    for path in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _remember(marker: Path) -> None:
    try:
        marker.parent.mkdir(parents=True, exist_ok=True)
        marker.touch()
    except OSError:
        return
