"""`nvidia-smi` tables: driver, CUDA version, memory and processes, also in translated pastes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mlexplain.report import Line, NvidiaSmi, SmiGpu, SmiProcess

_TITLE = re.compile(
    r"\|?\s{0,8}NVIDIA-SMI\s{1,8}(?P<smi>[\d.]{1,20}|N/A).{0,60}?[:：]\s?(?P<driver>[\d.]{1,20}|N/A)"
    r".{0,60}?CUDA.{0,40}?[:：]\s?(?P<cuda>[\d.]{1,20}|N/A|ERR!)"
)
_NAME = re.compile(
    r"\|\s{0,8}(?P<index>\d{1,3})\s{1,8}(?P<name>[A-Za-z].{1,80}?)\s{1,40}"
    r"(?:(?:On|Off|N/A|WDDM|TCC|MCDM|[^\sA-Za-z0-9|]{1,20})\s{1,8})?\|\s{1,8}[0-9A-Fa-f]{8}:"
)
_MEMORY = re.compile(r"(\d{1,8})\s?MiB\s{0,8}/\s{0,8}(\d{1,8})\s?MiB")
_PROCESS = re.compile(
    r"\|\s{1,8}(?P<gpu>\d{1,3})\s{1,8}(?:\S{1,8}\s{1,8}\S{1,8}\s{1,12})?(?P<pid>\d{1,9}|N/A)\s{1,8}"
    r"(?P<type>[CGMP+]{1,4})\s{1,8}(?P<name>\S.{0,300}?)\s{1,80}(?P<memory>\d{1,8})\s?MiB\s{0,8}\|?"
)
_MIB = 1 << 20
_MAX_LINES = 400


def read_smi(lines: Sequence[Line]) -> tuple[NvidiaSmi, set[int]] | None:
    """The last table of a log and the numbers of its lines."""
    found: tuple[NvidiaSmi, set[int]] | None = None
    at = 0
    while at < len(lines):
        text = lines[at].text
        title = _TITLE.match(text.strip()) if "NVIDIA-SMI" in text else None
        if title:
            table, end = _table(lines, at, title)
            start = at - 1 if at and lines[at - 1].text.lstrip().startswith("+-") else at
            found = table, {line.number for line in lines[start:end]}
            at = end
        else:
            at += 1
    return found


def _table(lines: Sequence[Line], at: int, title: re.Match[str]) -> tuple[NvidiaSmi, int]:
    gpus: list[SmiGpu] = []
    processes: list[SmiProcess] = []
    named: tuple[int, str] | None = None
    end = at + 1
    while end < len(lines) and end - at < _MAX_LINES:
        text = lines[end].text.strip()
        if text and text[0] not in "|+":
            break
        if process := _PROCESS.match(text):
            pid = int(process["pid"]) if process["pid"].isdigit() else None
            memory = int(process["memory"]) * _MIB
            processes.append(SmiProcess(int(process["gpu"]), pid, process["name"], memory))
        elif name := _NAME.match(text):
            named = int(name["index"]), name["name"].strip()
        elif named and (memory_pair := _MEMORY.search(text)):
            used, total = int(memory_pair[1]) * _MIB, int(memory_pair[2]) * _MIB
            gpus.append(SmiGpu(*named, used, total))
            named = None
        end += 1
    while not lines[end - 1].text:
        end -= 1
    span = (lines[at].number, lines[end - 1].number)
    return NvidiaSmi(title["driver"], title["cuda"], tuple(gpus), tuple(processes), span), end
