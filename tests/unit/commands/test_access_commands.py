"""`adscan orgs` and `adscan keys`: who may use an installation, from the command line."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from service.cli import app
from service.security import principal_of
from service.settings import Settings
from service.store.database import Database

_RUN = CliRunner()


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ADSCAN_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


def _ok(*arguments: str) -> str:
    result = _RUN.invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def _accepted(token: str) -> bool:
    database = Database(Settings().database)
    try:
        with database.read() as session:
            return principal_of(session, token) is not None
    finally:
        database.close()


def test_a_key_works_from_its_making_to_its_revocation() -> None:
    assert _ok("orgs", "create", "hanoi", "--name", "Sở Y tế Hà Nội").strip() == "hanoi"
    token = _ok("keys", "create", "hanoi", "--name", "pipeline", "--role", "inspector").strip()
    assert _accepted(token)
    listed = _ok("keys", "list")
    prefix = token.split("_")[1]
    assert prefix in listed
    assert token.split("_", 2)[2] not in listed
    _ok("keys", "revoke", prefix)
    assert not _accepted(token)


def test_a_disabled_organisation_takes_its_keys_with_it() -> None:
    _ok("orgs", "create", "hue", "--name", "Huế")
    token = _ok("keys", "create", "hue", "--name", "a", "--role", "viewer", "--days", "3").strip()
    assert _accepted(token)
    _ok("orgs", "disable", "hue")
    assert not _accepted(token)
    assert "Huế" in _ok("orgs", "list")


@pytest.mark.parametrize(
    "arguments",
    [
        ("orgs", "create", "Hà Nội", "--name", "x"),
        ("orgs", "disable", "nobody"),
        ("keys", "create", "nobody", "--name", "a", "--role", "viewer"),
        ("keys", "create", "hanoi", "--name", "a", "--role", "emperor"),
        ("keys", "create", "hanoi", "--name", "a", "--role", "viewer", "--days", "0"),
        ("keys", "revoke", "00000000"),
        ("keys", "list", "nobody"),
    ],
)
def test_what_cannot_be_is_a_usage_error(arguments: tuple[str, ...]) -> None:
    _ok("orgs", "create", "hanoi", "--name", "x")
    result = _RUN.invoke(app, arguments)
    assert result.exit_code == 2
    assert "Traceback" not in result.output


def test_a_taken_slug_is_refused() -> None:
    _ok("orgs", "create", "hanoi", "--name", "x")
    assert _RUN.invoke(app, ["orgs", "create", "hanoi", "--name", "y"]).exit_code == 2
