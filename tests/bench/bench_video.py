"""Video: what each level finds and costs, beside the naive ways, on clips with known text.

    python -m tests.bench.bench_video [--out DIR] [--part compare|kinds|stages|length ...]
                                      [--clips NAME ...] [--seconds SECONDS] [--ways WAY ...]
                                      [--lengths SECONDS ...] [--seed NUMBER]

`compare` runs every way on every clip, side by side; `kinds` runs our levels on short clips of one
kind each, unlike those (`lively.py` says how their words come and go); `stages` says where the time
of each level goes; `length` measures cost and memory of `standard` on one clip played again and
again. Times are seconds by the clock and of the processors, both for a minute of video and as a
ratio to decoding alone, which runs just before. On a machine that does other work only the latter
can be compared.
"""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from tests.bench.clips import KIND_PLANS, PLANS, Video, make, repeated
from tests.bench.script import Plan, Shown
from tests.bench.text_scores import fewest_edits, plain
from tests.bench.video_ways import (
    DECODE,
    LEVELS,
    STAGES,
    Found,
    Outcome,
    naive_ways,
    run,
    say,
    table,
)
from workers.reading.similarity import contains, likeness

PARTS = ("compare", "kinds", "stages", "length")
LENGTHS = (10, 30, 60, 300, 1800)
SLACK_MS = 600
FOUND = 0.8
TRUE = 0.6


@dataclass(frozen=True)
class Score:
    """How an outcome compares with what was shown; shares are 0-1, errors ms. `doubled` is the
    share of the reported texts that are a shown one which another reported text is already."""

    found: float
    found_200: float
    precision: float
    doubled: float
    start_error: float
    end_error: float
    cer: float


def score(shown: Sequence[Shown], texts: Sequence[Found]) -> Score:
    """Compare reported texts with shown ones."""
    matches = {one: _match(one, texts) for one in shown if one.whole}
    true = [text for text in texts if any(_is_true(text, one) for one in shown)]
    read = [(one, hit) for one, hit in matches.items() if hit]
    timed = [(one, hit) for one, hit in read if one.timed]
    edits = sum(fewest_edits(plain(one.text), plain(hit.text)) for one, hit in read)
    return Score(
        found=_share([hit for one, hit in matches.items() if one.length_ms >= 500]),
        found_200=_share([hit for one, hit in matches.items() if one.length_ms >= 200]),
        precision=len(true) / len(texts) if texts else 1.0,
        doubled=len(doubles(shown, texts)) / len(texts) if texts else 0.0,
        start_error=median([abs(hit.start_ms - one.start_ms) for one, hit in timed] or [0]),
        end_error=median([abs(hit.end_ms - one.end_ms) for one, hit in timed] or [0]),
        cer=edits / max(1, sum(len(plain(one.text)) for one, _ in read)),
    )


def faults(shown: Sequence[Shown], texts: Sequence[Found]) -> list[str]:
    """What was shown for 200 ms or more and not found, and what was reported and never shown."""
    missed = [
        f"missed: {one.text!r}, {one.start_ms}-{one.end_ms} ms"
        for one in shown
        if one.whole and one.length_ms >= 200 and _match(one, texts) is None
    ]
    false = [
        f"never shown: {text.text!r}, {text.start_ms}-{text.end_ms} ms"
        for text in texts
        if not any(_is_true(text, one) for one in shown)
    ]
    twice = [
        f"reported again: {text.text!r}, {text.start_ms}-{text.end_ms} ms, of {one.text!r}"
        for text, one in doubles(shown, texts)
    ]
    return missed + false + twice


def doubles(shown: Sequence[Shown], texts: Sequence[Found]) -> list[tuple[Found, Shown]]:
    """Reported texts that are a shown one, or a part of it, which another is already; longer ones
    come first. Of several shown ones that a text is like, it is one that no other is."""
    taken: set[Shown] = set()
    again = []
    for text in sorted(texts, key=lambda one: len(one.text), reverse=True):
        near = [one for one in shown if _is_true(text, one)]
        if not near:
            continue
        alike = [one for one in near if likeness(one.text, text.text) >= FOUND]
        free = [one for one in alike if one not in taken]
        own = max(free or alike or near, key=lambda one: _closeness(one, text))
        if own in taken:
            again.append((text, own))
        taken.add(own)
    return again


def _closeness(one: Shown, text: Found) -> tuple[float, int]:
    """How much a reported text is like a shown one, and for how many ms both are there."""
    together = min(one.end_ms, text.end_ms) - max(one.start_ms, text.start_ms)
    return likeness(one.text, text.text), together


