"""What arguments given by keyword mean, kept as data in `rules/code/keywords.toml`."""

from __future__ import annotations

import ast

from mlexplain.explain import knowledge


def meaning(keyword: str, value: ast.expr, called: str = "") -> str:
    """ " (averaged)" for `reduction="mean"` of a call of that card, or nothing."""
    entry: dict[str, str | list[str]] | None = knowledge.table("keywords").get(keyword)
    if entry is None:
        return ""
    owners = entry.get("of")
    if isinstance(owners, list) and not called.startswith(tuple(owners)):
        return ""
    written = ast.unparse(value).replace("'", '"')
    said = entry.get(written)
    if said is None and not _switch(value):
        said = entry.get("*")
    return f" ({said})" if isinstance(said, str) else ""


def _switch(node: ast.expr) -> bool:
    """`True`, `False` and `None`, which mean something of their own or nothing."""
    return isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, bool))
