"""How well claims are judged: python -m tests.bench.bench_claims [TEXTS.jsonl ...] [--out FOLDER]

Each line of a JSONL has `text`, `label` ("violating" or "lawful"), `lang`, `categories` and, for
lawful ones, `negative_type`. Without arguments the project's held-back paraphrases are judged.
Prints one JSON object for each file: recall, false-positive rate and precision, by category, lawful
type and evasion, calibration, texts per second of process time, and the rates of
the rules alone, without the second opinion. With --out also writes it, and
a calibration plot.
"""

import argparse
import collections
import json
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from tests.bench.evasions import EVASIONS
from workers.claims import Judgement, RulePack, judge_text, load_pack

CORPUS = Path(__file__).parent.parent / "claims_corpus" / "paraphrases.jsonl"
_BINS = 10


@dataclass(frozen=True)
class Case:
    """One labelled text."""

    id: str
    text: str
    lang: str
    violating: bool
    categories: frozenset[str]
    kind: str


def read_cases(path: Path) -> list[Case]:
    """The labelled texts of a JSONL; fragments (`fragment: true`) are left out."""
    rows = [json.loads(line) for line in path.read_text("utf8").splitlines() if line.strip()]
    return [
        Case(
            str(row["id"]),
            row["text"],
            row.get("lang", "vi"),
            row["label"] == "violating",
            frozenset(row["categories"]),
            row.get("negative_type") or row.get("style") or "",
        )
        for row in rows
        if not row.get("fragment")
    ]


def flagged(judgement: Judgement) -> bool:
    """Whether an inspector is shown the text."""
    return judgement.verdict in ("violation", "suspect")


def rates(cases: Iterable[Case], judged: dict[str, Judgement]) -> dict[str, Any]:
    """Recall, recall in a right category, false-positive rate and precision."""
    cases = list(cases)
    positive = [case for case in cases if case.violating]
    negative = [case for case in cases if not case.violating]
    hits = [case for case in positive if flagged(judged[case.id])]
    right = [case for case in hits if case.categories & set(judged[case.id].categories)]
    alarms = sum(flagged(judged[case.id]) for case in negative)
    return {
        "violating": len(positive),
        "lawful": len(negative),
        "recall": _share(len(hits), len(positive)),
        "recall_right_category": _share(len(right), len(positive)),
        "false_positive_rate": _share(alarms, len(negative)),
        "precision": _share(len(hits), len(hits) + alarms),
    }


def by_category(cases: list[Case], judged: dict[str, Judgement]) -> dict[str, str]:
    """Of the texts of each category: flagged / found in that category / all."""
    table: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0, 0])
    for case in cases:
        for category in case.categories if case.violating else ():
            row = table[category]
            row[0] += flagged(judged[case.id])
            row[1] += category in judged[case.id].categories
            row[2] += 1
    return {name: f"{a}/{b}/{n}" for name, (a, b, n) in sorted(table.items())}


def by_kind(cases: list[Case], judged: dict[str, Judgement]) -> dict[str, str]:
    """Of the lawful texts of each kind: flagged / all."""
    table: dict[str, list[int]] = collections.defaultdict(lambda: [0, 0])
    for case in cases:
        if not case.violating:
            table[case.kind][0] += flagged(judged[case.id])
            table[case.kind][1] += 1
    return {name: f"{a}/{n}" for name, (a, n) in sorted(table.items())}


def by_evasion(
    cases: list[Case], judged: dict[str, Judgement], judge: Callable[[str], Judgement]
) -> dict[str, dict[str, float]]:
    """For each evasion: recall points lost on texts found plain, points of false positives
    gained."""
    found = [case for case in cases if case.violating and flagged(judged[case.id])]
    lawful = [case for case in cases if not case.violating]
    plain = sum(flagged(judged[case.id]) for case in lawful)
    table = {}
    for name, evade in EVASIONS.items():
        kept = sum(flagged(judge(evade(c.text, random.Random(c.id + name)))) for c in found)
        alarms = sum(flagged(judge(evade(c.text, random.Random(c.id + name)))) for c in lawful)
        table[name] = {
            "recall_points_lost": round(100 - 100 * kept / max(1, len(found)), 1),
            "false_positive_points_gained": round(100 * (alarms - plain) / max(1, len(lawful)), 1),
        }
    return table


