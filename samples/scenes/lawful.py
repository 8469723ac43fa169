"""Lawful look-alikes: they use the same words and pictures without breaking the law."""

import math

from PIL import Image

from samples.drawing.canvas import Canvas
from samples.drawing.lettering import (
    BODY,
    HEAVY,
    NARROW,
    POSTER,
    ROUND,
    SCRIPT,
    SERIF,
    Lettering,
    paragraph,
    solid,
    write,
)
from samples.drawing.packs import Label, bottle, carton
from samples.drawing.people import doctor
from samples.drawing.shapes import burst, button, leaf, ribbon, sprig, ticked_list, wave

CATEGORY = "Thực phẩm bảo vệ sức khỏe"
WARNING = "Thực phẩm này không phải là thuốc và không có tác dụng thay thế thuốc chữa bệnh."


def compliant_supplement() -> Image.Image:
    """A supplement with everything the law asks for, all in readable type (1080 x 1350)."""
    c = Canvas(1080, 1350)
    c.fill(["#f4fbff", "#d5eefc", "#a9d8f5"], 80)
    c.glow((720, 520), 460, "#ffffff", 240)
    for x, y, angle in ((0, 860, -50), (1080, 840, -130)):
        sprig(c, (x, y), 170, angle, ["#8fd0a0", "#2d8a55"])
    write(c, (540, 70), CATEGORY, Lettering(HEAVY, 46, "#0a4d86"), width=980)
    write(
        c,
        (540, 172),
        "CANXI VƯỜN SAO",
        Lettering(POSTER, 96, ["#0b74c4", "#083a70"], "#ffffff", 6, 6),
        width=1000,
    )
    write(c, (540, 268), "Bổ sung canxi và vitamin D3", Lettering(SCRIPT, 56, "#1f7a3f"), width=960)
    label = Label("VƯỜN SAO", "CANXI + D3", "Hộp 60 viên", "#4aa3df", "#0b3f73", "#1668b0")
    c.place_large(carton(label, 480), (790, 580))
    c.place_large(bottle(label, 380), (550, 660))
    ticked_list(
        c,
        (58, 400),
        ("Cho người lớn từ 18 tuổi", "Ngày uống 2 viên sau ăn", "Hộp 60 viên nén"),
        Lettering(HEAVY, 34, "#12324f"),
        "#1f8a52",
        step=90,
        width=320,
    )
    c.rectangle(
        (40, 866, 1040, 1034), "#ffffff", radius=24, shadow=8, outline="#0a4d86", outline_width=3
    )
    paragraph(
        c, (540, 918), WARNING, Lettering(HEAVY, 42, "#0a2540"), 960, anchor="mm", leading=1.42
    )
    small = Lettering(BODY, 34, "#12324f")
    for index, line in enumerate(
        (
            "Chịu trách nhiệm sản phẩm: Công ty TNHH Dinh dưỡng Vườn Sao",
            "Địa chỉ: Số 1 đường Hoa Giấy, thành phố Minh Hòa",
            "Số tiếp nhận ĐKSP: 0000/2025/ĐKSP",
            "Số xác nhận nội dung quảng cáo: 0000/2025/XNQC-ATTP",
            "Đọc kỹ hướng dẫn sử dụng trước khi dùng",
        )
    ):
        write(c, (60, 1086 + index * 54), line, small, anchor="lm", width=960)
    return c.finish()


