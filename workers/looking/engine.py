"""The looker: which networks it uses, whether they can be used here, and how to make one."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from models.manifest import ManifestError, entry, fault
from models.vision.loading import (
    FACES,
    KINDS,
    PAIRS,
    SCENES,
    face_detector,
    pair_head,
    scene_network,
)
from workers.errors import ModelError
from workers.looking.logos import LogoMatcher
from workers.looking.watch import Eyes, SceneWatch
from workers.report import ModelVersion
from workers.senses import Watch

_NETWORKS = (SCENES, KINDS, FACES, PAIRS)


class SceneLooker:
    """Implements `workers.senses.Looker`; networks are loaded once and shared by all files."""

    def __init__(self, eyes: Eyes, models: Sequence[ModelVersion]) -> None:
        self.eyes = eyes
        self.models = tuple(models)

    def watch(self, media_id: str) -> Watch:
        """A fresh watch for the frames of one media file."""
        return SceneWatch(media_id, self.eyes)


@dataclass(frozen=True, slots=True)
class LookerStatus:
    """Whether one part of looking works on this machine, and what to do if not."""

    name: str
    works: bool
    detail: str
    remedy: str = ""


def looker_status() -> list[LookerStatus]:
    """The state of each network, found without loading it."""
    rows = []
    for name in _NETWORKS:
        problem = fault(entry(name))
        detail = problem or entry(name).quality
        rows.append(LookerStatus(name, problem is None, detail, _REMEDY if problem else ""))
    return rows


def make_looker(threads: int | None = None, logos: Path | None = None) -> SceneLooker:
    """A looker; `logos` is a folder of reference pictures (see `workers.looking.logos`).

    The networks are so small that a second thread costs more processor time than it saves by the
    clock: `threads` is 1 unless it is given.

    Raises ModelError when a network is missing or altered, InputNotFound for the folder of logos.
    """
    try:
        scene, labels = scene_network(threads or 1)
        faces = face_detector(threads or 1)
        pairs = pair_head(scene)
    except ManifestError as error:
        raise ModelError(str(error)) from error
    eyes = Eyes(scene, faces, pairs, labels, LogoMatcher(logos) if logos is not None else None)
    return SceneLooker(eyes, [_version(name) for name in _NETWORKS])


_REMEDY = ModelError.default_remedy


def _version(name: str) -> ModelVersion:
    model = entry(name)
    return ModelVersion(name=model.name, version=model.version, sha256=model.sha256)
