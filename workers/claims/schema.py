"""A rule pack as written in YAML: the models every key is checked against."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from workers.report import LegalReference, Message

Scope = Literal["before", "inside", "sentence", "text"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SlotModel(_Model):
    """Phrases of one slot; `include` names slots whose phrases belong to it too.

    A phrase lying inside a phrase of a slot named by `not_within` is not of this slot.
    """

    include: list[str] = []
    not_within: list[str] = []
    phrases: list[str] = []


class ExamplesModel(_Model):
    """Texts a rule must flag and texts the whole pack must leave in peace."""

    violating: list[str] = Field(min_length=1)
    lawful: list[str] = Field(min_length=1)


class RuleModel(_Model):
    """One kind of claim. `strength` is its probability of being a violation, seen alone."""

    id: str
    category: str
    strength: float = Field(gt=0.0, lt=1.0)
    patterns: list[str] = Field(min_length=1)
    by_class: dict[str, str | None] = {}
    only_class: list[str] = []
    health_only: bool = False
    message: Message | None = None
    examples: ExamplesModel


class ContextModel(_Model):
    """Words (or a question mark) near a claim and the points they add to its log-odds.

    A `heading` counts only when a colon or line break follows it: it governs the list below.
    With `stacks`, each further place adds half the points again, up to twice the points.
    """

    id: str
    scope: Scope
    points: float
    patterns: list[str] = []
    within: int = 5
    question: bool = False
    stacks: bool = False
    heading: bool = False
    unless: str | None = None
    unless_rules: list[str] = []
    only_rules: list[str] = []


class CategoryModel(_Model):
    severity: int = Field(ge=1, le=5)
    name: Message
    message: Message
    legal: list[str] = Field(min_length=1)


class ClassModel(_Model):
    """Words and sightings that speak for one product class, by weight."""

    patterns: dict[float, list[str]] = {}
    sightings: dict[str, float] = {}


class DutyModel(_Model):
    """Something an ad of a product class must show; its absence is a finding."""

    id: str
    category: str
    classes: list[str] = Field(min_length=1)
    strength: float = Field(gt=0.0, lt=1.0)
    patterns: list[str] = []
    satisfied_by: Literal["mandatory_warning"] | None = None
    item: Message | None = None
    message: Message | None = None


class WarningModel(_Model):
    mandatory: list[str] = []


class PackModel(_Model):
    """A whole pack as written in YAML. `second_opinion`: whether the claim opinion has a say."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    version: str
    jurisdiction: str
    language: str
    title: Message
    include: list[str] = []
    second_opinion: bool = False
    references: dict[str, LegalReference] = {}
    categories: dict[str, CategoryModel] = {}
    classes: dict[str, ClassModel] = {}
    duties: list[DutyModel] = []
    slots: dict[str, SlotModel] = {}
    rules: list[RuleModel] = []
    context: list[ContextModel] = []
    markers: dict[str, list[str]] = {}
    warning: WarningModel = WarningModel()
