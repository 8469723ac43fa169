"""Whether two readings differ because the text does, or only because one was misread.

A misread letter is nearly always an unsure one; letters that are sure in both readings and differ
stand on the screen. So "chưa" and "chữa", 7 and 10 days are told apart, and a tone that was hard to
see is not taken for another text.
"""

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache

from workers.reading.engine import Line
from workers.reading.similarity import folded

SURE = 0.95
WELL_SEEN = 0.93
"""Confidence of a line that is seen well as a whole; of others even sure letters prove nothing."""
_MARKED = frozenset("aeiouyd")
_LOOK_THE_SAME = str.maketrans("01l", "oii")
_IN_NUMBERS = frozenset("23456789oi")
_SURELY_DIGITS = frozenset("23456789")

Letters = tuple[tuple[str, float], ...]


def contradict(first: Line, second: Line) -> bool:
    """Whether letters or digits that are sure in both readings differ.

    What only one of them has before their first or after their last letter in common is no
    difference: text that builds up, or of which a part is hidden. Two numbers are one.
    """
    if first.text == second.text or min(first.confidence, second.confidence) < WELL_SEEN:
        return False
    return _contradict(_letters(first), _letters(second))


def without_sure_tones(line: Line) -> Line:
    """The line as one of which the letters that may bear a mark are not sure: something hides what
    is above or below them."""
    sure = _confidences(line)
    doubtful = (_MARKED.isdisjoint(folded(sign)) for sign in line.text)
    return replace(
        line,
        characters=tuple(one if keeps else 0.0 for one, keeps in zip(sure, doubtful, strict=True)),
    )


@lru_cache(maxsize=4096)
def _contradict(one: Letters, other: Letters) -> bool:
    signs, others = ("".join(sign for sign, _ in letters) for letters in (one, other))
    start = _start_of_part(signs, others)
    if start is not None:
        shorter, longer = sorted((one, other), key=len)
        return _differ(shorter, longer[start : start + len(shorter)])
    matcher = SequenceMatcher(None, signs, others, autojunk=False)
    for kind, begin, end, from_, to in matcher.get_opcodes():
        numbers = _are_numbers(signs[begin:end], others[from_:to])
        between = _is_between(kind, (begin, end, len(one)), (from_, to, len(other)))
        if kind == "equal" or not (numbers or between):
            continue
        if _differ(one[begin:end], other[from_:to]):
            return True
        if _are_sure(one, begin, end) and _are_sure(other, from_, to):
            return True
    return False


def _differ(one: Letters, other: Letters) -> bool:
    """Whether, of as many letters on either side, two that are sure differ."""
    return len(one) == len(other) and any(
        sign != opposite and min(sure, also) >= SURE
        for (sign, sure), (opposite, also) in zip(one, other, strict=True)
    )


def _are_numbers(one: str, other: str) -> bool:
    if not one or not other or not _IN_NUMBERS.issuperset(one + other):
        return False
    return not _SURELY_DIGITS.isdisjoint(one + other)


def _start_of_part(one: str, other: str) -> int | None:
    """Where the shorter text lies in the longer one, but for tones; None where it does not, or at
    several places."""
    shorter, longer = sorted((folded(one), folded(other)), key=len)
    start = longer.find(shorter)
    same_length = len(folded(one)) == len(one) and len(folded(other)) == len(other)
    if not shorter or not same_length or start < 0 or longer.find(shorter, start + 1) >= 0:
        return None
    return start


def _is_between(kind: str, one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    """Whether a difference lies between letters in common, or is of as many letters on either side;
    (begin, end, length) of both."""
    (begin, end, length), (from_, to, other_length) = one, other
    if kind == "replace" and end - begin == to - from_:
        return True
    at_start, at_end = begin == from_ == 0, (end, to) == (length, other_length)
    return not (at_start or at_end)


def _are_sure(letters: Letters, begin: int, end: int) -> bool:
    """Whether these letters are sure; of none, whether those around their place are."""
    if begin == end:
        begin, end = max(0, begin - 1), end + 1
    return all(sure >= SURE for _, sure in letters[begin:end])


def _letters(line: Line) -> Letters:
    """Lower-case letters and digits with the confidence of each; look-alikes are one sign."""
    return tuple(
        (sign.lower().translate(_LOOK_THE_SAME), float(confidence))
        for sign, confidence in zip(line.text, _confidences(line), strict=True)
        if sign.isalnum() and len(sign.lower()) == 1
    )


def _confidences(line: Line) -> Sequence[float]:
    """One for each sign of the text; that of the line where the engine tells no other."""
    if len(line.characters) == len(line.text):
        return line.characters
    return [line.confidence] * len(line.text)
