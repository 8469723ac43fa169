"""The features of a worded text that the claim opinion weighs: words, pairs of words, and pairs in
which words of one kind (a disease, a verb of cure, a duration) stand for each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

BITS = 17
"""Features are hashed into 2**BITS places."""
_WINDOW = 4


@dataclass(frozen=True, slots=True)
class WordedText:
    """A text as words: `keys` with tones and `folded` without, one for each word.

    `phrases` are places (first word, last word exclusive, kind) where a phrase of a kind stands.
    """

    keys: Sequence[str]
    folded: Sequence[str]
    phrases: Sequence[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature at words `start` to `end`: its place among the hashed ones, and its sign."""

    place: int
    sign: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word, or a phrase of a kind under the name of the kind."""

    name: str
    start: int
    end: int
    kind: bool


def features(text: WordedText) -> list[Feature]:
    """Every feature of a text where it first stands; a feature said twice counts once."""
    found: dict[str, tuple[int, int]] = {}
    for start, (key, folded) in enumerate(zip(text.keys, text.folded, strict=True)):
        found.setdefault(f"k:{key}", (start, start + 1))
        found.setdefault(f"f:{folded}", (start, start + 1))
        if start + 1 < len(text.keys):
            found.setdefault(f"kb:{key}_{text.keys[start + 1]}", (start, start + 2))
            found.setdefault(f"fb:{folded}_{text.folded[start + 1]}", (start, start + 2))
    for name, start, end in _of_kinds(_units(text)):
        found.setdefault(name, (start, end))
    return [_hashed(name, start, end) for name, (start, end) in found.items()]


def _of_kinds(units: Sequence[_Unit]) -> Iterable[tuple[str, int, int]]:
    """Kinds alone, beside their neighbours, with the next kind, and with words near them."""
    kinds = [unit for unit in units if unit.kind]
    for one, two in pairwise(kinds):
        yield f"s:{one.name}_{two.name}", one.start, two.end
    for at, unit in enumerate(units):
        near = units[at + 1 : at + 3]
        if unit.kind:
            yield f"a:{unit.name}", unit.start, unit.end
            for other in range(max(0, at - _WINDOW), min(len(units), at + _WINDOW + 1)):
                if other != at:
                    side = "<" if other < at else ">"
                    first, last = min(at, other), max(at, other)
                    yield (
                        f"w:{unit.name}{side}{units[other].name}",
                        units[first].start,
                        units[last].end,
                    )
        if near and (unit.kind or near[0].kind):
            yield f"b:{unit.name}_{near[0].name}", unit.start, near[0].end
        if len(near) == 2 and (unit.kind or near[0].kind or near[1].kind):
            yield f"t:{unit.name}_{near[0].name}_{near[1].name}", unit.start, near[1].end


def _units(text: WordedText) -> list[_Unit]:
    """The words, the longest phrases of a kind taken together."""
    taken: list[tuple[int, int, str] | None] = [None] * len(text.keys)
    for phrase in sorted(text.phrases, key=lambda one: (one[0] - one[1], one[0])):
        start, end, _ = phrase
        if not any(taken[start:end]):
            taken[start:end] = [phrase] * (end - start)
    units: list[_Unit] = []
    for at, key in enumerate(text.keys):
        place = taken[at]
        if place is None:
            units.append(_Unit("#" if key[0].isdigit() else key, at, at + 1, False))
        elif place[0] == at:
            units.append(_Unit(place[2], at, place[1], True))
    return units


def _hashed(name: str, start: int, end: int) -> Feature:
    value = crc32(name.encode())
    return Feature(value & ((1 << BITS) - 1), 1 if value >> 31 else -1, start, end)
