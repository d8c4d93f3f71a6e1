"""The settings, each kept as soon as it is changed."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Checkbox, Label, Select

from mlexplain.tui.draft import data_dir
from mlexplain.tui.settings import Settings, read_settings, write_settings


class SettingsScreen(ModalScreen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.pop_screen", "Close")]

    def compose(self) -> ComposeResult:
        chosen = read_settings()
        with VerticalScroll(id="dialog"):
            yield Label("Settings   Tab moves, Space changes, Esc closes", markup=False)
            yield Checkbox(
                "Keep a history of pastes (secrets masked)", chosen.history, id="history"
            )
            yield Checkbox("Let the bundled model write sentences", chosen.model, id="model")
            themes = [(name, name) for name in sorted(self.app.available_themes)]
            yield Select(themes, value=self.app.theme, allow_blank=False, id="theme")
            yield Label(f"Kept in {data_dir()}", markup=False)

    def on_mount(self) -> None:
        self.query(Checkbox).first().focus()

    def on_checkbox_changed(self, event: Checkbox.Changed) -> None:
        if event.checkbox.id == "history":
            self._keep(replace(read_settings(), history=event.value))
        else:
            self._keep(replace(read_settings(), model=event.value))

    def on_select_changed(self, event: Select.Changed) -> None:
        self.app.theme = str(event.value)

    def _keep(self, chosen: Settings) -> None:
        try:
            write_settings(chosen)
        except OSError as error:
            self.notify(f"Not kept: {error.strerror}", severity="error", markup=False)
