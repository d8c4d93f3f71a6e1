"""Errors as editors and notebook files keep them in JSON, put back into the lines of a traceback.

VS Code copies a cell's error as an object with `name`, `message` and `stack`; a notebook file
keeps `ename`, `evalue` and a list `traceback`. A stack may be cut off before its last line, which
the name and the message then give.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from mlexplain.report import Line

_STRING, _LIST = '"stack": "', '"traceback": ['
_FIELD = re.compile(r'\s{0,80}"e?(?P<key>name|message|value)": "(?P<value>.*?)",?$', re.DOTALL)
_BESIDE = re.compile(r'\s{0,80}(?:\{|"output_type": "error",?)$')
_ENTRY = re.compile(r'\s{0,80}"(?P<text>.*?)",?$', re.DOTALL)
_END = re.compile(r"\s{0,80}[\]}],?$")
_NAME = re.compile(r"[A-Za-z_][\w.]{0,200}$")
_ABOVE = 6
"""Lines above a stack that may hold its fields."""


def unpacked(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines with every saved error's stack as plain lines, each with its number in the log."""
    if not any(_STRING in line.text or _LIST in line.text for line in lines):
        return lines
    result: list[Line] = []
    at = 0
    while at < len(lines):
        head = lines[at].text.lstrip()
        found = _ending(lines, at) if head.startswith((_STRING, _LIST)) else None
        if found is None:
            result.append(lines[at])
            at += 1
            continue
        ending, above = found
        first, at = at, _end(lines, at)
        stack = _stack(lines[first:at], head)
        said = next((line.text for line in reversed(stack) if line.text), "")
        if not said.startswith(ending.partition(":")[0]):
            stack.append(replace(lines[at - 1], text=ending))
        stack.append(replace(lines[at - 1], text=""))  # what follows is none of the message
        result[len(result) - above :] = stack
    return result


def _ending(lines: Sequence[Line], at: int) -> tuple[str, int] | None:
    """The last line of the traceback as the fields above a stack give it, and how many they are."""
    fields: dict[str, str] = {}
    above = 0
    for line in reversed(lines[max(0, at - _ABOVE) : at]):
        if field := _FIELD.match(line.text):
            fields["name" if field["key"] == "name" else "message"] = _plain(field["value"])
        elif not _BESIDE.match(line.text):
            break
        above += 1
    if not {"name", "message"} <= fields.keys() or not _NAME.match(fields["name"]):
        return None
    return f"{fields['name']}: {fields['message']}".rstrip(": "), above


def _end(lines: Sequence[Line], at: int) -> int:
    """The index behind the brackets that close the object whose stack begins at a line."""
    while at < len(lines) and not _END.match(lines[at].text):
        at += 1
    while at < len(lines) and _END.match(lines[at].text):
        at += 1
    return at


def _stack(lines: Sequence[Line], head: str) -> list[Line]:
    """The lines of a traceback out of a string, or out of a list of strings."""
    body = [line for line in lines[1:] if not _END.match(line.text)]
    if head.startswith(_LIST):
        entries = [(line, _ENTRY.match(line.text)) for line in body]
        texts = [(line, match["text"] if match else line.text) for line, match in entries]
    else:
        texts = [(lines[0], head.removeprefix(_STRING)), *((line, line.text) for line in body)]
        last, text = texts[-1]
        texts[-1] = (last, text.rstrip().removesuffix(",").removesuffix('"'))
    return [replace(line, text=part) for line, text in texts for part in _plain(text).split("\n")]


def _plain(text: str) -> str:
    """A string of JSON as it was; text that is none stays."""
    try:
        return str(json.loads(f'"{text}"', strict=False)) if "\\" in text else text
    except ValueError:
        return text
