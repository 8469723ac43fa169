"""Options that several commands share, checked before any work begins."""

from enum import StrEnum
from pathlib import Path

import typer

from workers.claims import RulePack, load_pack
from workers.errors import AdscanError, InputNotFound
from workers.looking import LogoMatcher
from workers.reading import ENGINE_NAMES, engine_status


class LevelName(StrEnum):
    """How closely to look at video."""

    FAST = "fast"
    STANDARD = "standard"
    THOROUGH = "thorough"


def chosen_pack(name: str) -> RulePack:
    """The pack named by `--rules`; a usage error when it cannot be used."""
    try:
        return load_pack(name)
    except AdscanError as error:
        raise typer.BadParameter(str(error), param_hint="--rules") from error


def require_engine(name: str) -> None:
    """A usage error unless the reading engine named by `--ocr` works here."""
    if name not in ENGINE_NAMES:
        names = ", ".join(ENGINE_NAMES)
        raise typer.BadParameter(f"{name!r}: choose one of {names}.", param_hint="--ocr")
    for row in engine_status():
        if row.name == name and not row.works:
            raise typer.BadParameter(f"{name}: {row.detail} {row.remedy}", param_hint="--ocr")


def require_logos(folder: Path | None) -> None:
    """A usage error unless the folder named by `--logos`, if any, holds pictures to look for."""
    if folder is None:
        return
    try:
        LogoMatcher(folder)
    except InputNotFound as error:
        raise typer.BadParameter(str(error), param_hint="--logos") from error
