"""Golden snapshots: what a display printed when people last read it and found it good."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "snapshots"


@pytest.fixture
def snapshot() -> Callable[[str, str], None]:
    """Compare a text with the snapshot of that name; `UPDATE_SNAPSHOTS=1` writes it anew."""

    def compare(name: str, text: str) -> None:
        path = FOLDER / name
        if os.environ.get("UPDATE_SNAPSHOTS"):
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode("utf-8"))
        assert path.exists(), f"no snapshot {name}; UPDATE_SNAPSHOTS=1 writes it"
        assert text == path.read_bytes().decode("utf-8")

    return compare
