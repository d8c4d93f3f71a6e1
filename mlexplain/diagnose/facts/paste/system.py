"""Operating system, notebook service, versions and environment, as paths and lines show them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene
from mlexplain.diagnose.order import flatten

_TORCH = re.compile(r"\b(?:torch|pytorch)(?:==|-| version:? | )v?(\d+\.\d+\.\d+(?:\+\w+)?)", re.I)
_SAID_MAC = re.compile(r"\bon darwin$|\b(?:my|a|an?)(?: M\d)? Mac(?:[Bb]ook)?\b|\bMacBook\b", re.M)
_PYTHON = re.compile(r"python(3\.\d{1,2})\b", re.I)
_ENVIRONMENT = re.compile(
    r"(?:envs[/\\](?P<conda>[\w.-]+)|[/\\](?P<venv>\.?v?env[\w.-]*)[/\\](?:lib|Lib))"
)


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    files = [f.file for failure in flatten(scene.trace.failures) for f in failure.frames]
    files += [f.file for f in scene.failure.frames]
    paths = "\n".join(files + [f.message for f in scene.trace.failures if f.kind == "warning"])
    words = "\n".join(
        [line.text for line in scene.trace.context]
        + [c or "" for c in (f.code for f in scene.failure.frames)]
        + [f.code or "" for failure in scene.trace.failures for f in failure.frames]
    )
    platform = None
    if re.search(r"^/Users/|/opt/homebrew/|macosx", paths, re.M):
        platform = "mac"
    elif re.search(r"^[A-Za-z]:[\\/]", paths, re.M):
        platform = "windows"
    elif re.search(r"^/(?:home|root|usr|opt|mnt|data|workspace|content|kaggle)\b", paths, re.M):
        platform = "linux"
    elif _SAID_MAC.search(words):
        platform = "mac"
    notebook = None
    if re.search(r"^/content/|google\.colab|dist-packages/google/colab", paths + words, re.M):
        notebook = "colab"
    elif "/kaggle/" in paths + words:
        notebook = "kaggle"
    elif re.search(r"<ipython-input|ipykernel_|Cell In", paths):
        notebook = "jupyter"
    torch = _TORCH.search(words) or _TORCH.search(paths)
    python = _PYTHON.search(paths)
    environment = _ENVIRONMENT.search(paths)
    return {
        "platform": platform,
        "notebook": notebook,
        "torch_version": torch.group(1) if torch else None,
        "python_version": python.group(1) if python else None,
        "environment": (environment.group("conda") or environment.group("venv"))
        if environment
        else None,
    }
