"""The pieces that lines are made of: words, names, numbers, addresses."""

import random
import unicodedata
from functools import cache
from pathlib import Path

import yaml

VOCABULARY_FILE = Path(__file__).with_name("vocabulary.yaml")
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


@cache
def vocabulary() -> dict[str, tuple[str, ...]]:
    """The word lists by subject."""
    lists = yaml.safe_load(VOCABULARY_FILE.read_text(encoding="utf8"))
    return {k: tuple(unicodedata.normalize("NFC", str(w)) for w in v) for k, v in lists.items()}


def pick(rng: random.Random, *subjects: str) -> str:
    """A random word or phrase of one of the subjects."""
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
        return f"{rng.choice(('Top', 'No.', 'SỐ', 'Số', '№', 'No'))} {d(1, 10)}"
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
                "H2O",
                "α-lipoic",
                "β-glucan",
                "Ω-3",
                "10²",
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
