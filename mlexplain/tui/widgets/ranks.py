"""The ranks of a log in a strip: which failed first, and which one's errors are shown."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.style import Style
from textual.widgets import Static

from mlexplain.show.logs import place
from mlexplain.show.ranks import Told


class RankStrip(Static):
    """A click runs the screen's action `ranks` with the number of the place in the strip."""

    def show(self, told: Sequence[Told], chosen: int) -> None:
        """`told` is the whole log, then its ranks. Hidden for a log of one process."""
        self.display = len(told) > 1 or bool(told[0].ranks)
        parts: list[Content] = []
        for number, one in enumerate(told):
            name = f" {_name(one, number < 2)} ".replace(" ", "\N{NO-BREAK SPACE}")
            look = Style(bold=True, reverse=True) if number == chosen else Style()
            style = look + Style.from_meta({"@click": f"screen.ranks({number})"})
            parts.append(Content.styled(name, style))
        self.update(Content(" ").join(parts))


def _name(told: Told, has_cause: bool) -> str:
    if not told.ranks:
        return "all ranks"
    mark = "✗ " if has_cause else ""
    return mark + place(told.ranks) + (f" · {told.first}" if told.first else "")
