"""Our own Markdown (explanations, rule pages) laid out for a terminal.

Only what the rules use: headings, paragraphs, lists, code blocks, and `code`, **bold**, *stress*
and links inside a line. Anything else shows as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from mlexplain.show.visible import visible

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.measure import Measurement
    from rich.text import Text

_FENCE = re.compile(r"^\s*(```|~~~)")
_HEADING = re.compile(r"^(#{1,6})\s+(.*)")
_ITEM = re.compile(r"^(\s*)([-*+]|\d+[.)])\s+(.*)")
_ROW = re.compile(r"^\s*\|.*\|\s*$")
_INLINE = re.compile(
    r"(?P<ticks>`+)(?P<code>.+?)(?P=ticks)"
    r"|\*\*(?P<bold>[^*\s](?:[^*]*[^*\s])?)\*\*"
    r"|(?<![\w*])\*(?P<stress>[^*\s](?:[^*]*[^*\s])?)\*(?![\w*])"
    r"|\[(?P<label>[^\]\n]+)\]\((?P<url>[^)\s]+)\)"
)


class Block(NamedTuple):
    kind: Literal["heading", "paragraph", "item", "code", "row"]
    text: str
    mark: str = ""
    """The bullet or number of an item, the hashes of a heading."""
    depth: int = 0


def blocks(markdown: str) -> Iterator[Block]:
    """The blocks of a Markdown text, in order."""
    lines = visible(markdown).splitlines()
    paragraph: list[str] = []
    item: Block | None = None
    at = 0

    def flush() -> Iterator[Block]:
        nonlocal item
        text = " ".join(part.strip() for part in paragraph)
        paragraph.clear()
        if item is not None:
            yield Block("item", text, item.mark, item.depth)
        elif text:
            yield Block("paragraph", text)
        item = None

    while at < len(lines):
        line = lines[at]
        at += 1
        if _FENCE.match(line):
            yield from flush()
            end = next((i for i in range(at, len(lines)) if _FENCE.match(lines[i])), len(lines))
            indent = len(line) - len(line.lstrip())
            yield Block("code", "\n".join(_dedent(row, indent) for row in lines[at:end]))
            at = end + 1
        elif heading := _HEADING.match(line):
            yield from flush()
            yield Block("heading", heading[2].rstrip(" #"), heading[1])
        elif found := _ITEM.match(line):
            yield from flush()
            item = Block("item", "", found[2], len(found[1].expandtabs(4)) // 2)
            paragraph.append(found[3])
        elif _ROW.match(line):
            yield from flush()
            if not set(line) <= set("|-: "):
                yield Block("row", line.strip())
        elif line.startswith(("    ", "\t")) and not paragraph:
            yield Block("code", _dedent(line.expandtabs(4), 4))
        elif line.strip():
            paragraph.append(line)
        else:
            yield from flush()
    yield from flush()


class Inline:
    """One line of Markdown; the marks go, but code keeps its backticks where there is no colour."""

    def __init__(self, markdown: str, style: str = "", tail: Text | None = None) -> None:
        self.markdown, self.style, self.tail = markdown, style, tail

    def text(self, colored: bool) -> Text:
        from rich.text import Text

        text = Text(style=self.style)
        end = 0
        for match in _INLINE.finditer(self.markdown):
            text.append(self.markdown[end : match.start()])
            if match["code"] is not None:
                code = match["code"].strip() or match["code"]
                text.append(code if colored else f"`{code}`", "cyan")
            elif match["bold"] is not None:
                text.append(match["bold"], "bold")
            elif match["stress"] is not None:
                text.append(match["stress"], "italic")
            else:
                text.append(match["label"])
                if match["url"] != match["label"]:
                    text.append(f" <{match['url']}>", "dim")
            end = match.end()
        text.append(self.markdown[end:])
        return text.append_text(self.tail) if self.tail is not None else text

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> Iterator[Text]:
        yield self.text(not console.no_color)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        from rich.measure import Measurement

        return Measurement.get(console, options, self.text(not console.no_color))


def render(markdown: str) -> list[RenderableType]:
    """The blocks as renderables, with an empty line between those that need one."""
    from rich.padding import Padding
    from rich.text import Text

    shown: list[RenderableType] = []
    before: Block | None = None
    for block in blocks(markdown):
        together = (
            before is not None
            and before.kind == block.kind
            and block.kind not in ("paragraph", "heading")
        )
        under = before is not None and before.kind == "heading" and block.kind != "heading"
        if before is not None and not together and not under:
            shown.append(Text())
        if block.kind == "heading":
            shown.append(Inline(block.text, "bold" if block.mark == "#" else "bold blue"))
        elif block.kind == "item":
            shown.append(hanging(f"{_bullet(block.mark)} ", Inline(block.text), 2 * block.depth))
        elif block.kind == "code":
            shown.append(Padding(Text(block.text, "cyan", overflow="fold"), (0, 0, 0, 2)))
        else:
            shown.append(Inline(block.text))
        before = block
    return shown


def hanging(label: str, body: RenderableType, indent: int = 0, style: str = "") -> RenderableType:
    """`body` beside a label, its further lines aligned under its first."""
    from rich.cells import cell_len
    from rich.padding import Padding
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=0)
    grid.add_column(width=cell_len(label), no_wrap=True)
    grid.add_column()
    grid.add_row(Text(label, style), body)
    return Padding(grid, (0, 0, 0, indent)) if indent else grid


def _bullet(mark: str) -> str:
    return "•" if mark in "-*+" else mark


def _dedent(line: str, indent: int) -> str:
    return line[indent:] if not line[:indent].strip() else line
