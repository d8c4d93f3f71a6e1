"""What the keys do."""

from __future__ import annotations

from typing import ClassVar

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

_PURPOSE = """\
Paste a log, and learn what broke, where in your code, why, and the change that mends it. \
Paste code, and it is explained step by step. Nothing leaves this machine.
"""
_INPUT = {
    "Ctrl+R, F5": "explain what was pasted",
    "Ctrl+O": "open a file; one that is dropped into the empty input opens by itself",
    "Ctrl+L": "clear",
    "Ctrl+T": "choose the kind, where it was not recognised",
    "Ctrl+P": "all commands, rules and themes",
    "F2": "history: search and reopen earlier pastes (secrets are masked in it)",
    "F3": "browse rules and concepts",
    "F4": "settings",
    "Ctrl+Q": "quit; the input is kept for the next time",
}
_ANSWER = {
    "↑ ↓": "the next error, step or finding; its lines light up beside it",
    "l": "to the log or code and back; the cursor there chooses what it belongs to",
    "n  p": "the next, the previous rank (several ranks)",
    "v": "everything in full",
    "r": "the rule's page",
    "x": "stop the model (explanation)",
    "f": "mend what is safe (check)",
    "y": "copy the fix (again: the next one), the step or the mended code",
    "W": "write what y copies to a file",
    "c  m  w": "the whole answer: copy as text, copy as Markdown, write to a file",
    "s": "save a picture",
    "Esc": "back",
}
_MOUSE = "\nThe mouse does it too: click on a rank, an error, a step, a line, a key at the bottom."


class HelpScreen(ModalScreen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1,q,question_mark", "app.pop_screen", "Close")
    ]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="dialog"):
            yield Static(_text(), markup=False)


def _text() -> RenderableType:
    return Group(
        Text("mlexplain\n", "bold"),
        Text(_PURPOSE),
        Text("Input", "bold"),
        _table(_INPUT),
        Text("\nAnswer", "bold"),
        _table(_ANSWER),
        Text(_MOUSE),
    )


def _table(keys: dict[str, str]) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_column(width=10, no_wrap=True)
    table.add_column()
    for key, effect in keys.items():
        table.add_row(key, effect)
    return table
