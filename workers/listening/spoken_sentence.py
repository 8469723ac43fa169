"""Find a known sentence in what was heard, such as a mandatory warning read aloud."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from workers.report import Text

LEAST_SIMILARITY = 0.7


@dataclass(frozen=True, slots=True)
class SpokenSentence:
    """Where a sentence was spoken; `similarity` is the share of its syllables that were heard."""

    start_ms: int
    end_ms: int
    syllables: int
    similarity: float

    @property
    def syllables_per_second(self) -> float:
        return 1000 * self.syllables / max(1, self.end_ms - self.start_ms)


@dataclass(frozen=True, slots=True)
class _Syllable:
    folded: str
    start_ms: float
    end_ms: float


def find_spoken(
    sentence: str, speech: Sequence[Text], least_similarity: float = LEAST_SIMILARITY
) -> SpokenSentence | None:
    """The best place where `sentence` is spoken, None when nothing comes close.

    Syllables are compared without tones and diacritics, which recognisers confuse first; times
    inside one heard text are interpolated by its syllables.
    """
    wanted = [_fold(word) for word in sentence.split() if _fold(word)]
    heard = [syllable for text in speech if text.source == "speech" for syllable in _spread(text)]
    if not wanted or not heard:
        return None
    first, last, errors = _best_window(wanted, [syllable.folded for syllable in heard])
    similarity = 1 - errors / len(wanted)
    if similarity < least_similarity:
        return None
    return SpokenSentence(
        start_ms=round(heard[first].start_ms),
        end_ms=round(heard[last].end_ms),
        syllables=last - first + 1,
        similarity=similarity,
    )


def _spread(text: Text) -> list[_Syllable]:
    words = [folded for word in text.text.split() if (folded := _fold(word))]
    start, end = float(text.start_ms or 0), float(text.end_ms or 0)
    share = (end - start) / max(1, len(words))
    return [
        _Syllable(word, start + share * number, start + share * (number + 1))
        for number, word in enumerate(words)
    ]


def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.lower().replace("đ", "d"))
    return "".join(letter for letter in decomposed if letter.isalnum())


def _best_window(wanted: Sequence[str], heard: Sequence[str]) -> tuple[int, int, int]:
    """First and last index in `heard` of the closest match, and its edits (Sellers 1980)."""
    costs = [(0, column) for column in range(len(heard) + 1)]
    for row, word in enumerate(wanted, start=1):
        current = [(row, 0)]
        for column, other in enumerate(heard, start=1):
            replaced = (costs[column - 1][0] + (word != other), costs[column - 1][1])
            skipped = (costs[column][0] + 1, costs[column][1])
            extra = (current[column - 1][0] + 1, current[column - 1][1])
            current.append(min(replaced, skipped, extra, key=lambda cell: cell[0]))
        costs = current
    last = min(range(1, len(heard) + 1), key=lambda column: costs[column][0])
    errors, first = costs[last]
    return min(first, last - 1), last - 1, errors
