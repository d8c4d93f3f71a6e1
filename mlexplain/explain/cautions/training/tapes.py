"""TensorFlow: what a tape has not seen."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    """`logits = model(x)` before `with tf.GradientTape() as tape:`."""
    for node in snippet.nodes:
        if not isinstance(node, ast.With):
            continue
        if not any(
            (dotted(getattr(i.context_expr, "func", None)) or "").endswith("GradientTape")  # type: ignore[arg-type]
            for i in node.items
        ):
            continue
        nets = _learned(snippet)
        runs = [c for c in snippet.calls if dotted(c.func) in nets]
        if any(snippet.flow.inside(r, node) for r in runs):
            continue
        used = {n.id for s in node.body for n in walk(s) if isinstance(n, ast.Name)}
        for run in runs:
            up = snippet.flow.parent(run)
            name = dotted(up.targets[0]) if isinstance(up, ast.Assign) else None
            same = snippet.flow.block(run) == snippet.flow.block(node)
            if name in used and same and run.lineno < node.lineno:
                yield Seen("outside-the-tape", run.lineno, {"call": f"`{ast.unparse(run.func)}`"})
                return


def _learned(snippet: Snippet) -> set[str]:
    """The networks whose variables a gradient is asked for."""
    return {
        (dotted(a) or "").rsplit(".", 1)[0]
        for c in snippet.calls
        if method(c) == "gradient"
        for a in c.args[1:]
        if (dotted(a) or "").endswith(("trainable_variables", "trainable_weights", "variables"))
    }
