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
    "llegal hardware",
    "sh: abort",
    "egfault at",
    "invalid opcode",
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
    "bort trap",
    "IOT instruction",
    "mismatch detected",
    "orrupt",
    "invalid pointer",
    "invalid next",
    "smashing detected",
    "ernel",
    "session crashed",
    "Error 1",
)
_READ_APART = ("word", "signal", "code", "made", "hex", "name", "ram", "opcode", "program")
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
    "abort trap": 6,
    "iot instruction": 6,
    "segmentation violation": 11,
}
_WORD = r"(?P<word>" + "|".join(sorted(_NAMES, key=len, reverse=True)) + r")"
_MAC = r"(?:: \d{1,2})?"  # macOS says `Segmentation fault: 11`
_SHELLS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_WORD}{_MAC}(?: ?\(core dumped\))?$",
        rf"(?:[\w./~-]{{1,200}}: (?:line \d{{1,7}}: ?)?)?\s{{0,8}}(?P<pid>\d{{1,9}}) {_WORD}"
        r"(?:\s{1,40}\(core dumped\))?(?:\s{1,40}(?P<command>\S.{0,2000}))?$",
        rf"make(?:\[\d{{1,3}}\])?: \*\*\* \[[^\]]{{1,200}}\] {_WORD}(?: ?\(core dumped\))?$",
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
    return exit_facts(int(match["code"] or match["made"]))


def _oom(match: re.Match[str]) -> dict[str, Any]:
    return {"signal": 9, "signal_name": "SIGKILL", "oom": True}


def _windows(match: re.Match[str]) -> dict[str, Any]:
    """PyCharm's line: an exit code, on Windows as a signed 32-bit number."""
    code = int(match["code"])
    facts = exit_facts(code)
    if match["hex"]:
        facts["status"] = f"0x{match['hex'].upper()}"
    return facts


def _named(match: re.Match[str]) -> dict[str, Any]:
    numbers = {name: number for number, name in SIGNALS.items()}
    number = numbers.get(match["name"])
    return {"signal_name": match["name"]} | ({"signal": number} if number else {})


def _heap(match: re.Match[str]) -> dict[str, Any]:
    return {"signal": 6, "signal_name": "SIGABRT", "heap": True}


def _crash(match: re.Match[str]) -> dict[str, Any]:
    """The kernel's own log of a crash, with the library it happened in."""
    number = 4 if match["opcode"] else 11
    return {"signal": number, "signal_name": SIGNALS[number]}


def _kernel(match: re.Match[str]) -> dict[str, Any]:
    return {"kernel": True} | ({"oom": True} if match["ram"] else {})


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
        "launcher",
        _code,
        re.compile(
            r"(?:(?:Error: )?Process completed|command terminated) with exit code (?P<code>1[3-9]\d)\.?$"
            r"|make(?:\[\d{1,3}\])?: \*\*\* \[[^\]]{1,200}\] Error (?P<made>1[3-9]\d)$"
        ),
    ),
    (
        "launcher",
        _windows,
        re.compile(
            r"Process finished with exit code (?P<code>1[3-9]\d|-\d{1,10})"
            r"(?: \((?:0x(?P<hex>[0-9A-Fa-f]{1,8})|interrupted by signal \d{1,3}: \w{1,20})\))?$"
        ),
    ),
    (
        "signal",
        _named,
        re.compile(
            r"fish: (?:Job \d{1,6}, )?[“'‘\"](?P<command>.{1,2000})[”'’\"] (?:has been )?"
            r"terminated by signal (?P<name>SIG[A-Z]{2,6}) \(.{1,60}\)$"
        ),
    ),
    (
        "signal",
        _heap,
        re.compile(
            r"(?:\*\*\* Error in `.{1,300}': )?(?:double free or corruption|free\(\): (?:invalid|"
            r"double free|corrupted)|malloc(?:_consolidate)?\(\): |malloc_consolidate\(\)|"
            r"corrupted size vs\. prev_size|corrupted double-linked list|munmap_chunk\(\): |"
            r"realloc\(\): |\*\*\* stack smashing detected|\*\*\* buffer overflow detected)"
            r".{0,200}$"
        ),
    ),
    (
        "signal",
        _crash,
        re.compile(
            r".{0,120}?\b(?P<program>python|pt_|ray|torchrun|ipython|jupyter|pytest)[\w.:]{0,40}\[(?P<pid>\d{1,9})\]"
            r":? (?:segfault at|trap (?P<opcode>invalid opcode)) .{0,200}?"
            r"(?: in (?P<library>[\w.+-]{1,200})\[.{0,100})?$"
        ),
    ),
    (
        "signal",
        _kernel,
        re.compile(
            r"The [Kk]ernel crashed while executing code in the (?:the )?current cell.{0,200}"
            r"|.{0,40}?[Tt]he kernel (?:for \S{1,200} )?appears to have died\..{0,200}"
            r"|(?:.{0,200}\b)?Your session crashed (?P<ram>after using all available RAM)?.{0,300}"
            r"|Canceled future for execute_request message before replies were done.{0,400}"
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
        if value is None or name in _READ_APART:
            continue
        details[name] = int(value) if value.isdigit() else value
    return details


def _found(
    lines: Sequence[Line], at: int, kind: FailureKind, text: str, facts: dict[str, Any]
) -> Found:
    span = (lines[at].number, lines[at].number)
    ranks = (facts["rank"],) if "rank" in facts else ()
    return Found(Failure(kind, None, text, lines=span, ranks=ranks, facts=facts), at + 1)
