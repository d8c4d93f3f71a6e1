"""Code to explanation: the room's door."""

from __future__ import annotations

import ast

from mlexplain.explain.cautions import cautions
from mlexplain.explain.outline import Outline
from mlexplain.explain.parameters import parameters
from mlexplain.explain.paste import NotPython, Paste, read_paste
from mlexplain.explain.scope import read_scope
from mlexplain.explain.summary import summary
from mlexplain.report import Explanation, Step

__all__ = ["NotPython", "explain_code"]


def explain_code(code: str, name: str | None = None, model: str | None = None) -> Explanation:
    """Explain Python code from its analysis.

    `name` picks a function, class or `Class.method`. Raises `NotPython`, a `ValueError`, where
    there is nothing to explain, and `ValueError` where `name` is not in the code. No bundled model
    exists yet: whatever `model` says, every step is written from the analysis and marked so.
    """
    paste = read_paste(code)
    scope = read_scope(paste.tree)
    unit = _unit(paste.tree, name)
    outline = Outline(paste.source, scope)
    single = unit is None and len(paste.tree.body) == 1
    if single and isinstance(
        paste.tree.body[0], ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    ):
        unit = paste.tree.body[0]
    body = unit.body if unit is not None else paste.tree.body
    outline.walk(body)
    return Explanation(
        name=name or (unit.name if unit is not None else "<code>"),
        summary=summary(unit, paste, outline),
        parameters=parameters(unit, outline) if unit is not None else (),
        steps=tuple(_step(s.lines, s.text, s.depth, paste) for s in outline.steps),
        warnings=cautions(unit if unit is not None else paste.tree, paste, scope),
        model=None,
        source=paste.source,
    )


def _step(lines: tuple[int, int], text: str, depth: int, paste: Paste) -> Step:
    rows = paste.source.split("\n")[lines[0] - 1 : lines[1]]
    origin = (paste.origin[lines[0] - 1], paste.origin[lines[1] - 1])
    return Step(lines=origin, code="\n".join(rows), text=text, source="analysis", depth=depth)


def _unit(
    tree: ast.Module, name: str | None
) -> ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | None:
    if name is None:
        return None
    body: list[ast.stmt] = tree.body
    found: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | None = None
    for part in name.split("."):
        found = next(
            (
                n
                for n in body
                if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
                and n.name == part
            ),
            None,
        )
        if found is None:
            raise ValueError(f"there is no `{name}` in this code")
        body = found.body
    return found
