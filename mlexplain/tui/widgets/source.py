"""A log or code beside its answer, with line numbers; it can be read and searched, not changed."""

from __future__ import annotations

from dataclasses import dataclass
from io import StringIO
from itertools import islice

from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from mlexplain.show.visible import visible
from mlexplain.tui.plain import plain
from mlexplain.tui.quiet import masked

_LONGEST = 400_000
"""Characters that are laid out; around the marked lines where there are more."""
_AROUND = 400


@dataclass(frozen=True, slots=True)
class Part:
    """Lines of a text as they are shown."""

    text: str
    first: int = 1
    """Number of the first line in the whole text."""


def part_of(text: str, near: int = 1) -> Part:
    """The whole text, or what stands around a line of a large one; secrets masked, escapes gone."""
    first = 1
    if len(text) > _LONGEST:
        first = max(1, near - _AROUND)
        lines = islice(StringIO(text), first - 1, near + _AROUND)
        text = "".join(lines)[:_LONGEST]
    return Part(visible(masked(plain(text))), first)


class SourcePane(TextArea):
    """Shows a text; `mark` lights lines of it."""

    def __init__(self, part: Part, title: str) -> None:
        super().__init__(part.text, read_only=True, show_line_numbers=True, soft_wrap=False)
        self.border_title = title
        self.show_part(part)

    def show_part(self, part: Part) -> None:
        self._first = self.line_number_start = part.first
        if part.text != self.text:
            self.load_text(part.text)

    def on_unmount(self) -> None:
        # Textual's list of who waits for another theme would keep each pane, with its log, for ever.
        waiting = getattr(self.app, "__watchers", {}).get("theme", [])
        waiting[:] = [(pane, callback) for pane, callback in waiting if pane is not self]

    def mark(self, lines: tuple[int, int]) -> None:
        """Light the lines (1-based, of the whole text) and bring them into sight."""
        first, last = (n - self._first for n in lines)
        last = min(max(last, 0), self.document.line_count - 1)
        first = min(max(first, 0), last)
        end = (last, len(self.document.get_line(last)))
        with self.prevent(TextArea.SelectionChanged):
            self.selection = Selection(end, (first, 0))  # the cursor at the beginning, in sight
        self.call_after_refresh(self.scroll_to, 0, max(0, first - 3), animate=False)

    @property
    def line(self) -> int:
        """The line of the cursor, 1-based, of the whole text."""
        return self.cursor_location[0] + self._first
