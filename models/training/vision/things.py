"""Draw what heads for kinds of things learn from: blisters, pills, tapes, stamped papers, syringes.

Bottles, jars, cartons and other packs come from `packs`, bare waists from `bodies`. Everything is
shapes, gradients and words; no picture of a real thing is used.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw

from models.training.vision.bodies import body_view, new_body
from models.training.vision.packs import Cutout, PackArtist

Colour = np.ndarray


class ThingArtist:
    """Draws from one random generator, so that a seed gives the same pictures again."""

    def __init__(self, random: np.random.Generator, fonts: Sequence[Path]) -> None:
        self._random = random
        self.packs = PackArtist(random, list(fonts))

    def drawings(self) -> dict[str, Callable[[], Cutout]]:
        """How to draw one thing of each kind."""
        return {
            "bottle": self.packs.bottle,
            "jar": self.packs.jar,
            "box": self.packs.box,
            "tube": self.packs.tube,
            "pouch": self.packs.pouch,
            "blister": self.blister,
            "pills": self.pills,
            "certificate": self.certificate,
            "syringe": self.syringe,
            "tape": self.tape,
            "waist": self.waist,
            "body": self.body,
            "emblem": self.emblem,
            "buttons": self.buttons,
            "cloth": self.cloth,
        }

    def pill(self, size: int) -> Cutout:
        """A capsule of one or two colours, an oval or a round tablet, seen from above."""
        random = self._random
        kind = random.choice(["capsule", "oval", "round"], p=[0.45, 0.25, 0.3])
        long, wide = size, round(size * {"capsule": 0.4, "oval": 0.52, "round": 1.0}[kind])
        side = size + 8
        opacity = np.zeros((side, side), np.float32)
        middle = side // 2
        if kind == "round":
            cv2.circle(opacity, (middle, middle), long // 2, 1.0, -1, cv2.LINE_AA)
        else:
            reach = (long - wide) // 2
            ends = ((middle - reach, middle), (middle + reach, middle))
            cv2.line(opacity, *ends, 1.0, max(2, wide), cv2.LINE_AA)
        first = self._pill_colour()
        art = np.full((side, side, 3), first, np.float32)
        if kind == "capsule" and random.random() < 0.6:
            art[:, middle:] = self._pill_colour()
        elif kind != "capsule" and random.random() < 0.4:
            cv2.line(art, (middle, 0), (middle, side), (first * 0.8).tolist(), max(1, size // 20))
        depth = cv2.GaussianBlur(opacity, (0, 0), max(1.0, wide * 0.16))
        light = np.roll(depth, (wide // 7, wide // 9), (0, 1)) - depth
        art = art * (0.55 + 0.45 * depth[..., None]) - light[..., None] * 130
        if random.random() < 0.7:
            glint = (max(2, long // 5), max(1, wide // 12))
            place = (middle - long // 8, middle - wide // 5)
            cv2.ellipse(art, place, glint, 0, 0, 360, (255.0,) * 3, -1, cv2.LINE_AA)
        turn = cv2.getRotationMatrix2D((middle, middle), float(random.uniform(0, 360)), 1.0)
        return Cutout(
            cv2.warpAffine(art, turn, (side, side), borderMode=cv2.BORDER_REPLICATE).clip(0, 255),
            cv2.warpAffine(opacity, turn, (side, side)),
        )

    def _pill_colour(self) -> Colour:
        if self._random.random() < 0.4:
            return np.full(3, self._random.uniform(215, 252)) + self._random.uniform(-14, 4, 3)
        return self.packs.colour(20)

    def pills(self) -> Cutout:
        """Three to forty loose pills, in a heap or spread out; often of one kind."""
        random = self._random
        count, side = int(random.integers(3, 41)), 360
        size = int(np.clip(random.uniform(0.9, 1.7) * side / np.sqrt(count) * 0.62, 34, 120))
        models = [self.pill(size) for _ in range(int(random.choice([1, 1, 2, 4, 8])))]
        spread = random.uniform(0.12, 0.28)
        art = np.full((side, side, 3), 128, np.float32)
        opacity = np.zeros((side, side), np.float32)
        for _ in range(count):
            model = models[int(random.integers(len(models)))]
            box = model.opacity.shape[0]
            turn = cv2.getRotationMatrix2D((box / 2, box / 2), float(random.uniform(0, 360)), 1)
            colour = cv2.warpAffine(model.colour, turn, (box, box), borderMode=cv2.BORDER_REPLICATE)
            shape = cv2.warpAffine(model.opacity, turn, (box, box))
            x, y = np.clip(random.normal(0.5, spread, 2) * side - box / 2, 0, side - box).astype(
                int
            )
            place = (slice(y, y + box), slice(x, x + box))
            shade = cv2.GaussianBlur(np.roll(shape, (4, 3), (0, 1)), (0, 0), 4)[..., None]
            art[place] *= 1 - 0.45 * shade * opacity[place][..., None]
            art[place] = colour * shape[..., None] + art[place] * (1 - shape[..., None])
            opacity[place] = np.maximum(opacity[place], shape)
        return Cutout(art.clip(0, 255), opacity)

    def blister(self) -> Cutout:
        """A strip of pills under domes, on foil of any colour or clear; now and then its printed
        back shows, or the pills cannot be seen."""
        random = self._random
        rows, columns = int(random.integers(3, 8)), int(random.integers(2, 4))
        cell = int(random.integers(46, 70))
        long = int(cell * random.uniform(0.6, 0.95))
        foil = np.full(3, random.uniform(165, 240)) + random.uniform(-8, 8, 3)
        if random.random() < 0.25:
            foil = self.packs.colour(20, 220)
        width, height = columns * cell + 26, rows * cell + 26
        art = np.full((height, width, 3), foil, np.float32)
        art = art + np.linspace(-25, 25, width)[None, :, None] * random.uniform(-1, 1)
        if random.random() < 0.6:
            hatch = np.indices((height, width)).sum(axis=0) % int(random.integers(4, 8)) < 2
            art -= hatch[..., None] * random.uniform(3, 14)
        if random.random() < 0.4:
            art = self._printed(art)
        hidden = random.random() < 0.3
        ink, other = self._pill_colour(), self._pill_colour()
        round_one = random.random() < 0.35
        axes = (long // 2, long // 2) if round_one else (long // 2, int(long * 0.27))
        if random.random() < 0.35:
            axes = axes[::-1]
        dome = (axes[0] + int(cell * 0.08), axes[1] + int(cell * 0.08))
        two = random.random() < 0.4
        for row in range(rows):
            for column in range(columns):
                centre = (13 + column * cell + cell // 2, 13 + row * cell + cell // 2)
                low = (centre[0] + 2, centre[1] + 3)
                cv2.ellipse(art, low, dome, 0, 0, 360, (foil * 0.7).tolist(), -1, cv2.LINE_AA)
                rim = (foil * 1.06).clip(0, 255).tolist()
                cv2.ellipse(art, centre, dome, 0, 0, 360, rim, -1, cv2.LINE_AA)
                if not hidden:
                    fill = ink.tolist()
                    cv2.ellipse(art, centre, axes, 0, 0, 360, fill, -1, cv2.LINE_AA)
                    if two:
                        start = 90 if axes[0] >= axes[1] else 0
                        cv2.ellipse(
                            art,
                            centre,
                            axes,
                            0,
                            start,
                            start + 180,
                            other.tolist(),
                            -1,
                            cv2.LINE_AA,
                        )
                glint = (centre[0] - axes[0] // 3, centre[1] - axes[1] // 3)
                sizes = (max(2, axes[0] // 3), max(1, axes[1] // 5))
                cv2.ellipse(art, glint, sizes, 0, 0, 360, (252.0,) * 3, -1, cv2.LINE_AA)
        art = cv2.GaussianBlur(art, (0, 0), random.uniform(0.5, 1.2))
        return self._tilted(art.clip(0, 255), corner=int(random.integers(4, 22)))

    def _printed(self, art: np.ndarray) -> np.ndarray:
        picture = Image.fromarray(art.clip(0, 255).astype(np.uint8))
        draw = ImageDraw.Draw(picture)
        ink = tuple(int(v) for v in self.packs.colour(0, 140))
        font = self.packs.font(int(self._random.integers(9, 18)))
        for top in range(4, art.shape[0], int(self._random.integers(22, 50))):
            draw.text((6, top), "VITAFORT 500 mg  " * 3, font=font, fill=ink)
        return np.asarray(picture).astype(np.float32)

    def _tilted(self, art: np.ndarray, corner: int) -> Cutout:
        """A flat thing with round corners, a little in perspective, upright or lying."""
        height, width = art.shape[:2]
        opacity = np.zeros((height, width), np.float32)
        inside = np.array([[corner, corner], [width - corner, height - corner]])
        cv2.rectangle(opacity, inside[0].tolist(), inside[1].tolist(), 1.0, 2 * corner)
        cv2.rectangle(opacity, inside[0].tolist(), inside[1].tolist(), 1.0, -1)
        if self._random.random() < 0.35:
            art, opacity = np.rot90(art).copy(), np.rot90(opacity).copy()
            height, width = width, height
        source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        shift = self._random.uniform(0, 0.13, (4, 2)) * (width, height)
        target = np.abs(source - shift).astype(np.float32)
        matrix = cv2.getPerspectiveTransform(source, target)
        return Cutout(
            cv2.warpPerspective(art, matrix, (width, height)),
            cv2.warpPerspective(opacity, matrix, (width, height)),
        )

    def certificate(self) -> Cutout:
        """A paper with a heading, lines of print, a border and a red round stamp by a signature."""
        random = self._random
        width, height = int(random.integers(260, 330)), int(random.integers(360, 440))
        if random.random() < 0.25:
            width, height = height, width
        paper = np.array([225, 240, 245]) * random.uniform(0.9, 1.05)
        art = np.full((height, width, 3), paper, np.float32)
        if random.random() < 0.6:
            edge = self.packs.colour(0, 200).tolist()
            cv2.rectangle(art, (8, 8), (width - 9, height - 9), edge, int(random.integers(1, 10)))
        picture = Image.fromarray(art.clip(0, 255).astype(np.uint8))
        draw = ImageDraw.Draw(picture)
        head = self.packs.font(int(random.integers(13, 24)))
        draw.text((width * 0.2, 26), "GIẤY CHỨNG NHẬN", font=head, fill=(20, 20, 30))
        small = self.packs.font(int(random.integers(7, 11)))
        top = 60
        while top < height * 0.72:
            line = "".join(random.choice(list("abcdeghiklmnopqrstuvxy   "), 60))
            draw.text((22, top), line[: width // 6], font=small, fill=(40, 40, 50))
            top += int(random.integers(11, 18))
        art = np.asarray(picture).astype(np.float32).copy()
        red = np.array([50, 45, 210]) + random.uniform(-20, 20, 3)
        place = (int(width * random.uniform(0.55, 0.8)), int(height * random.uniform(0.76, 0.88)))
        radius = int(min(width, height) * random.uniform(0.09, 0.14))
        for size, thick in ((radius, 3), (int(radius * 0.7), 1)):
            cv2.circle(art, place, size, red.tolist(), thick, cv2.LINE_AA)
        cv2.circle(art, place, max(3, radius // 5), red.tolist(), -1, cv2.LINE_AA)
        for angle in np.linspace(0, 2 * np.pi, 18):
            x, y = (
                place[0] + 0.85 * radius * np.cos(angle),
                place[1] + 0.85 * radius * np.sin(angle),
            )
            cv2.circle(art, (int(x), int(y)), 2, red.tolist(), -1, cv2.LINE_AA)
        curve = np.cumsum(random.normal([4, 0], [3, 9], (14, 2)), axis=0) + place
        ink = [140.0, 60.0, 30.0]
        cv2.polylines(art, [curve.astype(np.int32)], False, ink, 2, cv2.LINE_AA)
        return self._tilted(art.clip(0, 255), corner=2)

    def syringe(self) -> Cutout:
        """A barrel with marks and liquid, a plunger and a needle."""
        random = self._random
        length, wide = 360, int(random.integers(22, 44))
        art = np.full((90, length, 3), 225, np.float32)
        opacity = np.zeros((90, length), np.float32)
        start, end = 90, 260
        for (left, right), half, colour in (
            ((start, end), wide // 2, np.full(3, random.uniform(205, 240))),
            ((start, start + int(random.uniform(40, 150))), wide // 2 - 3, self.packs.colour(60)),
            ((end, 345), wide // 5, np.full(3, random.uniform(180, 235))),
            ((end - 12, end), wide // 2 + 14, np.full(3, random.uniform(190, 235))),
            ((340, 350), wide // 2 + 6, np.full(3, random.uniform(180, 235))),
            ((70, start), wide // 5, self.packs.colour()),
            ((4, 70), 1, np.full(3, random.uniform(120, 180))),
        ):
            box = ((left, 45 - half), (right, 45 + half))
            cv2.rectangle(art, *box, colour.tolist(), -1)
            cv2.rectangle(opacity, *box, 1.0, -1)
        for mark in range(start + 8, end - 14, 9):
            cv2.line(art, (mark, 45 - wide // 2), (mark, 45 - wide // 5), (40.0,) * 3, 1)
        shade = 1 + 0.15 * np.cos(np.linspace(0, 6, 90))[:, None, None]
        return Cutout((art * shade).clip(0, 255), opacity)

    def tape(self) -> Cutout:
        """A measuring tape laid in a bow, as round a waist or on a table."""
        random = self._random
        side, wide = 360, int(random.integers(14, 30))
        x = np.linspace(10, side - 10, 160)
        bow = random.uniform(-60, 60) * np.sin(np.linspace(0, np.pi * random.uniform(0.8, 2), 160))
        line = np.stack([x, 180 + bow + random.uniform(-0.2, 0.2) * (x - 180)], axis=1)
        art = np.full((side, side, 3), 128, np.uint8)
        opacity = np.zeros((side, side), np.float32)
        yellow = np.array([60, 205, 240])
        ground = yellow if random.random() < 0.5 else np.full(3, random.uniform(225, 250))
        points = line.astype(np.int32)
        cv2.polylines(art, [points], False, ground.tolist(), wide, cv2.LINE_AA)
        cv2.polylines(opacity, [points], False, 1.0, wide, cv2.LINE_AA)
        font = cv2.FONT_HERSHEY_SIMPLEX
        for number, (px, py) in enumerate(line[::3]):
            reach = wide // 2 - (1 if number % 5 == 0 else wide // 4)
            start = (int(px), int(py - wide / 2))
            cv2.line(art, start, (int(px), int(py - wide / 2 + reach)), (25.0,) * 3, 1)
            if number % 5 == 0:
                place = (int(px) - 4, int(py + wide / 2 - 3))
                cv2.putText(art, str(number // 5 + 60), place, font, wide / 70, (25.0,) * 3, 1)
        return Cutout(art.astype(np.float32), opacity)

    def waist(self) -> Cutout:
        """A bare waist, now and then with a tape round it."""
        view = self._view("torso")
        if self._random.random() < 0.2:
            tape = self.tape()
            art, shape = (
                cv2.resize(part, view.shape[1::-1]) for part in (tape.colour, tape.opacity)
            )
            view = art * shape[..., None] + view * (1 - shape[..., None])
        return Cutout(view, np.ones(view.shape[:2], np.float32))

    def body(self) -> Cutout:
        """Any part of a body but a bare waist."""
        view = self._view(str(self._random.choice(["legs", "skin", "teeth", "hair"])))
        return Cutout(view, np.ones(view.shape[:2], np.float32))

    def _view(self, part: str) -> np.ndarray:
        body = new_body(self._random, part)
        return body_view(body, self._random, before=self._random.random() < 0.5).astype(np.float32)

    def emblem(self) -> Cutout:
        """A name in large letters beside a round mark, as companies have them."""
        random = self._random
        width, height = 360, int(random.integers(90, 200))
        art = np.full((height, width, 3), self.packs.colour(), np.float32)
        opacity = np.ones((height, width), np.float32)
        for _ in range(int(random.integers(1, 4))):
            place = (int(random.uniform(20, 90)), int(random.uniform(0.3, 0.7) * height))
            colour = self.packs.colour().tolist()
            cv2.circle(art, place, int(random.uniform(0.1, 0.4) * height), colour, -1, cv2.LINE_AA)
        picture = Image.fromarray(art.clip(0, 255).astype(np.uint8))
        draw = ImageDraw.Draw(picture)
        for top in (0.25, 0.6)[: int(random.integers(1, 3))]:
            name = "".join(random.choice(list("AEIOUBCDGHKLMNPRSTVXY"), int(random.integers(4, 9))))
            ink = tuple(int(v) for v in self.packs.colour())
            font = self.packs.font(int(height * random.uniform(0.2, 0.4)))
            draw.text((100, int(top * height)), name, font=font, fill=ink)
        return Cutout(np.asarray(picture).astype(np.float32), opacity)

    def buttons(self) -> Cutout:
        """Rows of round or square signs, lamps or keys: what a blister is not."""
        random = self._random
        rows, columns = int(random.integers(2, 8)), int(random.integers(2, 8))
        cell = int(random.integers(30, 56))
        width, height = columns * cell + 20, rows * cell + 20
        art = np.full((height, width, 3), self.packs.colour(), np.float32)
        own, ink = random.random() < 0.5, self.packs.colour()
        half = int(cell * random.uniform(0.25, 0.42))
        square = random.random() < 0.5
        for row in range(rows):
            for column in range(columns):
                x, y = 10 + column * cell + cell // 2, 10 + row * cell + cell // 2
                colour = (self.packs.colour() if own else ink).tolist()
                if square:
                    cv2.rectangle(art, (x - half, y - half), (x + half, y + half), colour, -1)
                else:
                    cv2.circle(art, (x, y), half, colour, -1, cv2.LINE_AA)
        return Cutout(art, np.ones((height, width), np.float32))

    def cloth(self) -> Cutout:
        """A spotted or striped cloth in folds."""
        random = self._random
        side, step = 360, int(random.integers(14, 48))
        art = np.full((side, side, 3), self.packs.colour(), np.float32)
        ink = self.packs.colour().tolist()
        radius = max(2, int(step * random.uniform(0.12, 0.4)))
        striped = random.random() < 0.3
        for row in range(0, side + step, step):
            if striped:
                cv2.line(art, (0, row), (side, row), ink, radius)
                continue
            shift = (row // step % 2) * step // 2
            for column in range(shift, side + step, step):
                cv2.circle(art, (column, row), radius, ink, -1, cv2.LINE_AA)
        y, x = np.mgrid[0:side, 0:side].astype(np.float32)
        fold = cv2.GaussianBlur(random.normal(0, 1, (side, side)).astype(np.float32), (0, 0), 28)
        fold *= random.uniform(200, 900)
        art = cv2.remap(art, x + fold, y + np.roll(fold, 60), cv2.INTER_LINEAR, None, 3)
        light = cv2.GaussianBlur(np.gradient(fold)[1], (0, 0), 3)[..., None]
        art = art * np.clip(1 + light * random.uniform(0.1, 0.6), 0.3, 1.4)
        outline = np.zeros((side, side), np.float32)
        axes = (int(side * random.uniform(0.3, 0.5)), int(side * random.uniform(0.3, 0.5)))
        cv2.ellipse(outline, (side // 2, side // 2), axes, 0, 0, 360, 1.0, -1, cv2.LINE_AA)
        return Cutout(art.clip(0, 255), outline)
