"""An app with a data folder of its own, driven by real keys and paste events."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from mlexplain.tui.app import MlexplainApp

Scene = Callable[[Any, MlexplainApp], Awaitable[None]]


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MLEXPLAIN_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


def play(scene: Scene, text: str = "", size: tuple[int, int] = (120, 36)) -> None:
    """Run a scene in an app of its own."""

    async def run() -> None:
        app = MlexplainApp(text)
        async with app.run_test(size=size, notifications=True) as pilot:
            await pilot.pause()
            await scene(pilot, app)

    asyncio.run(run())


async def paste(pilot: Any, app: MlexplainApp, text: str) -> None:
    from textual import events

    app.post_message(events.Paste(text))  # as the terminal driver does
    await pilot.pause()


async def answer(pilot: Any, app: MlexplainApp) -> None:
    """Ask, and wait for the answer."""
    await pilot.press("ctrl+r")
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()