def _share(hits: Sequence[Found | None]) -> float:
    return sum(hit is not None for hit in hits) / len(hits) if hits else 1.0


def _overlap(one: Shown, text: Found) -> bool:
    return text.start_ms < one.end_ms + SLACK_MS and text.end_ms > one.start_ms - SLACK_MS


def _match(one: Shown, texts: Sequence[Found]) -> Found | None:
    near = [text for text in texts if _overlap(one, text)]
    if one.exact:
        near = [text for text in near if plain(one.text) == plain(text.text)]
    best = max(near, key=lambda text: _closeness(one, text), default=None)
    return best if best and likeness(one.text, best.text) >= FOUND else None


def _is_true(text: Found, one: Shown) -> bool:
    if not _overlap(one, text):
        return False
    return likeness(one.text, text.text) >= TRUE or contains(one.text, text.text)


HEAD = (
    *("clip", "way", "s per minute", "x decode", "CPU s per minute", "x decode CPU"),
    *(
        "found >= 500 ms",
        "found >= 200 ms",
        "precision",
        "doubled",
        "start error ms",
        "end error ms",
        "CER",
        "frames read",
        "peak MB",
    ),
)


def compare(
    videos: Sequence[Video], ways: Sequence[str], easyocr_seconds: float
) -> tuple[list[tuple[str, ...]], list[str]]:
    """Every way on every clip, as rows of the table; EasyOCR on their first seconds. Then, a line
    each, what our levels missed or made up."""
    rows = []
    wrong = []
    for video in videos:
        for way in ways:
            seconds = easyocr_seconds if way.startswith("easyocr") else None
            decode = run(DECODE, video.path, seconds)
            outcome = run(way, video.path, seconds)
            shown = [one for one in video.shown if not seconds or one.end_ms <= 1000 * seconds]
            length = seconds or video.seconds
            rows.append((video.path.stem, way, *_cells(outcome, decode, length, shown)))
            say(rows[-1])
            if way in LEVELS:
                name = f"{video.path.stem}, {way}"
                wrong += [f"- {name}: {fault}" for fault in faults(shown, outcome.texts)]
    return rows, wrong


def _cells(
    outcome: Outcome, decode: Outcome, seconds: float, shown: Sequence[Shown]
) -> tuple[str, ...]:
    result = score(shown, outcome.texts)
    return (
        f"{60 * outcome.seconds / seconds:.1f}",
        f"{outcome.seconds / decode.seconds:.2f}",
        f"{60 * outcome.cpu_seconds / seconds:.1f}",
        f"{outcome.cpu_seconds / decode.cpu_seconds:.2f}",
        f"{result.found:.1%}",
        f"{result.found_200:.1%}",
        f"{result.precision:.1%}",
        f"{result.doubled:.1%}",
        f"{result.start_error:.0f}",
        f"{result.end_error:.0f}",
        f"{result.cer:.1%}",
        str(outcome.frames_read),
        f"{outcome.megabytes:.0f}",
    )


def stages(videos: Sequence[Video], levels: Sequence[str]) -> list[tuple[str, ...]]:
    """Processor seconds by stage for a minute of video, as rows."""
    rows = []
    for video in videos:
        for level in levels:
            outcome = run(level, video.path)
            spent = [f"{60 * outcome.stages[stage] / video.seconds:.2f}" for stage in STAGES]
            rows.append((video.path.stem, level, *spent))
            say(rows[-1])
    return rows


LENGTH_HEAD = (
    "seconds of video",
    "seconds",
    "CPU seconds",
    "decoding alone: CPU seconds",
    "peak MB",
)


def lengths(video: Video, wanted: Sequence[float], folder: Path) -> list[tuple[float, ...]]:
    """What `standard` takes for each length, as rows under LENGTH_HEAD."""
    points = []
    for seconds in wanted:
        longer = repeated(video, seconds, folder)
        decode, outcome = run(DECODE, longer.path), run("standard", longer.path)
        longer.path.unlink()
        spent = (outcome.seconds, outcome.cpu_seconds, decode.cpu_seconds)
        points.append((seconds, *spent, outcome.megabytes))
        say(_numbers(points[-1]))
    return points


def _numbers(values: Sequence[float]) -> list[str]:
    return [f"{value:.1f}" if value < 100 else f"{value:.0f}" for value in values]


