"""The pictures laid over the videos: captions, packs, people."""

from PIL import Image

from samples.drawing.canvas import Canvas
from samples.drawing.lettering import (
    BODY,
    HEAVY,
    NARROW,
    POSTER,
    SCRIPT,
    SERIF,
    Lettering,
    solid,
    write,
)
from samples.drawing.packs import Label, blister, bottle, carton
from samples.drawing.people import SKIN, elder, knee, torso
from samples.drawing.shapes import button, phone, ribbon

HEALER = (720, 1280)
WIDE = (1280, 720)


def subtitle(size: tuple[int, int], text: str, y: float, *, pixels: float = 46) -> Image.Image:
    """A burnt-in subtitle: white letters with a dark outline on a translucent bar."""
    c = Canvas(*size)
    width = size[0]
    c.rectangle(
        (width * 0.05, y - pixels * 0.95, width * 0.95, y + pixels * 0.95),
        solid("#000000", 120),
        radius=14,
    )
    write(
        c,
        (width / 2, y),
        text,
        Lettering(HEAVY, pixels, "#ffffff", "#111111", 3),
        width=width * 0.86,
    )
    return c.finish()


def healer_figure() -> Image.Image:
    c = Canvas(*HEALER)
    elder(c, (360, 720), 760)
    return c.finish()


def healer_title() -> Image.Image:
    c = Canvas(*HEALER)
    write(
        c,
        (360, 130),
        "NHÀ TÔI BA ĐỜI",
        Lettering(POSTER, 76, ["#fff3b0", "#ffb400"], "#3a0a00", 6, 6),
        width=680,
    )
    write(
        c, (360, 222), "CHỮA BỆNH GAN", Lettering(POSTER, 72, "#ffffff", "#8f0d12", 6, 6), width=680
    )
    return c.finish()


def healer_order() -> Image.Image:
    c = Canvas(*HEALER)
    ribbon(c, (70, 90, 650, 170), ["#d4252b", "#8f0d12"], "#5a070a")
    write(c, (360, 128), "BÀI THUỐC GIA TRUYỀN", Lettering(HEAVY, 42, "#ffe36b"), width=540)
    write(
        c,
        (360, 236),
        "Thang thuốc 7 vị, sắc uống 1 tháng",
        Lettering(SERIF, 36, "#ffffff", "#2a1206", 3),
        width=660,
    )
    phone(c, (120, 1200), 44, "#d4252b")
    write(
        c, (180, 1200), "0900 000 000", Lettering(POSTER, 58, "#ffe36b", "#3a0a00", 4), anchor="lm"
    )
    return c.finish()


def knee_title() -> Image.Image:
    c = Canvas(*WIDE)
    knee(c, (1030, 370), 560, True)
    write(
        c,
        (70, 150),
        "Đau gối, khó đi lại?",
        Lettering(SCRIPT, 72, "#ffffff", "#0a2540", 3, 5),
        anchor="lm",
    )
    write(
        c,
        (70, 270),
        "Viên khớp Bách Cốt",
        Lettering(HEAVY, 58, "#ffe36b", "#0a2540", 3),
        anchor="lm",
    )
    return c.finish()


def knee_flash() -> Image.Image:
    """The claim that is shown for 0.6 s."""
    c = Canvas(*WIDE)
    c.rectangle((40, 400, 860, 610), ["#e8261c", "#8f0d12"], radius=24, shadow=10)
    write(c, (450, 462), "TRỊ DỨT ĐIỂM THOÁI HÓA", Lettering(POSTER, 56, "#ffe36b"), width=760)
    write(c, (450, 550), "CAM KẾT KHÔNG TÁI PHÁT", Lettering(POSTER, 50, "#ffffff"), width=760)
    return c.finish()


