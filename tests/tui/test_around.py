"""Rule book, settings and palette, by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, Markdown, OptionList

from mlexplain.tui import history
from mlexplain.tui.screens.browser import BrowserScreen
from mlexplain.tui.screens.home import HomeScreen
from mlexplain.tui.settings import Settings, read_settings, write_settings
from tests.tui.conftest import LOG, answer, paste, play, settled, shown


def test_the_history_is_switched_off_by_keys() -> None:
    async def scene(pilot, app):
        await pilot.press("f4")
        await pilot.pause()
        await pilot.press("space")
        await pilot.pause()
        await pilot.press("escape")

    play(scene)
    assert read_settings() == Settings(history=False)
    history.remember("log", "text")
    assert history.search() == []


def test_settings_fit_into_a_small_terminal() -> None:
    async def scene(pilot, app):
        await pilot.press("f4")
        await pilot.pause()
        text = shown(app)
        assert "Keep a history of pastes (secrets masked)" in text
        assert "textual-dark" in text and "Kept in" in text

    play(scene, size=(60, 20))


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
        (found,) = [o.id for o in app.screen.query_one(OptionList).options][:1]
        assert found == "check/result-dropped"
        assert ".to(" in app.screen.markdown()
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
        named = {
            bound.description
            for node in (app.screen, app)
            for _, bound in node._bindings
            if bound.description
        }
        assert named - titles <= {"Quit", "palette"}
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"Copy as Markdown")
        await pilot.pause(0.5)
        await pilot.press("enter")
        await pilot.pause(0.5)
        assert "input_ids.to(model.device)" in app.clipboard

    play(scene)


def test_help_and_the_rule_book_are_in_the_palette() -> None:
    async def scene(pilot, app):
        await pilot.press("f1")
        await pilot.pause()
        assert "Nothing leaves this machine" in shown(app)
        await pilot.press("escape")
        for name in ("device-mismatch", "kv-cache"):
            await pilot.press("ctrl+p")
            await pilot.pause()
            await pilot.press(*name)
            await pilot.pause(0.6)
            await pilot.press("enter")
            await settled(pilot, app)
            await settled(pilot, app)
            assert isinstance(app.screen, BrowserScreen)
            assert app.screen.query_one(OptionList).highlighted_option.id.endswith(f"/{name}")

    play(scene)
