"""How fast a large log is read, beside `grep -c -E 'Error|Traceback'` on the same file.

    python tests/benchmarks/bench_trace.py [--gigabytes 1] [--repeat 3]

Writes a log of ten million lines a gigabyte with 200 failures of 12 kinds, and one of a tenth of
that; prints wall times of reading and of the whole command, their ratios to grep's, taken in turns,
and the peak memory of each.
"""

from __future__ import annotations

import argparse
import os
import pty
import random
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIBRARY = "/opt/conda/lib/python3.11/site-packages/torch/nn/modules/module.py"


def traceback(error: str, depth: int = 6) -> str:
    frames = '  File "/home/ada/ml/train.py", line 88, in main\n    trainer.step(batch)\n'
    frames += (
        f'  File "{LIBRARY}", line 1501, in _call_impl\n    return forward_call(*args)\n' * depth
    )
    return f"Traceback (most recent call last):\n{frames}{error}\n"


KINDS = (
    traceback("RuntimeError: Expected all tensors to be on the same device, cuda:0 and cpu!"),
    traceback("torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 86.00 MiB"),
    traceback("ValueError: shape mismatch", 40),
    traceback("KeyError: 'labels'")
    + "\nDuring handling of the above exception, another exception occurred:\n\n"
    + traceback("RuntimeError: bad batch"),
    "/pytorch/aten/src/ATen/native/cuda/Indexing.cu:1290: indexSelectLargeIndex: block: [8,0,0], "
    "thread: [64,0,0] Assertion `srcIndex < srcSelectDimSize` failed.\n" * 300,
    "terminate called after throwing an instance of 'c10::Error'\n  what():  CUDA error: unknown\n",
    "Fatal Python error: Segmentation fault\n\nCurrent thread 0x00007f12 (most recent call first):\n"
    '  File "/home/ada/ml/train.py", line 5 in crash\n',
    "./run.sh: line 3: 4711 Killed                  python train.py\n",
    "/home/ada/ml/data.py:12: UserWarning: slow path\n  warnings.warn('slow path')\n",
    "[E ProcessGroupNCCL.cpp:828] [Rank 1] Watchdog caught collective operation timeout\n",
    "slurmstepd: error: Detected 1 oom-kill event(s) in StepId=12.0.\n",
    "2023-08-03 15:35:02 ERROR trainer: checkpoint not written\n",
)


def write_log(path: Path, size: int, failures: int) -> int:
    """A log of `size` bytes with `failures` failures spread over it; the number of its lines."""
    draw = random.Random(7)
    block = "".join(
        f"2023-08-03 15:{i // 60 % 60:02d}:{i % 60:02d} INFO step {i} loss={draw.random():.4f} "
        f"lr={draw.random():.6f} tok/s={draw.randint(999, 9999)} grad={draw.random():.3f} mem=9.7GiB\n"
        for i in range(10_000)
    )
    every = size // failures
    lines = written = 0
    with path.open("w") as file:
        for number in range(failures):
            while written < every * (number + 1):
                part = block[: every * (number + 1) - written]
                part = part[: part.rfind("\n") + 1] or block[: block.find("\n") + 1]
                file.write(part)
                written += len(part)
                lines += part.count("\n")
            failure = KINDS[number % len(KINDS)]
            file.write(failure)
            written += len(failure)
            lines += failure.count("\n")
    return lines


READ = """
import resource, sys, time
start = time.perf_counter()
from mlexplain.trace.log import trace_log
with open(sys.argv[1], "rb", buffering=0) as file:
    trace = trace_log(file)
took = time.perf_counter() - start
count = sum(failure.count for failure in trace.failures)
unit = 1024 if sys.platform != "darwin" else 1024 * 1024
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit
print(took, peak, len(trace.failures), count, trace.total_lines)
"""


WHOLE = """
import resource, sys, time
sys.argv[0] = "mlexplain"
from mlexplain.cli import main
status = main(["trace", sys.argv[1], "--output", "/dev/null"])
unit = 1024 if sys.platform != "darwin" else 1024 * 1024
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // unit, status)
"""


def timed(command: list[str]) -> tuple[float, list[str]]:
    """Wall time of a command, and the words it printed."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return time.perf_counter() - start, done.stdout.split()


def timed_in_terminal(command: list[str]) -> tuple[float, list[str]]:
    """The same with a terminal for standard error, where progress is shown."""
    terminal, errors = pty.openpty()
    try:
        start = time.perf_counter()
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, check=False
        )
        return time.perf_counter() - start, done.stdout.split()
    finally:
        os.close(errors)
        os.close(terminal)


def measure(path: Path, repeat: int) -> dict[str, tuple[float, list[str]]]:
    """The best wall time of reading, of the whole command and of grep, taken in turns."""
    commands = {
        "grep": ["grep", "-c", "-E", "Error|Traceback", str(path)],
        "reading": [sys.executable, "-c", READ, str(path)],
        "whole": [sys.executable, "-c", WHOLE, str(path)],
    }
    runs = []
    for _ in range(repeat):
        runs.append({name: timed(command) for name, command in commands.items()})
        runs[-1]["terminal"] = timed_in_terminal(commands["whole"])
    return {name: min(run[name] for run in runs) for name in runs[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--gigabytes", type=float, default=1.0)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for part in (0.1, 1.0):
            path = Path(folder) / "big.log"
            size = int(options.gigabytes * part * 1e9)
            lines = write_log(path, size, 200)
            found = measure(path, options.repeat)
            grep = found["grep"][0]
            reading, (_, peak, distinct, count, total) = found["reading"]
            whole, (whole_peak, status) = found["whole"]
            terminal = found["terminal"][0]
            print(
                f"{size / 1e9:.1f} GB, {lines} lines, {count} failures, {distinct} distinct; line "
                f"count {'right' if int(total) == lines else 'WRONG ' + total}; grep {grep:.2f} s\n"
                f"  reading alone {reading:.2f} s, ratio {reading / grep:.2f}, peak {peak} MB\n"
                f"  whole command {whole:.2f} s, ratio {whole / grep:.2f}, peak {whole_peak} MB, "
                f"exit status {status}; in a terminal {terminal:.2f} s, ratio {terminal / grep:.2f}"
            )
            assert re.fullmatch(r"\d+", peak)


if __name__ == "__main__":
    main()
