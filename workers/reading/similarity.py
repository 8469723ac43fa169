"""How alike two readings of possibly the same text are."""

import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache


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
    """Whether `part` is a beginning, an end or a middle of `whole` but for tones and signs."""
    small = folded(part)
    return bool(small) and small in folded(whole)


def overlap(first: str, second: str) -> int:
    """How many folded characters at the end of `first` begin `second`."""
    one, other = folded(first), folded(second)
    for length in range(min(len(one), len(other)), 0, -1):
        if one.endswith(other[:length]):
            return length
    return 0
