"""Names that the user's line itself binds: they are not known above it."""

from __future__ import annotations

import ast
import textwrap

from mlexplain.diagnose.facts.code.source import parse_line


def looped(line: str, after: str) -> str | None:
    """`after`, which keeps the line, with what it puts above in the loop that its names need.

    `print(s)` above `[s["x"] for s in rows]` becomes `for s in rows:` with `print(s)` in it. The
    code above alone where no loop can give the name: it is a function's (`lambda`). None where
    nothing has to be done.
    """
    statement = parse_line(line)
    above = after.rstrip()[: -len(line.strip())].rstrip()
    if statement is None or not above.strip():
        return None
    asked = _asked(above)
    inner = {a.arg for n in ast.walk(statement) if isinstance(n, ast.Lambda) for a in n.args.args}
    if asked & inner:
        return f"# inside the lambda, which knows {min(asked & inner)}:\n{above.strip()}"
    loops = _needed(statement, asked)
    if any(_used_up(loop.iter) for loop in loops):
        return f"# inside the loop over {ast.unparse(loops[0].iter)}:\n{above.strip()}"
    code, deep = [], ""
    for loop in loops:
        target = ast.unparse(loop.target).strip("()")
        code.append(f"{deep}for {target} in {ast.unparse(loop.iter)}:")
        deep += "    "
    return "\n".join([*code, textwrap.indent(above.strip(), deep), line.strip()]) if code else None


_LASTING = {
    "items",
    "keys",
    "values",
    "split",
    "splitlines",
    "range",
    "list",
    "tolist",
    "glob",
    "listdir",
}


def _used_up(source: ast.expr) -> bool:
    """Whether going through it once may leave nothing: readers, `zip`, generators."""
    if not isinstance(source, ast.Call):
        return isinstance(source, ast.GeneratorExp)
    called = source.func
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", None)
    return name not in _LASTING


def _needed(statement: ast.stmt, asked: set[str]) -> list[ast.comprehension]:
    """The loops of the first comprehension that gives one of the names, down to that one."""
    for node in ast.walk(statement):
        loops = getattr(node, "generators", [])
        deepest = max((i for i, n in enumerate(loops, 1) if asked & _names(n.target)), default=0)
        if deepest:
            return list(loops[:deepest])
    return []


def _asked(code: str) -> set[str]:
    try:
        tree = ast.parse(textwrap.dedent(code).strip())
    except (SyntaxError, ValueError):
        return set()
    own = {a.arg for n in ast.walk(tree) if isinstance(n, ast.Lambda) for a in n.args.args}
    own |= {x for n in ast.walk(tree) if isinstance(n, ast.comprehension) for x in _names(n.target)}
    return _names(tree) - own


def _names(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
