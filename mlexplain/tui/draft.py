"""The unsaved input, kept where a kill cannot take it."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock

_LARGEST = 20 << 20
_one_at_a_time = Lock()


def data_dir() -> Path:
    """The platform's folder for an application's data; `MLEXPLAIN_DATA` names another."""
    named = os.environ.get("MLEXPLAIN_DATA")
    if named:
        return Path(named)
    home = Path.home()
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "mlexplain"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", home)) / "mlexplain"
    return Path(os.environ.get("XDG_DATA_HOME", home / ".local" / "share")) / "mlexplain"


def save_draft(text: str) -> None:
    """Keep the input; a disk that cannot be written is no reason to stop. Readable by its owner alone."""
    path = data_dir() / "draft.txt"
    with suppress(OSError), _one_at_a_time:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        new = path.with_suffix(".new")
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8", errors="surrogatepass") as file:
            file.write(text[:_LARGEST])
        os.replace(new, path)


def read_draft() -> str:
    """What was kept, "" where nothing was."""
    try:
        text = (data_dir() / "draft.txt").read_text("utf-8", errors="replace")
    except OSError:
        return ""
    return text
