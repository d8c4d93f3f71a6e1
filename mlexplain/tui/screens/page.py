"""A rule's page."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Markdown

from mlexplain.tui.screens.answer import AnswerScreen
from mlexplain.tui.widgets.keys import Keys


class PageScreen(AnswerScreen):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("q", "back", "Back")]

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self._page = markdown

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="page"):
            yield Markdown(self._page)
        yield Keys()

    def markdown(self) -> str:
        return self._page
