"""`adscan doctor`: what works here, what does not, and how to fix it."""

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from models.cpus import available_cpus, threads_per_process
from models.manifest import ManifestError, entries, entry, fault
from workers.claims import load_pack
from workers.errors import AdscanError
from workers.listening import listener_status
from workers.looking import looker_status
from workers.media import ffmpeg_program
from workers.reading import engine_status


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. An optional part that does not work is no fault of the installation."""

    name: str
    works: bool
    detail: str
    remedy: str = ""
    required: bool = True


def doctor() -> None:
    """Check this installation: Python, ffmpeg, models, engines, rules.

    Exit code 0 when everything required works, 1 when something required does not.
    """
    checks = list(_checks())
    table = Table("", "part", "state", "remedy")
    for check in checks:
        mark = (
            Text("ok", "green")
            if check.works
            else Text("no", "red" if check.required else "yellow")
        )
        name = check.name if check.required else f"{check.name} (optional)"
        table.add_row(mark, Text(name), Text(check.detail), Text(check.remedy))
    Console().print(table)
    if any(check.required and not check.works for check in checks):
        raise typer.Exit(1)


def _checks() -> Iterator[Check]:
    yield Check(
        "python", sys.version_info >= (3, 11), platform.python_version(), "Install Python 3.11+."
    )
    yield Check(
        "cpus", True, f"{available_cpus()} usable, {threads_per_process()} threads a process"
    )
    yield _ffmpeg()
    yield from _models()
    for row in engine_status():
        required = row.name == "ppocr-vi"
        yield Check(f"reading: {row.name}", row.works, row.detail, row.remedy, required)
    for part in listener_status():
        required = entry(part.name).extra is None
        yield Check(f"listening: {part.name}", part.works, part.detail, part.remedy, required)
    for seen in looker_status():
        yield Check(f"looking: {seen.name}", seen.works, seen.detail, seen.remedy)
    yield _rules()


def _ffmpeg() -> Check:
    try:
        found = ffmpeg_program()
    except AdscanError as error:
        return Check("ffmpeg", False, error.detail, error.remedy)
    return Check("ffmpeg", True, f"{found.version} ({found.path})")


def _models() -> Iterator[Check]:
    try:
        known = entries()
    except ManifestError as error:
        yield Check("models", False, str(error), "Reinstall adscan.")
        return
    for model in known:
        problem = fault(model)
        detail = problem or f"{model.version}, {model.licence}"
        remedy = "Reinstall adscan." if model.extra is None else f"Install adscan[{model.extra}]."
        name = f"model: {model.name}"
        yield Check(name, problem is None, detail, remedy if problem else "", model.extra is None)


def _rules() -> Check:
    try:
        pack = load_pack("vn")
    except AdscanError as error:
        return Check("rules: vn", False, error.detail, error.remedy)
    return Check("rules: vn", True, f"{pack.version}, sha256 {pack.sha256[:12]}")
