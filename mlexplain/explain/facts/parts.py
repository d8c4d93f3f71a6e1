"""What part a name plays, by what flows where: so that code whose names mean nothing is understood too.

A name that is set twice, or taken for two things, plays no part.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from mlexplain.explain.facts.algorithms import (
    own_loss,
    patience,
    probabilities,
    q_target,
    temperature,
)
from mlexplain.explain.facts.clues import (
    by_assignment,
    by_call,
    by_comparison,
    by_loop,
    called,
    calls_in,
    named,
    pairs,
)
from mlexplain.explain.facts.players import players
from mlexplain.explain.read.copying import copied
from mlexplain.explain.read.walk import walk

Parts = dict[str, str]
"""Name → its part: "the targets"."""

WORDS: dict[str, frozenset[str]] = {
    "the logits": frozenset(["logits", "logit", "scores"]),
    "the targets": frozenset(["target", "targets", "label", "labels"]),
    "the predictions": frozenset(["pred", "preds", "prediction", "predictions", "predicted"]),
    "the probabilities": frozenset(["prob", "probs", "probabilities"]),
    "the attention weights": frozenset(["attn", "attention", "weights"]),
    "the next token": frozenset(["next", "token", "tok"]),
    "the end token": frozenset(["eos", "end", "stop"]),
    "the temperature": frozenset(["temperature", "temp"]),
    "the mask": frozenset(["mask", "masks"]),
    "the model": frozenset(["model", "net"]),
    "the optimizer": frozenset(["optimizer", "opt", "optim"]),
    "the patience": frozenset(["patience"]),
    "the number of epochs": frozenset(["epochs"]),
    "the action": frozenset(["action", "actions", "act"]),
    "the reward": frozenset(["reward", "rewards"]),
    "the end of the episode": frozenset(["done", "dones", "terminated"]),
    "the next state": frozenset(["next"]),
    "the lengths": frozenset(["lengths", "lens", "length", "len"]),
    "the image": frozenset(["img", "image", "images", "imgs"]),
    "the marks of what is left out": frozenset(["remove", "mask", "drop"]),
    "the padding": frozenset(["pad", "padding"]),
}
"""The spellings that each part stands in for, where an idiom asks for one."""


def parts(tree: ast.AST) -> Parts:
    """The parts that names play."""
    nodes = list(walk(tree))
    told: dict[str, set[str]] = {}
    for name, part in _shown(nodes):
        told.setdefault(name, set()).add(part)
    sets = _times_set(nodes)
    found = {n: min(p) for n, p in told.items() if len(p) == 1 and sets[n] < 2}
    for name in _predicted(nodes):
        if found.get(name) == "the targets":
            del found[name]  # labels that a model gave
    found.update((x, p) for x, p in _collected(nodes, found) if sets[x] < 2)
    found.update(_tokens(nodes))
    found.update((x, "the inputs") for x in _beside_targets(nodes, found) if sets[x] < 2)
    return found


def _predicted(nodes: list[ast.AST]) -> Iterator[str]:
    """`y` of `y = p.argmax(1)`, `c, y = p.max(1)` and `y = m.predict(x)`."""
    for node in nodes:
        if isinstance(node, ast.Assign) and called(node.value) in _PREDICTING:
            for place in getattr(node.targets[0], "elts", node.targets[:1]):
                yield getattr(place, "id", "")


_PREDICTING = ("argmax", "max", "predict", "topk")


def _times_set(nodes: list[ast.AST]) -> Counter[str]:
    """How often a name is given a value that is not made of its own."""
    times: Counter[str] = Counter()
    for node in nodes:
        if isinstance(node, ast.arg):
            times[node.arg] += 1
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            times[node.id] += 1
    for node in nodes:
        if isinstance(node, ast.Assign):
            for place, value in pairs(node.targets[0], node.value):
                name = getattr(place, "id", "")
                # `d = False` before a loop tells nothing else of `d`.
                times[name] -= getattr(value, "value", 0) is False
                times[name] -= any(getattr(n, "id", None) == name for n in walk(value))
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            times[node.target.id] -= 1
    return times


def _shown(nodes: list[ast.AST]) -> Iterator[tuple[str, str]]:
    values = {
        n.targets[0].id: n.value
        for n in nodes
        if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)
    }
    for node in nodes:
        if isinstance(node, ast.Call):
            yield from by_call(node, values)
        elif isinstance(node, ast.Compare):
            yield from by_comparison(node, values)
        elif isinstance(node, ast.Assign):
            yield from by_assignment(node.targets[0], node.value, values)
        elif isinstance(node, ast.For):
            yield from by_loop(node)
        elif isinstance(node, ast.Attribute) and node.attr == "param_groups":
            yield from named(node.value, "the optimizer")
    yield from own_loss(nodes, values)
    yield from probabilities(nodes, values)
    yield from temperature(nodes, values)
    yield from patience(nodes)
    yield from q_target(nodes)
    yield from players(nodes, values)
    if any(isinstance(n, ast.ClassDef) for n in nodes):
        yield from _of_fields(nodes[0])


def _of_fields(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """The parts of the fields of an object: `self.a` as if it were a plain name."""
    nodes = list(walk(_Flat().visit(copied(tree))))
    values = {
        n.targets[0].id: n.value
        for n in nodes
        if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)
    }
    yield from (told for told in players(nodes, values) if told[0].startswith("self."))


class _Flat(ast.NodeTransformer):
    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        self.generic_visit(node)
        if getattr(node.value, "id", "") != "self":
            return node
        return ast.copy_location(ast.Name(f"self.{node.attr}", node.ctx), node)


def _collected(nodes: list[ast.AST], found: Parts) -> Iterator[tuple[str, str]]:
    """`y` of `ys.extend(y.tolist())`, where `ys` holds the targets."""
    for node in nodes:
        if isinstance(node, ast.Call) and called(node) in ("append", "extend") and node.args:
            part = found.get(getattr(getattr(node.func, "value", None), "id", ""))
            for name, _ in named(node.args[0], part or ""):
                if part and name not in found:
                    yield name, part


def _tokens(nodes: list[ast.AST]) -> Iterator[tuple[str, str]]:
    """`w` of `w = z[:, -1].argmax(-1)` that is put behind the others, and `e` of `if w == e: break`."""
    chosen = {
        n.targets[0].id
        for n in nodes
        if isinstance(n, ast.Assign)
        and isinstance(n.targets[0], ast.Name)
        and called(n.value) not in _JOINING  # that makes the longer sequence
        and calls_in(n.value) & {"argmax", "multinomial"}
    }
    joined = {
        name.id
        for n in nodes
        if isinstance(n, ast.Call) and called(n) in _JOINING
        for a in n.args
        for name in walk(a)
        if isinstance(name, ast.Name)
    }
    last = any(isinstance(n, ast.Subscript) and _is_last_position(n) for n in nodes)
    for name in chosen & joined if last else ():
        yield name, "the next token"
    for node in nodes if last and chosen & joined else ():
        if isinstance(node, ast.If) and isinstance(node.body[-1], ast.Break | ast.Return):
            test = node.test
            if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Eq):
                if _first_name(test.left) in chosen & joined:
                    yield from named(test.comparators[0], "the end token")


_JOINING = frozenset(["cat", "append", "concatenate", "hstack"])


def _is_last_position(node: ast.Subscript) -> bool:
    """`z[:, -1]`, `z[0, -1]` and `z[:, -1, :]`."""
    places = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
    return len(places) > 1 and ast.unparse(places[1]) == "-1"


def _first_name(node: ast.AST) -> str:
    return next((n.id for n in walk(node) if isinstance(n, ast.Name)), "")


def _beside_targets(nodes: list[ast.AST], found: Parts) -> Iterator[str]:
    """`x` of `for x, y in d`, where `y` holds the targets."""
    for node in nodes:
        if isinstance(node, ast.For) and isinstance(node.target, ast.Tuple):
            names = [getattr(e, "id", "") for e in node.target.elts]
            if len(names) == 2 and found.get(names[1]) == "the targets" and names[0] not in found:
                yield names[0]
