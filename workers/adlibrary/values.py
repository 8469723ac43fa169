"""Values as exports write them: lists inside strings, four kinds of date, counts in bands."""

import ast
import html
import json
import math
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from workers.adlibrary.row import Range

_EMPTY = {"", "-", "nan", "none", "null", "n/a", "undefined"}
_PLACEHOLDER = re.compile(r"\{\{\s*[\w.\-]+\s*\}\}")
_TOKEN = re.compile(r"([?&])access_token=[^\s&\"'<>]*&?", re.IGNORECASE)
_MILLISECONDS_FROM = 100_000_000_000
_COUNT = re.compile(r"([\d.,]+)\s*([KMB]?)", re.IGNORECASE)
_UNITS = {"": 1, "K": 1_000, "M": 1_000_000, "B": 1_000_000_000}
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


def text_of(value: Any) -> str | None:
    """`value` as text, None where the export means "nothing".

    `{text: ...}` and `{markup: {__html: ...}}` are opened; of markup the words are kept.
    """
    if isinstance(value, dict):
        markup = value.get("_html")
        if isinstance(markup, str):
            return text_of(_words_of(markup))
        return text_of(value.get("text") or value.get("markup"))
    if value is None or isinstance(value, list | bool):
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    text = str(value).strip()
    return None if text.lower() in _EMPTY else text


def _words_of(markup: str) -> str:
    lines = re.sub(r"<br\s*/?>|</(?:p|div|li)>", "\n", markup, flags=re.IGNORECASE)
    return html.unescape(re.sub(r"<[^>]*>", "", lines))


def list_of(value: Any) -> tuple[list[Any], bool]:
    """The items of a list, also of one written as a string; (items, was cut off).

    A string that only looks like a list (a text in square brackets) is one item. A list that a
    spreadsheet cut at its cell limit gives its text without the opening bracket, and True.
    """
    if value is None:
        return [], False
    if isinstance(value, list | tuple):
        return list(value), False
    if not isinstance(value, str):
        return [value], False
    text = value.strip()
    if text.lower() in _EMPTY or text == "[]":
        return [], False
    if not text.startswith("["):
        return [text], False
    for parse in (json.loads, ast.literal_eval):
        try:
            items = parse(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
        if isinstance(items, list):
            return items, False
    if re.match(r"\[\s*['\"]", text) and not text.endswith("]"):
        return [text.lstrip("[ ").strip("'\"")], True
    return [text], False


def record_of(value: Any) -> Any:
    """A JSON or Python value written as a string, opened; anything else as it is."""
    if not isinstance(value, str) or value.strip()[:1] not in ("{", "["):
        return value
    for parse in (json.loads, ast.literal_eval):
        try:
            return parse(value.strip())
        except (ValueError, SyntaxError, RecursionError, MemoryError):
            continue
    return value


def readable(texts: Iterable[Any]) -> tuple[tuple[str, ...], bool]:
    """Texts a viewer could read, each once; template placeholders and access tokens are taken out.

    Returns (texts, whether a placeholder was met).
    """
    seen: dict[str, None] = {}
    met = False
    for value in texts:
        text = text_of(value)
        if text is None:
            continue
        text = _TOKEN.sub(r"\1", text)
        without = _PLACEHOLDER.sub("", text)
        if without != text:
            met = True
            text = re.sub(r"[ \t]{2,}", " ", without).strip(" \t-–|·:,")
        if text:
            seen.setdefault(text)
    return tuple(seen), met


def day(value: Any) -> date | None:
    """A date from ISO text, `YYYYMMDD`, `YYYY-M-D`, unix seconds or milliseconds; in UTC."""
    text = text_of(value)
    if text is None:
        return None
    number = re.fullmatch(r"(\d+)(?:\.\d+)?", text)
    try:
        if number and len(number.group(1)) == 8:
            return datetime.strptime(number.group(1), "%Y%m%d").replace(tzinfo=UTC).date()
        if number:
            seconds = int(number.group(1))
            if seconds >= _MILLISECONDS_FROM:
                seconds //= 1000
            return datetime.fromtimestamp(seconds, UTC).date() if seconds else None
        loose = re.match(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?!\d)(.*)", text, re.DOTALL)
        if loose and not loose.group(4).strip():
            return date(int(loose.group(1)), int(loose.group(2)), int(loose.group(3)))
        moment = datetime.fromisoformat(re.sub(r" (UTC|GMT)$", "+00:00", text))
    except (ValueError, OverflowError, OSError):
        return None
    return (moment.astimezone(UTC) if moment.tzinfo else moment).date()


def count(value: Any) -> int | None:
    """A number such as 12000, "12,000", "11K" or "1.2M"."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float):
        return None if math.isnan(value) or math.isinf(value) else round(value)
    text = text_of(value)
    found = _COUNT.fullmatch(text) if text else None
    if not found:
        return None
    digits, unit = found.group(1), found.group(2).upper()
    if not unit and _GROUPED.fullmatch(digits):
        return int(re.sub(r"[.,]", "", digits))
    try:
        return round(float(digits.replace(",", ".")) * _UNITS[unit])
    except ValueError:
        return None


def band(value: Any, upper: Any = None) -> Range | None:
    """A `Range` from `{lower_bound, upper_bound}`, "10K-100K", "<1K", ">1M", or two values."""
    value = record_of(value)
    if isinstance(value, dict):
        value, upper = value.get("lower_bound"), value.get("upper_bound")
    elif upper is None and isinstance(value, str):
        text = value.strip()
        parts = re.split(r"\s*[-–—]\s*", text)
        if text[:1] in ("<", "≤"):
            value, upper = 0, text[1:].lstrip("= ")
        elif text[:1] in (">", "≥") or text.endswith("+"):
            value = text.lstrip(">≥= ").rstrip("+")
        elif len(parts) == 2:
            value, upper = parts
        else:
            upper = value
    elif upper is None:
        upper = value
    low, high = count(value), count(upper)
    return None if low is None and high is None else Range(low, high)


def flag(value: Any) -> bool | None:
    """True or False from JSON or CSV; None where it says neither."""
    if isinstance(value, bool):
        return value
    text = (text_of(value) or "").lower()
    if text in ("true", "1", "yes", "active"):
        return True
    return False if text in ("false", "0", "no", "inactive") else None
