"""Running text (tickers): the whole sentence out of the parts that pass by."""

from difflib import SequenceMatcher

from workers.reading.engine import TextRegion

LEAST_COMMON = 6
LEAST_SHARE = 0.4
MOST_LENGTH = 600
REPEATED = 12
BORDER = 0.012


def touches_left(region: TextRegion, width: int) -> bool:
    """Whether a text lies at the left border of a picture of that width in pixels."""
    return bool(region.quad[:, 0].min() <= BORDER * width)


def touches_right(region: TextRegion, width: int) -> bool:
    """Whether a text lies at the right border of a picture of that width in pixels."""
    return bool(region.quad[:, 0].max() >= width - BORDER * width)


def touches_top_or_bottom(region: TextRegion, height: int) -> bool:
    """Whether a text lies at the upper or lower border of a picture of that height in pixels."""
    top, bottom = float(region.quad[:, 1].min()), float(region.quad[:, 1].max())
    return top <= BORDER * height or bottom >= (1 - BORDER) * height


def stitched(whole: str, part: str) -> str | None:
    """`whole` with what `part` adds at either end; None when they do not belong together.

    Letters at the edge of the screen are cut, so where both have an end the longer one counts.
    """
    match = SequenceMatcher(None, whole, part, autojunk=False).find_longest_match()
    if match.size < max(LEAST_COMMON, LEAST_SHARE * min(len(part), len(whole))):
        return None
    common = whole[match.a : match.a + match.size]
    head = max(whole[: match.a], part[: match.b], key=len)
    tail = max(whole[match.a + match.size :], part[match.b + match.size :], key=len)
    repeats = len(tail) >= REPEATED and tail in whole[: match.a + match.size]
    if repeats or len(head) + match.size + len(tail) > MOST_LENGTH:
        return whole
    return head + common + tail