def knee_pack() -> Image.Image:
    c = Canvas(*WIDE)
    label = Label("BÁCH CỐT", "VIÊN UỐNG KHỚP", "Hộp 60 viên", "#5aa9e6", "#0b3f73", "#1668b0")
    c.place_large(carton(label, 440), (1060, 400))
    c.place_large(bottle(label, 330), (790, 470))
    blister(c, (240, 590), 280, 12, "#5aa9e6")
    write(
        c,
        (70, 130),
        "Đi lại nhẹ nhàng mỗi ngày",
        Lettering(HEAVY, 56, "#ffffff", "#0a2540", 3, 5),
        anchor="lm",
    )
    write(
        c,
        (70, 230),
        "Đặt hàng: 0900 000 000",
        Lettering(HEAVY, 50, "#ffe36b", "#0a2540", 3),
        anchor="lm",
    )
    return c.finish()


def slim_title() -> Image.Image:
    c = Canvas(*HEALER)
    torso(c, (360, 700), 600, 0.36, SKIN, "#3b3f46")
    write(
        c,
        (360, 160),
        "Mỡ bụng lâu năm?",
        Lettering(SCRIPT, 74, "#ffffff", "#7a0038", 4, 5),
        width=680,
    )
    return c.finish()


def slim_claim() -> Image.Image:
    c = Canvas(*HEALER)
    torso(c, (360, 720), 600, 0.2, SKIN, "#d6246e")
    write(
        c,
        (360, 130),
        "GIẢM 8 KG SAU 1 TUẦN",
        Lettering(POSTER, 66, ["#ffffff", "#ffe36b"], "#b0004f", 6, 6),
        width=690,
    )
    write(
        c,
        (360, 222),
        "Uống là gầy, không cần nhịn ăn",
        Lettering(HEAVY, 40, "#ffffff", "#7a0038", 4),
        width=680,
    )
    return c.finish()


def slim_order() -> Image.Image:
    c = Canvas(*HEALER)
    label = Label("EO THON", "CÀ PHÊ GIẢM CÂN", "Hộp 20 gói", "#ff8cba", "#8a0f4d", "#d6246e")
    c.place_large(carton(label, 480), (360, 620))
    write(
        c,
        (360, 150),
        "Cam kết giảm cân",
        Lettering(SCRIPT, 72, "#ffffff", "#7a0038", 4, 5),
        width=680,
    )
    write(
        c,
        (360, 250),
        "không giảm hoàn tiền",
        Lettering(HEAVY, 48, "#ffe36b", "#7a0038", 4),
        width=680,
    )
    button(c, (100, 1080, 620, 1170), "ĐẶT HÀNG 0900 000 000", ["#ffd84a", "#f59a0c"], "#7a0038")
    return c.finish()


def kidney_title() -> Image.Image:
    c = Canvas(*HEALER)
    write(
        c,
        (360, 150),
        "SỎI THẬN TAN SẠCH",
        Lettering(POSTER, 70, ["#e9fff6", "#7af0c0"], "#04372a", 6, 6),
        width=690,
    )
    write(
        c,
        (360, 240),
        "Không cần mổ, không đau",
        Lettering(HEAVY, 48, "#ffffff", "#04372a", 4),
        width=680,
    )
    label = Label("KIM THẠCH TÁN", "CAO LỎNG", "Chai 250 ml", "#5ac8a0", "#0b4a36", "#128a62")
    c.place_large(bottle(label, 540), (360, 640))
    return c.finish()


def kidney_order() -> Image.Image:
    c = Canvas(*HEALER)
    write(
        c,
        (360, 150),
        "Chữa khỏi sỏi thận",
        Lettering(HEAVY, 64, "#ffe36b", "#04372a", 5, 5),
        width=690,
    )
    write(
        c,
        (360, 240),
        "Thần dược của người bệnh thận",
        Lettering(HEAVY, 40, "#ffffff", "#04372a", 4),
        width=680,
    )
    label = Label("KIM THẠCH TÁN", "CAO LỎNG", "Chai 250 ml", "#5ac8a0", "#0b4a36", "#128a62")
    c.place_large(carton(label, 500), (360, 660))
    write(c, (360, 1120), "Zalo 0900 000 000", Lettering(NARROW, 64, "#ffffff", "#04372a", 4))
    write(c, (360, 1200), "Giao hàng toàn quốc", Lettering(BODY, 38, "#ffffff", "#04372a", 3))
    return c.finish()
