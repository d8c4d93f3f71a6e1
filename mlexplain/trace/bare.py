"""Errors that are shown without Python's form: by a debugger, or as the words of the message alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlexplain.report import Failure, Frame, Line
from mlexplain.trace.exception import MAX_MESSAGE_LINES, alone, read_message
from mlexplain.trace.found import Found
from mlexplain.trace.frames import parse_frame, read_frames
from mlexplain.trace.ownership import judged
from mlexplain.trace.words import indent

DEBUGGER_TRIGGERS = ("Exception has occurred",)
_OCCURRED = re.compile(r"\s{0,8}Exception has occurred: (?P<name>[A-Za-z_][\w.]{0,100})\b.{0,200}$")
_SEARCHED = 400
"""Lines on either side in which the same message may stand in Python's own form."""

TRIGGERS = (
    "cannot be multiplied",
    "-dimensional input",
    " is out of bounds",
    "expected input[",
    "must match the",
    "must match except",
    "on the same device",
    "Tried to allocate",
    "require grad",
    "device-side assert",
    "Weights only load failed",
    "should be the same",
    "scalar type",
    "that is not resizable",
    "modified by an inplace operation",
    "Torch not compiled",
    "loading state_dict",
    "size mismatch for",
    "not been initialized",
    "CUDA kernel failed",
    "of untagged enum",
    "expected sequence of length",
    "cannot access local variable",
)
_FORMS = tuple(
    re.compile(pattern)
    for pattern in (
        r"mat1 and mat2 (?:shapes cannot be multiplied \(\d+x\d+ and \d+x\d+\)|must have the same dtype)",
        r"Given (?:groups=\d+|transposed=\d), weight of size \[[\d, ]+\], expected input\[[\d, ]+\] to have",
        r"Expected \d-dimensional input for \d-dimensional weight \[?\d[\d, ]+\]?, but got \d-dimensional",
        r"Target -?\d+ is out of bounds\.?$",
        r"The size of tensor a \(\d+\) must match the size of tensor b \(\d+\) at non-singleton",
        r"The expanded size of the tensor \(\d+\) must match the existing size \(\d+\)",
        r"Sizes of tensors must match except in dimension \d+\. (?:Expected|Got) ",
        r"Expected all tensors to be on the same device, but (?:found at least|got )",
        r"(?:CUDA|HIP) out of memory\. Tried to allocate \d",
        r"element \d+ of tensors does not require grad and does not have a grad_fn",
        r"CUDA error: device-side assert triggered$",
        r"Weights only load failed\. ",
        r"Input type \([\w.]+\) and (?:weight|bias) type \([\w.]+\) should be the same",
        r"expected scalar type \w+ but found \w+$",
        r"Expected object of (?:scalar type|dtype) \w+ but got (?:scalar type|dtype) \w+ for argument",
        r"CUDA kernel failed : an illegal memory access",
        r"Trying to resize storage that is not resizable",
        r"one of the variables needed for gradient computation has been modified by an inplace",
        r"Torch not compiled with CUDA enabled",
        r"Error\(s\) in loading state_dict for \w+:$",
        r"size mismatch for [\w.]+: copying a param with shape ",
        r"Default process group has not been initialized, please",
        r"expected sequence of length \d+ at dim \d \(got \d+\)$",
        r"cannot access local variable '\w+' where it is not associated with a value",
        r"data did not match any variant of untagged enum \w+ at line \d+ column \d+$",
    )
)
_BEFORE = re.compile(
    r"(?:Runtime Error: |[\"']?(?:\[ERROR\] )?(?:!!! )?Exception during processing !!! |> ?"
    r"|[\[(][\w /.-]{1,60}[\])] .{1,80}: )?"
)
"""What ComfyUI, a mail and the logs of plug-ins put in front."""
REPR_TRIGGERS = ("Error('", 'Error("', "Exception('", 'Exception("')
_REPR = re.compile(
    r"(?:\[[^\]]{1,120}\] Task .{1,300} raised unexpected: )?"  # Celery's
    r"(?P<name>(?:\w{1,60}\.){0,6}\w{0,60}(?:Error|Exception))\((?P<quote>['\"])(?P<message>.{20,4000}?)"
    r"(?:(?P=quote),?\))?$"
)


def read_repr(lines: Sequence[Line], at: int) -> Found | None:
    """`ValueError('…')` alone at the start of a line: an exception printed by `repr`."""
    match = _REPR.match(lines[at].text)
    if match is None:
        return None
    message = match["message"].replace("\\n", "\n").replace("\\t", "\t")
    span = (lines[at].number, lines[at].number)
    return Found(Failure("python", match["name"], message, lines=span, complete=False), at + 1)


def read_debugger(lines: Sequence[Line], at: int) -> Found | None:
    """VS Code's `Exception has occurred: …`, the message, and the calls, innermost first."""
    head = _OCCURRED.match(lines[at].text)
    if head is None:
        return None
    start = end = at + 1
    while end < len(lines) and end - start < MAX_MESSAGE_LINES and lines[end].text:
        if parse_frame(lines[end]):
            break
        end += 1
    message = "\n".join(line.text for line in lines[start:end]).strip()
    frames, end = read_frames(lines, end)
    if not message and not frames:
        return None
    again = alone(lines[end].text.strip()) if end < len(lines) else None
    if again and again["name"].rpartition(".")[2] == head["name"].rpartition(".")[2]:
        message, end = read_message(lines, end, indent(lines[end].text), again["message"] or "")
    span = (lines[at].number, lines[end - 1].number)
    return Found(Failure("python", head["name"], message, _in_order(frames), span), end)


def read_bare(lines: Sequence[Line], at: int) -> Found | None:
    """A message whose words alone are certain enough, where it stands nowhere with its class."""
    text = lines[at].text
    if len(text) > 2000 or indent(text) > 4:
        return None
    body = text.strip()
    body = body[_BEFORE.match(body).end() :]  # type: ignore[union-attr]
    if not any(form.match(body) for form in _FORMS) or _stands_elsewhere(lines, at, body):
        return None
    message, end = read_message(lines, at, indent(text), body)
    frames: list[Frame] = []
    if end < len(lines) and parse_frame(lines[end]):
        frames, end = read_frames(lines, end)
    span = (lines[at].number, lines[end - 1].number)
    return Found(Failure("line", None, message, _in_order(frames), span, complete=False), end)


def _stands_elsewhere(lines: Sequence[Line], at: int, body: str) -> bool:
    """Whether the same words stand nearby behind the name of an exception."""
    near = (*lines[max(0, at - _SEARCHED) : at], *lines[at + 1 : at + _SEARCHED])
    told = body[:60]
    return any(told in line.text and "rror" in line.text.partition(told)[0] for line in near)


def _in_order(frames: Sequence[Frame]) -> tuple[Frame, ...]:
    """Outermost first: debuggers begin with where it happened, Python ends with it."""
    outermost = bool(frames) and frames[0].function == "<module>"
    return judged(frames if outermost else frames[::-1])
