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
        "{count} are copies of ads already scanned; not scanned again, their captions judged anew.",
    ),
    "incomplete": Phrase(
        "{count} quảng cáo chỉ xem được một phần: không thấy vi phạm ở phần đã xem không có "
        "nghĩa là không có vi phạm.",
        "{count} ads could only be looked at in part: nothing found in that part does not mean "
        "there is nothing.",
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
    "chart.empty": Phrase("Không có dữ liệu.", "No data."),
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
    "lists": Phrase("Danh sách", "Lists"),
}
