"""Training fonts: npm font packages -> merged TrueType faces with every letter of the charset.

`fonts.yaml` lists the families with package, version, licence and the part they play (`train`,
`heldout` for evaluation only, `fallback` for signs that a face lacks). A `@fontsource` package
splits a face into unicode subsets; here they are merged into one file, so that a Vietnamese word
comes from one design.
"""

import hashlib
import io
import subprocess
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import yaml
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from models.training.reading.coverage import faulty_letters, is_unicase, missing_signs
from models.training.reading.faces import Face

CATALOGUE = Path(__file__).with_name("fonts.yaml")
SUBSETS = ("latin", "latin-ext", "vietnamese")
_HINTING = ("fpgm", "prep", "cvt ", "gasp", "hdmx", "VDMX", "LTSH", "DSIG", "GDEF", "GSUB", "STAT")
MOST_FAULTY = 4


@dataclass(frozen=True)
class Family:
    """One font family of the catalogue.

    `kind`: sans, serif, display or script. `part`: train, heldout or fallback.
    """

    name: str
    package: str
    version: str
    licence: str
    kind: str
    part: str
    faces: tuple[str, ...]
    sha256: str


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
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    if digest != family.sha256:
        raise FontError(f"{target.name}: sha256 {digest}, expected {family.sha256}")
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


def _member(package: tarfile.TarFile, name: str) -> bytes:
    stream = package.extractfile(name)
    if stream is None:
        raise FontError(f"{name} is not a file")
    return stream.read()


def build_family(family: Family, archive: Path, folder: Path) -> list[Face]:
    """Unpack, merge and check the faces of a family; one with many faulty letters is left out."""
    short = family.package.split("/")[-1]
    faces = []
    with tarfile.open(archive) as package:
        for face in family.faces:
            path = folder / f"{short}-{face}.ttf"
            if not path.exists():
                members = [f"package/files/{short}-{s}-{face}.woff2" for s in SUBSETS]
                names = set(package.getnames())
                data = [_member(package, m) for m in members if m in names]
                if not data:
                    raise FontError(f"{family.package}: no face {face}")
                folder.mkdir(parents=True, exist_ok=True)
                partial = path.with_suffix(".part")
                merge_face(data).save(partial)
                partial.rename(path)
            faulty = faulty_letters(str(path))
            if len(faulty) <= MOST_FAULTY:
                faces.append(
                    Face(
                        family.name,
                        family.kind,
                        family.part,
                        str(path),
                        is_unicase(str(path)),
                        faulty,
                        missing_signs(str(path)),
                    )
                )
    return faces
