"""The pastes that this tool was begun for, by process: translated, cut, unindented."""

import json

import pytest

from tests.commands.process import ROOT, mlexplain

FOUNDING = ROOT / "tests" / "logs" / "founding"

RUN = "/home/lzw/Projects/open_llama_3b/run.py"
BUILD = "/Users/lzwjava/projects/llama/llama/generation.py"

# name: rule, user's file and line, what the fix adds
CASES = {
    "device-french": ("device-mismatch", (RUN, 17), "input_ids = input_ids.to(model.device)"),
    "device-hindi": ("device-mismatch", (RUN, 17), "input_ids = input_ids.to(model.device)"),
    "nccl-french": ("nccl-not-built", (BUILD, 62), 'init_process_group("gloo")'),
    "nccl-hindi": ("nccl-not-built", (BUILD, 62), 'init_process_group("gloo")'),
    "oom-hindi": ("cuda-oom", None, None),
}


@pytest.mark.parametrize("name", CASES)
def test_root_cause_place_and_fix(name):
    rule, place, fix = CASES[name]
    done = mlexplain("trace", "--format", "json", FOUNDING / f"{name}.log")
    assert (done.returncode, done.stderr) == (0, "")
    first = json.loads(done.stdout)["diagnoses"][0]
    assert (first["rule"], first["role"]) == (rule, "cause")
    if place is None:
        assert first["location"] is None
    else:
        assert (first["location"]["file"], first["location"]["line"]) == place
    if fix is not None:
        assert fix in first["fixes"][0]["after"]


@pytest.mark.parametrize("width", [60, 200])
@pytest.mark.parametrize("name", CASES)
def test_the_answer_stands_first_and_is_short(name, width):
    _, place, fix = CASES[name]
    done = mlexplain("trace", FOUNDING / f"{name}.log", environment={"COLUMNS": str(width)})
    lines = done.stdout.splitlines()
    assert lines[0].startswith("error: ")
    assert lines[1].startswith(CASES[name][0])
    assert len(lines) <= 60
    if place is not None:
        source = next(i for i, line in enumerate(lines) if line.lstrip().startswith("▸"))
        assert source < 12
    if fix is not None:
        changed = next(i for i, line in enumerate(lines) if line.lstrip().startswith("+ "))
        assert fix in lines[changed]
        assert changed < 40


def test_the_numbers_of_the_full_gpu_are_told():
    shown = mlexplain("trace", FOUNDING / "oom-hindi.log").stdout
    for figure in ("86.00 MiB", "11.69 GiB", "9.70 GiB"):
        assert figure in shown
