"""The pattern language of rule packs, and finding patterns in words.

A pattern is a line of elements in the order they are said:

    trị                 a word or several words (toned; also found without tones, at lower quality)
    (trị|điều trị)      one of several
    <DISEASE>           a phrase of a slot of the lexicon
    ...                 up to 4 words between its neighbours; ...7 up to 7
    [ngay]              may be missing
    A & B               A and B in any order within 12 words; A &20 B within 20
    #                   a number, in digits or words (also inside words of the lexicon: "# ngày")

Neighbours without `...` may have one word or comma between them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Generic, TypeVar

from workers.claims.characters import fold, has_marks, toned_key
from workers.claims.tokens import NUMBER, Words

Owner = TypeVar("Owner")
_NEIGHBOUR_GAP = 1
_DEFAULT_GAP = 4
_DEFAULT_WINDOW = 12
_ELEMENT = re.compile(r"\[|\]|<[A-Z_]+>|\([^()]*\)|\.\.\.\d*|[^\s\[\]<>()]+")
_IN_WORDS = (
    "một hai ba bốn tư năm lăm sáu bảy bẩy tám chín mười mươi chục vài mấy nửa rưỡi trăm "
    "one two three four five six seven eight nine ten few a"
)
_NUMBER_WORDS = frozenset(toned_key(word) for word in _IN_WORDS.split())
_UNTONED, _UNTONED_SHORT, _UNTONED_IN_TONED, _NEAR, _CONFLICT = 0.93, 0.82, 0.6, 0.92, 0.5
_ALL_SHORT = 0.35
"""Toneless short words alone ("dung hen", "het ho") read as too many other things."""
_MISLEADING = 0.7
_MISLEADING_WORDS = {"chua": "chưa", "gia": "gia3", "cho": "cho1"}
"""Toneless words too unsure to speak for a negation or a fake: "chua" is rather "chữa" (cure)
here."""


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


class _Node:
    """A node of the trie: what may follow, and the phrases that end here with their slots."""

    __slots__ = ("ends", "following")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.ends: list[tuple[tuple[str, ...], list[int]]] = []


class Lexicon:
    """Slots and their phrases as one trie over folded words; patterns are compiled against it."""

    def __init__(
        self,
        slots: Mapping[str, Iterable[str]],
        not_within: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        self._root = _Node()
        self._names: dict[str, int] = {}
        self.vocabulary: set[str] = set()
        for name, phrases in slots.items():
            self._add_slot(name, phrases)
        self._not_within = [
            (self._names[name], tuple(self._names[other] for other in others))
            for name, others in (not_within or {}).items()
        ]

    def compile(self, source: str) -> list[Pattern]:
        """The patterns one source line stands for (optional elements give several)."""
        return [self._compile(variant, source) for variant in _variants(source)]

    def find(self, words: Words) -> "Occurrences":
        """All phrases of all slots in `words`."""
        by_slot: dict[int, list[Found]] = {}
        keys, folded = words.keys, words.folded
        toned = None if words.english else words.toned
        root = self._root.following
        size = len(keys)
        for start in range(size):
            node = root.get(folded[start])
            number = root.get(NUMBER) if keys[start] in _NUMBER_WORDS else None
            for first in (node, number):
                if first is not None:
                    self._walk(first, start, start + 1, keys, folded, toned, size, by_slot)
        for slot, others in self._not_within:
            if slot in by_slot:
                wider = [one for other in others for one in by_slot.get(other, [])]
                kept = [one for one in by_slot[slot] if not _inside(one, wider)]
                if kept:
                    by_slot[slot] = kept
                else:
                    del by_slot[slot]
        mask = 0
        for slot in by_slot:
            mask |= 1 << slot
        return Occurrences(words, by_slot, mask)

    def slot_number(self, name: str) -> int | None:
        """The number of a named slot, None when the lexicon has no such slot."""
        return self._names.get(name)

    def _walk(
        self,
        node: _Node,
        start: int,
        end: int,
        keys: list[str],
        folded: list[str],
        toned: bool | None,
        size: int,
        by_slot: dict[int, list[Found]],
    ) -> None:
        if node.ends:
            for phrase, slots in node.ends:
                quality = _quality(keys, start, phrase, toned)
                if quality:
                    found = Found(start, end, quality)
                    for slot in slots:
                        known = by_slot.setdefault(slot, [])
                        if not known or known[-1].start != start or known[-1].end != end:
                            known.append(found)
                        elif known[-1].quality < quality:
                            known[-1] = found
        if end >= size:
            return
        following = node.following.get(folded[end])
        if following is not None:
            self._walk(following, start, end + 1, keys, folded, toned, size, by_slot)
        if keys[end] in _NUMBER_WORDS and folded[end] != NUMBER:
            following = node.following.get(NUMBER)
            if following is not None:
                self._walk(following, start, end + 1, keys, folded, toned, size, by_slot)

    def _add_slot(self, name: str, phrases: Iterable[str]) -> int:
        number = self._names.setdefault(name, len(self._names))
        for phrase in phrases:
            self._add_phrase(phrase, number)
        return number

    def _add_phrase(self, phrase: str, slot: int) -> None:
        keys = tuple(_phrase_keys(phrase))
        if not keys:
            raise PatternError(f"empty phrase in {phrase!r}")
        node = self._root
        for key in keys:
            number = key[0].isdigit() or key == NUMBER
            node = node.following.setdefault(NUMBER if number else fold(_bare(key)), _Node())
            if not number and key != "%":
                self.vocabulary.add(key)
        for known, slots in node.ends:
            if known == keys:
                if slot not in slots:
                    slots.append(slot)
                return
        node.ends.append((keys, [slot]))

    def _compile(self, variant: list[str], source: str) -> Pattern:
        sequences: list[list[Step]] = [[]]
        windows: list[int] = []
        gap = 0
        literal: list[str] = []

        def close_literal() -> None:
            nonlocal gap
            if literal:
                sequences[-1].append(Step(self._literal((" ".join(literal),)), gap))
                literal.clear()
                gap = _NEIGHBOUR_GAP

        for token in variant:
            if token.startswith("..."):
                close_literal()
                gap = int(token[3:] or _DEFAULT_GAP)
            elif token.startswith("&"):
                close_literal()
                if not sequences[-1]:
                    raise PatternError(f"nothing before & in {source!r}")
                windows.append(int(token[1:] or _DEFAULT_WINDOW))
                sequences.append([])
                gap = 0
            elif token.startswith("<"):
                close_literal()
                slot = self._names.get(token[1:-1])
                if slot is None:
                    raise PatternError(f"unknown slot {token} in {source!r}")
                sequences[-1].append(Step(slot, gap))
                gap = _NEIGHBOUR_GAP
            elif token.startswith("("):
                close_literal()
                sequences[-1].append(Step(self._literal(tuple(token[1:-1].split("|"))), gap))
                gap = _NEIGHBOUR_GAP
            else:
                literal.append(token)
        close_literal()
        if any(not sequence for sequence in sequences):
            raise PatternError(f"empty part in {source!r}")
        needs = 0
        for sequence in sequences:
            for step in sequence:
                needs |= 1 << step.slot
        return Pattern(source, tuple(map(tuple, sequences)), tuple(windows), needs)

    def _literal(self, alternatives: tuple[str, ...]) -> int:
        cleaned = sorted({alternative.strip() for alternative in alternatives})
        phrases = [one for one in cleaned if not one.startswith("<")]
        name = "=" + "|".join(cleaned)
        if name not in self._names:
            self._add_slot(name, phrases)
            for reference in cleaned:
                if reference.startswith("<"):
                    self._alias(reference[1:-1], self._names[name])
        return self._names[name]

    def _alias(self, slot_name: str, other: int) -> None:
        slot = self._names.get(slot_name)
        if slot is None:
            raise PatternError(f"unknown slot <{slot_name}>")
        stack = [self._root]
        while stack:
            node = stack.pop()
            stack += node.following.values()
            for _, slots in node.ends:
                if slot in slots and other not in slots:
                    slots.append(other)


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

    def of(self, slot: int | None) -> list[Found]:
        """The places of one slot, in reading order."""
        return [] if slot is None else self.by_slot.get(slot, [])

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
                    if one.quality == other.quality == _UNTONED_SHORT:
                        quality = _ALL_SHORT
                    known = joined.get((one.start, other.end))
                    if known is None or known.quality < quality:
                        joined[one.start, other.end] = Found(one.start, other.end, quality)
            if not joined:
                return []
            partial = list(joined.values())
        return partial


def _inside(place: Found, wider: list[Found]) -> bool:
    return any(one.start <= place.start and place.end <= one.end for one in wider)


def _quality(keys: list[str], start: int, phrase: tuple[str, ...], toned: bool | None) -> float:
    """How well the words agree with a phrase: 1 exact, less without tones, 0 when they differ.

    `toned` says whether the text is written with tones; None stands for a text in English, whose
    words are never toneless Vietnamese.
    """
    worst, conflicts = 1.0, 0
    for offset, wanted in enumerate(phrase):
        word = keys[start + offset]
        if word == wanted or wanted == NUMBER:
            continue
        if toned is None:
            return 0.0
        agreement = _agreement(word, wanted)
        if agreement == _UNTONED and toned:
            agreement = _UNTONED_IN_TONED
            if len(phrase) == 1 and len(word) < 6:
                return 0.0
        elif agreement == _UNTONED and len(phrase) == 1 and len(word) < 5:
            agreement = _UNTONED_SHORT
        if agreement == 0.0:
            conflicts += 1
            if conflicts > 1 or len(phrase) < 3:
                return 0.0
            agreement = _CONFLICT
        worst = min(worst, agreement)
    return worst


@lru_cache(maxsize=65536)
def _agreement(word: str, wanted: str) -> float:
    if wanted[0].isdigit() or word[0].isdigit():
        return 0.0
    letters, tone = _split(word)
    wanted_letters, wanted_tone = _split(wanted)
    if _MISLEADING_WORDS.get(word) == wanted:
        return _MISLEADING
    plain_wanted = not wanted_tone and not has_marks(wanted_letters)
    if not tone and not has_marks(letters):
        return _UNTONED
    if plain_wanted:
        return 0.0
    same_tone = tone == wanted_tone or {tone, wanted_tone} == {"3", "4"}
    if same_tone and (letters == wanted_letters or _lost_marks(letters, wanted_letters)):
        return _NEAR
    return 0.0


def _lost_marks(letters: str, wanted: str) -> bool:
    """Whether `letters` is `wanted` with some vowel marks left out ("xuơng" for "xương")."""
    return len(letters) == len(wanted) and all(
        one == two or one == fold(two) for one, two in zip(letters, wanted, strict=True)
    )


def _split(key: str) -> tuple[str, str]:
    if len(key) > 1 and key[-1] in "12345" and key[0].isalpha():
        return key[:-1], key[-1]
    return key, ""


def _bare(key: str) -> str:
    return _split(key)[0]


def _phrase_keys(phrase: str) -> list[str]:
    keys = []
    for word in phrase.lower().replace("'", "").replace("’", "").split():
        keys.append(word if word in (NUMBER, "%") else toned_key(word))
    return keys


def _variants(source: str) -> list[list[str]]:
    """The token lists a line stands for, with each [optional] part in and out."""
    variants: list[list[str]] = [[]]
    optional: list[str] | None = None
    for token in _ELEMENT.findall(source):
        if token == "[":  # noqa: S105 a pattern's token
            if optional is not None:
                raise PatternError(f"nested [ in {source!r}")
            optional = []
        elif token == "]":  # noqa: S105
            if not optional:
                raise PatternError(f"unmatched ] in {source!r}")
            part = optional
            optional = None
            variants += [[*variant, *part] for variant in variants]
        elif optional is not None:
            optional.append(token)
        else:
            for variant in variants:
                variant.append(token)
    if optional is not None:
        raise PatternError(f"unclosed [ in {source!r}")
    return variants
