"""What methods other than `__init__` do to an attribute: whether they move it, or write it anew."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from mlexplain.check import devices, remedies, values
from mlexplain.check.scope import Class
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Environment


def overwrites(cls: Class, writer: str, value: Value | None, later: Value | None) -> bool:
    """Whether a method that runs after the move puts a CPU tensor in the place of a buffer."""
    if value is None or value.data != values.REGISTERED or later is None:
        return False
    if later.kind != values.TENSOR or later.device != devices.CPU or later.origin is None:
        return False
    if later.origin.how not in ("created", "registered"):
        return False
    if "init" in writer or writer.startswith("reset_param"):
        return False
    made = later.origin.node
    if later.data == values.REGISTERED and not (
        isinstance(made, ast.Call) and remedies.called_name(made) == "register_buffer"
    ):
        return False  # a parameter made anew, as a rule before the move
    called = f".{writer}("
    everywhere = cls.file.text.count(called)
    for other in cls.file.classes.values():
        for function in other.initialisers:
            everywhere -= function.text.count(called)
    return everywhere > 0


def moved_by_methods(cls: Class, name: str, first: Environment) -> bool:
    """Whether some method moves the module `name`: by itself, with `getattr`, or as one of a list."""
    text = cls.text
    if re.search(rf"\bself\.{name}\.(?:to|cuda)\(", text) is not None:
        return True
    if ".to(" not in text and ".cuda(" not in text:
        return False
    if "getattr(self" in text or "vars(self)" in text or "self.__dict__" in text:
        return True
    held = first[name]
    return any(
        value.kind != values.MODULE and f"in self.{other}" in text and _contains(value, held)
        for other, value in first.items()
        if value is not None and held is not None
    )


def _contains(value: Value | None, held: Value) -> bool:
    """Whether a list or dict holds the object that `held` was when it was made."""
    if value is None:
        return False
    if value.kind == values.MODULE:
        return value.origin is not None and value.origin is held.origin
    if value.kind == values.ITEMS:
        return any(_contains(one, held) for one in value.data)
    if value.kind == values.DICT:
        return any(_contains(one, held) for one in value.data.values())
    return value.kind == values.EACH and _contains(value.data, held)
