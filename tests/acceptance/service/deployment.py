"""Deployments made of real processes, which a test may kill and start again."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import httpx
from brokers import OwnBroker, free_port, wait_for_port

from service import keys, orgs
from service.settings import Settings

PARTS = Path(__file__).parents[2] / "integration" / "service"
CHEAP_SERVE = (sys.executable, str(PARTS / "cheap_serve.py"))
CHEAP_WORKER = (sys.executable, str(PARTS / "cheap_worker.py"))


class Deployment:
    """An API process and worker processes with one configuration.

    Embedded (`broker` None): `adscan serve` starts its own worker. Full, or `apart`: API and
    workers are processes of their own; `{number}` in a worker's command is its number from 0.
    """

    def __init__(
        self,
        folder: Path,
        broker: OwnBroker | None,
        choices: Mapping[str, object],
        serve: tuple[str, ...] = CHEAP_SERVE,
        worker: tuple[str, ...] = CHEAP_WORKER,
        workers: int = 2,
        *,
        apart: bool = False,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.broker = broker
        self._serve, self._worker = serve, worker
        self._worker_count = workers if broker is not None or apart else 0
        chosen = {
            "data_dir": folder,
            "port": free_port(),
            "workers": workers - self._worker_count,
            "broker_url": broker.url if broker is not None else "",
            "log_level": "warning",
            "rate_per_minute": 1_000_000,
            **choices,
        }
        self.settings = Settings(**chosen)
        self.url = f"http://127.0.0.1:{self.settings.port}"
        self._api: subprocess.Popen[bytes] | None = None
        self._workers: list[subprocess.Popen[bytes]] = []
        self.log = folder / "processes.log"
        self.token = ""
        self.kills = 0

    def start(self) -> None:
        """Make an organisation with a key, start everything, wait until it is ready."""
        if self.broker is not None:
            self.broker.start()
        orgs.create(self.settings, "hanoi", "Hà Nội")
        self.token = keys.create(self.settings, "hanoi", "test", "admin").token
        self.start_api()
        for number in range(self._worker_count):
            self._workers.append(self._spawn_worker(number))

    def start_api(self) -> None:
        self._api = self._spawn(self._serve, {})
        wait_for_port(self.settings.port, self._api)

    def client(self) -> httpx.Client:
        headers = {"authorization": f"Bearer {self.token}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=60)

    def kill_api(self) -> None:
        """SIGKILL; its own workers, if it has any, notice and leave."""
        assert self._api is not None
        self._api.kill()
        self._api.wait()
        self.kills += 1

    def kill_a_worker(self, chance: random.Random) -> None:
        """SIGKILL one worker process or one of its children; start anew what nobody else does."""
        found = self.worker_processes()
        if not found:
            return
        chosen = chance.choice(found)
        self.kills += _kill(chosen)
        for number, worker in enumerate(self._workers):
            if worker.pid == chosen:
                worker.wait()
            if worker.poll() is not None:
                self._workers[number] = self._spawn_worker(number)

    @property
    def api_process(self) -> int:
        """Id of the process that answers requests."""
        assert self._api is not None
        return self._api.pid

    def worker_processes(self) -> list[int]:
        """Ids of all processes that scan, or that keep those that do."""
        if self._workers:
            tops = [worker.pid for worker in self._workers if worker.poll() is None]
            return [pid for top in tops for pid in (top, *_descendants(top))]
        assert self._api is not None
        return _descendants(self._api.pid)

    def last_logged(self, lines: int = 30) -> str:
        """The end of what all processes have logged."""
        return "\n".join(self.log.read_text(encoding="utf-8").splitlines()[-lines:])

    def stop(self) -> None:
        """Kill everything that was started."""
        processes = [process for process in (self._api, *self._workers) if process is not None]
        trees = [
            pid
            for process in processes
            if process.poll() is None
            for pid in (process.pid, *_descendants(process.pid))
        ]
        for pid in trees:
            _kill(pid)
        for process in processes:
            process.wait()
        if self.broker is not None:
            self.broker.kill()

    def _spawn_worker(self, number: int) -> "subprocess.Popen[bytes]":
        command = tuple(part.format(number=number) for part in self._worker)
        return self._spawn(command, {"ADSCAN_WORKERS": "1"})

    def _spawn(
        self, command: tuple[str, ...], extra: Mapping[str, str]
    ) -> "subprocess.Popen[bytes]":
        environment = {**os.environ, **self.settings.environment(), **extra}
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )


def _descendants(pid: int) -> list[int]:
    """The processes that this one started, and theirs (Linux)."""
    found: list[int] = []
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in listing.read_text().split()]
        except OSError:
            continue
        for child in children:
            found += [child, *_descendants(child)]
    return found


def _kill(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def until(condition: object, seconds: float, pause: float = 0.3) -> None:
    """Wait until `condition()` is true; fail after `seconds`."""
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(pause)
