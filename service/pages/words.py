"""Everything the pages say, in Vietnamese and English."""

import re
from dataclasses import dataclass

from workers.report import LOGO_LABEL


@dataclass(frozen=True, slots=True)
class Phrase:
    """One piece of wording in both languages; may hold `{name}` fields."""

    vi: str
    en: str

    def filled(self, **values: object) -> "Phrase":
        return Phrase(self.vi.format(**values), self.en.format(**values))


PHRASES: dict[str, Phrase] = {
    "report": Phrase("Phiếu rà soát quảng cáo", "Ad screening report"),
    "overview": Phrase("Tổng hợp rà soát quảng cáo", "Ad screening overview"),
    "back": Phrase("Tất cả quảng cáo", "All ads"),
    "language": Phrase("Ngôn ngữ", "Language"),
    "referral": Phrase(
        "Đây là phiếu chuyển để người có thẩm quyền xem xét, không phải kết luận vi phạm.",
        "This is a referral for a competent person to examine, never a ruling.",
    ),
    "verdict": Phrase("Kết quả rà soát", "Screening result"),
    "verdict.violation": Phrase("Có dấu hiệu vi phạm", "Signs of violation"),
    "verdict.suspect": Phrase("Nghi vấn", "Suspect"),
    "verdict.clear": Phrase("Không thấy dấu hiệu vi phạm", "Nothing found"),
    "verdict.inconclusive": Phrase("Chưa kết luận được", "Inconclusive"),
    "verdict.failed": Phrase("Không quét được", "Could not be scanned"),
    "explain.violation": Phrase(
        "Quảng cáo nêu công dụng hoặc cách giới thiệu mà pháp luật cấm. Nên chuyển người có "
        "thẩm quyền kiểm tra các chứng cứ dưới đây.",
        "The ad makes claims that the law prohibits. A competent person should check the "
        "evidence below.",
    ),
    "explain.suspect": Phrase(
        "Có nội dung đáng ngờ nhưng chưa đủ rõ. Cần người xem lại trước khi quyết định.",
        "Some content is questionable but not clear enough. A person should look before anything "
        "is decided.",
    ),
    "explain.clear": Phrase(
        "Toàn bộ quảng cáo đã được xem và không thấy nội dung bị cấm. Điều này không có nghĩa là "
        "quảng cáo đúng luật ở mọi mặt.",
        "The whole ad was looked at and no prohibited content was found. This does not mean the "
        "ad is lawful in every respect.",
    ),
    "explain.inconclusive": Phrase(
        "Có phần của quảng cáo không xem hoặc không đọc được. Không thấy vi phạm ở phần đã xem "
        "KHÔNG có nghĩa là không có vi phạm.",
        "Part of the ad could not be looked at or read. That nothing was found in the rest does "
        "NOT mean there is nothing.",
    ),
    "score": Phrase("Điểm pháp lý", "Legal score"),
    "score.hint": Phrase(
        "mức độ khớp với hành vi bị cấm, 0–100", "how strongly it matches what is prohibited, 0–100"
    ),
    "severity": Phrase("Mức nghiêm trọng", "Severity"),
    "severity.of": Phrase("{level} trên 5", "{level} of 5"),
    "confidence": Phrase("Độ tin cậy của chứng cứ", "Confidence in the evidence"),
    "confidence.hint": Phrase("máy đọc hoặc nghe rõ đến đâu", "how well it was read or heard"),
    "kept_apart": Phrase(
        "Độ tin cậy (đọc rõ đến đâu) và điểm pháp lý (nặng đến đâu) được tính riêng.",
        "Confidence (how well it was read) and legal score (how grave it is) are kept apart.",
    ),
    "product_class": Phrase("Loại sản phẩm", "Product class"),
    "findings": Phrase("Phát hiện", "Findings"),
    "findings.none": Phrase(
        "Không có phát hiện nào trong phần đã xem.", "No finding in what was looked at."
    ),
    "finding.count": Phrase("{count} phát hiện", "{count} findings"),
    "evidence": Phrase("Chứng cứ", "Evidence"),
    "evidence.text": Phrase("Chữ trên màn hình", "Words on screen"),
    "evidence.speech": Phrase("Lời nói", "Speech"),
    "evidence.image": Phrase("Hình ảnh", "Picture"),
    "evidence.absence": Phrase("Thiếu nội dung bắt buộc", "Required content missing"),
    "evidence.match": Phrase("Trùng với quảng cáo khác", "Matches another ad"),
    "absence.note": Phrase(
        "Không tìm thấy trong toàn bộ phần đã đọc của quảng cáo.",
        "Not found anywhere in the part of the ad that was read.",
    ),
    "still.open": Phrase(
        "Ảnh chứng cứ, phần chữ được đóng khung", "Evidence picture, the words boxed"
    ),
    "legal": Phrase("Căn cứ pháp lý", "Legal basis"),
    "legal.confirmed": Phrase("Đã đối chiếu", "Confirmed"),
    "legal.to_be_confirmed": Phrase(
        "Cần cơ quan có thẩm quyền xác nhận", "To be confirmed by the authority"
    ),
    "rule": Phrase("Quy tắc", "Rule"),
    "factors": Phrase("Điểm này gồm", "What made this score"),
    "timeline": Phrase("Dòng thời gian", "Timeline"),
    "timeline.gaps": Phrase("Chưa xem được", "Not looked at"),
    "timeline.texts": Phrase("Chữ và lời", "Words"),
    "coverage": Phrase("Đã xem những gì", "What was looked at"),
    "coverage.complete": Phrase("Đã xem toàn bộ quảng cáo.", "The whole ad was looked at."),
    "coverage.gaps": Phrase("Còn phần chưa xem được:", "Some of it could not be looked at:"),
    "coverage.duration": Phrase("Thời lượng", "Duration"),
    "coverage.decoded": Phrase("Đã giải mã", "Decoded"),
    "coverage.sampled": Phrase("Khung hình đã xem", "Frames looked at"),
    "coverage.read": Phrase("Khung hình đã đọc chữ", "Frames read"),
    "coverage.audio": Phrase("Âm thanh đã nghe", "Sound heard"),
    "coverage.no_audio": Phrase("không có tiếng", "no sound track"),
    "coverage.not_heard": Phrase("chưa nghe", "not heard"),
    "coverage.level": Phrase("Mức rà soát", "Level"),
    "coverage.misses": Phrase(
        "Chữ hiện ngắn hơn {ms} ms có thể bị bỏ sót.",
        "Words shown for less than {ms} ms may be missed.",
    ),
    "level.fast": Phrase("nhanh", "fast"),
    "level.standard": Phrase("chuẩn", "standard"),
    "level.thorough": Phrase("kỹ", "thorough"),
    "gap.from_to": Phrase("từ {start} đến {end}", "from {start} to {end}"),
    "stage.probe": Phrase("Mở tệp", "Opening"),
    "stage.decode": Phrase("Giải mã", "Decoding"),
    "stage.read": Phrase("Đọc chữ", "Reading"),
    "stage.listen": Phrase("Nghe lời", "Listening"),
    "stage.look": Phrase("Nhìn hình", "Looking"),
    "stage.match": Phrase("So trùng", "Matching"),
    "stage.judge": Phrase("Đánh giá", "Judging"),
    "texts": Phrase("Toàn bộ chữ và lời đã đọc", "All words read"),
    "texts.none": Phrase("Không đọc được chữ nào.", "No words were read."),
    "texts.time": Phrase("Thời điểm", "Time"),
    "texts.source": Phrase("Nguồn", "Source"),
    "texts.words": Phrase("Nội dung", "Words"),
    "source.screen": Phrase("màn hình", "screen"),
    "source.speech": Phrase("lời nói", "speech"),
    "source.caption": Phrase("lời đăng kèm", "caption"),
    "source.code": Phrase("mã QR/vạch", "QR/bar code"),
    "entities": Phrase("Liên hệ và dữ kiện", "Contacts and facts"),
    "entity.phone": Phrase("Điện thoại", "Phone"),
    "entity.url": Phrase("Đường dẫn", "Link"),
    "entity.domain": Phrase("Tên miền", "Domain"),
    "entity.email": Phrase("Thư điện tử", "E-mail"),
    "entity.bank_account": Phrase("Tài khoản ngân hàng", "Bank account"),
    "entity.license_no": Phrase("Số giấy phép, xác nhận", "Licence number"),
    "entity.qr": Phrase("Mã QR", "QR code"),
    "entity.handle": Phrase("Tài khoản mạng xã hội", "Handle"),
    "entity.price": Phrase("Giá", "Price"),
    "entity.product": Phrase("Sản phẩm", "Product"),
    "entity.company": Phrase("Công ty", "Company"),
    "sightings": Phrase("Nhìn thấy trong hình", "Seen in the pictures"),
    "matches": Phrase("Đã gặp trước đây", "Seen before"),
    "match.exact": Phrase("Trùng khớp", "Exact copy"),
    "match.near": Phrase("Gần giống", "Near copy"),
    "ad": Phrase("Quảng cáo được gửi", "The ad as submitted"),
    "ad.caption": Phrase("Lời đăng kèm", "Caption"),
    "ad.advertiser": Phrase("Bên quảng cáo", "Advertiser"),
    "ad.platform": Phrase("Nền tảng", "Platform"),
    "ad.landing_url": Phrase("Trang đích", "Landing page"),
    "ad.external_id": Phrase("Mã bên ngoài", "External id"),
    "technical": Phrase("Thông tin kỹ thuật và mã kiểm chứng", "Technical data and hashes"),
    "technical.scan": Phrase("Mã lần quét", "Scan"),
    "technical.created": Phrase("Thời điểm quét", "Scanned at"),
    "technical.engine": Phrase("Phiên bản adscan", "adscan version"),
    "technical.rules": Phrase("Bộ quy tắc", "Rule pack"),
    "technical.models": Phrase("Mô hình", "Models"),
    "technical.media": Phrase("Tệp đã quét", "Files scanned"),
    "technical.timings": Phrase("Thời gian xử lý", "Time taken"),
    "technical.json": Phrase("Báo cáo dạng JSON", "Report as JSON"),
    "media.video": Phrase("Video", "Video"),
    "media.image": Phrase("Hình ảnh", "Picture"),
    "media.rotated": Phrase("xoay {degrees}°", "turned {degrees}°"),
    "index.lead": Phrase("{count} quảng cáo đã gửi", "{count} ads submitted"),
    "index.all": Phrase("Tất cả", "All"),
    "index.failed": Phrase("Không quét được", "Could not be scanned"),
    "index.failed.note": Phrase(
        "Các tệp này chưa được xem, không được hiểu là không có vi phạm.",
        "These were not looked at; that must not be taken for “nothing found”.",
    ),
    "index.reason": Phrase("Lý do", "Reason"),
    "index.remedy": Phrase("Cách khắc phục", "Remedy"),
    "index.incomplete": Phrase("chưa xem hết", "not all looked at"),
    "index.open": Phrase("Mở phiếu", "Open report"),
}

