"""Vietnamese and English for what the command line prints."""

import locale
import os
from typing import Literal

Language = Literal["vi", "en"]

VERDICTS: dict[str, dict[Language, str]] = {
    "violation": {"vi": "VI PHẠM (dấu hiệu)", "en": "VIOLATION (signs of)"},
    "suspect": {"vi": "NGHI VẤN", "en": "SUSPECT"},
    "clear": {"vi": "KHÔNG THẤY VI PHẠM", "en": "NOTHING FOUND"},
    "inconclusive": {"vi": "CHƯA KẾT LUẬN", "en": "INCONCLUSIVE"},
    "error": {"vi": "KHÔNG QUÉT ĐƯỢC", "en": "NOT SCANNED"},
}


def preferred() -> Language:
    """The language of the person's locale: Vietnamese where it is set, else English."""
    named = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    if not named:
        named = locale.getlocale()[0] or ""
    return "vi" if named.lower().startswith("vi") else "en"
