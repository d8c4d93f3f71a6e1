"""What values are for by which something is divided: lengths, sums of masks, numbers of rounds."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.assigned import names_set, times_set
from mlexplain.explain.context.guards import Said, last_name
from mlexplain.explain.read.walk import walk

_SIMPLE = ast.Assign | ast.AugAssign | ast.Expr | ast.Return | ast.AnnAssign


def divisors(nodes: list[ast.AST]) -> Iterator[Said]:
    """`n = len(x)` and `n = m.sum()`, where a sum is divided by `n`."""
    sets = times_set(nodes)
    values = {name: value for _, name, value in names_set(nodes)}
    summed = {n.target.id for n in nodes if _is_adding(n)}  # type: ignore[attr-defined]
    divisions = _divisions(nodes)
    for node, name, value in names_set(nodes):
        base, guarded = _unguarded(value)
        again = guarded and getattr(base, "id", "") == name
        if again:
            yield from _kept_from_zero(node, name, nodes)
        if again or sets[name] > 1:
            continue
        for above in divisions.get(name, ()):
            made = values.get(getattr(above, "id", ""), above)
            total = (
                getattr(above, "id", "") in summed
                or last_name(getattr(made, "func", None)) == "sum"
            )
            mask = _summed_mask(base, nodes)
            if total and mask is not None and _is_mask(mask, values):
                yield node, "purposes:entries-that-count", (mask,)
            elif total and _is_size(base):
                yield node, "purposes:divisor-of-mean", ()
            if guarded:
                added = isinstance(value, ast.BinOp)
                yield node, f"purposes:divisor-{'plus-small' if added else 'not-zero'}", ()
            if total or guarded:
                break


def _divisions(nodes: list[ast.AST]) -> dict[str, list[ast.expr]]:
    """By each name that something is divided by: what is divided, in order."""
    found: dict[str, list[ast.expr]] = {}
    for node in nodes:
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div):
            above, below = (
                (node.left, node.right)
                if isinstance(node, ast.BinOp)
                else (node.target, node.value)
            )
            if isinstance(below, ast.Name):
                found.setdefault(below.id, []).append(above)
    return found


def _kept_from_zero(node: ast.stmt, name: str, nodes: list[ast.AST]) -> Iterator[Said]:
    """`s = s.clamp(min=1e-8)` before `x / s` and `s ** -0.5`, with nothing set in between."""
    for use in nodes:
        if isinstance(use, ast.BinOp) and use.lineno > node.lineno:
            below = use.right if isinstance(use.op, ast.Div) else None
            if isinstance(use.op, ast.Pow) and _is_negative(use.right):
                below = use.left
            if getattr(below, "id", "") == name:
                yield node, "purposes:divisor-not-zero", ()
                return
        elif isinstance(use, ast.Name) and isinstance(use.ctx, ast.Store):
            if use.id == name and use.lineno > node.lineno:
                return


def _is_negative(node: ast.expr) -> bool:
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub)


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


def _summed_mask(base: ast.expr, nodes: list[ast.AST]) -> ast.Name | None:
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


_MASKS = frozenset(["m", "mask", "masks", "valid", "keep", "kept", "present", "padding", "active"])
_TESTS = frozenset(
    ["eq", "ne", "gt", "ge", "lt", "le", "isnan", "isfinite", "notna", "isna", "isin"]
)


def _is_mask(name: ast.Name, values: dict[str, ast.expr]) -> bool:
    """Whether a comparison made what a name holds, or its name says that it is a mask: weights and
    shares, as of a softmax, count no entries when they are added up."""
    if name.id in values:
        made = list(walk(values[name.id]))
        if any(
            isinstance(n, ast.Compare) or last_name(getattr(n, "func", None)) in _TESTS
            for n in made
        ):
            return True
    return bool(_MASKS & set(name.id.lower().split("_")))


def means_of_rounds(nodes: list[ast.AST]) -> Iterator[Said]:
    """`t / len(d)` and `t / n` behind `for … in d: t += l.item()` with `n += 1`."""
    for loop in (n for n in nodes if isinstance(n, ast.For)):
        inside = {id(n) for n in walk(loop)}
        added: dict[str, ast.expr] = {}
        ones: set[str] = set()
        sizes: set[str] = set()
        for node in walk(loop):
            if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
                place = _place(node.target)
                if not place:
                    continue
                if getattr(node.value, "value", None) == 1:
                    ones.add(place)
                elif _is_size(node.value):
                    sizes.add(place)
                else:
                    added[place] = node.value
        over = f"len({ast.unparse(_source(loop.iter))})"
        for statement in nodes:
            if not isinstance(statement, _SIMPLE) or id(statement) in inside:
                continue
            if statement.lineno < loop.lineno:
                continue
            for node in walk(statement):
                if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
                    name, below = _place(node.left), ast.unparse(_floored(node.right))
                    value = added.get(name)
                    if value is None:
                        continue
                    if isinstance(node.left, ast.Subscript) and _counts_hits(value):
                        if below in sizes or below.endswith(".dataset)"):
                            yield statement, "purposes:share-of-hits", (node.left,)
                    if _is_scalar(value) and (below == over or below in ones):
                        yield statement, "purposes:mean-of-rounds", (node.left,)
                    elif _is_weighted(value) and (below in sizes or below.endswith(".dataset)")):
                        yield statement, "purposes:mean-of-examples", (node.left,)


def _place(node: ast.expr) -> str:
    """`total`, and `total[1]` of numbers that are kept together."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return ast.unparse(node) if isinstance(node.value, ast.Name) else ""
    return getattr(node, "id", "")


def _counts_hits(node: ast.expr) -> bool:
    """`(o.argmax(1) == y).sum().item()`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "sum" and isinstance(node.func.value, ast.Compare):
            compared = node.func.value
            chosen = any(last_name(getattr(n, "func", None)) == "argmax" for n in walk(compared))
            return chosen and isinstance(compared.ops[0], ast.Eq)
        node = node.func.value
    return False


def _floored(node: ast.expr) -> ast.expr:
    """The `n` of `max(n, 1)`."""
    if isinstance(node, ast.Call) and last_name(node.func) == "max" and len(node.args) == 2:
        counts = [a for a in node.args if not isinstance(a, ast.Constant)]
        return counts[0] if len(counts) == 1 else node
    return node


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
