"""Rule packs: one jurisdiction's categories, law, words and rules, read from YAML and compiled.

A pack is a folder of YAML files (`pack`, `lexicon`, `rules`, `context`), or one file holding the
same keys. `include` takes in the words, rules and context of other packs, judged under this pack's
law.
"""

import hashlib
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from models.manifest import ManifestError, entry
from models.text.claim_opinion import ClaimOpinion
from models.text.loading import OPINION, claim_opinion
from workers.claims.lexicon import Lexicon
from workers.claims.patterns import Occurrences, Pattern, PatternError, PatternIndex
from workers.claims.schema import ContextModel, DutyModel, PackModel, RuleModel, SlotModel
from workers.claims.tokens import Tokeniser, Words
from workers.errors import RulePackError
from workers.report import LegalReference, Message, ModelVersion

PACKS = Path(__file__).parent / "packs"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule."""

    model: RuleModel
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class ContextCue:
    """A compiled context cue and the language its words are of ("vi", "en")."""

    model: ContextModel
    patterns: tuple[Pattern, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Category:
    """A category with its legal references in full."""

    id: str
    severity: int
    name: Message
    message: Message
    legal: tuple[LegalReference, ...]


@dataclass(frozen=True, slots=True)
class RulePack:
    """A validated, compiled pack. `sha256` covers its own files and those of packs it includes."""

    id: str
    version: str
    sha256: str
    title: Message
    categories: dict[str, Category] = field(repr=False)
    rules: tuple[Rule, ...] = field(repr=False)
    context: tuple[ContextCue, ...] = field(repr=False)
    markers: dict[str, tuple[Pattern, ...]] = field(repr=False)
    mandatory_warning: tuple[Pattern, ...] = field(repr=False)
    classes: dict[str, tuple[tuple[float, tuple[Pattern, ...]], ...]] = field(repr=False)
    class_sightings: dict[str, dict[str, float]] = field(repr=False)
    duties: tuple[tuple[DutyModel, tuple[Pattern, ...]], ...] = field(repr=False)
    rule_index: PatternIndex[Rule] = field(repr=False)
    context_index: PatternIndex[ContextCue] = field(repr=False)
    lexicon: Lexicon = field(repr=False)
    tokeniser: Tokeniser = field(repr=False)
    opinion: ClaimOpinion | None = field(repr=False, default=None)

    def words(self, text: str) -> Words:
        """The words of a text, disguises undone with this pack's vocabulary."""
        return self.tokeniser.words(text)

    def occurrences(self, text: str) -> Occurrences:
        """All phrases of the pack's lexicon in a text."""
        return self.lexicon.find(self.words(text))

    def models(self) -> list[ModelVersion]:
        """The models that have a say in what this pack judges."""
        if self.opinion is None:
            return []
        model = entry(OPINION)
        return [ModelVersion(name=model.name, version=model.version, sha256=model.sha256)]

    def rules_alone(self) -> "RulePack":
        """The same pack without the second opinion."""
        return replace(self, opinion=None)

    def rule(self, rule_id: str) -> Rule | None:
        """The rule with this id, None when there is none."""
        return next((rule for rule in self.rules if rule.model.id == rule_id), None)


def load_pack(name_or_path: str | Path = "vn", *, verify: bool = True) -> RulePack:
    """Read, validate and compile a pack by name ("vn", "intl_en") or path (folder or YAML file).

    With `verify`, the examples of its rules are run, once for each content and engine (the result
    is remembered). Raises RulePackError naming the file and the fault.
    """
    place = _place(str(name_or_path))
    pack = _compiled(place, _fingerprint(place))
    if verify:
        from workers.claims.examples import require_examples_hold

        require_examples_hold(pack)
    return pack


def pack_names() -> list[str]:
    """The packs that come with the program."""
    return sorted(path.name for path in PACKS.iterdir() if (path / "pack.yaml").is_file())


@lru_cache(maxsize=16)
def _compiled(place: Path, fingerprint: str) -> RulePack:
    model = _read(place)
    try:
        return _compile(model, place, fingerprint)
    except PatternError as error:
        raise RulePackError(f"Rule pack {place}: {error}.") from error


def _place(name_or_path: str) -> Path:
    path = Path(name_or_path)
    if path.exists():
        return path.resolve()
    packaged = PACKS / name_or_path
    if packaged.is_dir():
        return packaged
    known = ", ".join(pack_names())
    raise RulePackError(
        f"There is no rule pack {name_or_path!r}.", f"Name a folder or file, or one of: {known}."
    )


def _files(place: Path) -> list[Path]:
    return [place] if place.is_file() else sorted(place.glob("*.yaml"))


def _documents(place: Path) -> dict[str, object]:
    content: dict[str, object] = {}
    for path in _files(place):
        try:
            part = yaml.load(path.read_bytes(), _LOADER)  # noqa: S506 a safe loader
        except yaml.YAMLError as error:
            raise RulePackError(f"{path} is not valid YAML: {error}".replace("\n", " ")) from error
        if not isinstance(part, dict):
            raise RulePackError(f"{path} must hold a mapping of keys.")
        twice = content.keys() & part.keys()
        if twice:
            raise RulePackError(f"{path} repeats {', '.join(sorted(twice))}.")
        content.update(part)
    return content


