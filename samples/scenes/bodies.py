"""Unlawful stills about the body: weight, virility, skin."""

from PIL import Image

from samples.drawing.canvas import Canvas
from samples.drawing.lettering import BODY, HEAVY, NARROW, POSTER, SCRIPT, Lettering, solid, write
from samples.drawing.packs import Label, bottle, carton, jar
from samples.drawing.people import SKIN, portrait, torso
from samples.drawing.shapes import burst, button, ribbon, sprig, ticked_list


def weight_before_after() -> Image.Image:
    """Before and after, twelve kilograms in ten days (1080 x 1080)."""
    c = Canvas(1080, 1080)
    c.rectangle((0, 0, 540, 1080), ["#8d99a6", "#5c6773"])
    c.rectangle((540, 0, 1080, 1080), ["#ffd3e4", "#ff7fb0"])
    c.glow((810, 520), 330, "#ffffff", 220)
    torso(c, (270, 540), 520, 0.43, SKIN, "#3b3f46")
    torso(c, (810, 540), 520, 0.2, SKIN, "#d6246e")
    for x, text, colour in ((270, "TRƯỚC: 68 KG", "#343a40"), (810, "SAU: 56 KG", "#c4126b")):
        c.rectangle((x - 190, 246, x + 190, 316), colour, radius=35, shadow=6)
        write(c, (x, 280), text, Lettering(HEAVY, 44, "#ffffff"))
    write(
        c,
        (540, 92),
        "GIẢM 12 KG TRONG 10 NGÀY",
        Lettering(POSTER, 82, ["#ffffff", "#ffe36b"], "#b0004f", 8, 8),
        width=1030,
    )
    write(
        c,
        (540, 188),
        "Không ăn kiêng – Không tập luyện",
        Lettering(HEAVY, 48, "#ffffff", "#7a0038", 5),
        width=980,
    )
    c.polygon(
        [(480, 520), (560, 520), (560, 480), (640, 550), (560, 620), (560, 580), (480, 580)],
        ["#ffe36b", "#f59a0c"],
        shadow=6,
    )
    label = Label("SLIM THANH", "TRÀ GIẢM CÂN", "Hộp 30 túi", "#ff8cba", "#8a0f4d", "#d6246e")
    c.place_large(carton(label, 300), (540, 800))
    burst(c, (180, 856), 122, 20, ["#ffe36b", "#f59a0c"])
    write(c, (180, 824), "ĐÁNH BAY", Lettering(NARROW, 46, "#8a0f4d"))
    write(c, (180, 884), "MỠ BỤNG", Lettering(HEAVY, 44, "#c4126b"))
    write(c, (885, 830), "Cam kết", Lettering(SCRIPT, 62, "#ffffff", "#8a0f4d", 4))
    write(
        c,
        (885, 906),
        "không tăng cân lại",
        Lettering(HEAVY, 38, "#ffffff", "#8a0f4d", 4),
        width=330,
    )
    c.rectangle((0, 980, 1080, 1080), ["#b0004f", "#7a0038"])
    write(
        c,
        (540, 1030),
        "Inbox nhận liệu trình – Ship COD toàn quốc",
        Lettering(HEAVY, 40, "#ffffff"),
        width=1000,
    )
    return c.finish()


def virility() -> Image.Image:
    """Sexual stamina for sale (1080 x 1350)."""
    c = Canvas(1080, 1350)
    c.fill(["#0a0a0f", "#241206", "#6b2c05"], 90)
    c.glow((540, 760), 560, "#ff8a1e", 200)
    c.rays((540, 760), 36, "#ffb400", 18)
    write(
        c,
        (540, 110),
        "BẢN LĨNH PHÁI MẠNH",
        Lettering(POSTER, 88, ["#fff3b0", "#e0900c"], "#2a1200", 5, 8),
        width=1000,
    )
    write(
        c,
        (540, 214),
        "Tăng cường sinh lý, cường dương tự nhiên",
        Lettering(HEAVY, 46, "#ffffff"),
        width=980,
    )
    ribbon(c, (150, 268, 930, 352), ["#d4252b", "#8f0d12"], "#5a070a")
    write(c, (540, 308), "KÉO DÀI 60 PHÚT MỖI LẦN", Lettering(HEAVY, 46, "#ffe36b"), width=720)
    label = Label(
        "HÙNG VƯƠNG MÃNH", "VIÊN UỐNG NAM GIỚI", "Lọ 30 viên", "#3a3a42", "#0c0c10", "#b9860f"
    )
    c.place_large(bottle(label, 560), (540, 690))
    for x, lines in ((170, ("Dứt điểm", "xuất tinh sớm")), (910, ("Tăng kích thước", "tự nhiên"))):
        c.ellipse((x - 140, 560, x + 140, 840), solid("#000000", 150))
        c.ring((x - 140, 560, x + 140, 840), "#e0900c", 5)
        for index, line in enumerate(lines):
            write(c, (x, 676 + index * 52), line, Lettering(HEAVY, 38, "#ffe36b"), width=240)
    ticked_list(
        c,
        (124, 1040),
        ("Hiệu quả ngay lần đầu sử dụng", "Không tác dụng phụ, dùng cho mọi lứa tuổi"),
        Lettering(BODY, 42, "#ffffff"),
        "#e0900c",
        step=74,
        width=800,
    )
    button(
        c, (150, 1190, 930, 1290), "GIAO KÍN ĐÁO – 0900 000 000", ["#ffc21a", "#d97706"], "#2a1200"
    )
    return c.finish()


