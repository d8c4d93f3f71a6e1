"""History, rule book, settings and palette, by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, Markdown, OptionList

from mlexplain.tui import history
from mlexplain.tui.screens.browser import BrowserScreen
from mlexplain.tui.screens.diagnosis import DiagnosisScreen
from mlexplain.tui.screens.history import HistoryScreen
from mlexplain.tui.screens.home import HomeScreen
from mlexplain.tui.settings import Settings, read_settings, write_settings
from mlexplain.tui.widgets.paste import PastePane
from tests.commands.process import ROOT
from tests.tui.conftest import answer, paste, play

LOG = (ROOT / "docs" / "openllama.log").read_text("utf-8")
TOKEN = "hf_abcdefghijklmnopqrstuvwxyzABCDEFGH"


def test_an_answer_is_found_again_in_the_history() -> None:
    async def scene(pilot, app):
        await paste(pilot, app, f"token={TOKEN}\n{LOG}")
        await answer(pilot, app)
        assert isinstance(app.screen, DiagnosisScreen)
        await pilot.press("f2")
        await pilot.pause()
        assert isinstance(app.screen, HistoryScreen)
        await pilot.press(*"open_llama devices")
        await pilot.pause()
        (found,) = app.screen.query_one(OptionList).options
        assert "Tensors on different devices" in str(found.prompt)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, HomeScreen)
        assert app.screen.query_one(PastePane).text.endswith(LOG)
        assert TOKEN not in app.screen.query_one(PastePane).text

    play(scene)


def test_the_history_holds_no_secret_and_is_private(data_folder: Path) -> None:
    history.keep("log", "found", f"token={TOKEN}")
    path = data_folder / "history.sqlite"
    assert TOKEN.encode() not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_the_history_is_searched_by_words() -> None:
    history.keep("log", "Out of memory", "train.py on cuda")
    history.keep("code", "A training step", "loss.backward() # 100%")
    assert [e.title for e in history.search("MEMORY train")] == ["Out of memory"]
    assert [e.title for e in history.search("100%")] == ["A training step"]
    assert [e.title for e in history.search("_")] == []
    assert [e.title for e in history.search()] == ["A training step", "Out of memory"]


def test_the_same_paste_moves_to_the_top() -> None:
    for text in ("one", "two", "one"):
        history.keep("log", f"about {text}", text)
    assert [e.title for e in history.search()] == ["about one", "about two"]


def test_entries_are_forgotten_by_keys() -> None:
    history.keep("log", "first", "1")
    history.keep("log", "second", "2")

    async def scene(pilot, app):
        await pilot.press("f2")
        await pilot.pause()
        await pilot.press("down", "delete")
        await pilot.pause()
        assert [e.title for e in history.search()] == ["first"]
        await pilot.press("ctrl+delete")
        await pilot.pause()
        assert history.search() == []

    play(scene)


def test_the_history_can_be_switched_off_by_keys() -> None:
    async def scene(pilot, app):
        await pilot.press("f4")
        await pilot.pause()
        await pilot.press("space")
        await pilot.pause()
        await pilot.press("escape")

    play(scene)
    assert read_settings() == Settings(history=False)
    history.keep("log", "found", "text")
    assert history.search() == []


def test_a_text_with_lone_surrogates_is_kept() -> None:
    history.keep("log", "odd \udc80", "bytes \udc80 here")
    assert history.search("bytes")[0].title == "odd ?"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"history": "no", "theme": 3, "extra": 1}'])
def test_unreadable_settings_are_the_defaults(data_folder: Path, text: str) -> None:
    data_folder.mkdir(parents=True)
    (data_folder / "settings.json").write_text(text)
    assert read_settings() == Settings()


def test_the_theme_is_kept() -> None:
    write_settings(Settings(theme="textual-light"))

    async def scene(pilot, app):
        assert app.theme == "textual-light"
        app.theme = "nord"
        await pilot.pause()

    play(scene)
    assert read_settings().theme == "nord"


def test_rules_and_concepts_are_searched_and_read() -> None:
    async def scene(pilot, app):
        await pilot.press("f3")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(app.screen, BrowserScreen)
        assert app.screen.query_one(OptionList).option_count > 80
        await pilot.press(*"mlx101")
        await pilot.pause()
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert "MLX101" in app.screen.markdown() or "result" in app.screen.markdown()
        assert app.screen.query_one(Markdown).query("*")
        app.screen.query_one(Input).focus()
        app.screen.query_one(Input).value = "kv-cache"
        await pilot.pause()
        assert app.screen.query_one(OptionList).options[0].id == "concept/kv-cache"
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)

    play(scene)


def test_every_action_is_in_the_palette() -> None:
    async def scene(pilot, app):
        await paste(pilot, app, LOG)
        await answer(pilot, app)
        titles = {command.title for command in app.get_system_commands(app.screen)}
        shown = {
            bound.description
            for node in (app.screen, app)
            for _, bound in node._bindings
            if bound.show
        }
        assert shown - titles <= {"Quit", "palette"}
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"Copy as Markdown")
        await pilot.pause(0.5)
        await pilot.press("enter")
        await pilot.pause(0.5)
        assert "input_ids.to(model.device)" in app.clipboard

    play(scene)
