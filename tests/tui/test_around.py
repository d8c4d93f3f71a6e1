"""Rule book, settings and palette, by keys."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input, Markdown, OptionList

from mlexplain.tui import history
from mlexplain.tui.kind import described
from mlexplain.tui.screens.browser import BrowserScreen
from mlexplain.tui.screens.home import HomeScreen
from mlexplain.tui.settings import Settings, read_settings, write_settings
from mlexplain.tui.widgets.keys import Keys
from tests.commands.process import ROOT
from tests.tui.conftest import answer, paste, play

LOG = (ROOT / "docs" / "openllama.log").read_text("utf-8")


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


def test_the_rule_and_the_fix_of_a_diagnosis_are_one_key_away() -> None:
    async def scene(pilot, app):
        await paste(pilot, app, LOG)
        await answer(pilot, app)
        await pilot.press("y")
        assert app.clipboard.splitlines()[0] == "input_ids = input_ids.to(model.device)"
        await pilot.press("r")
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, BrowserScreen)
        found = app.screen.query_one(OptionList).highlighted_option
        assert found is not None and found.id.endswith("/device-mismatch")
        assert "different devices" in app.screen.markdown()

    play(scene)


def test_keys_are_shown_and_can_be_clicked() -> None:
    async def scene(pilot, app):
        line = str(app.screen.query_one(Keys).render())
        assert "^r Explain" in line and "f1 Help" in line
        await pilot.click(Keys, offset=(line.index("Rules"), 0))
        await pilot.pause()
        assert isinstance(app.screen, BrowserScreen)

    play(scene)


CELL = """\
In [3]: model(x)
---------------------------------------------------------------------------
RuntimeError                              Traceback (most recent call last)
Cell In[3], line 1
----> 1 model(x)

RuntimeError: mat1 and mat2 shapes cannot be multiplied (3x4 and 5x6)
"""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ""),
        (LOG, "a log"),
        ("import torch\n\ndef f(x):\n    return x\n", "code"),
        ("import torch\n\ndef f(x):\n    return x\n\n" + LOG, "a log and code"),
        ("| NVIDIA-SMI 535.54.03   Driver Version: 535.54.03 |", "an nvidia-smi table"),
        (CELL, "a notebook's cells"),
    ],
)
def test_the_kind_is_named(text: str, said: str) -> None:
    assert described(text) == said


def test_no_answer_holds_a_secret() -> None:
    code = 'import torch\n\nkey = "hf_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7"\nx = torch.zeros(3)\nx.cuda()\n'

    async def scene(pilot, app):
        write_settings(Settings(model=False))
        for kind in ("code", "check"):
            await pilot.press("ctrl+l")
            await paste(pilot, app, code)
            app.screen.query_one("#kind").value = kind
            await answer(pilot, app)
            assert "hf_aB3dE6" not in app.export_screenshot()
            await pilot.press("c")
            assert "torch" in app.clipboard and "hf_aB3dE6" not in app.clipboard
            await pilot.press("x", "escape")
            await pilot.pause()

    play(scene)
