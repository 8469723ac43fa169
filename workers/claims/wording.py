"""A passage as the claim opinion reads it: python -m workers.claims.wording TEXTS.jsonl ...

Run as a command it prints one JSON object for each labelled text, what `models.training.claims`
learns from.
"""

import json
import sys
from collections.abc import Collection
from pathlib import Path

from models.text.claim_features import WordedText
from workers.claims.pack import load_pack
from workers.claims.patterns import Occurrences

KINDS = [
    "DISEASE",
    "SERIOUS_DISEASE",
    "BODY",
    "CURE",
    "END",
    "DEFEAT",
    "DURATION",
    "WEIGHT",
    "HEIGHT",
    "HERB_PRODUCT",
    "MEDICAL_TITLE",
    "INSTITUTION",
    "RX_DRUG",
    "SKIN_TROUBLE",
    "SELL",
    "ABSOLUTE",
    "GUARANTEE",
    "USE",
    "LOWER",
    "RESTORE",
    "PREVENT",
    "TREAT",
    "BANNED_SUBSTANCE",
    "FOLK_HEALER",
    "EN_DISEASE",
    "EN_PRODUCT",
    "EN_CURE",
    "EN_PREVENT",
    "EN_LOWER",
    "EN_RESTORE",
    "EN_BODY",
    "EN_TIME",
    "EN_WEIGHT",
    "EN_RX",
    "EN_DOCTOR",
    "EN_BUY",
]
"""Slots of the lexicon whose phrases stand for each other."""
_SURE = 0.8


def worded(occurrences: Occurrences, kinds: Collection[str]) -> WordedText:
    """The words of a passage with the phrases of `kinds` that are surely those phrases."""
    phrases = []
    for kind in sorted(kinds):
        phrases += [
            (found.start, found.end, kind)
            for found in occurrences.named(kind)
            if found.quality > _SURE
        ]
    return WordedText(occurrences.words.keys, occurrences.words.folded, phrases)


def _main(paths: list[str]) -> None:
    pack = load_pack("vn", verify=False)
    for path in paths:
        for line in Path(path).read_text("utf8").splitlines():
            row = json.loads(line)
            text = worded(pack.occurrences(row["text"]), KINDS)
            categories = row["categories"] if row["label"] == "violating" else []
            shown = {
                "violating": row["label"] == "violating",
                "categories": categories,
                "keys": text.keys,
                "folded": text.folded,
                "phrases": text.phrases,
            }
            sys.stdout.write(json.dumps(shown, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    _main(sys.argv[1:])
