"""Who cannot see colours, uses no mouse, or nothing but a mouse, reaches everything."""

from __future__ import annotations

import re
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.geometry import Offset
from textual.widget import Widget

from mlexplain.tui.screens.browser import BrowserScreen
from mlexplain.tui.settings import Settings, write_settings
from mlexplain.tui.widgets.choices import Choices
from mlexplain.tui.widgets.keys import Keys
from mlexplain.tui.widgets.source import SourcePane
from tests.tui.conftest import CODE, LOG, answer, paste, play, settled, shown
from tests.tui.test_check import TWICE
from tests.tui.test_diagnosis import RANKS, TWO
from tests.tui.test_terminal import LOG as FILE
from tests.tui.test_terminal import in_terminal


async def click_line(pilot: Any, pane: SourcePane, line: int) -> None:
    """Click on a line (1-based) of the text that a pane shows."""
    row = line - 1 - pane.scroll_offset.y + pane.gutter.top
    await pilot.click(pane, offset=(pane.gutter_width + 4, row))
    await pilot.pause()
    await pilot.pause()


def test_clicks_on_errors_and_on_lines_of_the_log() -> None:
    async def scene(pilot, app):
        await paste(pilot, app, TWO)
        await answer(pilot, app)
        pane, entries = app.screen.query_one(SourcePane), app.screen.query_one(Choices)
        await pilot.click(entries, offset=(5, 2))
        await pilot.pause()
        assert entries.highlighted == 1
        assert pane.line > len(LOG.splitlines())
        assert "other.py" in shown(app)
        pane.scroll_to(0, 0, animate=False)
        await pilot.pause()
        await click_line(pilot, pane, 8)
        assert entries.highlighted == 0

    play(scene)


def test_clicks_on_steps_and_on_lines_of_the_code() -> None:
    async def scene(pilot, app):
        write_settings(Settings(model=False))
        await paste(pilot, app, CODE)
        await answer(pilot, app)
        pane, steps = app.screen.query_one(SourcePane), app.screen.query_one(Choices)
        row = shown(app).split("\n").index(next(x for x in shown(app).split("\n") if "1.2  " in x))
        await pilot.click(steps, offset=(5, row - steps.region.y))
        await pilot.pause()
        assert (steps.highlighted, pane.line) == (2, 7)
        assert pane.selected_text
        await click_line(pilot, pane, 6)
        assert steps.highlighted == 1

    play(scene)


def test_the_wheel_scrolls_what_is_under_it() -> None:
    async def scene(pilot, app):
        await paste(pilot, app, LOG)
        await answer(pilot, app)
        pane, card = app.screen.query_one(SourcePane), app.screen.query_one("#card")
        for widget in (pane, card):
            assert widget.scroll_offset == Offset(0, 0)
            await pilot._post_mouse_events([events.MouseScrollDown], widget, offset=(3, 3))
            await pilot.pause(0.4)
            assert widget.scroll_offset.y > 0, widget

    play(scene, size=(60, 20))


def test_keys_at_the_bottom_can_be_clicked_and_fit() -> None:
    async def scene(pilot, app):
        line = str(app.screen.query_one(Keys).render())
        assert line.startswith(" ^r Explain  f1 Help ") and len(line) <= 120
        await pilot.click(Keys, offset=(line.index("Rules"), 0))
        await settled(pilot, app)
        assert isinstance(app.screen, BrowserScreen)

    async def narrow(pilot, app):
        for text, own in ((LOG, "Copy the fix"), (CODE, "Copy the step")):
            await paste(pilot, app, text)
            await answer(pilot, app)
            line = str(app.screen.query_one(Keys).render())
            assert line.startswith(" esc Back  ? Help ") and own in line
            assert len(line) <= 60
            await pilot.press("question_mark")
            await pilot.pause()
            assert "Nothing leaves this machine" in shown(app)
            await pilot.press("escape", "escape", "ctrl+l")

    write_settings(Settings(model=False))
    play(scene)
    play(narrow, size=(60, 20))


def out_of_order(parent: Widget) -> list[tuple[Widget, Widget]]:
    """Neighbours of which the later one stands above or left of the earlier."""
    inside = [w for w in parent.children if w.display and w.region.area]
    wrong = [
        (a, b)
        for a, b in pairwise(inside)
        if not (b.region.y >= a.region.bottom or b.region.x >= a.region.right)
    ]
    return wrong + [pair for child in inside for pair in out_of_order(child)]


@pytest.mark.parametrize("size", [(60, 20), (120, 36)])
@pytest.mark.parametrize("text", ["", LOG, RANKS, CODE, TWICE], ids=range(5))
def test_the_order_of_reading_is_the_order_of_focus(text: str, size: tuple[int, int]) -> None:
    """A screen reader, and Tab, go from top to bottom and from left to right."""

    async def scene(pilot, app):
        write_settings(Settings(model=False))
        if text:
            await paste(pilot, app, text)
            if text is TWICE:
                app.screen.query_one("#kind").value = "check"
            await answer(pilot, app)
        assert out_of_order(app.screen) == []
        chain = app.screen.focus_chain
        assert chain == [w for w in app.screen.walk_children(Widget) if w in chain]
        first, seen = app.focused, [app.focused]
        while True:
            await pilot.press("tab")
            if app.focused is first:
                break
            seen.append(app.focused)
        at = chain.index(first)
        assert seen == chain[at:] + chain[:at]

    play(scene, size=size)


def test_the_part_of_an_error_is_not_told_by_colour_alone() -> None:
    async def scene(pilot, app):
        await paste(pilot, app, RANKS)
        await answer(pilot, app)
        rows = [str(option.prompt) for option in app.screen.query_one(Choices).options]
        assert [row[0] for row in rows] == ["✗", "↳", "↳"]

    play(scene)


def test_what_is_chosen_is_underlined_without_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    def is_underlined(app: Any, text: str) -> bool:
        (found,) = [
            segment
            for strip in app.screen._compositor.render_strips()
            for segment in strip
            if segment.text.strip().startswith(text)
        ]
        return bool(found.style and found.style.underline)

    async def scene(pilot, app):
        await paste(pilot, app, RANKS)
        await answer(pilot, app)
        assert is_underlined(app, "✗ Class 3") and not is_underlined(app, "↳ Another")
        await pilot.press("down")
        await pilot.pause()
        assert is_underlined(app, "↳ Another") and not is_underlined(app, "✗ Class 3")

    play(scene)


COLOUR = re.compile(rb"\x1b\[(?:[0-9;:]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:[;:][0-9;:]*)?m")


@pytest.mark.parametrize("plain", [True, False])
def test_no_colour_comes_through(
    plain: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a real terminal: what is written there, and that the marked lines can still be told."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    if plain:
        monkeypatch.setenv("NO_COLOR", "1")
    command = f"(cat {FILE}; sleep 0.3) | {sys.executable} -m mlexplain"
    written, status = in_terminal(command, b"different", b"\x11", tmp_path)
    assert status == 0
    assert bool(COLOUR.search(written)) is not plain
    if plain:
        reversed_ = re.findall(rb"\x1b\[(?:\d+;)*7(?:;\d+)*m([^\x1b]+)", written)
        assert any(b"Traceback" in text for text in reversed_)
