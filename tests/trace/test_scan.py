"""Reading only windows of a large log finds what reading all of it finds."""

import os
import subprocess
import sys
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlexplain.trace import parallel
from mlexplain.trace.log import SMALL, read_whole, read_windows, trace_log
from mlexplain.trace.scan import Size

LIBRARY = (
    '  File "/opt/conda/lib/python3.11/site-packages/torch/nn/module.py", line 15, in _call\n'
    "    return f()\n"
)
EVENTS = (
    'Traceback (most recent call last):\n  File "train.py", line 3, in <module>\n    main()\n'
    + LIBRARY * 30
    + "RuntimeError: mat1 and mat2 shapes cannot be multiplied (4x4 and 3x2)\n",
    "torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 86.00 MiB\n",
    "/home/ada/data.py:12: UserWarning: slow\n  warnings.warn('slow')\n",
    "Killed\n",
    "terminate called after throwing an instance of 'c10::Error'\n  what():  CUDA error\n",
    "../aten/src/Indexing.cu:12: k: block: [0,0,0], thread: [1,0,0] Assertion `i < n` failed.\n"
    * 200,
    "2024-01-01 00:00:00 ERROR trainer: no checkpoint\n",
    "[E ProcessGroupNCCL.cpp:828] [Rank 1] Watchdog caught collective operation timeout\n",
    "slurmstepd: error: Detected 1 oom-kill event(s) in StepId=12.0.\n",
    "".join(
        f"[rank{rank}]: {line}\n"
        for line in (
            "Traceback (most recent call last):",
            '  File "train.py", line 9, in step',
            "    loss.backward()",
            "RuntimeError: CUDA error: unknown",
        )
        for rank in range(4)
    ),
    "nvcc fatal   : Unsupported gpu architecture 'compute_90'\n",
)
QUIET = st.sampled_from([0, 3, 60, 2500]).map(
    lambda n: "".join(f"2024-01-01 00:00:00 INFO step {i} loss=0.{i}\n" for i in range(n))
)
LOGS = st.lists(st.one_of(QUIET, st.sampled_from(EVENTS)), max_size=12).map("".join)


def pieces(data, size):
    return [data[i : i + size] for i in range(0, len(data), size)]


@settings(max_examples=20)
@given(LOGS, st.sampled_from([1 << 10, 10_007, 1 << 18]))
def test_windows_and_whole_agree(log, size):
    data = log.encode()
    whole, windowed = read_whole(data), read_windows(pieces(data, size))
    assert windowed.failures == whole.failures
    assert (windowed.total_lines, windowed.total_bytes) == (whole.total_lines, whole.total_bytes)


def test_a_large_log_is_read_in_windows():
    quiet = "2024-01-01 00:00:00 INFO step loss=0.5 lr=0.1\n" * 60_000
    trace = trace_log((quiet + EVENTS[0] + quiet + EVENTS[1] + quiet).encode())
    assert trace.total_bytes > SMALL
    first, second = trace.failures
    assert first.lines == (60_001, 60_001 + EVENTS[0].count("\n") - 1)
    assert second.exception == "torch.cuda.OutOfMemoryError"
    assert second.lines[0] == 120_001 + EVENTS[0].count("\n")


@pytest.mark.skipif(sys.platform != "linux", reason="parts are scanned by forked processes")
@pytest.mark.parametrize("least", [0, 1 << 20])
def test_parts_of_a_file_are_scanned_by_processes(tmp_path, monkeypatch, least):
    if threading.active_count() > 1:  # libraries that other tests import leave threads behind
        this = f"{__file__}::test_parts_of_a_file_are_scanned_by_processes[{least}]"
        subprocess.run([sys.executable, "-m", "pytest", "-q", this], check=True, timeout=120)
        return
    quiet = "2024-01-01 00:00:00 INFO step loss=0.5 lr=0.1\n" * 3000
    data = "".join(quiet + event for event in EVENTS * 4).encode() + b"no newline at the end"
    path = tmp_path / "train.log"
    path.write_bytes(data)
    monkeypatch.setattr(parallel, "LEAST", least)
    with path.open("rb") as file:
        several = len(os.sched_getaffinity(0)) > 1
        found = parallel.file_windows(file, Size(), lambda: None)
        assert found is not None or not several
        ready: list[bool] = []
        trace = trace_log(file, lambda: ready.append(True))
        assert len(ready) <= 1 and (several or not ready)
    whole = read_whole(data)
    assert trace.failures == whole.failures
    assert (trace.total_lines, trace.total_bytes) == (whole.total_lines, len(data))


def test_a_log_hot_all_over_stays_bounded():
    log = (EVENTS[0] * 600).encode()
    (failure,) = read_windows(pieces(log, 1 << 18)).failures
    assert failure.count == 600


def test_nothing_is_prepared_for_a_healthy_log(tmp_path, monkeypatch):
    monkeypatch.setattr(parallel, "LEAST", 1 << 16)
    path = tmp_path / "healthy.log"
    path.write_bytes(b"step 1 loss 0.5\n" * 400_000)
    with path.open("rb") as file:
        assert not trace_log(file, lambda: pytest.fail("prepared")).failures
