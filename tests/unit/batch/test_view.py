"""The progress of a batch shows every figure, on a terminal and in a file."""

import io

import pytest
from rich.console import Console

from service.batch.view import LiveView
from service.commands.language import VERDICTS, Language

_COUNTS = (3, 2, 1, 1, 1)


def _console(*, terminal: bool) -> tuple[Console, io.StringIO]:
    shown = io.StringIO()
    return Console(file=shown, force_terminal=terminal, width=80, height=24), shown


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_verdict_is_in_sight_on_a_terminal(language: Language) -> None:
    console, _ = _console(terminal=True)
    view = LiveView(console, language)
    view.stage("scan", 9)
    for verdict, count in zip(VERDICTS, _COUNTS, strict=True):
        for _ in range(count):
            view.finished(verdict)
    lines = [
        "".join(part.text for part in line).strip() for line in console.render_lines(view.shown())
    ]
    assert "8/9" in lines[0]
    for verdict, count in zip(VERDICTS, _COUNTS, strict=True):
        label = VERDICTS[verdict][language]
        assert [line for line in lines if line.startswith(label) and line.endswith(str(count))]


def test_a_file_gets_a_line_for_each_stage_without_control_characters() -> None:
    console, shown = _console(terminal=False)
    with LiveView(console, "en") as view:
        view.stage("fingerprint", 2)
        view.finished(None)
        view.finished(None)
        view.stage("scan", 1)
        view.finished("clear")
        view.stage("write", 0)
    told = shown.getvalue().splitlines()
    assert [line.split("  ")[0] for line in told] == ["Fingerprinting files", "Scanning ads"]
    assert "\x1b" not in shown.getvalue()


def test_ads_that_took_no_time_say_nothing_of_the_rest() -> None:
    console, _ = _console(terminal=False)
    view = LiveView(console, "en")
    view.stage("scan", 10)
    view.finished("error", at_once=True)
    view.finished("clear", before=True)
    assert view.seconds_left() is None
    view.finished("clear")
    assert view.seconds_left() is not None
