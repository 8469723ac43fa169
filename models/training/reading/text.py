"""Texts to render: what a line of a Vietnamese advertisement, label or document may say.

Every text is NFC, holds only characters of the charset, has no doubled spaces, and is seeded.
"""

import random
import unicodedata
from functools import cache
from pathlib import Path

import yaml

from models.training.reading.charset import characters
from models.training.reading.syllables import mark_series, syllable, tone_series

VOCABULARY_FILE = Path(__file__).with_name("vocabulary.yaml")
MAX_CHARACTERS = 150
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_UNITS = (
    "mg",
    "g",
    "kg",
    "ml",
    "l",
    "cm",
    "mm",
    "m",
    "%",
    "IU",
    "mcg",
    "µg",
    "kcal",
    "°C",
    "W",
    "V",
    "Hz",
    "ngày",
    "giờ",
    "viên",
    "hộp",
    "tuổi",
    "tháng",
    "lần",
    "m²",
    "đ",
    "K",
    "k",
    "tr",
)
_BULLETS = ("-", "•", "–", "+", "*", "✓", "✗", "★", "☆", "►", "→", "·", "●", "■", "√", "»")
_SIGNS = tuple("<>\\^`{|}~$#=_[]@₫•·°×÷±≈≥≤®™©½¼¾¹²³µαβγωΩ€£¥‰§«»→←↑↓✓✗★☆☎♥►●■□№√ÄäÇçÑñÖöÜü–—“”‘’…")


@cache
def vocabulary() -> dict[str, tuple[str, ...]]:
    """The word lists by subject."""
    lists = yaml.safe_load(VOCABULARY_FILE.read_text(encoding="utf8"))
    return {k: tuple(unicodedata.normalize("NFC", str(w)) for w in v) for k, v in lists.items()}


def _pick(rng: random.Random, *subjects: str) -> str:
    return rng.choice(vocabulary()[rng.choice(subjects)])


def invented_name(rng: random.Random) -> str:
    """A product-like name: Vitaflex, OSTEO-K2, Beaumin Gold."""
    stems = (
        "vita",
        "neo",
        "bio",
        "osteo",
        "cardi",
        "derma",
        "slim",
        "herba",
        "gluco",
        "omi",
        "lact",
        "kal",
        "hepa",
        "colla",
        "beau",
        "sana",
        "pharma",
        "nutri",
        "max",
        "zen",
        "ima",
        "tra",
        "yuki",
        "hana",
        "sui",
        "gyn",
        "ome",
        "fuco",
        "ginko",
        "cur",
        "sero",
        "mela",
        "ton",
    )
    ends = (
        "flex",
        "min",
        "cal",
        "gen",
        "tin",
        "zyme",
        "plus",
        "max",
        "vit",
        "care",
        "lin",
        "ra",
        "do",
        "xin",
        "fort",
        "pharm",
        "sol",
        "mix",
        "bee",
        "life",
        "q",
        "la",
        "mon",
        "ic",
    )
    name = (
        rng.choice(stems) + rng.choice(ends)
        if rng.random() < 0.8
        else "".join(
            rng.choice("bcdfghklmnprstvxz") + rng.choice("aeiou") for _ in range(rng.randint(2, 4))
        )
    )
    name = rng.choice((name.title(), name.upper(), name.capitalize()))
    if rng.random() < 0.3:
        name += rng.choice(("-", " ", "")) + rng.choice(
            (
                "K2",
                "D3",
                "3B",
                "Q10",
                "Gold",
                "Plus",
                "Pro",
                "Max",
                "500",
                "XL",
                "New",
                "5in1",
                "B12",
            )
        )
    return name + (rng.choice("®™") if rng.random() < 0.12 else "")


def brand(rng: random.Random) -> str:
    """A product or maker's name, at times with a possessive: Nature's Best, Women's 50+."""
    if rng.random() < 0.75:
        return invented_name(rng)
    owner = rng.choice(
        (
            "Nature",
            "Women",
            "Men",
            "Mother",
            "Doctor",
            "Child",
            "Mum",
            "Kid",
            "Ever",
            "Grandma",
            "Baker",
            "Simon",
            "Perry",
            "Anna",
            "Lord",
            "Q",
        )
    )
    owner += rng.choice(("'s", "'s", "’s", "s'"))
    text = f"{owner} {rng.choice(vocabulary()['english']).title()}"
    return text.upper() if rng.random() < 0.3 else text


def _digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(count))


