"""A log's diagnosis: cause and log, ranks, what is copied, and when it goes wrong."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from textual.widgets import OptionList

from mlexplain.tui.screens.browser import BrowserScreen
from mlexplain.tui.screens.diagnosis import DiagnosisScreen
from mlexplain.tui.screens.home import HomeScreen
from mlexplain.tui.widgets.choices import Choices
from mlexplain.tui.widgets.keys import Keys
from mlexplain.tui.widgets.paste import PastePane
from mlexplain.tui.widgets.ranks import RankStrip
from mlexplain.tui.widgets.source import SourcePane
from tests.commands.process import ROOT
from tests.tui.conftest import LOG, answer, paste, play, settled, shown

TWO = (
    LOG
    + "\n"
    + LOG.replace("run.py", "other.py").replace("RuntimeError: Expected", "KeyError: 'x'\n#")
)
RANKS = (ROOT / "tests/logs/held/dist-peer-death/cause_on_rank_1.log").read_text("utf-8")


def test_a_pasted_log_is_diagnosed() -> None:
    async def scene(pilot, app):
        await paste(pilot, app, LOG)
        assert "looks like a log" in shown(app)
        await answer(pilot, app)
        assert isinstance(app.screen, DiagnosisScreen)
        text = shown(app)
        assert "Tensors on different devices" in text
        assert "input_ids = input_ids.to(model.device)" in text
        pane = app.screen.query_one(SourcePane)
        assert pane.line == 4
        await pilot.press("escape")
        assert isinstance(app.screen, HomeScreen)
        assert app.screen.query_one(PastePane).text == LOG

    play(scene)


def test_errors_and_log_lead_to_each_other() -> None:
    async def scene(pilot, app):
        await paste(pilot, app, TWO)
        await answer(pilot, app)
        entries = app.screen.query_one(Choices)
        assert entries.option_count >= 2
        pane = app.screen.query_one(SourcePane)
        first = pane.line
        await pilot.press("down")
        await pilot.pause()
        assert pane.line != first
        await pilot.press("l")
        assert app.focused is pane
        pane.move_cursor((first, 0))
        await pilot.pause()
        assert entries.highlighted == 0

    play(scene)


def test_an_unknown_error_is_shown_honestly() -> None:
    log = 'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\n    f()\nFooBarError: odd\n'

    async def scene(pilot, app):
        await paste(pilot, app, log)
        await answer(pilot, app)
        assert "not in the rule book" in shown(app)
        assert "a.py:3" in shown(app)
        await pilot.press("y", "r")  # neither a fix nor a page
        assert isinstance(app.screen, DiagnosisScreen)
        assert app.clipboard == ""

    play(scene)


def test_a_healthy_text_has_no_error() -> None:
    async def scene(pilot, app):
        await paste(pilot, app, "step 1 loss 0.5\n" * 30)
        await answer(pilot, app)
        assert "No error found" in shown(app)
        assert not app.screen.query_one(RankStrip).display

    play(scene)


def test_a_log_cannot_draw_on_the_screen() -> None:
    log = LOG.replace("RuntimeError: ", "RuntimeError: [bold red]x[/] \x1b[31m\x1b]0;title\x07 ")

    async def scene(pilot, app):
        await paste(pilot, app, log)
        await answer(pilot, app)
        text = shown(app)
        assert "[bold red]x[/]" in text
        assert "\x1b" not in text and "\x07" not in text

    play(scene)


def test_ranks_are_told_apart_and_switched_by_keys() -> None:
    async def scene(pilot, app):
        await paste(pilot, app, RANKS)
        await answer(pilot, app)
        strip, pane = app.screen.query_one(RankStrip), app.screen.query_one(SourcePane)
        said = str(strip.render()).replace("\xa0", " ")
        assert said.split("   ") == [" all ranks", "✗ rank 1 · seen to fail first", "rank 0 "]
        assert "Next rank" in str(app.screen.query_one(Keys).render())
        rows = [app.screen.query_one(Choices).option_count]
        for _ in range(3):
            await pilot.press("n")
            await pilot.pause()
            rows.append(app.screen.query_one(Choices).option_count)
            if len(rows) == 3:
                assert "Another rank ended first" in shown(app)
                assert "out of bounds" not in shown(app).split("The log")[0]
                assert pane.line == 9
        assert rows == [3, 2, 1, 3]
        await pilot.press("p")
        await pilot.pause()
        assert pane.line == 9

    play(scene)


def test_a_click_chooses_a_rank() -> None:
    async def scene(pilot, app):
        await paste(pilot, app, RANKS)
        await answer(pilot, app)
        strip = app.screen.query_one(RankStrip)
        await pilot.click(strip, offset=(1 + str(strip.render()).index("rank\xa00"), 0))
        await pilot.pause()
        assert "Another rank ended first" in shown(app)
        assert app.screen.query_one(SourcePane).line == 9

    play(scene)


def test_ranks_that_tell_the_same_are_one() -> None:
    log = "\n".join(f"[rank{r}]: {line}" for r in (2, 0) for line in LOG.splitlines()[3:38])

    async def scene(pilot, app):
        await paste(pilot, app, log)
        await answer(pilot, app)
        strip = str(app.screen.query_one(RankStrip).render()).replace("\xa0", " ")
        assert strip.startswith(" ✗ ranks 0, 2")
        await pilot.press("n")
        assert "Next rank" not in str(app.screen.query_one(Keys).render())

    play(scene)


def test_the_answer_is_copied_and_written(tmp_path: Path) -> None:
    async def scene(pilot, app):
        await paste(pilot, app, LOG)
        await answer(pilot, app)
        await pilot.press("c")
        assert app.clipboard.startswith("error: Tensors on different devices")
        await pilot.press("m")
        assert app.clipboard.startswith("## Tensors on different devices")
        await pilot.press("y")
        assert app.clipboard.splitlines()[0] == "input_ids = input_ids.to(model.device)"
        first = app.clipboard
        await pilot.press("y")  # there are two
        assert app.clipboard != first
        await pilot.press("y")
        assert app.clipboard == first
        await pilot.press("w", "W", "s")
        await pilot.pause()

    play(scene)
    (written,) = tmp_path.glob("mlexplain-*.md")
    assert "Tensors on different devices" in written.read_text("utf-8")
    (block,) = tmp_path.glob("mlexplain-*.py")
    assert block.read_text("utf-8").startswith("input_ids = input_ids.to(model.device)\n")
    (picture,) = tmp_path.glob("mlexplain-*.svg")
    assert picture.read_text("utf-8").startswith("<svg")


def test_the_rule_of_a_diagnosis_is_one_key_away() -> None:
    async def scene(pilot, app):
        await paste(pilot, app, LOG)
        await answer(pilot, app)
        await pilot.press("r")
        await settled(pilot, app)
        assert isinstance(app.screen, BrowserScreen)
        found = app.screen.query_one(OptionList).highlighted_option
        assert found is not None and found.id.endswith("/device-mismatch")
        assert "different devices" in app.screen.markdown()

    play(scene)


def test_a_crash_in_a_worker_is_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the rule book is on fire [/]")

    monkeypatch.setattr(import_module("mlexplain.diagnose.log"), "diagnose_log", broken)

    async def scene(pilot, app):
        await paste(pilot, app, LOG)
        await answer(pilot, app)
        await pilot.pause(0.5)
        assert "the rule book is on fire [/]" in shown(app)
        assert "No diagnosis" in shown(app)
        await pilot.press("c", "m", "y", "w", "v", "n", "r")  # of no answer there is nothing
        await pilot.press("escape")
        assert app.screen.query_one(PastePane).text == LOG

    play(scene)


@pytest.mark.parametrize("size", [(60, 20), (100, 30), (240, 70)])
def test_all_sizes(size: tuple[int, int]) -> None:
    async def scene(pilot, app):
        await paste(pilot, app, LOG)
        await answer(pilot, app)
        assert "Tensors on different devices" in shown(app)
        assert "The log" in shown(app)
        assert "? Help" in str(app.screen.query_one(Keys).render())

    play(scene, size=size)
