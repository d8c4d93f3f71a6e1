"""CPython tracebacks: frames, exception, chains, and the tracebacks that messages carry inside."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mlexplain.report import Failure, FailureKind, Frame, Line, Relation
from mlexplain.trace import exception, launcher
from mlexplain.trace.found import Found
from mlexplain.trace.frames import STRAY, parse_frame, read_frames
from mlexplain.trace.ownership import judged
from mlexplain.trace.raised import read_raised, run_on
from mlexplain.trace.script import read_place
from mlexplain.trace.words import indent, is_boundary, is_header, relation

QUOTES = '"""'
"""What multiprocessing puts around the traceback of a worker."""
_LONGEST_CHAIN = 100
_DEEPEST = 20
_MOST_WRITERS = 16
_THREAD = re.compile(r"Exception in thread (.{1,200}):$")
_CAUGHT = re.compile(r"Caught (\w{1,80}) in ")
_PROCESS = re.compile(r"-- Process (\d{1,6}) terminated with the following error:")
_WRAPPERS = ("ChildFailedError", "ProcessRaisedException", "ProcessExitedException")


def read_python(
    lines: Sequence[Line], at: int, until: str | None = None, depth: int = 0
) -> Found | None:
    """A traceback with all that it is chained to; `until` names the exception that ends a chain.

    `depth` counts the tracebacks inside whose messages this one stands.
    """
    found = _traceback(lines, at, depth)
    return chained(lines, found, until, depth) if found else None


def chained(lines: Sequence[Line], found: Found, until: str | None = None, depth: int = 0) -> Found:
    """What follows from `found`, up to the last link of the chain."""
    for _ in range(_LONGEST_CHAIN):
        link = _link(lines, found.end) if found.failure.exception != until else None
        following = None
        if link:
            following = _traceback(lines, link[1], depth) or _without_frames(lines, link[1])
        if link is None or following is None:
            break
        inner = (*following.failure.inner, (link[0], found.failure))
        found = Found(replace(following.failure, inner=inner), following.end)
    return found


def _without_frames(lines: Sequence[Line], at: int) -> Found | None:
    """A link of a chain of which only the exception line is printed."""
    ending = exception.read_ending(lines, at, indent(lines[at].text), frames=False)
    if ending is None:
        return None
    span = (lines[at].number, lines[ending.end - 1].number)
    failure = Failure("python", ending.name, ending.message, lines=span, complete=False)
    return Found(failure, ending.end)


def _link(lines: Sequence[Line], at: int) -> tuple[Relation, int] | None:
    """How the next traceback comes from this one, and where it starts."""
    index = _skip_blank(lines, at)
    if index >= len(lines):
        return None
    text = lines[index].text
    following = _skip_blank(lines, index + 1)
    if following >= len(lines):
        return None
    bare = exception.alone(lines[following].text) is not None
    if not bare and not is_header(lines[following].text):
        return None
    how = relation(text)
    alone = index > at and following > index + 1 and not bare
    if how is None and alone and text.endswith((":", "：")):
        how = "context"  # a sentence of its own between two tracebacks, in an unknown language
    return ("cause" if how == "cause" else "context", following) if how else None


def _skip_blank(lines: Sequence[Line], at: int, most: int = 3) -> int:
    while at < len(lines) and most and lines[at].text in ("", QUOTES):
        at += 1
        most -= 1
    return at


def _traceback(lines: Sequence[Line], at: int, depth: int) -> Found | None:
    start = at
    if "Exception Group Traceback" in lines[at].text:
        from mlexplain.trace.group import read_group

        return read_group(lines, at)
    headed = is_header(lines[at].text)
    margin = indent(lines[at].text)
    if headed:
        at += 1
        while at < len(lines) and at - start < _MOST_WRITERS and is_header(lines[at].text):
            at += 1
        if at - start > 1 and at < len(lines) and parse_frame(lines[at]):
            return _untangled(lines, start, at - start, depth)
    frames, at = read_frames(lines, at)
    if not frames:
        return None
    first = lines[start].text
    if not headed:
        margin = max(0, indent(first) - 2)
    stray = _exception_line(lines, at, margin)
    if stray is None:
        frames, raised = run_on(frames, at) or (frames, read_raised(lines, at, frames))
        cut = _cut(lines, start, raised.end if raised else at, frames)
        if raised is None:
            return Found(cut, at)
        return Found(replace(cut, exception=raised.name, message=raised.message), raised.end)
    ending = exception.read_ending(lines, stray, margin)
    assert ending is not None
    return _whole(lines, start, frames, ending, headed, depth)


