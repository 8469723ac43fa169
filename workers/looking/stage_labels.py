"""What a short label on a picture says about when it was taken: before, after, day 30, 75 kg."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

StageKind = Literal["before", "after", "time", "weight", "both"]

_MOST_WORDS = {"both": 9, "label": 6}
"""Longer lines are prose, not labels."""

_USE = (
    r"su dung|dung|uong|bat dau|tham gia|ap dung|dieu tri|boi|thoa|dap|giam can|tap|phau thuat|"
    r"lieu trinh|use|using|treatment|surgery|diet"
)
_UNIT = r"ngay|tuan|thang|nam|gio|phut|days?|weeks?|months?|years?|hours?|minutes?"
_DOSE = r"lieu trinh|hop|lo|chai|tuyp|goi|vien|bottles?|boxes"
_VALUE = r" ?: ?.*| \d+(?:[.,]\d+)? ?(kgs?|cm)\b.*"
_END = r"[\s.:!,)\]]*$"
_OPEN = r"^[\s(\[#*•-]*"

_BEFORE = re.compile(
    rf"{_OPEN}(truoc|before|ban dau|luc dau|chua (dung|uong))"
    rf"(( khi| luc)? ({_USE})\b.*|{_VALUE})?{_END}"
)
_AFTER = re.compile(
    rf"{_OPEN}((chi )?sau|after)"
    rf"(( khi| luc)? ({_USE})\b.*"
    rf"|( khoang| chi)? \d+ ?-?(\d+ )?({_UNIT}|{_DOSE})\b.*|{_VALUE})?{_END}"
)
_BOTH = re.compile(
    r"\b(truoc|before)\b.{0,24}?(\bva\b|\band\b|[-–—/&+>→|]).{0,3}\b(sau|after)\b"
    r"|\b(sau|after)\b.{0,3}(\bva\b|\band\b|[-–—/&+>→|]).{0,3}\b(truoc|before)\b"
)
_NOT_A_STATE = re.compile(r"\b(an|bua|ngu|sinh|thai|de|tuoi)\b")
_TIME = re.compile(
    rf"{_OPEN}(?:(?P<count>\d+) ?(?P<unit>{_UNIT})|(?P<name>ngay|tuan|thang|day|week|month)"
    rf"(?: thu)? (?P<number>\d+)){_END}"
)
_WEIGHT = re.compile(
    rf"{_OPEN}(?:tu |giam |tang |can nang:? )?[-–]? ?(?P<kilos>\d+(?:[.,]\d+)?) ?kgs?{_END}"
)


@dataclass(frozen=True, slots=True)
class Stage:
    """`amount` is the count of days, weeks or kilograms that is written; `both` names before and
    after in one line."""

    kind: StageKind
    amount: float | None = None


def stage_of(line: str) -> Stage | None:
    """What one line says, in Vietnamese (tones may be missing) or English; None for anything else.

    "Trước khi ăn", "sau sinh" and the like are times of day or of life, not states to compare.
    """
    folded = _fold(line)
    length = len(folded.split())
    if length > _MOST_WORDS["both"] or _NOT_A_STATE.search(folded):
        return None
    if _BOTH.search(folded):
        return Stage("both")
    if length > _MOST_WORDS["label"]:
        return None
    if _BEFORE.search(folded):
        return Stage("before")
    if _AFTER.search(folded):
        return Stage("after")
    if found := _TIME.search(folded):
        return Stage("time", float(found["count"] or found["number"]))
    if found := _WEIGHT.search(folded):
        return Stage("weight", float(found["kilos"].replace(",", ".")))
    return None


def _fold(line: str) -> str:
    decomposed = unicodedata.normalize("NFD", line.lower().replace("đ", "d"))
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(bare.split())
