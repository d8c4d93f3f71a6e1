"""The big input. Large pastes go to a read-only pane, which takes them without freezing."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Log, TextArea

from mlexplain.show.visible import one_line
from mlexplain.tui.files import dropped
from mlexplain.tui.plain import plain

EDITABLE = 200_000
"""Characters up to which a paste can be edited."""
_SHOWN = 100_000
"""Characters of a larger one that are laid out: its end, where errors stand."""
_SHOWN_LINES = 5_000


class Editor(TextArea):
    """Hands large pastes and dropped files to its parents instead of laying them out."""

    class Large(Message):
        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Dropped(Message):
        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    @property
    def staying(self) -> str:
        """The text beside which a paste lands: none where all of it is selected."""
        return "" if self.selected_text == self.text else self.text

    async def _on_paste(self, event: events.Paste) -> None:
        """Textual calls the base class's handler as well, unless told not to."""
        # Terminals send a carriage return for each line's end.
        text = event.text.replace("\r\n", "\n").replace("\r", "\n")
        taken: Message | None = None
        if len(text) + len(self.staying) > EDITABLE:
            taken = self.Large(text)
        elif not self.staying and (path := dropped(text)):
            taken = self.Dropped(path)
        else:
            event.text = plain(text)
        if taken is not None:
            event.stop()
            event.prevent_default()
            self.post_message(taken)


class PastePane(Vertical):
    """An editor, or a pane for what is too large for one."""

    class Changed(Message):
        """The text is another one."""

    def __init__(self) -> None:
        super().__init__()
        self._large: str | None = None
        self._unended = ""
        """The last line of a pipe: a bar of progress is written over again and again."""

    def compose(self) -> ComposeResult:
        editor = Editor(id="editor", soft_wrap=False, tab_behavior="focus")
        editor.border_title = "Paste a log or code"
        yield editor
        pane = Log(id="large", max_lines=_SHOWN_LINES)
        pane.display = False
        yield pane

    @property
    def text(self) -> str:
        return self._large if self._large is not None else self.query_one(Editor).text

    def load(self, text: str) -> None:
        """Show a text, whatever its size."""
        large = len(text) > EDITABLE
        editor, pane = self.query_one(Editor), self.query_one(Log)
        self._large, self._unended = text if large else None, ""
        editor.display, pane.display = not large, large
        (pane if large else editor).focus()
        pane.clear()
        if large:
            self._count(text)
            pane.write_lines(plain(text[-_SHOWN:]).splitlines())
        else:
            editor.load_text(plain(text))
        self.post_message(self.Changed())

    def _count(self, text: str) -> None:
        lines = text.count("\n") + (not text.endswith("\n"))
        title = f"{lines:,} lines, read-only; the last ones are shown"
        self.query_one(Log).border_title = title

    def add(self, text: str, last: bool = False) -> None:
        """Add what came out of a pipe. A line that has not ended stands in the border."""
        editor, pane = self.query_one(Editor), self.query_one(Log)
        text = self._unended + text
        end = len(text) if last else text.rfind("\n") + 1
        text, self._unended = text[:end], text[end:]
        editor.border_subtitle = pane.border_subtitle = escape(one_line(plain(self._unended), 60))
        if not text:
            return
        if self._large is not None:
            self._large += text
            self._count(self._large)
            pane.write_lines(plain(text).splitlines()[-_SHOWN_LINES:])
            self.post_message(self.Changed())
        elif len(editor.text) + len(text) > EDITABLE:
            unended = self._unended
            self.load(editor.text + text)
            self._unended = unended
        else:
            editor.insert(plain(text), editor.document.end)

    def on_paste(self, event: events.Paste) -> None:
        """One more paste, where the first one fills the pane."""
        if self._large is not None:
            event.stop()
            self.load(self._large + event.text.replace("\r\n", "\n").replace("\r", "\n"))

    def on_editor_large(self, message: Editor.Large) -> None:
        message.stop()
        self.load(self.query_one(Editor).staying + message.text)

    def on_text_area_changed(self) -> None:
        self.post_message(self.Changed())
