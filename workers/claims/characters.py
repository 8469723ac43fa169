"""Letters as they were meant: undoing look-alike letters and reading Vietnamese marks.

A Vietnamese letter carries up to two marks: one that makes another vowel (ă â ê ô ơ ư, and đ) and
one of five tones. `toned_key` separates them so that "hoà" and "hòa" compare equal; `fold` drops
both.
"""

import re
import unicodedata
from functools import lru_cache

TONES = {"\u0300": "2", "\u0301": "1", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
BREAK = "\ue000"
"""Stands for an emoji or pictogram, which separates words or is set inside one to hide it."""

_PLAIN = re.compile(
    "[^\x09\x0a\x0d\x20-\x7e\u00a0-\u00ac\u00ae-\u00ff\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169"
    "\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9\u2010-\u2015\u2018-\u201f\u2022\u2026\u2032\u2033]"
)
_INVISIBLE = frozenset(
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c"
    "\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206f\ufe0e\ufe0f\ufeff"
    "\u20e3"
)
_CONFUSABLE = {
    **dict(zip("абвгдеёзийкмнорстухѕіјһԁԛԝьъ", "a6brdeezuukmhopctyxsijhdqwbb", strict=True)),
    **dict(zip("АВЕЅІЈКМНОРСТУХԌԚԜҮ", "ABESIJKMHOPCTYXGQWY", strict=True)),
    **dict(zip("αβεηικνορτυχγωΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abenikvoptuxywABEZHIKMNOPTYX", strict=True)),
    **dict(zip("ɑɡɩıɪɴʀʟᴀᴄᴅᴇᴋᴍᴏᴘᴛᴜᴠᴡᴢ", "agiiinrlacdekmoptuvwz", strict=True)),
    **dict(zip("ðɖđĐðƌᴆ", "đđđĐđđđ", strict=True)),
    **dict(zip("łŁøØħŧ", "lLoOht", strict=True)),
    **dict(zip("∙·・•․‧｡。", "........", strict=True)),
    **dict(zip("⁄∕╱｜∣", "///||", strict=True)),
    **dict(zip("–—−‒―‑", "------", strict=True)),
}
_MERGED_VOWELS = str.maketrans(
    {
        **{
            letter: base
            for base, letters in {
                "a": "àáảãạăằắẳẵặâầấẩẫậ",
                "e": "èéẻẽẹêềếểễệ",
                "i": "ìíỉĩị",
                "o": "òóỏõọôồốổỗộơờớởỡợ",
                "u": "ùúủũụưừứửữự",
                "y": "ỳýỷỹỵ",
                "d": "đ",
            }.items()
            for letter in letters
        },
    }
)
_FINAL_Y = re.compile(r"^(h|k|l|m|s|t|v|qu)y$")


@lru_cache(maxsize=4096)
def _meant(char: str) -> str:
    """The plain letters one unusual character stands for, "" for invisible ones."""
    if char in _INVISIBLE:
        return ""
    if char in _CONFUSABLE:
        return _CONFUSABLE[char]
    plain = unicodedata.normalize("NFKC", char)
    if plain != char:
        return "".join(_CONFUSABLE.get(one, one) for one in plain)
    category = unicodedata.category(char)
    if category in ("Cf", "Cc"):
        return ""
    if category in ("So", "Sk", "Cs", "Co"):
        return _enclosed(char)
    return char


def _enclosed(char: str) -> str:
    """The letter in a squared or circled pictogram, otherwise the break mark."""
    name = unicodedata.name(char, "")
    found = re.search(r"(?:SQUARED|CIRCLED|INDICATOR SYMBOL|PARENTHESIZED)\D*LETTER ([A-Z])$", name)
    return found.group(1).lower() if found else BREAK


def plain_letters(text: str) -> tuple[str, list[int] | None]:
    """Lower-case text in plain precomposed letters, and where each letter came from.

    The second value gives for every character of the result its index in `text`; None means that
    nothing moved. Removes zero-width characters, maps look-alike, mathematical and full-width
    letters, composes combining marks, and turns pictograms into `BREAK`.
    """
    lower = text.lower()
    if len(lower) == len(text) and not _PLAIN.search(text):
        return lower, None
    letters: list[str] = []
    origin: list[int] = []
    for index, char in enumerate(text):
        if unicodedata.combining(char) and letters:
            composed = unicodedata.normalize("NFC", letters[-1] + char)
            if len(composed) == 1:
                letters[-1] = composed
            continue
        if char < "\x7f" or not _PLAIN.search(char):
            if char < "\x20" and char not in "\t\n\r":
                continue
            letters.append(char)
            origin.append(index)
            continue
        for one in _meant(char):
            if unicodedata.combining(one) and letters:
                letters[-1] = unicodedata.normalize("NFC", letters[-1] + one)[:1]
                continue
            letters.append(one)
            origin.append(index)
    lowered = [letter.lower()[:1] or letter for letter in letters]
    return "".join(lowered), origin


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """A lower-case word without tones and vowel marks; y after a lone consonant reads as i."""
    return _FINAL_Y.sub(r"\1i", word.translate(_MERGED_VOWELS))


@lru_cache(maxsize=65536)
def toned_key(word: str) -> str:
    """The word's letters with vowel marks, followed by its tone digit (none for level tone)."""
    letters, tone = [], ""
    for char in unicodedata.normalize("NFD", word):
        if char in TONES:
            tone = TONES[char]
        else:
            letters.append(char)
    return _FINAL_Y.sub(r"\1i", unicodedata.normalize("NFC", "".join(letters))) + tone


def has_marks(word: str) -> bool:
    """Whether the word carries any Vietnamese mark."""
    return not word.isascii()
