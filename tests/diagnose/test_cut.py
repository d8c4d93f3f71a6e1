"""Messages that a paste cuts off are told by what is left of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlexplain import diagnose
from mlexplain.diagnose.cut import begins
from mlexplain.diagnose.pattern import parse

PATTERN = parse(
    "The layer expected an input of {want:int} dimensions, but got a tensor of {got:int}."
)
WHOLE = "ValueError: The layer expected an input of 4 dimensions, but got a tensor of 2."


@pytest.mark.parametrize("length", range(len("ValueError: The layer expected an input of 4 d"), 76))
def test_a_beginning_is_told_with_what_it_states(length: int) -> None:
    assert begins(PATTERN, WHOLE[:length]) == {"want": 4}


@pytest.mark.parametrize("length", range(len("ValueError: The layer expected an input")))
def test_too_little_of_it_is_not(length: int) -> None:
    assert begins(PATTERN, WHOLE[:length]) is None


@given(st.text(min_size=1))
def test_what_goes_on_otherwise_is_not(rest: str) -> None:
    said = "ValueError: The layer expected an input of 4 dimensions, but not "
    assert begins(PATTERN, said + rest) is None


@pytest.mark.parametrize(
    "text",
    [
        "ValueError: the docs say: The layer expected an input of 4 dimensions, but g",
        "ValueError: The layer expected an input of four dimensions, but got",
    ],
)
def test_other_messages_and_whole_ones_are_not(text: str) -> None:
    assert begins(PATTERN, text) is None


@pytest.mark.parametrize(
    ("log", "rule"),
    [
        (
            "FAILED test_ddp.py::test_sum - ValueError: Default process group has not been "
            "initialized, please make sure t...",
            "dist-not-initialized",
        ),
        ("RuntimeError: grad can be implicitly created only for real s", "autograd-scalar"),
        ("ValueError: Must flatten tensors with uniform `requires_grad", "fsdp-setup"),
    ],
)
def test_titles_and_summaries_are_diagnosed(log: str, rule: str) -> None:
    assert [d["rule"] for d in diagnose(log).to_dict()["diagnoses"]] == [rule]
