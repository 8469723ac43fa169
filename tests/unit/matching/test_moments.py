"""The same moments are remembered of every copy of a video."""

from pathlib import Path

from tests.bench.moving import write_moving
from tests.bench.slides import changed_clip
from workers.matching.fingerprint import fingerprint_file
from workers.matching.index import CreativeIndex
from workers.matching.moments import MOMENTS, STEPS, moments
from workers.matching.strip import Strip, StripMaker
from workers.media import open_media


def test_moments_are_the_middles_of_equal_parts_and_the_strip_is_closer(tmp_path: Path) -> None:
    write_moving(tmp_path / "clip.mp4", 0, 320)
    source, maker = open_media(tmp_path / "clip.mp4"), StripMaker()
    part = (source.info.duration_ms or 0) / MOMENTS
    times = [frame.time_ms for frame in moments(source, "m1", maker)]
    assert len(times) == MOMENTS
    assert all(abs(time - part * (n + 0.5)) <= 60 for n, time in enumerate(times))
    strip = maker.made()
    assert set(times) <= set(strip.times)
    step = part / STEPS
    assert all(abs(time - step * (n + 0.5)) <= 60 for n, time in enumerate(strip.times))
    assert Strip.from_bytes(strip.to_bytes()) == strip


def test_moving_footage_is_known_again_small_and_fast(tmp_path: Path) -> None:
    clip, changed = tmp_path / "clip.mp4", tmp_path / "changed.mp4"
    write_moving(clip, 0, 480)
    index = CreativeIndex()
    index.add("clip", [fingerprint_file(clip)])
    for kind in ("resize", "speed"):
        changed_clip(clip, kind, changed)
        assert [match.name for match in index.search([fingerprint_file(changed)])] == ["clip"]


def test_a_still_picture_has_one_moment_and_no_strip() -> None:
    picture = Path(__file__).parents[3] / "samples" / "ads" / "gout-sticker.png"
    maker = StripMaker()
    assert {frame.time_ms for frame in moments(open_media(picture), "m1", maker)} == {0}
    assert maker.made() == Strip()
