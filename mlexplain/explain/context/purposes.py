"""What values are made for, told by what is done with them later: averaged, divided by, picked by.

Like the other remarks, each asks for all the statements that make it true.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

from mlexplain.explain.context.guards import LOOPS, Said, last_name
from mlexplain.explain.read.walk import walk

_SIMPLE = ast.Assign | ast.AugAssign | ast.Expr | ast.Return | ast.AnnAssign


def purposes(nodes: list[ast.AST]) -> Iterator[Said]:
    """The remarks on a unit with these nodes."""
    yield from _collected(nodes)
    yield from _divisors(nodes)
    yield from _means_of_rounds(nodes)
    yield from _picked_alike(nodes)
    yield from _saved(nodes)
    yield from _one_column(nodes)
    yield from _histories(nodes)
    yield from _fitted(nodes)


# -- lists that loops fill


_BY_CALL = {
    **dict.fromkeys(("mean", "average", "nanmean", "fmean", "median"), "averaged"),
    **dict.fromkeys(("plot", "scatter", "hist", "semilogy"), "drawn"),
    **dict.fromkeys(("cat", "concatenate", "concat", "hstack", "vstack"), "joined"),
    **dict.fromkeys(("stack", "pad_sequence"), "stacked"),
    **dict.fromkeys(("array", "asarray", "tensor", "as_tensor", "FloatTensor"), "one-array"),
    **dict.fromkeys(("DataFrame",), "made-table"),
    **dict.fromkeys(("Sequential", "ModuleList"), "chained"),
}


def _collected(nodes: list[ast.AST]) -> Iterator[Said]:
    """`s = []`, a loop with `s.append(x)`, and in the end `mean(s)`, `cat(s)` or `plot(s)`."""
    filled: dict[str, list[ast.expr]] = {}
    for loop in (n for n in nodes if isinstance(n, LOOPS)):
        for call in walk(loop):
            if isinstance(call, ast.Call) and last_name(call.func) == "append" and call.args:
                owner = getattr(getattr(call.func, "value", None), "id", "")
                if call.args[0] not in filled.setdefault(owner, []):
                    filled[owner].append(call.args[0])
    sets = _times_set(nodes)
    for node, name, value in _set(nodes):
        if not (isinstance(value, ast.List) and not value.elts) or name not in filled:
            continue
        use = _use_of_list(nodes, name) if sets[name] == 1 else None
        entries = filled[name]
        if use is None:
            continue
        if len(entries) == 1 and (entry := _entry(entries[0])) is not None:
            yield node, f"purposes:{use}-of", (entry,)
        else:
            yield node, f"purposes:{use}", ()


def _entry(node: ast.expr) -> ast.Name | None:
    """`l` of `l.item()`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and not node.args:
        if node.func.attr not in ("item", "cpu", "detach", "numpy", "tolist", "copy", "clone"):
            return None
        node = node.func.value
    return node if isinstance(node, ast.Name) else None


def _use_of_list(nodes: list[ast.AST], name: str) -> str | None:
    """What is done with a list in the end: the first of these that is certain."""
    for node in nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            if ast.unparse(node) == f"sum({name}) / len({name})":
                return "averaged"
    for node in nodes:
        if not isinstance(node, ast.Call):
            continue
        given = [a.value if isinstance(a, ast.Starred) else a for a in node.args]
        if any(getattr(a, "id", "") == name for a in given[:2]):
            use = _BY_CALL.get(last_name(node.func))
            if use:
                return use
    return None


def _histories(nodes: list[ast.AST]) -> Iterator[Said]:
    """`r = {"a": [], "b": []}`, where loops append to `r["a"]`."""
    filled = {
        getattr(getattr(getattr(n.func, "value", None), "value", None), "id", "")
        for loop in nodes
        if isinstance(loop, LOOPS)
        for n in walk(loop)
        if isinstance(n, ast.Call)
        and last_name(n.func) == "append"
        and isinstance(getattr(getattr(n.func, "value", None), "slice", None), ast.Constant)
    }
    for node, name, value in _set(nodes):
        if isinstance(value, ast.Dict) and value.values and name in filled:
            if all(isinstance(v, ast.List) and not v.elts for v in value.values):
                yield node, "purposes:history", ()


# -- what is divided by


