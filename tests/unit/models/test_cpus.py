"""Thread counts follow what the container may really use."""

from pathlib import Path

import pytest

from models import cpus


def cgroup_v2(root: Path, limit: str) -> Path:
    (root / "cpu.max").write_text(limit)
    return root


def test_no_quota_means_no_limit(tmp_path):
    assert cpus.cgroup_quota(cgroup_v2(tmp_path, "max 100000\n")) is None


@pytest.mark.parametrize(("limit", "quota"), [("150000 100000", 1.5), ("400000 100000", 4.0)])
def test_cgroup_v2_quota_is_read_in_cpus(tmp_path, limit, quota):
    assert cpus.cgroup_quota(cgroup_v2(tmp_path, limit)) == quota


def test_cgroup_v1_quota_is_read_in_cpus(tmp_path):
    (tmp_path / "cpu").mkdir()
    (tmp_path / "cpu" / "cpu.cfs_quota_us").write_text("200000")
    (tmp_path / "cpu" / "cpu.cfs_period_us").write_text("100000")
    assert cpus.cgroup_quota(tmp_path) == 2.0


def test_a_quota_below_one_cpu_still_gives_one_thread(tmp_path):
    assert cpus.available_cpus(cgroup_v2(tmp_path, "20000 100000")) == 1


def test_affinity_caps_a_generous_quota(tmp_path, monkeypatch):
    monkeypatch.setattr(cpus.os, "sched_getaffinity", lambda _: {0, 3}, raising=False)
    assert cpus.available_cpus(cgroup_v2(tmp_path, "6400000 100000")) == 2


def test_worker_processes_share_the_cpus(tmp_path, monkeypatch):
    monkeypatch.setattr(cpus.os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    monkeypatch.setenv(cpus.WORKER_PROCESSES_VARIABLE, "4")
    assert cpus.threads_per_process(cgroup_v2(tmp_path, "max 100000")) == 2


@pytest.mark.parametrize("value", ["", "0", "many"])
def test_a_senseless_process_count_is_taken_as_one(tmp_path, monkeypatch, value):
    monkeypatch.setattr(cpus.os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    monkeypatch.setenv(cpus.WORKER_PROCESSES_VARIABLE, value)
    assert cpus.threads_per_process(cgroup_v2(tmp_path, "max 100000")) == 2
