"""`python cheap_worker.py`: a worker process as the service runs it, with the cheap scanner."""

import sys

from cheap import cheap_scan

from service.settings import Settings
from service.worker import run

if __name__ == "__main__":
    run(Settings(), cheap_scan, leave_with_parent="--leave-with-parent" in sys.argv)
