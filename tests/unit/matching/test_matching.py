"""A creative is found again after what re-uploads do to it, and is not taken for another."""

import sqlite3
from contextlib import closing
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.bench.creatives import creative
from tests.bench.variations import VARIATIONS
from workers.errors import OutputError
from workers.matching.fingerprint import MediaFingerprint, Shot, fingerprint, shot_of
from workers.matching.index import CreativeIndex
from workers.matching.pdq import distance, picture_hash
from workers.matching.trimming import WHOLE, Trimmed, trimmed
from workers.media import Frame, Pixels
from workers.report import Media

_REFERENCE = "507fff81007fff81007fff81007fff81007fff80007fff80007f007b5782007e"


def _media(sha256: str, shots: list[Shot]) -> MediaFingerprint:
    facts = Media(
        id="m1", kind="image", sha256=sha256, container="png", codec="png", width=1, height=1
    )
    return MediaFingerprint(facts, tuple(shots), b"")


def _picture(name: int, pixels: Pixels) -> list[MediaFingerprint]:
    return [_media(f"{name:064x}", [shot_of(pixels)])]


@pytest.fixture(scope="module")
def index() -> CreativeIndex:
    made = CreativeIndex()
    for number in range(8):
        made.add(str(number), _picture(number, creative(number)))
    return made


@pytest.mark.parametrize("kind", VARIATIONS)
def test_a_changed_copy_is_found(index: CreativeIndex, kind: str) -> None:
    changed = VARIATIONS[kind](creative(3), np.random.default_rng(5))
    found = index.search(_picture(1000, changed))
    assert [match.name for match in found] == ["3"]
    assert found[0].kind == "near"
    assert 0 <= found[0].distance < 1


def test_another_creative_is_not_found(index: CreativeIndex) -> None:
    assert not [n for n in range(100, 106) if index.search(_picture(n, creative(n)))]


def test_other_words_in_the_same_template_make_another_ad() -> None:
    for number in range(4):
        made = CreativeIndex()
        made.add("one", _picture(1, creative(50_000 + number, number)))
        assert made.search(_picture(2, creative(60_000 + number, number))) == []


def test_records_of_another_version_are_refused(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "index")) as records:
        records.execute("PRAGMA user_version = 1")
    with pytest.raises(OutputError, match="another version"):
        CreativeIndex(tmp_path / "index")


def test_the_same_pack_in_two_ads_does_not_make_them_one() -> None:
    made = CreativeIndex()
    ads = []
    for number in (31, 32):
        ad = creative(number).copy()
        ad[100:340, 80:320] = cv2.resize(creative(33), (240, 240), interpolation=cv2.INTER_AREA)
        ads.append(ad)
    made.add("one", _picture(1, ads[0]))
    assert made.search(_picture(2, ads[1])) == []


def test_equal_bytes_are_exact(index: CreativeIndex) -> None:
    (first, *_) = index.search([_media(f"{3:064x}", [])])
    assert (first.name, first.kind, first.distance) == ("3", "exact", 0.0)


def test_a_plain_picture_matches_nothing() -> None:
    made = CreativeIndex()
    white = np.full((300, 300, 3), 255, np.uint8)
    made.add("white", _picture(1, white))
    assert made.search(_picture(2, np.full((300, 400, 3), 250, np.uint8))) == []


def test_an_index_is_there_again_when_it_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with CreativeIndex(path) as made:
        made.add("one", _picture(1, creative(1)), label="black")
        made.add("one", _picture(2, creative(2)))
    with CreativeIndex(path) as again:
        assert len(again) == 1
        (found,) = again.search(
            _picture(9, VARIATIONS["resize"](creative(1), np.random.default_rng(1)))
        )
        assert (found.name, found.label) == ("one", "black")


def test_lost_or_stale_search_files_are_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "index"
    with CreativeIndex(path) as made:
        made.add("one", _picture(1, creative(1)))
    stale = {side: side.read_bytes() for side in tmp_path.glob("*.faiss")}
    assert len(stale) == 2
    with CreativeIndex(path) as made:
        made.add("two", _picture(2, creative(2)))
    for side, data in stale.items():
        side.write_bytes(data)
    with CreativeIndex(path) as again:
        assert [match.name for match in again.search(_picture(9, creative(2)))] == ["two"]
    for side in stale:
        side.write_bytes(b"broken")
    with CreativeIndex(path) as again:
        assert [match.name for match in again.search(_picture(9, creative(1)))] == ["one"]


def test_a_video_is_found_by_half_of_its_shots_but_not_by_one() -> None:
    made = CreativeIndex()
    made.add("clip", [_media("1" * 64, [shot_of(creative(n)) for n in range(4)])])
    half = [_media("2" * 64, [shot_of(creative(n)) for n in (1, 3, 20, 21)])]
    single = [_media("3" * 64, [shot_of(creative(n)) for n in (2, 20, 21, 22)])]
    assert [match.name for match in made.search(half)] == ["clip"]
    assert made.search(single) == []


