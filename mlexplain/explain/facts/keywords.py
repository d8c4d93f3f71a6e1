"""What arguments given by keyword mean, kept as data in `rules/code/keywords.toml`."""

from __future__ import annotations

import ast

from mlexplain.explain import knowledge


def meaning(keyword: str, value: ast.expr, called: str = "", *, exact: bool = False) -> str:
    """What an argument means, in brackets behind it: `reduction="mean"` gives " (averaged)".
    `exact` asks for what this very value means. Empty where nothing is known."""
    entry: dict[str, str | list[str]] | None = knowledge.table("keywords").get(keyword)
    if entry is None:
        return ""
    owners = entry.get("of")
    if isinstance(owners, list) and not called.startswith(tuple(owners)):
        return ""
    written = ast.unparse(value).replace("'", '"')
    said = entry.get(written)
    if said is None and not exact and not _switch(value):
        said = entry.get("*")
    return f" ({said})" if isinstance(said, str) else ""


def _switch(node: ast.expr) -> bool:
    """`True`, `False` and `None`, which mean something of their own or nothing."""
    return isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, bool))
