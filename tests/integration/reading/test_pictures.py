"""Still pictures are read line by line, in order, once."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from tests.integration.reading.moving_pictures import FONTS, bgr
from workers.media.frame import Frame
from workers.reading import OcrEngine, read_picture
from workers.reading.similarity import likeness


def face(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"{name}.ttf"), size)


def page(width: int, height: int, ground: str = "#fdf6e3") -> Image.Image:
    return Image.new("RGB", (width, height), ground)


def texts(picture: Image.Image, engine: OcrEngine) -> list[str]:
    return [text.text for text in read_picture([Frame("m1", 0, bgr(picture))], engine).texts]


def test_tones_on_capitals_and_small_letters_are_read(engine: OcrEngine) -> None:
    picture = page(900, 300)
    draw = ImageDraw.Draw(picture)
    draw.text((40, 30), "GIẢM ĐAU TỨC THÌ", "#b00020", face("Montserrat-ExtraBold", 64))
    draw.text((40, 150), "Dưỡng ẩm suốt ngày dài", "#1b2a41", face("BeVietnamPro-Medium", 40))
    assert texts(picture, engine) == ["GIẢM ĐAU TỨC THÌ", "Dưỡng ẩm suốt ngày dài"]


def test_a_claim_over_three_lines_is_one_block_with_0_1_places(engine: OcrEngine) -> None:
    picture = page(800, 600)
    draw = ImageDraw.Draw(picture)
    for row, words in enumerate(("Giúp xương", "chắc khỏe", "mỗi ngày")):
        draw.text((40, 60 + 56 * row), words, "#1b2a41", face("BeVietnamPro-ExtraBold", 46))
    draw.text((440, 420), "Mua ngay", "#1b2a41", face("BeVietnamPro-ExtraBold", 46))
    found = read_picture([Frame("m1", 0, bgr(picture))], engine).texts
    assert [text.text for text in found] == ["Giúp xương", "chắc khỏe", "mỗi ngày", "Mua ngay"]
    assert len({text.block for text in found[:3]}) == 1
    assert found[3].block != found[0].block
    left, top = found[3].polygon[0]  # type: ignore[index]
    assert (left, top) == pytest.approx((440 / 800, 428 / 600), abs=0.03)


def test_print_of_nine_pixels_on_a_thousand_pixel_picture_is_read(engine: OcrEngine) -> None:
    picture = page(1000, 1000)
    words = "Thực phẩm này không phải là thuốc và không thay thế thuốc chữa bệnh"
    draw = ImageDraw.Draw(picture)
    draw.text((60, 960), words, "#1b2a41", face("BeVietnamPro-Medium", 13))
    (text,) = texts(picture, engine)
    assert likeness(text, words) > 0.95


def test_a_tall_screenshot_is_read_to_its_end_without_doubles(engine: OcrEngine) -> None:
    picture = page(720, 4000)
    draw = ImageDraw.Draw(picture)
    numbers = [f"Mục số {number} trong danh sách" for number in range(10, 50)]
    for row, words in enumerate(numbers):
        draw.text((40, 20 + 99 * row), words, "#1b2a41", face("BeVietnamPro-Medium", 34))
    assert texts(picture, engine) == numbers


def test_white_text_on_nothing_is_read_once(engine: OcrEngine) -> None:
    drawn = Image.new("RGBA", (700, 200), (0, 0, 0, 0))
    draw = ImageDraw.Draw(drawn)
    draw.text((30, 20), "Ưu đãi mùa hè", "#ffffff", face("BeVietnamPro-ExtraBold", 56))
    draw.text((30, 110), "Hàng mới về", "#000000", face("BeVietnamPro-ExtraBold", 56))
    shown = []
    for backdrop, grey in (("light", 255), ("dark", 20)):
        below = Image.new("RGBA", drawn.size, (grey, grey, grey, 255))
        pixels = bgr(Image.alpha_composite(below, drawn))
        shown.append(Frame("m1", 0, pixels, backdrop=backdrop))  # type: ignore[arg-type]
    assert [t.text for t in read_picture(shown, engine).texts] == ["Ưu đãi mùa hè", "Hàng mới về"]


@pytest.mark.parametrize("turn", [35, -40, 90, 270, 180])
def test_turned_text_is_read(engine: OcrEngine, turn: int) -> None:
    picture = page(700, 700)
    draw = ImageDraw.Draw(picture)
    draw.text((130, 320), "Khuyến mãi lớn", "#b00020", face("BeVietnamPro-ExtraBold", 60))
    turned = picture.rotate(turn, fillcolor="#fdf6e3", resample=Image.Resampling.BICUBIC)
    assert texts(turned, engine) == ["Khuyến mãi lớn"]


def test_contrast_is_that_of_text_and_ground(engine: OcrEngine) -> None:
    picture = page(700, 300, "#ffffff")
    draw = ImageDraw.Draw(picture)
    draw.text((40, 40), "Chữ đen rõ ràng", "#000000", face("BeVietnamPro-ExtraBold", 56))
    draw.text((40, 160), "Chữ xám mờ nhạt", "#b8b8b8", face("BeVietnamPro-ExtraBold", 56))
    clear, faint = read_picture([Frame("m1", 0, bgr(picture))], engine).texts
    assert clear.contrast is not None
    assert faint.contrast is not None
    assert clear.contrast > 12
    assert faint.contrast < 2.5


def test_an_empty_picture_holds_no_text(engine: OcrEngine) -> None:
    noise = np.random.default_rng(1).integers(90, 160, (400, 600, 3), dtype=np.uint8)
    assert read_picture([Frame("m1", 0, noise)], engine).texts == ()


def test_a_board_seen_sharply_from_the_side_is_read(engine: OcrEngine) -> None:
    board = page(900, 300, "#1746a2")
    draw = ImageDraw.Draw(board)
    words = ["Nhà thuốc Bình An", "Tư vấn miễn phí", "Giao tận nơi"]
    for row, line in enumerate(words):
        draw.text((30, 20 + 90 * row), line, "#ffffff", face("BeVietnamPro-ExtraBold", 60))
    source = np.array([[0, 0], [900, 0], [900, 300], [0, 300]], np.float32)
    target = np.array([[60, 60], [560, 260], [560, 400], [60, 460]], np.float32)
    matrix = cv2.getPerspectiveTransform(source, target)
    seen = cv2.warpPerspective(bgr(board), matrix, (640, 520), flags=cv2.INTER_AREA)
    found = read_picture([Frame("m1", 0, np.asarray(seen, np.uint8))], engine).texts
    assert [text.text for text in found] == words
