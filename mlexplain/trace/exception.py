"""The last line of a traceback: the exception's name, and where its message ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mlexplain.report import Line
from mlexplain.trace.words import indent, is_boundary

_NAME = r"(?:[A-Za-z_]\w{0,80}\.){0,10}[A-Za-z_]\w{0,100}"
_AFTER_FRAMES = re.compile(
    rf"(?P<name>{_NAME})(?:(?:\((?P<of>[\w.]{{1,100}})\))? ?:(?:\s(?P<message>.*))?)?$", re.DOTALL
)
# Names that speak for themselves, without a traceback before them.
_ALONE = re.compile(
    r"(?P<name>(?:[A-Za-z_]\w{0,80}\.){0,10}"
    r"(?:[A-Z]\w{0,80}(?:Error|Exception|Interrupt|Exit|Expired|Errors|ProcessPool|Terminated|LimitHit)"
    r"|Error(?<=\.Error)|Exception|gaierror|timeout(?<=socket\.timeout)|error(?<=cv2\.error)"
    r"|Unsupported(?<=\.Unsupported)"
    r"|StopIteration|OutOfMemory|(?:Read|Connect|Write|Pool)Timeout"
    r"|ArrowInvalid|TritonMissing|OutOfResources|BackendCompilerFailed)"
    # a class in a module of errors: `gymnasium.error.NameNotFound`
    r"|(?:[a-z_]\w{0,80}\.){1,9}(?:errors?|exceptions?|errors_impl|onnxruntime_pybind11_state)\.[A-Z]\w{1,80}"
    r"|pyarrow\.lib\.Arrow[A-Z]\w{1,80})"
    r"(?:\((?P<of>[\w.]{1,100})\))? ?:\s{1,4}(?P<message>\S.*)$",
    re.DOTALL,
)
_NEVER_TEXT = "File Traceback Original During The Epoch INFO ERROR WARNING DEBUG NOTE Step"
_NEVER = frozenset(_NEVER_TEXT.split())

# How libraries go on under the first line of a message, unindented.
CONTINUATIONS = (
    "CUDA kernel errors might be",
    "HIP kernel errors might be",
    "For debugging consider passing",
    "Compile with `TORCH_USE",
    "Device-side assertion",
    "Search for `cudaError",
    "Exception raised from",
    "Parameter indices which did not",
    "Parameters which did not receive grad",
    "In addition, you can set",
    "If this is a private repository",
    "If you were trying to load it from",
    "Checkout your internet connection",
    "Please provide either the path",
    "Please make sure",
    "Please see",
    "Access to model",
    "Cannot access gated repo",
    "Repository Not Found for url",
    "Revision Not Found for url",
    "Entry Not Found for url",
    "You must have access to it",
    "Make sure to",
    "Make sure that",
    "Invalid username or password",
    "If you are trying to access",
    "For more details, see",
    "For more information check",
    "If this call came from",
    "If you cannot immediately",
    "More information:",
    "Last error:",
    "ncclInternalError:",
    "ncclSystemError:",
    "ncclUnhandledCudaError:",
    "ncclInvalidUsage:",
    "ncclRemoteError:",
    "Set TORCH",
    "You can suppress this exception",
    "from user code:",
    "The above exception was raised while",
    "This error may appear if",
    "Possible solutions:",
    "Likely causes:",
    "Check the documentation of torch.load",
    "Missing key(s)",
    "Unexpected key(s)",
    "size mismatch for",
)

MAX_MESSAGE_LINES = 2000
MAX_LINES_BELOW = 12
MAX_FRAMED = 60
_STARS = re.compile(r"\s{0,8}\*{40,}$")
_SHORTEST_BROKEN = 50
_SHORTEST_OPEN = 24
_LONG_WORD = 40
_OPENING = re.compile(
    r"Exception encountered when calling .{1,200}\.$|WeightsUnpickler error: ?$"
    r"|\(look up to see its traceback\):$"
)
"""Behind which Keras, torch and transformers go on below, or leave a line free and then do."""
_UNIT = re.compile(r"[KMGT]i?B\b")
_UNFINISHED = re.compile(r"size mismatch for \S{1,300}:(?!.{0,300}current model(?: is torch|\.))")
"""Torch's sentence about a weight, which wide terminals break, too, before it says both shapes."""


@dataclass(frozen=True)
class Ending:
    """The exception that a traceback ends with."""

    name: str
    message: str
    end: int
    """Index of the first line that does not belong to it."""


def alone(text: str) -> re.Match[str] | None:
    """An exception line that needs no traceback before it."""
    return _ALONE.match(text) if ":" in text else None


def read_ending(
    lines: Sequence[Line], at: int, margin: int, frames: bool = True, width: int | None = None
) -> Ending | None:
    """The exception line at `at`, indented by at most `margin`, and its message.

    `frames` says that a traceback stands before it, `width` where lines were wrapped, if known.
    """
    text = lines[at].text
    body = text.strip()
    if indent(text) > margin or not body:
        return None
    if body.startswith("**") and "**" in body[8:]:
        bold, _, rest = body[2:].partition("**")  # a web page's bold
        body = bold + rest
    match = _AFTER_FRAMES.match(body) if frames else _ALONE.match(body)
    if match is None or match["name"] in _NEVER:
        return None
    name = match["name"] + (f"({match['of']})" if match["of"] else "")
    message, end = read_message(lines, at, indent(text), match["message"] or "", width)
    return Ending(name, message, end)


