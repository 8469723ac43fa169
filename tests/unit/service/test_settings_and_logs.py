"""Settings from the environment; logs as JSON without secrets."""

import json
import logging
from pathlib import Path

import pytest
import structlog
from pydantic import SecretStr, ValidationError

from service.observability.logs import configure_logs
from service.settings import Settings


def test_the_default_is_the_embedded_deployment(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    assert settings.database == f"sqlite:///{tmp_path}/adscan.db"
    assert settings.files == f"file://{tmp_path}/files"
    assert settings.broker_url == ""


def test_the_full_deployment_is_other_urls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADSCAN_DATABASE_URL", "postgresql://u@db/adscan")
    monkeypatch.setenv("ADSCAN_BROKER_URL", "amqp://broker//")
    monkeypatch.setenv("ADSCAN_REACHABLE_NETWORKS", "10.0.0.0/8, 192.168.0.0/16")
    settings = Settings()
    assert settings.database == "postgresql+psycopg://u@db/adscan"
    assert settings.reachable_networks == ["10.0.0.0/8", "192.168.0.0/16"]


def test_a_child_process_gets_the_same_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = Settings(
        data_dir=tmp_path, workers=3, reachable_networks=["10.0.0.0/8"], secret_key=SecretStr("s")
    )
    for name, value in chosen.environment().items():
        monkeypatch.setenv(name, value)
    assert Settings() == chosen


def test_a_misspelt_setting_is_refused() -> None:
    with pytest.raises(ValidationError):
        Settings(wrokers=3)  # type: ignore[call-arg]


def test_the_signing_key_is_made_once_and_private(tmp_path: Path) -> None:
    first = Settings(data_dir=tmp_path).signing_key
    assert Settings(data_dir=tmp_path).signing_key == first
    assert len(first) == 32
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0


def test_logs_are_json_with_bound_ids_and_without_secrets(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs("info")
    try:
        with structlog.contextvars.bound_contextvars(request_id="r-1"):
            structlog.get_logger("test").info("submitted", token="adscan_x_y", caption="ad text")
            logging.getLogger("library").warning("plain")
        structlog.get_logger("test").debug("hidden below the level")
    finally:
        logging.getLogger().handlers.clear()
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["submitted", "plain"]
    assert {line["request_id"] for line in lines} == {"r-1"}
    assert (lines[0]["token"], lines[0]["caption"]) == ("[hidden]", "[hidden]")
