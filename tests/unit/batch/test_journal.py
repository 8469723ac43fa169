"""The journal keeps every whole record, whatever happens to the end of its file."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.batch.journal import Journal
from workers.errors import OutputError


def _written(path: Path, count: int) -> list[int]:
    """Sizes of the file after each record."""
    sizes = []
    with Journal(path) as journal:
        for number in range(count):
            journal.append("result", f"khoá {number}", {"text": "Trà\n" * number, "n": number})
            sizes.append(path.stat().st_size)
    return sizes


def test_a_file_cut_at_any_byte_keeps_the_records_before_the_cut(tmp_path: Path) -> None:
    sizes = _written(tmp_path / "whole", 4)
    data = (tmp_path / "whole").read_bytes()
    for cut in range(len(data) + 1):
        path = tmp_path / "cut"
        path.write_bytes(data[:cut])
        with Journal(path) as journal:
            kept = list(journal.keys("result"))
            assert len(kept) == sum(size <= cut for size in sizes)
            assert [journal.get("result", key)["n"] for key in kept] == list(range(len(kept)))
            journal.append("result", "next", {"n": 9})
        with Journal(path) as again:
            assert [*kept, "next"] == list(again.keys("result"))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.floats(0, 0.999), flipped=st.integers(1, 255))
def test_a_damaged_byte_costs_at_most_the_records_it_touches(
    tmp_path: Path, place: float, flipped: int
) -> None:
    path = tmp_path / "journal"
    path.unlink(missing_ok=True)
    _written(path, 5)
    data = bytearray(path.read_bytes())
    data[int(place * len(data))] ^= flipped
    path.write_bytes(data)
    with Journal(path) as journal:
        kept = [journal.get("result", key)["n"] for key in journal.keys("result")]
    assert len(kept) >= 3
    assert set(kept) <= set(range(5))


def test_the_later_of_two_records_counts(tmp_path: Path) -> None:
    with Journal(tmp_path / "j") as journal:
        journal.append("result", "a", 1)
        journal.append("result", "a", 2)
        journal.append("other", "a", 3)
    with Journal(tmp_path / "j") as journal:
        assert journal.get("result", "a") == 2
        assert list(journal.keys("result")) == ["a"]
        assert not journal.has("result", "b")


def test_a_folder_that_cannot_be_written_is_an_output_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        Journal(tmp_path / "absent" / "journal")
