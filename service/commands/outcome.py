"""What became of one input: a report, or an error line (`adscan.error/1`)."""

import json
from dataclasses import dataclass
from pathlib import Path

from workers.errors import AdscanError
from workers.report import ERROR_SCHEMA, ScanReport


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an input could not be scanned; survives the way between processes."""

    code: str
    detail: str
    remedy: str

    @classmethod
    def of(cls, error: AdscanError) -> "Failure":
        return cls(error.code, error.detail, error.remedy)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One input's name and its report or failure; `folder` holds its written evidence, if any."""

    name: str
    report: ScanReport | None = None
    failure: Failure | None = None
    folder: Path | None = None

    def to_json_line(self) -> str:
        """One JSON object: the report or the error, with `input` naming the input."""
        if self.report is not None:
            fields = json.loads(self.report.to_json())
            return json.dumps({"input": self.name, **fields}, ensure_ascii=False)
        assert self.failure is not None
        return json.dumps(
            {
                "schema": ERROR_SCHEMA,
                "input": self.name,
                "code": self.failure.code,
                "detail": f"{self.failure.detail} {self.failure.remedy}",
            },
            ensure_ascii=False,
        )
