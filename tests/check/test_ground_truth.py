"""Every case is proved by running it on a pretend machine: the bug dies (or shows the wrong state),
the mended twin and the clean files run."""

from __future__ import annotations

import re

import pytest

from mlexplain.check.source import check_source
from tests.check import ground_truth

pytest.importorskip("torch")

ALL = [case for half in ("open", "held") for case in ground_truth.cases(half)]


def _run(case, side):
    run = case.run
    entry = case.program(side)[0]
    return ground_truth.execute(entry, run["devices"], run.get("env"), run.get("setup"))


@pytest.mark.parametrize("case", ALL, ids=lambda c: f"{c.half}/{c.label}")
def test_the_bug_is_real(case):
    if "error" in case.run:
        with pytest.raises(Exception) as caught:
            _run(case, "bad")
        assert re.search(case.run["error"], f"{caught.type.__name__}: {caught.value}")
    else:
        assert not eval(case.run["holds"], _run(case, "bad"))


@pytest.mark.parametrize("case", ALL, ids=lambda c: f"{c.half}/{c.label}")
def test_the_twin_is_right(case):
    names = _run(case, "good")
    if "holds" in case.run:
        assert eval(case.run["holds"], names)


@pytest.mark.parametrize("file", ground_truth.clean_files(), ids=lambda f: f.stem)
@pytest.mark.parametrize("devices", [0, 1])
def test_clean_files_run(file, devices):
    ground_truth.execute(file, devices)


@pytest.mark.parametrize("file", ground_truth.clean_files(), ids=lambda f: f.stem)
def test_nothing_is_found_in_clean_files(file):
    assert check_source(file.read_text(encoding="utf-8"), path=str(file)) == []


@pytest.mark.parametrize("case", ALL, ids=lambda c: f"{c.half}/{c.label}")
def test_expected_lines_exist(case):
    sources = {p.name: p.read_text(encoding="utf-8").splitlines() for p in case.program("bad")}
    for expected in case.expected:
        for name, line in expected.places:
            assert sources[name][line - 1].strip()
