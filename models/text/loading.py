"""Make the models of text from the files that the manifest describes."""

from functools import lru_cache

from models.manifest import weights
from models.text.claim_opinion import ClaimOpinion

OPINION = "claim-opinion"


@lru_cache(maxsize=1)
def claim_opinion() -> ClaimOpinion:
    """The claim opinion. Raises ManifestError when its file is missing or altered."""
    return ClaimOpinion(weights(OPINION))