def _untangled(lines: Sequence[Line], start: int, writers: int, depth: int) -> Found | None:
    """The one traceback that several writers printed at once, each of its lines several times."""
    single: list[Line] = []
    ends: list[int] = []
    for index in range(start, min(start + 300 * writers, len(lines))):
        if single and single[-1].text == lines[index].text and lines[index].text:
            ends[-1] = index
        else:
            single.append(lines[index])
            ends.append(index)
    if len(single) > 1 and is_header(single[1].text):
        return None  # headers of different wording: not the same line several times
    found = _traceback(single, 0, depth)
    if found is None:
        return None
    last = ends[found.end - 1]
    span = (lines[start].number, max(found.failure.lines[1], lines[last].number))
    return Found(replace(found.failure, count=writers, lines=span), last + 1)


def _cut(lines: Sequence[Line], start: int, end: int, frames: list[Frame]) -> Failure:
    span = (lines[start].number, lines[end - 1].number)
    return Failure("python", None, "", judged(frames), span, complete=False)


def _exception_line(lines: Sequence[Line], at: int, margin: int) -> int | None:
    """The exception under the frames, past a few lines that another writer threw in."""
    for index in range(at, min(at + 1 + STRAY, len(lines))):
        text = lines[index].text
        if is_header(text) or (index > at and text.startswith("```")):
            return None
        ending = exception.read_ending(lines, index, margin)
        if ending and (index == at or (exception.is_certain(ending) and ending.message)):
            return index
    return None


def _whole(
    lines: Sequence[Line],
    start: int,
    frames: list[Frame],
    ending: exception.Ending,
    headed: bool,
    depth: int,
) -> Found:
    name, message, end = ending.name, ending.message, ending.end
    short = name.rpartition(".")[2]
    kind: FailureKind = "launcher" if short in _WRAPPERS else "python"
    facts = _headline_facts(lines[start - 1].text) if start else {}
    inner: tuple[tuple[Relation, Failure], ...] = ()
    notes: tuple[str, ...] = ()
    last = end
    if short == "ChildFailedError" and (summary := launcher.read_summary(lines, end)):
        message, stated, end = summary
        facts.update(stated)
        last = end
    elif message.rstrip().endswith("from user code:"):
        own, end = read_frames(lines, _skip_blank(lines, end))
        frames = frames + own
        last = end
    elif message.rstrip().endswith(":") and (place := read_place(lines, end)):
        frames, end = [*frames, place[0]], place[1]
        last = end
    elif child := read_child(lines, end, ending, depth):
        inner = (("child", child.failure),)
        end = child.end
        if process := _PROCESS.search("\n".join(line.text for line in lines[last : last + 3])):
            facts["process"] = int(process[1])
            message = message or process[0].removeprefix("-- ").rstrip(":")
    else:
        notes, end = _notes(lines, end)
        last = end
    failure = Failure(
        kind=kind,
        exception=name,
        message=message,
        frames=judged(frames),
        lines=(lines[start].number, lines[max(last, start + 1) - 1].number),
        inner=inner,
        notes=notes,
        facts=facts,
        complete=headed or short in ("SyntaxError", "IndentationError", "TabError"),
    )
    return Found(failure, end)


def _headline_facts(text: str) -> dict[str, object]:
    """What the line above a header says: an ignored exception, or the thread it ended."""
    if text.startswith("Exception ignored in"):
        return {"ignored": True}
    thread = _THREAD.match(text)
    return {"thread": thread[1]} if thread else {}


def read_child(
    lines: Sequence[Line], at: int, ending: exception.Ending, depth: int = 0
) -> Found | None:
    """The traceback of a worker that the message of a wrapper carries."""
    message = ending.message.rstrip()
    index = _skip_blank(lines, at)
    process = index < len(lines) and bool(_PROCESS.match(lines[index].text))
    if process:
        index = _skip_blank(lines, index + 1)
    if index >= len(lines) or depth > _DEEPEST:
        return None
    text = lines[index].text.strip()
    if is_header(text):
        carried = process or text.startswith("Original ") or not message or message.endswith(":")
    else:
        carried = text.startswith('File "') and ("(" in ending.name or message.startswith("ray::"))
    if not carried:
        return None
    caught = _CAUGHT.search(message)
    return read_python(lines, index, caught[1] if caught else None, depth + 1)


def _notes(lines: Sequence[Line], at: int) -> tuple[tuple[str, ...], int]:
    """Lines between a message and the end of the traceback, where that end is certain."""
    end = at
    while end < len(lines) and end - at < 20 and lines[end].text not in ("", QUOTES):
        text = lines[end].text
        if is_boundary(text) or parse_frame(lines[end]):
            return (), at
        end += 1
    if end == at or (end < len(lines) and _link(lines, end) is None):
        return (), at
    return tuple(line.text for line in lines[at:end]), end
