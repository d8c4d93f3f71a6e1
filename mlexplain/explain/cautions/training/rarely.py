"""What should happen in some rounds only, and happens in all others."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, number, words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_INTERVALS = frozenset(["every", "freq", "frequency", "interval", "period", "steps"])
_RARE = ("load_state_dict", "save", "save_pretrained", "print", "evaluate", "validate", "log")
_RARE_FUNCTIONS = ("print", "torch.save", "logger.info", "logging.info", "wandb.log", "evaluate")


def look(snippet: Snippet) -> Iterator[Seen]:
    """`if step % 500: save()` saves in all rounds but each 500th."""
    for node in snippet.nodes:
        if not isinstance(node, ast.If) or node.orelse or not snippet.flow.loops(node):
            continue
        test = node.test
        if not isinstance(test, ast.BinOp) or not isinstance(test.op, ast.Mod):
            continue
        size = number(test.right)
        told = bool(_INTERVALS & set(words(dotted(test.right))))
        inside = [n for part in node.body for n in walk(part)]
        updates = {"step", "zero_grad"} <= {method(n) for n in inside}
        if (size is None or size < 10) and not told and not updates:
            continue
        if any(isinstance(n, ast.Continue) for n in inside):
            continue
        if updates or any(
            method(n) in _RARE or (isinstance(n, ast.Call) and dotted(n.func) in _RARE_FUNCTIONS)
            for n in inside
        ):
            yield Seen("in-all-other-rounds", node.lineno, {"test": f"`{ast.unparse(test)}`"})
