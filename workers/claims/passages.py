"""Joining what was read and heard into passages, so that a claim broken over lines is one claim."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from workers.claims.spoken import words_between
from workers.report import Evidence, Text

_PAUSE_MS = 2_000
_SPEECH_WORDS = 160
_SCENE_GAP_MS = 700


@dataclass(frozen=True, slots=True)
class Passage:
    """Joined text and which of the report's texts each part came from."""

    text: str
    starts: tuple[int, ...]
    parts: tuple[Text, ...]

    def evidence(self, begin: int, end: int) -> list[Evidence]:
        """Evidence for characters `begin` to `end`: one piece for each text they lie in."""
        pieces = []
        index = max(0, bisect_right(self.starts, begin) - 1)
        while index < len(self.parts) and self.starts[index] < end:
            part, offset = self.parts[index], self.starts[index]
            first, last = max(0, begin - offset), min(len(part.text), end - offset)
            if first < last:
                pieces.append(_piece(part, first, last))
            index += 1
        return pieces


def single(text: Text) -> Passage:
    """A passage of one text."""
    return Passage(text.text, (0,), (text,))


def passages(texts: Sequence[Text]) -> list[Passage]:
    """The passages of an ad: each caption and code alone, speech by pauses, screen by scenes."""
    result = [
        single(text) for text in texts if text.source in ("caption", "code") and text.text.strip()
    ]
    for media in _media(texts):
        result += spoken_passages([t for t in texts if t.media == media])
        result += _shown([t for t in texts if t.source == "screen" and t.media == media])
    return result


def _media(texts: Iterable[Text]) -> list[str | None]:
    return list(dict.fromkeys(text.media for text in texts if text.source in ("speech", "screen")))


def spoken_passages(texts: Sequence[Text]) -> list[Passage]:
    """What is said in one media file, joined over all but long pauses."""
    segments = [text for text in texts if text.source == "speech"]
    groups: list[list[Text]] = []
    count = 0
    for segment in sorted(segments, key=lambda text: text.start_ms or 0):
        previous = groups[-1][-1] if groups else None
        pause = (segment.start_ms or 0) - (previous.end_ms or 0) if previous else 0
        if previous is None or pause > _PAUSE_MS or count > _SPEECH_WORDS:
            groups.append([])
            count = 0
        groups[-1].append(segment)
        count += len(segment.text.split())
    return [_joined(group, lambda _left, _right: " ") for group in groups]


def _shown(tracks: list[Text]) -> list[Passage]:
    """Screen texts that were to be seen together, in reading order."""
    scenes: list[list[Text]] = []
    until = -1
    for track in sorted(tracks, key=lambda text: text.start_ms or 0):
        begin, end = track.start_ms or 0, track.end_ms or track.start_ms or 0
        if not scenes or begin > until + _SCENE_GAP_MS:
            scenes.append([])
            until = end
        scenes[-1].append(track)
        until = max(until, min(end, begin + 20_000))
    return [_joined(_in_reading_order(scene), _screen_break) for scene in scenes]


def _in_reading_order(scene: list[Text]) -> list[Text]:
    first = {text.block: index for index, text in reversed(list(enumerate(scene)))}
    return sorted(
        scene,
        key=lambda text: (
            text.start_ms or 0,
            first[text.block] if text.block is not None else scene.index(text),
        ),
    )


def _screen_break(left: Text, right: Text) -> str:
    same_block = left.block is not None and left.block == right.block
    return "\n" if same_block or left.block is None else "\n\n"


def _joined(parts: list[Text], between: Callable[[Text, Text], str]) -> Passage:
    text, starts = "", []
    for index, part in enumerate(parts):
        if index:
            text += between(parts[index - 1], part)
        starts.append(len(text))
        text += part.text
    return Passage(text, tuple(starts), tuple(parts))


def _piece(part: Text, first: int, last: int) -> Evidence:
    words = words_between(part, first, last)
    return Evidence(
        kind="speech" if part.source == "speech" else "text",
        text_id=part.id,
        media=part.media,
        quote=part.text[first:last],
        span=(first, last),
        start_ms=words[0].start_ms if words else part.start_ms,
        end_ms=words[-1].end_ms if words else part.end_ms,
        frame_ms=part.frame_ms,
        polygon=part.polygon,
        confidence=part.confidence,
    )
