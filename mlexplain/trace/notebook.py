"""IPython and Jupyter tracebacks, old and new: `----> 3`, boxes, `Cell In[3], line 2`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mlexplain.report import Failure, Frame, Line, Relation
from mlexplain.trace import exception
from mlexplain.trace.found import Found
from mlexplain.trace.frames import is_carets, with_code
from mlexplain.trace.ownership import is_mine, judged
from mlexplain.trace.words import is_boundary, relation

TRIGGERS = (
    "Traceback (most recent call last)",
    "--> ",
    "Cell In",
    "Input In",
    "ipython-input",
    " in ",
)

_HEADER = re.compile(r"(?P<name>[A-Za-z_][\w.]{0,200}) {2,200}Traceback \(most recent call last\)$")
_RULE = re.compile(r"\s*-{40,}$")
_NUMBERED = re.compile(r"(?P<arrow>-{1,6}> ?)?\s{0,8}(?P<line>\d{1,7})(?: (?P<code>.*))?$")
_CELL = re.compile(
    r"(?:File )?(?P<file>(?:Cell|Input) In ?\[(?:\d{1,6}|\*)\])"
    r"(?:, line (?P<line>\d{1,7})(?:, in (?P<function>.{1,20000}))?|, in (?P<scope><.{1,100}>)"
    r"(?:\(.{0,300}\))?|, in (?P<named>.{1,20000}))?$"
)
_FILE = re.compile(
    r"File (?P<file>.{1,1000}?):(?P<line>\d{1,7})(?:, in (?P<function>.{1,20000}))?$"
    r"|(?P<old><ipython-input-[^>]{1,100}>|(?:[~/.]|[A-Za-z]:[\\/])[^\s*?\"]{1,1000}?(?:\.py[xd]?|/[\w.-]{1,100})"
    r"|[\w.\\/-]{1,200}\.p(?:yx|xi))"
    r" in (?P<scope>.{1,20000}?)$"
    r"|File (?P<quoted>\".{1,1000}\"), line (?P<at>\d{1,7}), in (?P<scope2>.{1,20000})$"
)
_SKIPPED = re.compile(r"\s{0,8}\(\.\.\.\)(?:\s{1,8}\d|\s*$)")
_HIDDEN = re.compile(r"(?:\d{1,5} frames|\[\.\.\. .{1,80} \.\.\.\]|\.{3,})$")
_CALL = re.compile(r"\(.*")


def read_notebook(lines: Sequence[Line], at: int) -> Found | None:
    """One traceback as IPython shows it, with what it is chained to."""
    found = _single(lines, at)
    while found:
        link = _link(lines, found.end)
        following = _single(lines, link[1]) if link else None
        if link is None or following is None:
            break
        inner = (*following.failure.inner, (link[0], found.failure))
        found = Found(replace(following.failure, inner=inner), following.end)
    return found


def _link(lines: Sequence[Line], at: int) -> tuple[Relation, int] | None:
    while at < len(lines) and not lines[at].text:
        at += 1
    how = relation(lines[at].text) if at < len(lines) else None
    if how is None:
        return None
    at += 1
    while at < len(lines) and not lines[at].text:
        at += 1
    return ("cause" if how == "cause" else "context", at)


def _single(lines: Sequence[Line], at: int) -> Found | None:
    start = at
    if at < len(lines) and _RULE.match(lines[at].text):
        at += 1
    header = _HEADER.match(lines[at].text.strip()) if at < len(lines) else None
    if header:
        at += 1
    frames, at, shown = _frames(lines, at, headed=header is not None)
    if not frames:
        return _unframed(lines, start, at, header["name"]) if header else None
    if not (header or shown):
        return _syntax_error(lines, start, at, frames[0])
    while at < len(lines) and at - start < 100_000 and not lines[at].text:
        at += 1
    ending = exception.read_ending(lines, at, 0) if at < len(lines) else None
    if ending and header is None and not exception.is_certain(ending):
        ending = None
    if ending is None:
        end = at
        while end > start + 1 and not lines[end - 1].text:
            end -= 1
        name, message = header["name"] if header else None, ""
    else:
        name, message, end = ending.name, ending.message, ending.end
        # Nothing but the message stands between it and the end of the cell's output.
        while end < len(lines) and _runs_on(lines[end]):
            message = f"{message}\n{lines[end].text}"
            end += 1
    failure = Failure(
        kind="python",
        exception=name,
        message=message,
        frames=judged(frames),
        lines=(lines[start].number, lines[end - 1].number),
        complete=header is not None and ending is not None,
    )
    return Found(failure, end)


def _unframed(lines: Sequence[Line], start: int, at: int, name: str) -> Found | None:
    """A header whose frames Colab folded away, and the exception of that name below it."""
    ending = exception.read_ending(lines, at, 0) if at < len(lines) else None
    if ending is None or ending.name.rpartition(".")[2] != name.rpartition(".")[2]:
        return None
    span = (lines[start].number, lines[ending.end - 1].number)
    return Found(Failure("python", ending.name, ending.message, lines=span), ending.end)


def _runs_on(line: Line) -> bool:
    return bool(line.text) and not is_boundary(line.text) and _frame(line) is None


def _syntax_error(lines: Sequence[Line], start: int, at: int, frame: Frame) -> Found | None:
    """`Cell In[4], line 1`, the line, a caret, and the SyntaxError, without a header."""
    code: list[str] = []
    while at < len(lines) and len(code) < 4 and lines[at].text.startswith("  "):
        code.append(lines[at].text)
        at += 1
    ending = exception.read_ending(lines, at, 0) if code and at < len(lines) else None
    if ending is None or not ending.name.endswith(("SyntaxError", "IndentationError", "TabError")):
        return None
    span = (lines[start].number, lines[ending.end - 1].number)
    frames = (with_code(frame, code),)
    return Found(Failure("python", ending.name, ending.message, frames, span), ending.end)


def _frames(lines: Sequence[Line], at: int, headed: bool) -> tuple[list[Frame], int, bool]:
    """Frames, the index behind them, and whether numbered source lines were seen.

    Without a header, only frames with source lines count.
    """
    frames: list[Frame] = []
    numbered = False
    while at < len(lines) and len(frames) < 2000:
        frame = _frame(lines[at])
        if frame is None:
            if headed and frames and _HIDDEN.match(lines[at].text.strip()):
                at += 1
                continue
            if frames and (not lines[at].text or _HIDDEN.match(lines[at].text.strip())):
                ahead = at + 1
                while ahead < len(lines) and not lines[ahead].text and ahead < at + 4:
                    ahead += 1
                if ahead < len(lines) and (
                    _frame(lines[ahead]) or _HIDDEN.match(lines[ahead].text.strip())
                ):
                    at = ahead
                    continue
            break
        at += 1
        frame, at, seen = _source(frame, lines, at)
        numbered = numbered or seen
        frames.append(frame)
        if not headed and not seen:
            break
    return frames, at, numbered


def _frame(line: Line) -> Frame | None:
    text = line.text.strip()
    if match := _CELL.match(text):
        function = match["function"] or match["scope"] or match["named"]
        number = int(match["line"]) if match["line"] else None
        name = _plain(function) or "<module>"
        return Frame(match["file"], number, name, None, True, line.number)
    match = _FILE.match(text)
    if match is None:
        return None
    file = (match["file"] or match["old"] or match["quoted"] or "").strip('"')
    at = match["line"] or match["at"]
    function = match["function"] or match["scope"] or match["scope2"]
    return Frame(file, int(at) if at else None, _plain(function), None, is_mine(file), line.number)


def _plain(function: str | None) -> str | None:
    """`forward(self, x)` → `forward`; `<cell line: 2>()` → `<module>`."""
    if not function:
        return None
    name = _CALL.sub("", function).strip()
    return "<module>" if name.startswith("<cell line") else name or None


def _source(frame: Frame, lines: Sequence[Line], at: int) -> tuple[Frame, int, bool]:
    """The numbered source lines under a frame; an arrow marks the one that was running."""
    context: list[tuple[int, str]] = []
    current: tuple[int, str] | None = None
    while at < len(lines) and len(context) < 200:
        text = lines[at].text
        match = _NUMBERED.match(text.lstrip())
        if match is None:
            if context and _SKIPPED.match(text):
                at += 1
                continue
            if current and is_carets(text):
                at += 1
                continue
            if context and not text and at + 1 < len(lines):
                following = _NUMBERED.match(lines[at + 1].text.lstrip())
                hidden = _HIDDEN.match(lines[at + 1].text.strip())  # `3 frames` is no line 3
                if following and not hidden and int(following["line"]) == context[-1][0] + 2:
                    at += 1
                    continue
            break
        number, code = int(match["line"]), match["code"] or ""
        context.append((number, code))
        if match["arrow"]:
            current = (number, code.strip())
        at += 1
    if not context:
        return frame, at, False
    if current:
        frame = replace(frame, line=current[0], code=current[1])
    return replace(frame, context=tuple(context)), at, True