def health_talk() -> Image.Image:
    """A hospital invites to a talk on diabetes; it sells nothing (1000 x 1414)."""
    c = Canvas(1000, 1414)
    c.fill(["#ffffff", "#e6f4f1"], 90)
    wave(c, 1130, 22, ["#0f8a7a", "#075a50"], 0.6)
    c.rectangle((0, 0, 1000, 150), ["#0f8a7a", "#0b6f63"])
    c.rectangle((60, 44, 86, 108), "#ffffff", radius=4)
    c.rectangle((41, 63, 105, 89), "#ffffff", radius=4)
    write(
        c,
        (136, 56),
        "BỆNH VIỆN ĐA KHOA MINH HÒA",
        Lettering(HEAVY, 42, "#ffffff"),
        anchor="lm",
        width=820,
    )
    write(
        c,
        (136, 106),
        "Giấy phép hoạt động số 000/MH-GPHĐ",
        Lettering(BODY, 28, "#d5f0eb"),
        anchor="lm",
        width=820,
    )
    write(
        c, (500, 226), "Nói chuyện sức khỏe cộng đồng", Lettering(SCRIPT, 54, "#0f8a7a"), width=900
    )
    write(c, (500, 322), "SỐNG KHỎE CÙNG", Lettering(POSTER, 78, "#0a3d3a"), width=900)
    write(c, (500, 412), "BỆNH ĐÁI THÁO ĐƯỜNG", Lettering(POSTER, 78, "#d4252b"), width=900)
    doctor(c, (720, 800), 560)
    lines = (
        "Khi nào cần đi xét nghiệm?",
        "Ăn uống, vận động ra sao?",
        "Vì sao không tự ý bỏ thuốc?",
        "Hỏi đáp cùng bác sĩ",
    )
    ticked_list(c, (62, 540), lines, Lettering(HEAVY, 34, "#12324f"), "#0f8a7a", step=92, width=400)
    c.rectangle((50, 930, 480, 1080), ["#ffb400", "#f08c00"], radius=20, shadow=6)
    write(c, (265, 976), "8 giờ, thứ Bảy 14/11", Lettering(HEAVY, 36, "#3a2200"), width=390)
    write(c, (265, 1032), "Hội trường tầng 2", Lettering(HEAVY, 36, "#3a2200"), width=390)
    write(
        c,
        (500, 1210),
        "Đo đường huyết miễn phí cho người tham dự",
        Lettering(HEAVY, 40, "#ffffff"),
        width=900,
    )
    write(
        c,
        (500, 1282),
        "Số 5 đường Hàng Cau, thành phố Minh Hòa",
        Lettering(BODY, 34, "#d5f0eb"),
        width=900,
    )
    write(
        c,
        (500, 1340),
        "Đăng ký tại quầy tiếp đón trước ngày 12/11",
        Lettering(BODY, 34, "#d5f0eb"),
        width=900,
    )
    return c.finish()


def authority_warning() -> Image.Image:
    """A health department warns against an ad and quotes its claims (1080 x 1350)."""
    c = Canvas(1080, 1350)
    c.fill(["#fffaf0", "#ffeccc"], 90)
    c.rectangle((0, 0, 1080, 250), ["#b3121a", "#7d0b11"])
    write(c, (540, 72), "SỞ Y TẾ TỈNH MINH HÒA", Lettering(HEAVY, 46, "#ffffff"), width=980)
    write(
        c,
        (540, 170),
        "CẢNH BÁO QUẢNG CÁO SAI SỰ THẬT",
        Lettering(POSTER, 64, "#ffe36b"),
        width=1000,
    )
    c.polygon([(540, 290), (660, 490), (420, 490)], ["#ffd84a", "#f59a0c"], shadow=8)
    c.rectangle((528, 350, 552, 430), "#3a2200", radius=10)
    c.ellipse((526, 444, 554, 472), "#3a2200")
    body = (
        "Sở Y tế khuyến cáo người dân không mua sản phẩm “Tiêu Đường Hoàn” đang được "
        "quảng cáo trên mạng với nội dung như “khỏi hẳn tiểu đường sau 1 tháng”, "
        "“không cần tiêm insulin”. Đây là thông tin sai sự thật, vi phạm quy định về quảng cáo."
    )
    y = paragraph(c, (70, 550), body, Lettering(BODY, 41, "#2a1a10"), 940, leading=1.46)
    c.rectangle((50, y + 10, 1030, y + 226), "#ffffff", radius=24, shadow=8)
    advice = "Người bệnh không tự ý bỏ thuốc, hãy đến cơ sở y tế để được khám và điều trị."
    paragraph(
        c, (540, y + 84), advice, Lettering(HEAVY, 44, "#b3121a"), 900, anchor="mm", leading=1.5
    )
    write(
        c,
        (540, 1236),
        "Phản ánh quảng cáo vi phạm: 1900 0000",
        Lettering(HEAVY, 42, "#2a1a10"),
        width=980,
    )
    write(c, (540, 1300), "Thông báo số 00/TB-SYT", Lettering(BODY, 32, "#6b4a30"))
    return c.finish()


