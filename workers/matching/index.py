"""A persistent index of creatives: what was seen before, found again when it comes back changed.

SQLite holds the fingerprints and is the truth; `nearest` holds their hashes and descriptors for
searching and is made anew from it when the two do not agree. A search asks: equal bytes? a hash
within `HASH_LIMIT` bits, or enough local points that one shift and scale explains, of the picture
or of its mirror image? What answers to the second question is laid over the picture and compared
(`comparing`), because ads made from one template agree in both and are different ads.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Literal, Self

import numpy as np

from workers.matching.alike import POINTS_NEEDED
from workers.matching.fingerprint import VERSION, MediaFingerprint, Shot
from workers.matching.nearest import EXACT_UP_TO, Nearest, Rows, Way
from workers.matching.pdq import BITS
from workers.matching.points import Points
from workers.matching.searching import MOST_CANDIDATES, FileSearch
from workers.records import open_records, transaction

HASH_LIMIT: Final = 31
"""Bits of 256 in which two hashes of one picture may differ (the PDQ paper's own limit)."""

_PLAIN_BELOW = 30
VOTERS: Final = 64
"""Descriptors of a kept shot that are searched, with all of the shot that is asked for: a crop or a
band changes which are the strongest."""

_NEIGHBOURS = 8
_VOTE_LIMIT = 48
_FEWEST_VOTES = 3
_TABLES = """
CREATE TABLE IF NOT EXISTS creatives (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, label TEXT, files INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS files (
  id INTEGER PRIMARY KEY, creative INTEGER NOT NULL REFERENCES creatives (id),
  sha256 TEXT NOT NULL, duration_ms INTEGER NOT NULL, shots INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS files_by_sha256 ON files (sha256);
CREATE TABLE IF NOT EXISTS shots (
  id INTEGER PRIMARY KEY, file INTEGER NOT NULL REFERENCES files (id),
  hashes INTEGER NOT NULL, points INTEGER NOT NULL, shot BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS shots_by_file ON shots (file);
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A creative of the index that shows the same; `label` is what it was filed under, if at all.

    `exact`: it has the very files asked for, no more and no fewer. `distance` is 0-1: the share of
    the compared blocks that do not agree, over all shots found. `whole`: every file asked for shows
    something of it, and it has as many; where it is not, files may have been added or exchanged.
    """

    name: str
    kind: Literal["exact", "near"]
    distance: float
    label: str | None = None
    whole: bool = True


class CreativeIndex:
    """Creatives by name, with search. `path` None keeps it in memory."""

    def __init__(self, path: Path | None = None) -> None:
        """Open or make the index; raises OutputError."""
        self._path = path
        self._records = open_records(path, _TABLES, VERSION)
        # A power cut may take back the last creatives, which the next batch files again.
        self._records.execute("PRAGMA synchronous = NORMAL")
        self._hashes = self._loaded("hashes")
        self._points = self._loaded("points")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __len__(self) -> int:
        return int(self._records.execute("SELECT count(*) FROM creatives").fetchone()[0])

    def __contains__(self, name: str) -> bool:
        query = "SELECT 1 FROM creatives WHERE name = ?"
        return self._records.execute(query, (name,)).fetchone() is not None

    def add(self, name: str, media: Sequence[MediaFingerprint], label: str | None = None) -> None:
        """File a creative under its name; one that is filed already stays as it is."""
        if name in self or not media:
            return
        with transaction(self._records):
            row = self._records.execute(
                "INSERT INTO creatives (name, label, files) VALUES (?, ?, ?)",
                (name, label, len(media)),
            )
            creative = row.lastrowid
            for fingerprint in media:
                row = self._records.execute(
                    "INSERT INTO files (creative, sha256, duration_ms, shots) VALUES (?, ?, ?, ?)",
                    (creative, fingerprint.sha256, fingerprint.duration_ms, len(fingerprint.shots)),
                )
                for shot in fingerprint.shots:
                    self._add_shot(row.lastrowid, shot)

    def _add_shot(self, file: int | None, shot: Shot) -> None:
        hashes, descriptors = _searched(shot)
        row = self._records.execute(
            "INSERT INTO shots (file, hashes, points, shot) VALUES (?, ?, ?, ?)",
            (file, len(hashes), len(descriptors), shot.to_bytes()),
        )
        self._hashes.add(int(row.lastrowid or 0), hashes)
        self._points.add(int(row.lastrowid or 0), descriptors)

    def search(self, media: Sequence[MediaFingerprint]) -> list[Found]:
        """Creatives that show the same media, the closest first; exact ones before near ones."""
        best: dict[int, list[float]] = {}
        for fingerprint in media:
            for creative, far in self._file_matches(fingerprint).items():
                best.setdefault(creative, []).append(far)
        asked = [fingerprint.sha256 for fingerprint in media]
        found = [
            self._found(creative, distances, asked)
            for creative, distances in best.items()
            if 2 * len(distances) >= len(media)
        ]
        return sorted(found, key=lambda match: (match.kind == "near", match.distance, match.name))

    def close(self) -> None:
        """Write the search structures beside the records, so that the next start is quick."""
        if self._path is not None:
            self._hashes.save(self._side_file("hashes"))
            self._points.save(self._side_file("points"))
        self._records.close()

    def _found(self, creative: int, distances: list[float], asked: list[str]) -> Found:
        name, label = self._records.execute(
            "SELECT name, label FROM creatives WHERE id = ?", (creative,)
        ).fetchone()
        query = "SELECT sha256 FROM files WHERE creative = ?"
        files = [digest for (digest,) in self._records.execute(query, (creative,))]
        if sorted(files) == sorted(asked):
            return Found(name, "exact", 0.0, label)
        whole = len(distances) == len(asked) == len(files)
        return Found(name, "near", sum(distances) / len(distances), label, whole)

    def _file_matches(self, fingerprint: MediaFingerprint) -> dict[int, float]:
        """The distance of each creative with a file that shows the same."""
        found: dict[int, float] = {}
        query = "SELECT creative FROM files WHERE sha256 = ?"
        for (creative,) in self._records.execute(query, (fingerprint.sha256,)):
            found[creative] = 0.0
        for file, far in FileSearch(self, fingerprint).found().items():
            (creative,) = self._records.execute(
                "SELECT creative FROM files WHERE id = ?", (file,)
            ).fetchone()
            found[creative] = min(far, found.get(creative, 1.0))
        return found

    def by_hash(self, shot: Shot, *, mirrored: bool) -> list[int]:
        """Kept shots whose hash is near, the nearest first."""
        if shot.quality < _PLAIN_BELOW or not len(self._hashes):
            return []
        queries = shot.mirrored if mirrored else shot.hashes
        distances, ids = self._hashes.search(queries, 2 * MOST_CANDIDATES)
        nearest: dict[int, int] = {}
        for far, kept in zip(distances.ravel().tolist(), ids.ravel().tolist(), strict=True):
            if kept >= 0 and far <= HASH_LIMIT:
                nearest[kept] = min(far, nearest.get(kept, BITS))
        return sorted(nearest, key=lambda kept: (nearest[kept], kept))

    def by_points(self, points: Points) -> list[int]:
        """Kept shots that several descriptors point to."""
        if len(points) < POINTS_NEEDED or not len(self._points):
            return []
        distances, ids = self._points.search(points.descriptors, _NEIGHBOURS)
        votes: Counter[int] = Counter()
        for far, kept in zip(distances, ids, strict=True):
            votes.update(set(kept[(far <= _VOTE_LIMIT) & (kept >= 0)].tolist()))
        return [
            kept for kept, count in votes.most_common(MOST_CANDIDATES) if count >= _FEWEST_VOTES
        ]

    def shot(self, kept: int) -> Shot:
        """The shot of that id."""
        query = "SELECT shot FROM shots WHERE id = ?"
        (data,) = self._records.execute(query, (kept,)).fetchone()
        return Shot.from_bytes(data)

    def shots_of(self, file: int) -> list[Shot]:
        """All shots of a file, in order of time."""
        query = "SELECT shot FROM shots WHERE file = ? ORDER BY id"
        return [Shot.from_bytes(data) for (data,) in self._records.execute(query, (file,))]

    def file_of(self, kept: int) -> int:
        """The id of the file to which a shot belongs."""
        query = "SELECT file FROM shots WHERE id = ?"
        return int(self._records.execute(query, (kept,)).fetchone()[0])

    def length_of(self, file: int) -> tuple[int, int]:
        """Duration in ms, 0 of a still picture, and number of shots of a file."""
        query = "SELECT duration_ms, shots FROM files WHERE id = ?"
        duration_ms, shots = self._records.execute(query, (file,)).fetchone()
        return int(duration_ms), int(shots)

    def _side_file(self, name: str) -> Path:
        assert self._path is not None
        return self._path.with_name(f"{self._path.name}.{name}.faiss")

    def _loaded(self, name: Literal["hashes", "points"]) -> Nearest:
        """The search structure from its file, or built from the records."""
        column = {"hashes": "sum(hashes)", "points": "sum(points)"}[name]
        (total,) = self._records.execute(f"SELECT {column} FROM shots").fetchone()  # noqa: S608
        count = total or 0
        way: Way = "bucketed" if name == "points" and count > EXACT_UP_TO else "exact"
        read = Nearest.read(way, self._side_file(name), count) if self._path and count else None
        return read or Nearest.of(way, self._vectors(name))

    def _vectors(self, name: Literal["hashes", "points"]) -> Iterator[tuple[int, Rows]]:
        place = ("hashes", "points").index(name)
        for kept, data in self._records.execute("SELECT id, shot FROM shots ORDER BY id"):
            yield kept, _searched(Shot.from_bytes(data))[place]


def _searched(shot: Shot) -> tuple[Rows, Rows]:
    """Hashes and descriptors by which a shot is to be found; none of what is too plain."""
    nothing = np.zeros((0, BITS // 8), np.uint8)
    hashes = shot.hashes if shot.quality >= _PLAIN_BELOW else nothing
    enough = len(shot.points) >= POINTS_NEEDED
    return hashes, shot.points.descriptors[:VOTERS] if enough else nothing
