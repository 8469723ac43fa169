"""How well words of a text agree with a phrase of the lexicon, marks and tones considered."""

from collections.abc import Collection
from functools import lru_cache

from workers.claims.characters import fold, has_marks

NUMBER = "#"
"""Stands for any number, in the lexicon and among the folded words of a text."""
_UNTONED, UNTONED_SHORT, _UNTONED_IN_TONED, _NEAR, _CONFLICT = 0.93, 0.82, 0.6, 0.92, 0.5
ALL_SHORT = 0.35
"""Toneless short words alone ("dung hen", "het ho") read as too many other things."""
_MISLEADING = 0.7
_MISLEADING_WORDS = {"chua": "chưa", "gia": "gia3", "cho": "cho1"}
"""Toneless words too unsure to speak for a negation or a fake: "chua" is rather "chữa" (cure)
here."""


def agreement(
    keys: list[str],
    start: int,
    phrase: tuple[str, ...],
    toned: bool | None,
    own: Collection[str] = (),
) -> float:
    """How well the words agree with a phrase: 1 exact, less without tones, 0 when they differ.

    Words of `own` mean themselves when written with a mark: "tháng" (month) is no slip for
    "thắng" (to win). `toned` says whether the text is written with tones; None stands for a text
    in English, whose words are never toneless Vietnamese.
    """
    worst, conflicts = 1.0, 0
    for offset, wanted in enumerate(phrase):
        word = keys[start + offset]
        if word == wanted or wanted == NUMBER:
            continue
        if toned is None:
            return 0.0
        found = _agreement(word, wanted)
        if found == _NEAR and word in own:
            found = 0.0
        if found == _UNTONED and toned:
            found = _UNTONED_IN_TONED
            if len(phrase) == 1 and len(word) < 6:
                return 0.0
        elif found == _UNTONED and len(phrase) == 1 and len(word) < 5:
            found = UNTONED_SHORT
        if found == 0.0:
            conflicts += 1
            if conflicts > 1 or len(phrase) < 3:
                return 0.0
            found = _CONFLICT
        worst = min(worst, found)
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


def bare(key: str) -> str:
    return _split(key)[0]
