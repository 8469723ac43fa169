"""The moments of a video by which it is remembered: as many of a short as of a long one, evenly.

What is read of a video are frames with news, and which these are changes with every encoding. Here
the same moments are wanted of every copy, however it was encoded and however fast it plays. A copy
that lost its beginning has other moments; so small pictures are kept in between, see `strip`.
"""

from collections.abc import Iterator
from typing import Final

from workers.matching.strip import StripMaker
from workers.media import Frame, MediaSource
from workers.media.colour import BgrConverter
from workers.media.filters import delivered_colour
from workers.media.video import RawPicture, VideoDecoder
from workers.media.video_frames import SAMPLING, thinned

MOMENTS: Final = 16
STEPS: Final = 5
"""Pictures of the strip to a moment; odd, so that the moment is the middle one of them."""


def moments(source: MediaSource, media_id: str, strip: StripMaker) -> Iterator[Frame]:
    """Frames of a video nearest to the middles of `MOMENTS` equal parts; those of a picture as they
    come. What a video shows in between goes to `strip` on the way."""
    if source.info.decoder == "pictures":
        with source.frames(media_id) as frames:
            yield from frames
        return
    decoder = VideoDecoder(
        source.path, source.info, source.limits, thinning=thinned(SAMPLING["thorough"], source.info)
    )
    converter = BgrConverter(decoder.layout, delivered_colour(source.info))
    given: int | None = None
    with decoder:
        for step, picture in _nearest(decoder, source.info.duration_ms or 0, MOMENTS * STEPS):
            strip.add(picture.time_ms, decoder.layout.luma(picture.raw))
            if step % STEPS == STEPS // 2 and picture.time_ms != given:
                given = picture.time_ms
                yield Frame(media_id, picture.time_ms, converter.pixels(picture.raw))


def _nearest(
    pictures: VideoDecoder, duration_ms: int, steps: int
) -> Iterator[tuple[int, RawPicture]]:
    """For each of that many steps the picture nearest to the middle of it, the last picture for all
    after it."""
    wanted = [(step, (2 * step + 1) * duration_ms / (2 * steps)) for step in range(steps)]
    before: RawPicture | None = None
    for picture in pictures:
        while wanted and picture.time_ms >= wanted[0][1]:
            step, middle = wanted.pop(0)
            late = before is None or picture.time_ms - middle < middle - before.time_ms
            yield step, picture if late or before is None else before
        before = picture
    if before is not None:
        for step, _ in wanted:
            yield step, before
