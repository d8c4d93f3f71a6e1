"""What a terminal would show: escapes removed, overprinted and erased characters gone, and the links
that notebooks put behind names of files and numbers of lines."""

from __future__ import annotations

import re

# CSI, OSC (closed by BEL or ST), other two-character escapes; the C1 form of CSI.
_ESCAPE = re.compile(
    r"\x1b\[[0-?]{0,64}[ -/]{0,4}[@-~]"
    r"|\x1b\][^\x07\x1b]{0,2048}(?:\x07|\x1b\\)?"
    r"|\x1b[()*+#][0-9A-Za-z]"
    r"|\x1b[@-_a-z=>78]?"
    r"|\x9b[0-?]{0,64}[@-~]"
)
# Colour codes whose escape character a web page or a chat swallowed: [0;31mRuntimeError[0m
_ORPHAN = re.compile(r"␛?\[(?:\d{1,3}(?:;\d{1,3}){0,5})?m")
_WRITTEN = re.compile(r"\\(?:x1b|u001b|033|e)\[[\d;]{0,20}m")
# Of Colab and VS Code: [<ipython-input-4>](https://localhost:8080/#) in f(x); --> [12](file:///…) x()
_LINK = re.compile(
    r"\[([^][]{1,300})\]\((?:https?://localhost|https://file\+|file:|vscode)[^()\s]{0,900}\)"
)


def shown(line: str) -> str:
    """The last state of a line."""
    if "\x1b" in line or "\x9b" in line:
        line = _ESCAPE.sub("", line)
    if "[0m" in line or "[39m" in line:
        line = _WRITTEN.sub("", line)
        line = _ORPHAN.sub("", line)
    if "](" in line:
        line = _LINK.sub(r"\1", line)
    if "\r" in line:
        line = _overprint(line)
    if "\b" in line:
        line = _erase(line)
    if "\x00" in line:
        line = line.replace("\x00", "")
    return line


_LOST = re.compile(r"(?i)loss['\"]?\W{1,4}(?:nan|[-+]?inf)\b")


def turning(line: str) -> list[str]:
    """The states of an overprinted bar between which its loss is lost, that before and that after;
    nothing where the last state alone shows it."""
    states = [state for state in line.split("\r") if state.strip()]
    first = next((n for n, state in enumerate(states) if _LOST.search(state)), 0)
    return states[first - 1 : first + 1][: len(states) - first] if first else []


def _overprint(line: str) -> str:
    states = [state for state in line.split("\r") if state.strip()]
    return states[-1] if states else ""


def _erase(line: str) -> str:
    kept: list[str] = []
    for char in line:
        if char != "\b":
            kept.append(char)
        elif kept:
            kept.pop()
    return "".join(kept)
