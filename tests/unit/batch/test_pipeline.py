"""Results of different settings are told apart by what the settings mean."""

from pathlib import Path

from service.batch.pipeline import PipelineFactory
from workers.engines import EngineChoice


def _logos(folder: Path) -> object:
    return PipelineFactory(EngineChoice(logos=folder), "vn", "standard").identity()["logos"]


def test_logos_count_by_their_names_and_pictures_not_by_where_they_lie(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / "Sở Y tế.png").write_bytes(b"picture")
    assert _logos(one) == _logos(other)
    (other / "Sở Y tế.png").write_bytes(b"another")
    assert _logos(one) != _logos(other)
    (other / "Sở Y tế.png").rename(other / "Báo.png")
    (other / "Báo.png").write_bytes(b"picture")
    assert _logos(one) != _logos(other)
