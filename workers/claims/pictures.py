"""What pictures alone assert: a doctor's dress or tools, a logo beside a product, before and
after."""

from collections.abc import Sequence
from dataclasses import dataclass

from workers.claims.pack import RulePack
from workers.claims.product_class import ProductClass
from workers.report import LOGO_LABEL, Evidence, Finding, Message, Sighting, Text


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a sighting speaks for: the category, how strongly at full confidence, and its name."""

    category: str
    weight: float
    vi: str
    en: str


_SEEN = {
    "before_after": _Meaning("before_after_image", 0.8, "trước và sau", "before and after"),
    "white_coat": _Meaning(
        "medical_professional_endorsement",
        0.6,
        "người mặc áo blouse trắng",
        "a person in a white coat",
    ),
    "stethoscope": _Meaning(
        "medical_professional_endorsement", 0.6, "người đeo ống nghe", "a person with a stethoscope"
    ),
}
_LOGO_WEIGHT = 0.7
_ON_SHOW = frozenset({"product_package", "bottle", "carton"})
_REGULATED = ("supplement", "cosmetic", "medicine", "device", "traditional_medicine", "food")


def picture_findings(
    sightings: Sequence[Sighting],
    texts: Sequence[Text],
    product: ProductClass,
    pack: RulePack,
    *,
    claimed: bool,
) -> list[Finding]:
    """Findings that rest on sightings.

    Such pictures are forbidden for some classes of products; of a product that is on show and whose
    class is not known, a prohibited claim (`claimed`) tells as much.
    """
    on_show = any(sighting.label in _ON_SHOW for sighting in sightings)
    if not texts or not (product.name in _REGULATED or (claimed and on_show)):
        return []
    by_category: dict[str, list[tuple[float, Sighting, _Meaning]]] = {}
    for sighting in sightings:
        meaning = _meaning(sighting.label)
        if meaning is not None and meaning.category in pack.categories:
            by_category.setdefault(meaning.category, []).append(
                (meaning.weight * sighting.confidence, sighting, meaning)
            )
    return [_finding(category, seen, pack) for category, seen in by_category.items()]


def _meaning(label: str) -> _Meaning | None:
    if label.startswith(LOGO_LABEL):
        name = label.removeprefix(LOGO_LABEL)
        vi, en = f"biểu trưng {name}", f"the logo {name}"
        return _Meaning("institution_impersonation", _LOGO_WEIGHT, vi, en)
    return _SEEN.get(label)


def _finding(
    category: str, seen: list[tuple[float, Sighting, _Meaning]], pack: RulePack
) -> Finding:
    kind = pack.categories[category]
    ranked = sorted(seen, key=lambda item: -item[0])
    score, best, meaning = ranked[0]
    return Finding(
        id=category,
        category=category,
        rule=f"picture.{best.label.partition(':')[0]}",
        severity=kind.severity,
        score=round(score, 4),
        message=Message(
            vi=kind.message.vi.replace("{quote}", meaning.vi),
            en=kind.message.en.replace("{quote}", meaning.en),
        ),
        legal=list(kind.legal),
        evidence=[
            Evidence(
                kind="image",
                media=sighting.media,
                start_ms=sighting.start_ms,
                end_ms=sighting.end_ms,
                polygon=sighting.polygon,
                confidence=sighting.confidence,
            )
            for _, sighting, _ in ranked[:4]
        ],
        factors={"sighting": round(best.confidence, 3)},
    )
