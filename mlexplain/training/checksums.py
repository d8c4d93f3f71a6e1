"""The checksums of a model folder, without which it is not loaded."""

from __future__ import annotations

import hashlib
from pathlib import Path


def write_sums(folder: Path) -> None:
    """Checksums of all that is loaded."""
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(folder.iterdir())
        if path.suffix in (".json", ".safetensors", ".bin")
    ]
    (folder / "SHA256SUMS").write_text("".join(sums))
