"""Error rates and confusions of readings."""

import numpy as np
import pytest

from models.training.reading.charset import characters, class_of
from models.training.reading.crops import Crop
from models.training.reading.evaluate import (
    Sample,
    confusions,
    decode_greedy,
    edit_path,
    score,
    without_marks,
)


def sample(text: str, kind: str = "sans") -> Sample:
    return Sample(Crop(np.zeros((48, 64, 3), np.uint8), text), kind)


def test_best_path_drops_blanks_and_repeats() -> None:
    table = class_of()
    path = [table["t"], table["t"], 0, table["t"], table["ố"], 0]
    scores = np.zeros((1, len(path), len(characters()) + 1), np.float32)
    scores[0, range(len(path)), path] = 1
    assert decode_greedy(scores) == ["ttố"]


@pytest.mark.parametrize(
    ("truth", "read", "edits", "pair"),
    [
        ("thuốc", "thuôc", 1, ("ố", "ô")),
        ("thuốc", "thuc", 1, ("ố", "")),
        ("gan", "gàn", 1, ("a", "à")),
        ("mỡ", "mỡ.", 1, ("", ".")),
    ],
)
def test_the_edit_path_counts_and_aligns(
    truth: str, read: str, edits: int, pair: tuple[str, str]
) -> None:
    distance, pairs = edit_path(truth, read)
    assert distance == edits
    assert pair in pairs
    assert "".join(t for t, _ in pairs) == truth
    assert "".join(r for _, r in pairs) == read


def test_marks_are_removed_with_the_stroke_of_d() -> None:
    assert without_marks("Đường huyết ổn định") == "Duong huyet on dinh"


def test_scores_are_by_kind_and_for_all() -> None:
    scores = score([sample("gan"), sample("mật", "script")], ["gan", "mạt"])
    assert scores["sans"].exact == 1
    assert scores["script"].cer == pytest.approx(1 / 3)
    assert scores["script"].cer_without_marks == 0
    assert scores["all"].lines == 2


def test_confusions_count_right_readings_and_leave_out_hopeless_lines() -> None:
    table = confusions(
        [sample("bổ gan"), sample("bổ phổi"), sample("tim")], ["bồ gan", "bồ phổi", "xyz"]
    )
    assert table["ổ"] == {"ồ": 2, "ổ": 1}
    assert "m" not in table
