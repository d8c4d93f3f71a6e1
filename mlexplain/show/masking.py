"""Secrets taken out of results before any display sees them, the same for every format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

Result = TypeVar("Result")


def masked(result: Result) -> Result:
    """A copy of a report, or of any part of one, whose strings hold no token, key or password."""
    from mlexplain.read.secrets import mask

    return _walk(result, mask)


def _walk(value: Any, mask: Any) -> Any:
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, tuple | list):
        return type(value)(_walk(item, mask) for item in value)
    if isinstance(value, Mapping):
        return {key: _walk(item, mask) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changes = {f.name: _walk(getattr(value, f.name), mask) for f in fields(value) if f.init}
        return replace(value, **changes)
    return value
