"""How processes end outside Python: uncaught C++ exceptions, failed C assertions, fatal errors."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlexplain.report import Failure, Frame, Line
from mlexplain.trace.found import Found
from mlexplain.trace.ownership import is_mine, judged
from mlexplain.trace.signals import read_signal
from mlexplain.trace.words import is_boundary

TERMINATE_TRIGGERS = ("terminate called", "terminating due to", "terminating with", "what():")
FATAL_TRIGGERS = ("Fatal Python error: ", "Timeout (", "fatal exception: ")
ASSERT_TRIGGERS = ("Assertion",)

_TERMINATE = re.compile(
    r"(?:libc\+\+abi(?:\.dylib)?: )?terminat(?:e|ing) (?:called|due to|with) .{0,200}?"
    r"(?:instance of '(?P<type>[^'\n]{1,300})'"
    r"|type (?P<abi>[\w:<>, ]{1,300}?): (?P<what>.*)"
    r"|without an active exception|recursively)?\s*$",
    re.DOTALL,
)
_WHAT = re.compile(r"\s*what\(\): ?(?P<message>.*)$", re.DOTALL)
_RAISED = re.compile(r"Exception raised from (\S{1,300}) at (\S{1,500}?):(\d{1,7}) \(")
_CPP_FRAME = re.compile(
    r"frame #\d{1,4}: (?P<function>.{1,4000}?)(?: \+ 0x[0-9a-f]{1,16})? \("
    r"(?:0x[0-9a-f]{1,16} in )?(?P<file>[^()]{1,1000})\)$"
)
_FATAL = re.compile(r"Fatal Python error: (?P<message>.{1,2000})$", re.DOTALL)
_WINDOWS = re.compile(r"Windows fatal exception: (?P<message>[\w ]{1,100})$")
_TIMEOUT = re.compile(r"Timeout \((?P<message>\d{1,4}:\d\d:\d\d(?:\.\d{1,9})?)\)!$")
_THREAD = re.compile(
    r"(?P<current>Current thread|Thread) 0x[0-9a-fA-F]{1,16}.{0,80}\(most recent call first\):$"
)
_STACK_LINE = re.compile(r'\s{1,4}File "([^"\n]{1,1000})", line (\d{1,7}|\?\?\?) in (.{1,300})$')
_ASSERT = re.compile(
    r"(?P<program>[^\s:]{1,200}): (?P<file>[^\s:]{1,500}):(?P<line>\d{1,7}): "
    r"(?P<function>.{1,1000}?): Assertion [`'](?P<condition>.{1,1000}?)['`] failed\.$"
)
_FATAL_EXTRAS = (
    "Extension modules: ",
    "Python runtime state",
    "Current thread's C",
    "Stack (most recent",
    "  Binary file ",
    "Main thread:",
    "  <",
    "  ...",
)
_MAX_LINES = 3000


def read_terminate(lines: Sequence[Line], at: int) -> Found | None:
    """`terminate called after throwing an instance of 'c10::Error'` with its what() and frames."""
    match = _TERMINATE.match(lines[at].text.lstrip())
    what = None if match else _WHAT.match(lines[at].text)
    if match is None and what is None:
        return None
    kind = (match["type"] or match["abi"]) if match else None
    message = [match["what"]] if match and match["what"] else []
    end = at + 1
    if match and end < len(lines) and (what := _WHAT.match(lines[end].text)):
        end += 1
    if what:
        message.append(what["message"].strip())
        end = _what_end(lines, end, message)
    frames, notes, end = _cpp_frames(lines, end)
    text = "\n".join(message).strip() or lines[at].text.strip()
    failure = Failure(
        kind="cpp",
        exception=kind,
        message=text,
        frames=frames,
        lines=(lines[at].number, lines[end - 1].number),
        notes=notes,
        complete=match is not None,
    )
    return Found(failure, end)


def _what_end(lines: Sequence[Line], at: int, message: list[str]) -> int:
    """The lines of what() go on until a blank line or the C++ frames."""
    while at < len(lines) and len(message) < 100:
        text = lines[at].text
        if not text or is_boundary(text) or text.startswith(("frame #", "Exception raised from")):
            break
        if text.startswith(("Fatal Python error", "[", "*** ")) or _ASSERT.match(text):
            break
        if read_signal(lines, at):
            break
        message.append(text)
        at += 1
    return at


def _cpp_frames(lines: Sequence[Line], at: int) -> tuple[tuple[Frame, ...], tuple[str, ...], int]:
    """c10's own frames, if they follow."""
    start = at
    while at < len(lines) and at - start < 3 and not lines[at].text:
        at += 1
    if at >= len(lines):
        return (), (), start
    frames: list[Frame] = []
    notes: tuple[str, ...] = ()
    if raised := _RAISED.match(lines[at].text):
        frames.append(Frame(raised[2], int(raised[3]), raised[1], None, False, lines[at].number))
        notes = (lines[at].text,)
        at += 1
    while at < len(lines) and at - start < _MAX_LINES:
        text = lines[at].text
        match = _CPP_FRAME.match(text)
        if match is None and not text.startswith("frame #"):
            break
        if match:
            frames.append(
                Frame(match["file"], None, match["function"], None, False, lines[at].number)
            )
        at += 1
    return (tuple(reversed(frames)), notes, at) if frames else ((), (), start)


def read_fatal(lines: Sequence[Line], at: int) -> Found | None:
    """`Fatal Python error: …` and the Python stack that faulthandler prints."""
    text = lines[at].text.strip()
    match = _FATAL.match(text) or _WINDOWS.match(text) or _TIMEOUT.match(text)
    if match is None:
        return None
    end = at + 1
    stacks: list[list[Frame]] = []
    current: list[Frame] | None = None
    last = at
    while end < len(lines) and end - at < _MAX_LINES:
        text = lines[end].text
        if thread := _THREAD.match(text):
            stacks.append([])
            if thread["current"] == "Current thread":
                current = stacks[-1]
            last = end
        elif stack := _STACK_LINE.match(text):
            if stacks:
                stacks[-1].append(_stack_frame(stack, lines[end].number))
            last = end
        elif text.startswith(_FATAL_EXTRAS):
            last = end
        elif text:
            break
        end += 1
    own = current if current is not None else (stacks[0] if stacks else [])
    failure = Failure(
        kind="fatal",
        exception=None,
        message=match[0].removeprefix("Fatal Python error: "),
        frames=judged(own[::-1]),
        lines=(lines[at].number, lines[last].number),
        facts={"threads": len(stacks)} if stacks else {},
    )
    return Found(failure, last + 1)


def _stack_frame(match: re.Match[str], number: int) -> Frame:
    line = int(match[2]) if match[2].isdigit() else None
    return Frame(match[1], line, match[3], None, is_mine(match[1]), number)


def read_assert(lines: Sequence[Line], at: int) -> Found | None:
    """`python: malloc.c:2401: sysmalloc: Assertion `…' failed.`"""
    match = _ASSERT.match(lines[at].text)
    if match is None or match["file"].endswith((".cu", ".cuh")):
        return None
    frame = Frame(
        match["file"], int(match["line"]), match["function"], None, False, lines[at].number
    )
    span = (lines[at].number, lines[at].number)
    failure = Failure(
        "cpp",
        None,
        lines[at].text.strip(),
        (frame,),
        span,
        facts={"program": match["program"], "condition": match["condition"]},
    )
    return Found(failure, at + 1)
