"""Words written so that a word list misses them, and what they were meant to be.

Covers marks inside a word, digits and symbols for letters, repeated letters, Telex and VNI typing
left undone, letters a text recogniser confuses, words run together and words cut apart. A guess
counts only when it gives words of the vocabulary.
"""

import itertools
import re
from collections.abc import Collection

from workers.claims.characters import BREAK, fold, toned_key
from workers.claims.syllables import from_telex, from_vni, is_syllable

UNITS = frozenset(
    [
        "kg",
        "kgs",
        "g",
        "gr",
        "gram",
        "ki",
        "ky",
        "can",
        "cm",
        "mm",
        "m",
        "phan",
        "p",
        "h",
        "gio",
        "ngay",
        "tuan",
        "thang",
        "nam",
        "phut",
        "giay",
        "lan",
        "hop",
        "goi",
        "vien",
        "lo",
        "chai",
        "buoi",
        "tuoi",
        "k",
        "tr",
        "trieu",
        "nghin",
        "ngan",
        "dong",
        "usd",
        "lb",
        "lbs",
        "pounds",
        "inch",
        "inches",
        "size",
        "ml",
        "mg",
        "mcg",
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "hour",
        "hours",
        "minutes",
        "d",
        "x",
    ]
)
"""Units of measure and time, folded, that may be set against their number."""
_LEET = {
    "0": "o",
    "1": "il",
    "3": "e",
    "4": "a",
    "5": "s",
    "7": "t",
    "8": "b",
    "9": "g",
    "6": "g",
    "@": "a",
    "$": "s",
    "!": "i",
    "|": "il",
    "€": "e",
    "£": "l",
    "(": "c",
    "+": "t",
}
_LOOKALIKE = str.maketrans(
    {"0": "o", "1": "i", "l": "i", "!": "i", "|": "i", "5": "s", "8": "b", "q": "g", "9": "g"}
)
_LOOKALIKE_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("ii", "u"))
_INSIDE = re.compile(rf"[.,/\\*_\-~|'`^:;!·+=\"({BREAK})\[\]#&]+")
_LETTERS = re.compile(r"[^\W\d_]+")
_LONGEST = 14
_ENGLISH = frozenset(
    [
        "this",
        "that",
        "with",
        "your",
        "you",
        "for",
        "from",
        "and",
        "the",
        "our",
        "are",
        "was",
        "has",
        "have",
        "just",
        "only",
        "after",
        "before",
        "every",
        "day",
        "more",
        "most",
        "than",
        "them",
        "they",
        "its",
        "not",
        "new",
        "now",
        "all",
        "any",
        "out",
        "off",
        "over",
        "back",
        "like",
        "works",
        "take",
        "took",
    ]
)
_TONE_DIGIT = re.compile(r"[1-5]$")


