"""What all answers share: keys to go back, copy, write and take a picture."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.screen import Screen


class AnswerScreen(Screen[None]):
    """A screen that holds an answer. Subclasses give it as Markdown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back"),
        Binding("c", "copy", "Copy as Markdown"),
        Binding("w", "write", "Write to file"),
        Binding("s", "picture", "Save picture"),
    ]

    def markdown(self) -> str:
        """The whole answer, "" while there is none."""
        raise NotImplementedError

    def action_back(self) -> None:
        self.workers.cancel_all()
        self.app.pop_screen()

    def action_copy(self) -> None:
        if text := self.markdown():
            self.app.copy_to_clipboard(text)
            self.notify("Copied, if your terminal allows it; w writes a file instead.")

    def action_write(self) -> None:
        if text := self.markdown():
            self._kept(Path(f"mlexplain-{_stamp()}.md"), text)

    def action_picture(self) -> None:
        self._kept(Path(f"mlexplain-{_stamp()}.svg"), self.app.export_screenshot())

    def _kept(self, path: Path, text: str) -> None:
        try:
            path.write_text(text, encoding="utf-8")
        except OSError as error:
            self.notify(f"{path}: {error.strerror}", severity="error")
        else:
            self.notify(f"Written to {path}", markup=False)

    def failed(self, error: BaseException) -> None:
        """Say that the work went wrong; the paste is still there, one key back."""
        self.notify(
            f"{type(error).__name__}: {error}",
            title="This went wrong",
            severity="error",
            markup=False,
        )


def _stamp() -> str:
    return datetime.now().strftime("%Y%m%d-%H%M%S")
