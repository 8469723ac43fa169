"""The recogniser's character set, read from `models/reading/charset.txt`.

One character a line; the space is written as U+2420 (SYMBOL FOR SPACE). Line i (from 0) is class
i + 1 of the network; class 0 is the CTC blank and is not listed.
"""

import unicodedata
from functools import cache
from itertools import pairwise
from pathlib import Path

CHARSET_FILE = Path(__file__).parents[2] / "reading" / "charset.txt"
SPACE_LINE = "␠"
# Signs that print alike share one class; the generator may draw any of a group.
LOOKALIKES = {"✓": "✔", "✗": "✘✕", "☎": "✆", "♥": "❤", "→": "➔➜", "►": "▶", "★": "✭"}


@cache
def characters() -> tuple[str, ...]:
    """All characters in class order, the space included."""
    lines = CHARSET_FILE.read_text(encoding="utf8").splitlines()
    return tuple(" " if line == SPACE_LINE else line for line in lines)


@cache
def class_of() -> dict[str, int]:
    """Class number of each character (1-based, since 0 is the blank)."""
    return {c: i + 1 for i, c in enumerate(characters())}


def encode(text: str) -> list[int]:
    """Class numbers of a text. Raises KeyError for a character outside the set."""
    table = class_of()
    return [table[c] for c in text]


@cache
def vietnamese_letters() -> str:
    """The letters of the set that are Vietnamese or basic Latin."""
    marks = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"

    def is_vietnamese(char: str) -> bool:
        parts = unicodedata.normalize("NFD", char)
        return char in "đĐ" or (parts[0].isascii() and all(m in marks for m in parts[1:]))

    return "".join(c for c in characters() if c.isalpha() and is_vietnamese(c) and c not in "Ññ")


def timesteps_needed(text: str) -> int:
    """Least CTC length: one step a character and one blank between equal neighbours."""
    return len(text) + sum(a == b for a, b in pairwise(text))
