"""The generation core: prefill, decode, cache, sampling, beam search, constraints, loading.

>>> from mlexplain.generation import generate, load
>>> model = load("path/to/model")
>>> generate(model, [model.encode("Once upon a time")], max_new_tokens=20).tokens

Nothing here imports torch before it is needed: a name is looked up at its first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mlexplain.generation.constraints import Choices, Constraint, Forbid, Mask
    from mlexplain.generation.core import generate
    from mlexplain.generation.errors import (
        ContextError,
        GenerationError,
        LoadError,
        LogitsError,
    )
    from mlexplain.generation.loading import load
    from mlexplain.generation.result import Generation, Hypothesis
    from mlexplain.generation.text import TextStream

_HOMES = {
    "Choices": "constraints",
    "Constraint": "constraints",
    "ContextError": "errors",
    "Forbid": "constraints",
    "Generation": "result",
    "GenerationError": "errors",
    "Hypothesis": "result",
    "LoadError": "errors",
    "LogitsError": "errors",
    "Mask": "constraints",
    "TextStream": "text",
    "generate": "core",
    "load": "loading",
}

__all__ = [
    "Choices",
    "Constraint",
    "ContextError",
    "Forbid",
    "Generation",
    "GenerationError",
    "Hypothesis",
    "LoadError",
    "LogitsError",
    "Mask",
    "TextStream",
    "generate",
    "load",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
