"""Every sample ad gives what `samples/expected.yaml` says, through the real pipeline."""

import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict

import samples
from samples.make import ADS, SAMPLES
from workers.claims import RulePack, load_pack
from workers.engines import EngineChoice, Engines, make_engines
from workers.report import ScanReport, Verdict
from workers.scan import AdInput, scan_ad

EXPECTED = Path(samples.__file__).resolve().parent / "expected.yaml"


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Timed(Strict):
    category: str
    start_ms: int
    end_ms: int


class Expectation(Strict):
    verdict: list[Verdict]
    categories: list[str] = []
    texts: list[str]
    timed: list[Timed] = []
    never: list[str] | Literal["any"]


class Expected(Strict):
    text_error: float
    samples: dict[str, Expectation]


EXPECTATIONS = Expected.model_validate(yaml.safe_load(EXPECTED.read_text("utf-8")))


@cache
def parts() -> tuple[Engines, RulePack]:
    return make_engines(EngineChoice()), load_pack("vn")


@cache
def scanned(name: str) -> ScanReport:
    engines, pack = parts()
    return scan_ad(AdInput((ADS / name,)), engines, pack).report


def test_every_sample_has_an_expectation_and_a_file() -> None:
    files = {path.name for path in ADS.iterdir()}
    assert files == set(SAMPLES) == set(EXPECTATIONS.samples)


@pytest.mark.parametrize("name", sorted(EXPECTATIONS.samples))
def test_sample_gives_what_is_expected_of_it(name: str) -> None:
    report = scanned(name)
    problems = faults(report, EXPECTATIONS.samples[name], EXPECTATIONS.text_error)
    assert not problems, "\n".join([f"{name}: {report.verdict}", *problems, *found(report)])


def faults(report: ScanReport, expected: Expectation, text_error: float) -> list[str]:
    """Each way in which the report is not what was expected, in words."""
    problems: list[str] = []
    if report.verdict not in expected.verdict:
        problems.append(f"verdict {report.verdict}, expected one of {expected.verdict}")
    categories = {finding.category for finding in report.findings}
    problems += [f"no finding of {one}" for one in expected.categories if one not in categories]
    forbidden = categories if expected.never == "any" else categories & set(expected.never)
    problems += [f"finding of {one} that must not be" for one in sorted(forbidden)]
    words = " ".join(text.text for text in report.texts)
    for text in expected.texts:
        error = substring_error(text, words)
        if error > text_error:
            problems.append(f"not read: {text!r} (error {error:.2f})")
    problems += [
        f"no {one.category} inside {one.start_ms}-{one.end_ms} ms"
        for one in expected.timed
        if not _evidence_inside(report, one)
    ]
    return problems


def found(report: ScanReport) -> list[str]:
    """What was found and read, for the message of a failing test."""
    lines = [
        f"found {f.category} {f.score:.2f}: {[e.quote for e in f.evidence]}"
        for f in report.findings
    ]
    return [
        *lines,
        *(f"gap {gap.stage}: {gap.reason}" for gap in report.coverage.gaps),
        *(t.text for t in report.texts),
    ]


def _evidence_inside(report: ScanReport, timed: Timed) -> bool:
    texts = {text.id: text for text in report.texts}
    for finding in report.findings:
        if finding.category != timed.category:
            continue
        for piece in finding.evidence:
            text: Any = texts.get(piece.text_id or "")
            start = piece.start_ms if piece.start_ms is not None else text and text.start_ms
            end = piece.end_ms if piece.end_ms is not None else text and text.end_ms
            if (
                start is not None
                and end is not None
                and timed.start_ms <= start <= end <= timed.end_ms
            ):
                return True
    return False


def substring_error(needle: str, haystack: str) -> float:
    """Edit distance from `needle` to the most similar part of `haystack`, over its length."""
    wanted, given = _comparable(needle), _comparable(haystack)
    row = [0] * (len(given) + 1)
    for i, letter in enumerate(wanted, 1):
        following = [i]
        for j, other in enumerate(given, 1):
            cost = row[j - 1] + (letter != other)
            following.append(min(cost, row[j] + 1, following[j - 1] + 1))
        row = following
    return min(row) / len(wanted)


def _comparable(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
