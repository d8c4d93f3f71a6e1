"""The screen: first frame, paste to diagnosis, and how long anything holds the keys.

python -m tests.benchmarks.bench_tui [ROUNDS]

Beside each time by the clock stands the processor's time of this process (all its threads): what a
busy machine adds is in the first alone.
"""

from __future__ import annotations

import asyncio
import os
import pty
import select
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
LOG = ROOT / "docs" / "openllama.log"
SMALLEST = """
from textual.app import App
from textual.widgets import Label
class Smallest(App):
    def compose(self):
        yield Label("Explain")
Smallest().run()
"""


def first_frame(arguments: list[str]) -> float:
    """Seconds from the start of a program until its screen shows `Explain`."""
    main, side = pty.openpty()
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *arguments], stdin=side, stdout=side, stderr=side, cwd=ROOT
    )
    os.close(side)
    seen, deadline = b"", start + 60
    while b"Explain" not in seen and time.perf_counter() < deadline:
        if select.select([main], [], [], 1)[0]:
            seen += os.read(main, 1 << 16)
    spent = time.perf_counter() - start
    process.kill()
    process.wait()
    os.close(main)
    if b"Explain" not in seen:
        raise SystemExit(f"{arguments} showed nothing")
    return spent


def frames(rounds: int) -> None:
    """Both in turn, so that a busy machine slows both; the best of each counts."""
    pairs = [
        (first_frame(["-m", "mlexplain"]), first_frame(["-c", SMALLEST])) for _ in range(rounds)
    ]
    ours, theirs = (min(times) for times in zip(*pairs, strict=True))
    print(
        f"first frame / smallest Textual app      {ours / theirs:5.2f} (aim 1.5)   "
        f"{ours * 1e3:.0f} / {theirs * 1e3:.0f} ms"
    )


class Spent(NamedTuple):
    clock: float
    processor: float

    @classmethod
    def now(cls) -> Spent:
        return cls(time.perf_counter(), time.process_time())

    def since(self, start: Spent) -> Spent:
        return Spent(self.clock - start.clock, self.processor - start.processor)

    def __str__(self) -> str:
        return f"{self.clock * 1e3:5.0f} ms, {self.processor * 1e3:4.0f} of the processor"


async def diagnosed(pilot, app, text: str) -> Spent:
    """Time from a paste and the key until the diagnosis is on the screen; then back."""
    from textual import events

    from mlexplain.tui.screens.diagnosis import DiagnosisScreen
    from mlexplain.tui.widgets.source import SourcePane

    await pilot.press("ctrl+l")
    start = Spent.now()
    app.post_message(events.Paste(text))
    await until(lambda: app.screen.query_one("#editor").text == text)
    app.post_message(events.Key("ctrl+r", None))  # the pilot's own waiting is not to be measured
    await until(
        lambda: (
            isinstance(app.screen, DiagnosisScreen)
            and any(pane.text for pane in app.screen.query(SourcePane))
        )
    )
    drawn = asyncio.Event()
    app.screen.call_after_refresh(drawn.set)
    await drawn.wait()
    spent = Spent.now().since(start)
    await app.workers.wait_for_complete()
    await pilot.press("escape")
    await pilot.pause()
    return spent


async def until(true: Callable[[], bool]) -> None:
    deadline = time.perf_counter() + 30
    while not true():
        if time.perf_counter() > deadline:
            raise SystemExit("nothing appeared")
        await asyncio.sleep(0.001)


async def logs(pilot, app) -> None:
    """Cold once, as the process has only just started; then each log of the founding ones warm."""
    cold = await diagnosed(pilot, app, LOG.read_text("utf-8"))
    print(f"paste to diagnosis, cold                 {cold} (aim 1500)")
    for path in sorted((ROOT / "tests" / "logs" / "founding").glob("*.log")):
        text = path.read_text("utf-8")
        warm = min([await diagnosed(pilot, app, text) for _ in range(5)])
        print(f"paste to diagnosis, warm {path.name:<16}{warm} (aim 150)")


async def held(pilot, app) -> None:
    """The longest time that no key could be handled while large logs came in."""
    from textual import events

    line = "step 1 loss 0.5 lr 0.0003 tokens/s 12345 mfu 0.4\n"
    stalls: dict[str, Spent] = {}
    now = "idle"

    async def watch() -> None:
        while True:
            before = Spent.now()
            await asyncio.sleep(0.001)
            stalls[now] = max(stalls.get(now, before.since(before)), Spent.now().since(before))

    watcher = asyncio.create_task(watch())
    await app.workers.wait_for_complete()
    for size in (2, 5):
        text = line * (size * 1_000_000 // len(line)) + LOG.read_text("utf-8")
        now = f"pasting {size} MB"
        await pilot.press("ctrl+l")
        app.post_message(events.Paste(text))
        await pilot.pause()
        await pilot.pause(1.5)  # the draft is saved meanwhile
        now = f"diagnosing {size} MB"
        await pilot.press("ctrl+r")
        await app.workers.wait_for_complete()
        await pilot.press("escape")
    watcher.cancel()
    for name, stall in stalls.items():
        print(f"keys held at most while {name:<16}{stall} (aim 100)")


def headless(scene: Callable[..., Awaitable[None]]) -> None:
    from mlexplain.tui.app import MlexplainApp

    async def run() -> None:
        app = MlexplainApp()
        async with app.run_test(size=(140, 45)) as pilot:
            await scene(pilot, app)

    asyncio.run(run())


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    os.environ["OMP_NUM_THREADS"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MLEXPLAIN_DATA"] = folder
        frames(rounds)
        headless(logs)
        headless(held)


if __name__ == "__main__":
    main()
