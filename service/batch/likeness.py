"""Which ads of a batch show what an earlier one showed, in the order of the input.

The answer for an ad depends on all ads before it; it is kept in the journal with a digest of them,
so that a resumed run computes only what is new.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from service.batch.items import BatchItem
from service.batch.memory import BatchMemory
from workers.matching.index import CreativeIndex

_RECORDS = b"2"
"""Which form the records have; those of another form are made again."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """The item shows what `original` shows: the first ad with equal files, else the closest one.

    `exact`: all files of the one are files of the other. `whole`: every file shows something of the
    original; where it is not, the item has something that the original's scan says nothing of.
    """

    item: BatchItem
    original: BatchItem
    kind: Literal["exact", "near"]
    distance: float
    whole: bool


def likenesses(memory: BatchMemory, told: Callable[[], None]) -> dict[str, Likeness]:
    """For each ad that shows an earlier one's media again, by key; `told` after each with media."""
    earlier: dict[str, BatchItem] = {}
    creatives: dict[str, str] = {}
    with_files: dict[tuple[str, ...], BatchItem] = {}
    unfiled: list[BatchItem] = []
    index = CreativeIndex()
    before = hashlib.sha256(_RECORDS)
    found: dict[str, Likeness] = {}
    for item in memory.plan.items:
        known_digests = memory.digests(item)
        digests = tuple(sorted(digest for digest in known_digests if digest))
        if not digests or None in known_digests:
            if item.media:
                told()
            continue
        before.update(json.dumps([item.key, digests]).encode())
        earlier[item.key] = item
        equal = with_files.setdefault(digests, item)
        known = memory.record("likeness", item)
        if known is None or known["before"] != before.hexdigest():
            if equal is not item:
                creative = creatives[equal.key]
                answer: dict[str, Any] = {
                    "original": equal.key,
                    "kind": "exact",
                    "distance": 0.0,
                    "whole": True,
                }
            else:
                for original in unfiled:
                    index.add(original.key, memory.fingerprints(original))
                unfiled.clear()
                answer = _closest(index, memory, item)
                creative = answer["original"] or item.key
            known = {"before": before.hexdigest(), "creative": creative, **answer}
            memory.keep("likeness", item, **known)
        creatives[item.key] = known["creative"]
        if known["original"] is None:
            unfiled.append(item)
        else:
            original = earlier[known["original"]]
            found[item.key] = Likeness(
                item, original, known["kind"], known["distance"], known["whole"]
            )
        told()
    return found


def _closest(index: CreativeIndex, memory: BatchMemory, item: BatchItem) -> dict[str, Any]:
    matches = index.search(memory.fingerprints(item))
    if not matches:
        return {"original": None}
    closest = matches[0]
    return {
        "original": closest.name,
        "kind": closest.kind,
        "distance": closest.distance,
        "whole": closest.whole,
    }
