"""Which distribution provides a module that is missing (`rules/distributions.toml`)."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from mlexplain.diagnose.facts.scene import Scene
from mlexplain.resources import rules_dir


@lru_cache(maxsize=1)
def table() -> dict[str, str]:
    """Module → distribution."""
    from mlexplain.toml import tomllib

    data = tomllib.loads((rules_dir() / "distributions.toml").read_text(encoding="utf-8"))
    known: dict[str, str] = {}

    def flatten(modules: dict[str, Any], before: str) -> None:
        for name, value in modules.items():
            if isinstance(value, dict):
                flatten(value, f"{before}{name}.")
            else:
                known[before + name] = value

    flatten(data["modules"], "")
    for name in data["same"]["names"]:
        known.setdefault(name, name.replace("_", "-"))
    return known


def provider(module: str) -> str | None:
    """The distribution of a module or of the package it is in."""
    parts = module.split(".")
    names = (".".join(parts[:n]) for n in range(len(parts), 0, -1))
    return next((table()[name] for name in names if name in table()), None)


_NOT_PACKAGE = re.compile(r"['‘]([\w.-]{1,300})['’] is not a package")
"""How Python names the single file that something was looked for inside of."""


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    modules = facts.get("modules")
    if not modules:
        return {"culprit_package": _by_name(facts.get("culprit"))}
    top = modules[0].split(".")[0]
    package = provider(modules[0])
    standard = top in sys.stdlib_module_names
    single = _NOT_PACKAGE.search(scene.failure.message)
    inside = single[1] if single else None
    return {
        "top_module": top,
        "package": package,
        "packages": [package] if package else None,
        "package_shell": f"'{package}'" if package and re.search(r"[<>\[]", package) else package,
        "standard_module": True if standard else None,
        "local_module": True if package is None and not standard else None,
        "shadowing": f"{top}.py" if inside == top else None,
        "inside_module": inside if inside and "." in inside else None,
        "submodule": True if _only_part(modules[0], top, package) else None,
        "run_as_module": _as_module(scene),
        "run_from_root": _from_root(scene),
        "run_below_root": _below_root(scene, top),
        "started_here": _started_here(scene, facts) or None,
    }


def _by_name(module: Any) -> str | None:
    """The distribution of a compiled module, where pip knows it by a plain name."""
    found = provider(module) if isinstance(module, str) else None
    return found if found and re.fullmatch(r"[\w.-]+", found) else None


def _only_part(module: str, top: str, package: str | None) -> bool:
    """Whether Python found the package and missed a module in it: it names the first it misses."""
    return package is not None and "." in module and provider(module) == provider(top)


def _from_root(scene: Scene) -> str | None:
    """The launcher's command of the paste with the current folder on Python's path."""
    for _, command in reversed(scene.trace.commands):
        if re.search(
            r"\b(?:torchrun|accelerate|deepspeed|torch\.distributed\.\w+)\b.*\.py\b", command
        ):
            return f"PYTHONPATH=. {' '.join(command.split())}"
    return None


def _below_root(scene: Scene, top: str) -> str | None:
    """The command that starts the script with the folder on Python's path that holds the module."""
    here, frames = Path.cwd(), scene.own_frames
    started = Path(frames[0].file).resolve() if frames else here
    if started.suffix != ".py" or not started.is_relative_to(here) or not started.is_file():
        return None
    folders = [here, here / "src", here / "lib"]
    found = [f for f in folders if (f / f"{top}.py").is_file() or (f / top).is_dir()]
    if len(found) != 1 or found[0] == started.parent:
        return None
    folder = found[0].relative_to(here).as_posix()
    return f"PYTHONPATH={folder} python {started.relative_to(here).as_posix()}"


def _started_here(scene: Scene, facts: Mapping[str, Any]) -> bool:
    """Whether a script of the current folder was started: that folder is searched then."""
    started = scene.failure.frames[0].file if scene.failure.frames else ""
    command = re.search(r"\bpython[\d.]* [\w-]+\.py\b", facts.get("log") or "")
    return bool(command or re.fullmatch(r"[\w-]+\.py", started))


def _as_module(scene: Scene) -> str | None:
    """`python scripts/train.py --x` of the paste as `python -m scripts.train --x`."""
    for _, command in reversed(scene.trace.commands):
        if found := re.match(r"(?:.* )?(python[\d.]*) ([\w./-]+)\.py\b(.*)", command):
            module = found.group(2).removeprefix("./").replace("/", ".")
            return f"{found.group(1)} -m {module}{found.group(3)}"
    return None
