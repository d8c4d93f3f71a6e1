"""Small programs whose bug is marked in the source: found there, mended by the marked line, and real."""

from __future__ import annotations

import pytest

from mlexplain.check.source import check_source
from tests.check import ground_truth

MARKED = ground_truth.marked_programs()


def _fails(program, source, devices, tmp_path):
    file = tmp_path / program.name
    file.write_text(source, encoding="utf-8")
    try:
        program.run(file, devices)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


@pytest.mark.parametrize("program", MARKED, ids=lambda p: p.name)
def test_the_marked_bug_is_found_and_its_mending_accepted(program):
    reported = check_source(program.bad)
    assert any(f.line in program.lines for f in reported), reported
    assert check_source(program.mended) == []


@pytest.mark.parametrize("program", MARKED, ids=lambda p: p.name)
def test_the_marked_bug_is_real(program, tmp_path):
    pytest.importorskip("torch")
    error = _fails(program, program.bad, 1, tmp_path) or _fails(program, program.bad, 0, tmp_path)
    if error and error.startswith("ModuleNotFoundError"):
        pytest.skip(error)
    assert error is not None and any(
        word in error for word in ("device", "cuda", "CUDA", "leaf", "Input")
    )
    assert _fails(program, program.mended, 1, tmp_path) is None
