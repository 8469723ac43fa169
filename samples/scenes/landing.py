"""A whole landing page as one tall screenshot, claims at the top, company at the foot."""

from PIL import Image

from samples.drawing.canvas import Canvas
from samples.drawing.lettering import BODY, HEAVY, POSTER, SCRIPT, Lettering, paragraph, write
from samples.drawing.packs import Label, bottle, carton
from samples.drawing.people import doctor, portrait
from samples.drawing.shapes import burst, button, phone, ribbon, sprig, star, tick, ticked_list

LABEL = Label("MỠ MÁU AN", "VIÊN HẠ MỠ MÁU", "Hộp 60 viên", "#f0b23c", "#7a3d05", "#cf7a12")


def landing_page() -> Image.Image:
    """Sales page of a cholesterol "cure" (720 x 4200)."""
    c = Canvas(720, 4200, "#ffffff")
    _hero(c)
    _symptoms(c)
    _ingredients(c)
    _expert(c)
    _reviews(c)
    _order(c)
    _footer(c)
    return c.finish()


def _hero(c: Canvas) -> None:
    c.rectangle((0, 0, 720, 860), ["#fff3d6", "#ffd27a", "#f29a2e"])
    c.glow((360, 560), 360, "#ffffff", 230)
    c.rectangle((0, 0, 720, 70), "#7a3d05")
    write(c, (30, 35), "momauan.example", Lettering(HEAVY, 28, "#ffe9c2"), anchor="lm")
    write(c, (690, 35), "Giỏ hàng (0)", Lettering(BODY, 24, "#ffe9c2"), anchor="rm")
    write(
        c,
        (360, 140),
        "HẠ MỠ MÁU TẬN GỐC",
        Lettering(POSTER, 62, ["#c4120a", "#7d0b06"], "#ffffff", 5, 5),
        width=670,
    )
    write(
        c,
        (360, 212),
        "Thông mạch – Ngừa đột quỵ – Khỏi hẳn",
        Lettering(HEAVY, 36, "#7a3d05"),
        width=660,
    )
    c.place_large(carton(LABEL, 440), (420, 510))
    c.place_large(bottle(LABEL, 330), (200, 580))
    burst(c, (600, 330), 82, 16, ["#e8261c", "#a70d0d"])
    write(c, (600, 330), "-40%", Lettering(POSTER, 46, "#ffe36b"))
    button(c, (120, 768, 600, 836), "ĐẶT MUA NGAY", ["#e8261c", "#a70d0d"])


def _heading(c: Canvas, y: float, text: str, fill: list[str], fold: str) -> None:
    ribbon(c, (70, y, 650, y + 64), list(fill), fold)
    write(c, (360, y + 30), text, Lettering(HEAVY, 34, "#ffffff"), width=540)


def _symptoms(c: Canvas) -> None:
    c.rectangle((0, 860, 720, 1440), "#fffaf2")
    _heading(c, 900, "BẠN CÓ ĐANG GẶP PHẢI?", ["#cf7a12", "#9a5206"], "#6b3803")
    lines = (
        "Xét nghiệm mỡ máu cao nhiều năm",
        "Tê tay chân, chóng mặt khi đứng dậy",
        "Gan nhiễm mỡ độ 2, độ 3",
        "Uống thuốc tây mãi không xuống",
        "Lo lắng tai biến bất cứ lúc nào",
    )
    ticked_list(c, (70, 1030), lines, Lettering(BODY, 34, "#3a2a18"), "#e8261c", step=74, width=560)


def _ingredients(c: Canvas) -> None:
    c.rectangle((0, 1440, 720, 2060), ["#eef9ea", "#cfeec4"])
    _heading(c, 1480, "THÀNH PHẦN QUÝ HIẾM", ["#2d8a55", "#0f5a34"], "#083d24")
    cells = (
        ("Giảo cổ lam", 190, 1690),
        ("Lá sen", 530, 1690),
        ("Sơn tra", 190, 1930),
        ("Nấm linh chi", 530, 1930),
    )
    for name, x, y in cells:
        c.ellipse((x - 84, y - 84, x + 84, y + 84), "#ffffff", shadow=6)
        sprig(c, (x, y + 46), 100, -90, ["#8fd05a", "#2d7a2a"])
        write(c, (x, y + 112), name, Lettering(HEAVY, 30, "#0f5a34"))


