"""What the screens look like, at three sizes. `pytest tests/tui/test_pictures.py --snapshot-update`
takes the pictures anew: look at the difference before keeping them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.widgets import TextArea

from mlexplain.tui.app import MlexplainApp
from mlexplain.tui.settings import Settings, write_settings
from tests.tui.conftest import LOG, answer, paste
from tests.tui.test_check import TWICE
from tests.tui.test_diagnosis import RANKS

CODE = """\
def step(self, mini_batch, eta):
    for x, y in mini_batch:
        loss = self.loss(self(x), y)
        loss.backward()
    self.optimizer.step()
"""
SIZES = [(60, 20), (120, 36), (240, 70)]

Compare = Callable[..., bool]


def taken(compare: Compare, size: tuple[int, int], text: str, kind: str | None) -> bool:
    app = MlexplainApp()
    app.animation_level = "none"

    async def before(pilot: Any) -> None:
        await pilot.pause()
        if text:
            await paste(pilot, app, text)
        if kind:
            app.screen.query_one("#kind").value = kind  # type: ignore[attr-defined]
            await answer(pilot, app)
        if kind == "check":
            assert len(app.screen.query("#findings ListItem")) > 0
        for pane in app.screen.query(TextArea):
            pane.cursor_blink = False  # else two pictures of one screen differ
            pane.refresh()
        await pilot.pause()

    return compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    ("text", "kind"),
    [("", None), (LOG, "log"), (RANKS, "log"), (CODE, "code"), (TWICE, "check")],
    ids=["input", "diagnosis", "ranks", "explanation", "check"],
)
def test_picture(snap_compare: Compare, size: tuple[int, int], text: str, kind: str | None) -> None:
    # The sentences of a model would differ from one model to the next.
    write_settings(Settings(model=False))
    assert taken(snap_compare, size, text, kind)
