"""Lets the acceptance tests use the builders of the integration tests."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "integration" / "service"))
