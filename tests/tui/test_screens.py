"""Every way through the screen, by keys and pastes."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from textual.widgets import Label, ListView, Log, Static, TextArea

from mlexplain.tui.kind import kind_of
from mlexplain.tui.screens.check import CheckScreen
from mlexplain.tui.screens.diagnosis import DiagnosisScreen
from mlexplain.tui.screens.explanation import ExplanationScreen
from mlexplain.tui.screens.home import HomeScreen
from mlexplain.tui.widgets.paste import PastePane
from mlexplain.tui.widgets.source import SourcePane
from tests.commands.process import ROOT
from tests.tui.conftest import answer, paste, play

LOG = (ROOT / "docs" / "openllama.log").read_text("utf-8")
TWO = (
    LOG
    + "\n"
    + LOG.replace("run.py", "other.py").replace("RuntimeError: Expected", "KeyError: 'x'\n#")
)
CODE = (ROOT / "tests" / "explain" / "founding" / "gpt_piece_01.txt").read_text("utf-8")
DEVICES = """\
import torch

x = torch.zeros(3)
x.cuda()
print(x)
"""


def shown(app) -> str:
    """All that the screen shows, as text."""
    return "\n".join(
        "".join(segment.text for segment in strip)
        for strip in app.screen._compositor.render_strips()
    )


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
        entries = app.screen.query_one("#entries", ListView)
        assert len(entries) >= 2
        pane = app.screen.query_one(SourcePane)
        first = pane.line
        await pilot.press("down")
        await pilot.pause()
        assert pane.line != first
        await pilot.press("l")
        assert app.focused is pane
        pane.move_cursor((first, 0))
        await pilot.pause()
        assert entries.index == 0

    play(scene)


def test_an_unknown_error_is_shown_honestly() -> None:
    log = 'Traceback (most recent call last):\n  File "a.py", line 3, in <module>\n    f()\nFooBarError: odd\n'

    async def scene(pilot, app):
        await paste(pilot, app, log)
        await answer(pilot, app)
        assert "not in the rule book" in shown(app)
        assert "a.py:3" in shown(app)

    play(scene)


def test_a_healthy_text_has_no_error() -> None:
    async def scene(pilot, app):
        await paste(pilot, app, "step 1 loss 0.5\n" * 30)
        await answer(pilot, app)
        assert "No error found" in shown(app)

    play(scene)


def test_pasted_code_is_explained_and_linked_both_ways() -> None:
    async def scene(pilot, app):
        await paste(pilot, app, CODE)
        assert "looks like code" in shown(app)
        await answer(pilot, app)
        assert isinstance(app.screen, ExplanationScreen)
        assert "generates text token by token" in shown(app)
        steps, pane = app.screen.query_one("#steps", ListView), app.screen.query_one(SourcePane)
        assert len(steps) > 10
        await pilot.press("down", "down")
        await pilot.pause()
        assert (steps.index, pane.line) == (2, 7)
        await pilot.press("l")
        assert app.focused is pane
        pane.move_cursor((5, 0))
        await pilot.pause()
        await pilot.pause()
        assert steps.index == 1
        heads = [str(s.query_one(Static).render()).split("\n")[0] for s in steps.children]
        assert all(head.endswith(("· analysis", "· model")) for head in heads)

    play(scene)


def test_code_is_checked_and_mended() -> None:
    async def scene(pilot, app):
        await paste(pilot, app, DEVICES)
        app.screen.query_one("#kind").value = "check"
        await answer(pilot, app)
        assert isinstance(app.screen, CheckScreen)
        assert "result-dropped" in shown(app)
        await pilot.press("f")
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "x = x.cuda()" in app.screen.query_one(SourcePane).text
        assert "Nothing found" in shown(app)
        await pilot.press("y")
        assert app.clipboard == DEVICES.replace("\nx.cuda()", "\nx = x.cuda()")

    play(scene)


def test_a_large_paste_goes_to_a_pane_and_is_diagnosed_whole() -> None:
    large = "step 1 loss 0.5 and so on and on, line after line\n" * 100_000 + LOG

    async def scene(pilot, app):
        await paste(pilot, app, large)
        assert app.screen.query_one(Log).display
        assert not app.screen.query_one(TextArea).display
        await answer(pilot, app)
        assert "Tensors on different devices" in shown(app)
        assert app.screen.query_one(SourcePane).line == 100_004

    play(scene)


def test_a_file_is_opened_by_name(tmp_path: Path) -> None:
    (tmp_path / "train.log").write_text(LOG)

    async def scene(pilot, app):
        await pilot.press("ctrl+o")
        await pilot.press(*"train.log", "enter")
        await pilot.pause()
        assert app.screen.query_one(PastePane).text == LOG
        await pilot.press("ctrl+o")
        await pilot.press(*"nowhere", "enter")
        await pilot.pause(0.5)
        assert "No such file" in shown(app)
        assert app.screen.query_one(PastePane).text == LOG

    play(scene)


def test_the_unsaved_input_survives(data_folder: Path) -> None:
    from mlexplain.tui.draft import read_draft

    async def scene(pilot, app):
        await paste(pilot, app, "half a traceback")
        await pilot.pause(1.3)

    play(scene)
    assert read_draft() == "half a traceback"
    assert (data_folder / "draft.txt").stat().st_mode & 0o077 == 0


def test_a_log_cannot_draw_on_the_screen() -> None:
    log = LOG.replace("RuntimeError: ", "RuntimeError: [bold red]x[/] \x1b[31m\x1b]0;title\x07 ")

    async def scene(pilot, app):
        await paste(pilot, app, log)
        await answer(pilot, app)
        text = shown(app)
        assert "[bold red]x[/]" in text
        assert "\x1b" not in text and "\x07" not in text

    play(scene)


def test_the_answer_is_copied_and_written(tmp_path: Path) -> None:
    async def scene(pilot, app):
        await paste(pilot, app, LOG)
        await answer(pilot, app)
        await pilot.press("c", "w", "s")
        await pilot.pause()
        assert "input_ids.to(model.device)" in app.clipboard

    play(scene)
    (written,) = tmp_path.glob("mlexplain-*.md")
    assert "Tensors on different devices" in written.read_text("utf-8")
    (picture,) = tmp_path.glob("mlexplain-*.svg")
    assert picture.read_text("utf-8").startswith("<svg")


def test_a_crash_in_a_worker_is_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    module = import_module("mlexplain.diagnose.log")

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the rule book is on fire [/]")

    monkeypatch.setattr(module, "diagnose_log", broken)

    async def scene(pilot, app):
        await paste(pilot, app, LOG)
        await answer(pilot, app)
        await pilot.pause(0.5)
        assert "the rule book is on fire [/]" in shown(app)
        await pilot.press("escape")
        assert app.screen.query_one(PastePane).text == LOG

    play(scene)


def test_nothing_to_explain() -> None:
    async def scene(pilot, app):
        await pilot.press("ctrl+r")
        await pilot.pause(0.5)
        assert isinstance(app.screen, HomeScreen)
        assert "Paste something first" in shown(app)

    play(scene)


def test_help_and_the_rule_book() -> None:
    async def scene(pilot, app):
        await pilot.press("f1")
        await pilot.pause()
        assert "Nothing leaves this machine" in shown(app)
        await pilot.press("escape")
        await pilot.press("ctrl+p")
        await pilot.pause()
        await pilot.press(*"device-mismatch")
        await pilot.pause(0.6)
        await pilot.press("enter")
        await pilot.pause(0.6)
        assert "What happened" in shown(app)

    play(scene)


@pytest.mark.parametrize("size", [(60, 20), (100, 30), (240, 70)])
def test_all_sizes(size: tuple[int, int]) -> None:
    async def scene(pilot, app):
        await paste(pilot, app, LOG)
        await answer(pilot, app)
        assert "Tensors on different devices" in shown(app)
        assert "The log" in shown(app)

    play(scene, size=size)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (LOG, "log"),
        (CODE, "code"),
        (DEVICES, "code"),
        ("step 1 loss 0.3\nstep 2 loss nan", "log"),
        ("Killed", "log"),
        (">>> import torch\n>>> x = torch.zeros(3)\n", "code"),
        ("x = x - lr * grad", "code"),
        ("| NVIDIA-SMI 535.54.03   Driver Version: 535.54.03   CUDA Version: 12.2 |", "log"),
        (CODE + "\n" + LOG, "log"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    assert kind_of(text) == kind


def test_the_label_of_ranks() -> None:
    log = "\n".join(f"[rank{r}]: {line}" for r in (2, 0) for line in LOG.splitlines()[3:38])

    async def scene(pilot, app):
        await paste(pilot, app, log)
        await answer(pilot, app)
        strip = str(app.screen.query_one("#strip", Label).render())
        assert "rank" in strip

    play(scene)
