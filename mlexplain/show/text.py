"""Results for people at a terminal: the answer first, and short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from mlexplain.report import Diagnosis, Explanation, TraceReport, Unrecognised
from mlexplain.show import card
from mlexplain.show.logs import Diagnosed
from mlexplain.show.surface import PROSE_WIDTH, Surface
from mlexplain.show.visible import one_line

if TYPE_CHECKING:
    from rich.console import RenderableType

_MOST_LINES = 10


def trace(logs: Sequence[Diagnosed], surface: Surface, verbose: bool = False) -> str:
    """Every log's diagnosis; under its name where there are several."""
    parts = []
    for log in logs:
        if len(logs) > 1:
            parts.append(f"==> {one_line(log.name)} <==\n")
        if log.report.diagnoses or log.report.unrecognised:
            parts.append(surface.draw(*cards(log.report, verbose)))
        else:
            parts.append(_nothing(log.report))
        parts.append("\n")
    return "".join(parts[:-1])


def explain(explanations: Sequence[Explanation], surface: Surface) -> str:
    from mlexplain.show.lesson import lesson

    return "\n".join(surface.draw(*lesson(e, surface.width)) for e in explanations)


def page(markdown: str, surface: Surface) -> str:
    """A rule's or concept's page."""
    from rich.constrain import Constrain

    from mlexplain.show import prose

    return surface.draw(*(Constrain(part, PROSE_WIDTH) for part in prose.render(markdown)))


def cards(report: TraceReport, verbose: bool = False) -> Iterator[RenderableType]:
    """The whole answer: the root cause, what came of it, and what no rule claims."""
    root, rest = report.diagnoses[:1], report.diagnoses[1:]
    unknown = report.unrecognised
    if root:
        yield from diagnosis(root[0], verbose)
    elif unknown:
        yield from unrecognised(unknown[0], verbose)
        unknown = unknown[1:]
    others = [d for d in rest if d.role == "cause"]
    followers = [d for d in rest if d.role in ("consequence", "wrapper")]
    warnings = [d for d in rest if d.role == "warning"]
    if verbose:
        for other in others:
            yield ""
            yield from diagnosis(other, verbose)
    else:
        yield from _list("Other errors in this log", others, "red", verbose)
    yield from _list("What came of it", followers, "dim", verbose)
    yield from _list("Warnings", warnings, "yellow", verbose)
    yield from _list("Not in the rule book", unknown, "red", verbose)
    yield from _further(root)


def diagnosis(found: Diagnosis, verbose: bool = False) -> Iterator[RenderableType]:
    """One diagnosis as a card."""
    from rich.constrain import Constrain
    from rich.padding import Padding

    from mlexplain.show import prose

    frames = found.failure.frames if found.failure else ()
    facts = [*card.facts(found), card.likely(found)]
    yield card.headline(found.severity, found.title, found.rule, facts)
    yield ""
    if found.summary.strip():
        summary = Constrain(prose.Inline(one_line(found.summary)), PROSE_WIDTH)
        yield Padding(summary, (0, 0, 0, 2))
        yield ""
    yield from card.where(found.location, frames)
    yield card.words(found.exception, found.message, verbose)
    if found.explanation.strip():
        yield card.section("Why")
        yield from card.why(found.explanation, verbose)
    yield from _fixes(found, verbose)


def unrecognised(found: Unrecognised, verbose: bool = False) -> Iterator[RenderableType]:
    """An error outside the book: what Python's exception means, and the user's own frame."""
    frames = found.failure.frames if found.failure else ()
    yield card.headline("error", _name(found), "not in the rule book", card.facts(found))
    yield ""
    yield from card.where(found.location, frames)
    yield card.words(found.exception, found.message, verbose)
    if found.meaning:
        yield card.section("What it means")
        yield from card.why(found.meaning)


def _fixes(found: Diagnosis, verbose: bool) -> Iterator[RenderableType]:
    if not found.fixes:
        return
    first, others = found.fixes[0], found.fixes[1:]
    yield card.section("Fix")
    yield from card.fix(0, first)
    if others:
        yield card.section("Or")
    for number, other in enumerate(others, 2):
        if verbose:
            yield from card.fix(number, other)
        else:
            yield card.alternative(other)


def _list(
    title: str, entries: Sequence[Diagnosis | Unrecognised], style: str, verbose: bool
) -> Iterator[RenderableType]:
    if not entries:
        return
    from rich.text import Text

    yield card.section(title)
    shown = entries if verbose else entries[:_MOST_LINES]
    labels = [one_line(_label(entry), 28) for entry in shown]
    column = max(map(len, labels))
    for label, entry in zip(labels, shown, strict=True):
        ours = isinstance(entry, Diagnosis)
        text = one_line(entry.title if isinstance(entry, Diagnosis) else entry.message, 140)
        yield card.brief(f"{label:<{column}}", text, card.facts(entry), style, ours)
    if len(entries) > len(shown):
        yield Text(f"  … and {len(entries) - len(shown)} more; --verbose shows all", "dim")


def _further(root: Sequence[Diagnosis]) -> Iterator[RenderableType]:
    from rich.text import Text

    if root:
        yield Text(f"\nMore: mlexplain rule {root[0].rule}", "dim")
        for link in root[0].docs[:1]:
            yield Text(f"      {one_line(link)}", "dim", no_wrap=True, overflow="ignore")


def _label(entry: Diagnosis | Unrecognised) -> str:
    if isinstance(entry, Diagnosis):
        return entry.rule
    return (entry.exception or "error").rpartition(".")[2]


def _name(found: Unrecognised) -> str:
    return found.exception or "an error without a name"


def _nothing(report: TraceReport) -> str:
    lines = report.trace.total_lines if report.trace else 0
    return f"No error found in {lines:,} line{'s' if lines != 1 else ''}.\n"
