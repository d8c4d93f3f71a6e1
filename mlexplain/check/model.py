"""What is known of an nn.Module beside its device: the `data` of a value of kind MODULE."""

from __future__ import annotations

import ast
from typing import Any

from mlexplain.check import values
from mlexplain.check.values import Origin, Value


class Model:
    """An nn.Module: of which class, made of what, and what has happened to it."""

    __slots__ = (
        "cls",
        "contained",
        "dispatched",
        "fields",
        "keeps_device",
        "late",
        "library",
        "member",
        "members",
        "moves_inputs",
        "optimizer",
        "weights",
    )

    def __init__(
        self,
        cls: Any = None,
        library: str | None = None,
        weights: bool | None = None,
        fields: dict[str, Value | None] | None = None,
    ) -> None:
        self.cls = cls
        """Its class, where the project defines it."""
        self.library = library
        self.weights = weights
        """False for modules without parameters and buffers, which work on any device."""
        self.fields = fields or {}
        """The arguments it was constructed with, as `init.NAME`."""
        self.member: Model | None = None
        """What stands for every member, where this is a container."""
        self.dispatched: ast.AST | None = None
        """The `device_map=` argument it was loaded with."""
        self.contained: list[Model] = []
        """Of a container: all its members, as far as they are known."""
        self.members: list[Model] = []
        """Of a Sequential: those of its members whose constructor was given tensors."""
        self.late: Origin | None = None
        """Where a member was replaced by one on the CPU, after the module had moved."""
        self.keeps_device: str | None = None
        """Where its own `self.device` says it lies, which does not change when it moves."""
        self.moves_inputs = False
        """DataParallel and DistributedDataParallel bring their inputs to the module."""
        self.optimizer: tuple[Any, ast.AST] | None = None
        """The optimizer made of its parameters while it was on the CPU."""

    def inside(self) -> list[Model]:
        """The modules that move with this one: its members, and what it was constructed with."""
        found = list(self.contained)
        queue = list(self.fields.values())
        while queue:
            value = queue.pop()
            if value is None:
                continue
            if value.kind == values.MODULE and value.data is not None:
                found.append(value.data)
            elif value.kind == values.EACH:
                queue.append(value.data)
            elif value.kind in (values.ITEMS, values.UNION):
                queue.extend(value.data)
        return [*found, *(inner for one in found for inner in one.inside())] if found else found

    def but_late(self, late: Origin | None) -> Model:
        """The same module, as it is after a member has been replaced, or all have moved."""
        copy = Model(self.cls, self.library, self.weights, self.fields)
        copy.members, copy.contained = self.members, list(self.contained)
        copy.member, copy.dispatched, copy.optimizer = self.member, self.dispatched, self.optimizer
        copy.moves_inputs, copy.late = self.moves_inputs, late
        copy.keeps_device = self.keeps_device
        return copy

    def part(self) -> Model:
        """A member of this container."""
        if self.member is not None:
            return self.member
        return Model(weights=None, library="torch.nn" if self.library else None)
