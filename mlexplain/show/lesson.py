"""An explanation for people: the code beside what it does, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import dedent
from typing import TYPE_CHECKING

from mlexplain.explained import Explanation, Step
from mlexplain.show import prose
from mlexplain.show.spans import span
from mlexplain.show.steps import step_numbers
from mlexplain.show.surface import PROSE_WIDTH, Surface
from mlexplain.show.visible import one_line, visible

if TYPE_CHECKING:
    from rich.console import RenderableType

_BESIDE = 96
"""From this width on, code and sentences stand side by side."""


def explain(explanations: Sequence[Explanation], surface: Surface) -> str:
    """All of them, one below the other."""
    return "\n".join(surface.draw(*lesson(e, surface.width)) for e in explanations)


def lesson(explanation: Explanation, width: int) -> Iterator[RenderableType]:
    """Summary, parameters, steps, and last what to watch out for."""
    yield from opening(explanation)
    if explanation.steps:
        yield _heading("Step by step")
        numbers = step_numbers([step.depth for step in explanation.steps])
        column = min(max(_widest(step) for step in explanation.steps), width // 2 - 8, 80)
        for number, item in zip(numbers, explanation.steps, strict=True):
            yield step(number, item, width, column)
            yield ""
    yield from closing(explanation)


def opening(explanation: Explanation) -> Iterator[RenderableType]:
    """What stands before the steps: the name, the summary and the parameters."""
    from rich.constrain import Constrain
    from rich.text import Text

    if not explanation.name.startswith("<"):  # a paste has no name
        yield Text(one_line(explanation.name), "bold cyan")
        yield ""
    for part in prose.render(explanation.summary.strip()):
        yield Constrain(part, PROSE_WIDTH)
    if explanation.parameters:
        yield _heading("Parameters")
        column = min(max(len(p.name) for p in explanation.parameters), 28)
        for parameter in explanation.parameters:
            label = f"  {one_line(parameter.name):<{column}}  "
            text = Constrain(prose.Inline(one_line(parameter.text)), PROSE_WIDTH)
            yield prose.hanging(label, text, 0, "cyan")


def step(number: str, item: Step, width: int, column: int) -> RenderableType:
    """One step: its lines, its code in `column` cells, and what they do, beside it if there is
    room."""
    from rich.console import Group
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    beside = width >= _BESIDE
    room = max(column - 2 * item.depth, 24) if beside else width - 2 * item.depth - 4
    code = Text("\n".join(folded(item.code, room)), "cyan", overflow="fold")
    said = Group(*prose.render(item.text.strip()))
    label = f"{number}  {span(item.lines)}"
    indent = 2 * item.depth
    if not beside:
        body = Group(Text(label, "bold"), Padding(code, (0, 0, 0, 4)), Padding(said, (0, 0, 0, 2)))
        return Padding(body, (0, 0, 0, indent))
    # All widths are given: to find them, everything would be laid out once more.
    rest = width - indent - max(len(number), 4) - room - 4
    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=max(len(number), 4))
    grid.add_column(width=room)
    grid.add_column(width=max(min(rest, PROSE_WIDTH), 1))
    left = Group(Text(span(item.lines), "dim"), code)
    grid.add_row(Text(number, "bold"), left, Group(Text(), said))
    return Padding(grid, (0, 0, 0, indent))


def closing(explanation: Explanation) -> Iterator[RenderableType]:
    """What stands after the steps: cautions, and who wrote the sentences."""
    from rich.constrain import Constrain
    from rich.text import Text

    if explanation.warnings:
        yield Text("Watch out", "bold yellow")
        column = max(len(str(w.line)) for w in explanation.warnings)
        for caution in explanation.warnings:
            tail = Text(f"  [{one_line(caution.rule)}]", "dim")
            text = prose.Inline(one_line(caution.text), tail=tail)
            label = f"  line {caution.line:>{column}}  "
            yield prose.hanging(label, Constrain(text, PROSE_WIDTH), 0, "yellow")
        yield ""
    author = "From the program analysis alone, without a language model."
    if explanation.model:
        author = f"Sentences by the model {one_line(explanation.model)}, checked against the code."
    yield Text(author, "dim")


def _widest(item: Step) -> int:
    """Cells that the code of a step takes, with the indentation of its depth."""
    from rich.cells import cell_len

    lines = dedent(visible(item.code)).splitlines() or [""]
    return max(map(cell_len, lines)) + 2 * item.depth


def folded(code: str, width: int) -> Iterator[str]:
    """The lines of a step, without the indentation they share; long ones go on further in."""
    for line in dedent(visible(code)).rstrip("\n").splitlines():
        further = " " * (len(line) - len(line.lstrip()) + 4)
        while len(line) > width:
            cut = line.rfind(" ", len(further) + 8, width + 1)
            if cut < 0:
                break
            yield line[:cut]
            line = further + line[cut:].lstrip()
        yield line


def _heading(title: str) -> RenderableType:
    from rich.text import Text

    return Text(f"\n{title}\n", "bold blue")
