"""Which ads of a batch show what an earlier one showed, in the order of the input.

The answer for an ad depends on all ads before it; it is kept in the journal with a digest of them,
so that a resumed run computes only what is new.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from service.batch.items import BatchItem
from service.batch.memory import BatchMemory
from workers.matching.index import CreativeIndex


@dataclass(frozen=True, slots=True)
class Likeness:
    """The item shows what `original` shows."""

    item: BatchItem
    original: BatchItem
    kind: Literal["exact", "near"]
    distance: float


def likenesses(memory: BatchMemory, told: Callable[[], None]) -> dict[str, Likeness]:
    """For each ad that shows an earlier one's media again, by key; `told` after each ad."""
    originals: dict[str, BatchItem] = {}
    unfiled: list[BatchItem] = []
    index = CreativeIndex()
    before = hashlib.sha256()
    found: dict[str, Likeness] = {}
    for item in memory.plan.items:
        digests = memory.digests(item)
        if not digests or None in digests:
            continue
        before.update(json.dumps([item.key, digests]).encode())
        known = memory.record("likeness", item)
        if known is None or known["before"] != before.hexdigest():
            for original in unfiled:
                index.add(original.key, memory.fingerprints(original))
            unfiled.clear()
            matches = index.search(memory.fingerprints(item))
            match = matches[0] if matches else None
            known = {
                "before": before.hexdigest(),
                "original": match.name if match else None,
                "kind": match.kind if match else None,
                "distance": match.distance if match else None,
            }
            memory.keep("likeness", item, **known)
        if known["original"] is None:
            originals[item.key] = item
            unfiled.append(item)
        else:
            original = originals[known["original"]]
            found[item.key] = Likeness(item, original, known["kind"], known["distance"])
        told()
    return found
