"""Networks that should follow another one."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, named, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_FOLLOWERS = frozenset(["target", "ema", "teacher", "shadow", "tgt", "momentum", "avg", "averaged"])
_COPIES = frozenset(["copy_", "lerp_", "mul_", "add_", "update_parameters"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.For):
            yield from _leader_changed(node)
    yield from _never_follows(snippet)


def _leader_changed(node: ast.For) -> Iterator[Seen]:
    """`for p, tp in zip(net.parameters(), target.parameters()): p.copy_(… tp …)`."""
    over = node.iter
    pair = node.target.elts if isinstance(node.target, ast.Tuple) else []
    if not (isinstance(over, ast.Call) and dotted(over.func) == "zip" and len(pair) == 2):
        return
    if len(over.args) != 2 or any(method(a) != "parameters" for a in over.args):
        return
    nets = [receiver(a) or a for a in over.args]
    follows = [bool(_FOLLOWERS & named(n)) for n in nets]
    if follows[0] == follows[1]:
        return
    leader = follows.index(False)
    names = [dotted(p) for p in pair]
    for inner in walk(node):
        if not isinstance(inner, ast.Call) or method(inner) not in ("copy_", "lerp_", "mul_"):
            continue
        changed = (dotted(receiver(inner) or inner) or "").removesuffix(".data")
        if changed == names[leader]:
            values = {
                "leader": f"`{ast.unparse(nets[leader])}`",
                "follower": f"`{ast.unparse(nets[1 - leader])}`",
            }
            yield Seen("leader-changed", inner.lineno, values)
            return


def _never_follows(snippet: Snippet) -> Iterator[Seen]:
    """A target network takes over the weights before the training loop, and never in it."""
    if snippet.called_names & _COPIES or "backward" not in snippet.called_names:
        return
    for call in snippet.calls:
        follower, given = receiver(call), call.args[0] if call.args else None
        leader = receiver(given) if given is not None and method(given) == "state_dict" else None
        if method(call) != "load_state_dict" or follower is None or leader is None:
            continue
        if "target" not in named(follower) or snippet.flow.loops(call):
            continue
        if snippet.flow.function(call) is None and _only_runs(follower, call, snippet):
            values = {"target": f"`{ast.unparse(follower)}`", "net": f"`{ast.unparse(leader)}`"}
            yield Seen("target-never-follows", call.lineno, values)


def _only_runs(follower: ast.expr, load: ast.Call, snippet: Snippet) -> bool:
    """Whether a network is run in a training loop and otherwise only made and loaded once."""
    name, runs = dotted(follower), False
    for use in snippet.nodes:
        if not isinstance(use, ast.Name | ast.Attribute) or dotted(use) != name:
            continue
        up = snippet.flow.parent(use)
        if isinstance(use.ctx, ast.Store):
            if use.lineno > load.lineno:
                return False
        elif isinstance(up, ast.Call) and up.func is use:
            loops = snippet.flow.loops(use)
            trains = bool(loops) and any(method(n) == "backward" for n in walk(loops[-1]))
            if not trains:
                return False
            runs = True
        elif not (isinstance(up, ast.Attribute) and (up.attr in ("eval", "to") or use is follower)):
            return False
    return runs
