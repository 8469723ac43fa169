"""The OpenAPI document tells the truth: schemathesis with all checks, against a live server."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from deployment import Deployment

HERE = Path(__file__).parent
HOOKS = {"SCHEMATHESIS_HOOKS": "schemathesis_bodies", "PYTHONPATH": str(HERE)}
EXAMPLES = os.environ.get("ADSCAN_SCHEMATHESIS_EXAMPLES", "8")


@pytest.mark.timeout(1800)
def test_no_undocumented_answer_and_no_fault(tmp_path: Path) -> None:
    deployment = Deployment(tmp_path / "data", None, {}, workers=1)
    command = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
    assert command is not None, "schemathesis is not installed"
    try:
        deployment.start()
        run = subprocess.run(
            [
                command,
                f"--config-file={HERE / 'schemathesis.toml'}",
                "run",
                f"{deployment.url}/openapi.json",
                "--checks=all",
                f"--max-examples={EXAMPLES}",
                "--seed=7",
                "--no-color",
                "--request-timeout=30",
                f"--header=Authorization: Bearer {deployment.token}",
            ],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, **HOOKS},
            check=False,
        )
    finally:
        deployment.stop()
    (tmp_path / "schemathesis.log").write_text(run.stdout + run.stderr)
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
