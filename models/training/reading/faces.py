"""Font faces to draw lines with, and how often each kind of face is used."""

import random
from dataclasses import dataclass

_USE = {"sans": 0.5, "serif": 0.14, "display": 0.13, "script": 0.23}
_DOCUMENT_USE = {"sans": 0.35, "serif": 0.65}


@dataclass(frozen=True)
class Face:
    """One usable face on disk.

    `unicase`: small letters are drawn as capitals. `faulty`: letters that this face draws wrongly,
    never to be rendered with it. `missing`: signs that it lacks, taken from the fallback font.
    """

    family: str
    kind: str
    part: str
    path: str
    unicase: bool = False
    faulty: str = ""
    missing: str = ""


@dataclass(frozen=True)
class Typeface:
    """The faces to draw from: families are equally likely within a kind."""

    by_kind: dict[str, dict[str, list[Face]]]
    fallback: str

    @classmethod
    def of(cls, faces: list[Face], fallback: str) -> "Typeface":
        """Group faces by kind and family; `fallback` is a font file with the signs."""
        by_kind: dict[str, dict[str, list[Face]]] = {}
        for face in faces:
            by_kind.setdefault(face.kind, {}).setdefault(face.family, []).append(face)
        return cls(by_kind, fallback)

    def family(self, rng: random.Random, document: bool) -> list[Face]:
        """All faces of a random family; documents use sans and serif where there are any."""
        use = _DOCUMENT_USE if document and set(self.by_kind) & set(_DOCUMENT_USE) else _USE
        kinds = sorted(set(self.by_kind) & set(use))
        kind = rng.choices(kinds, [use[k] for k in kinds])[0]
        families = self.by_kind[kind]
        return families[rng.choice(sorted(families))]
