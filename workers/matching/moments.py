"""The moments of a video by which it is remembered: as many of a short as of a long one, evenly.

What is read of a video are frames with news, and which these are changes with every encoding. Here
the same moments are wanted of every copy, however it was encoded and however fast it plays.
"""

from collections.abc import Iterator
from typing import Final

from workers.media import Frame, MediaSource
from workers.media.colour import BgrConverter
from workers.media.filters import delivered_colour
from workers.media.video import RawPicture, VideoDecoder
from workers.media.video_frames import SAMPLING, thinned

MOMENTS: Final = 16


def moments(source: MediaSource, media_id: str) -> Iterator[Frame]:
    """Frames of a video nearest to the middles of `MOMENTS` equal parts; those of a picture as they
    come."""
    if source.info.decoder == "pictures":
        with source.frames(media_id) as frames:
            yield from frames
        return
    decoder = VideoDecoder(
        source.path, source.info, source.limits, thinning=thinned(SAMPLING["thorough"], source.info)
    )
    converter = BgrConverter(decoder.layout, delivered_colour(source.info))
    with decoder:
        for picture in _nearest(decoder, source.info.duration_ms or 0):
            yield Frame(media_id, picture.time_ms, converter.pixels(picture.raw))


def _nearest(pictures: VideoDecoder, duration_ms: int) -> Iterator[RawPicture]:
    """The last picture stands for all moments after it."""
    wanted = [(2 * number + 1) * duration_ms / (2 * MOMENTS) for number in range(MOMENTS)]
    before: RawPicture | None = None
    given: RawPicture | None = None
    for picture in pictures:
        while wanted and picture.time_ms >= wanted[0]:
            moment = wanted.pop(0)
            late = before is None or picture.time_ms - moment < moment - before.time_ms
            nearest = picture if late or before is None else before
            if nearest is not given:
                yield nearest
            given = nearest
        before = picture
    if wanted and before is not None and before is not given:
        yield before