def _divisors(nodes: list[ast.AST]) -> Iterator[Said]:
    """`n = len(x)` and `n = m.sum()`, where a sum is divided by `n`."""
    sets = _times_set(nodes)
    values = {name: value for _, name, value in _set(nodes)}
    summed = {n.target.id for n in nodes if _is_adding(n)}  # type: ignore[attr-defined]
    for node, name, value in _set(nodes):
        if sets[name] > 1:
            continue
        base, guarded = _unguarded(value)
        for division in (n for n in nodes if isinstance(n, ast.BinOp | ast.AugAssign)):
            if not isinstance(division.op, ast.Div):
                continue
            above = division.left if isinstance(division, ast.BinOp) else division.target
            below = division.right if isinstance(division, ast.BinOp) else division.value
            if getattr(below, "id", "") != name:
                continue
            made = values.get(getattr(above, "id", ""), above)
            total = (
                getattr(above, "id", "") in summed
                or last_name(getattr(made, "func", None)) == "sum"
            )
            mask = _summed_mask(base, made, nodes)
            if total and mask is not None:
                yield node, "purposes:entries-that-count", (mask,)
            elif total and _is_size(base):
                yield node, "purposes:divisor-of-mean", ()
            if guarded:
                added = isinstance(value, ast.BinOp)
                yield node, f"purposes:divisor-{'plus-small' if added else 'not-zero'}", ()
            if total or guarded:
                break


def _is_adding(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.AugAssign)
        and isinstance(node.op, ast.Add)
        and isinstance(node.target, ast.Name)
    )


def _unguarded(value: ast.expr) -> tuple[ast.expr, bool]:
    """`x` of `x.clamp(min=1)`, `max(x, 1)` and `x + 1e-8`, and whether there was such a guard."""
    if isinstance(value, ast.Call):
        name, args = last_name(value.func), value.args
        owner = value.func.value if isinstance(value.func, ast.Attribute) else None
        low = next((k.value for k in value.keywords if k.arg in ("min", "a_min")), None)
        if name in ("clamp", "clip", "clamp_min"):
            plain = owner is None or getattr(owner, "id", "") in ("torch", "np", "numpy", "jnp")
            of = args[0] if plain and args else owner
            rest = args[1:] if plain else args
            low = low or (rest[0] if rest else None)
            if of is not None and _is_positive(low):
                return of, True
        if name in ("max", "maximum") and len(args) == 2 and _is_positive(args[1]):
            return args[0], True
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add) and _is_positive(value.right):
        if getattr(value.right, "value", 1) < 1e-3:
            return value.left, True
    return value, False


def _is_positive(node: ast.AST | None) -> bool:
    number = node.value if isinstance(node, ast.Constant) else None
    return isinstance(number, int | float) and not isinstance(number, bool) and number > 0


def _is_size(node: ast.expr) -> bool:
    """`len(x)`, `x.size(0)`, `x.shape[0]` and `x.numel()`."""
    if isinstance(node, ast.Call):
        return last_name(node.func) in ("len", "size", "numel")
    return isinstance(node, ast.Subscript) and getattr(node.value, "attr", "") == "shape"


def _summed_mask(base: ast.expr, made: ast.expr, nodes: list[ast.AST]) -> ast.Name | None:
    """`m` of `m.sum()`, where what is summed above was multiplied by `m`."""
    of = (
        base.func.value
        if isinstance(base, ast.Call) and isinstance(base.func, ast.Attribute)
        else None
    )
    if not isinstance(of, ast.Name) or last_name(base.func) != "sum":  # type: ignore[attr-defined]
        return None
    for node in nodes:
        product: list[ast.expr] = []
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            product = [node.left, node.right]
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Mult):
            product = [node.value]
        if any(getattr(side, "id", "") == of.id for side in product):
            return of
    return None


# -- means over the rounds of a loop


