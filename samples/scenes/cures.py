"""Unlawful stills about disease: cures, guarantees, testimonials, false authority."""

from PIL import Image

from samples.drawing.canvas import Canvas
from samples.drawing.lettering import (
    BODY,
    HEAVY,
    NARROW,
    POSTER,
    ROUND,
    SERIF,
    Lettering,
    paragraph,
    solid,
    write,
)
from samples.drawing.packs import Label, blister, bottle, capsule, carton
from samples.drawing.people import doctor, knee, portrait
from samples.drawing.shapes import (
    burst,
    button,
    phone,
    ribbon,
    seal,
    sprig,
    star,
    ticked_list,
    wave,
)


def diabetes_pack() -> Image.Image:
    """A supplement that promises to end diabetes, with its pack (1080 x 1080)."""
    c = Canvas(1080, 1080)
    c.fill(["#f9fff2", "#c9ecc4", "#5fb37a"], 70)
    c.rays((760, 640), 28, "#ffffff", 70)
    c.glow((760, 640), 420, "#ffffff", 230)
    for x, y, angle in ((0, 120, 40), (1080, 90, 140), (1080, 980, -150), (20, 1000, -50)):
        sprig(c, (x, y), 200, angle, ["#7cc98a", "#1f7a3f"])
    write(
        c,
        (540, 92),
        "ĐẨY LÙI TIỂU ĐƯỜNG",
        Lettering(POSTER, 92, ["#e8261c", "#a70d0d"], "#ffffff", 7, 7),
        width=1000,
    )
    ribbon(c, (120, 162, 960, 242), ["#1f8a52", "#0d5a35"], "#083d24")
    write(
        c,
        (540, 200),
        "ĐIỀU TRỊ TẬN GỐC – KHÔNG TÁI PHÁT",
        Lettering(HEAVY, 40, "#ffffff"),
        width=780,
    )
    label = Label("ĐƯỜNG AN", "VIÊN UỐNG THẢO DƯỢC", "Hộp 60 viên", "#3fa56b", "#0d5a35", "#1f8a52")
    c.place_large(carton(label, 520), (800, 560))
    c.place_large(bottle(label, 400), (590, 700))
    for x, y, turn in ((420, 850, 25), (490, 905, -40), (720, 915, 10)):
        capsule(c, (x, y), 84, turn, "#1f8a52", "#fff7d6")
    ticked_list(
        c,
        (52, 330),
        (
            "Hạ đường huyết sau 7 ngày",
            "Không cần tiêm insulin",
            "Hết tê bì, mờ mắt",
            "100% thảo dược quý",
        ),
        Lettering(HEAVY, 35, "#0b3d24"),
        "#e8261c",
        step=92,
        width=330,
    )
    burst(c, (215, 780), 128, 18, ["#ffd84a", "#f59a0c"])
    write(c, (215, 745), "GIẢM", Lettering(NARROW, 48, "#8a1206"))
    write(c, (215, 806), "50%", Lettering(POSTER, 76, "#c4120a"))
    c.rectangle((0, 960, 1080, 1080), ["#c4120a", "#8a0b06"])
    phone(c, (96, 1020), 40, "#ffffff", "#c4120a")
    write(c, (156, 1020), "0900 000 000", Lettering(POSTER, 62, "#ffe36b"), anchor="lm")
    button(c, (690, 978, 1046, 1062), "ĐẶT HÀNG NGAY", ["#ffd84a", "#f59a0c"], "#7a1005")
    return c.finish()


