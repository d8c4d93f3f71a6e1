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
    for owner in snippet.flow.classes.values():
        yield from _of_dataclass(owner)
    for function in snippet.functions:
        for default in [*function.args.defaults, *function.args.kw_defaults]:
            for call in walk(default) if default is not None else []:
                if not isinstance(call, ast.Call):
                    continue
                name = snippet.called(call) or dotted(call.func) or ""
                if name.endswith(_CHANGING):
                    values = {"call": f"`{ast.unparse(call)}`"}
                    yield Seen("default-made-once", call.lineno, values)


def _of_dataclass(owner: ast.ClassDef) -> Iterator[Seen]:
    """`losses: list = []` under `@dataclass`."""
    marks = [d.func if isinstance(d, ast.Call) else d for d in owner.decorator_list]
    if not any((dotted(m) or "").split(".")[-1] == "dataclass" for m in marks):
        return
    for item in owner.body:
        value = item.value if isinstance(item, ast.AnnAssign) else None
        made = isinstance(value, ast.Call) and dotted(value.func) in ("list", "dict", "set")
        if isinstance(value, ast.List | ast.Dict | ast.Set) or made:
            kind = (
                dotted(value.func) if isinstance(value, ast.Call) else type(value).__name__.lower()
            )
            yield Seen("default-refused", item.lineno, {"kind": f"a {kind}"})
