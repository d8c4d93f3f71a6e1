"""An app with a data folder of its own, driven by real keys, pastes and clicks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.worker import WorkerFailed

from mlexplain.tui.app import MlexplainApp
from tests.commands.process import ROOT

Scene = Callable[[Any, MlexplainApp], Awaitable[None]]

LOG = (ROOT / "docs" / "openllama.log").read_text("utf-8")
CODE = (ROOT / "tests" / "explain" / "founding" / "gpt_piece_01.txt").read_text("utf-8")


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MLEXPLAIN_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


def play(
    scene: Scene, text: str = "", size: tuple[int, int] = (120, 36), kept: bool = False
) -> None:
    """Run a scene in an app of its own."""

    async def run() -> None:
        app = MlexplainApp(text, kept=kept)
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            await scene(pilot, app)

    asyncio.run(run())


async def paste(pilot: Any, app: MlexplainApp, text: str) -> None:
    app.post_message(events.Paste(text))  # as the terminal driver does
    await settled(pilot, app)


async def answer(pilot: Any, app: MlexplainApp) -> None:
    """Ask, and wait for the answer."""
    await pilot.press("ctrl+r")
    await settled(pilot, app)


async def settled(pilot: Any, app: MlexplainApp) -> None:
    """Wait until all work beside the screen is done, and shown."""
    await pilot.pause()
    with suppress(WorkerFailed):
        await app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


async def until(true: Callable[[], object], seconds: float = 30) -> None:
    for _ in range(int(seconds / 0.02)):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it did not happen")


def shown(app: MlexplainApp) -> str:
    """All that the screen shows, as text."""
    return "\n".join(
        "".join(segment.text for segment in strip)
        for strip in app.screen._compositor.render_strips()
    )
