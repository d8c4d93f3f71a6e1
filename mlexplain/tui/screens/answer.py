"""What all answers share: keys to go back, copy, write and take a picture."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.screen import Screen

from mlexplain.tui.aside import Unbroken
from mlexplain.tui.quiet import let_go


class Block(NamedTuple):
    """The one piece of an answer that a person would take along."""

    name: str
    """What to call it: `the fix`."""
    text: str
    suffix: str = ".txt"
    """Of the file it is written to."""


class AnswerScreen(Unbroken, Screen[None]):
    """A screen that holds an answer. Subclasses give it as text, as Markdown, and its block."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back"),
        Binding("question_mark", "app.help", "Help"),
        Binding("c", "copy", "Copy"),
        Binding("m", "copy_markdown", "Copy as Markdown"),
        Binding("w", "write", "Write to file"),
        Binding("W", "write_block", "Write what y copies", show=False),
        Binding("s", "picture", "Save picture"),
    ]

    def text(self) -> str:
        """The whole answer for reading, "" while there is none."""
        return self.markdown()

    def markdown(self) -> str:
        """The whole answer as Markdown, "" while there is none."""
        raise NotImplementedError

    def block(self) -> Block | None:
        """What is chosen now; None where nothing is."""
        return None

    def on_unmount(self) -> None:
        let_go()

    def action_back(self) -> None:
        self.workers.cancel_all()
        self.app.pop_screen()

    def action_copy(self) -> None:
        self._copy("the answer", self.text(), "w")

    def action_copy_markdown(self) -> None:
        self._copy("the answer as Markdown", self.markdown(), "w")

    def action_copy_block(self) -> None:
        if block := self.block():
            self._copy(block.name, block.text, "W")
        else:
            self.notify("There is nothing to copy here.")

    def action_write(self) -> None:
        if text := self.markdown():
            self._write(".md", text)

    def action_write_block(self) -> None:
        if block := self.block():
            self._write(block.suffix, block.text.rstrip("\n") + "\n")
        else:
            self.notify("There is nothing to write here.")

    def action_picture(self) -> None:
        self._write(".svg", self.app.export_screenshot())

    def _copy(self, name: str, text: str, writes: str) -> None:
        """By OSC 52, which some terminals ignore without a word."""
        if text:
            self.app.copy_to_clipboard(text)
            self.notify(
                f"Copied {name}, if your terminal allows it; {writes} writes it to a file.",
                markup=False,
            )

    def _write(self, suffix: str, text: str) -> None:
        path = _free(suffix)
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            self.notify(f"{path}: {error.strerror}", severity="error", markup=False)
        else:
            self.notify(f"Written to {path}", markup=False)


def _free(suffix: str) -> Path:
    """A name by the time of day that no file has yet."""
    stem = f"mlexplain-{datetime.now():%Y%m%d-%H%M%S}"
    path, number = Path(stem + suffix), 1
    while path.exists():
        number += 1
        path = Path(f"{stem}-{number}{suffix}")
    return path
