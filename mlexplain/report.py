"""The nouns that travel between the rooms. Frozen data, standard library only.

Lines are 1-based line numbers of the original input, spans are inclusive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from mlexplain.explained import Caution as Caution
from mlexplain.explained import Explanation as Explanation
from mlexplain.explained import Parameter as Parameter
from mlexplain.explained import Step as Step
from mlexplain.findings import CheckReport as CheckReport
from mlexplain.findings import Confidence as Confidence
from mlexplain.findings import Edit as Edit
from mlexplain.findings import FileError as FileError
from mlexplain.findings import Finding as Finding
from mlexplain.findings import Position as Position
from mlexplain.findings import Remedy as Remedy

# ---------------------------------------------------------------- read → trace


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a log, cleaned of what a terminal, container or launcher put around it."""

    number: int
    """Where it stands in the original input."""
    text: str
    """Escapes, carriage-return overprints, quoting and known prefixes removed; indentation kept."""
    stream: str | None = None
    """What tells interleaved writers apart: rank, worker, pod, container; None in a plain log."""
    rank: int | None = None
    """The distributed rank, where the prefix states one."""


# ------------------------------------------------------------ trace → diagnose


@dataclass(frozen=True, slots=True)
class Frame:
    """One call of a traceback."""

    file: str
    line: int | None
    function: str | None
    code: str | None
    """The source line as the traceback shows it, without indentation."""
    mine: bool
    """True for the user's own code, False for libraries, the interpreter and launchers."""
    at: int = 0
    """The log line that holds this frame."""
    marked: str | None = None
    """The part of `code` that caret lines (^^^^) point at."""
    context: tuple[tuple[int, str], ...] = ()
    """Numbered source lines around it, where the log shows them (notebooks, pytest)."""


FailureKind = Literal["python", "cpp", "fatal", "signal", "launcher", "device", "warning", "line"]
"""python: an exception with or without traceback; cpp: terminate/what()/c10::Error;
fatal: Fatal Python error; signal: Killed, Segmentation fault, exitcode -9; launcher: the summary of
torchrun and its like; device: assertion lines printed by a GPU kernel; warning: a Python or library
warning; line: an error line with no grammar of its own (`ERROR: …` of pip, gcc, nvidia-smi)."""

Relation = Literal["cause", "context", "group", "child"]


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that went wrong, as the log tells it."""

    kind: FailureKind
    exception: str | None
    """Class name as printed, with its module path if printed (`torch.OutOfMemoryError`)."""
    message: str
    """The library's own words, whole, re-joined where a mail or a terminal wrapped them."""
    frames: tuple[Frame, ...] = ()
    """Outermost call first."""
    lines: tuple[int, int] = (0, 0)
    ranks: tuple[int, ...] = ()
    streams: tuple[str, ...] = ()
    count: int = 1
    """How often the same failure occurred; repeats are folded into the first."""
    inner: tuple[tuple[Relation, Failure], ...] = ()
    """What this one came from: `cause` (raise … from), `context` (during handling of …),
    `group` (a member of an exception group), `child` (the worker's own, inside a wrapper)."""
    notes: tuple[str, ...] = ()
    """Lines that belong to it without being message or frame (exception notes, assertion lines)."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What the grammar itself read: exitcode, signal, pid, local_rank, host, time, …"""
    complete: bool = True
    """False where the paste is cut so that frames or message may be missing."""

    @property
    def user_frame(self) -> Frame | None:
        """The innermost frame of the user's own code."""
        return next((f for f in reversed(self.frames) if f.mine), None)


@dataclass(frozen=True, slots=True)
class SmiProcess:
    gpu: int
    pid: int | None
    name: str
    memory: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class SmiGpu:
    index: int
    name: str
    memory_used: int
    """Bytes."""
    memory_total: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class NvidiaSmi:
    """An `nvidia-smi` table found in the paste."""

    driver: str
    cuda: str
    """The newest CUDA version the driver supports, as the table states it."""
    gpus: tuple[SmiGpu, ...] = ()
    processes: tuple[SmiProcess, ...] = ()
    lines: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class SourceBlock:
    """Python code pasted with the log (not the code lines inside tracebacks)."""

    text: str
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything read out of one log."""

    failures: tuple[Failure, ...] = ()
    """In order of their last line."""
    smi: NvidiaSmi | None = None
    sources: tuple[SourceBlock, ...] = ()
    commands: tuple[tuple[int, str], ...] = ()
    """Shell commands pasted with the log: (line, command)."""
    context: tuple[Line, ...] = ()
    """A bounded number of lines around the failures that belong to none (progress, settings)."""
    sentences: tuple[Line, ...] = ()
    """All lines of a short text in which no failure was found."""
    total_lines: int = 0
    total_bytes: int = 0


# ------------------------------------------------------------- diagnose → show

Role = Literal["cause", "consequence", "wrapper", "warning"]
Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Location:
    file: str
    line: int | None
    function: str | None
    code: str | None


@dataclass(frozen=True, slots=True)
class Fix:
    title: str
    text: str
    before: str | None = None
    after: str | None = None
    command: str | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    rule: str
    title: str
    severity: Severity
    confidence: float
    role: Role
    exception: str | None
    message: str
    entities: Mapping[str, Any]
    location: Location | None
    lines: tuple[int, int]
    ranks: tuple[int, ...]
    count: int
    summary: str
    explanation: str
    fixes: tuple[Fix, ...]
    docs: tuple[str, ...]
    failure: Failure | None = None
    """What it was made from, for displays that show the chain; not part of the JSON."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "title": self.title,
            "severity": self.severity,
            "confidence": self.confidence,
            "role": self.role,
            "exception": self.exception,
            "message": self.message,
            "entities": dict(self.entities),
            "location": asdict(self.location) if self.location else None,
            "lines": list(self.lines),
            "ranks": list(self.ranks),
            "count": self.count,
            "summary": self.summary,
            "explanation": self.explanation,
            "fixes": [asdict(f) for f in self.fixes],
            "docs": list(self.docs),
        }


@dataclass(frozen=True, slots=True)
class Generated:
    """Text by a language model, which nothing here has checked."""

    model: str
    text: str


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """An error that no rule claims."""

    exception: str | None
    message: str
    location: Location | None
    lines: tuple[int, int]
    count: int
    ranks: tuple[int, ...] = ()
    meaning: str | None = None
    """What Python's own exception class means, in one sentence."""
    shown: str | None = None
    """What the log shows of it: who refused, what was wanted, which argument is named. Markdown."""
    failure: Failure | None = None
    generated: Generated | None = None
    """What a language model that the user named says of it."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "exception": self.exception,
            "message": self.message,
            "location": asdict(self.location) if self.location else None,
            "lines": list(self.lines),
            "count": self.count,
            "ranks": list(self.ranks),
            "meaning": self.meaning,
            "shown": self.shown,
            "generated": asdict(self.generated) if self.generated else None,
        }


@dataclass(frozen=True, slots=True)
class TraceReport:
    """What `mlexplain trace` prints. The root cause of the whole log stands first."""

    diagnoses: tuple[Diagnosis, ...] = ()
    unrecognised: tuple[Unrecognised, ...] = ()
    trace: Trace | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "schema": "mlexplain.trace/1",
            "diagnoses": [d.to_dict() for d in self.diagnoses],
            "unrecognised": [u.to_dict() for u in self.unrecognised],
        }
