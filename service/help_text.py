"""Help as the terminal is wide: lines of a docstring are joined into paragraphs."""

import inspect

import typer


def let_help_flow(app: typer.Typer) -> None:
    """Take the help of every command, also of groups, from its docstring with lines joined.

    Lines that are indented, as examples are, stay as they are. Help given in words stays too.
    """
    for command in app.registered_commands:
        if command.help is None and command.callback is not None:
            command.help = flowing(inspect.getdoc(command.callback) or "")
    for group in app.registered_groups:
        if group.typer_instance is not None:
            let_help_flow(group.typer_instance)


def flowing(text: str) -> str:
    """The text with the lines of each paragraph joined, except indented ones."""
    return "\n\n".join(
        paragraph if paragraph.startswith((" ", "\t")) else " ".join(paragraph.splitlines())
        for paragraph in text.split("\n\n")
    )
