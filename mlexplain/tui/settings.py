"""What the user has chosen to keep between runs."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields

from mlexplain.tui.draft import data_dir


@dataclass(frozen=True, slots=True)
class Settings:
    theme: str = "textual-dark"
    history: bool = True
    """Whether answers are kept, with their masked input."""
    model: bool = True
    """Whether the bundled model may write sentences of explanations."""


def read_settings() -> Settings:
    """What was chosen; defaults for what is missing, unknown or unreadable."""
    try:
        found = json.loads((data_dir() / "settings.json").read_text("utf-8"))
    except (OSError, ValueError):
        return Settings()
    if not isinstance(found, dict):
        return Settings()
    known = {
        f.name: found[f.name]
        for f in fields(Settings)
        if type(found.get(f.name)) is type(f.default)
    }
    return Settings(**known)


def write_settings(settings: Settings) -> None:
    """Keep the choices. Raises OSError."""
    path = data_dir() / "settings.json"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_text(json.dumps(asdict(settings), indent=1) + "\n", "utf-8")
