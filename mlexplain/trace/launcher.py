"""torchrun and its like: which rank failed, how, and where it says more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from mlexplain.report import Line

_RULE = re.compile(r"\s*={20,}$")
_THIN = re.compile(r"\s*-{20,}$")
_ENTRY = re.compile(r"\s*\[(\d{1,6})\] ?:$")
_PAIR = re.compile(r"\s*([^:]{1,40}?) ?: (.*)$")
# The keys of an entry in the order in which torchrun prints them, which translators keep.
_KEYS = ("time", "host", "rank", "exitcode", "error_file", "traceback")
_NUMBERS = re.compile(r"(-?\d{1,9})(?: ?\([^():]{1,30}: ?(-?\d{1,9})\))?")
_LIMIT = 5000

SIGNALS = {
    1: "SIGHUP",
    2: "SIGINT",
    3: "SIGQUIT",
    4: "SIGILL",
    5: "SIGTRAP",
    6: "SIGABRT",
    7: "SIGBUS",
    8: "SIGFPE",
    9: "SIGKILL",
    11: "SIGSEGV",
    13: "SIGPIPE",
    14: "SIGALRM",
    15: "SIGTERM",
}


def exit_facts(code: int) -> dict[str, Any]:
    """An exit code with the signal that it stands for (negative, or 128 + n of a shell)."""
    facts: dict[str, Any] = {"exitcode": code}
    number = -code if code < 0 else code - 128
    if number in SIGNALS:
        facts["signal"] = number
        facts["signal_name"] = SIGNALS[number]
    return facts


def read_summary(lines: Sequence[Line], at: int) -> tuple[str, dict[str, object], int] | None:
    """The block under `ChildFailedError:`: its text, what it states, and the index behind it.

    The keys at the top of the facts are those of the root cause, the first failure observed;
    `failures` holds the others.
    """
    if at >= len(lines) or not _RULE.match(lines[at].text):
        return None
    body: list[str] = []
    end = at + 1
    while end < len(lines) and end - at < _LIMIT and not _RULE.match(lines[end].text):
        body.append(lines[end].text)
        end += 1
    end = min(end + 1, len(lines))
    entries, root = _entries(body)
    facts: dict[str, object] = {}
    if root is None and entries:
        root = entries.pop()
    if root:
        facts.update(root)
    if entries:
        facts["failures"] = entries
    if body and (script := body[0].strip().rpartition(" ")[0]):
        facts["script"] = script
    return "\n".join(text for text in body if not _THIN.match(text)), facts, end


def _entries(body: Sequence[str]) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """All entries, and the last section's (the root cause) apart."""
    sections: list[list[dict[str, Any]]] = [[]]
    entry: dict[str, Any] | None = None
    position = 0
    for text in body:
        if _THIN.match(text):
            sections.append([])
            entry = None
        elif _ENTRY.match(text):
            entry = {}
            position = 0
            sections[-1].append(entry)
        elif entry is not None and (pair := _PAIR.match(text)):
            position = _pair(entry, position, pair[1].strip(), pair[2].strip())
    root = sections[-1][0] if len(sections) > 1 and sections[-1] else None
    others = [item for section in sections for item in section if item is not root]
    return others, root


def _pair(entry: dict[str, Any], position: int, key: str, value: str) -> int:
    if key in _KEYS:
        position = _KEYS.index(key)
    if position >= len(_KEYS):
        return position
    key = _KEYS[position]
    numbers = _NUMBERS.match(value)
    if key == "rank" and numbers:
        entry["rank"] = int(numbers[1])
        if numbers[2]:
            entry["local_rank"] = int(numbers[2])
    elif key == "exitcode" and numbers:
        entry.update(exit_facts(int(numbers[1])))
        if numbers[2]:
            entry["pid"] = int(numbers[2])
    elif value != "<N/A>":
        entry[key] = value
    return position + 1