SEEN: dict[str, Phrase] = {
    "product_package": Phrase("Sản phẩm, bao bì", "Product on show"),
    "bottle": Phrase("Chai, lọ", "Bottle or jar"),
    "carton": Phrase("Hộp giấy", "Carton"),
    "stethoscope": Phrase("Người đeo ống nghe", "Person with a stethoscope"),
    "white_coat": Phrase("Người mặc áo blouse trắng", "Person in a white coat"),
    "before_after": Phrase("So sánh trước và sau", "Before and after"),
    "face": Phrase("Khuôn mặt người", "Face"),
    "qr_code": Phrase("Mã QR", "QR code"),
    "barcode": Phrase("Mã vạch", "Bar code"),
}
"""What the image models report, by label."""

GAP_WORDINGS: tuple[tuple[str, str], ...] = (
    (r"parts of the video are damaged", "một phần video bị hỏng"),
    (r"the file is cut off", "tệp bị cắt cụt"),
    (r"the file ends early or is damaged", "tệp kết thúc sớm hoặc bị hỏng"),
    (
        r"the end of the picture is missing or damaged",
        "phần cuối của ảnh bị thiếu hoặc hỏng",
    ),
    (r"the decoder stopped$", "bộ giải mã dừng giữa chừng"),
    (r"the decoder was killed \(signal (\d+)\)", r"bộ giải mã bị buộc dừng (tín hiệu \1)"),
    (r"the sound decoder stopped$", "bộ giải mã âm thanh dừng giữa chừng"),
    (
        r"the sound decoder was killed \(signal (\d+)\)",
        r"bộ giải mã âm thanh bị buộc dừng (tín hiệu \1)",
    ),
    (r"the (sound )?decoder ran out of time", "bộ giải mã hết thời gian cho phép"),
    (r"the (sound )?decoder stopped answering", "bộ giải mã không phản hồi"),
    (r"the (sound )?decoder did not end", "bộ giải mã không kết thúc"),
    (r"the (sound )?decoder printed (too much|an endless line)", "bộ giải mã xuất quá nhiều"),
    (
        r"Speech or singing was not understood\.",
        "Có tiếng nói hoặc tiếng hát nhưng không nghe ra lời.",
    ),
    (
        r"Speech or singing was understood only in part\.",
        "Có tiếng nói hoặc tiếng hát, chỉ nghe ra một phần lời.",
    ),
    (r"Speech was not transcribed\.", "Có tiếng nói nhưng chưa chép lại được lời."),
    (
        r"Speech in language '([\w-]+)' was not transcribed\.",
        r"Có lời nói bằng ngôn ngữ “\1”, chưa chép lại được.",
    ),
    (r"Install adscan\[listen\] to have speech transcribed\.", "Cài adscan[listen] để nghe lời."),
    (r"package ([\w.-]+) is not installed", r"chưa cài gói \1"),
    (
        r"([\w-]+): sha256 differs from the manifest: (\S+?)(?=\.?(\s|$))",
        r"tệp \2 của mô hình \1 đã bị thay đổi",
    ),
    (
        r"([\w-]+): [A-Z][\w /]+: (\S+?)(?=\.?(\s|$))",
        r"không đọc được tệp \2 của mô hình \1",
    ),
    (r"(\S+) is no 64-bit ELF library", r"\1 không phải thư viện ELF 64 bit"),
    (r"the library has no symbol (\w+)", r"thư viện thiếu ký hiệu \1"),
    (
        r"The ad's pictures or video were not at hand; only its words were judged\.",
        "Không có ảnh hoặc video của quảng cáo; chỉ xét phần chữ.",
    ),
    (r"(\S+) is empty\.", r"\1 là tệp rỗng."),
    (r"(\S+) is encrypted \(DRM\)\.", r"\1 bị mã hóa (DRM)."),
    (r"(\S+) is cut off: its index or its pictures are missing\.", r"\1 bị cắt cụt."),
    (r"(\S+) is damaged: no picture could be found in it\.", r"\1 bị hỏng, không có hình."),
    (r"(\S+) holds sound but no pictures\.", r"\1 chỉ có tiếng, không có hình."),
    (r"(\S+) holds no pictures\.", r"\1 không có hình."),
    (r"(\S+) does not exist\.", r"\1 không tồn tại."),
)
"""Vietnamese for what stages and decoders say in English, pattern and replacement; what none
matches is shown as it is."""


def phrase(key: str, **values: object) -> Phrase:
    """The phrase with that key, its fields filled. Raises KeyError for a key never written."""
    found = PHRASES[key]
    return found.filled(**values) if values else found


def gap_reason(reason: str) -> Phrase:
    """A stage's reason for a gap, in both languages where that wording is known."""
    vietnamese = reason
    for pattern, replacement in GAP_WORDINGS:
        vietnamese = re.sub(pattern, replacement, vietnamese)
    return Phrase(vietnamese, reason)


def seen_words(label: str) -> Phrase:
    """What was seen in a picture, in words; a logo is named as its reference is."""
    if label.startswith(LOGO_LABEL):
        name = label.removeprefix(LOGO_LABEL)
        return Phrase(f"Biểu trưng: {name}", f"Logo: {name}")
    return SEEN.get(label) or words_of(label)


def words_of(identifier: str) -> Phrase:
    """An identifier in plain words, where no better name is known."""
    words = identifier.replace("_", " ").capitalize()
    return Phrase(words, words)
