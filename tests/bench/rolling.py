"""Text that changes while it is on screen: pages that roll, prices that count, words typed."""

from collections.abc import Callable

import numpy as np

from samples.drawing.lettering import BODY, HEAVY, load_font
from tests.bench.footage import Pixels
from tests.bench.lettered import Layer, Style, lettered
from tests.bench.script import Script

DARK = (32, 28, 26)
YELLOW = (60, 220, 255)
LETTER_S = 0.06


class Rolling:
    """A tall picture of lines that moves up; `cover` where it lies over the ground."""

    def __init__(self, script: Script, lines: list[str], size: int, ink: tuple[int, int, int]):
        plan = script.plan
        self.step = round(2.2 * size)
        self.tall = np.zeros((self.step * len(lines) + size, plan.width, 3), np.float32)
        self.cover = np.zeros((*self.tall.shape[:2], 1), np.float32)
        edge = None if ink == DARK else (16, 16, 16)
        for number, text in enumerate(lines):
            line = lettered(text, Style(BODY, size, ink, edge), 0.86 * plan.width)
            width, height = line.size
            place = (slice(number * self.step, number * self.step + height), slice(40, 40 + width))
            self.tall[place], self.cover[place] = line.pixels, line.cover
            self.line_height = height
        self.position: Callable[[float], float] = lambda _: 0.0
        self.area = (0, plan.height)

    def paint(self, picture: Pixels, time: float) -> None:
        top, bottom = self.area
        offset = round(self.position(time))
        first, last = max(0, offset), min(self.tall.shape[0], offset + bottom - top)
        if first >= last:
            return
        rows = slice(top + first - offset, top + last - offset)
        share = self.cover[first:last]
        picture[rows] = (picture[rows] * (1 - share) + self.tall[first:last] * share).astype(
            np.uint8
        )

    def tell(self, script: Script, lines: list[str]) -> None:
        """Note when each line is whole on screen."""
        top, bottom = self.area
        frames = [n / script.plan.fps for n in range(round(script.plan.seconds * script.plan.fps))]
        places = [round(self.position(time)) for time in frames]
        for number, text in enumerate(lines):
            begin = number * self.step
            seen = [
                time
                for time, offset in zip(frames, places, strict=True)
                if begin >= offset and begin + self.line_height <= offset + bottom - top
            ]
            parts = [
                time
                for time, offset in zip(frames, places, strict=True)
                if begin + self.line_height > offset and begin < offset + bottom - top
            ]
            if times := seen or parts:
                end = times[-1] + 1 / script.plan.fps
                script.tell(text, times[0], end, timed=False, whole=bool(seen))


class Counting:
    """A price that changes many times a second and then stands."""

    def __init__(self, script: Script, times: tuple[float, float, float], prices: tuple[int, int]):
        self._script, self._prices = script, prices
        self._start, self._stands, self._end = script.on_frames(*times)
        self._style = Style(HEAVY, round(script.side / 9), YELLOW)

    def paint(self, picture: Pixels, time: float) -> None:
        if not self._start <= time < self._end:
            return
        text = self._price(time)
        plan = self._script.plan
        place = (plan.width / 2, 0.4 * plan.height)
        Layer(lettered(text, self._style), self._start, self._end, place).paint(picture, time)

    def _price(self, time: float) -> str:
        share = min(1.0, (time - self._start) / (self._stands - self._start))
        first, last = self._prices
        return price(round(first + share * (last - first)))

    def tell(self, script: Script) -> None:
        """Note the prices that are there for a frame each: they need not be found."""
        step = 1 / script.plan.fps
        for number in range(round((self._stands - self._start) / step)):
            start = self._start + number * step
            script.tell(self._price(start), start, start + step, whole=False)


def price(value: int) -> str:
    return f"{value:,}đ".replace(",", ".")


class Typed:
    """A line that gets a letter every 60 ms, from the place where the whole line begins."""

    def __init__(
        self, script: Script, text: str, style: Style, start: float, end: float, down: float
    ):
        plan = script.plan
        whole = load_font(style.font, style.size).getlength(text)
        size = min(style.size, int(style.size * 0.86 * plan.width / whole))
        self._style = Style(style.font, size, style.ink, style.edge, style.panel)
        self._text, self._start, self._end = text, start, end
        length = load_font(style.font, size).getlength(text)
        self._left, self._down = (plan.width - length) / 2, plan.height * down

    def paint(self, picture: Pixels, time: float) -> None:
        if not self._start <= time < self._end:
            return
        text = self._text[: 1 + int((time - self._start) / LETTER_S)]
        line = lettered(text, self._style)
        place = (self._left + line.size[0] / 2, self._down)
        Layer(line, self._start, self._end, place).paint(picture, time)
