"""Twelve ways advertisers hide words from a word list, as seeded transformations of a text."""

import random
import re
import unicodedata
from collections.abc import Callable

Evasion = Callable[[str, random.Random], str]

_LEET = {"a": "4", "o": "0", "i": "1", "e": "3", "s": "5", "t": "7"}
_CYRILLIC = {
    "a": "а",
    "e": "е",
    "o": "о",
    "c": "с",
    "p": "р",
    "x": "х",
    "y": "у",
    "i": "і",
    "h": "һ",
}
_TELEX = {"\u0301": "s", "\u0300": "f", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
_TELEX_VOWEL = {"ă": "aw", "â": "aa", "ê": "ee", "ô": "oo", "ơ": "ow", "ư": "uw", "đ": "dd"}
_VNI = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
_VNI_VOWEL = {"ă": "a8", "â": "a6", "ê": "e6", "ô": "o6", "ơ": "o7", "ư": "u7", "đ": "d9"}
_EMOJI = "🔥✅💊⭐❤️🌿"
_OCR = (("i", "l"), ("l", "I"), ("o", "0"), ("m", "rn"), ("g", "q"), ("b", "8"))
_WORD = re.compile(r"[^\W\d_]{3,}")


def _each_word(text: str, seed: random.Random, share: float, change: Callable[[str], str]) -> str:
    return _WORD.sub(lambda m: change(m.group()) if seed.random() < share else m.group(), text)


def without_tones(text: str, _seed: random.Random) -> str:
    """Every mark dropped."""
    plain = text.replace("đ", "d").replace("Đ", "D")
    return "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))


def marks_inside(text: str, seed: random.Random) -> str:
    """A dot, slash, hyphen or star set inside words."""

    def change(word: str) -> str:
        at = seed.randrange(1, len(word) - 1)
        return word[:at] + seed.choice("./-*_") + word[at:]

    return _each_word(text, seed, 0.4, change)


def leet(text: str, seed: random.Random) -> str:
    """Digits for letters."""
    return _each_word(
        text,
        seed,
        0.4,
        lambda word: "".join(_LEET.get(c, c) if seed.random() < 0.6 else c for c in word),
    )


def homoglyphs(text: str, seed: random.Random) -> str:
    """Cyrillic letters that look Latin."""
    return _each_word(text, seed, 0.7, lambda word: "".join(_CYRILLIC.get(c, c) for c in word))


def mathematical(text: str, seed: random.Random) -> str:
    """Bold mathematical letters, marks set as combining characters."""

    def bold(char: str) -> str:
        parts = unicodedata.normalize("NFD", char)
        if "a" <= parts[0] <= "z":
            return chr(0x1D5EE + ord(parts[0]) - ord("a")) + parts[1:]
        if "A" <= parts[0] <= "Z":
            return chr(0x1D5D4 + ord(parts[0]) - ord("A")) + parts[1:]
        return char

    return _each_word(text, seed, 0.6, lambda word: "".join(bold(c) for c in word))


def zero_width(text: str, seed: random.Random) -> str:
    """Invisible characters inside words."""

    def change(word: str) -> str:
        at = seed.randrange(1, len(word))
        return word[:at] + seed.choice("\u200b\u200c\u2060\ufeff\u00ad") + word[at:]

    return _each_word(text, seed, 0.7, change)


def emoji_breaks(text: str, seed: random.Random) -> str:
    """Pictograms between words and inside some."""

    def change(word: str) -> str:
        at = seed.randrange(1, len(word)) if seed.random() < 0.4 else len(word)
        return word[:at] + seed.choice(_EMOJI) + word[at:]

    return _each_word(text, seed, 0.35, change)


def split_syllables(text: str, seed: random.Random) -> str:
    """A blank before the last letter of some words."""
    return _each_word(text, seed, 0.3, lambda word: f"{word[:-1]} {word[-1]}")


def joined_words(text: str, seed: random.Random) -> str:
    """Some blanks between words left out."""
    return re.sub(r"(?<=[^\W\d_]) (?=[^\W\d_])", lambda _: "" if seed.random() < 0.3 else " ", text)


def repeated_letters(text: str, seed: random.Random) -> str:
    """Last letters drawn out."""
    return _each_word(text, seed, 0.35, lambda word: word + word[-1] * seed.randrange(2, 5))


def typing_remains(text: str, seed: random.Random) -> str:
    """Telex or VNI keystrokes instead of marks."""
    tones, vowels = (_TELEX, _TELEX_VOWEL) if seed.random() < 0.5 else (_VNI, _VNI_VOWEL)

    def change(word: str) -> str:
        typed, tone = "", ""
        for char in unicodedata.normalize("NFC", word.lower()):
            parts = unicodedata.normalize("NFD", char)
            tone = next((tones[c] for c in parts if c in tones), tone)
            bare = unicodedata.normalize("NFC", "".join(c for c in parts if c not in tones))
            typed += vowels.get(bare, bare)
        return typed + tone

    return _each_word(text, seed, 0.4, change)


def misread_letters(text: str, seed: random.Random) -> str:
    """Letters a text recogniser takes for others."""

    def change(word: str) -> str:
        wrong, right = seed.choice(_OCR)
        return word.replace(wrong, right, 1)

    return _each_word(text, seed, 0.4, change)


EVASIONS: dict[str, Evasion] = {
    "without_tones": without_tones,
    "marks_inside": marks_inside,
    "leet": leet,
    "homoglyphs": homoglyphs,
    "mathematical": mathematical,
    "zero_width": zero_width,
    "emoji_breaks": emoji_breaks,
    "split_syllables": split_syllables,
    "joined_words": joined_words,
    "repeated_letters": repeated_letters,
    "typing_remains": typing_remains,
    "misread_letters": misread_letters,
}
