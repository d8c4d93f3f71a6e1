"""Code explained: steps and code, sentences of a model as they come, stopped and broken."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from textual.widgets import Label

from mlexplain.tui.screens.explanation import ExplanationScreen
from mlexplain.tui.screens.home import HomeScreen
from mlexplain.tui.settings import Settings, write_settings
from mlexplain.tui.widgets.choices import Choices
from mlexplain.tui.widgets.keys import Keys
from mlexplain.tui.widgets.source import SourcePane
from tests.tui.conftest import CODE, answer, paste, play, settled, shown, until

MANY = "".join(
    f"w{n} = w{n} - eta * w{n}.grad\nfor k in range({n}):\n    print(k)\n" for n in range(1, 12)
)


class Teacher(BaseHTTPRequestHandler):
    """An OpenAI-compatible server that tells the truth about gradient steps, and can be held up."""

    go_on = threading.Event()
    asked: list[str] = []  # noqa: RUF012
    answers_until_held = 12
    breaks = False

    def do_GET(self) -> None:
        self._reply({"data": [{"id": "teacher"}]})

    def do_POST(self) -> None:
        text = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["messages"][1]
        self.asked.append(text["content"])
        if len(self.asked) > self.answers_until_held:
            self.go_on.wait(60)
            if self.breaks:
                self.send_error(503)
                return
        name = re.search(r"\bw\d+\b", text["content"])
        said = f"Moves `{name[0]}` against its gradient `{name[0]}.grad`." if name else "Nothing."
        self._reply({"choices": [{"message": {"content": said}}]})

    def _reply(self, content: dict[str, Any]) -> None:
        data = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def server() -> Iterator[str]:
    Teacher.asked.clear()
    Teacher.go_on.clear()
    Teacher.breaks = False
    with ThreadingHTTPServer(("127.0.0.1", 0), Teacher) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}/v1"
        Teacher.go_on.set()
        running.shutdown()


def by_model(app: Any) -> int:
    """How many steps are told by the model."""
    options = app.screen.query_one(Choices).options
    heads = [option.prompt.renderable.plain.split("\n")[0] for option in options]
    assert all(head.endswith(("· analysis", "· model")) for head in heads)
    return sum(head.endswith("· model") for head in heads)


def progress(app: Any) -> str:
    return str(app.screen.query_one("#progress", Label).render())


def test_pasted_code_is_explained_and_linked_both_ways() -> None:
    async def scene(pilot, app):
        await paste(pilot, app, CODE)
        assert "looks like code" in shown(app)
        await answer(pilot, app)
        assert isinstance(app.screen, ExplanationScreen)
        assert "it generates text" in shown(app)
        steps, pane = app.screen.query_one(Choices), app.screen.query_one(SourcePane)
        assert steps.option_count > 10
        assert pane.border_title == "The code, its layout restored"
        assert "\n            logits = model(idx_cond)\n" in pane.text
        await pilot.press("down", "down")
        await pilot.pause()
        assert (steps.highlighted, pane.line) == (2, 7)
        await pilot.press("l")
        assert app.focused is pane
        pane.move_cursor((5, 0))
        await pilot.pause()
        await pilot.pause()
        assert steps.highlighted == 1
        by_model(app)  # every step says who wrote it, however far the model has come

    play(scene)


def test_the_chosen_step_is_copied_with_its_code() -> None:
    async def scene(pilot, app):
        write_settings(Settings(model=False))
        await paste(pilot, app, "for x in xs:\n    loss = f(x)\noptimizer.step()\n")
        await answer(pilot, app)
        await pilot.press("end", "down", "down", "y")
        text, _, code = app.clipboard.partition("\n\n")
        assert code.strip() == "optimizer.step()"
        assert "parameter" in text
        await pilot.press("c")
        assert "2  line 3\n    optimizer.step()" in app.clipboard

    play(scene)


@pytest.mark.parametrize("key", ["x", "escape"])
def test_a_model_is_stopped_while_it_writes(server: str, key: str) -> None:
    async def scene(pilot, app):
        await app.push_screen(ExplanationScreen(MANY, server))
        screen = app.screen
        await until(lambda: len(Teacher.asked) > Teacher.answers_until_held)
        await until(lambda: by_model(app) > 3)
        assert "Stop writing" in str(screen.query_one(Keys).render())
        assert "sentences by teacher …" in progress(app)
        await pilot.press(key)
        await pilot.pause()
        asked = len(Teacher.asked)
        if key == "x":
            assert "Stopped" in progress(app)
            assert "Stop writing" not in str(screen.query_one(Keys).render())
            told = by_model(app)
            Teacher.go_on.set()
            await until(lambda: "_explain" not in running_work())
            await settled(pilot, app)
            assert by_model(app) == told
            assert "Stopped" in progress(app)
        else:
            assert isinstance(app.screen, HomeScreen)
            Teacher.go_on.set()
            await until(lambda: "_explain" not in running_work())
        assert len(Teacher.asked) <= asked + Teacher.answers_until_held  # its batch, no further
        await settled(pilot, app)
        assert not [n for n in app._notifications if n.severity == "error"]

    play(scene)


def running_work() -> str:
    """The names of the functions that threads of this process are in now."""
    import sys

    names = []
    for frame in sys._current_frames().values():
        at: Any = frame
        while at is not None:
            names.append(at.f_code.co_name)
            at = at.f_back
    return " ".join(names)


def test_a_model_that_breaks_leaves_what_stands(server: str) -> None:
    Teacher.breaks = True

    async def scene(pilot, app):
        await app.push_screen(ExplanationScreen(MANY, server))
        await until(lambda: by_model(app) > 3)
        Teacher.go_on.set()
        await settled(pilot, app)
        await pilot.pause(0.5)
        assert "503" in shown(app)
        assert "The model failed" in progress(app)
        assert by_model(app) > 3

    play(scene)


def test_code_that_cannot_be_read_is_a_message_and_stays() -> None:
    async def scene(pilot, app):
        await paste(pilot, app, "import torch\nx = = (\n")
        app.screen.query_one("#kind").value = "code"
        await answer(pilot, app)
        await pilot.pause(0.5)
        await pilot.press("y", "c", "x", "escape")
        assert isinstance(app.screen, HomeScreen)
        assert app.screen.query_one("#editor").text == "import torch\nx = = (\n"

    play(scene)
