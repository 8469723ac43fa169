"""Cells of tables that people open in a spreadsheet."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def neutral(value: object) -> object:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP)."""
    if isinstance(value, str) and value.lstrip(" \u00a0\u200b").startswith(_FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value
