"""A model file is used only if it is the very file the manifest describes."""

import hashlib

import pytest

from models import manifest


@pytest.fixture
def model(tmp_path, monkeypatch):
    """Makes an entry whose file is in tmp_path."""
    file = tmp_path / "weights.onnx"
    file.write_bytes(b"weights")
    entry = manifest.ModelEntry(
        name="test",
        version="1",
        task="vision",
        file=str(file),
        sha256=hashlib.sha256(b"weights").hexdigest(),
        licence="Apache-2.0",
        source="made for this test",
        quality="none",
    )
    monkeypatch.setattr(manifest, "entries", lambda: (entry,))
    return file


def test_the_right_file_is_handed_out(model):
    assert manifest.weights("test") == model


def test_an_altered_file_is_refused(model):
    model.write_bytes(b"altered")
    with pytest.raises(manifest.ManifestError, match="sha256 differs"):
        manifest.weights("test")


def test_a_missing_file_is_named(model):
    model.unlink()
    with pytest.raises(manifest.ManifestError, match=r"weights\.onnx"):
        manifest.weights("test")


def test_an_unknown_name_is_refused(model):
    with pytest.raises(manifest.ManifestError, match="'nobody'"):
        manifest.weights("nobody")


def test_every_shipped_model_is_the_file_the_manifest_describes():
    models = [model for model in manifest.entries() if model.extra is None]
    assert models
    assert [fault for model in models if (fault := manifest.fault(model))] == []
