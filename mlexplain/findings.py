"""The nouns of `check`, apart from those of `report`, which take longer to load than a file to check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Confidence = Literal["high", "medium"]
Position = tuple[int, int]
"""1-based line and 1-based column, counted in characters."""


@dataclass(frozen=True, slots=True)
class Edit:
    start: Position
    end: Position
    text: str

    def to_dict(self) -> dict[str, Any]:
        return {"start": list(self.start), "end": list(self.end), "text": self.text}


@dataclass(frozen=True, slots=True)
class Remedy:
    """A mechanical change of source code."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool = True
    """Unsafe ones may change what the program does: shown, and applied only when asked."""

    def to_dict(self) -> dict[str, Any]:
        return {"title": self.title, "edits": [e.to_dict() for e in self.edits]}


@dataclass(frozen=True, slots=True)
class Finding:
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    code: str
    kind: str
    message: str
    confidence: Confidence
    remedy: Remedy | None = None
    cell: int | None = None
    """The 1-based notebook cell, where `path` is a notebook."""

    @property
    def fix(self) -> Remedy | None:
        """The remedy, if it is safe to apply mechanically."""
        return self.remedy if self.remedy is not None and self.remedy.safe else None

    def to_dict(self) -> dict[str, Any]:
        return {
            "path": self.path,
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line,
            "end_column": self.end_column,
            "code": self.code,
            "kind": self.kind,
            "message": self.message,
            "confidence": self.confidence,
            "fix": self.fix.to_dict() if self.fix else None,
        }


@dataclass(frozen=True, slots=True)
class FileError:
    """A file that could not be checked."""

    path: str
    message: str

    def to_dict(self) -> dict[str, Any]:
        return {"path": self.path, "message": self.message}


@dataclass(frozen=True, slots=True)
class CheckReport:
    findings: tuple[Finding, ...] = ()
    errors: tuple[FileError, ...] = ()
    files: int = 0

    def to_dict(self) -> dict[str, Any]:
        return {
            "schema": "mlexplain.check/1",
            "findings": [f.to_dict() for f in self.findings],
            "errors": [e.to_dict() for e in self.errors],
        }
