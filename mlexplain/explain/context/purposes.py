"""What values are made for, told by what is done with them later: averaged, divided by, picked by.

Like the other remarks, each asks for all the statements that make it true.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.assigned import names_set, pairs
from mlexplain.explain.context.beaten import beaten
from mlexplain.explain.context.dividing import divisors, means_of_rounds
from mlexplain.explain.context.filling import collected, histories
from mlexplain.explain.context.guards import Said, last_name
from mlexplain.explain.context.quantities import quantities
from mlexplain.explain.read.walk import walk

_SIMPLE = ast.Assign | ast.AugAssign | ast.Expr | ast.Return | ast.AnnAssign


def purposes(nodes: list[ast.AST]) -> Iterator[Said]:
    """The remarks on a unit with these nodes."""
    yield from collected(nodes)
    yield from divisors(nodes)
    yield from means_of_rounds(nodes)
    yield from _picked_alike(nodes)
    yield from _saved(nodes)
    yield from _one_column(nodes)
    yield from histories(nodes)
    yield from _fitted(nodes)
    yield from beaten(nodes)
    yield from quantities(nodes)


# -- rows that are picked


_ORDERS = ("randperm", "permutation", "choice", "randint", "argsort", "sample")


def _picked_alike(nodes: list[ast.AST]) -> Iterator[Said]:
    """`x[i]` and `y[i]` in one statement, where `i` is drawn at random or sorted by something."""
    orders = {
        name
        for _, name, value in names_set(nodes)
        if any(last_name(getattr(n, "func", None)) in _ORDERS for n in walk(value))
    }
    for _, name, value in list(names_set(nodes)):  # `j = i[a:b]`
        if isinstance(value, ast.Subscript) and getattr(value.value, "id", "") in orders:
            orders.add(name)
    for node in nodes:
        if not isinstance(node, _SIMPLE) or node.value is None:
            continue
        picked: dict[str, dict[str, ast.Subscript]] = {}
        for part in walk(node.value):
            if isinstance(part, ast.Subscript) and isinstance(part.value, ast.Name):
                index = part.slice
                if isinstance(index, ast.Name) and index.id in orders:
                    picked.setdefault(index.id, {})[part.value.id] = part
        parts = node.value.elts if isinstance(node.value, ast.Tuple) else []
        for places in picked.values():
            found = sorted(places.values(), key=lambda p: (p.lineno, p.col_offset))
            index, of = found[0].slice, [p.value for p in found]
            if len(of) == 2 and len(parts) != 2:
                yield node, "purposes:picked-both", (index, *of)
                break
            if len(of) > 2 and len(parts) == len(of):
                yield node, "purposes:picked-alike", (index,)
                break


# -- what is saved


def _saved(nodes: list[ast.AST]) -> Iterator[Said]:
    """`save({"m": m.state_dict(), "o": o.state_dict()})`, and a save where a new best is found."""
    values = {name: value for _, name, value in names_set(nodes)}
    for node in nodes:
        if isinstance(node, ast.If):
            yield from _saved_as_best(node)
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Call) and last_name(call.func) == "save" and call.args:
            given = values.get(getattr(call.args[0], "id", ""), call.args[0])
            kept = given.values if isinstance(given, ast.Dict) else []
            states = [v for v in kept if last_name(getattr(v, "func", None)) == "state_dict"]
            if len(states) > 1:
                yield node, "purposes:to-go-on", ()  # type: ignore[misc]


def _saved_as_best(branch: ast.If) -> Iterator[Said]:
    test = branch.test
    if not isinstance(test, ast.Compare) or not isinstance(test.ops[0], ast.Lt | ast.Gt):
        return
    sides = {ast.unparse(test.left), ast.unparse(test.comparators[0])}
    taken = {
        (ast.unparse(place), ast.unparse(value))
        for statement in branch.body
        if isinstance(statement, ast.Assign)
        for place, value in pairs(statement)
    }
    if not any({place, value} == sides for place, value in taken):
        return
    for statement in branch.body:
        for call in walk(statement):
            if isinstance(call, ast.Call) and isinstance(statement, ast.Expr):
                if last_name(call.func) in ("save", "save_pretrained", "save_model", "dump"):
                    yield statement, "purposes:best-saved", ()
                    return
            if isinstance(call, ast.Call) and last_name(call.func) == "deepcopy":
                yield statement, "purposes:best-copied", ()
                return


# -- shapes that other functions want


def _one_column(nodes: list[ast.AST]) -> Iterator[Said]:
    """`a = a.unsqueeze(1)`, then `q.gather(1, a)`."""
    wanted = {
        getattr(n.args[-1], "id", "")
        for n in nodes
        if isinstance(n, ast.Call) and last_name(n.func) == "gather" and n.args
    }
    for node, name, value in names_set(nodes):
        last = last_name(getattr(value, "func", None))
        if name in wanted and last in ("unsqueeze", "view", "reshape"):
            yield node, "purposes:for-gather", ()


_LOSSES = frozenset(
    (
        *("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss", "binary_cross_entropy"),
        "binary_cross_entropy_with_logits",
    )
)
"""Losses that compare entry by entry."""
_ON_CLASSES = ("cross_entropy", "nll_loss")


def _fitted(nodes: list[ast.AST]) -> Iterator[Said]:
    """What shapes and kinds of numbers are changed for: `p.squeeze(-1)` before a loss with `y`,
    `y.long()` before a cross-entropy, `(y > 0).float()` before a product."""
    calls = [n for n in nodes if isinstance(n, ast.Call) and len(n.args) > 1]
    compared = [
        (n.lineno, called, [getattr(a, "id", "") for a in n.args])
        for n in calls
        if (called := last_name(n.func)) in {*_LOSSES, *_ON_CLASSES}
    ]
    for node, name, value in names_set(nodes):
        call = value if isinstance(value, ast.Call) else None
        last = last_name(call.func) if call is not None else ""
        given = [(called, args) for line, called, args in compared if line > node.lineno]
        if last in ("squeeze", "flatten", "view", "reshape", "unsqueeze"):
            of = getattr(getattr(call, "func", None), "value", None)
            plain = isinstance(of, ast.Name | ast.Call)
            for called, args in given:
                if plain and called in _LOSSES and name in args[:2]:
                    other = next(a for a in [*args[:2], ""] if a != name)
                    if other:
                        yield node, "purposes:shape-of-loss", (ast.Name(other, ast.Load()),)
                        break
        elif last == "long" and any(c in _ON_CLASSES and name == a[1] for c, a in given):
            yield node, "purposes:whole-numbers", ()
        elif last in ("float", "astype", "to", "type") and _is_comparison(call):
            for product in nodes:
                if isinstance(product, ast.BinOp) and isinstance(product.op, ast.Mult):
                    sides = (product.left, product.right)
                    if any(getattr(side, "id", "") == name for side in sides):
                        yield node, "purposes:ones-and-zeros", ()
                        break


def _is_comparison(call: ast.Call | None) -> bool:
    """`(y > 0).float()`."""
    of = call.func.value if call is not None and isinstance(call.func, ast.Attribute) else None
    return isinstance(of, ast.Compare)
