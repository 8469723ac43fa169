"""Patterns as compiled, and finding them among the phrases of a text.

The language they are written in is described in `workers.claims.lexicon`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Generic, TypeVar

from workers.claims.agreement import ALL_SHORT, UNTONED_SHORT
from workers.claims.tokens import Words

Owner = TypeVar("Owner")


class PatternError(ValueError):
    """A pattern is not written in the pattern language."""


@dataclass(frozen=True, slots=True)
class Step:
    """One element of a sequence: a slot number, how far from the element before it it may stand."""

    slot: int
    gap: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern: sequences that must all be found, with the window each must lie in."""

    source: str
    sequences: tuple[tuple[Step, ...], ...]
    windows: tuple[int, ...]
    needs: int


@dataclass(frozen=True, slots=True)
class Found:
    """A place where a phrase or pattern was found: words `start` to `end` (exclusive), quality
    0-1."""

    start: int
    end: int
    quality: float


class PatternIndex(Generic[Owner]):
    """Patterns with their owners, looked up by the phrases a text holds."""

    def __init__(self, owned: Iterable[tuple[Owner, Pattern]]) -> None:
        self._by_slot: dict[int, list[tuple[int, Owner, Pattern]]] = {}
        for number, (owner, pattern) in enumerate(owned):
            # Literal words get their slots last: the highest number is the rarest part.
            rarest = pattern.needs.bit_length() - 1
            self._by_slot.setdefault(rarest, []).append((number, owner, pattern))

    def possible(self, occurrences: "Occurrences") -> list[tuple[Owner, Pattern]]:
        """The patterns all of whose parts occur, in the order they were given."""
        missing = ~occurrences.mask
        found = [
            entry
            for slot in occurrences.by_slot
            for entry in self._by_slot.get(slot, ())
            if not entry[2].needs & missing
        ]
        found.sort(key=itemgetter(0))
        return [(owner, pattern) for _, owner, pattern in found]


@dataclass(slots=True)
class Occurrences:
    """The phrases found in one text, by slot."""

    words: Words
    by_slot: dict[int, list[Found]]
    mask: int
    numbers: Mapping[str, int]
    """The number of each named slot."""

    def of(self, slot: int | None) -> list[Found]:
        """The places of one slot, in reading order."""
        return [] if slot is None else self.by_slot.get(slot, [])

    def named(self, slot: str) -> list[Found]:
        """The places of a slot called `slot`, none when the lexicon has no such slot."""
        return self.of(self.numbers.get(slot))

    def matches(self, pattern: Pattern) -> list[Found]:
        """The places of a pattern; overlapping ones are reduced to the best per starting word."""
        if pattern.needs & ~self.mask:
            return []
        found = self._sequence(pattern.sequences[0])
        if len(pattern.sequences) == 1 or not found:
            return found
        for sequence, window in zip(pattern.sequences[1:], pattern.windows, strict=True):
            others = self._sequence(sequence)
            joined = []
            for one in found:
                near = [other for other in others if self._distance(one, other) <= window]
                if near:
                    best = min(near, key=lambda other: self._distance(one, other))
                    joined.append(
                        Found(
                            min(one.start, best.start),
                            max(one.end, best.end),
                            min(one.quality, best.quality),
                        )
                    )
            found = joined
            if not found:
                return []
        return found

    def _distance(self, one: Found, other: Found) -> int:
        position = self.words.position
        if one.end <= other.start:
            return position[other.start] - position[one.end - 1] - 1
        if other.end <= one.start:
            return position[one.start] - position[other.end - 1] - 1
        return 0 if (one.start, one.end) != (other.start, other.end) else 1_000

    def _sequence(self, steps: tuple[Step, ...]) -> list[Found]:
        position = self.words.position
        partial = self.by_slot[steps[0].slot]
        for step in steps[1:]:
            following = self.by_slot[step.slot]
            joined: dict[tuple[int, int], Found] = {}
            for one in partial:
                last = position[one.end - 1] + 1
                for other in following:
                    if other.start < one.end:
                        continue
                    if position[other.start] - last > step.gap:
                        break
                    quality = min(one.quality, other.quality)
                    if one.quality == other.quality == UNTONED_SHORT:
                        quality = ALL_SHORT
                    known = joined.get((one.start, other.end))
                    if known is None or known.quality < quality:
                        joined[one.start, other.end] = Found(one.start, other.end, quality)
            if not joined:
                return []
            partial = list(joined.values())
        return partial