def _read(place: Path) -> PackModel:
    try:
        return PackModel.model_validate(_documents(place))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise RulePackError(f"Rule pack {place}: {where}: {first['msg']}.") from error


def _fingerprint(place: Path) -> str:
    digest = hashlib.sha256()
    seen: set[Path] = set()
    queue = [place]
    while queue:
        folder = queue.pop(0)
        if folder in seen:
            continue
        seen.add(folder)
        for path in _files(folder):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        included = _documents(folder).get("include") or []
        queue += [_included(str(name), folder) for name in included]  # type: ignore[attr-defined]
    return digest.hexdigest()


def _included(name: str, folder: Path) -> Path:
    beside = folder.parent / name
    return beside if beside.exists() else _place(name)


def _compile(model: PackModel, place: Path, fingerprint: str) -> RulePack:
    parts = [model, *(_read(_included(name, place)) for name in model.include)]
    slots: dict[str, SlotModel] = {}
    for part in parts:
        for name, slot in part.slots.items():
            known = slots.get(name)
            slots[name] = (
                slot
                if known is None
                else SlotModel(
                    include=[*known.include, *slot.include],
                    not_within=[*known.not_within, *slot.not_within],
                    phrases=[*known.phrases, *slot.phrases],
                )
            )
    lexicon = Lexicon(
        {name: _phrases(name, slots, place) for name in slots},
        {name: slot.not_within for name, slot in slots.items() if slot.not_within},
    )

    def compiled(sources: list[str]) -> tuple[Pattern, ...]:
        return tuple(pattern for source in sources for pattern in lexicon.compile(source))

    categories = {
        name: Category(
            name,
            category.severity,
            category.name,
            category.message,
            tuple(_reference(key, model, place) for key in category.legal),
        )
        for name, category in model.categories.items()
    }
    rules = tuple(Rule(rule, compiled(rule.patterns)) for part in parts for rule in part.rules)
    _check_rules(rules, model, categories, place)
    markers: dict[str, list[str]] = {}
    for part in parts:
        for name, sources in part.markers.items():
            markers.setdefault(name, []).extend(sources)
    pack_context = tuple(
        ContextCue(cue, compiled(cue.patterns), part.language)
        for part in parts
        for cue in part.context
    )
    for cue in pack_context:
        if cue.model.unless is not None and cue.model.unless not in markers:
            raise RulePackError(f"Rule pack {place}: context {cue.model.id} names no marker.")
    return RulePack(
        id=model.id,
        version=model.version,
        sha256=fingerprint,
        title=model.title,
        categories=categories,
        rules=rules,
        context=pack_context,
        markers={name: compiled(sources) for name, sources in markers.items()},
        mandatory_warning=tuple(p for part in parts for p in compiled(part.warning.mandatory)),
        classes={
            name: tuple((weight, compiled(sources)) for weight, sources in kind.patterns.items())
            for name, kind in model.classes.items()
        },
        class_sightings={name: dict(kind.sightings) for name, kind in model.classes.items()},
        duties=tuple((duty, compiled(duty.patterns)) for duty in model.duties),
        rule_index=PatternIndex((rule, p) for rule in rules for p in rule.patterns),
        context_index=PatternIndex((cue, p) for cue in pack_context for p in cue.patterns),
        lexicon=lexicon,
        tokeniser=Tokeniser(lexicon.vocabulary),
        opinion=_opinion(place) if model.second_opinion else None,
    )


def _opinion(place: Path) -> ClaimOpinion:
    try:
        return claim_opinion()
    except ManifestError as error:
        raise RulePackError(f"Rule pack {place} asks for the second opinion: {error}.") from error


def _phrases(name: str, slots: dict[str, SlotModel], place: Path) -> list[str]:
    result: list[str] = []
    seen: set[str] = set()
    queue = [name]
    while queue:
        current = queue.pop()
        if current in seen:
            continue
        seen.add(current)
        slot = slots.get(current)
        if slot is None:
            raise RulePackError(f"Rule pack {place}: slot {name} includes unknown {current}.")
        result += slot.phrases
        queue += slot.include
    return result


def _reference(key: str, model: PackModel, place: Path) -> LegalReference:
    reference = model.references.get(key)
    if reference is None:
        raise RulePackError(f"Rule pack {place}: there is no legal reference {key}.")
    return reference


def _check_rules(
    rules: tuple[Rule, ...], model: PackModel, categories: dict[str, Category], place: Path
) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.model.id in seen:
            raise RulePackError(f"Rule pack {place}: rule {rule.model.id} is there twice.")
        seen.add(rule.model.id)
        for name in (rule.model.category, *rule.model.by_class.values()):
            if name is not None and name not in categories:
                raise RulePackError(f"Rule pack {place}: rule {rule.model.id}: no category {name}.")
    for duty in model.duties:
        if duty.category not in categories:
            raise RulePackError(f"Rule pack {place}: duty {duty.id}: no category {duty.category}.")
