"""A decoder that dies in the middle of a scan: what was seen is judged, the rest is a named gap."""

import os
import signal
import subprocess
from pathlib import Path

from samples.make import ADS
from workers.claims import load_pack
from workers.engines import EngineChoice, make_engines
from workers.media.ffmpeg import ffmpeg_program
from workers.scan import AdInput, ScanOptions, scan_ad


def _repeated(video: Path, times: int, into: Path) -> Path:
    command = [ffmpeg_program().path, "-v", "error", "-stream_loop", str(times - 1)]
    subprocess.run([*command, "-i", str(video), "-an", "-c", "copy", str(into)], check=True)
    return into


def _decoders() -> list[int]:
    """Process ids of the ffmpeg children of this process."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().partition("(")[2].rpartition(")")
        except OSError:
            continue  # it has ended
        if "ffmpeg" in name and int(rest.split()[1]) == os.getpid():
            found.append(int(stat.parent.name))
    return found


def test_a_clear_ad_whose_decoder_is_killed_is_inconclusive(tmp_path: Path) -> None:
    """The sample by itself is `clear` (`samples/expected.yaml`); half of it seen never is."""
    video = _repeated(ADS / "lawful-vitamin.mp4", 20, tmp_path / "long.mp4")
    killed: list[int] = []

    def progress(share: float) -> None:
        if share > 0.2 and not killed:
            killed.extend(_decoders())
            for pid in killed:
                os.kill(pid, signal.SIGKILL)

    engines, pack = make_engines(EngineChoice()), load_pack("vn")
    report = scan_ad(AdInput((video,)), engines, pack, ScanOptions(), progress).report
    assert len(killed) == 1
    (gap,) = report.coverage.gaps
    assert (gap.stage, gap.reason) == ("decode", "the decoder was killed (signal 9)")
    assert gap.start_ms is not None
    assert 0 < gap.start_ms < report.coverage.duration_ms == gap.end_ms
    assert not report.coverage.complete
    assert report.texts
    assert report.verdict == "inconclusive"