class Disguises:
    """Undoes disguises against one vocabulary of toned keys."""

    def __init__(self, vocabulary: Collection[str]) -> None:
        self._keys = frozenset(vocabulary)
        self._folded = frozenset(fold(_letters(key)) for key in vocabulary)
        self._words = {key for key in vocabulary if len(key) > 2 and key.isalpha()} | _ENGLISH
        self._by_shape: dict[str, str] = {}
        for word in sorted(self._folded):
            if len(word) >= 3:
                self._by_shape.setdefault(_shape(word), word)

    def known(self, key: str) -> bool:
        """Whether a toned key, or its folded form, is a word of the vocabulary."""
        return key in self._keys or fold(_letters(key)) in self._folded

    def undone(self, chunk: str) -> tuple[str, ...] | None:
        """The keys a chunk holding digits or symbols stands for; None when it is what it seems."""
        if toned_key(chunk) in self._keys:
            return (toned_key(chunk),)
        letters = sum(char.isalpha() for char in chunk)
        if (letters < 2 and not (letters == 1 and len(chunk) <= 5)) or len(chunk) > 40:
            return None
        if _INSIDE.search(chunk) and not any(char.isdigit() for char in chunk):
            return self._without_marks(chunk)
        if any(char.isdigit() or char in "@$!|*€£(" for char in chunk):
            return self._from_digits(chunk)
        return None

    def _without_marks(self, chunk: str) -> tuple[str, ...] | None:
        parts = _LETTERS.findall(chunk)
        if len(parts) < 2:
            if parts and "*" in chunk:
                return self._starred(chunk)
            return self._from_digits(chunk) if "!" in chunk else None
        if any(char in chunk for char in "@$€£"):
            return self._from_digits(chunk)
        if all(is_syllable(part) for part in parts):
            whole = "".join(parts)
            short = min(len(part) for part in parts) <= 2 or BREAK in chunk
            if short and is_syllable(whole) and toned_key(whole) in self._keys and len(parts) == 2:
                return (toned_key(whole),)
            return None
        starred = self._starred(chunk) if "*" in chunk else None
        if starred:
            return starred
        whole = "".join(parts)
        if is_syllable(whole) and self.known(toned_key(whole)):
            return (toned_key(whole),)
        split = self.split(whole)
        if split is not None:
            return tuple(toned_key(part) for part in split)
        if "!" in chunk:
            return self._from_digits(chunk)
        return (toned_key(whole),) if self.known(toned_key(whole)) else None

    def _starred(self, chunk: str) -> tuple[str, ...] | None:
        letters = "".join(char for char in chunk if char.isalpha())
        if is_syllable(letters) and toned_key(letters) in self._keys:
            return (toned_key(letters),)
        pattern = re.compile(re.escape(fold(chunk)).replace(r"\*", "[a-z]"))
        found = [
            word for word in self._folded if len(word) == len(chunk) and pattern.fullmatch(word)
        ]
        return (min(found),) if chunk.count("*") < len(chunk) - 1 and found else None

    def _from_digits(self, chunk: str) -> tuple[str, ...] | None:
        measured = re.fullmatch(r"\d+(?:[.,]\d+)*([a-z%]*)", fold(chunk))
        if measured and (not measured.group(1).strip("%") or measured.group(1) in UNITS):
            return None
        if re.fullmatch(r"[\d.,%/x:+()-]+", chunk):
            return None
        vni = from_vni(chunk)
        if vni is not None and self.known(vni):
            return (vni,)
        choices = [_LEET.get(char, char) for char in chunk if char.isalnum() or char in _LEET]
        if not any(len(choice) for choice in choices) or len(choices) > 24:
            return None
        options = [tuple(choice) for choice in choices]
        for combination in itertools.islice(itertools.product(*options), 32):
            word = "".join(combination)
            if not word.isalpha():
                return None
            if self.known(toned_key(word)) and len(word) > 1:
                return (toned_key(word),)
        word = "".join(option[0] for option in options)
        split = self.split(word)
        return tuple(toned_key(part) for part in split) if split else None

    def repaired(self, word: str) -> tuple[str, ...] | None:
        """The keys an alphabetic word that is no syllable stands for."""
        single = re.sub(r"(.)\1+", r"\1", word)
        double = re.sub(r"(.)\1{2,}", r"\1\1", word)
        for shorter in (double, single):
            stretched = len(word) - len(shorter) >= 2 or not word.isascii()
            if shorter != word and stretched and self.known(toned_key(shorter)):
                return (toned_key(shorter),)
        typed = from_telex(word)
        if typed is not None and self.known(typed) and (typed in self._keys):
            return (typed,)
        if len(word) >= 3:
            meant = self._by_shape.get(_shape(fold(word)))
            if meant is not None and meant != word and len(meant) > 2:
                return (meant,)
        if len(word) >= (7 if word.isascii() else 4):
            split = self.split(word)
            if split is not None:
                return tuple(toned_key(part) for part in split)
        return None

    def rejoined(self, left: str, right: str) -> str | None:
        """The key of one word whose halves were set apart, None when both stand on their own."""
        bare_left, bare_right = _letters(left), _letters(right)
        if not bare_left.isalpha() or not bare_right.isalpha():
            return None
        tones = [key[-1] for key in (left, right) if _TONE_DIGIT.search(key)]
        if len(tones) > 1:
            return None
        whole = bare_left + bare_right + "".join(tones)
        left_stands, right_stands = _stands(bare_left), _stands(bare_right)
        if left_stands and right_stands:
            return whole if len(bare_right) == 1 and whole in self._keys else None
        if whole in self._keys and not self.known(left):
            return whole
        if is_syllable(bare_left + bare_right) and self.known(whole):
            return whole
        return None

    def split(self, word: str) -> list[str] | None:
        """A run of letters as words, most of them of the vocabulary; None when it is no such
        run."""
        toned = not word.isascii()
        unknown = 1.45 if toned else 2.6
        best: list[tuple[float, list[str]] | None] = [(0.0, [])] + [None] * len(word)
        for end in range(1, len(word) + 1):
            for begin in range(max(0, end - _LONGEST), end):
                before = best[begin]
                if before is None:
                    continue
                part = word[begin:end]
                if not (len(part) < 8 and is_syllable(part)) and part not in self._words:
                    continue
                known = (
                    part in self._words
                    or toned_key(part) in self._keys
                    or (not toned and fold(part) in self._folded)
                )
                cost = before[0] + (1.0 if known and len(part) > 1 else unknown)
                current = best[end]
                if current is None or cost < current[0]:
                    best[end] = (cost, [*before[1], part])
        last = best[len(word)]
        if last is None or not last[1]:
            return None
        return last[1] if last[0] <= 1.5 * len(last[1]) else None


def _letters(key: str) -> str:
    return _TONE_DIGIT.sub("", key) if len(key) > 1 and key[0].isalpha() else key


def _shape(word: str) -> str:
    """A spelling in which letters that look alike are one."""
    for pair, letter in _LOOKALIKE_PAIRS:
        word = word.replace(pair, letter)
    return word.translate(_LOOKALIKE)


def _stands(letters: str) -> bool:
    return is_syllable(letters) and not re.fullmatch(r"[^aeiouyăâêôơư]", letters)
