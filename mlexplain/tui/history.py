"""What was pasted before: SQLite in the data folder, secrets masked before anything is written.

The settings switch it off. A disk that cannot be written, or a damaged
file, is no reason to stop: nothing is kept then, and nothing is found.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from mlexplain.tui.draft import data_dir
from mlexplain.tui.quiet import masked
from mlexplain.tui.settings import read_settings, write_settings

LARGEST = 2 << 20
"""Characters of a paste up to which it is kept."""
_KEPT = 500

_TABLE = """CREATE TABLE IF NOT EXISTS pastes (
    id INTEGER PRIMARY KEY, at REAL NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL UNIQUE)"""


@dataclass(frozen=True, slots=True)
class Past:
    """One paste. `at` is in seconds since 1970."""

    id: int
    at: float
    kind: str
    line: str
    """Its most telling line: the last that is not empty of a log, the first of code."""


def is_on() -> bool:
    return read_settings().history


def switch(on: bool) -> None:
    """Keep pastes from now on, or don't. Raises OSError where the data folder cannot be written."""
    write_settings(replace(read_settings(), history=on))


def remember(kind: str, text: str) -> None:
    """Keep a paste; the same one again moves to the front. Does nothing where it is switched off."""
    if not is_on() or not text.strip() or len(text) > LARGEST:
        return
    row = (time.time(), kind, masked(text).encode("utf-8", "replace").decode("utf-8"))
    _asked("INSERT OR REPLACE INTO pastes (at, kind, text) VALUES (?, ?, ?)", row)
    newest = "SELECT id FROM pastes ORDER BY id DESC LIMIT ?"
    _asked(f"DELETE FROM pastes WHERE id NOT IN ({newest})", (_KEPT,))


def search(words: str = "", most: int = 100) -> list[Past]:
    """The newest pastes that hold all the words, whatever their case."""
    parts = words.split()
    where = " AND ".join(["text LIKE ? ESCAPE '\\'"] * len(parts)) or "1"
    likes = [f"%{_literal(part)}%" for part in parts]
    query = f"SELECT id, at, kind, text FROM pastes WHERE {where} ORDER BY id DESC LIMIT ?"
    rows = _asked(query, (*likes, most))
    return [Past(row[0], row[1], row[2], _telling(row[2], row[3])) for row in rows]


def text_of(number: int) -> str:
    """A paste as it was kept, "" where it is no more."""
    rows = _asked("SELECT text FROM pastes WHERE id = ?", (number,))
    return rows[0][0] if rows else ""


def forget() -> None:
    """Delete all that was kept, also from the file itself."""
    _asked("DELETE FROM pastes")
    _asked("VACUUM")


def _folder() -> Path:
    folder = data_dir()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _asked(query: str, values: tuple[object, ...] = ()) -> list[tuple[Any, ...]]:
    """Run one statement and keep its effect; [] where the disk or the file does not let it."""
    with suppress(OSError, sqlite3.Error):
        path = _folder() / "history.sqlite"
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
        with closing(sqlite3.connect(path, timeout=2)) as database:
            database.execute(_TABLE)
            rows = database.execute(query, values).fetchall()
            database.commit()
            return rows
    return []


def _literal(part: str) -> str:
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _telling(kind: str, text: str) -> str:
    lines = [line.strip() for line in text[:20_000].splitlines() + text[-20_000:].splitlines()]
    lines = [line for line in lines if line]
    return (lines[0] if kind == "code" else lines[-1]) if lines else ""
