"""The screen: `mlexplain`, `mlexplain FILE`, `command | mlexplain`."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.worker import get_current_worker

from mlexplain.tui.aside import Unbroken, aside
from mlexplain.tui.commands import Pages
from mlexplain.tui.draft import read_draft
from mlexplain.tui.files import pipe_moved_aside, read_file, read_pipe
from mlexplain.tui.quiet import warm
from mlexplain.tui.screens.home import HomeScreen
from mlexplain.tui.settings import read_settings, write_settings
from mlexplain.tui.terminal import take_pastes_at_once
from mlexplain.tui.widgets.paste import PastePane


class MlexplainApp(Unbroken, App[None]):
    """`text` fills the input; `pipe` is read into it while keys work. What was `kept` from the time
    before stands selected: the next paste takes its place."""

    CSS_PATH = "app.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    TITLE = "mlexplain"
    COMMANDS = App.COMMANDS | {Pages}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", priority=True),
        Binding("f1", "help", "Help"),
        Binding("f2", "history", "History"),
        Binding("f3", "browse", "Rules"),
        Binding("f4", "settings", "Settings"),
    ]

    def __init__(self, text: str = "", pipe: int | None = None, kept: bool = False) -> None:
        # Without colour nothing may stand on colour alone: Textual's own ANSI mode reverses instead.
        super().__init__(ansi_color=True if os.environ.get("NO_COLOR") else None)
        self._home = HomeScreen(text, kept)
        self._pipe = pipe

    def get_default_screen(self) -> Screen[None]:
        return self._home

    def on_mount(self) -> None:
        chosen = read_settings().theme
        if chosen in self.available_themes:
            self.theme = chosen
        self._home.call_after_refresh(self._warm)
        if self._pipe is not None:
            self._read_pipe(self._pipe)

    @aside
    def _warm(self) -> None:
        warm()

    async def action_quit(self) -> None:
        self._home.keep()
        self.exit()

    @aside
    def _read_pipe(self, pipe: int) -> None:
        """What the pipe holds, as it comes; at its end the answer, unless keys have led elsewhere."""
        worker = get_current_worker()
        try:
            for piece in read_pipe(pipe):
                if worker.is_cancelled:
                    return
                self.call_from_thread(self._home.query_one(PastePane).add, piece)
        finally:
            os.close(pipe)
        self.call_from_thread(self._piped)

    def _piped(self) -> None:
        self._home.query_one(PastePane).add("", last=True)
        if self.screen is self._home:
            self._home.action_answer()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Textual's own commands, and every action of the screen and the app."""
        yield from super().get_system_commands(screen)
        for node in (screen, self):
            for key, bound in node._bindings:
                if bound.description and bound.action not in ("quit", "command_palette"):
                    run = partial(self.run_action, bound.action, node)
                    yield SystemCommand(bound.description, f"Key {key}", run)

    def watch_theme(self, theme: str) -> None:
        chosen = read_settings()
        if theme != chosen.theme and self.is_running:
            with suppress(OSError):
                write_settings(replace(chosen, theme=theme))

    def action_history(self) -> None:
        from mlexplain.tui.screens.history import HistoryScreen

        self.push_screen(HistoryScreen(), self._reopened)

    def _reopened(self, text: str | None) -> None:
        if text:
            while self.screen is not self._home:
                self.pop_screen()
            self._home.query_one(PastePane).load(text)

    def action_browse(self, slug: str = "") -> None:
        from mlexplain.tui.screens.browser import BrowserScreen

        self.push_screen(BrowserScreen(slug))

    def action_settings(self) -> None:
        from mlexplain.tui.screens.settings import SettingsScreen

        self.push_screen(SettingsScreen())

    def action_help(self) -> None:
        from mlexplain.tui.screens.help import HelpScreen

        self.push_screen(HelpScreen())


def open_screen(file: str | None = None, piped: bool = False) -> int:
    """Run until the user leaves. Raises OSError for a file that cannot be read."""
    kept = not file and not piped
    text = read_file(Path(file)) if file else read_draft() if kept else ""
    pipe = pipe_moved_aside() if piped else None
    take_pastes_at_once()
    MlexplainApp(text, pipe, kept).run()
    return 0
