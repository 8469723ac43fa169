"""Finds, among the files of a folder, the media that belong to each row of an export.

In order of trust: the path the row itself names; the sidecar rule of yt-dlp (`<stem>.info.json`
beside `<stem>.<ext>`); the ad's id as a word of the file's name or as its folder.

Names are compared without regard to case and to how tones are composed: a Mac takes "ế" apart, a
spreadsheet puts it together.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from workers.adlibrary.row import AdRow

_SIDECAR = ".info.json"
_ENDING = re.compile(r"\.\w{2,5}$")
_STREAM = re.compile(r"\.f[\w-]+$")
_SHORTEST_ID = 5
_WORD = re.compile(r"[A-Za-z0-9]+")


@dataclass(slots=True)
class MediaFiles:
    """The media files of one folder, looked up by path, by stem and by the words of their names.

    `files` are relative to `root`. A path that leads out of the folder finds nothing.
    """

    root: Path
    files: Sequence[PurePosixPath]
    _by_name: dict[str, list[PurePosixPath]] = field(init=False, repr=False)
    _by_word: dict[str, list[PurePosixPath]] = field(init=False, repr=False)
    _by_stem: dict[PurePosixPath, list[PurePosixPath]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._by_name = defaultdict(list)
        self._by_word = defaultdict(list)
        self._by_stem = defaultdict(list)
        for file in self.files:
            self._by_name[_alike(file.name)].append(file)
            for stem in _stems(_alike(file.name)):
                self._by_stem[file.parent / stem].append(file)
            for word in dict.fromkeys(
                (*_words(file.stem), *_words(file.parent.name), file.parent.name)
            ):
                self._by_word[word].append(file)

    def of_row(self, row: AdRow, export: PurePosixPath) -> tuple[PurePosixPath, ...]:
        """The files of `row`, which was read from the file `export`; none, one or several."""
        named = [file for ref in row.media if ref.path for file in self._named(ref.path, export)]
        if named:
            return tuple(dict.fromkeys((*named, *self._beside(export, row))))
        return self._beside(export, row) or self._with_id(row)

    def _named(self, path: str, export: PurePosixPath) -> Iterable[PurePosixPath]:
        wanted = PurePosixPath(path.replace("\\", "/"))
        if wanted.is_absolute() or ".." in wanted.parts:
            wanted = PurePosixPath(wanted.name)
        known = self._by_name.get(_alike(wanted.name), [])
        for place in (export.parent / wanted, wanted):
            if place in known:
                return [place]
        for place in (export.parent / wanted, wanted):
            if found := [file for file in known if _alike(str(file)) == _alike(str(place))]:
                return found[:1]
        return known if len(known) == 1 else []

    def _beside(self, export: PurePosixPath, row: AdRow) -> tuple[PurePosixPath, ...]:
        if row.format != "ytdlp" or not export.name.endswith(_SIDECAR):
            return ()
        stem = _alike(export.name.removesuffix(_SIDECAR))
        return tuple(self._by_stem.get(export.parent / stem, ()))

    def _with_id(self, row: AdRow) -> tuple[PurePosixPath, ...]:
        if not row.external_id or len(row.external_id) < _SHORTEST_ID:
            return ()
        return tuple(self._by_word.get(row.external_id, ()))


def attach(
    rows: Mapping[PurePosixPath, Sequence[AdRow]], media: MediaFiles
) -> tuple[dict[tuple[PurePosixPath, int], tuple[PurePosixPath, ...]], tuple[PurePosixPath, ...]]:
    """Media files by (export, position), and the files that no row claims, in name order."""
    attached: dict[tuple[PurePosixPath, int], tuple[PurePosixPath, ...]] = {}
    claimed: set[PurePosixPath] = set()
    for export, its_rows in rows.items():
        for row in its_rows:
            files = media.of_row(row, export)
            attached[export, row.position] = files
            claimed.update(files)
    return attached, tuple(sorted(file for file in media.files if file not in claimed))


def _alike(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _words(name: str) -> list[str]:
    """The whole name, what stands in square brackets (yt-dlp puts the id there), each word."""
    return [name, *re.findall(r"\[([^\[\]]+)\]", name), *_WORD.findall(name)]


def _stems(name: str) -> set[str]:
    """`clip.mp4`, the stream `clip.f137.mp4` and the thumbnail `clip.webp` belong to `clip`."""
    stem = _ENDING.sub("", name)
    return {stem, _STREAM.sub("", stem)} - {name, ""}
