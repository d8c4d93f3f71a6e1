"""The history: what is kept, what never is, and the way back to it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlexplain.tui import history
from mlexplain.tui.app import MlexplainApp
from mlexplain.tui.widgets.paste import PastePane
from tests.tui.conftest import LOG, answer, paste, play

TOKEN = "hf_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7"


def test_the_newest_is_first_and_the_same_is_kept_once() -> None:
    for text in ("first\nKeyError: 'a'", "second\nKeyError: 'b'", "first\nKeyError: 'a'"):
        history.remember("log", text)
    assert [past.line for past in history.search()] == ["KeyError: 'a'", "KeyError: 'b'"]


def test_words_are_searched_literally_and_in_any_case() -> None:
    history.remember("log", "CUDA out of memory at 100% of the card")
    history.remember("log", "CUDA out of time at 1000 of the card")
    history.remember("code", "def my_step(x):\n    return x")
    assert len(history.search("cuda OUT")) == 2
    (one,) = history.search("100%")
    assert "memory" in one.line
    (code,) = history.search("y_s")
    assert code.line == "def my_step(x):"
    assert history.search("cuda nowhere") == []


def test_secrets_never_reach_the_disk(data_folder: Path) -> None:
    history.remember("log", f"token={TOKEN}\nPermissionError: no")
    (past,) = history.search()
    assert "PermissionError" in history.text_of(past.id)
    files = [path for path in data_folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert path.suffix != ".sqlite" or b"PermissionError" in path.read_bytes()
        assert TOKEN.encode() not in path.read_bytes()
        assert path.stat().st_mode & 0o077 == 0


def test_it_can_be_switched_off_and_forgotten(data_folder: Path) -> None:
    history.remember("log", "KeyError: 'kept'")
    history.switch(False)
    history.remember("log", "KeyError: 'not kept'")
    assert not history.is_on()
    assert [past.line for past in history.search()] == ["KeyError: 'kept'"]
    history.switch(True)
    history.forget()
    assert history.search() == []
    assert b"'kept'" not in (data_folder / "history.sqlite").read_bytes()


def test_a_damaged_file_and_a_missing_folder_stop_nobody(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    data_folder.mkdir()
    (data_folder / "history.sqlite").write_bytes(b"not a database, not at all" * 100)
    history.remember("log", "KeyError: 'x'")
    history.forget()
    assert history.search() == []
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MLEXPLAIN_DATA", str(tmp_path / "file" / "below"))
    history.remember("log", "KeyError: 'x'")
    assert history.search() == []


def test_what_is_too_large_is_not_kept() -> None:
    history.remember("log", "x" * (history.LARGEST + 1))
    assert history.search() == []


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=300), st.text(max_size=20))
def test_any_text_can_be_kept_and_any_words_searched(text: str, words: str) -> None:
    history.remember("log", text + "\nend")
    assert history.search()[0].line == "end"
    history.search(words)


def test_what_was_explained_is_found_again_by_keys() -> None:
    async def scene(pilot: Any, app: MlexplainApp) -> None:
        await paste(pilot, app, f"token={TOKEN}\n{LOG}")
        await answer(pilot, app)
        await pilot.press("escape", "ctrl+l")
        assert app.screen.query_one(PastePane).text == ""
        await pilot.press("f2")
        await pilot.pause()
        await pilot.press(*"generate")
        await app.workers.wait_for_complete()
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        text = app.screen.query_one(PastePane).text
        assert LOG in text and TOKEN not in text

    play(scene)


def test_nothing_is_kept_of_an_answer_where_it_is_switched_off() -> None:
    async def scene(pilot: Any, app: MlexplainApp) -> None:
        await paste(pilot, app, LOG)
        await answer(pilot, app)

    history.switch(False)
    play(scene)
    history.switch(True)
    assert history.search() == []
