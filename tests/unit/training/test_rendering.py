"""Drawn lines and the crops cut from them."""

import random
from dataclasses import replace

import numpy as np
import pytest

from models.training.reading.backgrounds import SCENES, BackgroundPool, paper
from models.training.reading.batches import PADDING, group_by_width
from models.training.reading.charset import timesteps_needed, vietnamese_letters
from models.training.reading.coverage import faulty_letters, is_unicase, missing_signs
from models.training.reading.crops import HEIGHT, MOST_WIDTH, STRIDE, Crop, take_crop
from models.training.reading.faces import Face, Typeface
from models.training.reading.lines import render_line
from models.training.reading.shards import read_shard, store, write_shard


def test_the_sample_fonts_carry_every_vietnamese_letter_apart(faces: list[Face]) -> None:
    assert len(faces) >= 4
    assert {face.path: face.faulty for face in faces} == {face.path: "" for face in faces}


def test_a_letter_that_the_font_lacks_is_found(faces: list[Face]) -> None:
    path = faces[0].path
    assert faulty_letters(path, "aạ漢") == "漢"
    assert "✓" in missing_signs(path) or "✔" in missing_signs(path)


def test_fonts_with_real_small_letters_are_not_unicase(faces: list[Face]) -> None:
    assert not any(is_unicase(face.path) for face in faces)


def test_the_same_seed_draws_the_same_canvas(typeface: Typeface, pool: BackgroundPool) -> None:
    for seed in range(8):
        first, second = (render_line(seed, typeface, pool) for _ in range(2))
        assert first.text == second.text
        assert first.box == second.box
        assert np.array_equal(first.image, second.image)


def test_the_ink_box_lies_inside_the_canvas(typeface: Typeface, pool: BackgroundPool) -> None:
    for seed in range(40):
        canvas = render_line(seed, typeface, pool)
        x0, y0, x1, y1 = canvas.box
        height, width = canvas.image.shape[:2]
        assert 0 <= x0 < x1 <= width
        assert 0 <= y0 < y1 <= height


def test_a_crop_has_the_line_height_and_steps_enough_for_its_text(
    typeface: Typeface, pool: BackgroundPool
) -> None:
    rng = np.random.default_rng(0)
    crops = [take_crop(rng, render_line(seed, typeface, pool)) for seed in range(60)]
    usable = [crop for crop in crops if crop is not None]
    assert len(usable) > 45
    for crop in usable:
        height, width = crop.image.shape[:2]
        assert height == HEIGHT
        assert width <= MOST_WIDTH
        assert width // STRIDE > timesteps_needed(crop.text)


def test_a_text_too_dense_for_its_crop_is_refused(typeface: Typeface, pool: BackgroundPool) -> None:
    canvas = replace(render_line(1, typeface, pool, "abc"), text="l" * 140)
    assert take_crop(np.random.default_rng(0), canvas) is None


def test_crops_of_one_canvas_differ(typeface: Typeface, pool: BackgroundPool) -> None:
    canvas = render_line(2, typeface, pool, "Uống nước đầy đủ mỗi ngày")
    rng = np.random.default_rng(1)
    first, second = take_crop(rng, canvas), take_crop(rng, canvas)
    assert first is not None
    assert second is not None
    assert first.image.shape != second.image.shape or not np.array_equal(first.image, second.image)


def test_a_unicase_face_is_labelled_in_capitals(faces: list[Face], pool: BackgroundPool) -> None:
    typeface = Typeface.of([replace(faces[0], unicase=True)], faces[0].path)
    assert render_line(3, typeface, pool, "Giá tốt").text == "GIÁ TỐT"


def test_faulty_letters_are_never_drawn(faces: list[Face], pool: BackgroundPool) -> None:
    typeface = Typeface.of([replace(faces[0], faulty="ố")], faces[0].path)
    assert "ố" not in render_line(4, typeface, pool, "thuốc tốt").text


@pytest.mark.parametrize("painter", [*dict.fromkeys(SCENES), paper])
def test_backgrounds_fill_the_asked_size(painter: object) -> None:
    assert callable(painter)
    image = painter(np.random.default_rng(0), 60, 90)
    assert image.shape == (60, 90, 3)
    assert image.dtype == np.uint8


def test_batches_hold_every_crop_once_padded_with_mid_grey() -> None:
    crops = [Crop(np.zeros((HEIGHT, width, 3), np.uint8), str(width)) for width in (40, 64, 900)]
    batches = group_by_width(crops)
    assert sorted(text for batch in batches for text in batch.texts) == ["40", "64", "900"]
    first = batches[0]
    assert (first.images[first.texts.index("40"), :, 40:] == PADDING).all()


def test_a_shard_gives_back_what_was_drawn(
    typeface: Typeface, pool: BackgroundPool, tmp_path: object
) -> None:
    canvas = render_line(5, typeface, pool, "Khỏe mạnh")
    opened = store(canvas).open()
    assert opened.text == "Khỏe mạnh"
    difference = np.abs(opened.image.astype(int) - canvas.image.astype(int))
    assert difference.mean() < 3


def test_a_shard_on_disk_is_the_same_twice(
    faces: list[Face], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.training.reading.shards.SHARD_LINES", 4)
    monkeypatch.setattr(
        "models.training.reading.shards.BackgroundPool",
        lambda seed: BackgroundPool(seed, size=4, height=120, width=200),
    )
    typeface = Typeface.of(faces, faces[0].path)
    paths = [write_shard(0, tmp_path_factory.mktemp("shards"), typeface, 11) for _ in range(2)]
    rows = [read_shard(path, random.Random(0)) for path in paths]
    assert [row.coded for row in rows[0]] == [row.coded for row in rows[1]]
    assert len(rows[0]) == 4


def test_vietnamese_letters_exclude_foreign_ones() -> None:
    assert not set("ñÑöÖçµα") & set(vietnamese_letters())
