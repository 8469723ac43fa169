"""A quote inside the text it was taken from."""

from dataclasses import dataclass

from workers.report import Evidence, Text

CONTEXT = 240
"""Characters of context shown on either side of the quote."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """The words before, in and after a quote; `before` and `after` may be shortened."""

    before: str
    quote: str
    after: str


def quoted(evidence: Evidence, text: Text | None) -> Quoted | None:
    """The evidence's quote in its context; None when the evidence has no words."""
    whole = text.text if text else ""
    if evidence.span and whole:
        start, end = evidence.span
        if 0 <= start < end <= len(whole):
            return _cut(whole, start, end)
    if not evidence.quote:
        return None
    at = whole.find(evidence.quote)
    if at >= 0:
        return _cut(whole, at, at + len(evidence.quote))
    return Quoted("", evidence.quote, "")


def _cut(whole: str, start: int, end: int) -> Quoted:
    before, after = whole[:start], whole[end:]
    if len(before) > CONTEXT:
        before = "…" + before[-CONTEXT:]
    if len(after) > CONTEXT:
        after = after[:CONTEXT] + "…"
    return Quoted(before, whole[start:end], after)
