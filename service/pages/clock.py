"""Times as people read them."""


def clock(milliseconds: int) -> str:
    """Media time as m:ss.d, or h:mm:ss from an hour on."""
    seconds = milliseconds / 1000
    if seconds >= 3600:
        whole = round(seconds)
        return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    tenths = round(seconds * 10)
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"
