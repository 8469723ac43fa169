"""What the page of a batch says, in Vietnamese and English."""

from service.pages.words import Phrase

WORDS: dict[str, Phrase] = {
    "title": Phrase("Kết quả rà soát hàng loạt", "Batch screening results"),
    "ads": Phrase("quảng cáo", "ads"),
    "made": Phrase("Lập ngày {date}", "Made on {date}"),
    "partial": Phrase(
        "Chưa xong: còn {left} quảng cáo chưa quét. Chạy lại cùng lệnh để tiếp tục.",
        "Not finished: {left} ads are still to be scanned. Run the same command to go on.",
    ),
    "violation": Phrase("Có dấu hiệu vi phạm", "Signs of violation"),
    "suspect": Phrase("Nghi vấn", "Suspect"),
    "inconclusive": Phrase("Chưa kết luận được", "Inconclusive"),
    "clear": Phrase("Không thấy vi phạm", "Nothing found"),
    "error": Phrase("Không quét được", "Could not be scanned"),
    "copies": Phrase(
        "{count} bản sao của quảng cáo đã quét; không quét lại, lời đi kèm được xét riêng.",
        "Copies of ads already scanned: {count}; not scanned again, their captions judged anew.",
    ),
    "incomplete": Phrase(
        "{count} quảng cáo chỉ xem được một phần: không thấy vi phạm ở phần đã xem không có "
        "nghĩa là không có vi phạm.",
        "Ads that could only be looked at in part: {count}; nothing found in that part does not "
        "mean there is nothing.",
    ),
    "left_out": Phrase(
        "Tệp hoặc dòng không đọc được thành quảng cáo: {count}; lý do ở cuối trang.",
        "Files or rows that could not be read as ads: {count}; the reasons end this page.",
    ),
    "overview": Phrase("Tổng quan", "Overview"),
    "chart.category": Phrase("Theo nhóm vi phạm", "By category"),
    "chart.platform": Phrase("Theo nền tảng", "By platform"),
    "chart.advertiser": Phrase("Theo nhà quảng cáo", "By advertiser"),
    "chart.product": Phrase("Theo sản phẩm", "By product"),
    "chart.phone": Phrase("Theo số điện thoại", "By phone number"),
    "chart.domain": Phrase("Theo tên miền đích", "By landing domain"),
    "chart.legend": Phrase(
        "Đậm: vi phạm hoặc nghi vấn. Nhạt: tất cả.", "Dark: violation or suspect. Light: all."
    ),
    "chart.pick": Phrase(
        "Bấm vào một tên để xem các quảng cáo đó.", "Choose a name to see its ads."
    ),
    "time": Phrase("Theo thời gian", "Over time"),
    "time.hint": Phrase(
        "Ngày bắt đầu chạy do thư viện quảng cáo ghi.", "First shown, as the ad library says."
    ),
    "queue": Phrase("Quảng cáo cần xem, nặng nhất trước", "Ads to look at, gravest first"),
    "queue.short": Phrase("Quảng cáo cần xem", "Ads to look at"),
    "search": Phrase("Tìm trong quảng cáo", "Search the ads"),
    "verdict": Phrase("Kết quả", "Verdict"),
    "category": Phrase("Nhóm", "Category"),
    "platform": Phrase("Nền tảng", "Platform"),
    "all": Phrase("Tất cả", "All"),
    "fold": Phrase("Gộp bản sao", "Fold copies"),
    "previous": Phrase("Trang trước", "Previous"),
    "next": Phrase("Trang sau", "Next"),
    "shown": Phrase("đang xem", "shown"),
    "none": Phrase("Không có quảng cáo nào khớp.", "No ad matches."),
    "score": Phrase("điểm", "score"),
    "severity": Phrase("mức", "severity"),
    "copy": Phrase("bản sao", "copy"),
    "copies.short": Phrase("bản", "copies"),
    "part": Phrase("chỉ xem được một phần", "seen in part only"),
    "library": Phrase("Thư viện quảng cáo", "Ad library"),
    "clusters": Phrase("Cùng một nội dung, nhiều quảng cáo", "One creative, many ads"),
    "clusters.hint": Phrase("{count} nhóm", "{count} groups"),
    "on_pages": Phrase("{ads} quảng cáo trên {pages} trang", "{ads} ads on {pages} pages"),
    "failures": Phrase("Không quét được, và vì sao", "What could not be scanned, and why"),
    "failures.none": Phrase("Mọi thứ đều đã quét.", "Everything was scanned."),
    "more": Phrase("và {count} mục nữa trong findings.xlsx", "and {count} more in findings.xlsx"),
    "noscript": Phrase(
        "Bật JavaScript để lọc và xem hết danh sách; toàn bộ cũng có trong findings.xlsx.",
        "Turn JavaScript on to filter and page the list; all of it is in findings.xlsx too.",
    ),
    "black_listed": Phrase(
        "{count} quảng cáo có trang, số điện thoại, tên miền, sản phẩm hoặc nội dung trong danh "
        "sách đen.",
        "Ads with a page, phone number, domain, product or creative on a black list: {count}.",
    ),
    "lists": Phrase("Danh sách", "Lists"),
    "black": Phrase("Danh sách đen", "Black list"),
    "white": Phrase("Danh sách trắng", "White list"),
    "advertiser": Phrase("nhà quảng cáo", "advertiser"),
    "page": Phrase("trang", "page"),
    "domain": Phrase("tên miền", "domain"),
    "phone": Phrase("số điện thoại", "phone"),
    "product": Phrase("sản phẩm", "product"),
    "creative": Phrase("nội dung", "creative"),
}

