"""What a finished run says of itself on the command line."""

from service.batch.command import BatchOutcome
from service.commands.language import VERDICTS, Language

_ENDED: dict[str, dict[Language, str]] = {
    "ads": {"vi": "{} quảng cáo: {}.", "en": "{} ads: {}."},
    "copies": {
        "vi": "{} trong số đó là bản sao, dùng lại kết quả đã quét.",
        "en": "Copies that took over a scan: {}.",
    },
    "failures": {
        "vi": "{} không quét được, hoặc chỉ quét được lời; lý do ở cuối report.html. "
        "Thử lại bằng --retry.",
        "en": "Could not be scanned, or by their words alone: {}; report.html ends with the "
        "reasons. --retry tries again.",
    },
    "left_out": {
        "vi": "Tệp hoặc dòng không đọc được thành quảng cáo: {}; lý do ở cuối report.html.",
        "en": "Files or rows that could not be read as ads: {}; report.html ends with the reasons.",
    },
    "left": {
        "vi": "Còn {} chưa quét: chạy lại lệnh này để làm tiếp.",
        "en": "Left to scan: {}. Run the same command again to go on.",
    },
}


def ending(outcome: BatchOutcome, language: Language) -> str:
    """Ads by verdict, copies, what could not be scanned, what is left to do."""
    summary = outcome.summary
    counts = [
        f"{VERDICTS[verdict][language]} {count}"
        for verdict, count in summary.verdicts.items()
        if count
    ]
    total = sum(summary.verdicts.values())
    lines = [_ENDED["ads"][language].format(total, ", ".join(counts))] if total else []
    if summary.copies:
        lines.append(_ENDED["copies"][language].format(summary.copies))
    if summary.failures:
        lines.append(_ENDED["failures"][language].format(sum(summary.failures.values())))
    if outcome.left_out:
        lines.append(_ENDED["left_out"][language].format(outcome.left_out))
    if outcome.gone:
        lines.append(str(outcome.gone))
    if outcome.left:
        lines.append(_ENDED["left"][language].format(outcome.left))
    return "\n".join(lines)
