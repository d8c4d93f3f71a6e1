"""A call as its handlers take it: where it stands, and the values of its arguments."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mlexplain.check import values
from mlexplain.check.values import Origin, Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow

Arguments = list[Value | None]
Keywords = dict[str | None, Value | None]
"""By name; under None what a `**` holds that is not known."""


@dataclass(slots=True)
class Call:
    """Treated as immutable, as values are; `frozen` would make each one cost three times as much."""

    flow: Flow
    node: ast.Call
    positional: Arguments
    keywords: Keywords
    dotted: str = ""
    """The qualified name of what is called, where a library defines it."""

    @property
    def first(self) -> Value | None:
        return self.positional[0] if self.positional else None

    @property
    def given(self) -> Arguments:
        """All arguments, by position and by name."""
        return [*self.positional, *self.keywords.values()]

    @property
    def starred(self) -> bool:
        """Whether a `*` hides which argument stands where."""
        return any(isinstance(one, ast.Starred) for one in self.node.args)

    def argument(self, position: int, name: str) -> Value | None:
        """What is given by position or else by name."""
        if len(self.positional) > position:
            return self.positional[position]
        return self.keywords.get(name)

    def written(self, name: str) -> ast.expr | None:
        """A keyword argument as it stands in the source."""
        for keyword in self.node.keywords:
            if keyword.arg == name:
                return keyword.value
        return None

    def created(self, how: str = "created") -> Origin:
        return self.flow.created(self.node, how)

    def of(self, dotted: str) -> Call:
        """The same call, of this function of a library."""
        return Call(self.flow, self.node, self.positional, self.keywords, dotted)

    def of_function(self, written: list[ast.expr], given: Arguments) -> Call:
        """The call of its first argument that `map(function, items)` and its like make."""
        made = ast.copy_location(ast.Call(self.node.args[0], written, []), self.node)
        return Call(self.flow, made, given, {})


Handler = Callable[[Call], "Value | None"]


def evaluated(flow: Flow, node: ast.Call) -> Call:
    positional = [flow.value(argument) for argument in node.args]
    keywords: Keywords = {}
    for keyword in node.keywords:
        value = flow.value(keyword.value)
        if keyword.arg is None and value is not None and value.kind == values.DICT:
            if None not in value.data:
                keywords.update(value.data)
                continue
        keywords[keyword.arg] = value
    return Call(flow, node, positional, keywords)
