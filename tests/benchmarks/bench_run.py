"""What `mlexplain run` costs: a million printed lines, bare and supervised, in turns.

python -m tests.benchmarks.bench_run [ROUNDS]
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

PRINTS = [sys.executable, "-c", "for i in range(1_000_000): print('step', i, 'loss', 0.5)"]
RUN = [str(Path(sys.executable).with_name("mlexplain")), "run", "--"]


def seconds(command: list[str]) -> float:
    """Wall-clock time of a command whose output goes through a pipe to nowhere."""
    started = time.perf_counter()
    settings = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=settings) as process:
        assert process.stdout is not None
        while process.stdout.read(1 << 20):
            pass
    return time.perf_counter() - started


def main(rounds: int) -> None:
    pairs = [(seconds(PRINTS), seconds([*RUN, *PRINTS])) for _ in range(rounds)]
    bare, supervised = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratios = sorted(run / alone for alone, run in pairs)
    print(f"a million lines: bare {bare:.2f} s, with run {supervised:.2f} s (medians)")
    print(
        f"ratio: median {statistics.median(ratios):.3f}, from {ratios[0]:.3f} to {ratios[-1]:.3f}"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
