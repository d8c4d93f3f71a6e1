"""Processes that a signal or an exit code ended, as shells, schedulers and launchers say it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from mlexplain.report import Failure, FailureKind, Line
from mlexplain.trace.found import Found
from mlexplain.trace.launcher import SIGNALS, exit_facts

TRIGGERS = (
    "illed",
    "egmentation fault",
    "us error",
    "borted",
    "llegal instruction",
    "loating point exception",
    "erminated",
    "signal",
    "oom",
    "OOM",
    "exit code",
    "return code",
    "exited with",
    "exitcode",
    "local_rank: ",
    "CANCELLED",
    "task ",
    "Segfault",
)
_NAMES = {
    "killed": 9,
    "segmentation fault": 11,
    "bus error": 7,
    "aborted": 6,
    "abort": 6,
    "illegal instruction": 4,
    "illegal hardware instruction": 4,
    "floating point exception": 8,
    "terminated": 15,
    "trace trap": 5,
}
_WORD = r"(?P<word>" + "|".join(_NAMES) + r")"
_SHELLS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_WORD}(?: ?\(core dumped\))?$",
        rf"(?:[\w./~-]{{1,200}}: (?:line \d{{1,7}}: ?)?)?\s{{0,8}}(?P<pid>\d{{1,9}}) {_WORD}"
        r"(?:\s{1,40}\(core dumped\))?(?:\s{1,40}(?P<command>\S.{0,2000}))?$",
        rf"(?:zsh|bash|sh|fish): {_WORD}(?: ?\(core"
        rf" dumped\))?(?:\s{{1,40}}(?P<command>\S.{{0,2000}}))?$",
        rf"\[\d{{1,4}}\]\s{{0,8}}[+-]?\s{{1,8}}(?P<pid>\d{{1,9}})\s{{1,8}}{_WORD}"
        r"(?: ?\(core dumped\))?(?:\s{1,40}(?P<command>\S.{0,2000}))?$",
        rf"srun: error: (?P<host>\S{{1,200}}): tasks? (?P<task>[\d,\[\]-]{{1,200}}): {_WORD}"
        r"(?: ?\(core dumped\))?$",
    )
)


def _number(match: re.Match[str]) -> dict[str, Any]:
    number = int(match["signal"])
    return {"signal": number, "signal_name": SIGNALS.get(number, str(number))}


def _code(match: re.Match[str]) -> dict[str, Any]:
    return exit_facts(int(match["code"]))


def _oom(match: re.Match[str]) -> dict[str, Any]:
    return {"signal": 9, "signal_name": "SIGKILL", "oom": True}


def _nothing(match: re.Match[str]) -> dict[str, Any]:
    return {}


_Facts = Callable[[re.Match[str]], "dict[str, Any]"]
_SAYINGS: tuple[tuple[FailureKind, _Facts, re.Pattern[str]], ...] = (
    (
        "launcher",
        _code,
        re.compile(
            r".{0,200}torch[./]distributed[./](?:elastic|launch).{0,120}?\([^():]{1,40}: ?"
            r"(?P<code>-?\d{1,9})\) local_rank: ?(?P<local_rank>\d{1,6}) \(pid: ?(?P<pid>\d{1,9})\)"
        ),
    ),
    ("launcher", _code, re.compile(r".{0,8000}? exits with return code = (?P<code>-?\d{1,9})$")),
    ("launcher", _code, re.compile(r"[\w.-]{1,80} exited with code (?P<code>[1-9]\d{0,8})$")),
    (
        "launcher",
        _code,
        re.compile(
            r"srun: error: (?P<host>\S{1,200}): tasks? (?P<task>[\d,\[\]-]{1,200}): "
            r"Exited with exit code (?P<code>\d{1,9})$"
        ),
    ),
    (
        "signal",
        _number,
        re.compile(
            r"mpi(?:run|exec)(?:\.\w{1,20})? noticed that process rank (?P<rank>\d{1,7}) with PID "
            r"(?P<pid>\d{1,9}) on node (?P<host>\S{1,200}) exited on signal (?P<signal>\d{1,3})"
        ),
    ),
    ("signal", _number, re.compile(r"Command terminated by signal (?P<signal>\d{1,3})$")),
    (
        "signal",
        _oom,
        re.compile(
            r"slurmstepd: error: Detected \d{1,9} oom[-_ ]kill event"
            r"|.{0,120}?(?:Out of memory|Memory cgroup out of memory): Kill(?:ed)? process "
            # The kernel's log tells of all programs; others' ends explain nothing here.
            r"(?P<pid>\d{1,9}) \((?:python|pt_|ray|torchrun|ipython|jupyter|deepspeed|vllm|uv\))"
            r"|srun: error: (?P<host>\S{1,200}): tasks? (?P<task>[\d,\[\]-]{1,200}): Out Of Memory$"
            r"|\s{0,20}Reason:\s{1,20}OOMKilled$"
        ),
    ),
    (
        "line",
        _nothing,
        re.compile(r"slurmstepd: error: \*\*\* \w{1,10} \S{1,40} ON \S{1,200} CANCELLED"),
    ),
    ("signal", _nothing, re.compile(r"!!!!!!! Segfault encountered !!!!!!!$")),
)


def read_signal(lines: Sequence[Line], at: int) -> Found | None:
    """One line that says how a process ended."""
    text = lines[at].text.strip()
    if len(text) > 9000:
        return None
    for pattern in _SHELLS:
        if match := pattern.match(text):
            if not _plain(match, text):
                continue
            number = _NAMES[match["word"].lower()]
            facts = {"signal": number, "signal_name": SIGNALS[number], **_details(match)}
            return _found(lines, at, "signal", text, facts)
    for kind, read, pattern in _SAYINGS:
        if match := pattern.match(text):
            return _found(lines, at, kind, text, {**read(match), **_details(match)})
    return None


def _plain(match: re.Match[str], text: str) -> bool:
    """Words alone on a line count as the shell writes them: `Killed`, not `killed` or `ABORTED`."""
    return match.re is not _SHELLS[0] or (text[0].isupper() and text[1].islower())


def _details(match: re.Match[str]) -> dict[str, Any]:
    details: dict[str, Any] = {}
    for name, value in match.groupdict().items():
        if value is None or name in ("word", "signal", "code"):
            continue
        details[name] = int(value) if value.isdigit() else value
    return details


def _found(
    lines: Sequence[Line], at: int, kind: FailureKind, text: str, facts: dict[str, Any]
) -> Found:
    span = (lines[at].number, lines[at].number)
    ranks = (facts["rank"],) if "rank" in facts else ()
    return Found(Failure(kind, None, text, lines=span, ranks=ranks, facts=facts), at + 1)
