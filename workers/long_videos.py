"""A long video perceived in parts, each a task of its own, and joined without a seam.

The parts are spans of the picture that share a stretch with their neighbours, so that no border
cuts what is shown shortly, and then the sound as a whole. What a part gave is text (JSON), so that
it can be kept wherever the parts are done.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import TypeAdapter

from workers.claims import RulePack
from workers.engines import Engines
from workers.errors import MediaError
from workers.media import MediaSource, Segment, open_media, segments
from workers.reading import join_tracks
from workers.report import Gap, ScanReport, Sighting, Text
from workers.scan import AdInput, Perceived, Progress, ScanOptions, conclude, listen, perceive
from workers.stopwatch import Stopwatch

MEDIA_ID = "m1"
SPAN_MS = 120_000
SHARED_MS = 2_000
"""What neighbouring spans share: longer than the shortest text that any level promises to see."""
SIGHTING_BREAK_MS = 1_500
"""Sightings of the same thing with no longer a break are one, as within a part."""
_PERCEIVED = TypeAdapter(Perceived)


class PartsLost(MediaError):
    """No part of the picture could be scanned."""

    code = "parts_lost"
    default_remedy = "Submit the video again; if it repeats, cut it into shorter files."


@dataclass(frozen=True, slots=True)
class Plan:
    """How one video is cut: spans of its picture, and its sound if it has any."""

    source: MediaSource
    spans: tuple[Segment, ...]

    @property
    def parts(self) -> int:
        """Number of parts; those of the picture come first."""
        return len(self.spans) + self.source.info.has_audio


def plan(
    media: Sequence[Path],
    options: ScanOptions,
    span_ms: int = SPAN_MS,
    shared_ms: int = SHARED_MS,
) -> Plan | None:
    """How an ad is cut into parts; None for one that is scanned as a whole.

    That is every ad but one video longer than one and a half times `span_ms`. The same file is cut
    the same way each time. Raises what opening raises.
    """
    if len(media) != 1:
        return None
    source = open_media(media[0], options.limits)
    if source.info.kind != "video":
        return None
    spans = segments(source.info, span_ms, shared_ms)
    return Plan(source, tuple(spans)) if len(spans) > 1 else None


def perceive_part(
    planned: Plan,
    number: int,
    engines: Engines,
    options: ScanOptions,
    progress: Progress | None = None,
) -> str:
    """What part `number` of the plan gives. Raises what opening and decoding raise."""
    watch, source = Stopwatch(), planned.source
    if number < len(planned.spans):
        span = planned.spans[number]
        seen = perceive(source.path, MEDIA_ID, engines, options, watch, progress, span, hear=False)
    else:
        heard = listen(source, MEDIA_ID, engines, watch)
        seen = Perceived(
            media=source.info.to_report(MEDIA_ID),
            texts=list(heard.texts),
            sightings=[],
            decoded_ms=0,
            frames_sampled=0,
            frames_read=0,
            misses_shorter_than_ms=0,
            audio_ms=heard.audio_ms,
            gaps=list(heard.gaps),
        )
    return _PERCEIVED.dump_json(seen).decode()


def join_parts(
    planned: Plan,
    ad: AdInput,
    bodies: Sequence[str | None],
    reasons: Sequence[str],
    engines: Engines,
    pack: RulePack,
    options: ScanOptions,
) -> ScanReport:
    """The report of a video whose parts have ended, `bodies` in their order.

    A part without a body becomes a gap with its reason. Raises PartsLost when no part of the
    picture has one.
    """
    found = [None if body is None else _PERCEIVED.validate_json(body) for body in bodies]
    pictures = [
        _with_own_blocks(one, number)
        for number, one in enumerate(found[: len(planned.spans)])
        if one is not None
    ]
    if not pictures:
        raise PartsLost(reasons[0])
    gaps = [
        _gap(planned, number, reasons[number], found)
        for number, one in enumerate(found)
        if one is None
    ]
    present = [*pictures, *(one for one in found[len(planned.spans) :] if one is not None)]
    spoken = [text for one in present[len(pictures) :] for text in one.texts]
    joined = replace(
        pictures[0],
        texts=[*join_tracks([one.texts for one in pictures]), *spoken],
        sightings=_join_sightings([one.sightings for one in pictures]),
        decoded_ms=_decoded_ms(planned, found),
        frames_sampled=sum(one.frames_sampled for one in present),
        frames_read=sum(one.frames_read for one in present),
        audio_ms=sum(one.audio_ms for one in present),
        gaps=[gap for one in present for gap in one.gaps],
    )
    return conclude(ad, [joined], gaps, engines, pack, options, Stopwatch())


def _decoded_ms(planned: Plan, found: Sequence[Perceived | None]) -> int:
    """Media time decoded, what two spans share counted once."""
    total, reached = 0, 0
    for span, one in zip(planned.spans, found, strict=False):
        if one is None:
            continue
        end = span.start_ms + one.decoded_ms
        total += max(0, end - max(span.start_ms, reached))
        reached = max(reached, end)
    return total


def _gap(planned: Plan, number: int, reason: str, found: Sequence[Perceived | None]) -> Gap:
    """What a lost part leaves unseen: not what it shares with a neighbour that was seen."""
    spans = planned.spans
    if number >= len(spans):
        return Gap(stage="listen", reason=reason, media=MEDIA_ID)
    before = number > 0 and found[number - 1] is not None
    after = number + 1 < len(spans) and found[number + 1] is not None
    return Gap(
        stage="decode",
        reason=reason,
        media=MEDIA_ID,
        start_ms=spans[number - 1].end_ms if before else spans[number].start_ms,
        end_ms=spans[number + 1].start_ms if after else spans[number].end_ms,
    )


def _with_own_blocks(one: Perceived, number: int) -> Perceived:
    """Blocks are counted anew in each part; here they get names of their own."""
    return replace(one, texts=[_in_block(text, number) for text in one.texts])


def _in_block(text: Text, number: int) -> Text:
    return text.model_copy(update={"block": f"{text.block}-s{number}"}) if text.block else text


def _join_sightings(parts: Sequence[Sequence[Sighting]]) -> list[Sighting]:
    joined: list[Sighting] = []
    for part in parts:
        before = list(joined)
        for sighting in part:
            index = next(
                (n for n, earlier in enumerate(before) if _goes_on(earlier, sighting)), None
            )
            if index is None:
                joined.append(sighting)
            else:
                joined[index] = _one_sighting(joined[index], sighting)
    return joined


def _goes_on(earlier: Sighting, later: Sighting) -> bool:
    if earlier.label != later.label or earlier.end_ms is None or later.start_ms is None:
        return False
    return later.start_ms - earlier.end_ms <= SIGHTING_BREAK_MS


def _one_sighting(earlier: Sighting, later: Sighting) -> Sighting:
    clearer = max(earlier, later, key=lambda sighting: sighting.confidence)
    return clearer.model_copy(
        update={"start_ms": earlier.start_ms, "end_ms": max(earlier.end_ms or 0, later.end_ms or 0)}
    )
