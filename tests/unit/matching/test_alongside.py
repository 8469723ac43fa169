"""Two videos are laid alongside each other, wherever one of them was cut."""

from pathlib import Path

import numpy as np
import pytest

from tests.bench.moving import changed_moving, write_moving, write_template
from tests.bench.slides import changed_clip
from workers.matching.alongside import Alongside, Guess, Passing
from workers.matching.comparing import laid_over, then
from workers.matching.fingerprint import MediaFingerprint, fingerprint_file
from workers.matching.index import CreativeIndex
from workers.matching.trimming import WHOLE, Box

_CUTS = ("10-30 % cut, beginning", "10-30 % cut, end", "both cut, crop, re-encode")
_AS_IT_IS = Guess(laid_over(WHOLE, WHOLE), mirrored=False, points=0)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clips") / "footage.mp4"
    write_moving(path, 3, 480)
    return path


@pytest.fixture(scope="module")
def footage(clip: Path) -> MediaFingerprint:
    return fingerprint_file(clip)


def _found(kept: MediaFingerprint, path: Path) -> list[str]:
    index = CreativeIndex()
    index.add("kept", [kept])
    return [match.name for match in index.search([fingerprint_file(path)])]


@pytest.mark.parametrize("kind", _CUTS)
def test_cut_footage_is_found(
    clip: Path, footage: MediaFingerprint, kind: str, tmp_path: Path
) -> None:
    changed_moving(clip, kind, np.random.default_rng(1), tmp_path / "cut.mp4")
    assert _found(footage, tmp_path / "cut.mp4") == ["kept"]
    assert _found(fingerprint_file(tmp_path / "cut.mp4"), clip) == ["kept"]


def test_soft_drifting_colours_are_found_cropped_and_mirrored(tmp_path: Path) -> None:
    clip, changed = tmp_path / "clouds.mp4", tmp_path / "changed.mp4"
    write_moving(clip, 1, 480)
    changed_moving(clip, "mirror, crop, re-encode", np.random.default_rng(1), changed)
    assert _found(fingerprint_file(clip), changed) == ["kept"]


def test_the_same_footage_with_other_words_is_another_ad(tmp_path: Path) -> None:
    for family in (0, 2):
        for number in (1, 2):
            write_template(tmp_path / f"{number}.mp4", family, number, 480)
        assert _found(fingerprint_file(tmp_path / "1.mp4"), tmp_path / "2.mp4") == []


def test_a_right_guess_is_enough_at_any_speed_and_a_wrong_one_finds_nothing(
    clip: Path, footage: MediaFingerprint, tmp_path: Path
) -> None:
    changed_clip(clip, "slow", tmp_path / "slow.mp4")
    slow = fingerprint_file(tmp_path / "slow.mp4")
    passing = Passing(slow.strip, slow.duration_ms)
    alongside = Alongside(passing, footage.shots, footage.duration_ms)
    far = alongside.distance([_AS_IT_IS])
    assert far is not None
    assert far < 0.1
    assert alongside.distance([Guess(_AS_IT_IS.placement, mirrored=True, points=0)]) is None


def test_less_than_half_of_a_video_is_not_the_video(clip: Path, tmp_path: Path) -> None:
    """The first third of the clip, followed by another."""
    write_moving(tmp_path / "other.mp4", 6, 480)
    other, kept = fingerprint_file(tmp_path / "other.mp4"), fingerprint_file(clip)
    third = len(kept.strip) // 3
    strip = type(kept.strip)(
        kept.strip.times, kept.strip.pictures[:third] + other.strip.pictures[third:]
    )
    passing = Passing(strip, kept.duration_ms)
    assert Alongside(passing, kept.shots, kept.duration_ms).distance([_AS_IT_IS]) is None
    assert Alongside(passing, other.shots, other.duration_ms).distance([_AS_IT_IS]) is not None


def test_placements_follow_each_other() -> None:
    half = Box(0.0, 0.25, 0.5, 0.75)
    there_and_back = then(laid_over(WHOLE, half), laid_over(half, WHOLE))
    assert np.allclose(there_and_back, laid_over(WHOLE, WHOLE))