def joint_testimonial() -> Image.Image:
    """A "grateful user" tells how her joints healed, as a social post (1080 x 1350)."""
    c = Canvas(1080, 1350)
    c.fill(["#fff4e2", "#ffd9a8"], 90)
    c.bokeh(11, 26, "#ff9d2e", (14, 60))
    c.rectangle((0, 0, 1080, 190), ["#0e5aa7", "#083a70"])
    write(c, (540, 66), "TÂM SỰ NGƯỜI BỆNH", Lettering(POSTER, 66, "#ffffff"), width=980)
    write(
        c,
        (540, 138),
        "10 năm đau khớp, nay đi lại như thường",
        Lettering(HEAVY, 40, "#ffe36b"),
        width=980,
    )
    c.rectangle((50, 230, 1030, 850), "#ffffff", radius=34, shadow=14)
    c.ellipse((84, 262, 214, 392), ["#ffe9c9", "#ffc98a"])
    avatar = Canvas(130, 130)
    portrait(avatar, (65, 76), 118, "#6f6f76", "#9a3f6b", long_hair=True)
    c.place(avatar.finish(), (149, 330))
    write(c, (244, 300), "Cô Nguyễn Thị Mơ, 62 tuổi", Lettering(HEAVY, 40, "#12324f"), anchor="lm")
    for index in range(5):
        star(c, (262 + index * 46, 358), 20, "#ffb400")
    story = (
        "“Đầu gối tôi sưng đau, đêm nào cũng mất ngủ, đi khám nhiều nơi không đỡ. "
        "Nhờ uống Khớp Linh Đan, sau 2 tháng tôi đã khỏi hẳn thoái hóa khớp, "
        "leo cầu thang không còn đau. Cảm ơn Khớp Linh Đan đã cứu tôi!”"
    )
    paragraph(c, (90, 430), story, Lettering(BODY, 41, "#222222"), 900, leading=1.42)
    write(
        c,
        (90, 806),
        "2.318 lượt thích   ·   417 bình luận",
        Lettering(BODY, 30, "#7b8794"),
        anchor="lm",
    )
    label = Label("KHỚP LINH ĐAN", "VIÊN XƯƠNG KHỚP", "Lọ 90 viên", "#e0862a", "#7d3b06", "#c4620e")
    c.place_large(bottle(label, 380), (220, 1080))
    knee(c, (430, 1070), 340, True)
    ticked_list(
        c,
        (540, 920),
        ("Hết đau nhức sau 1 liệu trình", "Tái tạo sụn khớp tự nhiên", "Không tác dụng phụ"),
        Lettering(HEAVY, 35, "#5b2a04"),
        "#0e7a3c",
        step=78,
        width=430,
    )
    button(c, (540, 1150, 1030, 1240), "GỌI NGAY 0900 000 000", ["#e8261c", "#a70d0d"])
    write(
        c,
        (786, 1284),
        "Tặng 1 lọ cho 50 người gọi sớm nhất",
        Lettering(BODY, 28, "#5b2a04"),
        width=470,
    )
    return c.finish()


def fake_approval() -> Image.Image:
    """A seal the ministry never gave, and a guarantee (1200 x 628, link preview)."""
    c = Canvas(1200, 628)
    c.fill(["#7a0c12", "#c4161c", "#5a060a"], 30)
    c.rays((330, 330), 30, "#ffb400", 26)
    c.bokeh(5, 30, "#ffd84a", (6, 34))
    label = Label("DẠ DÀY VÀNG", "CAO THẢO MỘC", "Hộp 30 gói", "#e4b84a", "#7a4b06", "#b9860f")
    c.place_large(carton(label, 430), (240, 330))
    seal(c, (424, 470), 112, ["BỘ Y TẾ", "CHỨNG NHẬN"], "#0b5fb0")
    write(
        c,
        (810, 92),
        "SẠCH VI KHUẨN HP",
        Lettering(POSTER, 76, ["#fff3b0", "#ffb400"], "#5a060a", 5, 6),
        width=690,
    )
    write(
        c,
        (810, 178),
        "Hết viêm loét dạ dày, trào ngược",
        Lettering(HEAVY, 42, "#ffffff"),
        width=690,
    )
    c.rectangle((500, 236, 1150, 320), ["#ffe36b", "#f0a80a"], radius=14, shadow=8)
    write(c, (825, 276), "CAM KẾT KHỎI 100%", Lettering(POSTER, 56, "#8a0b06"), width=620)
    ticked_list(
        c,
        (568, 370),
        (
            "Được Bộ Y tế cấp phép lưu hành toàn quốc",
            "Kiểm chứng lâm sàng trên 5.000 bệnh nhân",
            "Không khỏi hoàn tiền gấp đôi",
        ),
        Lettering(HEAVY, 31, "#ffffff"),
        "#1f8a52",
        step=60,
        width=530,
    )
    button(c, (560, 536, 1110, 604), "NHẮN TIN NHẬN TƯ VẤN MIỄN PHÍ", ["#38b06a", "#0f7a3f"])
    return c.finish()


