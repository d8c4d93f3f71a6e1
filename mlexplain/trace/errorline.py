"""Errors alone on a line: an exception without its traceback, a record at level ERROR."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mlexplain.report import Failure, Line
from mlexplain.trace import exception, launcher
from mlexplain.trace.found import Found
from mlexplain.trace.python import chained, read_child, read_python
from mlexplain.trace.words import LEVEL, indent, is_header

TRIGGERS = (
    "Error",
    "Exception",
    "ERROR",
    "CRITICAL",
    "FATAL",
    "Unsupported",
    "Interrupt",
    "Timeout: ",
    "TritonMissing: ",
    "OutOfResources: ",
    "rror:",
    "torch._dynamo.exc.",
    ".error.",
    ".errors.",
    ".exceptions.",
    "errors_impl.",
    "pybind11_state.",
    "pyarrow.lib.",
)
# How messages begin that stand wholly below the name of the exception.
_BELOW = re.compile(r"\*{40}|The detected CUDA version|[A-Z]\w{2,60} requires the ")
_WRAPPING = re.compile(r"(?:E {2,40}|> (?=\w)|\*\*|[`'\"“«]{1,3})")
_ARROW = re.compile(r"(?:(?:=>|->|→|⇒) ?|#{1,4} (?=[A-Z]\w*(?:Error|Exception): ))")
_CLOSING = re.compile(r"(?:\*\*|[`'\"”»]{1,3})$")
# What documentation and code put behind the name of an exception.
_WHEN = re.compile(r"(?:If|When|Whenever|Raised|In case|in case|if|when|whenever|raised)\b")
_CODE = re.compile(r"[\w.\[\], |]{1,200} = |[\w.()\[\]'\"]{1,200},$|class\(")
_RAISES = re.compile(r":?[Rr]aises?\b(?! [\w.]{1,80}\().{0,40}:?$|-{3,40}$|~{3,40}$")
_ERRORS = frozenset(("ERROR", "CRITICAL", "FATAL", "SEVERE"))
_INSIDE = re.compile(
    r"(?:^|[\s:(\[\"'`|])(?P<rest>(?:[A-Za-z_]\w{0,80}\.){0,10}[A-Z]\w{0,80}"
    r"(?:Error|Exception)(?:\([\w.]{1,100}\))?: \S.*)$",
    re.DOTALL,
)

_FEW = 5
_WANTS_NAME = re.compile(r"\b(?:argument|attribute|module|named|name|key)$")
_NAME = re.compile(r"'[\w.-]{1,80}'")
_GOES_ON = re.compile(r"[a-z0-9`'\"(]")
"""How a line begins that goes on with the sentence of the line before."""


def read_alone(lines: Sequence[Line], at: int) -> Found | None:
    """`RuntimeError: …` with nothing before it."""
    text = lines[at].text
    ending = exception.read_ending(lines, at, indent(text), frames=False)
    if ending is None and text.endswith("Error:") and _indented(lines, at + 1, indent(text)):
        ending = exception.read_ending(lines, at, indent(text))
    if ending is None and text.rstrip().endswith("ChildFailedError:"):
        return _summarised(lines, at)
    if ending is None and (quoted := _unquoted(text)):
        match = exception.alone(quoted)
        if match:
            ending = exception.Ending(match["name"], match["message"], at + 1)
    if ending is None or not exception.is_certain(ending) or _documented(lines, at, ending):
        return None
    ending = _wrapped(lines, at, ending)
    child = read_child(lines, ending.end, ending)
    kind = "warning" if ending.name.endswith("Warning") else "python"
    failure = Failure(
        kind=kind,  # type: ignore[arg-type]
        exception=ending.name,
        message=ending.message,
        lines=(lines[at].number, lines[ending.end - 1].number),
        inner=(("child", child.failure),) if child else (),
        complete=False,
    )
    return chained(lines, Found(failure, child.end if child else ending.end))


def _summarised(lines: Sequence[Line], at: int) -> Found | None:
    """A launcher's exception whose whole message is the summary framed below it."""
    ending = exception.read_ending(lines, at, indent(lines[at].text))
    summary = launcher.read_summary(lines, at + 1)
    if ending is None or summary is None:
        return None
    message, facts, end = summary
    failure = Failure(
        kind="launcher",
        exception=ending.name,
        message=message,
        lines=(lines[at].number, lines[end - 1].number),
        facts=facts,
        complete=False,
    )
    return Found(failure, end)


def _wrapped(lines: Sequence[Line], at: int, ending: exception.Ending) -> exception.Ending:
    """The message with its further lines, where a short paste holds nothing else: a mail broke it."""
    below = lines[ending.end].text.strip() if ending.end < len(lines) else ""
    if _WANTS_NAME.search(ending.message) and _NAME.match(below):
        return exception.Ending(ending.name, f"{ending.message} {below}", ending.end + 1)
    rest = [line.text for line in lines[ending.end :] if line.text]
    if at or not 0 < len(rest) < _FEW or not ending.message or ending.message.endswith((".", ":")):
        return ending
    if any(not _GOES_ON.match(text) or exception.alone(text) for text in rest):
        return ending
    message = " ".join([ending.message, *(text.strip() for text in rest)])
    return exception.Ending(ending.name, message, len(lines))


def _documented(lines: Sequence[Line], at: int, ending: exception.Ending) -> bool:
    """Whether this is a docstring's list of exceptions, a doctest, or an entry in code."""
    message = ending.message.lstrip()
    if _CODE.match(message) or (indent(lines[at].text) and _WHEN.match(message)):
        return True
    before = next((line.text.strip() for line in lines[max(0, at - 3) : at][::-1] if line.text), "")
    return before == "..." or bool(_RAISES.match(before))


def _indented(lines: Sequence[Line], at: int, margin: int) -> bool:
    if at >= len(lines) or not lines[at].text:
        return False
    return indent(lines[at].text) > margin or bool(_BELOW.match(lines[at].text))


def _unquoted(text: str) -> str | None:
    """The text inside quotes, backticks or bold around the whole line, or behind pytest's E."""
    body = _ARROW.sub("", text.strip())
    opening = _WRAPPING.match(body)
    if opening is None:
        return body if _ARROW.match(text.strip()) else None
    body = body[opening.end() :]
    if opening[0][0] in "E>":
        return body
    closing = _CLOSING.search(body)
    if closing is None:
        return None
    return body[: max(closing.start(), len(body) - len(opening[0]))]  # the message may end in one


def read_record(lines: Sequence[Line], at: int) -> Found | None:
    """A log record at level ERROR or above; an exception named in it gives its name."""
    text = lines[at].text
    match = LEVEL.match(text.lstrip())
    if match is None or match["level"] not in _ERRORS:
        return None
    rest = match["rest"].strip()
    if not rest or not any(char.isalpha() for char in rest):
        return None
    headed = at + 1 < len(lines) and is_header(lines[at + 1].text)
    if headed and (found := read_python(lines, at + 1)):
        # `logger.exception(…)`: the record is the headline of the traceback under it.
        return Found(replace(found.failure, notes=(rest, *found.failure.notes)), found.end)
    span = (lines[at].number, lines[at].number)
    if named := _INSIDE.search(rest):
        inner = exception.alone(named["rest"])
        if inner:
            said = rest[: named.start("rest")].strip()
            failure = Failure(
                "python",
                inner["name"],
                inner["message"],
                lines=span,
                notes=(said,) if said else (),
                complete=False,
            )
            return Found(failure, at + 1)
    message, end = exception.read_message(lines, at, indent(text), rest)
    return Found(Failure("line", None, message, lines=(span[0], lines[end - 1].number)), end)
