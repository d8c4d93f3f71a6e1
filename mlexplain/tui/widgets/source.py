"""A log or code beside its answer, with line numbers; it can be read and searched, not changed."""

from __future__ import annotations

from textual.widgets import TextArea
from textual.widgets.text_area import Selection

from mlexplain.show.visible import visible

_LONGEST = 400_000
"""Characters that are laid out; around the marked lines where there are more."""
_AROUND = 400


class SourcePane(TextArea):
    """Shows a text; `mark` lights lines of it."""

    def __init__(self, text: str, title: str, near: int = 1) -> None:
        self._first = 1
        super().__init__(
            self._part(text, near), read_only=True, show_line_numbers=True, soft_wrap=False
        )
        self.line_number_start = self._first
        self.border_title = title
        self.show_cursor = True

    def _part(self, text: str, near: int) -> str:
        if len(text) <= _LONGEST:
            return visible(text)
        lines = text.splitlines()
        self._first = max(1, near - _AROUND)
        return visible("\n".join(lines[self._first - 1 : near + _AROUND]))

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
