"""The parts of a diagnosis as they stand on the screen, top to bottom: what, where, why, fix."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath, PureWindowsPath
from textwrap import dedent
from typing import TYPE_CHECKING

from mlexplain.report import Diagnosis, Fix, Frame, Location, Unrecognised
from mlexplain.show import prose
from mlexplain.show.change import change
from mlexplain.show.logs import place
from mlexplain.show.spans import span
from mlexplain.show.surface import PROSE_WIDTH
from mlexplain.show.visible import one_line, visible

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

COLORS = {"error": "bold red", "warning": "bold yellow"}
_DIFF = {"-": "red", "+": "green", " ": ""}
_MESSAGE = 480
_SLACK = 160
_SURE = 0.75
_LONG = 500
_ITEMS = 3


def headline(severity: str, title: str, rule: str, facts: list[str]) -> RenderableType:
    """`error: title`, and under it dimly the rule and where in the log it stands."""
    from rich.text import Text

    text = Text(f"{severity}: ", COLORS[severity])
    text.append(one_line(title), "bold")
    below = Text(" · ".join([rule, *(fact for fact in facts if fact)]), "dim")
    return Text("\n").join([text, below])


def facts(entry: Diagnosis | Unrecognised) -> list[str]:
    """Where in the log an entry stands, for which ranks, and how often."""
    return [span(entry.lines), place(entry.ranks), times(entry.count)]


def times(count: int) -> str:
    return f"{count:,} times" if count > 1 else ""


def where(location: Location | None, frames: tuple[Frame, ...]) -> Iterator[RenderableType]:
    """The user's own line, marked, with the lines around it where the log shows them."""
    from rich.text import Text

    if location is None:
        return
    yield path(location)
    frame = next(
        (f for f in reversed(frames) if (f.file, f.line) == (location.file, location.line)), None
    )
    rows = _source_rows(location, frame)
    gutter = max((len(str(number)) for number, _ in rows), default=1)
    for number, code in rows:
        here = number == (location.line or 0)
        label = f"{'▸' if here else ' '} {number or '':>{gutter}} │ "
        body = Text(visible(code), "bold" if here else "dim", overflow="fold")
        yield prose.hanging(label, body, 2, "bold red" if here else "dim")
        if here and frame is not None and frame.marked and frame.marked in code:
            cells = Text(visible(code[: code.index(frame.marked)])).cell_len
            carets = " " * cells + "^" * Text(visible(frame.marked)).cell_len
            yield Text(f"    {'':>{gutter}} │ {carets}", "red", no_wrap=True, overflow="crop")
    callers = [f for f in frames if f.mine and (f.file, f.line) != (location.file, location.line)]
    if callers:
        chain = " › ".join(_call(f) for f in callers[-3:])
        yield prose.hanging("  reached from ", Text(chain, "dim"), 0, "dim")


def path(location: Location) -> RenderableType:
    from rich.padding import Padding
    from rich.text import Text

    text = Text(overflow="fold")
    name = _base(location.file)
    text.append(visible(location.file[: len(location.file) - len(name)]), "dim")
    text.append(visible(name) + (f":{location.line}" if location.line else ""), "bold cyan")
    if location.function:
        text.append(f"  in {one_line(location.function)}", "dim")
    return Padding(text, (0, 0, 0, 2))


def words(exception: str | None, message: str, whole: bool) -> RenderableType:
    """The library's own words; of a very long message only how it begins."""
    from rich.constrain import Constrain
    from rich.padding import Padding
    from rich.text import Text

    first, _, rest = visible(message).strip().partition("\n")
    said = f"{first}\n{dedent(rest)}" if rest else first
    text = Text(overflow="fold")
    if exception:
        text.append(f"{one_line(exception)}: ", "red")
    cut = len(said) if whole or len(said) <= _MESSAGE + _SLACK else _MESSAGE
    text.append(said[:cut].rstrip())
    if cut < len(said):
        text.append(f" … {len(said) - cut:,} more characters; --verbose shows them", "dim")
    return Padding(Constrain(text, PROSE_WIDTH), (0, 0, 0, 2))


