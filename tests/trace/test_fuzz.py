"""No input crashes the reader, and what it finds lies inside the input."""

import random
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from mlexplain.read.decode import BinaryInput
from mlexplain.trace.log import trace_log
from tests.benchmarks.bench_trace_fuzz import ATOMS, mutated

LOGS = Path(__file__).parent / "logs"
CORPUS = [path.read_bytes() for path in sorted(LOGS.iterdir())]


def check(data):
    try:
        trace = trace_log(data)
    except BinaryInput:
        return
    for failure in trace.failures:
        first, last = failure.lines
        assert 1 <= first <= last <= trace.total_lines
        assert failure.count >= 1
        assert failure.exception or failure.message or failure.frames
        assert all(first <= frame.at <= trace.total_lines for frame in failure.frames)


@settings(max_examples=200)
@given(st.binary(max_size=2000))
def test_any_bytes(data):
    check(data)


@settings(max_examples=200)
@given(st.lists(st.sampled_from(ATOMS), max_size=80).map("".join))
def test_pieces_of_logs(text):
    check(text)


@settings(max_examples=200)
@given(st.integers(0, 2**32))
def test_mutated_logs(seed):
    check(mutated(random.Random(seed), CORPUS))
