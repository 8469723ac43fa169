"""The rule sets and models that scans are done with."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, StringConstraints

from service.api.access import Requires
from service.parts import PartsOf
from service.problems import documented
from workers.report import RuleSet

router = APIRouter(prefix="/v1", tags=["catalogue"], dependencies=[Depends(Requires("scans:read"))])
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]


class RuleSetList(BaseModel):
    """All rule sets of this installation."""

    items: list[RuleSet]


class ModelItem(BaseModel):
    """One model: what it is for, where it comes from, under which licence."""

    name: str
    version: str
    task: str
    sha256: str
    licence: str
    source: str
    quality: str


class ModelList(BaseModel):
    """All models of this installation."""

    items: list[ModelItem]


@router.get("/rules", response_model=RuleSetList, responses=documented())
def list_rule_sets(parts: PartsOf) -> RuleSetList:
    """Rule sets by which an ad can be judged."""
    return RuleSetList(items=parts.catalogue.rule_sets())


@router.get("/rules/{name}", response_model=RuleSet, responses=documented())
def read_rule_set(parts: PartsOf, name: Name) -> RuleSet:
    """Version and digest of one rule set."""
    return parts.catalogue.rule_set(name)


@router.get("/models", response_model=ModelList, responses=documented())
def list_models(parts: PartsOf) -> ModelList:
    """Models that read, listen and look."""
    items = [
        ModelItem.model_validate(model.model_dump(include=set(ModelItem.model_fields)))
        for model in parts.catalogue.models()
    ]
    return ModelList(items=items)
