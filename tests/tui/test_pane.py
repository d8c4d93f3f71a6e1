"""The pane of the input: a pipe's pieces, torn anywhere, and pastes on top of a large one."""

from __future__ import annotations

from textual.widgets import Log, TextArea

from mlexplain.tui.widgets.paste import PastePane
from tests.tui.conftest import LOG, answer, paste, play, shown

BAR = "".join(f"\r{n:>3}%|{'#' * (n // 10):<10}|" for n in range(0, 101, 10))


def test_a_pipe_comes_in_pieces_and_its_bar_moves_in_the_border() -> None:
    async def scene(pilot, app):
        pane = app.screen.query_one(PastePane)
        text = "start\n" + BAR + "\r\n" + LOG
        for start in range(0, len(text), 7):
            pane.add(text[start : start + 7])
            if start == 84:
                await pilot.pause()
                assert "%|##" in shown(app).split("by itself")[0]
                assert pane.text == "start\n"
        pane.add("Killed")
        assert not pane.text.endswith("Killed")
        pane.add("", last=True)
        await pilot.pause()
        assert pane.text == f"start\n100%|##########|\n{LOG}Killed"
        assert app.screen.query_one(TextArea).border_subtitle == ""
        await answer(pilot, app)
        assert "Tensors on different devices" in shown(app)

    play(scene)


def test_a_long_pipe_goes_over_to_the_pane_and_keeps_all() -> None:
    line = "step 1 loss 0.5 lr 0.0003\n"

    async def scene(pilot, app):
        pane = app.screen.query_one(PastePane)
        whole = line * 20_000 + LOG
        for start in range(0, len(whole), 65_537):
            pane.add(whole[start : start + 65_537])
            await pilot.pause()
        pane.add("", last=True)
        await pilot.pause()
        assert pane.text == whole
        assert app.screen.query_one(Log).display
        count = len(whole.splitlines())
        assert app.screen.query_one(Log).border_title.startswith(f"{count:,} lines")
        assert app.screen.query_one(Log).lines[-1] == LOG.splitlines()[-1]

    play(scene)


def test_one_more_paste_is_added_to_a_large_one() -> None:
    large = "step 1 loss 0.5 lr 0.0003\n" * 20_000

    async def scene(pilot, app):
        await paste(pilot, app, large)
        assert app.focused is app.screen.query_one(Log)
        await paste(pilot, app, LOG.replace("\n", "\r"))
        assert app.screen.query_one(PastePane).text == large + LOG
        await pilot.press("ctrl+l")
        await paste(pilot, app, LOG)
        assert app.screen.query_one(PastePane).text == LOG

    play(scene)
