"""Brokers of a test's own, as processes on loopback that it may stop and start again."""

import os
import shutil
import signal
import socket
import subprocess
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

RABBITMQ = "/usr/lib/rabbitmq/bin/rabbitmq-server"


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, process: "subprocess.Popen[bytes]", seconds: float = 180) -> None:
    """Return when something listens on the port; fail when the process ends first."""
    deadline = time.monotonic() + seconds
    while not _listens(port):
        assert process.poll() is None, "the process ended before it listened"
        assert time.monotonic() < deadline, "nothing listens"
        time.sleep(0.2)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@dataclass
class OwnBroker:
    """One broker process: started, killed, started again; `url` is where it listens."""

    url: str
    port: int
    folder: Path
    command: list[str]
    environment: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        with (self.folder / "broker.log").open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env={**os.environ, **self.environment},
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_for_port(self.port, self.process)

    def freeze(self, frozen: bool) -> None:
        """Stop it as it is, still connected, or let it go on."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGSTOP if frozen else signal.SIGCONT)

    def kill(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
        while _listens(self.port):
            time.sleep(0.05)


def own_redis(folder: Path) -> OwnBroker:
    """Redis that keeps nothing: a restart loses every message."""
    folder.mkdir(parents=True)
    server = shutil.which("redis-server")
    assert server is not None, "redis-server is not installed"
    port = free_port()
    command = [
        server,
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--appendonly",
        "no",
    ]
    return OwnBroker(f"redis://127.0.0.1:{port}/0", port, folder, command, {})


def own_rabbitmq(folder: Path) -> OwnBroker:
    """RabbitMQ with a node name and folders of its own."""
    folder.mkdir(parents=True)
    assert Path(RABBITMQ).exists(), "rabbitmq-server is not installed"
    port = free_port()
    (folder / "plugins").write_text("[].")
    (folder / "rabbitmq.conf").write_text(f"listeners.tcp.1 = 127.0.0.1:{port}\n")
    (folder / "env.conf").write_text("")
    environment = {
        "HOME": str(folder),
        "RABBITMQ_NODENAME": f"adscan{uuid.uuid4().hex[:8]}@localhost",
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq"),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "env.conf"),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
    }
    return OwnBroker(
        f"amqp://guest:guest@127.0.0.1:{port}//", port, folder, [RABBITMQ], environment
    )
