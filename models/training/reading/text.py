"""Texts to render: what a line of a Vietnamese advertisement, label or document may say.

Every text is NFC, holds only characters of the charset, has no doubled spaces, and is seeded.
"""

import random
import unicodedata

from models.training.reading.charset import characters
from models.training.reading.items import address, brand, number, pick
from models.training.reading.syllables import mark_series, syllable, tone_series

MAX_CHARACTERS = 150
_BULLETS = ("-", "•", "–", "+", "*", "✓", "✗", "★", "☆", "►", "→", "·", "●", "■", "√", "»")
_SIGNS = tuple("<>\\^`{|}~$#=_[]@₫•·°×÷±≈≥≤®™©½¼¾¹²³µαβγωΩ€£¥‰§«»→←↑↓✓✗★☆☎♥►●■□№√ÄäÇçÑñÖöÜü–—“”‘’…")


def _words(rng: random.Random, count: int) -> list[str]:
    """About `count` items of mixed vocabulary, syllables, names and numbers."""
    found: list[str] = []
    for _ in range(count):
        roll = rng.random()
        if roll < 0.38:
            found.append(pick(rng, "claims", "products", "commerce", "people", "common", "common"))
        elif roll < 0.68:
            found.extend(syllable(rng) for _ in range(rng.choice((1, 1, 2))))
        elif roll < 0.76:
            found.append(pick(rng, "english"))
        elif roll < 0.90:
            found.append(number(rng))
        elif roll < 0.94:
            found.append(brand(rng))
        else:
            found.append(pick(rng, "common"))
    return found


def _punctuated(rng: random.Random, words: list[str]) -> str:
    out = []
    for i, word in enumerate(words):
        last = i == len(words) - 1
        if rng.random() < 0.10:
            word += rng.choice((",", ",", ".", ":", ";", "!", "?", "...", "…"))
        elif last and rng.random() < 0.25:
            word += rng.choice((".", "!", "!", "?", "!!!", ":", "…", ",", "?!"))
        if rng.random() < 0.04:
            left, right = rng.choice(
                (("(", ")"), ("“", "”"), ('"', '"'), ("‘", "’"), ("[", "]"), ("«", "»"), ("'", "'"))
            )
            word = left + word + right
        out.append(word)
        if not last and rng.random() < 0.04:
            out.append(rng.choice(("-", "–", "&", "/", "|", "+", "•", "·", "=", "—", "→", "x")))
    return " ".join(out)


def _phrase(rng: random.Random) -> str:
    """Short ad copy."""
    return _punctuated(rng, _words(rng, rng.choice((1, 1, 2, 2, 3, 3, 4, 5, 6))))


def _drill(rng: random.Random) -> str:
    """Words that differ in one mark, or rare syllables: the hardest reading."""
    roll = rng.random()
    if roll < 0.4:
        return " ".join(tone_series(rng)[: rng.randint(1, 6)])
    if roll < 0.6:
        return " ".join(w for _ in range(rng.randint(1, 2)) for w in mark_series(rng))
    return " ".join(syllable(rng) for _ in range(rng.randint(1, 8)))


def _sentence(rng: random.Random, least: int, most: int) -> str:
    """Running text of labels and documents, long enough for a footer."""
    text = ""
    while len(text) < rng.randint(least, most):
        roll = rng.random()
        if roll < 0.55:
            piece = pick(rng, "notices", "offices", "documents")
        elif roll < 0.72:
            piece = pick(rng, "common", "products", "claims")
        elif roll < 0.86:
            piece = " ".join(syllable(rng) for _ in range(rng.randint(1, 3)))
        else:
            piece = number(rng)
        joint = rng.choice((" ", " ", " ", " ", ", ", ", ", ". ", ": ", "; ", " - ", " (", ") "))
        text = piece if not text else text + joint + piece
        if joint == ". ":
            head = len(text) - len(piece)
            text = text[:head] + text[head : head + 1].upper() + text[head + 1 :]
    return text + rng.choice(("", "", ".", ";", ","))


def _labelled(rng: random.Random) -> str:
    """Lines such as 'Hotline: 1900 1234' or 'Số GPQC: 12/2024/XNQC-ATTP'."""
    label = rng.choice(
        (
            "Hotline",
            "Số ĐT",
            "SĐT",
            "Tel",
            "Website",
            "Email",
            "Fanpage",
            "Địa chỉ",
            "ĐC",
            "Zalo",
            "Giá",
            "Chỉ",
            "HSD",
            "NSX",
            "Số GPQC",
            "GPQC số",
            "Số ĐK",
            "SĐK",
            "Mã số",
            "Số XNQC",
            "Liên hệ",
            "Tư vấn",
            "Khối lượng",
            "Thể tích thực",
            "MST",
            "Fax",
        )
    )
    value = rng.choice((number, number, address))(rng)
    return (
        label
        + rng.choice((": ", ": ", " ", ":"))
        + value
        + (rng.choice((" - ", " | ", ", ")) + number(rng) if rng.random() < 0.2 else "")
    )


def _scatter(rng: random.Random) -> str:
    """Random characters, so that rare signs and letters are learnt."""
    pool = _SIGNS if rng.random() < 0.5 else characters()
    groups = [
        "".join(rng.choice(pool) for _ in range(rng.randint(1, 4)))
        for _ in range(rng.randint(1, 3))
    ]
    extra = _words(rng, 1)
    groups.insert(rng.randrange(len(groups) + 1), " ".join(extra))
    return " ".join(groups)


def _cased(rng: random.Random, text: str, capitals: float) -> str:
    roll = rng.random()
    if roll < capitals:
        return text.upper()
    if roll < capitals + 0.10:
        return " ".join(w[:1].upper() + w[1:] for w in text.split(" "))
    if roll < capitals + 0.42:
        return text[:1].upper() + text[1:]
    if roll < capitals + 0.45:
        return " ".join(w.upper() if rng.random() < 0.5 else w for w in text.split(" "))
    return text


def admissible(text: str) -> str:
    """NFC text restricted to the charset, spaces single, within the length limit."""
    known = set(characters())
    text = "".join(c for c in unicodedata.normalize("NFC", text) if c in known)
    text = " ".join(text.split())
    if len(text) > MAX_CHARACTERS:
        text = text[:MAX_CHARACTERS].rsplit(" ", 1)[0]
    return text


def line_text(rng: random.Random) -> str:
    """One line of text."""
    roll = rng.random()
    if roll < 0.46:
        text = _cased(rng, _phrase(rng), 0.38)
    elif roll < 0.60:
        text = _cased(rng, _drill(rng), 0.42)
    elif roll < 0.72:
        text = _cased(rng, _sentence(rng, 20, 60), 0.12)
    elif roll < 0.82:
        text = _cased(rng, _sentence(rng, 60, 140), 0.06)
    elif roll < 0.88:
        text = _cased(rng, _labelled(rng), 0.12)
    elif roll < 0.92:
        text = rng.choice((address, number))(rng)
    elif roll < 0.97:
        text = rng.choice(_BULLETS) + rng.choice((" ", " ", "")) + _cased(rng, _phrase(rng), 0.2)
    else:
        text = _scatter(rng)
    return admissible(text) or "a"
