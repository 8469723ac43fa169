"""Join what was seen in single frames into sightings with a start and an end."""

from dataclasses import dataclass, replace

from workers.report import Polygon, Sighting

_LONGEST_BREAK_MS = 1_500


@dataclass(frozen=True, slots=True)
class Glimpse:
    """Something seen in one frame, which was on screen from `start_ms` until `end_ms`."""

    label: str
    confidence: float
    polygon: Polygon
    start_ms: int
    end_ms: int


class Timeline:
    """The sightings of one media file; each keeps the box of its clearest frame."""

    def __init__(self, media_id: str) -> None:
        self._media_id = media_id
        self._open: dict[str, Glimpse] = {}
        self._closed: list[Glimpse] = []

    def add(self, glimpse: Glimpse) -> None:
        """The next glimpse; frames come in order of time."""
        current = self._open.get(glimpse.label)
        if current is None or glimpse.start_ms - current.end_ms > _LONGEST_BREAK_MS:
            if current is not None:
                self._closed.append(current)
            self._open[glimpse.label] = glimpse
            return
        clearer = glimpse if glimpse.confidence > current.confidence else current
        self._open[glimpse.label] = replace(
            clearer,
            start_ms=min(current.start_ms, glimpse.start_ms),
            end_ms=max(current.end_ms, glimpse.end_ms),
        )

    def sightings(self) -> list[Sighting]:
        """Everything seen so far, in order of time; a still picture has no times."""
        seen = sorted(
            [*self._closed, *self._open.values()], key=lambda one: (one.start_ms, one.label)
        )
        still = all(one.end_ms == 0 for one in seen)
        return [
            Sighting(
                label=one.label,
                media=self._media_id,
                start_ms=None if still else one.start_ms,
                end_ms=None if still else max(one.start_ms, one.end_ms),
                polygon=one.polygon,
                confidence=min(1.0, max(0.0, one.confidence)),
            )
            for one in seen
        ]