def calibration(cases: list[Case], judged: dict[str, Judgement]) -> list[dict[str, float]]:
    """For tenths of the score: how many texts, their mean score, and the share really violating."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(_BINS)]
    for case in cases:
        score = judged[case.id].score
        bins[min(_BINS - 1, int(score * _BINS))].append((score, case.violating))
    return [
        {
            "texts": len(one),
            "mean_score": round(sum(score for score, _ in one) / len(one), 3),
            "violating": round(sum(bad for _, bad in one) / len(one), 3),
        }
        for one in bins
        if one
    ]


def expected_error(table: list[dict[str, float]]) -> float:
    """Expected calibration error: mean distance of score and share, weighed by texts."""
    total = sum(row["texts"] for row in table)
    return round(
        sum(row["texts"] * abs(row["mean_score"] - row["violating"]) for row in table) / total, 4
    )


def plot_calibration(table: list[dict[str, float]], path: Path, title: str) -> None:
    """Draw score against share really violating; the area of a dot grows with its texts."""
    size, edge = 520, 60
    image = Image.new("RGB", (size, size), "white")
    draw = ImageDraw.Draw(image)
    span = size - 2 * edge

    def place(x: float, y: float) -> tuple[float, float]:
        return edge + x * span, size - edge - y * span

    draw.line([place(0, 0), place(1, 0)], fill="black")
    draw.line([place(0, 0), place(0, 1)], fill="black")
    draw.line([place(0, 0), place(1, 1)], fill="grey")
    for tick in range(0, 11, 2):
        draw.text(place(tick / 10 - 0.015, -0.02), f"{tick / 10:.1f}", fill="black")
        draw.text((edge - 28, place(0, tick / 10)[1] - 6), f"{tick / 10:.1f}", fill="black")
    draw.text((edge, 20), title, fill="black")
    draw.text((size // 2 - 20, size - 22), "score", fill="black")
    draw.text((8, 40), "share violating", fill="black")
    points = [place(row["mean_score"], row["violating"]) for row in table]
    draw.line(points, fill=(200, 60, 40), width=2)
    for (x, y), row in zip(points, table, strict=True):
        radius = 3 + row["texts"] ** 0.5 / 2
        draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=(200, 60, 40))
    image.save(path)


def per_second(cases: list[Case], pack: RulePack) -> int:
    """Texts judged in a second of process time, by a pack that has met their words before."""
    began = time.process_time()
    for case in cases:
        judge_text(case.text, pack)
    return round(len(cases) / (time.process_time() - began))


def bench(path: Path, pack: RulePack, *, evasions: bool) -> dict[str, Any]:
    """The whole table for one file."""
    cases = read_cases(path)
    alone = pack.rules_alone()
    by_rules = {case.id: judge_text(case.text, alone) for case in cases}
    judged = {case.id: judge_text(case.text, pack) for case in cases}
    table = calibration(cases, judged)
    result: dict[str, Any] = {
        "texts": path.name,
        "rules": {"id": pack.id, "version": pack.version, "sha256": pack.sha256},
        "all": rates(cases, judged),
        "rules_alone": rates(cases, by_rules),
        "by_language": {
            lang: rates([case for case in cases if case.lang == lang], judged)
            for lang in sorted({case.lang for case in cases})
        },
        "by_category": by_category(cases, judged),
        "false_positives_by_kind": by_kind(cases, judged),
        "calibration": table,
        "expected_calibration_error": expected_error(table),
        "texts_per_second": {
            "rules_alone": per_second(cases, alone),
            "with_second_opinion": per_second(cases, pack),
        },
    }
    if evasions:
        result["by_evasion"] = by_evasion(cases, judged, lambda text: judge_text(text, pack))
    return result


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def main() -> None:
    """Command line; see the module's description."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("texts", nargs="*", type=Path, default=[CORPUS])
    parser.add_argument("--pack", default="vn")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--no-evasions", action="store_true")
    options = parser.parse_args()
    pack = load_pack(options.pack)
    for path in options.texts:
        result = bench(path, pack, evasions=not options.no_evasions)
        print(json.dumps(result, ensure_ascii=False, indent=1))
        if options.out:
            options.out.mkdir(parents=True, exist_ok=True)
            (options.out / f"{path.stem}.json").write_text(
                json.dumps(result, ensure_ascii=False, indent=1), "utf8"
            )
            plot_calibration(result["calibration"], options.out / f"{path.stem}.png", path.stem)


if __name__ == "__main__":
    main()
