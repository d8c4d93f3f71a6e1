"""The input: pastes of any kind and size, files by name and dropped, and what survives."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from textual.widgets import Log, TextArea

from mlexplain.tui.draft import read_draft
from mlexplain.tui.files import dropped
from mlexplain.tui.kind import described, kind_of
from mlexplain.tui.screens.home import HomeScreen
from mlexplain.tui.widgets.paste import PastePane
from mlexplain.tui.widgets.source import SourcePane
from tests.tui.conftest import CODE, LOG, answer, paste, play, settled, shown

CELL = """\
In [3]: model(x)
---------------------------------------------------------------------------
RuntimeError                              Traceback (most recent call last)
Cell In[3], line 1
----> 1 model(x)

RuntimeError: mat1 and mat2 shapes cannot be multiplied (3x4 and 5x6)
"""


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (LOG, "log"),
        (CODE, "code"),
        ("import torch\n\nx = torch.zeros(3)\nx.cuda()\nprint(x)\n", "code"),
        ("step 1 loss 0.3\nstep 2 loss nan", "log"),
        ("Killed", "log"),
        (">>> import torch\n>>> x = torch.zeros(3)\n", "code"),
        ("x = x - lr * grad", "code"),
        ("| NVIDIA-SMI 535.54.03   Driver Version: 535.54.03   CUDA Version: 12.2 |", "log"),
        (CODE + "\n" + LOG, "log"),
        ("step 1 loss 0.3\n" * 10_000 + LOG, "log"),
    ],
    ids=range(10),
)
def test_kinds(text: str, kind: str) -> None:
    assert kind_of(text) == kind


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ""),
        (LOG, "a log"),
        ("import torch\n\ndef f(x):\n    return x\n", "code"),
        ("import torch\n\ndef f(x):\n    return x\n\n" + LOG, "a log and code"),
        ("| NVIDIA-SMI 535.54.03   Driver Version: 535.54.03 |", "an nvidia-smi table"),
        (CELL, "a notebook's cells"),
    ],
    ids=range(6),
)
def test_the_kind_is_named(text: str, said: str) -> None:
    assert described(text) == said


def test_a_paste_cannot_draw_on_the_screen(tmp_path: Path) -> None:
    line = "a\x1b[31mred\x1b]0;title\x07 b\x9b \u202eok\ttab \udcff\x08\n"
    raw = r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]"

    async def scene(pilot, app):
        for text in (line, line * 10_000):  # in the editor, in the pane of large pastes
            await pilot.press("ctrl+l")
            await paste(pilot, app, text)
            assert not re.search(raw, shown(app))
            assert "red" in shown(app) and "tab" in shown(app)
        app.screen.query_one(PastePane).load(line)  # of a file, of the last time
        await pilot.pause()
        assert not re.search(raw, shown(app))
        assert app.screen.query_one(PastePane).text.startswith("ared b")

    play(scene)


def test_code_that_writes_of_escapes_stays_as_it_is() -> None:
    code = 'import sys\n\nRED, END = "\\033[31m", "\\x1b[0m"\nsys.stdout.write(RED + "no" + END)\n'

    async def scene(pilot, app):
        await paste(pilot, app, code)
        assert app.screen.query_one(PastePane).text == code

    play(scene)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_lines_of_a_paste_end_as_the_terminal_likes(end: str) -> None:
    """Most terminals send a carriage return for each line's end."""
    many = [f"step {n}" for n in range(30_000)]

    async def scene(pilot, app):
        await paste(pilot, app, LOG.replace("\n", end))
        assert app.screen.query_one(PastePane).text == LOG
        await pilot.press("ctrl+l")
        await paste(pilot, app, end.join([*many, *LOG.splitlines()]) + end)
        lines = len(many) + len(LOG.splitlines())
        assert app.screen.query_one(Log).border_title.startswith(f"{lines:,} lines")
        await answer(pilot, app)
        assert app.screen.query_one(SourcePane).line == 30_004

    play(scene)


