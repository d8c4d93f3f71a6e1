"""Pastes as people make them: fences, prompts, numbers, lost layout."""

from __future__ import annotations

import ast
import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlexplain.explain.read.paste import NotPython, read_paste

FOUNDING = sorted((Path(__file__).parent / "founding").glob("*.txt"))


@pytest.mark.parametrize("path", FOUNDING, ids=lambda p: p.stem)
def test_founding_pastes_are_read_whole(path: Path) -> None:
    paste = read_paste(path.read_text(encoding="utf-8"))
    assert paste.skipped == ()
    assert len(paste.origin) == len(paste.source.split("\n"))


def test_lost_layout_of_the_generation_loop() -> None:
    source = read_paste((FOUNDING[0].parent / "llama_generate.txt").read_text("utf-8")).source
    function = ast.parse(source).body[0]
    assert isinstance(function, ast.FunctionDef)
    loops = [n for n in function.body if isinstance(n, ast.For)]
    assert len(loops) == 3
    assert isinstance(loops[1].body[-1], ast.If), "the early stop belongs into the loop"
    assert ast.unparse(loops[2].body[-1]) == "out_logprobs.append(probs)"


def test_glued_statements_come_apart() -> None:
    source = read_paste(
        (FOUNDING[0].parent / "llama_checkpoint_glued.txt").read_text("utf-8")
    ).source
    kinds = [type(n).__name__ for n in ast.parse(source).body]
    assert kinds == ["Assign", "Assign", "Assert", "Assert", "Assign", "Assign", "With"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (">>> x = 1\n>>> print(x)\n1\n", "x = 1\nprint(x)"),
        ("In [1]: x = 1\nOut[1]: 1\nIn [2]: y = 2\n", "x = 1\ny = 2"),
        ("1  x = 1\n2  y = 2\n3  z = 3\n", "x = 1\ny = 2\nz = 3"),
        ("Look at this:\n```python\nx = 1\n```\nwhat is it?", "x = 1"),
        ("    x = 1\n    y = 2\n", "x = 1\ny = 2"),
    ],
)
def test_wrappings(text: str, wanted: str) -> None:
    assert read_paste(text).source.strip() == wanted


@pytest.mark.parametrize(
    "text", ["", "   \n", "hello", "#include <stdio.h>\nint main() {}", "x" * 30_000]
)
def test_no_python_is_said_so(text: str) -> None:
    with pytest.raises(NotPython):
        read_paste(text)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(NotPython):
        ast.parse(read_paste(text).source)


def test_code_with_layout_stays_as_it_is() -> None:
    code = "def f(x):\n    if x:\n        return 1\n    return 2\n"
    assert read_paste(code).source == code


def test_examples_in_docstrings_are_no_session() -> None:
    code = '''def decimal(size):
    """Sizes.

    >>> decimal(30000)
    '30.0 kB'
    """
    return size / 1000


def binary(size):
    """Sizes.

    In [1]: binary(1024)
    """
    return size / 1024'''
    assert read_paste(code).source == code
    assert read_paste(">>> x = 1\n>>> y = x + 1\n2").source == "x = 1\ny = x + 1"


@pytest.mark.parametrize(
    ("head", "skipped"),
    [
        ("except ValueError:", ()),
        ("except ValueError", (4, 6, 7)),
        ("except (ValueError:", (4, 6, 7)),
        ("excpt ValueError:", (4, 6, 7)),
    ],
)
def test_what_hangs_on_a_broken_head_is_left_out_with_it(
    head: str, skipped: tuple[int, ...]
) -> None:
    code = f"""def f(xs):
    t = 0
    for x in xs:
        try:
            y = g(x)
        {head}
            y = 0
        t += y
    print(t)
    return t
"""
    paste = read_paste(code)
    assert paste.skipped == skipped
    (function,) = paste.tree.body
    assert isinstance(function, ast.FunctionDef)
    assert [type(s) for s in function.body[:2]] == [ast.Assign, ast.For]
    assert isinstance(function.body[-1], ast.Return)


def test_an_else_goes_with_its_broken_if() -> None:
    code = "a = 1\nb = 2\nif a = 1:\n    b = 3\nelse:\n    b = 4\nc = b\nd = c\nprint(d)\n"
    assert read_paste(code).skipped == (3, 4, 5, 6)
