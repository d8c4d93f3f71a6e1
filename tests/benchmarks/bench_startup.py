"""How long the tool takes to start, as ratios measured side by side.

python -m tests.benchmarks.bench_startup [ROUNDS]
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOG = ROOT / "docs" / "openllama.log"

PYTHON = [sys.executable]
TOOL = [sys.executable, "-m", "mlexplain"]


def seconds(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
    return time.perf_counter() - start


def ratio(title: str, command: list[str], base: list[str], aim: float, rounds: int) -> None:
    """Both commands in turn, so that a busy machine slows both; the best of each counts."""
    pairs = [(seconds(command), seconds(base)) for _ in range(rounds)]
    ours, theirs = (min(times) for times in zip(*pairs, strict=True))
    print(
        f"{title:<58} {ours / theirs:5.2f} (aim {aim})   {ours * 1e3:.0f} / {theirs * 1e3:.0f} ms"
    )


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    os.environ["OMP_NUM_THREADS"] = "1"
    script = Path(sys.executable).with_name("mlexplain")
    entry = [str(script)] if script.exists() else TOOL
    nothing = [*PYTHON, "-c", "pass"]
    spacy = [*PYTHON, "-c", "import spacy"]
    ratio("mlexplain --help / python -c pass", [*entry, "--help"], nothing, 4, rounds)
    ratio("trace --help / python -c pass", [*entry, "trace", "--help"], nothing, 4, rounds)
    ratio("trace of a log / python -c 'import spacy'", [*entry, "trace", str(LOG)], spacy, 0.4, 3)


if __name__ == "__main__":
    main()
