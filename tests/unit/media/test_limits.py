"""How many processors a decoder takes."""

import os

import pytest

from workers.media import Limits

FULL_HD, ULTRA_HD = 1920 * 1080, 3840 * 2160


@pytest.mark.parametrize(
    ("processors", "pixels", "threads"),
    [
        (1, FULL_HD, 1),
        (2, FULL_HD, 1),
        (2, ULTRA_HD, 2),
        (4, FULL_HD, 3),
        (16, FULL_HD, 4),
        (16, ULTRA_HD, 4),
    ],
)
def test_a_processor_is_left_to_read_what_is_decoded(
    monkeypatch: pytest.MonkeyPatch, processors: int, pixels: int, threads: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(processors)))
    assert Limits().decoder_threads(pixels) == threads
    assert Limits(threads=2).decoder_threads(pixels) == 2
