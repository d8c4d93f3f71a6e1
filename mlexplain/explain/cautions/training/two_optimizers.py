"""Two optimizers, and steps of the wrong one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    """`opt_g.zero_grad(); g_loss.backward(); opt_d.step()`."""
    made = [
        dotted(n.targets[0])
        for n in snippet.nodes
        if isinstance(n, ast.Assign) and snippet.called(n.value).startswith("torch.optim.")
    ]
    names = {n for n in made if n}
    steps = [(dotted(receiver(c) or c), c) for c in snippet.calls if method(c) == "step"]
    clears = [(dotted(receiver(c) or c), c) for c in snippet.calls if method(c) == "zero_grad"]
    stepped = {n for n, _ in steps}
    given = {dotted(a) for c in snippet.calls for a in c.args}
    for name, clear in clears:
        if name not in names or name in stepped or name in given:
            continue
        block = snippet.flow.block(clear)
        for other, step in steps:
            later = (step.lineno, step.col_offset) > (clear.lineno, clear.col_offset)
            twice = [n for n, _ in steps].count(other) > 1
            if later and other in names and twice and snippet.flow.block(step) == block:
                values = {"name": f"`{name}`", "other": f"`{other}`"}
                yield Seen("other-optimizer-steps", step.lineno, values)
                return
