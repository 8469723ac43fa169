"""Media on the web are fetched from real servers, and never from inside the house."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import pytest
from rich.console import Console
from typer.testing import CliRunner

from service.batch.command import BatchOptions, run_batch
from service.cli import app
from service.outbound import Outbound, Reach
from tests.bench.creatives import creative
from tests.integration.batch.stand_in import StandInFactory

_BYTES = 10_000_000
_SECONDS = 20.0


class _Server:
    """Serves one picture at every path and notes who asked."""

    def __init__(self) -> None:
        asked: list[str] = []
        self.asked = asked
        done, data = cv2.imencode(".jpg", creative(1))
        assert done

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data.tobytes())

            def log_message(self, *_: object) -> None:
                """Keep the test's output clean."""

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.http.server_port}/{path}"


@pytest.fixture
def server() -> Iterator[_Server]:
    made = _Server()
    yield made
    made.http.shutdown()
    made.http.server_close()


def _manifest(folder: Path, *urls: str) -> Path:
    path = folder / "ads.jsonl"
    path.write_text("\n".join(json.dumps({"id": u[-1], "media_url": u}) for u in urls), "utf-8")
    return path


def _lines(out: Path) -> list[dict[str, object]]:
    return [json.loads(text) for text in (out / "results.jsonl").read_text("utf-8").splitlines()]


def test_the_command_asks_no_private_address(server: _Server, tmp_path: Path) -> None:
    port = server.http.server_port
    urls = (server.url("1"), f"http://localhost:{port}/2", "http://169.254.169.254/3")
    command = ["batch", str(_manifest(tmp_path, *urls)), "--out", str(tmp_path / "out"), "--fetch"]
    told = CliRunner().invoke(app, command)
    assert told.exit_code == 3, told.output
    assert [line["code"] for line in _lines(tmp_path / "out")] == ["address_forbidden"] * 3
    assert server.asked == []
    assert "not public" in (tmp_path / "out" / "report.html").read_text("utf-8")


def test_what_is_within_reach_is_fetched_once_and_scanned(server: _Server, tmp_path: Path) -> None:
    source = _manifest(tmp_path, server.url("one"), server.url("two"))
    outbound = Outbound(Reach(["127.0.0.0/8"]))
    options = BatchOptions(
        StandInFactory(tmp_path / "log"),
        1,
        download=lambda url, path: outbound.download(url, path, _BYTES, _SECONDS),
    )
    for _ in range(2):
        run_batch(source, tmp_path / "out", options, Console(quiet=True), "en")
    assert sorted(server.asked) == ["/one", "/two"]
    first, second = _lines(tmp_path / "out")
    assert first["verdict"] == second["verdict"]
    assert second["copy_of"] == "ads.jsonl#0"
