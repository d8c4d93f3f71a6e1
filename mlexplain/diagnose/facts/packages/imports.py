"""The import that an unknown, misspelt or misplaced but well-known name wants (`rules/imports.toml`)."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.packages.distribution import provider
from mlexplain.diagnose.facts.packages.releases import CLOSE, respelled
from mlexplain.diagnose.facts.scene import Scene
from mlexplain.resources import rules_dir
from mlexplain.toml import tomllib


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Name → the line that imports it alone."""
    lines = tomllib.loads((rules_dir() / "imports.toml").read_text(encoding="utf-8"))["lines"]
    known: dict[str, str] = {}
    for line in lines:
        statement = ast.parse(line).body[0]
        assert isinstance(statement, ast.Import | ast.ImportFrom)
        for alias in statement.names:
            name = alias.asname or alias.name.partition(".")[0]
            head = line.partition("import ")[0]
            known[name] = f"{head}import {ast.unparse(alias)}"
    return known


_REFUSED = re.compile(r"cannot import name '(\w+)' from '([\w.]+)'")


def _near(name: str, module: str) -> str | None:
    """The well-known name of this package that a misspelt one is nearly, or is but for its case."""
    root = module.partition(".")[0]
    known = [n for n, line in _known().items() if re.match(rf"from {root}[. ]", line)]
    same = [n for n in known if n.lower() == name.lower()]
    near = same or difflib.get_close_matches(name, known, 1, CLOSE)
    if not near and root == "transformers" and (right := respelled(name)):
        near = [right]
    return near[0] if near and near[0] != name else None


def _respelt(line: str, module: str) -> str:
    """The import with its other names in the right case, too: the next would fail as this one did."""
    for name in re.findall(r"\w+", line.partition(" import ")[2]):
        right = _near(name, module)
        if right and right.lower() == name.lower():
            line = re.sub(rf"\b{name}\b", right, line)
    return line


def _elsewhere(name: str, module: str) -> str | None:
    """The import of a name that was looked for in the wrong module."""
    line = _known().get(name, "")
    return line if line.startswith("from ") and not line.startswith(f"from {module} ") else None


def _parted(line: ast.stmt | None, name: str, right: str) -> str | None:
    """`from a import x, y` as `from a import x` and, below it, the right import of y."""
    if not isinstance(line, ast.ImportFrom):
        return None
    kept = [ast.unparse(alias) for alias in line.names if alias.name != name]
    own = [f"from {line.module} import {', '.join(kept)}"] if kept else []
    return "\n".join([*own, right])


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    line = _known().get(facts.get("undefined") or "")
    found: dict[str, Any] = {
        "import_line": line,
        "import_package": provider(line.split()[1].partition(".")[0]) if line else None,
    }
    refused = _REFUSED.search(facts.get("message") or "")
    if refused is None:
        return found
    name, module = refused.groups()
    code = facts.get("call_line") or ""
    if name not in code.split("import")[-1]:  # a library of its own asks, not the user
        return found
    if line := _elsewhere(name, module):
        found |= {
            "import_elsewhere": line,
            "imports_parted": _parted(parse_line(code), name, line),
        }
    elif near := _near(name, module):
        found |= {
            "near_import": near,
            "near_import_line": _respelt(re.sub(rf"\b{name}\b", near, code.strip()), module),
        }
    return found
