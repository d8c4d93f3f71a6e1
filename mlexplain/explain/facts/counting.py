"""Counts of entries that fulfil a condition."""

from __future__ import annotations

import ast

from mlexplain.explain.facts.predicates import called_name

_TRUTHS = ("any", "all", "isinstance", "startswith", "endswith", "isdigit", "is_file", "exists")
"""Calls that give true or false."""


def counting(node: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """What is gone through, and the condition, of `sum(1 for a in x if c)`, `sum(a > 3 for a in x)`
    and `len([a for a in x if c])`."""
    if not isinstance(node, ast.Call) or len(node.args) != 1:
        return None
    inner, name = node.args[0], getattr(node.func, "id", "")
    if not isinstance(inner, ast.GeneratorExp | ast.ListComp) or len(inner.generators) != 1:
        return None
    generator = inner.generators[0]
    over = generator.iter
    if isinstance(over, ast.Call) and called_name(over) in ("items", "values", "keys"):
        over = over.func.value if isinstance(over.func, ast.Attribute) else over
    if len(generator.ifs) == 1:
        one = getattr(inner.elt, "value", None) == 1 and name == "sum"
        return (over, generator.ifs[0]) if one or name == "len" else None
    if name != "sum" or generator.ifs:
        return None
    elt = inner.elt
    if isinstance(elt, ast.Call) and getattr(elt.func, "id", "") in ("int", "bool") and elt.args:
        elt = elt.args[0]
    true = isinstance(elt, ast.Compare) or called_name(elt) in _TRUTHS
    return (over, elt) if true else None
