"""The input: paste, open or pipe, and choose what to do with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widgets import Button, Label, Select
from textual.widgets.text_area import Selection

from mlexplain.tui.aside import Unbroken, aside
from mlexplain.tui.draft import save_draft
from mlexplain.tui.files import path_of, read_file
from mlexplain.tui.kind import described, kind_of
from mlexplain.tui.widgets.keys import Keys
from mlexplain.tui.widgets.paste import Editor, PastePane

if TYPE_CHECKING:
    from textual.screen import Screen as AnyScreen

_CHOICES = (
    ("by itself", "auto"),
    ("a log: diagnose it", "log"),
    ("code: explain it", "code"),
    ("code: check devices", "check"),
)
_DRAFT_SECONDS = 1.0


class HomeScreen(Unbroken, Screen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r,f5", "answer", "Explain", priority=True),
        Binding("ctrl+o", "open", "Open a file", priority=True),
        Binding("ctrl+l", "clear", "Clear", priority=True),
        Binding("ctrl+t", "kind", "Kind", priority=True),
        Binding("f1", "app.help", "Help"),
    ]

    def __init__(self, text: str, kept: bool) -> None:
        super().__init__()
        self._kept = kept
        self._start = text
        self._saved = text

    def compose(self) -> ComposeResult:
        yield Label("mlexplain  paste a log or code, then Ctrl+R", id="title", markup=False)
        yield PastePane()
        with Horizontal(id="bar"):
            yield Select(_CHOICES, value="auto", allow_blank=False, id="kind")
            yield Label("", id="seen", markup=False)
            yield Button("Explain", id="go", variant="primary")
        yield Keys()

    def on_mount(self) -> None:
        if self._start:
            self.query_one(PastePane).load(self._start)
        editor = self.query_one(Editor)
        if self._kept:
            editor.selection = Selection(editor.document.end, (0, 0))
        editor.focus()
        self.set_interval(_DRAFT_SECONDS, self._save)

    def _save(self) -> None:
        text = self.query_one(PastePane).text
        if text != self._saved:
            self._saved = text
            self._write_draft(text)

    @aside
    def _write_draft(self, text: str) -> None:
        save_draft(text)

    def keep(self) -> None:
        """Keep the input at once; the screen is about to close."""
        save_draft(self.query_one(PastePane).text)

    def on_paste_pane_changed(self) -> None:
        seen = described(self.query_one(PastePane).text)
        self.query_one("#seen", Label).update(f"looks like {seen}" if seen else "")

    def on_button_pressed(self) -> None:
        self.action_answer()

    def action_answer(self) -> None:
        text = self.query_one(PastePane).text
        if not text.strip():
            self.notify("Paste something first.")
            return
        self._save()
        chosen = str(self.query_one("#kind", Select).value)
        kind = kind_of(text) if chosen == "auto" else chosen
        self._remember("log" if kind == "log" else "code", text)
        self.app.push_screen(self._screen_for(kind, text))

    @aside
    def _remember(self, kind: str, text: str) -> None:
        from mlexplain.tui.history import remember

        remember(kind, text)

    def _screen_for(self, kind: str, text: str) -> AnyScreen[None]:
        if kind == "check":
            from mlexplain.tui.screens.check import CheckScreen

            return CheckScreen(text)
        if kind == "code":
            from mlexplain.tui.screens.explanation import ExplanationScreen

            return ExplanationScreen(text, "bundled")
        from mlexplain.tui.screens.diagnosis import DiagnosisScreen

        return DiagnosisScreen(text)

    def action_kind(self) -> None:
        self.query_one("#kind", Select).focus()

    def action_clear(self) -> None:
        self.query_one(PastePane).load("")
        self._save()
        self.query_one(Editor).focus()

    def action_open(self) -> None:
        from mlexplain.tui.screens.open import OpenScreen

        self.app.push_screen(OpenScreen(), self._opened)

    def _opened(self, name: str | None) -> None:
        if name:
            self._read(path_of(name))

    def on_editor_dropped(self, event: Editor.Dropped) -> None:
        self._read(event.path)

    @aside
    def _read(self, path: Path) -> None:
        call = self.app.call_from_thread
        try:
            text = read_file(path)
        except OSError as error:
            said = f"{path}: {error.strerror}"
            call(self.notify, said, severity="error", markup=False)
        else:
            call(self.query_one(PastePane).load, text)
            call(self.notify, f"Opened {path}", markup=False)
