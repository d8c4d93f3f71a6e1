"""What was pasted before, searched as one types."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Label, OptionList
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from mlexplain.show.visible import one_line
from mlexplain.tui import history
from mlexplain.tui.aside import Unbroken, aside


class HistoryScreen(Unbroken, ModalScreen[str | None]):
    """Answers with the text that was chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel"),
        Binding("down", "list", show=False),
        Binding("ctrl+t", "switch", "Keep pastes, or don't"),
        Binding("ctrl+delete", "forget", "Forget all"),
    ]

    def compose(self) -> ComposeResult:
        with Vertical(id="dialog"):
            yield Label("", id="kept", markup=False)
            yield Input(placeholder="Search what was pasted before")
            yield OptionList(id="past", markup=False)

    def on_mount(self) -> None:
        self._state()
        self._find("")

    def _state(self) -> None:
        state = "on, secrets masked" if history.is_on() else "off"
        self.query_one("#kept", Label).update(
            f"History ({state})   Ctrl+T on or off   Ctrl+Delete forget all   Esc back"
        )

    def on_input_changed(self, event: Input.Changed) -> None:
        self._find(event.value)

    def on_input_submitted(self) -> None:
        past = self.query_one(OptionList)
        if past.option_count:
            self._chosen(past.get_option_at_index(past.highlighted or 0))

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self._chosen(event.option)

    def _chosen(self, option: Option) -> None:
        self.dismiss(history.text_of(int(option.id or 0)) or None)

    @aside
    def _find(self, words: str) -> None:
        found = history.search(words)
        if not get_current_worker().is_cancelled:
            self.app.call_from_thread(self._show, found)

    def _show(self, found: list[history.Past]) -> None:
        past = self.query_one(OptionList)
        past.clear_options()
        for one in found:
            at = datetime.fromtimestamp(one.at).strftime("%d %b %H:%M")
            past.add_option(Option(f"{at}  {one.kind:<5}  {one_line(one.line, 90)}", str(one.id)))
        if found:
            past.highlighted = 0

    def action_list(self) -> None:
        self.query_one(OptionList).focus()

    def action_switch(self) -> None:
        try:
            history.switch(not history.is_on())
        except OSError as error:
            self.notify(f"{error.filename}: {error.strerror}", severity="error", markup=False)
        self._state()

    def action_forget(self) -> None:
        history.forget()
        self._find(self.query_one(Input).value)

    def action_cancel(self) -> None:
        self.dismiss(None)
