"""What the trace displays take: reports with the names of the logs that they are about."""

from __future__ import annotations

from dataclasses import dataclass

from mlexplain.report import Diagnosis, TraceReport


@dataclass(frozen=True, slots=True)
class Diagnosed:
    """One log and what was found in it."""

    name: str
    """The file as named on the command line, or `-` for standard input."""
    report: TraceReport

    @property
    def root(self) -> Diagnosis | None:
        """What everything else in the log follows from."""
        first = self.report.diagnoses[:1]
        return first[0] if first else None


def place(ranks: tuple[int, ...]) -> str:
    """`rank 3` or `ranks 0–3, 7`; nothing for a log of a single process."""
    if not ranks:
        return ""
    runs: list[list[int]] = []
    for rank in sorted(set(ranks)):
        if runs and rank == runs[-1][-1] + 1:
            runs[-1].append(rank)
        else:
            runs.append([rank])
    names = ", ".join(str(r[0]) if len(r) == 1 else f"{r[0]}–{r[-1]}" for r in runs)
    return f"rank{'s' if len(set(ranks)) > 1 else ''} {names}"
