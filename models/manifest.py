"""Which model files adscan uses, where they come from, and whether the file here is that file."""

import hashlib
from functools import lru_cache
from importlib import metadata, resources
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

MANIFEST = Path(__file__).with_name("manifest.yaml")


class ManifestError(Exception):
    """A model is unknown, missing, or differs from its manifest entry."""


class ModelEntry(BaseModel):
    """One model: identity, origin, licence and what it was measured to do.

    `file` is relative to this package, or to the root of the installed distribution `package`.
    A model that comes with an optional extra names it in `extra`; it may be absent.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    version: str
    task: Literal["text detection", "text recognition", "speech", "vision", "text"]
    file: str
    package: str | None = None
    extra: str | None = None
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    licence: str
    source: str
    quality: str

    def path(self) -> Path:
        """Where the file lies on this machine. Raises ManifestError if the package is absent."""
        if self.package is None:
            return Path(str(resources.files("models"))) / self.file
        try:
            return Path(str(metadata.distribution(self.package).locate_file(self.file)))
        except metadata.PackageNotFoundError as error:
            raise ManifestError(f"{self.name}: package {self.package} is not installed") from error


@lru_cache(maxsize=1)
def entries() -> tuple[ModelEntry, ...]:
    """All models of the manifest, in its order."""
    try:
        rows = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))["models"]
        return tuple(ModelEntry.model_validate(row) for row in rows)
    except (OSError, KeyError, ValidationError, yaml.YAMLError) as error:
        raise ManifestError(f"the model manifest cannot be read: {error}") from error


def entry(name: str) -> ModelEntry:
    """The entry called `name`. Raises ManifestError for an unknown one."""
    for candidate in entries():
        if candidate.name == name:
            return candidate
    raise ManifestError(f"no model is called {name!r}")


@lru_cache(maxsize=64)
def _digest(path: Path, _size: int, _modified_ns: int) -> str:
    """SHA-256 of the file; size and time of change make a changed file another cache entry."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def fault(model: ModelEntry) -> str | None:
    """Why the model's file cannot be used, in one line; None when it is the right file."""
    try:
        path = model.path()
        stat = path.stat()
        digest = _digest(path, stat.st_size, stat.st_mtime_ns)
    except ManifestError as error:
        return str(error)
    except OSError as error:
        return f"{model.name}: {error.strerror}: {model.file}"
    if digest != model.sha256:
        return f"{model.name}: sha256 differs from the manifest: {model.file}"
    return None


def weights(name: str) -> Path:
    """Verified path of the model's file. Raises ManifestError when it is missing or altered."""
    model = entry(name)
    if problem := fault(model):
        raise ManifestError(problem)
    return model.path()
