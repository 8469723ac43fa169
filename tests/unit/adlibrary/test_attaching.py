"""Media files find their rows by path, by sidecar or by id; nothing outside the folder is found."""

from pathlib import Path, PurePosixPath

from workers.adlibrary.attaching import MediaFiles, attach
from workers.adlibrary.row import AdRow, MediaRef


def _media(*names: str) -> MediaFiles:
    return MediaFiles(Path("library"), [PurePosixPath(name) for name in names])


def _row(position: int = 0, **fields: object) -> AdRow:
    return AdRow(**{"format": "manifest", "platform": "x", "position": position, **fields})  # type: ignore[arg-type]


def _found(media: MediaFiles, row: AdRow, export: str = "export.json") -> list[str]:
    return [str(file) for file in media.of_row(row, PurePosixPath(export))]


def test_a_sidecar_belongs_to_the_media_of_its_stem() -> None:
    media = _media(
        "a/clip.v1.mp4", "a/clip.v1.webp", "a/clip.v1.f137.mp4", "a/clip.mp4", "b/clip.v1.mp4"
    )
    found = _found(media, _row(format="ytdlp", external_id="zz"), "a/clip.v1.info.json")
    assert found == ["a/clip.v1.mp4", "a/clip.v1.webp", "a/clip.v1.f137.mp4"]


def test_a_path_is_taken_relative_to_its_manifest() -> None:
    media = _media("x/one.jpg", "y/one.jpg")
    row = _row(media=(MediaRef(None, path="one.jpg"),))
    assert _found(media, row, "y/list.csv") == ["y/one.jpg"]


def test_a_path_of_another_machine_is_found_by_its_name() -> None:
    media = _media("deep/one.jpg")
    row = _row(media=(MediaRef(None, path="C:\\export\\one.jpg"),))
    assert _found(media, row) == ["deep/one.jpg"]


def test_a_name_that_is_not_unique_attaches_nothing() -> None:
    media = _media("x/one.jpg", "y/one.jpg")
    assert _found(media, _row(media=(MediaRef(None, path="one.jpg"),))) == []


def test_a_path_that_leads_out_of_the_folder_finds_nothing() -> None:
    media = _media("one.jpg")
    row = _row(media=(MediaRef(None, path="../../etc/passwd"),))
    assert _found(media, row) == []


def test_the_ads_id_in_a_file_name_or_folder_attaches_it() -> None:
    media = _media(
        "1234567_1.jpg", "ad 1234567.mp4", "1234567/v.mp4", "12345678.jpg", "[ab-c_d1].mp4"
    )
    assert _found(media, _row(external_id="1234567")) == [
        "1234567_1.jpg",
        "ad 1234567.mp4",
        "1234567/v.mp4",
    ]
    assert _found(media, _row(external_id="ab-c_d1")) == ["[ab-c_d1].mp4"]


def test_short_ids_do_not_attach_by_chance() -> None:
    assert _found(_media("clip 12.mp4"), _row(external_id="12")) == []


def test_files_that_no_row_claims_are_given_back() -> None:
    export = PurePosixPath("list.csv")
    rows = [_row(0, media=(MediaRef(None, path="a.jpg"),)), _row(1)]
    attached, rest = attach({export: rows}, _media("b.jpg", "a.jpg"))
    assert attached[export, 0] == (PurePosixPath("a.jpg"),)
    assert attached[export, 1] == ()
    assert rest == (PurePosixPath("b.jpg"),)
