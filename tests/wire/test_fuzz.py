"""The coverage-guided fuzzer, for a moment; `make fuzz` runs it for ten minutes."""

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("atheris", reason="the fuzzer comes with the dev extra where there is a build of it")
OPTIONS = ("-runs=10000", "-seed=1")


def test_nothing_but_the_own_error_comes_out(checkout: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.wire.fuzz", *OPTIONS, f"-artifact_prefix={tmp_path}/", str(tmp_path)]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Done 10000 runs" in done.stderr
