"""`results.jsonl`: one line an ad, its report or why there is none, in the order of the input."""

import json
from collections.abc import Iterable
from pathlib import Path

from service.batch.memory import Result
from service.batch.outputs.files import whole_file
from workers.report import ERROR_SCHEMA


def write_results(results: Iterable[Result], path: Path) -> None:
    """Write the file; raises OutputError."""
    with (
        whole_file(path) as unfinished,
        unfinished.open("w", encoding="utf-8", errors="replace") as file,
    ):
        for result in results:
            file.write(result_line(result) + "\n")


def result_line(result: Result) -> str:
    """One JSON object: the report or the error, with `input` naming the ad in the batch."""
    origin = {"input": result.item.key}
    if result.original is not None:
        origin["copy_of"] = result.original
    if result.report is not None:
        fields = result.report.model_dump(mode="json", by_alias=True)
        return json.dumps({**origin, **fields}, ensure_ascii=False)
    assert result.failure is not None
    error = {
        "schema": ERROR_SCHEMA,
        **origin,
        "external_id": result.item.ad.external_id,
        "code": result.failure.code,
        "detail": f"{result.failure.detail} {result.failure.remedy}".strip(),
    }
    return json.dumps(error, ensure_ascii=False)
