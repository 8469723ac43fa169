"""Training fonts: npm font packages -> merged TrueType faces with every letter of the charset.

`fonts.yaml` lists the families with package, version, licence and the part they play (`train`, or
`heldout` for evaluation only). A `@fontsource` package splits a face into unicode subsets; here the
subsets of a face are merged into one file, so that a Vietnamese word comes from one design.
"""

import hashlib
import io
import subprocess
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from models.training.reading.charset import vietnamese_letters

CATALOGUE = Path(__file__).with_name("fonts.yaml")
SUBSETS = ("latin", "latin-ext", "vietnamese")
_HINTING = ("fpgm", "prep", "cvt ", "gasp", "hdmx", "VDMX", "LTSH", "DSIG", "GDEF", "GSUB", "STAT")
MOST_FAULTY = 4
_CASE_PROBES = "abdeghmnqrt"


@dataclass(frozen=True)
class Family:
    """One font family of the catalogue. `kind`: sans, serif, display or script."""

    name: str
    package: str
    version: str
    licence: str
    kind: str
    part: str
    faces: tuple[str, ...]


@dataclass(frozen=True)
class Face:
    """One usable face on disk.

    `unicase`: small letters are drawn as capitals. `faulty`: letters that this face draws wrongly,
    never to be rendered with it.
    """

    family: str
    kind: str
    part: str
    path: str
    unicase: bool
    faulty: str = ""


class FontError(Exception):
    """A font package is missing, or a face lacks letters."""


def load_catalogue(path: Path = CATALOGUE) -> list[Family]:
    """Read the catalogue."""
    rows = yaml.safe_load(path.read_text(encoding="utf8"))["families"]
    return [Family(**{**row, "faces": tuple(row["faces"])}) for row in rows]


def fetch_package(family: Family, folder: Path) -> Path:
    """Download the family's package at its pinned version with the npm client, once."""
    stem = f"{family.package}-{family.version}".replace("@", "").replace("/", "-")
    target = folder / f"{stem}.tgz"
    if not target.exists():
        folder.mkdir(parents=True, exist_ok=True)
        command = ["npm", "pack", "--silent", f"{family.package}@{family.version}"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode or not target.exists():
            raise FontError(f"{family.package}@{family.version}: {done.stderr.strip()[-300:]}")
    return target


def merge_face(subsets: Iterable[bytes]) -> TTFont:
    """Merge the subset files of one face; the first one is the base and keeps its kerning.

    Hinting is dropped, since instructions of different files cannot be mixed.
    """
    fonts = [TTFont(io.BytesIO(data)) for data in subsets]
    base = fonts[0]
    base.flavor = None
    for table in _HINTING:
        if table in base:
            del base[table]
    glyf, hmtx = base["glyf"], base["hmtx"]
    for name in base.getGlyphOrder():
        glyf[name].removeHinting()
    unicode_maps = [t for t in base["cmap"].tables if t.isUnicode()]
    order = list(base.getGlyphOrder())
    for extra in fonts[1:]:
        present = base.getBestCmap()
        glyphs, metrics = extra.getGlyphSet(), extra["hmtx"]
        for code, source in extra.getBestCmap().items():
            if code in present:
                continue
            name = f"merged{code:05X}"
            recording = DecomposingRecordingPen(glyphs)
            glyphs[source].draw(recording)
            pen = TTGlyphPen(None)
            recording.replay(pen)
            order.append(name)
            base.setGlyphOrder(order)
            glyf.glyphs[name] = pen.glyph()
            hmtx.metrics[name] = metrics.metrics[source]
            for table in unicode_maps:
                table.cmap[code] = name
    glyf.setGlyphOrder(order)
    base["post"].formatType = 3.0
    base["maxp"].numGlyphs = len(order)
    return base


def faulty_letters(path: str, letters: str | None = None) -> str:
    """The letters that a face cannot carry: no glyph, no ink, or not told apart by their marks.

    Some fonts draw two letters with different marks alike (Ẫ and Ẵ); both are then faulty.
    """
    letters = letters or vietnamese_letters()
    font = ImageFont.truetype(path, 64)
    cmap = TTFont(path, lazy=True).getBestCmap()
    faulty: set[str] = set()
    seen: dict[str, str] = {}
    for letter in letters:
        if ord(letter) not in cmap:
            faulty.add(letter)
            continue
        mask = font.getmask(letter)
        if mask.getbbox() is None:
            faulty.add(letter)
            continue
        digest = hashlib.sha1(bytes(mask) + str(mask.size).encode()).hexdigest()
        other = seen.setdefault(digest, letter)
        marked = not (other.isascii() and letter.isascii())
        if marked and other.casefold() != letter.casefold():
            faulty.update((other, letter))
    return "".join(sorted(faulty))


def is_unicase(path: str) -> bool:
    """Whether small letters are drawn as (small) capitals, so that case cannot be read back."""
    font = ImageFont.truetype(path, 96)

    def shape(letter: str) -> np.ndarray:
        left, top, right, bottom = font.getbbox(letter)
        image = Image.new("L", (max(1, int(right - left)), max(1, int(bottom - top))))
        ImageDraw.Draw(image).text((-left, -top), letter, font=font, fill=255)
        return np.asarray(image.resize((32, 32)), dtype=np.float32) / 255

    alike = 0
    for letter in _CASE_PROBES:
        small, large = shape(letter), shape(letter.upper())
        alike += float(np.minimum(small, large).sum() / np.maximum(small, large).sum()) > 0.88
    return alike > len(_CASE_PROBES) // 2


def build_family(family: Family, archive: Path, folder: Path) -> list[Face]:
    """Unpack, merge and check the faces of one family; a face with many faulty letters is left out."""
    short = family.package.split("/")[-1]
    faces = []
    with tarfile.open(archive) as package:
        for face in family.faces:
            path = folder / f"{short}-{face}.ttf"
            if not path.exists():
                members = [f"package/files/{short}-{s}-{face}.woff2" for s in SUBSETS]
                names = set(package.getnames())
                data = [package.extractfile(m).read() for m in members if m in names]  # type: ignore[union-attr]
                if not data:
                    raise FontError(f"{family.package}: no face {face}")
                folder.mkdir(parents=True, exist_ok=True)
                partial = path.with_suffix(".part")
                merge_face(data).save(partial)
                partial.rename(path)
            faulty = faulty_letters(str(path))
            if len(faulty) <= MOST_FAULTY:
                unicase = is_unicase(str(path))
                faces.append(
                    Face(family.name, family.kind, family.part, str(path), unicase, faulty))
    return faces
