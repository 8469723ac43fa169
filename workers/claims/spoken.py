"""Stretches of words within heard texts, with when, how fast and how loud they are said.

A recogniser gives no full stops: what is said in one breath is one text, of which a claim or the
mandatory warning is only a part.
"""

import math
from collections.abc import Sequence
from statistics import fmean

from workers.report import SpokenWord, Text


def words_between(text: Text, begin: int, end: int) -> list[SpokenWord]:
    """The spoken words in which characters `begin` to `end` of a text lie; none where a text does
    not tell when each of its words is said."""
    if not text.words or len(text.words) != len(text.text.split()):
        return []
    first = len(text.text[:begin].split())
    return text.words[first : first + len(text.text[begin:end].split())]


def part_of(text: Text, begin: int, end: int) -> Text:
    """Characters `begin` to `end` of a heard text, whole words, as a text of their own; all of it
    where it does not tell when each of its words is said."""
    words = words_between(text, begin, end)
    return _made(text, text.text[begin:end].strip(), words) if words else text


def together(parts: Sequence[Text]) -> Text:
    """Parts that follow each other in time as one text; pauses between them do not slow it down."""
    if len(parts) == 1:
        return parts[0]
    said = " ".join(part.text for part in parts)
    rates = [part.syllables_per_second for part in parts]
    lengths = [max(1, (part.end_ms or 0) - (part.start_ms or 0)) for part in parts]
    known = [(rate, length) for rate, length in zip(rates, lengths, strict=True) if rate]
    return parts[0].model_copy(
        update={
            "text": said,
            "end_ms": parts[-1].end_ms,
            "syllables_per_second": (
                sum(rate * length for rate, length in known) / sum(length for _, length in known)
                if known
                else None
            ),
            "loudness_db": _level([part.loudness_db for part in parts]),
            "words": [word for part in parts for word in part.words or []] or None,
        }
    )


def _made(text: Text, said: str, words: Sequence[SpokenWord]) -> Text:
    start, end = words[0].start_ms, max(word.end_ms for word in words)
    rate = text.syllables_per_second
    if rate is not None and text.words:
        whole = max(1, (text.end_ms or 0) - (text.start_ms or 0))
        rate = rate * whole / len(text.words) * len(words) / max(1, end - start)
    return text.model_copy(
        update={
            "text": said,
            "start_ms": start,
            "end_ms": end,
            "syllables_per_second": rate,
            "loudness_db": _level([word.loudness_db for word in words]),
            "words": list(words),
        }
    )


def _level(levels: Sequence[float | None]) -> float | None:
    """The level of the mean power."""
    powers = [10 ** (level / 10) for level in levels if level is not None]
    return 10 * math.log10(fmean(powers)) if powers else None
