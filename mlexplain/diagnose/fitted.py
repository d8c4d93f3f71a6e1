"""Whether the code of a fix can stand in the program, where that can be read.

Code with names that the program does not have is a pattern for the reader and takes no line's place.
"""

from __future__ import annotations

import ast
import builtins
import textwrap
from collections.abc import Iterator

from mlexplain.diagnose.facts.code.files import file_text
from mlexplain.diagnose.facts.code.rewritten import programs
from mlexplain.diagnose.facts.scene import Scene

_KNOWN = set(dir(builtins)) | {"__file__"}
_MODULES = {
    "F",
    "Path",
    "json",
    "math",
    "nn",
    "np",
    "os",
    "pd",
    "plt",
    "random",
    "re",
    "sys",
    "torch",
}
"""Names that an import above the code brings."""


def fits(scene: Scene, before: str, after: str) -> bool:
    """Whether the user's line, the program, an import or the fix itself has every name of it."""
    frames = scene.own_frames
    if not frames or file_text(frames[-1].file) is None:
        return True
    known, tree, own = programs(scene), _parsed(after), _parsed(before)
    if not known or tree is None:
        return True
    bound = {name for whole in known for name in _bound(whole.tree)} | set(_bound(tree))
    if "*" in bound:
        return True
    return _named(tree) <= bound | _KNOWN | _MODULES | (_named(own) if own else set())


def _parsed(code: str) -> ast.Module | None:
    text = textwrap.dedent(code).strip()
    for ending in ("", "\n    pass", " pass"):
        try:
            return ast.parse(text + ending)
        except (SyntaxError, ValueError):
            continue
    return None


def _named(tree: ast.Module) -> set[str]:
    return {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}


def _bound(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
            yield node.name
        elif isinstance(node, (ast.Import, ast.ImportFrom)):
            yield from ((a.asname or a.name.partition(".")[0]) for a in node.names)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            yield node.name
