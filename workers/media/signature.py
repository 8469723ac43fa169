"""What a file is, by its first bytes: picture, possible video, or something to refuse at once."""

import re
from typing import BinaryIO, Literal

from workers.errors import EmptyFile, NotMedia, PlaylistRefused, TextFile

Family = Literal["picture", "isobmff", "matroska", "stream"]
HEAD_BYTES = 4096

_PICTURES = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"GIF87a",
    b"GIF89a",
    b"BM",
    b"II*\x00",
    b"MM\x00*",
    b"II+\x00",
    b"MM\x00+",
    b"\x00\x00\x01\x00",
    b"\x00\x00\x00\x0cjP  \r\n\x87\n",
    b"\xff\x4f\xff\x51",
    b"8BPS",
    b"\x0a\x05\x01",
    b"qoif",
    b"DDS ",
    b"P1\n",
    b"P2\n",
    b"P3\n",
    b"P4\n",
    b"P5\n",
    b"P6\n",
)
_PICTURE_BRANDS = frozenset(
    b"heic heix heim heis hevc hevx mif1 mif2 mif3 msf1 avif avis avci avcs j2ki jpeg jpgs miaf "
    b"1pic unif vvic evbi".split()
)
_PLAYLISTS = re.compile(
    rb"#extm3u|ffconcat version|;ffmetadata|\[playlist\]|# mpv edl|mplayer edl|<asx|#extinf"
    rb"|<(?:\w+:)?mpd[\s>]|<smoothstreamingmedia|<playlist|<smil|v=0\r?\no=|<\?wpl|rtsptext"
    rb"|\[reference\]|(?:https?|rtsp|rtmp|mms)://\S+\s*$|file\s+['\"]?\S+['\"]?\s*\n",
    re.IGNORECASE,
)
_NOT_MEDIA = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"\xd0\xcf\x11\xe0", "an Office document"),
    (b"SQLite format 3\x00", "a database"),
    (b"%!PS", "a PostScript document"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript document"),
    (b"{\\rtf", "a text document"),
)
_MARKUP = re.compile(rb"<(?:\?xml|!doctype|!--|svg|html|head|body|script|\w+[\s>/])", re.IGNORECASE)


def family(head: bytes, name: str) -> Family:
    """Which reader may open a file that begins with `head`; `name` is for messages only.

    Raises EmptyFile, PlaylistRefused or NotMedia for what no reader should open.
    """
    if not head:
        raise EmptyFile(f"{name} is empty.")
    if not head.strip(b"\x00"):
        raise NotMedia(f"{name} begins with nothing but zero bytes.")
    if head.startswith(_PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "picture"
    if head[4:8] == b"ftyp":
        return "picture" if _picture_brand(head) else "isobmff"
    if head[4:8] in (b"moov", b"mdat", b"free", b"skip", b"wide", b"moof", b"styp", b"pnot"):
        return "isobmff"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "matroska"
    _refuse_documents(head, name)
    return "stream"


def read_head(file: BinaryIO) -> bytes:
    """The first bytes of an open file, from its start."""
    file.seek(0)
    return file.read(HEAD_BYTES)


def _picture_brand(head: bytes) -> bool:
    """ISO 14496-12 `ftyp`: a picture by its major brand, or by a compatible one under `mif1`."""
    major = head[8:12]
    if major in _PICTURE_BRANDS:
        return True
    size = min(int.from_bytes(head[:4], "big"), len(head))
    compatible = {head[at : at + 4] for at in range(16, size - 3, 4)}
    videos = {b"mp41", b"mp42", b"avc1", b"qt  ", b"iso4", b"iso5", b"iso6", b"dash", b"3gp4"}
    return bool(compatible & {b"avif", b"heic", b"mif1"}) and not compatible & videos


def _refuse_documents(head: bytes, name: str) -> None:
    for magic, what in _NOT_MEDIA:
        if head.startswith(magic):
            raise NotMedia(f"{name} is {what}, not a picture or a video.")
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not _looks_like_text(head):
        return
    if _PLAYLISTS.search(text[:2048]):
        raise PlaylistRefused(f"{name} is a playlist: it only names other files or addresses.")
    if _MARKUP.match(text):
        what = "an SVG drawing" if b"<svg" in text[:2048].lower() else "a web page or XML file"
        raise NotMedia(
            f"{name} is {what}, not a picture or a video.", "Submit a screenshot of it instead."
        )
    raise TextFile(f"{name} is a text file, not a picture or a video.")


def _looks_like_text(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) and head.count(b"\x00") > len(head) // 4:
        return True
    # YUV4MPEG is the one video format whose header is text.
    if head.startswith(b"YUV4MPEG2 ") or b"\x00" in head:
        return False
    control = sum(byte < 9 or (13 < byte < 32 and byte != 27) for byte in head)
    if control > len(head) // 100:
        return False
    try:
        head[: len(head) - 4].decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start > len(head) - 8
    return True
