"""Gradients that are clipped for one network, where another one steps."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk


def look(snippet: Snippet) -> Iterator[Seen]:
    """`clip_grad_norm_(critic.parameters(), 1)` before the step of the actor's optimizer."""
    steps = [c for c in snippet.calls if method(c) == "step"]
    for clip in snippet.calls:
        if not snippet.called(clip).endswith(("clip_grad_norm_", "clip_grad_value_")):
            continue
        net = _network(clip.args[0]) if clip.args else None
        here = [
            (s, _stepped(s, snippet))
            for s in steps
            if snippet.flow.block(s) == snippet.flow.block(clip)
        ]
        stepped = {n for _, n in here}
        if net is None or None in stepped or not stepped:
            continue
        if any(n and _may_be_one(net, n, snippet) for n in stepped):
            continue
        after = [(s, n) for s, n in here if s.lineno > clip.lineno]
        if after:
            values = {"net": f"`{net}`", "other": f"`{after[0][1]}`"}
            yield Seen("other-network-clipped", clip.lineno, values)


def _network(given: ast.expr) -> str | None:
    return dotted(receiver(given) or given) if method(given) == "parameters" else None


def _stepped(step: ast.Call, snippet: Snippet) -> str | None:
    """The network whose parameters an optimizer was given, where these are all."""
    made = snippet.flow.value(receiver(step) or step)
    if not isinstance(made, ast.Call) or not snippet.called(made).startswith("torch.optim."):
        return None
    return _network(made.args[0]) if made.args else None


def _may_be_one(net: str, other: str, snippet: Snippet) -> bool:
    """Whether two names may share parameters: `self.net = net`, `ddp = DDP(net)`, a part of the other."""
    if f"{net}.".startswith(f"{other}.") or f"{other}.".startswith(f"{net}."):
        return True
    for node in snippet.nodes:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            set_here = {dotted(n) for t in targets for n in walk(t)}
            used = {dotted(n) for n in walk(node.value)}
            if (net in set_here and other in used) or (other in set_here and net in used):
                return True
    return False
