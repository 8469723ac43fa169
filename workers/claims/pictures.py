"""What pictures alone assert: a doctor's dress beside a product, before and after."""

from collections.abc import Sequence

from workers.claims.pack import RulePack
from workers.claims.product_class import ProductClass
from workers.report import Evidence, Finding, Message, Sighting, Text

_SEEN = {
    "before_after": ("before_after_image", 0.8, "trước và sau", "before and after"),
    "white_coat": (
        "medical_professional_endorsement",
        0.6,
        "người mặc áo blouse trắng",
        "a person in a white coat",
    ),
    "stethoscope": ("medical_professional_endorsement", 0.6, "ống nghe y khoa", "a stethoscope"),
}
_REGULATED = ("supplement", "cosmetic", "medicine", "device", "traditional_medicine", "food")


def picture_findings(
    sightings: Sequence[Sighting], texts: Sequence[Text], product: ProductClass, pack: RulePack
) -> list[Finding]:
    """Findings that rest on sightings, for product classes in which such pictures are forbidden."""
    if product.name not in _REGULATED or not texts:
        return []
    by_category: dict[str, list[tuple[float, Sighting]]] = {}
    for sighting in sightings:
        if sighting.label in _SEEN:
            category, weight, _, _ = _SEEN[sighting.label]
            if category in pack.categories:
                by_category.setdefault(category, []).append(
                    (weight * sighting.confidence, sighting)
                )
    return [_finding(category, seen, pack) for category, seen in by_category.items()]


def _finding(category: str, seen: list[tuple[float, Sighting]], pack: RulePack) -> Finding:
    kind = pack.categories[category]
    ranked = sorted(seen, key=lambda item: -item[0])
    score, best = ranked[0]
    _, _, vi, en = _SEEN[best.label]
    return Finding(
        id=category,
        category=category,
        rule=f"picture.{best.label}",
        severity=kind.severity,
        score=round(score, 4),
        message=Message(
            vi=kind.message.vi.replace("{quote}", vi), en=kind.message.en.replace("{quote}", en)
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
            for _, sighting in ranked[:4]
        ],
        factors={"sighting": round(best.confidence, 3)},
    )
