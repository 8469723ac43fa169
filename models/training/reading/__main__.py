"""Make the Vietnamese recogniser from packages alone.

    python -m models.training.reading --out DIR [--variant tiny] [--minutes 80] [--lines 60000]
                                      [--processes 2] [--device cpu] [--seed 20261121] [--resume]
                                      [--rate 1.0]

Steps, each skipped when its result is already in DIR: fonts are fetched, merged and checked; lines
are rendered to shards; the network is trained by the clock; the averaged weights are exported to
ONNX and evaluated on fonts and lines kept out of training. DIR then holds
`ppocr_vi_<variant>.onnx`, `checkpoint_<variant>.pt` (for --resume), `scores.json` and
`confusions.json`.
"""

import argparse
import os
from pathlib import Path

from models.training.reading.pipeline import Run, evaluate, make_fonts, make_lines, make_weights


def parse(arguments: list[str] | None = None) -> Run:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m models.training.reading", description="Train the Vietnamese recogniser."
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--variant", choices=("tiny", "small"), default="tiny")
    parser.add_argument("--minutes", type=float, default=80)
    parser.add_argument("--lines", type=int, default=60_000, help="lines to render for training")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoint in --out")
    parser.add_argument("--rate", type=float, default=1.0, help="factor on the learning rates")
    parser.add_argument(
        "--body-rate", type=float, default=6e-4, help="peak learning rate of the published layers"
    )
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    values = vars(parser.parse_args(arguments))
    return Run(**{**values, "out": values["out"].resolve()})


def main() -> None:
    """Run all steps."""
    run = parse()
    run.out.mkdir(parents=True, exist_ok=True)
    make_lines(run, make_fonts(run))
    make_weights(run)
    evaluate(run)


if __name__ == "__main__":
    main()
