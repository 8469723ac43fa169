"""What looking adds to a scan, and what listening takes for a minute of sound.

    python -m tests.bench.bench_looking_cost [--video FILE ...] [--seconds 15] [--rounds 2]
                                             [--made DIR] [--out DIR]

Scans the video samples, clips with known text (`tests.bench.clips`, cut to `--seconds`) and the
files of `--video`, with looking and without it in turn, both without listening. Then the recorded
voices of `tests.bench.voices` are scanned in a video for listening. Times are seconds of the
processors, decoding included, the least of the rounds; listening is measured by the clock as well.
Codes are part of looking.
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from models.cpus import available_cpus
from samples.make import ADS
from tests.bench.clips import PLANS, make
from tests.bench.printed import Printed
from tests.bench.voices import RATE, voices
from workers.claims import RulePack, load_pack
from workers.engines import EngineChoice, Engines, make_engines
from workers.media import Frame, ffmpeg_program
from workers.report import ModelVersion, ScanReport, Sighting, Text
from workers.scan import AdInput, scan_ad
from workers.senses import Heard, SoundStream


class Blind:
    """A looker and its watch that see nothing."""

    models: Sequence[ModelVersion] = ()

    def watch(self, media_id: str) -> "Blind":
        return self

    def see(self, frame: Frame) -> None:
        pass

    def sightings(self, texts: Sequence[Text]) -> list[Sighting]:
        return []

    def codes(self) -> list[Text]:
        return []


class Deaf:
    """A listener that hears nothing."""

    models: Sequence[ModelVersion] = ()

    def hear(self, stream: SoundStream, media_id: str) -> Heard:
        return Heard()


@dataclass(frozen=True, slots=True)
class Cost:
    """One scan: seconds of the processors and by the clock, and its report."""

    processor: float
    clock: float
    report: ScanReport


def scan(video: Path, engines: Engines, pack: RulePack) -> Cost:
    """Scan one file."""
    begun, worked = time.perf_counter(), _processor_seconds()
    report = scan_ad(AdInput(media=(video,)), engines, pack).report
    return Cost(_processor_seconds() - worked, time.perf_counter() - begun, report)


def _processor_seconds() -> float:
    """Of this process and of the decoders that it waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def looking(
    say: Printed, videos: Sequence[Path], rounds: int, engines: Engines, pack: RulePack
) -> None:
    """Print what looking adds to the scan of each video, and of all together."""
    seeing = replace(engines, listener=Deaf())
    blind = replace(seeing, looker=Blind())
    totals = [0.0, 0.0]
    scan(videos[0], seeing, pack)
    for video in videos:
        runs: tuple[list[Cost], list[Cost]] = ([], [])
        for number in range(rounds):
            for index in (0, 1) if number % 2 else (1, 0):
                runs[index].append(scan(video, (blind, seeing)[index], pack))
        without, together = (min(one.processor for one in costs) for costs in runs)
        totals[0] += without
        totals[1] += together
        seconds = runs[0][0].report.coverage.duration_ms / 1000
        say(
            f"{video.name}, {seconds:.0f} s: {without:.2f} without, {together:.2f} with looking: "
            f"adds {together / without - 1:.2f}"
        )
    say(
        f"all {len(videos)}: {totals[0]:.2f}, {totals[1]:.2f}: adds {totals[1] / totals[0] - 1:.2f}"
    )


def spoken(path: Path, repeats: int = 2) -> Path:
    """A video whose sound is the recorded voices, again and again."""
    sound = np.concatenate([voice.sound for voice in voices()] * repeats)
    length = f"{len(sound) / RATE:.3f}"
    command = [ffmpeg_program().path, "-v", "error", "-y", "-f", "f32le", "-ar", str(RATE)]
    command += ["-ac", "1", "-i", "-", "-f", "lavfi", "-i", "color=white:size=320x180:rate=5"]
    command += ["-t", length, "-c:v", "libx264", "-c:a", "aac", "-b:a", "96k", str(path)]
    subprocess.run(command, input=sound.tobytes(), check=True)
    return path


def listening(say: Printed, video: Path, engines: Engines, pack: RulePack) -> None:
    """Print what listening takes of the length of the sound."""
    deaf = replace(engines, listener=Deaf())
    scan(video, engines, pack)
    heard, unheard = scan(video, engines, pack), scan(video, deaf, pack)
    seconds = heard.report.coverage.audio_ms / 1000
    say(
        f"listening to {seconds:.0f} s of speech: {(heard.clock - unheard.clock) / seconds:.2f} of "
        f"its length by the clock on {available_cpus()} processors, "
        f"{(heard.processor - unheard.processor) / seconds:.2f} of processor time"
    )


def main() -> int:
    say = Printed()
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--video", type=Path, nargs="*", default=[])
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--made", type=Path, help="keep the clips here and take those there")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    engines, pack = make_engines(EngineChoice()), load_pack("vn")
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.made or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        plans = [replace(plan, seconds=min(plan.seconds, arguments.seconds)) for plan in PLANS]
        clips = [make(plan, folder).path for plan in plans]
        samples = sorted([*ADS.glob("*.mp4"), *ADS.glob("*.webm")])
        looking(say, [*samples, *clips, *arguments.video], arguments.rounds, engines, pack)
        listening(say, spoken(Path(temporary) / "spoken.mp4"), engines, pack)
    say.save(arguments.out, "looking-cost")
    return 0


if __name__ == "__main__":
    sys.exit(main())
