"""What a bench prints, kept so that it can also be written to a file."""

from pathlib import Path


class Printed:
    """Prints lines and remembers them."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def __call__(self, line: str) -> None:
        print(line, flush=True)
        self._lines.append(line)

    def save(self, folder: Path | None, name: str) -> None:
        """Write everything printed so far to `name`.txt in `folder`, which is made if needed."""
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{name}.txt").write_text("\n".join(self._lines) + "\n", encoding="utf-8")
