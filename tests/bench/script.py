"""What a made clip is to show: its plan, its texts with their times, and the layers that draw
them."""

from dataclasses import dataclass
from itertools import cycle
from typing import Literal, Protocol

import numpy as np

from samples.drawing.lettering import HEAVY, NARROW, POSTER, ROUND, SERIF
from tests.bench.footage import Ground, Pixels
from tests.bench.lettered import Layer, Style, Way, lettered
from tests.bench.pictures import SYLLABLES
from tests.bench.posed import Pose, Posed

FONTS = (HEAVY, POSTER, ROUND, NARROW, SERIF)
INKS = ((255, 255, 255), (90, 230, 255), (255, 255, 255), (180, 255, 190))
PANELS = ((30, 30, 190), (120, 60, 10), (20, 20, 20))
Codec = Literal["h264", "hevc", "vp9", "av1"]
Kind = Literal[
    "mixed",
    "pops",
    "page",
    "credits",
    "comments",
    "blinking",
    "shaken",
    "dancing",
    "sliding",
    "transitions",
    "watermark",
    "counters",
    "typed",
    "small print",
    "columns",
    "again",
    "alike",
    "faint",
]
VERBS = (
    *("Chữa khỏi", "Dứt điểm", "Đánh bay", "Xóa sạch"),
    *("Hết hẳn", "Trị tận gốc", "Đẩy lùi", "Giảm ngay"),
)
AILMENTS = (
    *("đau khớp", "mất ngủ", "tiểu đường", "viêm họng", "mỡ máu", "trĩ nội", "dạ dày"),
    *("nám da", "rụng tóc", "thoái hóa", "huyết áp cao"),
)
PROMISES = (
    *("sau bảy ngày", "không tái phát", "chỉ một liệu trình", "cam kết hoàn tiền"),
    *("ngay lần đầu", "từ thảo dược quý", "không cần phẫu thuật", "an toàn tuyệt đối"),
    "hiệu quả gấp đôi",
)


@dataclass(frozen=True)
class Shown:
    """A text on screen, in ms. The times of text that is not `timed`, because it comes bit by bit
    or passes by, are not compared; what is never seen `whole` need not be found. A text that must
    be told from one much like it is found only when it is read `exact`."""

    text: str
    start_ms: int
    end_ms: int
    timed: bool = True
    whole: bool = True
    exact: bool = False

    @property
    def length_ms(self) -> int:
        return self.end_ms - self.start_ms


@dataclass(frozen=True)
class Plan:
    """What clip to make. `crf` other than the usual one makes a small file of poor pictures."""

    name: str
    width: int
    height: int
    seconds: float
    codec: Codec
    ground: Ground
    seed: int
    fps: int = 25
    kind: Kind = "mixed"
    crf: int | None = None


class Drawn(Protocol):
    """Something laid over frames; `time` in seconds."""

    def paint(self, picture: Pixels, time: float) -> None: ...


class Script:
    """Collects what a clip shows."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.rng = np.random.default_rng(plan.seed)
        self.layers: list[Drawn] = []
        self.shown: list[Shown] = []
        self.side = min(plan.width, plan.height)
        order = np.random.default_rng(plan.seed).permutation
        parts = ([words[i] for i in order(len(words))] for words in (VERBS, AILMENTS, PROMISES))
        self._verbs, self._ailments, self._promises = (cycle(words) for words in parts)

    def words(self, count: int) -> str:
        """So many Vietnamese syllables."""
        known = [word for word in SYLLABLES if word.isalpha()]
        chosen = self.rng.integers(len(known), size=count)
        return " ".join(known[i] for i in chosen).capitalize()

    def claim(self) -> str:
        """A made-up claim; those that follow each other share no words."""
        return f"{next(self._verbs)} {next(self._ailments)}"

    def long_claim(self) -> str:
        return f"{self.claim()} {next(self._promises)}"

    def on_frames(self, *times: float) -> list[float]:
        """The same times (seconds), each at that of a frame."""
        return [round(time * self.plan.fps) / self.plan.fps for time in times]

    def tell(
        self,
        text: str,
        start: float,
        end: float,
        *,
        timed: bool = True,
        whole: bool = True,
        exact: bool = False,
    ) -> None:
        """Note that a text is on screen from `start` to `end` (seconds)."""
        times = (round(1000 * start), round(1000 * end))
        self.shown.append(Shown(text, *times, timed=timed, whole=whole, exact=exact))

    def show(
        self,
        text: str,
        times: tuple[float, float],
        down: float,
        style: Style,
        way: Way | None = None,
        *,
        timed: bool = True,
    ) -> None:
        """Show one line, centred at the height `down` (0-1). Times fall on frames."""
        plan, way = self.plan, way or Way()
        start, end = self.on_frames(*times)
        line = lettered(text, style, 0.9 * plan.width / (1 + way.zoom * (end - start)))
        self.layers.append(Layer(line, start, end, (plan.width / 2, plan.height * down), way))
        # A fading text is there from when it is half there.
        half = way.fade / 2
        self.tell(text, start + half, end - half, timed=timed and not way.builds)

    def pose(
        self,
        text: str,
        times: tuple[float, float],
        place: tuple[float, float],
        style: Style,
        pose: Pose,
        *,
        most: float = 0.9,
    ) -> tuple[float, float]:
        """Draw one line, at most a share `most` of the frame wide, about `place` (shares of width
        and height) as `pose` says, and note nothing. Returns its times, which fall on frames."""
        start, end = self.on_frames(*times)
        line = lettered(text, style, most * self.plan.width)
        centre = (self.plan.width * place[0], self.plan.height * place[1])
        self.layers.append(Posed(line, start, end, centre, pose))
        return start, end

    def pick(self, size: float) -> Style:
        """Some style of advertising type."""
        font = FONTS[self.rng.integers(len(FONTS))]
        if self.rng.random() < 0.25:
            panel = PANELS[self.rng.integers(len(PANELS))]
            return Style(font, round(size), (255, 255, 255), None, panel)
        return Style(font, round(size), INKS[self.rng.integers(len(INKS))])

    def outlined(self, size: float) -> Style:
        """A heavy style with an outline, as captions over footage have."""
        font = FONTS[self.rng.integers(2)]
        return Style(font, round(size), INKS[self.rng.integers(len(INKS))])
