"""Help flows with the terminal; examples keep their lines."""

from typer.testing import CliRunner

from service.cli import app
from service.help_text import flowing


def test_lines_of_a_paragraph_are_joined_and_examples_are_not() -> None:
    text = "One\nsentence.\n\nExamples:\n\n  first\n  second"
    assert flowing(text) == "One sentence.\n\nExamples:\n\n  first\n  second"


def test_help_of_a_command_fills_the_lines_it_has() -> None:
    shown = CliRunner().invoke(app, ["scan", "--help"], env={"COLUMNS": "200", "TERM": "dumb"})
    sentence = "3 when some could not be; 2 for wrong usage."
    assert any(sentence in line for line in shown.output.splitlines())