def genuine_goods() -> Image.Image:
    """A shop that promises genuine goods, which is not a health claim (1080 x 1080)."""
    c = Canvas(1080, 1080)
    c.fill(["#ff9a3d", "#ff5f2e", "#e0301e"], 60)
    c.rays((540, 560), 30, "#ffffff", 30)
    c.bokeh(17, 26, "#ffe36b", (8, 40))
    write(
        c,
        (540, 110),
        "SIÊU HỘI CUỐI TUẦN",
        Lettering(POSTER, 90, ["#ffffff", "#ffe9a8"], "#8f1206", 6, 8),
        width=1000,
    )
    ribbon(c, (190, 176, 890, 256), ["#ffe36b", "#ffc21a"], "#c47f00")
    write(c, (540, 214), "100% CHÍNH HÃNG", Lettering(POSTER, 54, "#8f1206"), width=640)
    for x, colour, dark in (
        (250, "#4f8ff7", "#173e8c"),
        (540, "#38b06a", "#0f5a34"),
        (830, "#b06bf0", "#4d1a86"),
    ):
        c.rectangle((x - 120, 330, x + 120, 690), "#ffffff", radius=26, shadow=10)
        c.rectangle((x - 78, 400, x + 78, 560), [colour, dark], radius=18)
        c.rectangle((x - 52, 420, x + 52, 540), solid("#ffffff", 60), radius=10)
        c.ellipse((x - 16, 470, x + 16, 502), "#ffffff")
    for x, text in ((250, "Tai nghe"), (540, "Loa mini"), (830, "Đồng hồ")):
        write(c, (x, 614), text, Lettering(HEAVY, 36, "#22252b"))
        write(c, (x, 660), "từ 99.000đ", Lettering(NARROW, 36, "#e0301e"))
    for x, text in ((200, "Bảo hành 12 tháng"), (540, "Đổi trả 7 ngày"), (880, "Giao nhanh 2 giờ")):
        write(c, (x, 772), text, Lettering(HEAVY, 34, "#ffffff"), width=320)
    burst(c, (930, 380), 92, 18, ["#ffe36b", "#ffb400"])
    write(c, (930, 380), "-30%", Lettering(POSTER, 50, "#b3121a"))
    write(c, (540, 884), "Hoàn tiền 200% nếu hàng giả", Lettering(ROUND, 60, "#ffe9a8"), width=960)
    c.rectangle((0, 984, 1080, 1080), "#8f1206")
    write(
        c,
        (540, 1030),
        "Tiệm Điện Máy Cầu Vồng · cauvong.example",
        Lettering(HEAVY, 40, "#ffe9a8"),
        width=1000,
    )
    return c.finish()