def doctor_endorsement() -> Image.Image:
    """An invented doctor vouches for a blood-pressure food (1080 x 1350)."""
    c = Canvas(1080, 1350)
    c.fill(["#eaf6ff", "#bfe0f7", "#7fbce6"], 80)
    for index in range(7):
        x, y = 110 + index * 150, 120 + (index % 2) * 60
        c.rectangle((x - 12, y - 36, x + 12, y + 36), (255, 255, 255, 120), radius=6)
        c.rectangle((x - 36, y - 12, x + 36, y + 12), (255, 255, 255, 120), radius=6)
    c.glow((720, 560), 480, "#ffffff", 240)
    doctor(c, (760, 560), 760)
    c.rectangle((60, 230, 590, 640), "#ffffff", radius=40, shadow=12)
    c.polygon([(560, 470), (660, 500), (560, 560)], "#ffffff")
    quote = (
        "“Tôi khuyên bệnh nhân cao huyết áp dùng An Huyết Khang mỗi ngày "
        "để ổn định huyết áp, phòng đột quỵ.”"
    )
    paragraph(c, (100, 270), quote, Lettering(SERIF, 41, "#0a3d6b"), 460, leading=1.4)
    c.rectangle((430, 850, 1080, 970), ["#0a5aa0", "#083a70"], shadow=8)
    write(c, (755, 890), "BS.CKII TRẦN VĂN MINH ĐỊNH", Lettering(HEAVY, 40, "#ffffff"), width=600)
    write(
        c, (755, 938), "30 năm kinh nghiệm khoa Tim mạch", Lettering(BODY, 30, "#cfe6fb"), width=600
    )
    wave(c, 1030, 18, ["#d4252b", "#8f0d12"], 1.0)
    label = Label(
        "AN HUYẾT KHANG", "THẢO DƯỢC TIM MẠCH", "Hộp 40 viên", "#e45a5a", "#7d0f14", "#c4262c"
    )
    c.place_large(carton(label, 420), (235, 960))
    write(
        c,
        (740, 1090),
        "BÁC SĨ KHUYÊN DÙNG",
        Lettering(POSTER, 60, ["#fff3b0", "#ffc21a"], "#6b070b", 4, 5),
        width=610,
    )
    write(
        c, (740, 1170), "Ổn định huyết áp chỉ sau 1 hộp", Lettering(HEAVY, 40, "#ffffff"), width=610
    )
    write(
        c,
        (740, 1228),
        "Không cần uống thuốc tây cả đời",
        Lettering(HEAVY, 40, "#ffffff"),
        width=610,
    )
    write(
        c,
        (540, 1308),
        "Dược sĩ tư vấn miễn phí: 1900 0000",
        Lettering(HEAVY, 38, "#ffe36b"),
        width=980,
    )
    return c.finish()


