"""A copy of a tree, in a quarter of the time that `copy.deepcopy` takes."""

from __future__ import annotations

import ast
from typing import TypeVar

from mlexplain.explain.read.walk import WALKED

Node = TypeVar("Node", bound=ast.AST)


def copied(node: Node) -> Node:
    """The node and all below it anew, with what has been noted on them. A node that stands in two
    places becomes two."""
    made = node.__class__.__new__(node.__class__)
    for name, value in node.__dict__.items():
        if isinstance(value, ast.AST):
            value = copied(value)
        elif name == WALKED:
            continue
        elif isinstance(value, list):
            value = [copied(each) if isinstance(each, ast.AST) else each for each in value]
        made.__dict__[name] = value
    return made
