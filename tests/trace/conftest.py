from pathlib import Path

import pytest

from mlexplain.trace.log import trace_log

LOGS = Path(__file__).parent / "logs"


@pytest.fixture
def log():
    """Reads one of the kept logs."""

    def read(name):
        return trace_log((LOGS / (name if name.endswith(".txt") else f"{name}.log")).read_bytes())

    return read
