"""Cursors continue the list they were made for, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.cursors import Cursors
from service.problems import Problem

KEY = Cursors(b"k" * 32)


TEXT = st.text(st.characters(codec="utf-8"), max_size=50)


@given(TEXT, st.lists(TEXT, max_size=3))
def test_a_cursor_gives_back_its_position(position: str, described: list[str]) -> None:
    assert KEY.read(KEY.make(position, *described), *described) == position


@given(st.text(max_size=80))
def test_no_other_text_is_a_cursor(text: str) -> None:
    with pytest.raises(Problem) as caught:
        KEY.read(text, "scans")
    assert (caught.value.status_code, caught.value.code) == (400, "invalid_cursor")


def test_a_cursor_of_another_list_or_key_is_refused() -> None:
    cursor = KEY.make("id", "scans", "org-a")
    with pytest.raises(Problem):
        KEY.read(cursor, "scans", "org-b")
    with pytest.raises(Problem):
        Cursors(b"other").read(cursor, "scans", "org-a")
