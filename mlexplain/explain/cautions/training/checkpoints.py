"""What is put into a checkpoint under the wrong name."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver, words
from mlexplain.explain.facts.scope import dotted

_KINDS = (
    frozenset(["optimizer", "optim", "opt", "optimiser"]),
    frozenset(["scheduler", "sched"]),
    frozenset(["scaler"]),
    frozenset(["model", "net", "network", "weights"]),
)


def look(snippet: Snippet) -> Iterator[Seen]:
    """`{"model": model.state_dict(), "optimizer": model.state_dict()}`."""
    for node in snippet.nodes:
        if not isinstance(node, ast.Dict):
            continue
        held: dict[str, str] = {}
        for key, value in zip(node.keys, node.values, strict=True):
            name = dotted(receiver(value) or value) if method(value) == "state_dict" else None
            if name is None or not isinstance(key, ast.Constant):
                continue
            told, of = _kind(str(key.value)), _kind(name)
            if name in held and told is not None and of is not None and told != of:
                values = {
                    "key": f"`{ast.unparse(key)}`",
                    "name": f"`{name}`",
                    "other": f"`{held[name]}`",
                }
                yield Seen("state-under-other-name", value.lineno, values)
            held.setdefault(name, ast.unparse(key))


def _kind(name: str) -> int | None:
    told = set(words(name))
    found = [i for i, kind in enumerate(_KINDS) if kind & told]
    return found[0] if found else None
