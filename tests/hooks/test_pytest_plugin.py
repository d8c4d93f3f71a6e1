"""The pytest plugin, in pytest runs of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TESTS = """\
import torch

def test_shapes():
    x = torch.zeros(2, 3)
    x @ torch.zeros(4, 5)

def test_own_mistake():
    assert 1 == 2

def test_unknown():
    raise LookupError("nobody knows this")

def test_fine():
    pass
"""


def run_pytest(folder: Path, *options: str, ini: str = "") -> str:
    (folder / "test_it.py").write_text(TESTS)
    (folder / "pytest.ini").write_text(f"[pytest]\n{ini}\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *options],
        capture_output=True,
        text=True,
        cwd=folder,
        check=False,
    )
    assert "3 failed, 1 passed" in done.stdout
    return done.stdout


def test_named_on_the_command_line(tmp_path: Path) -> None:
    output = run_pytest(tmp_path, "-p", "mlexplain")
    assert output.count("- mlexplain -") == 1
    assert "shape-matmul" in output
    assert "2×3" in output


def test_switched_on_in_the_ini_file(tmp_path: Path) -> None:
    assert "shape-matmul" in run_pytest(tmp_path, ini="mlexplain = true")


def test_silent_otherwise(tmp_path: Path) -> None:
    assert "shape-matmul" not in run_pytest(tmp_path)