def test_the_kind_is_chosen_by_keys() -> None:
    async def scene(pilot, app):
        await paste(pilot, app, "import torch\nx = torch.zeros(3)\nx.cuda()\nprint(x)\n")
        await pilot.press("ctrl+t", "enter", "down", "down", "down", "enter")
        await answer(pilot, app)
        assert "result-dropped" in shown(app)

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
        await settled(pilot, app)
        assert app.screen.query_one(PastePane).text == LOG
        await pilot.press("ctrl+o")
        await pilot.press(*"nowhere", "enter")
        await settled(pilot, app)
        await pilot.pause(0.5)
        assert "No such file" in shown(app)
        assert app.screen.query_one(PastePane).text == LOG

    play(scene)


def ways(path: Path) -> dict[str, str]:
    """How terminals paste the path of a dropped file."""
    return {
        "plain": str(path),
        "with a blank behind": f"{path} ",
        "single quotes": f"'{path}'",
        "double quotes": f'"{path}"',
        "escaped": str(path).replace(" ", "\\ ").replace("(", "\\(").replace(")", "\\)"),
        "URL": path.as_uri(),
        "URL with host": path.as_uri().replace("file://", "file://localhost"),
        "with a line's end": f"{path}\n",
    }


@pytest.mark.parametrize("way", ways(Path("/x")))
@pytest.mark.parametrize("name", ["train.log", "run 2 (last).log", "größe.log"])
def test_a_dropped_file_is_opened(tmp_path: Path, name: str, way: str) -> None:
    (tmp_path / name).write_text(LOG)
    assert dropped(ways(tmp_path / name)[way]) == tmp_path / name


@pytest.mark.parametrize(
    "text",
    ["", " ", "Killed", LOG, "/", "~", "file://", "'", "/no/x.log", "a\0b", "x" * 5000, "{0}\n{0}"],
    ids=range(12),
)
def test_other_pastes_are_text(tmp_path: Path, text: str) -> None:
    (tmp_path / "train.log").write_text(LOG)
    assert dropped(text.replace("{0}", str(tmp_path / "train.log"))) is None


def test_a_path_pasted_into_the_empty_input_opens_the_file(tmp_path: Path) -> None:
    path = tmp_path / "my run.log"
    path.write_text(LOG)

    async def scene(pilot, app):
        await paste(pilot, app, f"'{path}'")
        assert app.screen.query_one(PastePane).text == LOG
        assert str(app.screen.query_one("#seen").render()) == "looks like a log"
        await paste(pilot, app, str(path))  # now it is one more line of a text
        assert app.screen.query_one(PastePane).text != LOG
        assert str(path) in app.screen.query_one(PastePane).text

    play(scene)


def test_the_unsaved_input_survives(data_folder: Path) -> None:
    async def scene(pilot, app):
        await paste(pilot, app, "half a traceback")
        await pilot.pause(1.3)

    play(scene)
    assert read_draft() == "half a traceback"
    assert (data_folder / "draft.txt").stat().st_mode & 0o077 == 0


def test_what_was_pasted_last_survives_leaving_at_once() -> None:
    async def scene(pilot, app):
        await paste(pilot, app, LOG)
        await answer(pilot, app)
        await pilot.press("ctrl+q")

    play(scene)
    assert read_draft() == LOG


@pytest.mark.parametrize("again", ["x = 1\n", "a line of a log\n" * 40_000], ids=["small", "large"])
def test_a_paste_takes_the_place_of_the_input_from_the_time_before(again: str) -> None:
    async def scene(pilot, app):
        assert app.screen.query_one(PastePane).text == LOG
        await paste(pilot, app, again)
        assert app.screen.query_one(PastePane).text == again

    play(scene, LOG, kept=True)


def test_the_input_from_the_time_before_can_be_asked_again() -> None:
    async def scene(pilot, app):
        await pilot.press("right")
        await paste(pilot, app, "x = 1\n")
        assert app.screen.query_one(PastePane).text not in (LOG, "x = 1\n")

    play(scene, LOG, kept=True)


def test_nothing_to_explain() -> None:
    async def scene(pilot, app):
        await pilot.press("ctrl+r")
        await pilot.pause(0.5)
        assert isinstance(app.screen, HomeScreen)
        assert "Paste something first" in shown(app)

    play(scene)
