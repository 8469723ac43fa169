"""The chain of ffmpeg filters that turns coded frames into upright, square-pixel, 8-bit ones."""

from typing import Any

from workers.media.info import ColourCoding, MediaInfo

TICKS_PER_SECOND = 1_000_000
_SIDE_KEY = "adscan"


def display_chain(stream: Any, info: MediaInfo, *, every_ms: int) -> Any:
    """Filters for the video `stream`: drop what nobody needs first, then convert what is left.

    Frames closer than `every_ms` to the one before are dropped (0 keeps all). The output is
    yuv420p of `info.width` x `info.height` whatever the input changes to in mid-stream; the time
    of every frame goes to the child's side channel in microseconds.
    """
    if info.interlaced:
        stream = stream.filter("bwdif", mode="send_frame", deint="all")
    if every_ms:
        seconds = every_ms / 1000
        stream = stream.filter(
            "select", expr=f"isnan(t)+isnan(prev_selected_t)+gte(t-prev_selected_t,{seconds})"
        )
    stream = _upright(stream, info.rotation, mirrored=info.mirrored)
    if info.colour.hdr:
        stream = _standard_range(stream, info.colour)
    stream = stream.filter("scale", w=info.width, h=info.height, flags="bicubic")
    stream = stream.filter("setsar", sar=1)
    stream = stream.filter("format", pix_fmts=_raw_format(info.colour))
    stream = stream.filter("settb", expr=f"1/{TICKS_PER_SECOND}")
    stream = stream.filter("metadata", mode="add", key=_SIDE_KEY, value="1")
    return stream.filter("metadata", mode="print", key=_SIDE_KEY, file="pipe:{side}", direct=1)


def delivered_colour(info: MediaInfo) -> ColourCoding:
    """How the pixels that leave `display_chain` are to be understood."""
    coded = info.colour
    if coded.hdr:
        return ColourCoding(matrix="bt709")
    if not coded.pixel_format.startswith("yuv"):
        return ColourCoding(matrix="bt601")
    return ColourCoding(matrix=coded.matrix, full_range=coded.full_range)


def frame_ticks(line: str) -> int | None:
    """Time in a line of the side channel (`frame:0 pts:1200 pts_time:...`); None if it has none."""
    _, _, rest = line.partition("pts:")
    number = rest.split(maxsplit=1)[0] if rest else ""
    try:
        return int(number)
    except ValueError:
        return None


def _upright(stream: Any, rotation: int, *, mirrored: bool) -> Any:
    """Turn pictures as ffmpeg's own players do by the display matrix."""
    if rotation in (90, 270):
        direction = "clock" if rotation == 90 else "cclock"
        if mirrored:
            direction = "cclock_flip" if rotation == 90 else "clock_flip"
        return stream.filter("transpose", dir=direction)
    if mirrored:
        return stream.filter("vflip" if rotation == 0 else "hflip")
    if rotation == 180:
        return stream.filter("hflip").filter("vflip")
    return stream


def _standard_range(stream: Any, colour: ColourCoding) -> Any:
    """HDR (BT.2100 PQ or HLG) tone-mapped to what an ordinary screen shows."""
    transfer = "smpte2084" if colour.transfer == "pq" else "arib-std-b67"
    tagged = {"tin": transfer, "pin": "bt2020", "min": "bt2020nc"}
    stream = stream.filter("zscale", t="linear", npl=203, **tagged)
    stream = stream.filter("format", pix_fmts="gbrpf32le").filter("zscale", p="bt709")
    stream = stream.filter("tonemap", tonemap="mobius", param=0.8, desat=0)
    return stream.filter("zscale", t="bt709", m="bt709", r="tv")


def _raw_format(colour: ColourCoding) -> str:
    full = colour.full_range and colour.pixel_format.startswith("yuv") and not colour.hdr
    return "yuvj420p" if full else "yuv420p"
