"""How many CPUs this process may really use.

ONNX Runtime and OpenMP count the machine's cores and ignore container quotas; a container limited
to two CPUs on a 64-core host would start 64 threads. The count here is the smallest of scheduler
affinity, cgroup v2 and v1 quota, divided by the worker processes that share them.
"""

import math
import os
from pathlib import Path

WORKER_PROCESSES_VARIABLE = "ADSCAN_WORKER_PROCESSES"
CGROUP_ROOT = Path("/sys/fs/cgroup")


def _read(path: Path) -> str | None:
    try:
        return path.read_text().strip()
    except OSError:
        return None


def cgroup_quota(root: Path = CGROUP_ROOT) -> float | None:
    """Quota of this container in CPUs (cgroup v2 `cpu.max`, v1 `cpu.cfs_*`), None if unlimited."""
    if limit := _read(root / "cpu.max"):
        quota, _, period = limit.partition(" ")
        return None if quota == "max" else int(quota) / int(period or 100_000)
    quota_us = _read(root / "cpu" / "cpu.cfs_quota_us")
    period_us = _read(root / "cpu" / "cpu.cfs_period_us")
    if quota_us is None or period_us is None or int(quota_us) <= 0:
        return None
    return int(quota_us) / int(period_us)


def available_cpus(root: Path = CGROUP_ROOT) -> int:
    """CPUs this process may use: affinity capped by the cgroup quota, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        count = len(os.sched_getaffinity(0))
    else:
        count = os.cpu_count() or 1
    quota = cgroup_quota(root)
    if quota is not None:
        count = min(count, max(1, math.floor(quota)))
    return count


def threads_per_process(root: Path = CGROUP_ROOT) -> int:
    """Threads one worker process may use: available CPUs divided by the worker processes."""
    processes = os.environ.get(WORKER_PROCESSES_VARIABLE, "1")
    sharing = int(processes) if processes.isdigit() and int(processes) > 0 else 1
    return max(1, available_cpus(root) // sharing)
