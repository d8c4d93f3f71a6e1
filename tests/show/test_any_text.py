"""Whatever text a log or a source file holds, every display takes it."""

import json
from dataclasses import replace

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from mlexplain.report import CheckReport, Explanation, Location, Step, TraceReport
from mlexplain.show import findings, github, lesson, markdown, sarif, text
from mlexplain.show import json as as_json
from mlexplain.show.logs import Diagnosed
from mlexplain.show.masking import masked
from mlexplain.show.surface import Surface
from tests.show import nasty
from tests.show.test_formats import ESCAPES, SCHEMA

VALIDATOR = jsonschema.Draft7Validator(SCHEMA)

anything = st.text(st.characters(codec=None), max_size=200) | st.text(
    st.sampled_from("`*_[]()<>|#~:;%\n\r\t\x1b\x07\u202e\ud800 ab日क्ष"), max_size=60
)


def clean(shown: str) -> None:
    assert not ESCAPES.search(shown)
    shown.encode("utf-8")


@settings(max_examples=150)
@given(anything, anything, anything, st.integers(40, 200))
def test_trace(message, code, path, width):
    place = Location(path, 3, code, code)
    found = replace(
        nasty.ROOT, message=message, exception=code, location=place, summary=message, title=code
    )
    unknown = replace(nasty.UNKNOWN, message=message, exception=code, location=place)
    report = masked(TraceReport((found, replace(found, role="consequence")), (unknown,)))
    logs = [Diagnosed(path or "-", report)]
    shown = text.trace(logs, Surface(width), verbose=True)
    clean(shown)
    lines = [line for line in shown.splitlines() if "https://" not in line]
    assert max(map(cell_len, lines)) <= width + 1
    clean(markdown.trace(logs))
    annotations = github.trace(logs)
    clean(annotations)
    assert len(annotations.split("\n")) == 4
    assert json.loads(as_json.trace(logs))["diagnoses"][0]["rule"] == found.rule
    VALIDATOR.validate(json.loads(sarif.trace(logs)))


@settings(max_examples=100)
@given(anything, anything, anything)
def test_check(message, source, path):
    found = [replace(f, message=message, path=path) for f in nasty.CHECK.findings]
    report = masked(CheckReport(tuple(found), nasty.CHECK.errors, 3))
    clean(findings.text(report, lambda _: source.split("\n")))
    clean(markdown.check(report))
    assert len(github.check(report).split("\n")) == len(found) + 2
    VALIDATOR.validate(json.loads(sarif.check(report)))


@settings(max_examples=100)
@given(anything, anything, st.integers(40, 200), st.lists(st.integers(0, 4), max_size=6))
def test_explain(said, code, width, depths):
    steps = tuple(Step((1, 2), code, said, "model", depth) for depth in depths)
    explanation = masked(Explanation(code, said, steps=steps))
    clean(lesson.explain([explanation], Surface(width)))
    clean(markdown.explain([explanation]))
    assert len(json.loads(as_json.explain([explanation]))["steps"]) == len(steps)


@pytest.mark.parametrize("depths", [[], [0], [2, 1, 0], [0, 1, 1, 2, 0, 1]])
def test_step_numbers_are_unique(depths):
    from mlexplain.show.steps import step_numbers

    numbers = step_numbers(depths)
    assert len(set(numbers)) == len(depths)
