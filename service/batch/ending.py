"""What a finished run says of itself on the command line."""

from service.batch.command import BatchOutcome
from service.commands.language import VERDICTS, Language

_ENDED: dict[str, dict[Language, str]] = {
    "ads": {"vi": "{} quảng cáo: {}.", "en": "{} ads: {}."},
    "copies": {
        "vi": "{} trong số đó là bản sao, dùng lại kết quả đã quét.",
        "en": "{} of them are copies and took over a scan.",
    },
    "failures": {
        "vi": "{} không quét được; lý do ở cuối report.html. Thử lại bằng --retry.",
        "en": "{} could not be scanned; report.html ends with the reasons. --retry tries again.",
    },
    "left": {
        "vi": "Còn {} chưa quét: chạy lại lệnh này để làm tiếp.",
        "en": "{} are left: run the same command again to go on.",
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
    lines = [_ENDED["ads"][language].format(sum(summary.verdicts.values()), ", ".join(counts))]
    if summary.copies:
        lines.append(_ENDED["copies"][language].format(summary.copies))
    if summary.failures:
        lines.append(_ENDED["failures"][language].format(sum(summary.failures.values())))
    if outcome.left:
        lines.append(_ENDED["left"][language].format(outcome.left))
    return "\n".join(lines)
