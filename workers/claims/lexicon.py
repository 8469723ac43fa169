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

from workers.claims.agreement import NUMBER, agreement, bare
from workers.claims.characters import fold, toned_key
from workers.claims.patterns import Found, Occurrences, Pattern, PatternError, Step
from workers.claims.tokens import Words

_NEIGHBOUR_GAP = 1
_DEFAULT_GAP = 4
_DEFAULT_WINDOW = 12
_ELEMENT = re.compile(r"\[|\]|<[A-Z_]+>|\([^()]*\)|\.\.\.\d*|[^\s\[\]<>()]+")
_IN_WORDS = (
    "một hai ba bốn tư năm lăm sáu bảy bẩy tám chín mười mươi chục vài mấy nửa rưỡi trăm "
    "one two three four five six seven eight nine ten few a"
)
_NUMBER_WORDS = frozenset(toned_key(word) for word in _IN_WORDS.split())


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
        return Occurrences(words, by_slot, mask, self._names)

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
                quality = agreement(keys, start, phrase, toned, self.vocabulary)
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
            node = node.following.setdefault(NUMBER if number else fold(bare(key)), _Node())
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


def _inside(place: Found, wider: list[Found]) -> bool:
    return any(one.start <= place.start and place.end <= one.end for one in wider)


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
