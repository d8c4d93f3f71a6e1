"""Defaults that are made once, when the function is defined."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_CHANGING = (
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"),
    *("uuid4", "uuid1", "random.random", "random.randint", "perf_counter", "time.monotonic"),
    *("numpy.random.rand", "numpy.random.randn", "numpy.random.randint", "torch.rand"),
    *("torch.randn", "token_hex"),
)


def look(snippet: Snippet) -> Iterator[Seen]:
    """`def log(text, when=datetime.now())`."""
    for function in snippet.functions:
        for default in [*function.args.defaults, *function.args.kw_defaults]:
            for call in walk(default) if default is not None else []:
                if not isinstance(call, ast.Call):
                    continue
                name = snippet.called(call) or dotted(call.func) or ""
                if name.endswith(_CHANGING):
                    values = {"call": f"`{ast.unparse(call)}`"}
                    yield Seen("default-made-once", call.lineno, values)
