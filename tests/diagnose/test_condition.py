"""The language of `when`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlexplain.diagnose.condition import ConditionError, holds, names, parse, value

FACTS = {
    "phase": "backward",
    "size_free": 3,
    "size_total": 10,
    "libraries": ["torch"],
    "log": "a b",
}


@pytest.mark.parametrize(
    "condition",
    [
        "phase is backward",
        "phase is not load",
        "phase in (forward, backward)",
        "not missing",
        "size_total > 2 * size_free and 'torch' in libraries",
        "missing > 3 or 'b' in log",
        "missing is not load",
        "('x' in log) != ('b' in log)",
        "size_total < 1 * GiB",
    ],
)
def test_true(condition: str) -> None:
    assert holds(condition, FACTS)


@pytest.mark.parametrize(
    "condition",
    ["missing > 3", "missing < 3", "missing == 3", "phase is load", "phase > 3", "'x' in missing"],
)
def test_false_and_never_an_error(condition: str) -> None:
    assert not holds(condition, FACTS)


def test_arithmetic_with_what_is_not_known_is_not_known() -> None:
    assert value("size_total - missing", FACTS) is None
    assert value("size_total / 0", FACTS) is None


def test_names_leaves_bare_words_aside() -> None:
    assert names("phase is backward and a in (b, c) and size > 2 * GiB") == {"phase", "a", "size"}


@pytest.mark.parametrize(
    "condition", ["__import__('os')", "phase is", "a = 3", "(lambda: 1)", "a.b", "[x for x in y]"]
)
def test_calls_and_the_like_are_refused(condition: str) -> None:
    with pytest.raises(ConditionError):
        parse(condition)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        holds(text, FACTS)
    except ConditionError as error:
        assert "\n" not in str(error)


def test_a_short_word_is_a_part_of_a_name() -> None:
    assert holds("'pos' in code", {"code": "x + self.pos_table"})
    assert not holds("'pos' in code", {"code": "x.transpose(1, 2)"})
    assert holds("'loss' in code", {"code": "myloss.backward()"})
    assert not holds("'load' in code", {"code": "for x in dataloader:"})
    assert holds("'grad' not in code", {"code": "x + y"})
