"""Asks for a file's name."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Input, Label


class _Paths(Suggester):
    """The one file name that what was typed begins."""

    async def get_suggestion(self, value: str) -> str | None:
        import glob

        found = sorted(glob.glob(glob.escape(value) + "*")) if value else []
        return found[0] if found else None


class OpenScreen(ModalScreen[str | None]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel")]

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Label("Open a file (drop it here, or type; → completes)", markup=False)
            yield Input(placeholder="train.log", suggester=_Paths(use_cache=False))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value or None)

    def action_cancel(self) -> None:
        self.dismiss(None)
