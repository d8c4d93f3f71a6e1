"""Errors, steps or findings, one of them chosen. Only what is in sight is laid out."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from textual.widgets import OptionList


class Choices(OptionList):
    def __init__(self, id: str) -> None:
        super().__init__(id=id, markup=False)

    def show(self, choices: Iterable[RenderableType]) -> None:
        """Show other ones, the first of them chosen."""
        with self.prevent(OptionList.OptionHighlighted):
            self.set_options(choices)
            self.highlighted = 0 if self.option_count else None
        self.scroll_home(animate=False)

    def choose(self, index: int) -> None:
        """Choose one without telling anybody."""
        with self.prevent(OptionList.OptionHighlighted):
            self.highlighted = index
