"""The nouns of `explain`, apart from those of `report`, which take a while to load."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument, and what it is for."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """Lines of code, and what they do."""

    lines: tuple[int, int]
    code: str
    text: str
    source: Literal["model", "analysis"]
    depth: int = 0
    """How deep the step is nested in the outline."""


@dataclass(frozen=True, slots=True)
class Caution:
    """Something to watch out for."""

    line: int
    rule: str
    text: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """What `mlexplain explain` prints."""

    name: str
    summary: str
    parameters: tuple[Parameter, ...] = ()
    steps: tuple[Step, ...] = ()
    warnings: tuple[Caution, ...] = ()
    model: str | None = None
    source: str = ""
    """The code as it was read (re-indented where the paste had lost its indentation)."""

    def to_dict(self) -> dict[str, Any]:
        return {
            "schema": "mlexplain.explain/1",
            "name": self.name,
            "summary": self.summary,
            "parameters": [asdict(p) for p in self.parameters],
            "steps": [
                {"lines": list(s.lines), "code": s.code, "text": s.text, "source": s.source}
                for s in self.steps
            ],
            "warnings": [asdict(w) for w in self.warnings],
            "model": self.model,
        }
