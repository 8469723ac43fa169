"""Scripts of clips of one kind each: how ads on telephones let their words come, move and go."""

from collections.abc import Callable
from itertools import cycle

import numpy as np

from samples.drawing.lettering import BODY, HEAVY, POSTER, ROUND
from tests.bench.lettered import Style, Way
from tests.bench.posed import Attitude
from tests.bench.rolling import DARK, LETTER_S, Counting, Rolling, Typed, price
from tests.bench.script import Kind, Script
from tests.bench.shots import hand_move

ALIKE = (
    ("Chưa khỏi bệnh trĩ", "Chữa khỏi bệnh trĩ"),
    ("Liệu trình 7 ngày", "Liệu trình 10 ngày"),
    ("Giảm 5 kg mỗi tuần", "Giảm 8 kg mỗi tuần"),
    ("Giá chỉ 199.000đ", "Giá chỉ 299.000đ"),
    ("Không đau lưng nữa", "Không đau bụng nữa"),
    ("Hết mụn sau 3 ngày", "Hết nám sau 3 ngày"),
)


def _still(_: float) -> Attitude:
    return Attitude()


def _pops(script: Script) -> None:
    """Captions of a word or two for 300 to 700 ms, each in the place of the one before."""
    style = script.outlined(script.side / 9)
    time = 0.5
    while time < script.plan.seconds - 1:
        words = script.long_claim().split()
        while words:
            count = min(len(words), int(script.rng.integers(1, 3)))
            length = float(script.rng.uniform(0.3, 0.7))
            text, words = " ".join(words[:count]).upper(), words[count:]
            if time + length < script.plan.seconds:
                script.show(text, (time, time + length), 0.6, style)
            time += length
        time += 0.4 if script.rng.random() < 0.3 else 0.0


