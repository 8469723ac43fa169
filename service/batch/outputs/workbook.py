"""`findings.xlsx`: ads with thumbnails, findings, clusters and what could not be scanned.

Every text is written as text: nothing that an ad says can become a formula or a link.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from PIL import Image

from service.batch.items import LeftOut
from service.batch.memory import Result
from service.batch.outputs.files import whole_file
from service.batch.outputs.findings import COLUMNS, finding_rows
from service.batch.outputs.lines import AdLine
from service.batch.outputs.summary import Cluster
from service.batch.outputs.words import reason_of
from service.commands.language import VERDICTS
from workers.report import Message

_MOST_THUMBNAILS = 2000
_LONGEST_CELL = 32_767
_THUMBNAIL_PIXELS = 72
_FILLS = {
    "violation": "#F8D0D4",
    "suspect": "#FBE3C0",
    "inconclusive": "#E2DEF7",
    "clear": "#D3EEDD",
    "error": "#E6E8EC",
}
_AD_COLUMNS: tuple[tuple[str, int], ...] = (
    ("Ảnh / Picture", 13),
    ("Kết quả / Verdict", 22),
    ("Điểm / Score", 9),
    ("Mức / Severity", 9),
    ("Nhóm / Categories", 44),
    ("Trích dẫn / Quote", 60),
    ("Dấu hiệu / Finding (vi)", 40),
    ("Finding (en)", 40),
    ("Nền tảng / Platform", 12),
    ("Nhà quảng cáo / Advertiser", 28),
    ("Trang / Page", 28),
    ("Mã quảng cáo / Ad id", 22),
    ("Tên miền / Domains", 28),
    ("Điện thoại / Phones", 20),
    ("Sản phẩm / Products", 24),
    ("Ngày / First shown", 12),
    ("Danh sách / Lists", 24),
    ("Dùng kết quả của / Scan taken from", 28),
    ("Cùng mẫu với / Same creative as", 28),
    ("Nguồn / Input", 36),
    ("Trang thư viện / Library page", 40),
)


def write_workbook(
    lines: Sequence[AdLine],
    results: Iterable[Result],
    clusters: Sequence[Cluster],
    left_out: Sequence[LeftOut],
    categories: Mapping[str, Message],
    thumbnails: Path,
    path: Path,
) -> None:
    """Write the workbook. `lines` are in the order wanted, `categories` the names of the categories
    they hold; raises OutputError."""
    with whole_file(path) as unfinished:
        options = {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        try:
            book = xlsxwriter.Workbook(str(unfinished), options)
            try:
                _ads(book, lines, categories, thumbnails)
                _findings(book, results)
                _clusters(book, clusters)
                _not_scanned(book, lines, left_out)
            finally:
                book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(error.args[0].errno, str(error)) from error


class _Sheet:
    """A worksheet whose header stays in sight and can be filtered."""

    def __init__(self, book: Any, name: str, columns: Sequence[tuple[str, int]]) -> None:
        self.sheet = book.add_worksheet(name)
        head = book.add_format(
            {"bold": True, "bg_color": "#1F3A68", "font_color": "#FFFFFF", "text_wrap": True}
        )
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self._columns = columns
        self._rows = 0
        for number, (title, width) in enumerate(columns):
            self.sheet.write_string(0, number, title, head)
            self.sheet.set_column(number, number, width)
        self.sheet.freeze_panes(1, 0)

    def add(self, values: Sequence[object], form: Any = None) -> int:
        """Append a row; returns its number."""
        self._rows += 1
        for number, value in enumerate(values):
            if isinstance(value, int | float):
                self.sheet.write_number(self._rows, number, value, form or self.text)
            elif value:
                text = str(value)[:_LONGEST_CELL]
                self.sheet.write_string(self._rows, number, text, form or self.text)
        return self._rows

    def close(self) -> None:
        self.sheet.autofilter(0, 0, max(1, self._rows), len(self._columns) - 1)


def _ads(
    book: Any, lines: Sequence[AdLine], categories: Mapping[str, Message], thumbnails: Path
) -> None:
    sheet = _Sheet(book, "Quảng cáo - Ads", _AD_COLUMNS)
    fills = {
        verdict: book.add_format({"bg_color": colour, "valign": "top", "text_wrap": True})
        for verdict, colour in _FILLS.items()
    }
    pictures = 0
    for line in lines:
        names = VERDICTS[line.verdict]
        row = sheet.add(
            [
                "",
                "",
                round(line.score, 3),
                line.severity,
                "\n".join(f"{categories[n].vi} / {categories[n].en}" for n in line.categories),
                line.quote or line.caption,
                line.message.vi if line.message else "",
                line.message.en if line.message else "",
                line.platform,
                line.advertiser,
                line.page,
                line.external_id,
                ", ".join(line.landing_domains),
                ", ".join(line.phones),
                ", ".join(line.products),
                line.first_shown,
                ", ".join(line.lists),
                line.original,
                line.alike,
                line.key,
                line.library_url,
            ]
        )
        verdict = f"{names['vi']} / {names['en']}"
        sheet.sheet.write_string(row, 1, verdict, fills[line.verdict])
        picture = thumbnails / f"{line.thumbnail}.jpg"
        if line.thumbnail and pictures < _MOST_THUMBNAILS and picture.exists():
            pictures += 1
            _place(sheet.sheet, row, picture, line.key)
    sheet.sheet.freeze_panes(1, 2)
    sheet.close()


def _place(sheet: Any, row: int, picture: Path, name: str) -> None:
    """Fit the thumbnail into the first cell of the row; it moves and is filtered with it."""
    with Image.open(picture) as opened:
        scale = _THUMBNAIL_PIXELS / max(opened.size)
    sheet.set_row_pixels(row, _THUMBNAIL_PIXELS + 6)
    options = {
        "x_scale": scale,
        "y_scale": scale,
        "x_offset": 3,
        "y_offset": 3,
        "object_position": 1,
        "description": name,
    }
    sheet.insert_image(row, 0, str(picture), options)


def _findings(book: Any, results: Iterable[Result]) -> None:
    widths = {"quote": 60, "message_vi": 40, "message_en": 40, "legal": 40, "input": 30}
    sheet = _Sheet(book, "Dấu hiệu - Findings", [(name, widths.get(name, 16)) for name in COLUMNS])
    for result in results:
        for row in finding_rows(result):
            sheet.add(list(asdict(row).values()))
    sheet.close()


def _clusters(book: Any, clusters: Sequence[Cluster]) -> None:
    columns = (
        ("Quảng cáo đầu tiên / First ad", 44),
        ("Kết quả / Verdict", 22),
        ("Số quảng cáo / Ads", 12),
        ("Số trang / Pages", 12),
        ("Các trang / Names of pages", 70),
        ("Trích dẫn / Quote", 60),
    )
    sheet = _Sheet(book, "Cụm - Clusters", columns)
    for cluster in clusters:
        first, pages = cluster.original, cluster.pages
        names = VERDICTS[cluster.verdict]
        verdict = f"{names['vi']} / {names['en']}"
        ads = len(cluster.members)
        sheet.add([first.key, verdict, ads, len(pages), ", ".join(pages), first.quote])
    sheet.close()


def _not_scanned(book: Any, lines: Sequence[AdLine], left_out: Sequence[LeftOut]) -> None:
    columns = (
        ("Nguồn / Input", 44),
        ("Lý do / Reason", 44),
        ("Mã lỗi / Code", 22),
        ("Chi tiết / Detail", 70),
        ("Cách khắc phục / Remedy", 60),
    )
    sheet = _Sheet(book, "Không quét - Not scanned", columns)
    ads = [(line.key, line.failure) for line in lines if line.failure]
    for name, failure in (*ads, *((entry.name, entry.failure) for entry in left_out)):
        reason = reason_of(failure.code)
        said = f"{reason.vi} / {reason.en}"
        sheet.add([name, said, failure.code, failure.detail, failure.remedy])
    sheet.close()
