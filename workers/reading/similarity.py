"""How alike two readings of possibly the same text are."""

import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

LONE_SIGN = 0.95
LEAST_PART = 3


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Lower-case letters and digits without diacritics or spaces: what misreadings seldom touch."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(sign for sign in plain if sign.isalnum())


@lru_cache(maxsize=16384)
def likeness(first: str, second: str) -> float:
    """0 (nothing in common) to 1 (the same but for case, tones, spaces and signs)."""
    one, other = folded(first), folded(second)
    if not one or not other:
        return float(first.strip() == second.strip())
    if one == other:
        return 1.0
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def contains(whole: str, part: str) -> bool:
    """Whether `part` is a beginning, an end or a middle of `whole` but for tones and signs.

    A letter or two are part of any text, so they prove nothing.
    """
    small = folded(part)
    return len(small) >= LEAST_PART and small in folded(whole)


def overlap(first: str, second: str) -> int:
    """How many folded characters at the end of `first` begin `second`."""
    one, other = folded(first), folded(second)
    for length in range(min(len(one), len(other)), 0, -1):
        if one.endswith(other[:length]):
            return length
    return 0


def is_legible(text: str, confidence: float) -> bool:
    """Whether a reading is words or a number rather than a mark taken for a letter."""
    signs = folded(text)
    return len(signs) >= 2 or (signs.isdigit() and confidence >= LONE_SIGN)
