"""The first bytes decide which reader may open a file, whatever its name."""

import pytest

from workers.errors import EmptyFile, NotMedia, PlaylistRefused
from workers.media.signature import family

PLAYLISTS = [
    b"#EXTM3U\n#EXTINF:10,\nhttp://169.254.169.254/latest\n",
    b"\xef\xbb\xbf#EXTM3U\nsegment.ts\n",
    b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    b"file '/etc/passwd'\nfile 'b.mp4'\n",
    b";FFMETADATA1\ntitle=x\n",
    b"[playlist]\nFile1=http://example.org/a.mp3\n",
    b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"></MPD>',
    b"# mpv EDL v0\n/etc/passwd\n",
    b'<asx version="3.0"><entry/></asx>',
    b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n",
    b"http://example.org/video.mp4\n",
]

DOCUMENTS = [
    b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>',
    b'<?xml version="1.0"?><svg/>',
    b"<!DOCTYPE html><html></html>",
    b"%PDF-1.7\n",
    b"PK\x03\x04\x14\x00\x00\x00",
    b"\x7fELF\x02\x01\x01" + bytes(20),
    b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "Giảm cân cấp tốc, cam kết hiệu quả\n".encode(),
    b'{"id": 1}',
    bytes(4096),
]


@pytest.mark.parametrize("head", PLAYLISTS)
def test_lists_of_other_files_are_refused(head: bytes) -> None:
    with pytest.raises(PlaylistRefused, match=r"clip\.mp4 is a playlist"):
        family(head, "clip.mp4")


@pytest.mark.parametrize("head", DOCUMENTS)
def test_documents_are_not_media(head: bytes) -> None:
    with pytest.raises(NotMedia, match=r"clip\.mp4"):
        family(head, "clip.mp4")


def test_an_empty_file_is_named_as_such() -> None:
    with pytest.raises(EmptyFile, match="is empty"):
        family(b"", "clip.mp4")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "picture"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "picture"),
        (b"RIFF\x24\x00\x00\x00AVI LIST", "stream"),
        (b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1", "picture"),
        (b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomavc1", "isobmff"),
        (b"\x00\x00\x00\x18ftypiso8\x00\x00\x02\x00heicmif1", "picture"),
        (b"\x1a\x45\xdf\xa3\x01\x00\x00\x00", "matroska"),
        (b"G@\x11\x10\x00B\xf0%" + b"\xff" * 180, "stream"),
        (b"YUV4MPEG2 W16 H16 F25:1\nFRAME\n", "stream"),
    ],
)
def test_media_goes_to_its_reader(head: bytes, expected: str) -> None:
    assert family(head, "no-name") == expected