def breakfast() -> Image.Image:
    """An ordinary noodle shop (1080 x 1080)."""
    c = Canvas(1080, 1080)
    c.fill(["#3a1608", "#7a2f0c", "#c4661a"], 80)
    c.glow((540, 640), 480, "#ffcf7a", 170)
    c.ellipse((170, 760, 910, 930), (0, 0, 0, 90))
    c.curve(
        [(180, 560), (240, 800), (420, 890), (660, 890), (840, 800), (900, 560)],
        ["#ffffff", "#d9dde3"],
        shadow=10,
    )
    c.ellipse((180, 470, 900, 660), ["#f4f6f8", "#cfd6de"])
    c.ellipse((214, 490, 866, 642), ["#e8b25a", "#b9771f"])
    for index in range(9):
        x = 300 + index * 52
        c.line(
            [(x, 560 + (index % 3) * 14), (x + 60, 590 - (index % 2) * 30), (x + 120, 566)],
            "#fbeecb",
            9,
        )
    for x, y in ((360, 560), (470, 596), (610, 556), (720, 590)):
        c.ellipse((x - 60, y - 24, x + 60, y + 24), ["#b4573f", "#7a2f22"])
    for x, y, angle in ((420, 540, -20), (560, 530, 40), (690, 540, 150), (500, 600, 10)):
        leaf(c, (x, y), 70, angle, ["#8fd05a", "#2d7a2a"])
    for index in range(3):
        x = 430 + index * 110
        plume = [(x + 14 * math.sin(t), 470 - 26 * t) for t in range(6)]
        left = [(px - 13, py) for px, py in plume]
        right = [(px + 13, py) for px, py in reversed(plume)]
        c.polygon([*left, *right], (255, 255, 255, 120), blur=12)
    write(c, (540, 104), "Phở Nhà Mây", Lettering(SCRIPT, 110, "#ffe9b8", "#3a1608", 4, 6))
    write(c, (540, 262), "Nước dùng ninh xương 12 giờ", Lettering(SERIF, 48, "#ffffff"), width=940)
    ribbon(c, (220, 936, 860, 1012), ["#d4252b", "#8f0d12"], "#5a070a")
    write(c, (540, 972), "Bát đặc biệt 55.000đ", Lettering(HEAVY, 44, "#ffffff"), width=580)
    write(
        c,
        (540, 1048),
        "Mở cửa 6 giờ – 22 giờ · 12 phố Hàng Cau",
        Lettering(BODY, 34, "#ffe9b8"),
        width=960,
    )
    return c.finish()


def closing_card() -> Image.Image:
    """Last picture of the lawful supplement video (720 x 1280)."""
    c = Canvas(720, 1280)
    c.rectangle((30, 150, 690, 1130), solid("#ffffff", 235), radius=36, shadow=12)
    write(c, (360, 220), CATEGORY, Lettering(HEAVY, 42, "#0a4d86"), width=600)
    label = Label("MẦM XANH", "VITAMIN C & KẼM", "Hộp 30 viên", "#7ccf6a", "#1f6a24", "#3a9a3f")
    c.place_large(bottle(label, 380), (360, 480))
    paragraph(
        c, (360, 740), WARNING, Lettering(HEAVY, 44, "#0a2540"), 600, anchor="mm", leading=1.4
    )
    small = Lettering(BODY, 30, "#12324f")
    for index, line in enumerate(
        (
            "Công ty TNHH Mầm Xanh Minh Hòa",
            "Địa chỉ: Số 9 phố Lá Me, thành phố Minh Hòa",
            "Số XNQC: 0000/2025/XNQC-ATTP",
        )
    ):
        write(c, (360, 990 + index * 48), line, small, width=610)
    return c.finish()


def opening_card() -> Image.Image:
    """First picture of the lawful supplement video (720 x 1280)."""
    c = Canvas(720, 1280)
    write(
        c,
        (360, 210),
        "Vitamin C Mầm Xanh",
        Lettering(POSTER, 72, "#ffffff", "#14532d", 6, 6),
        width=660,
    )
    write(
        c,
        (360, 310),
        "Bổ sung vitamin C và kẽm mỗi ngày",
        Lettering(HEAVY, 44, "#fff7c2", "#14532d", 4),
        width=660,
    )
    label = Label("MẦM XANH", "VITAMIN C & KẼM", "Hộp 30 viên", "#7ccf6a", "#1f6a24", "#3a9a3f")
    c.place_large(carton(label, 460), (360, 700))
    button(c, (110, 1060, 610, 1150), "Xem thành phần", ["#38b06a", "#0f7a3f"])
    return c.finish()
