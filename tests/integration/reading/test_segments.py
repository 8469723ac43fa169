"""A video read in segments gives the texts that it gives when it is read in one go."""

from pathlib import Path

import pytest

from tests.integration.media.conftest import ffmpeg
from tests.integration.reading.moving_pictures import HEIGHT, STEP_MS, WIDTH, Caption, frames, still
from workers.media import Segment, open_media
from workers.reading import OcrEngine, join_tracks, read_video
from workers.report import Text

CAPTIONS = [
    Caption("Trà thảo mộc gia truyền", 500, 3600, still(200, 80)),
    Caption("Giao hàng toàn quốc", 1700, 2300, still(200, 250)),
    Caption("Ưu đãi trong tuần", 2600, 3800, still(200, 420)),
]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("segments") / "ad.mp4"
    rate = 1000 / STEP_MS
    raw = ("-f", "rawvideo", "-pix_fmt", "bgr24", "-s", f"{WIDTH}x{HEIGHT}", "-r", f"{rate:g}")
    pictures = b"".join(
        frame.pixels.tobytes() for frame in frames(CAPTIONS, 4000, moving_ground=True)
    )
    options = ("-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "10")
    ffmpeg(*raw, "-i", "pipe:0", *options, str(path), stdin=pictures)
    return path


def texts(clip: Path, engine: OcrEngine, span: Segment | None = None) -> list[Text]:
    with open_media(clip).frames("m1", span=span) as stream:
        found = list(read_video(stream, engine).texts)
    assert stream.outcome.complete
    return found


@pytest.mark.parametrize(
    "spans",
    [
        [Segment(0, 0, 2000), Segment(1, 2000, 4000)],
        [Segment(0, 0, 2500), Segment(1, 1500, 4000)],
        [Segment(0, 0, 1500), Segment(1, 1000, 3000), Segment(2, 2500, 4000)],
    ],
)
def test_segments_join_without_a_seam(clip: Path, engine: OcrEngine, spans: list[Segment]) -> None:
    whole = texts(clip, engine)
    joined = join_tracks([texts(clip, engine, span) for span in spans])
    assert [text.text for text in joined] == [text.text for text in whole]
    assert [text.text for text in whole] == [caption.text for caption in CAPTIONS]
    for one, other in zip(joined, whole, strict=True):
        assert one.start_ms == pytest.approx(other.start_ms, abs=200)
        assert one.end_ms == pytest.approx(other.end_ms, abs=200)
