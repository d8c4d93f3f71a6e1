"""The big input. Large pastes go to a read-only pane, which takes them without freezing."""

from __future__ import annotations

import re
from pathlib import Path

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Log, TextArea

from mlexplain.read.terminal import shown
from mlexplain.show.visible import pictured, visible
from mlexplain.tui.files import dropped

EDITABLE = 200_000
"""Characters up to which a paste can be edited."""
_SHOWN = 100_000
"""Characters of a larger one that are laid out: its end, where errors stand."""
_SHOWN_LINES = 5_000
_DRAWS = re.compile("[\x1b\x9b\r\b]")


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

    async def _on_paste(self, event: events.Paste) -> None:
        """Textual calls the base class's handler as well, unless told not to."""
        # Terminals send a carriage return for each line's end.
        text = event.text.replace("\r\n", "\n").replace("\r", "\n")
        taken: Message | None = None
        if len(text) + len(self.text) > EDITABLE:
            taken = self.Large(text)
        elif not self.text and (path := dropped(text)):
            taken = self.Dropped(path)
        else:
            event.text = plain(text)
        if taken is not None:
            event.stop()
            event.prevent_default()
            self.post_message(taken)


def plain(text: str) -> str:
    """What a terminal would have shown, with a picture for what is no text: drawn as it is, an
    escape sequence of a log would drive this terminal. Code that only writes of them stays."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return pictured("\n".join(shown(line) if _DRAWS.search(line) else line for line in lines))


class PastePane(Vertical):
    """An editor, or a pane for what is too large for one."""

    class Changed(Message):
        """The text is another one."""

    def __init__(self) -> None:
        super().__init__()
        self._large: str | None = None
        self._shown = 0
        """Characters of it that the pane has taken; of a pipe only whole lines."""

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
        self._large = text if large else None
        editor.display, pane.display = not large, large
        pane.clear()
        if large:
            self._count(text)
            self._shown = len(text)
            pane.write_lines(visible(text[-_SHOWN:]).splitlines())
        else:
            editor.load_text(plain(text))
        self.post_message(self.Changed())

    def _count(self, text: str) -> None:
        lines = text.count("\n") + (not text.endswith("\n"))
        title = f"{lines:,} lines, read-only; the last ones are shown"
        self.query_one(Log).border_title = title

    def add(self, text: str) -> None:
        """Add what came out of a pipe."""
        if self._large is None and len(self.query_one(Editor).text) + len(text) <= EDITABLE:
            editor = self.query_one(Editor)
            editor.insert(plain(text), editor.document.end)
            return
        if self._large is None:
            self.load(self.query_one(Editor).text + text)
            return
        self._large += text
        self._count(self._large)
        end = self._large.rfind("\n") + 1
        if end > self._shown:
            lines = visible(self._large[self._shown : end]).splitlines()
            self.query_one(Log).write_lines(lines[-_SHOWN_LINES:])
            self._shown = end
        self.post_message(self.Changed())

    def on_editor_large(self, message: Editor.Large) -> None:
        message.stop()
        self.load(self.query_one(Editor).text + message.text)

    def on_text_area_changed(self) -> None:
        self.post_message(self.Changed())
