"""Which ranks failed, which of them first, and what each of them tells."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mlexplain.report import Diagnosis, Trace, TraceReport, Unrecognised

Entry = Diagnosis | Unrecognised


@dataclass(frozen=True, slots=True)
class Told:
    """What some ranks tell alike."""

    ranks: tuple[int, ...]
    """() for a log of one process, and for the whole of a log whose ranks differ."""
    entries: tuple[Entry, ...]
    """In the order of the report."""
    first: str = ""
    """Which of these ranks failed first and how that is known; "" where others did, or nobody
    knows."""


def views(report: TraceReport) -> list[Told]:
    """The whole log, and behind it each of its ranks where they tell different things.

    Ranks that tell the same stand together, those of the root cause first.
    """
    entries: tuple[Entry, ...] = (*report.diagnoses, *report.unrecognised)
    ranks = _alike(report, entries)
    if len(ranks) == 1:
        return [replace(ranks[0], entries=entries)]
    return [Told((), entries), *ranks]


def _alike(report: TraceReport, entries: tuple[Entry, ...]) -> list[Told]:
    told: dict[int, list[int]] = {}
    for index, entry in enumerate(entries):
        for rank in entry.ranks:
            told.setdefault(rank, []).append(index)
    if len(told) < 2:
        return []
    alike: dict[tuple[int, ...], list[int]] = {}
    for rank in sorted(told):
        alike.setdefault(tuple(told[rank]), []).append(rank)
    first, known = _first(report.trace) if report.trace else (None, "")
    return [
        Told(
            tuple(ranks),
            tuple(entries[index] for index in indexes),
            "" if first not in ranks else known if len(ranks) == 1 else f"rank {first} {known}",
        )
        for indexes, ranks in sorted(alike.items())
    ]


def _first(trace: Trace) -> tuple[int | None, str]:
    """The rank that failed first: as the launcher saw it, else by the order of the log."""
    from mlexplain.diagnose.cause import first_rank

    rank = first_rank(trace)
    if rank is not None:
        return rank, "seen to fail first"
    failed = [f for f in trace.failures if f.kind != "warning" and f.ranks and f.lines[0]]
    earliest = min(failed, key=lambda failure: failure.lines[0], default=None)
    if earliest is None or len(earliest.ranks) > 1:
        return None, ""
    return earliest.ranks[0], "first in the log"