def _page(script: Script) -> None:
    """A page that a finger scrolls: pulls of a few hundred pixels, and rests between them."""
    lines = [script.long_claim() for _ in range(40)]
    rolling = Rolling(script, lines, script.side // 22, DARK)
    pulls = [(float(t), float(script.rng.uniform(0.2, 0.5))) for t in np.arange(1, 15, 1.4)]

    def position(time: float) -> float:
        moved = 0.0
        for start, share in pulls:
            done = min(1.0, max(0.0, (time - start) / 0.6))
            moved += share * script.plan.height * (1 - (1 - done) ** 3)
        return moved

    rolling.position = position
    rolling.tell(script, lines)
    script.layers.append(rolling)


def _credits(script: Script) -> None:
    """Lines that roll up without a rest."""
    lines = [script.long_claim() for _ in range(30)]
    rolling = Rolling(script, lines, script.side // 18, (255, 255, 255))
    speed = script.plan.height / 6
    rolling.position = lambda time: speed * time - script.plan.height
    rolling.tell(script, lines)
    script.layers.append(rolling)


def _comments(script: Script) -> None:
    """Comments of a live stream: each new one pushes the others up."""
    names = cycle(("Hoa Lê", "Minh Trần", "Thu Hà", "Bác Sáu", "Chị Lan"))
    lines = [f"{next(names)}: {script.claim()}" for _ in range(24)]
    rolling = Rolling(script, lines, script.side // 22, (255, 255, 255))
    height = script.plan.height
    shown = int(0.3 * height) // rolling.step
    rolling.area = (round(0.62 * height), round(0.62 * height) + shown * rolling.step)
    times = np.cumsum(script.rng.uniform(0.6, 1.4, len(lines)))

    def position(time: float) -> float:
        come = sum(min(1.0, max(0.0, (time - at) / 0.2)) for at in times)
        return float((come - shown) * rolling.step)

    rolling.position = position
    rolling.tell(script, lines)
    script.layers.append(rolling)
    script.show("Live bán hàng mỗi tối", (0, script.plan.seconds), 0.1, script.pick(36))


def _blinking(script: Script) -> None:
    """Headlines on and off every 300 to 400 ms, besides captions that come and go."""
    time = 0.6
    while time + 3 < script.plan.seconds:
        period = float(script.rng.uniform(0.6, 0.8))
        count = int(script.rng.integers(3, 6))
        text = script.claim().upper()

        def pose(since: float, period: float = period) -> Attitude:
            return Attitude(opacity=float(since % period < period / 2))

        times = (time, time + count * period - period / 2)
        start, end = script.pose(text, times, (0.5, 0.25), script.outlined(script.side / 12), pose)
        script.tell(text, start, end)
        time = end + 0.9
    _captions(script, 0.8, 1.0)


def _captions(script: Script, down: float, length: float) -> None:
    time = 0.4
    while time + length + 0.3 < script.plan.seconds:
        script.show(script.claim(), (time, time + length), down, script.pick(script.side / 16))
        time += length + float(script.rng.uniform(0, 0.3))


def _shaken(script: Script) -> None:
    """Text on the product, which moves as the hand does, and captions with outline and shadow."""
    plan = script.plan
    for number in range(int(plan.seconds // 4)):
        text, offset = script.claim().upper(), 4.0 * number

        def pose(since: float, offset: float = offset) -> Attitude:
            right, down = hand_move(plan.width, since + offset)
            return Attitude(right, down, angle=1.2 * float(np.sin(5.3 * (since + offset))))

        style = Style(POSTER, round(script.side / 16), (250, 250, 250), None, (40, 110, 40))
        start, end = script.pose(text, (offset, offset + 4), (0.5, 0.4), style, pose, most=0.6)
        script.tell(text, start, end)
    _captions(script, 0.82, 0.7)


def _dancing(script: Script) -> None:
    """Headlines that swell, swing, turn and jump without a rest."""
    height = script.plan.height
    dances: list[Callable[[float], Attitude]] = [
        lambda t: Attitude(scale=0.85 + 0.15 * float(np.sin(6.3 * t))),
        lambda t: Attitude(angle=8 * float(np.sin(5 * t))),
        lambda t: Attitude(down=-0.04 * height * abs(float(np.sin(4.5 * t)))),
        lambda t: Attitude(right=float(3 * np.sin(60 * t)), down=float(3 * np.cos(50 * t))),
        lambda t: Attitude(scale=min(1.0, 0.3 + 2.5 * t), angle=max(0.0, 40 - 140 * t)),
    ]
    time, number = 0.5, 0
    while time + 2 < script.plan.seconds:
        length = float(script.rng.uniform(0.9, 2.0))
        text, style = script.claim().upper(), script.outlined(script.side / 11)
        pose = dances[number % len(dances)]
        start, end = script.pose(text, (time, time + length), (0.5, 0.35), style, pose, most=0.8)
        script.tell(text, start, end)
        time, number = end + float(script.rng.uniform(0, 0.4)), number + 1
    script.show("Hotline 0912 345 678", (0, script.plan.seconds), 0.93, script.pick(40))


def _sliding(script: Script) -> None:
    """Lines that slide in from one side, rest, and slide out at the other."""
    width = script.plan.width

    def slide(length: float, passing: float, side: int) -> Callable[[float], Attitude]:
        def pose(since: float) -> Attitude:
            left = length - since
            inward = max(0.0, 1 - since / passing) ** 2
            outward = max(0.0, 1 - left / passing) ** 2
            return Attitude(right=side * width * (outward - inward))

        return pose

    for lane, down in enumerate((0.2, 0.55, 0.75)):
        time = 0.3 + 0.4 * lane
        while time + 2.2 < script.plan.seconds:
            rest = float(script.rng.uniform(0.6, 1.5))
            length = rest + 0.6
            text, style = script.claim(), script.pick(script.side / (12 + 2 * lane))
            pose = slide(length, 0.3, 1 if script.rng.random() < 0.5 else -1)
            start, end = script.pose(text, (time, time + length), (0.5, down), style, pose)
            script.tell(text, start + 0.1, end - 0.1)
            time = end + float(script.rng.uniform(0, 0.5))


def _transitions(script: Script) -> None:
    """Captions that come and go with the shots or stay over them."""
    for number in range(int(script.plan.seconds / 2.5)):
        start = 2.5 * number
        script.show(script.claim(), (start, start + 2.4), 0.2, script.outlined(script.side / 13))
        over = (start + 2.0, start + 2.9)
        if over[1] < script.plan.seconds:
            script.show(script.claim(), over, 0.7, script.pick(script.side / 15))
        brief = (start + 0.2, start + 0.75)
        script.show(script.claim(), brief, 0.45, script.outlined(script.side / 13))


def _watermark(script: Script) -> None:
    """A hotline that always stands, with captions that come and go close beside it."""
    length = script.plan.seconds
    start, end = script.pose(
        "Hotline 0987 654 321", (0, length), (0.3, 0.08), script.outlined(script.side / 22), _still
    )
    script.tell("Hotline 0987 654 321", start, end)
    time = 0.5
    while time + 1.2 < length:
        long = float(script.rng.uniform(0.5, 1.1))
        text, style = script.claim(), script.pick(script.side / 17)
        start, end = script.pose(text, (time, time + long), (0.5, 0.15), style, _still, most=0.7)
        script.tell(text, start, end)
        time = end + float(script.rng.uniform(0, 0.4))
    _captions(script, 0.7, 0.8)


def _counters(script: Script) -> None:
    """Prices that count up or down and then stand, and a clock that counts seconds down."""
    time = 0.5
    while time + 3 < script.plan.seconds:
        first, last = (1000 * int(value) for value in script.rng.integers(100, 990, 2))
        stands, end = time + 1.2, time + 2.4
        counting = Counting(script, (time, stands, end), (first, last))
        script.layers.append(counting)
        script.tell(price(last), *script.on_frames(stands, end), exact=True)
        counting.tell(script)
        time = end + 0.5
    style = Style(ROUND, round(script.side / 14))
    for second in range(int(script.plan.seconds)):
        text = f"Còn lại 00:{45 - second:02d}"
        start, end = script.pose(text, (second, second + 1), (0.5, 0.7), style, _still)
        script.tell(text, start, end, exact=True)


def _typed(script: Script) -> None:
    """Lines typed letter by letter that then stand for a moment."""
    for lane, down in enumerate((0.3, 0.65)):
        time = 0.4 + 1.1 * lane
        while time + 4 < script.plan.seconds:
            text, style = script.long_claim(), script.outlined(script.side / 17)
            typing = LETTER_S * len(text)
            start, end = script.on_frames(time, time + typing + 0.6)
            script.layers.append(Typed(script, text, style, start, end, down))
            script.tell(text, start + typing, end, timed=False)
            time = end + 0.3


def _small_print(script: Script) -> None:
    """Paragraphs of three to five lines of 24 to 32 pixels, for a second, and headlines above."""
    time = 0.5
    while time + 1.2 < script.plan.seconds:
        size = int(script.rng.integers(24, 33))
        style = Style(BODY, size, (255, 255, 255))
        count = int(script.rng.integers(3, 6))
        for number in range(count):
            text = f"{script.long_claim()} {script.claim().lower()}"
            down = 0.7 + 1.5 * size * number / script.plan.height
            script.show(text, (time, time + 1.0), down, style)
        time += 1.0 + float(script.rng.uniform(0, 0.6))
    _captions(script, 0.2, 1.3)


def _columns(script: Script) -> None:
    """Two columns of two lines each, that change independently."""
    for across in (0.26, 0.74):
        for down in (0.35, 0.5):
            time = float(script.rng.uniform(0.2, 0.8))
            while time + 1.6 < script.plan.seconds:
                length = float(script.rng.uniform(0.6, 1.5))
                style = script.outlined(script.side / 17)
                text, place = script.claim(), (across, down)
                start, end = script.pose(
                    text, (time, time + length), place, style, _still, most=0.42
                )
                script.tell(text, start, end)
                time = end


def _again(script: Script) -> None:
    """The same words again after a pause, in the same place or another, with or without other
    words between."""
    time = 0.4
    while time + 4 < script.plan.seconds:
        text, style = script.claim(), script.outlined(script.side / 13)
        pause = float(script.rng.uniform(0.7, 1.2))
        second = 0.4 if script.rng.random() < 0.7 else 0.7
        script.show(text, (time, time + 0.8), 0.4, style)
        if script.rng.random() < 0.5:
            script.show(script.claim(), (time + 0.8, time + 0.8 + pause), 0.4, style)
        script.show(text, (time + 0.8 + pause, time + 1.6 + pause), second, style)
        time += 1.8 + pause
    script.show(script.claim(), (0, script.plan.seconds), 0.92, script.pick(36))


def _alike(script: Script) -> None:
    """Lines that take each other's place and differ in a tone, a digit or a word."""
    time = 0.5
    while time + 2 < script.plan.seconds:
        for pair in ALIKE:
            style = script.outlined(script.side / 13)
            for text in pair:
                length = float(script.rng.uniform(0.6, 1.0))
                if time + length < script.plan.seconds:
                    start, end = script.on_frames(time, time + length)
                    centre = (0.5, 0.45)
                    script.pose(text, (start, end), centre, style, _still)
                    script.tell(text, start, end, exact=True)
                time += length
            time += 0.3


def _faint(script: Script) -> None:
    """Grey and dark letters without an outline on dark footage, some fading."""
    time = 0.4
    inks = ((110, 110, 110), (60, 60, 150), (150, 120, 90), (135, 135, 135))
    while time + 1.6 < script.plan.seconds:
        for down in (0.3, 0.6):
            length = float(script.rng.uniform(0.8, 1.5))
            ink = inks[int(script.rng.integers(len(inks)))]
            style = Style(HEAVY, round(script.side / 15), ink, None)
            fade = 0.3 if script.rng.random() < 0.3 else 0.0
            script.show(script.claim(), (time, time + length), down, style, Way(fade=fade))
        time += 1.7


SCRIPTS: dict[Kind, Callable[[Script], None]] = {
    "pops": _pops,
    "page": _page,
    "credits": _credits,
    "comments": _comments,
    "blinking": _blinking,
    "shaken": _shaken,
    "dancing": _dancing,
    "sliding": _sliding,
    "transitions": _transitions,
    "watermark": _watermark,
    "counters": _counters,
    "typed": _typed,
    "small print": _small_print,
    "columns": _columns,
    "again": _again,
    "alike": _alike,
    "faint": _faint,
}