def is_certain(ending: Ending) -> bool:
    """Whether the name alone says that this is an exception and not code or prose."""
    last = ending.name.split("(")[0].rpartition(".")[2]
    return ending.name == "cv2.error" or (
        last[:1].isupper()
        and (
            last.endswith(
                ("Error", "Exception", "Interrupt", "Exit", "Iteration", "Warning", "Group")
            )
            or "." in ending.name
        )
    )


def read_message(
    lines: Sequence[Line], at: int, margin: int, first: str, width: int | None = None
) -> tuple[str, int]:
    """The message that begins with `first` in line `at`, and the index behind it."""
    parts = [first]
    index = at + 1
    previous = lines[at].text
    joined = width is not None  # a known width needs no sign of its own
    if width is None:
        width = wrap_width(lines, at) if len(previous) >= _SHORTEST_BROKEN else 0
    # Python prints no colon behind a name without message: here it begins on the next line.
    opens_below = not first and previous.rstrip().endswith(":")
    while index < len(lines) and index - at < MAX_MESSAGE_LINES:
        text = lines[index].text
        if not text:
            opens_below = opens_below and len(parts) == 1
            if (after := _resumes(lines, index, margin, previous)) is None:
                break
            parts.extend([""] * (after - index))
            index = after
            continue
        if opens_below and index == at + 1 and (closed := _framed(lines, index)):
            parts.extend(line.text.strip() for line in lines[index + 1 : closed])
            index = closed + 1
            break
        if is_boundary(text.strip()) or text.lstrip().startswith(('File "', "+--", "-- Process")):
            break
        broken = wraps(previous, text, width, parts[-1], joined)
        if broken and indent(text) <= margin + text.startswith(" "):
            parts[-1] = f"{parts[-1]} {text.strip()}"
            joined = True
        elif (
            indent(text) > margin
            or text.startswith(CONTINUATIONS, margin)
            or ((len(parts) > 1 or _OPENING.search(previous)) and previous.endswith(":"))
            or (previous.rstrip().endswith('",') and text.startswith('"', margin))  # a list goes on
            or (opens_below and index - at <= MAX_LINES_BELOW)
        ):
            parts.append(text[margin:] if not text[:margin].strip() else text)
        else:
            break
        previous = text
        index += 1
    message = "\n".join(parts).rstrip().lstrip(" ")
    return message if first else message.lstrip("\n"), index


def _framed(lines: Sequence[Line], at: int) -> int | None:
    """The second of two rows of stars that NLTK puts around its message."""
    if not _STARS.match(lines[at].text):
        return None
    rows = range(at + 2, min(at + MAX_FRAMED, len(lines)))
    return next((index for index in rows if _STARS.match(lines[index].text)), None)


def _resumes(lines: Sequence[Line], at: int, margin: int, previous: str) -> int | None:
    """Where a message goes on behind blank lines."""
    for index in range(at, min(at + 3, len(lines))):
        text = lines[index].text
        if not text:
            continue
        if text.startswith(CONTINUATIONS, margin):
            return index
        if _OPENING.search(previous) and not is_boundary(text.strip()):
            return index
        inside = indent(previous) > margin or previous.rstrip().endswith(":")
        if inside and indent(text) > margin and not is_boundary(text.strip()):
            return index if not text.lstrip().startswith('File "') else None
        return None
    return None


def wrap_width(lines: Sequence[Line], at: int) -> int:
    """The column at which a mail or chat wrapped these lines; 0 where it did not.

    Frame lines, which may have been put together again, and words wider than the column say
    nothing about it.
    """
    texts = [line.text.strip() for line in lines[max(0, at - 60) : at + 20]]
    lengths = [
        len(line.text)
        for line, text in zip(lines[max(0, at - 60) : at + 20], texts, strict=True)
        if " " in text and not text.startswith('File "')
    ]
    longest = max(lengths, default=0)
    return longest if _SHORTEST_BROKEN <= longest <= 120 else 0


def wraps(previous: str, text: str, width: int, message: str, joined: bool) -> bool:
    """Whether `text` is the rest of a line that was broken before its end.

    `joined` says that `previous` itself was such a rest.
    """
    opened = message.count("(") > message.count(")") or _UNFINISHED.search(message)
    if opened and len(message) < 4000 and len(previous) >= _SHORTEST_OPEN:
        return True
    if previous.endswith(":") and " " not in text.strip() and len(text) >= _LONG_WORD:
        return True  # a path or an address that no line was wide enough for
    if len(previous) < _SHORTEST_BROKEN:
        return False
    word = text.split(None, 1)[0]
    full = width and len(previous) + 1 + len(word) > width
    return bool(full and (joined or word[0].islower() or word[0].isdigit() or _UNIT.match(word)))
