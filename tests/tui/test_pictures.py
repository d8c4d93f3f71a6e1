"""What the screens look like, at three sizes. `pytest tests/tui/test_pictures.py --snapshot-update`
takes the pictures anew: look at the difference before keeping them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest
from textual.widgets import TextArea

from mlexplain.explain.write.sentences import Draft
from mlexplain.report import Caution, Explanation, Parameter, Step
from mlexplain.tui.app import MlexplainApp
from mlexplain.tui.settings import Settings, write_settings
from mlexplain.tui.widgets.choices import Choices
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
TOLD = Explanation(
    "step",
    "`step` makes one step of `self.optimizer` for all of `mini_batch`.",
    (Parameter("mini_batch", "The mini-batch."), Parameter("eta", "The learning rate.")),
    (
        Step((2, 4), CODE, "For each `x` and `y` in `mini_batch`:", "analysis"),
        Step((3, 4), CODE, "Computes the loss and from it the gradients.", "model", depth=1),
        Step((5, 5), CODE, "Moves every parameter against its gradient.", "analysis"),
    ),
    (Caution(4, "no-zero-grad", "Gradients add up: nothing here sets them to zero."),),
    source=CODE,
)
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
            assert app.screen.query_one(Choices).option_count > 0
        for pane in app.screen.query(TextArea):
            pane.cursor_blink = False  # else two pictures of one screen differ
            pane.notify_style_update()  # what was drawn without the cursor goes
            pane.refresh()
        await pilot.pause()

    return compare(app, terminal_size=size, run_before=before)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize(
    ("text", "kind"),
    [("", None), (LOG, "log"), (RANKS, "log"), (CODE, "code"), (TWICE, "check")],
    ids=["input", "diagnosis", "ranks", "explanation", "check"],
)
def test_picture(
    snap_compare: Compare,
    size: tuple[int, int],
    text: str,
    kind: str | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A picture of the screen, not of the wording of explanations, which has its own tests.
    explained = import_module("mlexplain.explain.explanation")
    monkeypatch.setattr(explained, "draft", lambda _: Draft(TOLD, (None,) * 3, None))
    write_settings(Settings(model=False))
    assert taken(snap_compare, size, text, kind)