def why(explanation: str, whole: bool = True) -> Iterator[RenderableType]:
    """The reason; of a long one only how it begins, for the rule's page has the rest."""
    from rich.constrain import Constrain
    from rich.padding import Padding

    text = explanation.strip()
    if not whole and len(text) > _LONG:
        text = beginning(text)
    for part in prose.render(text):
        yield Padding(Constrain(part, PROSE_WIDTH), (0, 0, 0, 2))


def beginning(markdown: str) -> str:
    """The first paragraph, without a last sentence that only leads over to a list; or, where the
    text is a list, its first items."""
    first = re.split(r"\n\s*\n|\n(?=[-*+] )", markdown, maxsplit=1)[0].strip()
    if first.startswith(("- ", "* ", "+ ")):
        return "\n".join(re.split(r"\n(?=[-*+] )", markdown)[:_ITEMS])
    if first.endswith(":"):
        first = re.sub(r"(?<=[.!?])\s+[^.!?]*:\Z", "", first)
    return first


def fix(number: int, remedy: Fix) -> Iterator[RenderableType]:
    """One fix whole: what to do, the change as a diff, the command."""
    from rich.constrain import Constrain
    from rich.padding import Padding
    from rich.text import Text

    label = f"{number}. " if number else ""
    indent = 2 + len(label)
    yield prose.hanging(f"  {label}", prose.Inline(one_line(remedy.title), "bold"))
    if remedy.text.strip() and remedy.text.strip() != remedy.title.strip():
        for part in prose.render(remedy.text.strip()):
            yield Padding(Constrain(part, PROSE_WIDTH), (0, 0, 0, indent))
    for mark, line in change(remedy.before, remedy.after):
        body = Text(visible(line), _DIFF[mark], overflow="fold")
        yield prose.hanging(f"{mark} ", body, indent + 2, _DIFF[mark])
    for line in (remedy.command or "").strip().splitlines():
        yield prose.hanging("$ ", Text(visible(line), "green", overflow="fold"), indent + 2, "dim")


def alternative(remedy: Fix) -> RenderableType:
    """A further fix in one line: its title, and the command where that is all it takes."""
    from rich.text import Text

    tail = Text()
    commands = (remedy.command or "").strip().splitlines()
    if len(commands) == 1 and not remedy.after:
        tail.append("  $ ", "dim")
        tail.append(one_line(commands[0]), "green")
    return prose.hanging("  • ", prose.Inline(one_line(remedy.title), tail=tail))


def brief(label: str, text: str, facts_: list[str], style: str, ours: bool) -> RenderableType:
    """One line of the lists below the card; `ours` if the text is our Markdown, not the log's."""
    from rich.constrain import Constrain
    from rich.text import Text

    known = " · ".join(fact for fact in facts_ if fact)
    tail = Text(f"  {known}" if known else "", "dim")
    line = prose.Inline(text, tail=tail) if ours else Text(text).append_text(tail)
    return Constrain(prose.hanging(f"  {label}  ", line, 0, style), PROSE_WIDTH + 20)


def likely(diagnosis: Diagnosis) -> str:
    return "" if diagnosis.confidence >= _SURE else "likely, not certain"


def section(title: str) -> Text:
    from rich.text import Text

    return Text(f"\n{title}", "bold blue")


def _source_rows(location: Location, frame: Frame | None) -> list[tuple[int, str]]:
    number = location.line or 0
    if frame is not None and frame.context:
        near = [(n, code) for n, code in frame.context if abs(n - number) <= 2]
        if any(n == number for n, _ in near):
            margin = min((len(c) - len(c.lstrip()) for _, c in near if c.strip()), default=0)
            return [(n, code[margin:]) for n, code in near]
    return [(number, location.code.strip())] if location.code else []


def _call(frame: Frame) -> str:
    place = f"{one_line(_base(frame.file))}:{frame.line or '?'}"
    return f"{place} {one_line(frame.function or '')}".rstrip()


def _base(file: str) -> str:
    windows = "\\" in file and "/" not in file
    return (PureWindowsPath(file) if windows else PurePosixPath(file)).name or file