def _means_of_rounds(nodes: list[ast.AST]) -> Iterator[Said]:
    """`t / len(d)` and `t / n` behind `for … in d: t += l.item()` with `n += 1`."""
    for loop in (n for n in nodes if isinstance(n, ast.For)):
        inside = {id(n) for n in walk(loop)}
        added: dict[str, ast.expr] = {}
        ones: set[str] = set()
        sizes: set[str] = set()
        for node in walk(loop):
            if _is_adding(node):
                one = getattr(node.value, "value", None) == 1  # type: ignore[attr-defined]
                if one:
                    ones.add(node.target.id)  # type: ignore[attr-defined]
                elif _is_size(node.value):  # type: ignore[attr-defined]
                    sizes.add(node.target.id)  # type: ignore[attr-defined]
                else:
                    added[node.target.id] = node.value  # type: ignore[attr-defined]
        over = f"len({ast.unparse(_source(loop.iter))})"
        for statement in nodes:
            if not isinstance(statement, _SIMPLE) or id(statement) in inside:
                continue
            if statement.lineno < loop.lineno:
                continue
            for node in walk(statement):
                if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
                    name, below = getattr(node.left, "id", ""), ast.unparse(node.right)
                    value = added.get(name)
                    if value is None:
                        continue
                    if _is_scalar(value) and (below == over or below in ones):
                        yield statement, "purposes:mean-of-rounds", (node.left,)
                    elif _is_weighted(value) and (below in sizes or below.endswith(".dataset)")):
                        yield statement, "purposes:mean-of-examples", (node.left,)


def _is_weighted(node: ast.expr) -> bool:
    """`l.item() * x.size(0)`: a mean over a batch, made a sum again."""
    if not isinstance(node, ast.BinOp) or not isinstance(node.op, ast.Mult):
        return False
    sides = (node.left, node.right)
    return any(map(_is_scalar, sides)) and any(map(_is_size, sides))


def _is_scalar(node: ast.expr) -> bool:
    """`l.item()` and `float(l)`: one number for the whole round."""
    last = last_name(node.func) if isinstance(node, ast.Call) else ""
    counted = any(
        isinstance(n, ast.Compare) or last_name(getattr(n, "func", None)) in ("sum", "eq")
        for n in walk(node)
    )
    return last in ("item", "float") and not counted


def _source(node: ast.expr) -> ast.expr:
    while (
        isinstance(node, ast.Call) and last_name(node.func) in ("enumerate", "tqdm") and node.args
    ):
        node = node.args[0]
    return node


# -- rows that are picked


_ORDERS = ("randperm", "permutation", "choice", "randint", "argsort", "sample")


def _picked_alike(nodes: list[ast.AST]) -> Iterator[Said]:
    """`x[i]` and `y[i]` in one statement, where `i` is drawn at random or sorted by something."""
    orders = {
        name
        for _, name, value in _set(nodes)
        if any(last_name(getattr(n, "func", None)) in _ORDERS for n in walk(value))
    }
    for _, name, value in list(_set(nodes)):  # `j = i[a:b]`
        if isinstance(value, ast.Subscript) and getattr(value.value, "id", "") in orders:
            orders.add(name)
    for node in nodes:
        if not isinstance(node, _SIMPLE) or node.value is None:
            continue
        picked: dict[str, dict[str, ast.expr]] = {}
        for part in walk(node.value):
            if isinstance(part, ast.Subscript) and isinstance(part.value, ast.Name):
                index = part.slice
                if isinstance(index, ast.Name) and index.id in orders:
                    picked.setdefault(index.id, {})[part.value.id] = index
        together = isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2
        for places in picked.values():
            if len(places) > (2 if together else 1):
                yield node, "purposes:picked-alike", (next(iter(places.values())),)
                break


# -- what is saved


def _saved(nodes: list[ast.AST]) -> Iterator[Said]:
    """`save({"m": m.state_dict(), "o": o.state_dict()})`, and a save where a new best is found."""
    values = {name: value for _, name, value in _set(nodes)}
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
        for place, value in _pairs(statement)
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
    for node, name, value in _set(nodes):
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
    compared = {id(n): n for n in nodes if isinstance(n, ast.Call)}
    for node, name, value in _set(nodes):
        call = value if isinstance(value, ast.Call) else None
        last = last_name(call.func) if call is not None else ""
        later = [n for n in compared.values() if n.lineno > node.lineno]
        given = [
            (last_name(n.func), [getattr(a, "id", "") for a in n.args])
            for n in later
            if len(n.args) > 1
        ]
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


# -- names and their values


def _set(nodes: list[ast.AST]) -> Iterator[tuple[ast.stmt, str, ast.expr]]:
    """Statements with the names that they set, and the values."""
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                for place, value in _pairs(node, target):
                    if isinstance(place, ast.Name):
                        yield node, place.id, value


def _pairs(node: ast.Assign, target: ast.expr | None = None) -> Iterator[tuple[ast.expr, ast.expr]]:
    target = target or node.targets[0]
    if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
        yield from zip(target.elts, node.value.elts, strict=False)
    else:
        yield target, node.value


def _times_set(nodes: list[ast.AST]) -> Counter[str]:
    return Counter(n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
