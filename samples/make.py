"""Draw every sample again: `python -m samples.make [NAME ...]`.

Still pictures come out the same to the pixel with the same Pillow and the same codecs; videos
with the same ffmpeg.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from samples.drawing.motion import Clip, Layer, encode
from samples.scenes import bodies, clips, cures, landing, lawful

ADS = Path(__file__).resolve().parent / "ads"
TALL = clips.HEALER
WIDE = clips.WIDE


def _jpeg(picture: Image.Image, path: Path) -> None:
    picture.convert("RGB").save(path, quality=86, optimize=True, progressive=True)


def _still(draw: Callable[[], Image.Image]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        picture = draw()
        if path.suffix == ".jpg":
            _jpeg(picture, path)
        elif path.suffix == ".webp":
            picture.convert("RGB").save(path, quality=84, method=6)
        else:
            picture.save(path, optimize=True)

    return write


def _opaque_png(draw: Callable[[], Image.Image]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        flat = draw().convert("RGB").quantize(256, dither=Image.Dither.FLOYDSTEINBERG)
        flat.save(path, optimize=True)

    return write


def skin_loop(path: Path) -> None:
    """Four pictures of 1.4 s each as animated WebP."""
    pictures = [picture.convert("RGB") for picture in bodies.skin_frames()]
    pictures[0].save(
        path, save_all=True, append_images=pictures[1:], duration=1400, loop=0, quality=80, method=6
    )


def folk_healer(path: Path) -> None:
    layers = [
        Layer(clips.healer_figure(), 0.0, 9.0, fade=False, drift=(0.0, 4.0)),
        Layer(clips.healer_title(), 0.3, 5.0),
        Layer(
            clips.subtitle(TALL, "Viêm gan, xơ gan tôi chữa được hết", 1080, pixels=42), 0.6, 2.8
        ),
        Layer(clips.subtitle(TALL, "Thuốc nam bí truyền, uống là khỏi", 1080, pixels=42), 2.8, 5.0),
        Layer(clips.healer_order(), 5.0, 9.0),
        Layer(clips.subtitle(TALL, "Ai bị như thế gọi ngay cho tôi", 1080, pixels=42), 5.3, 8.8),
    ]
    clip = Clip(*TALL, 25, 9.0, ("#5a2f10", "#1f3d1a", "#8a5a1c"), layers, seed=3)
    encode(clip, path, "vp9", tone=True)


def flashed_claim(path: Path) -> None:
    layers = [
        Layer(clips.knee_title(), 0.2, 7.0, drift=(2.0, 0.0)),
        Layer(clips.knee_flash(), 5.2, 5.8, fade=False),
        Layer(clips.knee_pack(), 7.0, 12.0, drift=(-2.0, 0.0)),
    ]
    clip = Clip(*WIDE, 25, 12.0, ("#0b3f73", "#1f7a9c", "#0a1f40"), layers, seed=7)
    encode(clip, path, "h264")


def slimming_coffee(path: Path) -> None:
    layers = [
        Layer(clips.slim_title(), 0.0, 2.5),
        Layer(clips.slim_claim(), 2.5, 5.5),
        Layer(clips.slim_order(), 5.5, 8.0),
    ]
    clip = Clip(*TALL, 25, 8.0, ("#ff7fb0", "#c4126b", "#ffd3e4"), layers, seed=13)
    encode(clip, path, "av1")


def kidney_stones(path: Path) -> None:
    layers = [Layer(clips.kidney_title(), 0.2, 3.6), Layer(clips.kidney_order(), 3.6, 7.0)]
    clip = Clip(*TALL, 25, 7.0, ("#0b4a36", "#1f9c72", "#07261c"), layers, seed=19)
    encode(clip, path, "h264", turned=True)


def lawful_vitamin(path: Path) -> None:
    layers = [Layer(lawful.opening_card(), 0.2, 3.5), Layer(lawful.closing_card(), 3.5, 9.0)]
    clip = Clip(*TALL, 25, 9.0, ("#2d8a55", "#8fd05a", "#14532d"), layers, seed=29)
    encode(clip, path, "h264")


SAMPLES: dict[str, Callable[[Path], None]] = {
    "diabetes-pack.jpg": _still(cures.diabetes_pack),
    "joint-testimonial.jpg": _still(cures.joint_testimonial),
    "fake-approval.jpg": _still(cures.fake_approval),
    "doctor-endorsement.webp": _still(cures.doctor_endorsement),
    "evasive-typography.jpg": _still(cures.evasive_typography),
    "english-reversal.png": _opaque_png(cures.english_reversal),
    "gout-sticker.png": _still(cures.transparent_sticker),
    "weight-before-after.jpg": _still(bodies.weight_before_after),
    "virility.jpg": _still(bodies.virility),
    "skin-loop.webp": skin_loop,
    "landing-page.png": _opaque_png(landing.landing_page),
    "folk-healer.webm": folk_healer,
    "flashed-claim.mp4": flashed_claim,
    "slimming-coffee.mp4": slimming_coffee,
    "kidney-stones.mp4": kidney_stones,
    "lawful-supplement.jpg": _still(lawful.compliant_supplement),
    "lawful-vitamin.mp4": lawful_vitamin,
    "lawful-health-talk.jpg": _still(lawful.health_talk),
    "lawful-warning.jpg": _still(lawful.authority_warning),
    "lawful-genuine-goods.jpg": _still(lawful.genuine_goods),
    "lawful-breakfast.jpg": _still(lawful.breakfast),
}


def main(names: list[str]) -> None:
    """Draw the named samples, or all of them."""
    ADS.mkdir(exist_ok=True)
    for name in names or SAMPLES:
        SAMPLES[name](ADS / name)
        print(f"{name}: {(ADS / name).stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main(sys.argv[1:])
