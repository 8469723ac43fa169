"""Claims in what a recogniser writes down, against the same words in writing.

    python -m tests.bench.bench_claims_spoken [TEXTS.jsonl] [--out DIR]

Each line has `label` ("violating" or "lawful"), `heard` (no capitals, no punctuation, numbers in
words, some tones wrong) and `written`. What is heard is judged as speech in texts of up to 12 s,
the rest as a caption.
"""

import argparse
import itertools
import json
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.bench.printed import Printed
from workers.claims import Judgement, RulePack, judge_ad, load_pack
from workers.report import Ad, Coverage, SpokenWord, Text

CORPUS = Path(__file__).parent.parent / "claims_corpus" / "spoken.jsonl"
_WORD_MS = 250
_TEXT_WORDS = 12_000 // _WORD_MS


@dataclass(frozen=True, slots=True)
class Case:
    """One passage, as a recogniser gives it and as a person would write it."""

    id: str
    violating: bool
    heard: str
    written: str


def read_cases(path: Path = CORPUS) -> list[Case]:
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return [
        Case(row["id"], row["label"] == "violating", row["heard"], row["written"]) for row in rows
    ]


def speech(said: str) -> list[Text]:
    """Words said without a pause, as the listener hands them on."""
    words = said.split()
    texts = []
    for first in range(0, len(words), _TEXT_WORDS):
        run = words[first : first + _TEXT_WORDS]
        times = [_WORD_MS * (first + number) for number in range(len(run) + 1)]
        texts.append(
            Text(
                id=f"s{first}",
                media="m1",
                source="speech",
                text=" ".join(run),
                start_ms=times[0],
                end_ms=times[-1],
                words=[
                    SpokenWord(start_ms=start, end_ms=end)
                    for start, end in itertools.pairwise(times)
                ],
            )
        )
    return texts


def judged(texts: list[Text], pack: RulePack) -> Judgement:
    return judge_ad(texts, [], Ad(), Coverage(), pack, [])


def flagged(judgement: Judgement) -> bool:
    """Whether something that is said is found; what is missing does not count."""
    return any(
        finding.score >= 0.5 and any(piece.kind != "absence" for piece in finding.evidence)
        for finding in judgement.findings
    )


def shares(cases: list[Case], pack: RulePack) -> dict[str, tuple[float, float]]:
    """Recall and false alarms, by the way the words arrive."""
    result = {}
    for way in ("heard", "written"):
        found: dict[bool, list[bool]] = {True: [], False: []}
        for case in cases:
            caption = [Text(id="caption", source="caption", text=case.written)]
            texts = speech(case.heard) if way == "heard" else caption
            found[case.violating].append(flagged(judged(texts, pack)))
        result[way] = (
            sum(found[True]) / len(found[True]),
            sum(found[False]) / len(found[False]),
        )
    return result


def main() -> int:
    say = Printed()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", type=Path, nargs="?", default=CORPUS)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    cases = read_cases(arguments.texts)
    violating = sum(case.violating for case in cases)
    say(f"{violating} violating, {len(cases) - violating} lawful")
    for way, (recall, alarms) in shares(cases, load_pack("vn")).items():
        say(f"{way}: recall {recall:.3f}, false alarms {alarms:.3f}")
    say.save(arguments.out, "claims-spoken")
    return 0


if __name__ == "__main__":
    sys.exit(main())
