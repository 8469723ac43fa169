"""The skeleton of ISO media (MP4, QuickTime) and Matroska files: encryption and cut-off ends.

Sources: ISO/IEC 14496-12 (boxes), 23001-7 (common encryption), RFC 8794 and 9559 (Matroska).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_MAX_BOXES = 20_000
_MOOV_BYTES = 64 * 1024 * 1024
_TRACK_HEADER_BYTES = 128
_MATROSKA_HEAD = 1024 * 1024
_CONTAINERS = frozenset(
    (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"mvex", b"edts", b"moof", b"traf", b"sinf")
)
_PROTECTED_ENTRIES = frozenset((b"encv", b"enca", b"encu", b"drmi", b"drms", b"p608"))
_CONTENT_ENCRYPTION = b"\x50\x35"


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What the outer structure says: `encrypted` by DRM, `cut_off` before its announced end,
    `header_only` when it holds the description of a stream but none of its data, `mirrored` when
    its first video track is to be shown as in a mirror."""

    encrypted: bool = False
    cut_off: bool = False
    header_only: bool = False
    mirrored: bool = False


def isobmff_skeleton(file: BinaryIO, size: int) -> Skeleton:
    """Walk the boxes of an MP4-like file of `size` bytes."""
    seen: set[bytes] = set()
    encrypted = cut_off = mirrored = False
    for kind, start, end in _boxes(file, 0, size):
        seen.add(kind)
        if end > size:
            cut_off = True
        if kind == b"moov":
            stop = min(end, size, start + _MOOV_BYTES)
            encrypted = encrypted or _protected(file, start, stop)
            mirrored = mirrored or _mirrored(file, start, stop)
    has_data = bool(seen & {b"mdat", b"moof", b"idat"})
    return Skeleton(encrypted, cut_off, b"moov" in seen and not has_data, mirrored)


def matroska_skeleton(file: BinaryIO, size: int) -> Skeleton:
    """Look at the Segment of a Matroska or WebM file of `size` bytes."""
    file.seek(0)
    head = file.read(_MATROSKA_HEAD)
    segment = head.find(b"\x18\x53\x80\x67")
    if segment < 0:
        return Skeleton(cut_off=True)
    length, after = _vint(head, segment + 4)
    cut_off = length is not None and after + length > size
    clusters = head.find(b"\x1f\x43\xb6\x75")
    tracks = head.find(b"\x16\x54\xae\x6b")
    described = head[tracks : clusters if clusters > tracks else None] if tracks >= 0 else b""
    return Skeleton(encrypted=_has_encryption(described), cut_off=cut_off)


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(type, payload start, end) of the boxes between two offsets; `end` is as announced."""
    for _ in range(_MAX_BOXES):
        if start + 8 > end:
            return
        file.seek(start)
        head = file.read(16)
        if len(head) < 8:
            return
        size, kind, payload = int.from_bytes(head[:4], "big"), head[4:8], start + 8
        if size == 1 and len(head) == 16:
            size, payload = int.from_bytes(head[8:16], "big"), start + 16
        elif size == 0:
            size = end - start
        if size < payload - start:
            return
        yield kind, payload, start + size
        start += size


def _mirrored(file: BinaryIO, start: int, end: int) -> bool:
    """Whether the matrix of the first video track of a `moov` turns its pictures over."""
    for kind, inner, stop in _boxes(file, start, end):
        if kind != b"trak":
            continue
        header, video = b"", False
        for part, begin, finish in _boxes(file, inner, min(stop, end)):
            if part == b"tkhd":
                file.seek(begin)
                header = file.read(min(finish - begin, _TRACK_HEADER_BYTES))
            elif part == b"mdia":
                video = _handler(file, begin, min(finish, end)) == b"vide"
        if video:
            return _turns_over(header)
    return False


def _handler(file: BinaryIO, start: int, end: int) -> bytes:
    """The kind of media of an `mdia` box."""
    for kind, inner, _ in _boxes(file, start, end):
        if kind == b"hdlr":
            file.seek(inner + 8)
            return file.read(4)
    return b""


def _turns_over(header: bytes) -> bool:
    """Whether the matrix of a `tkhd` box has a negative determinant."""
    at = 52 if header[:1] == b"\x01" else 40
    if len(header) < at + 36:
        return False
    a, b, _, c, d, *_ = struct.unpack(">9i", header[at : at + 36])
    return bool(a * d - b * c < 0)


def _protected(file: BinaryIO, start: int, end: int) -> bool:
    for kind, inner, stop in _boxes(file, start, end):
        if kind in _CONTAINERS and _protected(file, inner, min(stop, end)):
            return True
        if kind == b"stsd":
            entries = _boxes(file, inner + 8, min(stop, end))
            if any(entry in _PROTECTED_ENTRIES for entry, _, _ in entries):
                return True
    return False


def _has_encryption(tracks: bytes) -> bool:
    """Whether ContentEncryption (0x5035) lies inside a ContentEncodings (0x6D80) of a track."""
    at = tracks.find(b"\x6d\x80")
    while at >= 0:
        length, after = _vint(tracks, at + 2)
        if length and _CONTENT_ENCRYPTION in tracks[after : after + min(length, 4096)]:
            return True
        at = tracks.find(b"\x6d\x80", at + 2)
    return False


def _vint(data: bytes, at: int) -> tuple[int | None, int]:
    """EBML element length at `at`, and the offset after it; None for an unknown length."""
    if at >= len(data) or data[at] == 0:
        return None, at + 1
    width = 9 - data[at].bit_length()
    raw = data[at : at + width]
    value = int.from_bytes(raw, "big") & ((1 << 7 * width) - 1)
    unknown = value == (1 << 7 * width) - 1
    return (None if unknown else value), at + width
