"""Contact points, prices, licence numbers and names an ad states."""

import re
from collections.abc import Iterable, Iterator, Sequence

from workers.report import Entity, EntityKind, Text

_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'“”)\]]+", re.I)
_DOMAIN = re.compile(
    r"(?<![@\w.-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+"
    r"(?:com\.vn|net\.vn|org\.vn|edu\.vn|gov\.vn|com|vn|net|org|shop|store|info|xyz|top|site|online|club|"
    r"biz|asia|me|io|health|clinic)\b(?:/[^\s<>\"']*)?",
    re.I,
)
_EMAIL = re.compile(r"\b[\w.+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+\b", re.I)
_PHONE = re.compile(
    r"(?<![\d.,])(?:(?:\+?84|0084)[\s.\-]?|0)(?:[35789](?:[\s.\-]?\d){8}|2(?:[\s.\-]?\d){9})(?!\d)"
)
_TOLL = re.compile(r"(?<!\d)1[89]00(?:[\s.\-]?\d){4,6}(?!\d)")
_HANDLE = re.compile(r"(?<![\w.])@[A-Za-z][\w.]{2,29}\b")
_ZALO = re.compile(r"\bzalo(?:\s*(?:oa|:|số|sđt))*\s*[:.]?\s*((?:\+?84|0)[\d\s.\-]{8,13}\d)", re.I)
_PRICE = re.compile(
    r"(?<![\d.,])(?:\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?)\s?"
    r"(?:đồng|vnđ|vnd|đ\b|₫|k\b|nghìn|ngàn|triệu|tr\b|usd|\$)|\$\s?\d+(?:[.,]\d+)?",
    re.I,
)
_LICENCE = re.compile(
    r"\b\d{1,6}/(?:19|20)\d{2}/(?:[A-ZĐ]{2,8})(?:[-/][A-ZĐ0-9]{2,10})*\b"
    r"|\b(?:XNQC|ĐKSP|GPQC|GPHĐ|SĐK|VD|VN|QLSP|GC)[\s:.\-]*(?:số[\s:]*)?\d[\w./-]{2,24}"
    r"|\b\d{2,6}/\d{2,4}/?(?:CBMP|XNQC|GPHĐ|XNTT)[-\wĐ/]*",
    re.I,
)
_ACCOUNT = re.compile(
    r"(?:stk|số tài khoản|tài khoản|tk)\s*(?:ngân hàng|nh|số)?\s*[:.]?\s*(\d(?:[\s.\-]?\d){7,18})",
    re.I,
)
_COMPANY = re.compile(
    r"\b(?:công ty|cty)\s+"
    r"(?:tnhh|cổ phần|cp|tm|dược phẩm|dp|mtv|dv|&|và|một thành viên|thương mại|đầu tư|quốc tế|"
    r"dịch vụ|sản xuất|xnk|xuất nhập khẩu|xây dựng|,|\s)*[\wÀ-ỹ&'’.\- ]{2,60}",
    re.I,
)
_PRODUCT = re.compile(
    r"(?:thực phẩm bảo vệ sức kh(?:oẻ|ỏe)|tpbvsk|thực phẩm chức năng|tpcn|viên uống|viên sủi|"
    r"viên khớp|trà|cao|kem|serum|siro|cốm|thuốc)\s*:?\s*"
    r"((?:[A-ZĐÀ-Ỹ][\wÀ-ỹ+'’-]*)(?:\s+(?:[A-ZĐÀ-Ỹ0-9][\wÀ-ỹ+'’-]*)){0,4})"
)


def entities_of(texts: Sequence[Text]) -> list[Entity]:
    """Every entity the texts state, each value once, with the text it was first found in."""
    found: dict[tuple[EntityKind, str], Entity] = {}
    for text in texts:
        for kind, value in _of_text(text):
            found.setdefault((kind, value.lower()), Entity(kind=kind, value=value, text_id=text.id))
    return list(found.values())


def _of_text(text: Text) -> Iterator[tuple[EntityKind, str]]:
    if text.source == "code":
        yield "qr", text.text
    words = text.text
    yield from (("url", value.rstrip(".,;")) for value in _values(_URL, words))
    addresses = [match.span() for match in (*_URL.finditer(words), *_EMAIL.finditer(words))]
    for match in _DOMAIN.finditer(words):
        if not any(begin <= match.start() < end for begin, end in addresses):
            yield "domain", match.group().rstrip(".,;/").lower()
    yield from (("email", value.lower()) for value in _values(_EMAIL, words))
    yield from (("license_no", _spaced(value)) for value in _values(_LICENCE, words))
    accounts = list(_ACCOUNT.finditer(words))
    yield from (("bank_account", _digits(match.group(1))) for match in accounts)
    taken = [match.span(1) for match in accounts]
    for pattern in (_PHONE, _TOLL):
        for match in pattern.finditer(words):
            if not any(begin <= match.start() < end for begin, end in taken):
                yield "phone", _phone(match.group())
    yield from (("handle", f"zalo:{_phone(match.group(1))}") for match in _ZALO.finditer(words))
    yield from (("handle", value) for value in _values(_HANDLE, words))
    yield from (("price", _spaced(value)) for value in _values(_PRICE, words))
    yield from (("company", _spaced(value).rstrip(" .-")) for value in _values(_COMPANY, words))
    yield from (("product", _spaced(match.group(1))) for match in _PRODUCT.finditer(words))


def _values(pattern: re.Pattern[str], words: str) -> Iterable[str]:
    return (match.group() for match in pattern.finditer(words))


def _digits(value: str) -> str:
    return re.sub(r"\D", "", value)


def _phone(value: str) -> str:
    digits = _digits(value)
    return "0" + digits[2:] if digits.startswith("84") and len(digits) >= 11 else digits


def _spaced(value: str) -> str:
    return " ".join(value.split())
