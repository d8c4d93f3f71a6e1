"""What an error outside the book says about itself: who refused, what was given against what was
wanted, and which argument of the user's call the message names. Nothing is guessed."""

from __future__ import annotations

import ast
import re

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.paste.place import user_frame
from mlexplain.report import Failure

_PACKAGE = re.compile(r"(?:site|dist)-packages[/\\](\w+)")
_WORD = re.compile(r"[A-Za-z]\w{0,60}_\w{1,60}")
_QUOTED = re.compile(r"[`'\"]([A-Za-z_][\w.]{1,60})(?:\(\)|=[^`'\"]{0,60})?[`'\"]")
_PAIRS = (
    re.compile(
        r"(?P<what>[\w.`'\" ]{1,80}?) (?:must|should|has to|needs? to|can only|may only) be "
        r"(?P<wanted>.{1,120}?)[,;.]? (?:but )?(?:is |was )?(?:got|given|found|received|you passed)"
        r"(?: instead)?:? (?P<given>.{1,80}?)(?: instead)?(?:\.\s|\.?$)",
        re.I | re.S,
    ),
    re.compile(
        r"[Ee]xpect(?:s|ed|ing)(?P<what>(?: [\w.`'\"]{1,40}){0,4}?)(?: to (?:be|have))? "
        r"(?P<wanted>.{1,120}?)[,;.]? (?:but |and |instead )?(?:it )?(?:got|given|found|received|has|was)"
        r"(?: instead)?:? (?P<given>.{1,80}?)(?: instead)?(?:\.\s|\.?$)",
        re.S,
    ),
)


def told(failure: Failure) -> str | None:
    """Markdown of what the log itself shows; None where that is nothing beyond the message."""
    said = [
        *_cut_off(failure),
        *_refused_by(failure),
        *_compared(failure.message),
        *_argument(failure),
    ]
    return " ".join(said) or None


def _cut_off(failure: Failure) -> list[str]:
    if failure.exception or failure.message or not failure.frames:
        return []
    return [
        "The paste ends inside the traceback: its last line, which names the error, is missing."
    ]


def _refused_by(failure: Failure) -> list[str]:
    """The library's function that raised, and of a bare check what it demands."""
    frame = failure.frames[-1] if failure.frames else None
    found = _PACKAGE.search(frame.file) if frame and not frame.mine else None
    if frame is None or found is None or not (frame.function or "<").isidentifier():
        return []
    line = parse_line(frame.code)
    if isinstance(line, ast.Assert):
        return [f"{_code(frame.function)} of `{found[1]}` demands {_code(ast.unparse(line.test))}."]
    place = re.split(r"[\\/]", frame.file)[-1] + (f", line {frame.line}" if frame.line else "")
    said = [f"It was raised in {_code(frame.function)} of `{found[1]}` ({place})."]
    if not failure.message and (frame.code or "").startswith("raise "):
        said.append("The paste ends before the message: what stands below this line says why.")
    return said


def _compared(message: str) -> list[str]:
    for pattern in _PAIRS:
        if found := pattern.search(message[:600]):
            wanted, given = (found[k].strip(" `'\",.:") for k in ("wanted", "given"))
            if wanted and given and "\n" not in wanted + given:
                return [f"Wanted: {_code(wanted)}; given: {_code(given)}."]
    return []


def _code(text: str | None) -> str:
    return "`" + (text or "").replace("`", "'") + "`"


def _argument(failure: Failure) -> list[str]:
    """The arguments of the user's call that the message names, or one it names and the call lacks."""
    frame = user_frame(failure)
    line = parse_line(frame.code) if frame else None
    calls = [n for n in ast.walk(line) if isinstance(n, ast.Call)] if line else []
    quoted = _QUOTED.findall(failure.message)
    words = {*_WORD.findall(failure.message), *quoted}
    for call in calls:
        named = [k for k in call.keywords if k.arg in words]
        if named:
            given = " and ".join(_code(ast.unparse(k)) for k in named[:3])
            return [
                f"Your call of {_code(ast.unparse(call.func))} passes {given}: look there first."
            ]
    names = [name for name in quoted if name.isidentifier() and "_" in name]
    if len(calls) == 1 and names and all(k.arg for k in calls[0].keywords):
        called = _code(ast.unparse(calls[0].func))
        return [
            f"The message names {_code(names[0])}, which your call of {called} does not pass by name."
        ]
    return []