def test_bars_are_trimmed_and_a_picture_without_is_left_alone() -> None:
    pixels = np.random.default_rng(0).integers(0, 255, (200, 300, 3)).astype(np.uint8)
    framed = cv2.copyMakeBorder(pixels, 60, 60, 0, 0, cv2.BORDER_CONSTANT, value=(9, 9, 9))
    inside = trimmed(np.asarray(framed, np.uint8)).within_bars
    assert abs(inside.cut(np.asarray(framed, np.uint8)).shape[0] - 200) <= 4
    assert trimmed(pixels) == Trimmed(WHOLE, WHOLE)
    assert trimmed(np.full((100, 100, 3), 7, np.uint8)) == Trimmed(WHOLE, WHOLE)


def test_blurred_fill_is_trimmed() -> None:
    pixels = creative(3)
    height, width = pixels.shape[:2]
    framed = cv2.GaussianBlur(cv2.resize(pixels, (width, 2 * height)), (0, 0), 24)
    framed[height // 2 : height // 2 + height] = pixels
    inside = trimmed(np.asarray(framed, np.uint8))
    assert inside.within_bars == WHOLE
    assert abs(inside.within_fill.top - 0.25) < 0.02
    assert abs(inside.within_fill.bottom - 0.75) < 0.02


def test_a_picture_whose_own_soft_edges_look_like_fill_is_found_in_bars_and_in_fill() -> None:
    soft = creative(5031)
    assert trimmed(soft).within_fill != WHOLE
    made = CreativeIndex()
    made.add("soft", _picture(1, soft))
    height, width = soft.shape[:2]
    fill = np.asarray(cv2.GaussianBlur(cv2.resize(soft, (width, 1300)), (0, 0), 24), np.uint8)
    for number, frame in enumerate((np.zeros((1300, width, 3), np.uint8), fill), 2):
        frame[200 : 200 + height] = soft
        assert [match.name for match in made.search(_picture(number, frame))] == ["soft"]


def test_one_other_line_makes_another_ad() -> None:
    """The share that is overlooked is in README.md beside the code; here are lines that show."""
    for number in (0, 2, 4):
        made = CreativeIndex()
        made.add("one", _picture(1, creative(50_000 + number, 50_000 + number, 1)))
        other = creative(150_000 + number, 50_000 + number, 1)
        assert made.search(_picture(2, other)) == []


def test_the_hash_of_a_mirror_image_needs_no_mirror_image() -> None:
    pixels = creative(5)
    turned = picture_hash(np.ascontiguousarray(pixels[:, ::-1]))
    assert distance(picture_hash(pixels).mirrored, turned.bits) <= 8


def test_the_hash_is_that_of_the_reference_implementation() -> None:
    """Made with Meta's own code (package pdqhash 0.2.8) from the same picture."""
    rows, columns = np.mgrid[0:256, 0:384]
    waves = 127 + 60 * np.sin(columns / 17) * np.cos(rows / 23) + 60 * np.sin((rows + columns) / 41)
    pixels = np.repeat(waves.astype(np.uint8)[:, :, None], 3, axis=2)
    reference = np.frombuffer(bytes.fromhex(_REFERENCE), np.uint8)
    assert distance(picture_hash(pixels).bits, reference) <= 4


def test_shots_of_a_video_are_its_different_pictures_and_survive_json() -> None:
    pictures = [creative(1), creative(1), creative(2), creative(2)]
    frames = [Frame("m1", 500 * n, pixels) for n, pixels in enumerate(pictures)]
    facts = _media("1" * 64, []).media
    made = fingerprint(facts, frames)
    assert [shot.time_ms for shot in made.shots] == [0, 1000]
    again = MediaFingerprint.from_json(made.to_json())
    assert again.to_json() == made.to_json()
    assert made.thumbnail[:2] == b"\xff\xd8"


def test_an_ad_with_one_more_file_is_no_exact_copy() -> None:
    one, two = (_picture(n, creative(n))[0] for n in (5, 6))
    index = CreativeIndex()
    index.add("one", [one])
    index.add("both", [one, two])
    same, more = sorted(index.search([one]), key=lambda match: match.name, reverse=True)
    assert (same.name, same.kind, same.whole) == ("one", "exact", True)
    assert (more.name, more.kind, more.whole) == ("both", "near", False)
    found = {match.name: match for match in index.search([two, one])}
    assert found["both"].kind == "exact"
    assert (found["one"].kind, found["one"].whole) == ("near", False)
