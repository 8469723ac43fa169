"""Which rules and models this installation scans with, and one digest of them all."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import Protocol

from models.manifest import ModelEntry, entries
from workers.claims import load_pack, pack_names
from workers.errors import RulePackError
from workers.report import RuleSet


class Catalogue(Protocol):
    """What the API tells of rules and models. Raises RulePackError for an unknown rule set."""

    def rule_sets(self) -> list[RuleSet]: ...

    def rule_set(self, name: str) -> RuleSet: ...

    def models(self) -> list[ModelEntry]: ...

    def fingerprint(self, rule_set: str) -> str:
        """Equal for two scans exactly when the same engine, models and rules would do them."""
        ...


@dataclass(frozen=True, slots=True)
class InstalledCatalogue:
    """The rules and models that come with this installation."""

    ocr_engine: str

    def rule_sets(self) -> list[RuleSet]:
        return [_rule_set(name) for name in pack_names()]

    def rule_set(self, name: str) -> RuleSet:
        return _rule_set(name)

    def models(self) -> list[ModelEntry]:
        return list(entries())

    def fingerprint(self, rule_set: str) -> str:
        rules = _rule_set(rule_set)
        parts = [version("adscan"), self.ocr_engine, rules.id, rules.version, rules.sha256]
        parts += [f"{model.name}={model.sha256}" for model in entries()]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@lru_cache(maxsize=32)
def _rule_set(name: str) -> RuleSet:
    # A name from outside must not be taken for a path, as `load_pack` would.
    if name not in pack_names():
        raise RulePackError(
            f"There is no rule pack {name!r}.", "See /v1/rules for those there are."
        )
    pack = load_pack(name, verify=False)
    return RuleSet(id=pack.id, version=pack.version, sha256=pack.sha256)
