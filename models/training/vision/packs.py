"""Draw packs, bottles, jars, tubes, blisters and pills that never existed, to train on.

Everything is made of shapes, gradients and words; no picture of a real product is used.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

_PRINT = """
VITA NATURA PLUS COMPLEX FORTE DAILY HERBAL PURE ACTIVE CARE LIFE GOLD EXTRA MAX B12 C500 D3 K2
OMEGA CALCI ZINC IRON COLLAGEN GINKGO VIÊN UỐNG BỔ SUNG THẢO DƯỢC TỰ NHIÊN HỘP CHAI LỌ 30 60 120
VIÊN NANG TABLETS CAPSULES SOFTGELS 500MG 1000MG NET WT 100ML DIETARY CREAM SERUM GEL
"""
_WORDS = _PRINT.split()


@dataclass(frozen=True, slots=True)
class Cutout:
    """A drawn thing: (height, width, 3) BGR colours and (height, width) opacity, 0-1 float32."""

    colour: np.ndarray
    opacity: np.ndarray


class PackArtist:
    """Draws from one random generator, so that a seed gives the same pictures again."""

    def __init__(self, random: np.random.Generator, fonts: list[Path]) -> None:
        self._random = random
        self._fonts = fonts

    def pack(self) -> Cutout:
        """Any one kind of pack."""
        kinds: list[Callable[[], Cutout]] = [
            self.box, self.box, self.bottle, self.bottle,
            self.jar, self.tube, self.blister, self.pouch,
        ]  # fmt: skip
        return kinds[int(self._random.integers(len(kinds)))]()

    def colour(self, lowest: int = 0, highest: int = 255) -> np.ndarray:
        return self._random.integers(lowest, highest + 1, 3).astype(np.float32)

    def label(self, width: int, height: int) -> np.ndarray:
        """The printed face of a pack: ground, band, emblem, words."""
        ground = self.colour(150) if self._random.random() < 0.6 else self.colour()
        slope = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
        art = ground + (self.colour() - ground) * slope * self._random.uniform(0, 0.6)
        art = np.broadcast_to(art, (height, width, 3)).copy()
        for _ in range(self._random.integers(1, 4)):
            top = int(self._random.integers(0, height))
            bottom = min(height, top + int(self._random.integers(4, max(5, height // 3))))
            art[top:bottom] = self.colour()
        if self._random.random() < 0.6:
            centre = (
                int(width * self._random.uniform(0.3, 0.7)),
                int(height * self._random.uniform(0.5, 0.9)),
            )
            axes = (
                int(width * self._random.uniform(0.1, 0.3)),
                int(height * self._random.uniform(0.05, 0.2)),
            )
            cv2.ellipse(
                art,
                centre,
                axes,
                float(self._random.uniform(0, 180)),
                0,
                360,
                self.colour().tolist(),
                -1,
            )
        picture = Image.fromarray(art.clip(0, 255).astype(np.uint8))
        draw = ImageDraw.Draw(picture)
        y = int(height * self._random.uniform(0.04, 0.15))
        for number in range(self._random.integers(3, 8)):
            share = (
                self._random.uniform(0.12, 0.2) if number < 2 else self._random.uniform(0.03, 0.07)
            )
            size = max(6, int(width * share))
            words = self._random.choice(
                _WORDS, 1 if number < 2 else int(self._random.integers(2, 5))
            )
            ink = tuple(
                int(v)
                for v in (self.colour(0, 90) if self._random.random() < 0.6 else self.colour(190))
            )
            draw.text((int(width * 0.08), y), " ".join(words), font=self.font(size), fill=ink)
            y += int(size * self._random.uniform(1.1, 1.6))
        return np.asarray(picture).astype(np.float32)

    def font(self, size: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(
            str(self._fonts[int(self._random.integers(len(self._fonts)))]), size
        )

    def box(self) -> Cutout:
        """A carton with its front and one or two more sides in perspective."""
        width, height = int(self._random.integers(120, 260)), int(self._random.integers(140, 320))
        depth, lift = (
            int(width * self._random.uniform(0.15, 0.5)),
            int(height * self._random.uniform(0, 0.14)),
        )
        canvas = np.zeros((height + 2 * lift + 8, width + depth + 8, 3), np.float32)
        mask = np.zeros(canvas.shape[:2], np.float32)
        front = np.array(
            [[0, lift], [width, 2 * lift], [width, height + 2 * lift], [0, height + lift]],
            np.float32,
        )
        side = np.array(
            [
                [width, 2 * lift],
                [width + depth, lift],
                [width + depth, height + lift],
                [width, height + 2 * lift],
            ],
            np.float32,
        )
        self._paste(canvas, mask, self.label(width, height), front + 4, 1.0)
        self._paste(
            canvas, mask, self.label(depth + 8, height), side + 4, self._random.uniform(0.55, 0.9)
        )
        if lift > 4:
            top = np.array(
                [[0, lift], [depth, 0], [width + depth, lift], [width, 2 * lift]], np.float32
            )
            self._paste(
                canvas, mask, self.label(width, depth + 8), top + 4, self._random.uniform(0.9, 1.1)
            )
        if self._random.random() < 0.5:
            canvas, mask = canvas[:, ::-1].copy(), mask[:, ::-1].copy()
        return Cutout(canvas.clip(0, 255), mask)

    def _paste(
        self,
        canvas: np.ndarray,
        mask: np.ndarray,
        art: np.ndarray,
        corners: np.ndarray,
        light: float,
    ) -> None:
        height, width = art.shape[:2]
        source = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        matrix = cv2.getPerspectiveTransform(source, corners)
        size = (canvas.shape[1], canvas.shape[0])
        warped = cv2.warpPerspective(art * light, matrix, size)
        inside = cv2.warpPerspective(np.ones((height, width), np.float32), matrix, size)
        canvas[:] = warped * inside[..., None] + canvas * (1 - inside[..., None])
        np.maximum(mask, inside, out=mask)

    def _turned(self, profile: np.ndarray, art: np.ndarray) -> Cutout:
        """A body of revolution: `profile` is its half width per row, 0-1, wrapped in `art`."""
        height, width = art.shape[:2]
        x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
        half = profile[:, None].astype(np.float32)
        inside = np.clip((half - np.abs(x)) * width / 2 + 0.5, 0, 1)
        across = np.clip(x / np.maximum(half, 1e-3), -1, 1)
        lit = np.sqrt(np.maximum(0, 1 - across**2)) * 0.55 + 0.45
        shine = np.exp(
            -((across - self._random.uniform(-0.6, 0.6)) ** 2) / 0.012
        ) * self._random.uniform(0, 90)
        where = (np.arcsin(across) / np.pi + 0.5) * (width - 1)
        rows = np.repeat(np.arange(height, dtype=np.float32)[:, None], width, 1)
        wrapped = cv2.remap(art, where.astype(np.float32), rows, cv2.INTER_LINEAR)
        return Cutout(
            (wrapped * lit[..., None] + shine[..., None]).clip(0, 255), inside.astype(np.float32)
        )

    def bottle(self) -> Cutout:
        """A bottle with a cap, shoulders and a wrapped label."""
        width, height = int(self._random.integers(110, 190)), int(self._random.integers(230, 380))
        cap, neck = (
            int(height * self._random.uniform(0.1, 0.22)),
            int(height * self._random.uniform(0.02, 0.2)),
        )
        cap_width, shoulder = (
            self._random.uniform(0.5, 0.95),
            int(height * self._random.uniform(0.03, 0.15)),
        )
        profile = np.ones(height)
        profile[:cap] = cap_width
        profile[cap : cap + neck] = cap_width * 0.85
        bend = np.sin(np.linspace(0, np.pi / 2, shoulder))
        profile[cap + neck : cap + neck + shoulder] = (
            cap_width * 0.85 + (1 - cap_width * 0.85) * bend
        )
        profile[-8:] = np.linspace(1, 0.93, 8)
        art = np.broadcast_to(self.colour(), (height, width, 3)).copy()
        art[:cap] = self.colour(200) if self._random.random() < 0.5 else self.colour()
        art[:cap, :: int(self._random.integers(3, 7))] *= 0.85
        start, end = cap + neck + shoulder + 6, int(height * self._random.uniform(0.88, 0.98))
        art[start:end] = self.label(width, end - start)
        return self._turned(profile, art)

    def jar(self) -> Cutout:
        """A wide jar, or a box of cream."""
        width, height = int(self._random.integers(180, 300)), int(self._random.integers(120, 230))
        lid = int(height * self._random.uniform(0.2, 0.4))
        profile = np.full(height, 0.96)
        profile[:lid] = 1.0
        art = self.label(width, height)
        art[:lid] = self.colour()
        return self._turned(profile, art)

    def tube(self) -> Cutout:
        """A tube standing on its cap."""
        width, height = int(self._random.integers(90, 150)), int(self._random.integers(260, 380))
        cap = int(height * self._random.uniform(0.12, 0.2))
        profile = np.concatenate([np.linspace(1, 0.75, height - cap), np.full(cap, 0.62)])
        art = self.label(width, height)
        art[-cap:] = self.colour()
        return self._turned(profile, art)

    def pouch(self) -> Cutout:
        """A flat sachet with crimped ends."""
        width, height = int(self._random.integers(140, 240)), int(self._random.integers(180, 320))
        art = self.label(width, height)
        waves = 1 + 0.12 * np.sin(np.linspace(0, self._random.uniform(4, 9), width))[None, :, None]
        art = art * waves
        for edge in (slice(0, 14), slice(-14, None)):
            art[edge, ::3] *= 0.8
        return Cutout(art.clip(0, 255), np.ones((height, width), np.float32))

    def blister(self) -> Cutout:
        """A blister pack: rows of pills under domes on foil."""
        rows, columns = int(self._random.integers(2, 6)), int(self._random.integers(2, 5))
        cell = int(self._random.integers(38, 60))
        height, width = rows * cell + 24, columns * cell + 24
        foil = self._random.uniform(150, 215)
        art = np.full((height, width, 3), foil, np.float32)
        art += np.linspace(-30, 30, width)[None, :, None] * self._random.uniform(-1, 1)
        art += self._random.normal(0, 5, (height, width, 1))
        ink = self.colour(60)
        size = (
            int(cell * self._random.uniform(0.28, 0.42)),
            int(cell * self._random.uniform(0.28, 0.42)),
        )
        for row in range(rows):
            for column in range(columns):
                centre = (12 + column * cell + cell // 2, 12 + row * cell + cell // 2)
                cv2.ellipse(
                    art, centre, (size[0] + 4, size[1] + 4), 0, 0, 360, (foil * 0.72,) * 3, -1
                )
                cv2.ellipse(art, centre, size, 0, 0, 360, ink.tolist(), -1)
                glint = (centre[0] - size[0] // 3, centre[1] - size[1] // 3)
                cv2.ellipse(
                    art,
                    glint,
                    (max(2, size[0] // 4), max(2, size[1] // 4)),
                    0,
                    0,
                    360,
                    (250,) * 3,
                    -1,
                )
        return Cutout(
            cv2.GaussianBlur(art, (3, 3), 0).clip(0, 255), np.ones((height, width), np.float32)
        )