def skin_frames() -> list[Image.Image]:
    """A cosmetic that claims to treat melasma, as a loop of four pictures (720 x 720)."""
    return [_skin_opening(), _skin_claim(), _skin_proof(), _skin_order()]


def _skin_ground() -> Canvas:
    c = Canvas(720, 720)
    c.fill(["#fff6ee", "#ffdccb", "#f7b59d"], 60)
    c.bokeh(8, 22, "#ffffff", (10, 50))
    for x, y, angle in ((0, 40, 45), (720, 690, -135)):
        sprig(c, (x, y), 150, angle, ["#f0a58a", "#c4694a"])
    return c


def _skin_opening() -> Image.Image:
    c = _skin_ground()
    portrait(c, (360, 470), 480, "#3b2320", "#e58b8b", long_hair=True)
    for x, y in ((300, 372), (322, 392), (398, 380), (418, 398)):
        c.ellipse((x - 10, y - 7, x + 10, y + 7), (140, 80, 50, 150))
    write(c, (360, 90), "Nám sạm lâu năm?", Lettering(SCRIPT, 66, "#a83e22"), width=640)
    write(c, (360, 170), "Đừng lo, đã có Ngọc Nhan", Lettering(HEAVY, 38, "#5a2413"), width=640)
    return c.finish()


def _skin_claim() -> Image.Image:
    c = _skin_ground()
    label = Label("NGỌC NHAN", "KEM DƯỠNG DA", "30 g", "#f0a58a", "#8a3a22", "#c4694a")
    c.place_large(jar(label, 260), (360, 520))
    write(
        c,
        (360, 110),
        "TRỊ NÁM TẬN GỐC",
        Lettering(POSTER, 68, ["#d4252b", "#8f0d12"], "#ffffff", 5, 5),
        width=660,
    )
    write(
        c, (360, 200), "CHỈ SAU 7 NGÀY", Lettering(POSTER, 60, "#5a2413", "#ffffff", 5), width=640
    )
    write(c, (360, 284), "Đặc trị tàn nhang, mụn viêm", Lettering(HEAVY, 40, "#8a3a22"), width=640)
    return c.finish()


def _skin_proof() -> Image.Image:
    c = _skin_ground()
    portrait(c, (360, 480), 460, "#3b2320", "#e58b8b", long_hair=True)
    c.glow((360, 380), 160, "#ffffff", 150)
    write(c, (360, 84), "Da trắng bật 5 tone", Lettering(SCRIPT, 62, "#a83e22"), width=640)
    write(c, (360, 170), "Cam kết không tái nám", Lettering(HEAVY, 44, "#5a2413"), width=640)
    return c.finish()


def _skin_order() -> Image.Image:
    c = _skin_ground()
    label = Label("NGỌC NHAN", "KEM DƯỠNG DA", "30 g", "#f0a58a", "#8a3a22", "#c4694a")
    c.place_large(jar(label, 200), (360, 300))
    write(c, (360, 110), "Mua 1 tặng 1", Lettering(SCRIPT, 76, "#a83e22"))
    write(c, (360, 490), "Chỉ 199.000đ", Lettering(POSTER, 64, "#d4252b", "#ffffff", 5))
    button(c, (120, 570, 600, 656), "ĐẶT NGAY HÔM NAY", ["#d4252b", "#8f0d12"])
    return c.finish()