_REASONS: dict[str, Phrase] = {
    "address_forbidden": Phrase("Địa chỉ không công khai", "Not a public address"),
    "archive_entry_refused": Phrase("Không giải nén được mục này", "Not unpacked"),
    "audio_only": Phrase("Chỉ có âm thanh", "Sound alone"),
    "crashed": Phrase("Tiến trình quét bị dừng đột ngột", "The scanning process died"),
    "empty_file": Phrase("Tệp rỗng", "Empty file"),
    "encrypted_media": Phrase("Tệp bị khóa mã", "Encrypted"),
    "fetch_failed": Phrase("Không tải về được", "Not fetched"),
    "fetch_refused": Phrase("Máy chủ không cho tải", "The server refused it"),
    "limit_exceeded": Phrase("Vượt giới hạn cho phép", "Over a limit"),
    "media_missing": Phrase("Thiếu tệp ảnh hoặc video", "The media file is missing"),
    "media_not_fetched": Phrase("Ảnh, video còn ở trên mạng", "Its media are on the web"),
    "not_found": Phrase("Không tìm thấy tệp", "File not found"),
    "not_media": Phrase("Không phải ảnh hay video", "Neither picture nor video"),
    "nothing_to_scan": Phrase("Không có lời, ảnh hay video để quét", "Nothing to scan"),
    "permission_denied": Phrase("Không có quyền đọc", "May not be read"),
    "playlist_refused": Phrase("Chỉ là danh sách phát", "Only a playlist"),
    "service_refused": Phrase("Dịch vụ từ chối", "Refused by the service"),
    "service_unavailable": Phrase("Không liên lạc được dịch vụ", "Service not reached"),
    "timed_out": Phrase("Quét quá lâu", "Took too long"),
    "url_refused": Phrase("Địa chỉ không dùng được", "Address not usable"),
    "unreadable_media": Phrase("Tệp hỏng hoặc thuộc dạng hiếm", "Damaged, or of a rare kind"),
    "unreadable_row": Phrase("Dòng không đọc được", "Row not readable"),
}
_OTHER = Phrase("Không quét được", "Could not be scanned")


def reason_of(code: str) -> Phrase:
    """What a failure of that code means."""
    return _REASONS.get(code, _OTHER)
