"""Pastes that end at `raise SomeError(`."""

from __future__ import annotations

from mlexplain.trace.log import trace_log

HEAD = """Traceback (most recent call last):
  File "train.py", line 61, in <module>
    loss = criterion(model(x), y)
  File "/opt/env/lib/python3.11/site-packages/foo/loss.py", line 3014, in check
"""


def _failure(rest: str):
    (failure,) = trace_log(HEAD + rest).failures
    return failure


def test_the_class_is_read_off_the_statement() -> None:
    failure = _failure("    raise ValueError(\n")
    assert (failure.exception, failure.message, failure.complete) == ("ValueError", "", False)


def test_the_message_stands_right_below() -> None:
    assert _failure("    raise ValueError(\nthe sizes differ: 3 and 4\n").message.startswith(
        "the sizes"
    )
    told = _failure(
        '    raise ValueError(f"the sizes differ: {a} and {b}")\nthe sizes differ: 3 and 4\n'
    )
    assert told.message == "the sizes differ: 3 and 4"


def test_other_lines_are_no_message() -> None:
    assert _failure('    raise ValueError(f"the sizes differ: {a}")\nAny idea?\n').message == ""
    assert _failure("    raise ValueError(\n\nAny idea?\n").message == ""


def test_a_printed_class_wins() -> None:
    assert _failure("    raise ValueError(\nfoo.SizeError: no\n").exception == "foo.SizeError"


def test_an_exception_in_the_line_of_its_frame() -> None:
    line = 'File "/opt/env/lib/foo/load.py", line 9, in read x = get(f) foo.LoadError: bad key\n'
    (failure,) = trace_log(line).failures
    assert (failure.exception, failure.message) == ("foo.LoadError", "bad key")
    assert failure.frames[-1].function == "read"


def test_the_words_of_an_assertion_that_ends_the_paste() -> None:
    stated = '    assert len(found) > 0, "No rows were found."\n'
    failure = _failure(stated)
    assert (failure.exception, failure.message) == ("AssertionError", "No rows were found.")
    assert _failure('    assert found, f"{name} is missing here"\n').exception is None
    assert _failure(stated + "\nWhat can I do?\n").exception is None
