"""`python cheap_serve.py`: `adscan serve` as it is, with the cheap scanner in its workers."""

import sys
from pathlib import Path

from cheap import CheapCatalogue

from service.serve import run
from service.settings import Settings

if __name__ == "__main__":
    worker = (
        sys.executable,
        str(Path(__file__).with_name("cheap_worker.py")),
        "--leave-with-parent",
    )
    run(Settings(), worker, CheapCatalogue())
