"""What is told of errors that no rule claims."""

from __future__ import annotations

import pytest

from mlexplain import diagnose

LOG = """Traceback (most recent call last):
  File "/home/ana/qa/tune.py", line 30, in <module>
    {line}
  File "/home/ana/env/lib/python3.11/site-packages/peft/foo.py", line 403, in __post_init__
    {code}
{error}
"""


def _shown(line: str, code: str, error: str) -> str:
    (entry,) = diagnose(LOG.format(line=line, code=code, error=error)).unrecognised
    return entry.shown or ""


def test_who_refused_what_and_which_argument_carries_it() -> None:
    shown = _shown(
        'config = FooConfig(mode="fast", foo_rate=2)',
        'raise ValueError(f"`foo_rate` must be between 0 and 1, but got {self.foo_rate}")',
        "ValueError: `foo_rate` must be between 0 and 1, but got 2",
    )
    assert "`__post_init__` of `peft` (foo.py, line 403)" in shown
    assert "Wanted: `between 0 and 1`; given: `2`." in shown
    assert "passes `foo_rate=2`" in shown


def test_an_argument_that_is_lacking() -> None:
    error = "ValueError: You need to pass a `foo_model` to frobnicate"
    shown = _shown("trainer = FooTrainer(model, args=args)", "raise ValueError(", error)
    assert "names `foo_model`, which your call of `FooTrainer` does not pass by name" in shown
    assert "foo_model" not in _shown(
        "trainer = FooTrainer(model, **args)", "raise ValueError(", error
    )


def test_a_paste_that_ends_before_the_message() -> None:
    shown = _shown("trainer = FooTrainer(model)", "raise ValueError(", "")
    assert "The paste ends before the message" in shown


@pytest.mark.parametrize("words", ["the model is odd", "it is what it is"])
def test_plain_words_name_no_argument(words: str) -> None:
    shown = _shown("trainer = FooTrainer(model=net)", "raise ValueError(", f"ValueError: {words}")
    assert "passes" not in shown and "Wanted" not in shown
