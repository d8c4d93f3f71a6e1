"""Errors that editors and notebook files keep in JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlexplain.report import Line
from mlexplain.trace.log import trace_log
from mlexplain.trace.saved import unpacked

MESSAGE = "mat1 and mat2 shapes cannot be multiplied (4x8 and 16x2)"
RULE = "-" * 75
HEAD = f"RuntimeError{' ' * 30}Traceback (most recent call last)"
CELL = 'Cell In[7], line 3\n      1 name = "a\\n"\n      2 x = load(name)\n----> 3 out = model(x)'
END = f"RuntimeError: {MESSAGE}"
STACK = "\n".join((RULE, HEAD, CELL, "", END))


def _loose(stack: str) -> str:
    """As VS Code copies it: an object whose string holds the line ends themselves."""
    return f'{{\n\t"name": "RuntimeError",\n\t"message": "{MESSAGE}",\n\t"stack": "{stack}"\n}}\n'


def _strict(stack: str) -> str:
    return json.dumps({"name": "RuntimeError", "message": MESSAGE, "stack": stack}, indent=1)


def _file(stack: str) -> str:
    """A notebook's file, in which the lines bring the colours of the terminal."""
    coloured = [f"\x1b[0;31m{part}\x1b[0m" for part in stack.split("\n\n")]
    error = {"ename": "RuntimeError", "evalue": MESSAGE, "output_type": "error"}
    cell = {"outputs": [{**error, "traceback": coloured}], "source": ["out = model(x)\n"]}
    return json.dumps({"cells": [{"cell_type": "code", **cell}]}, indent=1)


@pytest.mark.parametrize("saved", [_loose, _strict, _file])
@pytest.mark.parametrize("stack", [STACK, "\n".join((RULE, HEAD, CELL))], ids=["whole", "cut"])
def test_a_saved_error_is_its_traceback(saved, stack):
    (failure,) = trace_log(saved(stack)).failures
    assert (failure.exception, failure.message) == ("RuntimeError", MESSAGE)
    assert [(frame.file, frame.line) for frame in failure.frames] == [("Cell In[7]", 3)]


def test_a_list_called_traceback_without_an_error_stays():
    lines = [Line(1, "{"), Line(2, '"traceback": ['), Line(3, '"one"'), Line(4, "]"), Line(5, "}")]
    assert list(unpacked(lines)) == lines


@given(st.text(alphabet='{}[]",:\\ anRe\n', max_size=200))
def test_no_stack_is_too_broken(middle):
    text = f'{{\n"name": "KeyError",\n"message": "\'a\'",\n"stack": "{middle}'
    lines = [Line(at, part) for at, part in enumerate(text.split("\n"), 1)]
    result = unpacked(lines)
    assert "KeyError: 'a'" in "\n".join(line.text for line in result)
    assert [line.number for line in result] == sorted(line.number for line in result)