def _expert(c: Canvas) -> None:
    c.rectangle((0, 2060, 720, 2640), ["#eaf4ff", "#c6e0fa"])
    _heading(c, 2100, "CHUYÊN GIA NÓI GÌ?", ["#0a5aa0", "#083a70"], "#05264a")
    doctor(c, (190, 2420), 380)
    text = (
        "“Mỡ Máu An làm sạch lòng mạch, đưa mỡ máu về mức an toàn chỉ sau 2 liệu trình, "
        "bệnh nhân của tôi không phải dùng thuốc nữa.”"
    )
    paragraph(c, (370, 2240), text, Lettering(BODY, 29, "#12324f"), 320, leading=1.42)
    write(
        c,
        (370, 2580),
        "TS.BS Lê Quang Giả Dụ",
        Lettering(HEAVY, 28, "#0a5aa0"),
        anchor="lm",
        width=320,
    )


def _reviews(c: Canvas) -> None:
    c.rectangle((0, 2640, 720, 3300), "#f3f4f6")
    _heading(c, 2680, "KHÁCH HÀNG CHIA SẺ", ["#8a3ab9", "#5b1b8a"], "#3a0f5c")
    stories = (
        ("Bác Hòa, 58 tuổi", "Tôi đã hết gan nhiễm mỡ sau 3 hộp, đi khám lại bác sĩ cũng bất ngờ."),
        ("Chị Thảo, 45 tuổi", "Mỡ máu về bình thường, tôi bỏ hẳn thuốc tây."),
    )
    for index, (name, story) in enumerate(stories):
        y = 2790 + index * 245
        c.rectangle((40, y, 680, y + 220), "#ffffff", radius=20, shadow=5)
        face = Canvas(110, 110)
        portrait(
            face,
            (55, 64),
            98,
            "#55505a" if index == 0 else "#2a1b16",
            "#3a7d5a",
            long_hair=index == 1,
        )
        c.ellipse((60, y + 22, 160, y + 122), "#ffe9c9")
        c.place(face.finish(), (110, y + 74))
        write(c, (184, y + 44), name, Lettering(HEAVY, 28, "#22252b"), anchor="lm")
        for count in range(5):
            star(c, (196 + count * 30, y + 84), 13, "#ffb400")
        paragraph(c, (184, y + 112), story, Lettering(BODY, 27, "#3a3f47"), 470, leading=1.35)


def _order(c: Canvas) -> None:
    c.rectangle((0, 3300, 720, 3840), ["#c4161c", "#7d0b11"])
    write(c, (360, 3364), "Ưu đãi hôm nay", Lettering(SCRIPT, 56, "#ffe36b"))
    c.rectangle((60, 3420, 660, 3720), "#ffffff", radius=24, shadow=8)
    for index, (name, price) in enumerate(
        (
            ("1 hộp dùng thử", "450.000đ"),
            ("Liệu trình 3 hộp", "1.190.000đ"),
            ("Liệu trình 6 hộp", "1.990.000đ"),
        )
    ):
        y = 3476 + index * 88
        tick(c, (104, y), 20, "#1f8a52")
        write(c, (140, y), name, Lettering(HEAVY, 32, "#22252b"), anchor="lm")
        write(c, (630, y), price, Lettering(HEAVY, 34, "#c4161c"), anchor="rm")
    phone(c, (180, 3780), 32, "#ffe36b", "#7d0b11")
    write(c, (230, 3780), "0900 000 000", Lettering(POSTER, 46, "#ffe36b"), anchor="lm")


def _footer(c: Canvas) -> None:
    c.rectangle((0, 3840, 720, 4200), "#22252b")
    write(
        c,
        (40, 3890),
        "CÔNG TY TNHH THẢO MỘC MINH HÒA",
        Lettering(HEAVY, 28, "#ffffff"),
        anchor="lm",
        width=640,
    )
    small = Lettering(BODY, 24, "#c3c8d0")
    for index, line in enumerate(
        (
            "Địa chỉ: Số 21 đường Lá Sen, thành phố Minh Hòa",
            "Điện thoại: 1900 0000 · Email: lienhe@momauan.example",
            "Mã số doanh nghiệp: 0000000000",
            "Kết quả tùy thuộc cơ địa mỗi người",
            "Bản quyền 2026 Mỡ Máu An",
        )
    ):
        write(c, (40, 3948 + index * 46), line, small, anchor="lm", width=640)
