"""Code checked for devices: findings, their lines, the mended code."""

from __future__ import annotations

from mlexplain.tui.screens.check import CheckScreen
from mlexplain.tui.settings import Settings, write_settings
from mlexplain.tui.widgets.choices import Choices
from mlexplain.tui.widgets.source import SourcePane
from tests.tui.conftest import answer, paste, play, settled, shown

DEVICES = """\
import torch

x = torch.zeros(3)
x.cuda()
print(x)
"""
TWICE = DEVICES + "y = torch.zeros(3)\ny.cuda()\nprint(y)\n"


async def check(pilot, app, code: str) -> None:
    await paste(pilot, app, code)
    app.screen.query_one("#kind").value = "check"
    await answer(pilot, app)
    assert isinstance(app.screen, CheckScreen)


def test_code_is_checked_and_mended() -> None:
    async def scene(pilot, app):
        await check(pilot, app, DEVICES)
        assert "result-dropped" in shown(app)
        await pilot.press("f")
        await settled(pilot, app)
        await settled(pilot, app)
        assert "x = x.cuda()" in app.screen.query_one(SourcePane).text
        assert "Nothing found" in shown(app)
        await pilot.press("y")
        assert app.clipboard == DEVICES.replace("\nx.cuda()", "\nx = x.cuda()")

    play(scene)


def test_findings_and_code_lead_to_each_other() -> None:
    async def scene(pilot, app):
        await check(pilot, app, TWICE)
        findings, pane = (
            app.screen.query_one(Choices),
            app.screen.query_one(SourcePane),
        )
        assert (findings.highlighted, pane.line) == (0, 4)
        await pilot.press("down")
        await pilot.pause()
        assert pane.line == 7
        await pilot.press("l", "up", "up", "up")
        await pilot.pause()
        assert (pane.line, findings.highlighted) == (4, 0)

    play(scene)


def test_code_that_cannot_be_read_is_said_in_a_line() -> None:
    async def scene(pilot, app):
        await check(pilot, app, "def f(:\n")
        assert "cannot be checked" in shown(app)
        await pilot.press("f", "y", "c")

    play(scene)


def test_no_answer_holds_a_secret() -> None:
    code = 'import torch\n\nkey = "hf_aB3dE6gH9jK2mN5pQ8sT1vW4yZ7"\nx = torch.zeros(3)\nx.cuda()\n'

    async def scene(pilot, app):
        write_settings(Settings(model=False))
        for kind in ("code", "check"):
            await pilot.press("ctrl+l")
            await paste(pilot, app, code)
            app.screen.query_one("#kind").value = kind
            await answer(pilot, app)
            for key in ("c", "m"):
                await pilot.press(key)
                assert "torch" in app.clipboard and "hf_aB3dE6" not in app.clipboard
            await pilot.press("f")
            await settled(pilot, app)
            assert "hf_aB3dE6" not in app.export_screenshot()
            await pilot.press("escape")
            await pilot.pause()

    play(scene)