def number(rng: random.Random) -> str:
    """A number as advertisements print it: price, phone, share, measure, date, licence."""
    d = rng.randint
    kind = rng.randrange(22)
    if kind == 0:
        return f"{d(0, 100)}%"
    if kind in (1, 2):
        money = rng.choice(
            (f"{d(1, 999)}.000", f"{d(1, 99)}.{d(0, 9)}00.000", f"{d(1, 999)},000", f"{d(9, 999)}")
        )
        return money + rng.choice(("đ", "đ", " đ", "₫", " ₫", "VNĐ", " VND", "K", "k", " đồng"))
    if kind in (3, 4):
        parts = rng.choice(
            (
                ("09" + _digits(rng, 2), _digits(rng, 3), _digits(rng, 3)),
                ("03" + _digits(rng, 2), _digits(rng, 2), _digits(rng, 2), _digits(rng, 2)),
                ("1900", _digits(rng, 4)),
                ("1800", _digits(rng, 2), _digits(rng, 2)),
                ("(024)", _digits(rng, 4), _digits(rng, 4)),
                ("0" + _digits(rng, 9),),
                ("+84", "9" + _digits(rng, 2), _digits(rng, 3), _digits(rng, 3)),
            )
        )
        return rng.choice((" ", ".", " ", "-", "")).join(parts)
    if kind in (5, 6):
        return f"{d(1, 999)}{rng.choice(('', ' '))}{rng.choice(_UNITS)}"
    if kind == 7:
        day, month, year = f"{d(1, 31):02d}", f"{d(1, 12):02d}", str(d(2015, 2032))
        return day + rng.choice("/-.") + month + rng.choice("/-") + year
    if kind == 8:
        return f"{d(1, 31)}/{d(1, 12)}"
    if kind == 9:
        codes = (
            "XNQC-ATTP",
            "XNQC-YTHN",
            "ĐKSP",
            "ATTP-XNCB",
            "QĐ-BYT",
            "NĐ-CP",
            "TT-BYT",
            "CBMP-QLD",
            "XNQC-QLD",
            "GP-UBND",
            "TCCS",
            "CBSP",
            "CV-ATTP",
            "PCBA-HN",
            "QĐ-UBND",
            "TT-BTC",
        )
        return f"{_digits(rng, d(1, 5))}/{d(2010, 2027)}/{rng.choice(codes)}"
    if kind == 10:
        return rng.choice(("VD", "VN", "GC", "QLĐB", "VS")) + f"-{_digits(rng, 5)}-{d(10, 26)}"
    if kind == 11:
        return f"{d(1, 99)},{d(0, 99)}"
    if kind == 12:
        return f"{d(1, 30)}{rng.choice(('-', ' - ', '–'))}{d(31, 90)} {rng.choice(_UNITS)}"
    if kind == 13:
        return f"{d(0, 23)}{rng.choice(('h', ':', 'h ', 'g'))}{d(0, 59):02d}"
    if kind == 14:
        return f"{rng.choice(('Top', 'No.', 'SỐ', 'Số', '№', 'Nº'[:1] + 'o'))} {d(1, 10)}"
    if kind == 15:
        return f"{d(2, 30)} {rng.choice('x×X')} {d(2, 500)}{rng.choice(('', 'g', ' ml', 'cm'))}"
    if kind == 16:
        return rng.choice(
            (
                "½",
                "¼",
                "¾",
                "24/7",
                "4.9/5",
                "5★",
                "100%",
                "1+1",
                "2in1",
                "3 trong 1",
                "N°1",
                "H₂O"[:1],
                "α-lipoic",
                "β-glucan",
                "Ω-3",
                "10⁶"[:2],
                "CO2",
                "≥ 90%",
                "≤ 5%",
                "± 10%",
                "ω-6",
                "γ-oryzanol",
                "m²",
                "cm³",
                "0°C",
                "37,5°C",
            )
        )
    if kind == 17:
        return f"{rng.choice(_ALPHABET)}{rng.choice(_ALPHABET)}{_digits(rng, d(2, 6))}"
    if kind == 18:
        return f"-{d(5, 90)}%"
    if kind == 19:
        unit = rng.choice(("ngày", "tháng", "lần", "hộp", "viên", "người", "kg", "gói", "lọ"))
        return f"{d(1, 999)}{rng.choice(('k', 'đ', '.000đ', ' viên', 'K'))}/{d(1, 30)}{unit}"
    if kind == 20:
        return ", ".join(f"{d(1, 9)}:{d(1, 99)}" for _ in range(d(1, 4)))
    return str(d(0, 10 ** d(1, 5)))


def address(rng: random.Random) -> str:
    """A URL, domain, e-mail address, handle or hashtag."""

    def word() -> str:
        return "".join(rng.choice("abcdefghiklmnopqrstuvxyz") for _ in range(rng.randint(2, 6)))

    name = rng.choice((word(), word() + word(), invented_name(rng).lower().replace(" ", "")))
    name = "".join(c for c in name if c.isascii() and (c.isalnum() or c == "-")) or "shop"
    domain = name + rng.choice(
        (".vn", ".com", ".com.vn", ".net", ".shop", ".store", ".edu.vn", ".org")
    )
    kind = rng.randrange(6)
    if kind == 0:
        return (
            rng.choice(("https://", "http://", "")) + domain + rng.choice(("", "/", f"/{word()}"))
        )
    if kind == 1:
        return f"www.{domain}"
    if kind == 2:
        host = rng.choice(("gmail.com", domain))
        return f"{word()}{rng.choice(('', '.', '_'))}{_digits(rng, 2)}@{host}"
    if kind == 3:
        return f"@{name}"
    if kind == 4:
        return f"#{rng.choice((name, name.title()))}"
    return f"fb.com/{name}"


def _words(rng: random.Random, count: int) -> list[str]:
    """About `count` items of mixed vocabulary, syllables, names and numbers."""
    found: list[str] = []
    for _ in range(count):
        roll = rng.random()
        if roll < 0.38:
            found.append(_pick(rng, "claims", "products", "commerce", "people", "common", "common"))
        elif roll < 0.68:
            found.extend(syllable(rng) for _ in range(rng.choice((1, 1, 2))))
        elif roll < 0.76:
            found.append(_pick(rng, "english"))
        elif roll < 0.90:
            found.append(number(rng))
        elif roll < 0.94:
            found.append(brand(rng))
        else:
            found.append(_pick(rng, "common"))
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
            piece = _pick(rng, "notices", "offices", "documents")
        elif roll < 0.72:
            piece = _pick(rng, "common", "products", "claims")
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
