"""Tables and reinforcement: targets among features, scaling before the split, returns turned round."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.seen import Seen, Snippet, keyword, method, receiver
from mlexplain.explain.scope import dotted

_PLAIN = ("to_numpy", "copy", "astype", "dropna")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign):
            yield from _target_among_features(node, snippet)
            yield from _scaled(node, snippet)
            yield from _same_network(node, snippet)
        elif isinstance(node, ast.For):
            yield from _forward_returns(node)
        elif isinstance(node, ast.ClassDef):
            yield from _shared(node)
        elif isinstance(node, ast.Call):
            yield from _penalty(node, snippet)
            yield from _colours(node, snippet)


# Tables


def _column(node: ast.expr, snippet: Snippet) -> tuple[str, str] | None:
    """`df["y"]`, also as an array: the table and the column."""
    for _ in range(4):
        if method(node) in _PLAIN:
            node = receiver(node) or node
        elif isinstance(node, ast.Attribute) and node.attr == "values":
            node = node.value
        else:
            break
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        name = dotted(node.value)
        if name and isinstance(node.slice.value, str):
            return name, node.slice.value
    return None


def _target_among_features(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`y = df["price"]` and `X = df`, or `X` without other columns only."""
    name, target = dotted(node.targets[0]), _column(node.value, snippet)
    if name is None or target is None:
        return
    table, column = target
    for call in snippet.calls:
        fits = method(call) in ("fit", "cross_val_score") or snippet.called(call).endswith(
            ("train_test_split", "cross_val_score")
        )
        given = call.args[-2:] if fits and len(call.args) >= 2 else []
        if len(given) != 2 or dotted(given[1]) != name:
            continue
        bound = snippet.flow.binding(given[1])
        if bound is None or bound.statement is not node:
            continue
        if _holds(given[0], table, column, snippet):
            values = {"column": f'`"{column}"`', "inputs": f"`{ast.unparse(given[0])}`"}
            yield Seen("target-among-features", node.lineno, values)
            return


def _holds(node: ast.expr, table: str, column: str, snippet: Snippet) -> bool:
    """Whether all of a table is taken, or all but columns that are named and are others."""
    for _ in range(6):
        if dotted(node) == table:
            changed = any(
                method(c) in ("pop", "drop", "__delitem__") and dotted(receiver(c) or c) == table
                for c in snippet.calls
            )
            deleted = any(isinstance(n, ast.Delete) for n in snippet.nodes)
            return not changed and not deleted and len(_sets(table, snippet)) == 1
        value = snippet.flow.value(node)
        if method(value) in _PLAIN:
            node = receiver(value) or value
        elif isinstance(value, ast.Attribute) and value.attr == "values":
            node = value.value
        elif method(value) == "drop" and isinstance(value, ast.Call):
            of = dotted(receiver(value) or value)
            named = keyword(value, "columns") or (value.args[0] if value.args else None)
            parts = named.elts if isinstance(named, ast.List | ast.Tuple) else [named]
            known = all(isinstance(p, ast.Constant) and isinstance(p.value, str) for p in parts)
            others = known and all(p.value != column for p in parts)  # type: ignore[union-attr]
            return of == table and others and len(_sets(table, snippet)) == 1
        elif value is not node and dotted(value):
            node = value
        else:
            return False
    return False


def _sets(name: str, snippet: Snippet) -> list[ast.AST]:
    return [n for n in snippet.nodes if isinstance(n, ast.Assign) and dotted(n.targets[0]) == name]


