"""Ad and page ids, mended where a spreadsheet damaged them.

A spreadsheet turns a 16-digit id into `1.70585E+15` or rounds it to 15 digits. A damaged id is
never passed on as if it were whole: two ads would share it.
"""

import re
from decimal import Decimal, InvalidOperation
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

IdState = Literal["whole", "restored", "maybe_rounded", "damaged", "absent"]

_EXACT_DIGITS = 15
_DIGITS = re.compile(r"\d{1,40}")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{1,2}")
_WHOLE_FLOAT = re.compile(r"(\d{1,40})[.,]0+")
_FLOAT_EXACT_BELOW = 2**53


def identifier(value: Any, url: str | None = None) -> tuple[str | None, IdState]:
    """The id in `value`, or the one in `url` (`?id=`) where the value was damaged.

    Returns (id, state). A damaged id that no URL restores is (None, "damaged").
    """
    text = _plain(value)
    from_url = _id_in(url)
    if not text:
        return (from_url, "restored") if from_url else (None, "absent")
    whole = _WHOLE_FLOAT.fullmatch(text)
    if whole:
        text = whole.group(1)
    if _SCIENTIFIC.fullmatch(text):
        if from_url and _rounds_to(from_url, text):
            return from_url, "restored"
        return None, "damaged"
    if whole and int(text) >= _FLOAT_EXACT_BELOW:
        return (from_url, "restored") if from_url else (None, "damaged")
    if _may_be_rounded(text):
        if from_url and from_url[:_EXACT_DIGITS] == text[:_EXACT_DIGITS]:
            return (from_url, "restored") if from_url != text else (text, "whole")
        return text, "maybe_rounded"
    return text, "whole"


def _plain(value: Any) -> str:
    if value is None or isinstance(value, bool | dict | list):
        return ""
    if isinstance(value, float):
        return f"{value:.0f}.0" if value.is_integer() else repr(value)
    text = str(value).strip()
    quoted = re.fullmatch(r'="?([^"]*)"?', text)
    return (quoted.group(1) if quoted else text).lstrip("'").strip()


def _id_in(url: str | None) -> str | None:
    if not url:
        return None
    for value in parse_qs(urlsplit(url).query).get("id", []):
        if _DIGITS.fullmatch(value):
            return value
    return None


def _rounds_to(digits: str, scientific: str) -> bool:
    try:
        rounded = Decimal(scientific.replace(",", "."))
    except InvalidOperation:
        return False
    places = len(rounded.as_tuple().digits)
    return f"{Decimal(digits):.{places - 1}E}" == f"{rounded:.{places - 1}E}"


def _may_be_rounded(text: str) -> bool:
    return (
        bool(_DIGITS.fullmatch(text))
        and len(text) > _EXACT_DIGITS
        and not text[_EXACT_DIGITS:].strip("0")
    )