def evasive_typography() -> Image.Image:
    """Claims with dots in the words, dropped tones and digits for letters (1080 x 1080)."""
    c = Canvas(1080, 1080)
    c.fill(["#2a0f4d", "#5b1b8a", "#1a0833"], 55)
    c.bokeh(21, 40, "#c78bff", (8, 50))
    c.glow((780, 640), 380, "#c78bff", 150)
    write(
        c,
        (540, 96),
        "Xương k.hớp đ.au nh.ức?",
        Lettering(ROUND, 76, "#ffffff", "#2a0f4d", 4),
        width=980,
    )
    write(
        c,
        (540, 220),
        "TR.Ị D.ỨT Đ.IỂM",
        Lettering(POSTER, 124, ["#fff3b0", "#ffb400"], "#3a0a00", 7, 8),
        width=1000,
    )
    write(
        c,
        (540, 340),
        "thoai hoa khop, thoat vi dia dem",
        Lettering(HEAVY, 50, "#ffd0f0"),
        width=980,
    )
    label = Label("MỘC CỐT", "CAO XOA & VIÊN", "Combo 2 hộp", "#9a6bd6", "#3c1470", "#6b2fb0")
    c.place_large(carton(label, 420), (815, 640))
    blister(c, (830, 880), 230, 14, "#c78bff")
    for index in range(4):
        y = 480 + index * 104
        c.rectangle((50, y - 42, 590, y + 42), solid("#ffffff", 38), radius=20)
    lines = (
        "kh0i h4n sau 1 lieu trinh",
        "C4M K3T khong t.ái ph.át",
        "KO can m.ổ, KO can b/v",
        "ib ngay de dc t.ư v.ấn",
    )
    ticked_list(
        c, (70, 480), lines, Lettering(ROUND, 44, "#ffffff"), "#ff5aa8", step=104, width=420
    )
    button(c, (140, 954, 940, 1044), "Zalo: 0900.000.000", ["#ff5aa8", "#c4126b"])
    return c.finish()


def english_reversal() -> Image.Image:
    """An English-language ad with a false FDA approval (1200 x 628)."""
    c = Canvas(1200, 628)
    c.fill(["#04132b", "#0b2f5e", "#0f5c7a"], 20)
    c.glow((930, 320), 380, "#38e0d0", 150)
    c.bokeh(33, 24, "#38e0d0", (4, 24))
    label = Label("GLUCOVANTA", "ADVANCED FORMULA", "60 capsules", "#3bb6c9", "#053b52", "#0a7a94")
    c.place_large(bottle(label, 500), (960, 320))
    seal(c, (1110, 500), 84, ["FDA", "APPROVED"], "#c4161c")
    write(
        c,
        (50, 96),
        "REVERSE DIABETES",
        Lettering(POSTER, 78, ["#ffffff", "#a9f3ea"]),
        anchor="lm",
        width=720,
    )
    write(
        c,
        (50, 182),
        "in just 14 days – guaranteed",
        Lettering(HEAVY, 46, "#ffd84a"),
        anchor="lm",
        width=700,
    )
    lines = (
        "FDA approved natural formula",
        "Throw away your insulin for good",
        "No side effects, works for everyone",
        "100% money back if not cured",
    )
    ticked_list(c, (52, 276), lines, Lettering(BODY, 37, "#ffffff"), "#12b886", step=66, width=640)
    button(c, (50, 534, 500, 606), "ORDER NOW – 50% OFF", ["#ffb400", "#e07a00"], "#3a1a00")
    return c.finish()


def transparent_sticker() -> Image.Image:
    """White and dark claims on a transparent ground, as pasted over videos (1000 x 760)."""
    c = Canvas(1000, 760)
    write(c, (500, 84), "HẾT GOUT SAU 10 NGÀY", Lettering(POSTER, 78, "#ffffff"), width=960)
    c.rectangle((60, 156, 940, 300), ["#e8261c", "#a70d0d"], radius=30, shadow=8)
    write(c, (500, 226), "CHỮA KHỎI HOÀN TOÀN", Lettering(HEAVY, 70, "#ffe36b"), width=830)
    label = Label("GÚT TÂM AN", "VIÊN THẢO DƯỢC", "Hộp 60 viên", "#4aa3df", "#0b3f73", "#1668b0")
    c.place_large(bottle(label, 330), (170, 500))
    blister(c, (440, 560), 280, -12, "#4aa3df")
    write(c, (790, 420), "Không đau", Lettering(ROUND, 66, "#ffffff"))
    write(c, (790, 500), "Không sưng", Lettering(ROUND, 66, "#10233f"))
    write(c, (790, 580), "Không tái phát", Lettering(ROUND, 58, "#10233f"))
    write(c, (500, 712), "Hotline 0900 000 000", Lettering(NARROW, 56, "#10233f"))
    return c.finish()