def plot_costs(rows: Sequence[Sequence[str]], file: Path) -> None:
    """Share of texts found against cost, one point for each way and clip."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, axis = pyplot.subplots(figsize=(7, 4), layout="constrained")
    for way in dict.fromkeys(row[1] for row in rows):
        own = [row for row in rows if row[1] == way]
        found = [float(row[6].rstrip("%")) for row in own]
        axis.scatter([float(row[4]) for row in own], found, label=way, alpha=0.8)
    axis.set(
        xscale="log",
        xlabel="processor seconds per minute of video",
        ylabel="% of texts >= 500 ms found",
    )
    axis.grid(alpha=0.3, which="both")
    axis.legend(fontsize=8)
    figure.savefig(file, dpi=120)
    pyplot.close(figure)


def plot_lengths(points: Sequence[tuple[float, ...]], file: Path) -> None:
    """Cost and peak memory on logarithmic axes."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(10, 4), layout="constrained")
    seconds = [point[0] for point in points]
    for axis, columns in zip(axes, ((2, 3), (4,)), strict=True):
        for column in columns:
            axis.loglog(
                seconds, [point[column] for point in points], "o-", label=LENGTH_HEAD[column]
            )
        axis.set(xlabel="seconds of video")
        axis.legend(fontsize=8)
        axis.grid(alpha=0.3, which="both")
    figure.savefig(file, dpi=120)
    pyplot.close(figure)


def _chosen(plans: Sequence[Plan], given: argparse.Namespace) -> list[Plan]:
    """The plans that are asked for, with the seed and length that are."""
    longest = given.seconds or max(plan.seconds for plan in plans)
    return [
        replace(plan, seed=plan.seed + given.seed, seconds=min(plan.seconds, longest))
        for plan in plans
        if not given.clips or any(one in plan.name for one in given.clips)
    ]


def main() -> None:
    """Make the clips, run the parts, write tables and plots."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, default=Path(".out/bench/video"))
    arguments.add_argument("--part", nargs="*", choices=PARTS, default=PARTS)
    arguments.add_argument("--clips", nargs="*", help="Names of clips, or parts of them.")
    arguments.add_argument("--seconds", type=float, help="Make clips no longer than this.")
    arguments.add_argument(
        "--made", type=Path, help="Keep the clips in this folder, and take those there."
    )
    arguments.add_argument("--ways", nargs="*", help="All that work here by default.")
    arguments.add_argument("--seed", type=int, default=0, help="Other clips of the same kinds.")
    arguments.add_argument(
        "--easyocr-seconds",
        type=float,
        default=6.0,
        help="EasyOCR takes minutes for a minute: it reads so many seconds of each clip.",
    )
    arguments.add_argument("--lengths", type=float, nargs="*", default=LENGTHS)
    given = arguments.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    naive, absent = naive_ways()
    ways = given.ways or [*LEVELS, *naive]
    if unknown := set(ways) - {*LEVELS, *naive}:
        here = ", ".join(repr(way) for way in (*LEVELS, *naive))
        arguments.error(f"these ways do not work here: {', '.join(unknown)}; those that do: {here}")
    plans = _chosen(PLANS, given)
    report = ""
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.made or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        # Clips of one kind each need none of the others.
        videos = [make(plan, folder) for plan in plans if given.part != ["kinds"]]
        if "kinds" in given.part:
            kinds = [make(plan, folder) for plan in _chosen(KIND_PLANS, given)]
            levels = [way for way in given.ways or ("standard", "thorough") if way in LEVELS]
            rows, wrong = compare(kinds, levels, given.easyocr_seconds)
            report += table(HEAD, rows) + "\n" + "".join(f"{line}\n" for line in wrong) + "\n"
        if "compare" in given.part:
            rows, wrong = compare(videos, ways, given.easyocr_seconds)
            report += table(HEAD, rows) + "\n" + "".join(f"{line}\n" for line in wrong) + "\n"
            if absent:
                report += f"Left out, because they are not installed: {', '.join(absent)}.\n\n"
            plot_costs(rows, given.out / "ways.png")
        if "stages" in given.part:
            levels = [way for way in ways if way in LEVELS]
            report += table(("clip", "level", *STAGES), stages(videos, levels)) + "\n"
        if "length" in given.part:
            points = lengths(videos[-1], given.lengths, Path(temporary))
            report += table(LENGTH_HEAD, [_numbers(point) for point in points])
            plot_lengths(points, given.out / "length.png")
    sys.stdout.write(report)
    (given.out / f"video-{'-'.join(given.part)}.md").write_text(report, encoding="utf-8")


if __name__ == "__main__":
    main()
