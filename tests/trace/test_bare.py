"""Errors without Python's form: as a debugger shows them, and as the words of a message alone."""

import pytest

from mlexplain.trace.log import trace_log

DEBUGGER = """\
Exception has occurred: RuntimeError
mat1 and mat2 shapes cannot be multiplied (512x2048 and 768x768)
  File "/home/ann/clips/causal.py", line 30, in forward
    wide = self.widen(seen)
           ^^^^^^^^^^^^^^^^
  File "/home/ann/clips/fit.py", line 66, in <module>
    out = model(clip)
"""


def failures(text):
    return trace_log(text).failures


def test_a_debugger_begins_with_the_innermost_call():
    [failure] = failures(DEBUGGER)
    assert failure.exception == "RuntimeError"
    assert failure.message.startswith("mat1 and mat2")
    assert [frame.line for frame in failure.frames] == [66, 30]
    assert failure.lines == (1, 7)


def test_a_debugger_may_repeat_the_error_at_the_end():
    last = "RuntimeError: mat1 and mat2 shapes cannot be multiplied (512x2048 and 768x768)\n"
    [failure] = failures(DEBUGGER + last)
    assert failure.lines == (1, 8)
    assert failure.user_frame.function == "forward"


def test_an_order_that_is_python_s_own_is_kept():
    text = """\
Exception has occurred: KeyError
'lr'
  File "fit.py", line 9, in <module>
    main()
  File "fit.py", line 5, in main
    rate = settings['lr']
"""
    [failure] = failures(text)
    assert [frame.line for frame in failure.frames] == [9, 5]
    assert failure.message == "'lr'"


@pytest.mark.parametrize(
    "text",
    [
        "Given groups=1, weight of size [64, 4, 3, 3], expected input[1, 16, 128, 128] to have 4 channels",
        "!!! Exception during processing !!! mat1 and mat2 shapes cannot be multiplied (77x2048 and 768x320)",
        "The size of tensor a (640) must match the size of tensor b (320) at non-singleton dimension 1",
        "element 0 of tensors does not require grad and does not have a grad_fn",
    ],
)
def test_a_message_alone_is_an_error(text):
    [failure] = failures(f"loading\n{text}\ndone\n")
    assert failure.exception is None
    assert failure.lines[0] == 2


@pytest.mark.parametrize(
    "text",
    [
        "The size of tensor a must match the size of tensor b.",
        "Note that the mat1 and mat2 shapes cannot be multiplied unless the columns agree.",
        "cuDNN is enabled",
    ],
)
def test_prose_about_it_is_none(text):
    assert not failures(f"{text}\n")


def test_a_headline_of_what_stands_there_whole_is_left_out():
    message = (
        "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1"
    )
    text = f"{message}\n\nTraceback (most recent call last):\n" + (
        f'  File "fit.py", line 3, in <module>\n    x + y\nRuntimeError: {message}\n'
    )
    [failure] = failures(text)
    assert failure.exception == "RuntimeError"


def test_a_printed_exception_is_an_error():
    text = "UnpicklingError('Weights only load failed.\\n\\tSee below.')\nfull_key: agent\n"
    [failure] = failures(text)
    assert failure.exception == "UnpicklingError"
    assert failure.message == "Weights only load failed.\n\tSee below."


def test_code_that_makes_an_exception_is_none():
    assert not failures("errors = [\n    ValueError('the batch must not be empty'),\n]\n")
    assert not failures("error = ValueError('the batch must not be empty')\n")


def test_backticks_around_a_whole_paste_are_no_part_of_it():
    log = (
        "`Traceback (most recent call last):\n"
        '  File "/home/ola/read.py", line 4, in <module>\n'
        '    print(row["depth"])\n'
        "KeyError: 'depth'`\n"
    )
    (failure,) = trace_log(log).failures
    assert failure.message == "'depth'"
    assert failure.frames[0].line == 4


def test_backticks_of_a_single_line_stay():
    log = "ValueError: `alpha` must be below `beta`\nand one `more\nRuntimeError: no end`\n"
    assert trace_log(log).failures[0].message.startswith("`alpha` must be below `beta`")