def _scaled(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`x = (x - x.mean(0)) / x.std(0)`, and then a split."""
    value, name = node.value, dotted(node.targets[0])
    if not (isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div)) or name is None:
        return
    above = snippet.flow.value(value.left)
    if not (isinstance(above, ast.BinOp) and isinstance(above.op, ast.Sub)):
        return
    centre, spread = (snippet.operation(snippet.flow.value(n)) for n in (above.right, value.right))
    if centre is None or spread is None or (centre.name, spread.name) != ("mean", "std"):
        return
    of = dotted(above.left)
    if of is None or dotted(centre.of) != of or dotted(spread.of) != of:
        return
    for split in snippet.calls:
        if snippet.called(split).endswith("train_test_split") and split.lineno > node.lineno:
            bound = [snippet.flow.binding(a) for a in split.args]
            if any(b is not None and b.statement is node for b in bound):
                yield Seen("fitted-before-split", node.lineno, {"call": "mean` and `std"})
                return


# Reinforcement


def _forward_returns(node: ast.For) -> Iterator[Seen]:
    """`for r in rewards: R = r + gamma * R; out.append(R)`: each return needs what comes after."""
    item = node.target
    if not isinstance(item, ast.Name) or dotted(node.iter) is None or len(node.body) > 3:
        return
    if "reward" not in (dotted(node.iter) or "").lower():
        return
    for step in node.body:
        if not isinstance(step, ast.Assign) or not isinstance(step.value, ast.BinOp):
            continue
        name, value = dotted(step.targets[0]), step.value
        sides = [value.left, value.right]
        reward = any(dotted(s) == item.id for s in sides)
        later = any(
            isinstance(s, ast.BinOp)
            and isinstance(s.op, ast.Mult)
            and name in (dotted(s.left), dotted(s.right))
            for s in sides
        )
        kept = any(
            method(n) in ("append", "insert") and any(dotted(a) == name for a in n.args)  # type: ignore[attr-defined]
            for n in ast.walk(node)
        )
        if name and isinstance(value.op, ast.Add) and reward and later and kept:
            yield Seen("returns-forward", step.lineno, {"rewards": f"`{dotted(node.iter)}`"})


def _same_network(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    """`target_net = q_net`: one network under two names."""
    name, other = dotted(node.targets[0]), dotted(node.value)
    if name is None or other is None or name == other:
        return
    words = name.lower().replace(".", "_").split("_")
    if not {"target", "teacher", "ema", "frozen"} & set(words) or not snippet.is_model(node.value):
        return
    if any(
        method(c) == "load_state_dict" and dotted(receiver(c) or c) == name for c in snippet.calls
    ):
        yield Seen("same-network", node.lineno, {"name": f"`{name}`", "other": f"`{other}`"})


# Others


def _shared(owner: ast.ClassDef) -> Iterator[Seen]:
    """`items = []` in the body of a class, and `self.items.append(…)` in a method."""
    for item in owner.body:
        if not isinstance(item, ast.Assign) or not isinstance(item.value, ast.List | ast.Dict):
            continue
        name = dotted(item.targets[0])
        filled = item.value.elts if isinstance(item.value, ast.List) else item.value.keys
        inside = list(ast.walk(owner))
        own = any(
            isinstance(n, ast.Assign) and dotted(n.targets[0]) == f"self.{name}" for n in inside
        )
        changed = any(
            method(n) in ("append", "extend", "update", "add")
            and dotted(receiver(n) or n) == f"self.{name}"
            for n in inside
        )
        if (
            not filled
            and changed
            and not own
            and name
            and not (name.isupper() or name.startswith("_"))
        ):
            yield Seen("shared-by-all", item.lineno, {"name": f"`{name}`"})


def _penalty(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """A penalty on gradients needs the graph of these gradients."""
    if method(call) != "backward" or call.args:
        return
    for node in snippet.flow.reached(call, lambda n: method(n) in ("detach", "item")):
        if isinstance(node, ast.Call) and snippet.called(node) == "torch.autograd.grad":
            given = any(k.arg in ("create_graph", None) for k in node.keywords)
            if not given and len(node.args) < 5:
                yield Seen("penalty-without-graph", node.lineno)
                return


def _colours(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`plt.imshow(cv2.imread(f))`: OpenCV reads blue first."""
    name = snippet.called(call)
    if name not in ("matplotlib.pyplot.imshow", "PIL.Image.fromarray", "Image.fromarray"):
        return
    if not call.args:
        return
    made = snippet.flow.value(call.args[0])
    if isinstance(made, ast.Call) and snippet.called(made) == "cv2.imread" and len(made.args) == 1:
        if not made.keywords:
            yield Seen("blue-first", call.lineno, {"image": f"`{ast.unparse(call.args[0])}`"})
