"""What the keys do."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

_TEXT = """\
mlexplain

Paste a log, and learn what broke, where in your code, why, and the change that mends it.
Paste code, and it is explained step by step. Nothing leaves this machine.

Input
  Ctrl+R, F5    explain what was pasted
  Ctrl+O        open a file (or drop it into the dialog)
  Ctrl+L        clear
  Ctrl+K        choose the kind, where it was not recognised
  Ctrl+P        all commands, rules and themes
  F2            history: search and reopen earlier pastes (secrets are masked in it)
  F3            browse rules and concepts
  F4            settings
  Ctrl+Q        quit; the input is kept for the next time

Answer
  ↑ ↓           the next error, step or finding; its lines light up beside it
  l             to the log or code and back; the cursor there chooses what it belongs to
  v             all fixes in full          x   stop the model (explanation)
  r             the rule's page            y   copy the fix, or the mended code
  f             mend what is safe (check)
  c             copy as Markdown           w   write to a file
  s             save a picture             Esc back
"""


class HelpScreen(ModalScreen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1,q", "app.pop_screen", "Close")]

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="dialog"):
            yield Static(_TEXT, markup=False)
