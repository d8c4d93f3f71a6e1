"""What is done with names, which shows what they hold: what is added up, counted, differentiated."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.facts.clues import pairs
from mlexplain.explain.facts.origins import origins
from mlexplain.explain.facts.parts import parts
from mlexplain.explain.facts.scheduled import scheduled
from mlexplain.explain.read.walk import walk

Uses = dict[str, set[str]]
_KINDS = (
    *("carried back", "counts", "accumulated", "counted", "decaying", "returns", "loss"),
    *(
        "cleared",
        "unit length",
        "counted down",
        "index",
        "trained whole",
        "norm of the whole",
        "turned",
        "made a tensor",
    ),
)


def uses(tree: ast.AST) -> Uses:
    """Names by what the code does with them:

    `carried back`: `d` of `x.T @ d`; `counts`: `c` of `u, c = np.unique(…, return_counts=True)`;
    `accumulated`: `r` of `r += x` and `r = r + x`; `counted`: `n` of `n += 1` and `n += len(x)`;
    `decaying`: `j` of `cos(pi * j)`; `returns`: `g` of `g = r + 0.99 * g`, and what it is put into;
    `loss`: `x` of `x.backward()`; `cleared`: `o` of `o.zero_grad()`; `unit length`: `a` of
    `a = a / norm(a)`; `norm of the whole`: such an `a` without a dimension; `turned`: `x` of `x.T`;
    `made a tensor`: `b` of `torch.tensor(b)`;
    `trained whole`: `o` of a branch that goes back and steps by itself;
    `index`: `i` of `x[i]` and `x[i:j]`; `set back`: `n` of `n = 0` in several
    places. And by where they come
    from (see `origins`), and by the parts they play: `the targets`, `the temperature`.
    """
    found: Uses = {kind: set() for kind in _KINDS}
    for node in walk(tree):
        for kind, name in _shown(node):
            found[kind].add(name)
    for kind, name in origins(tree):
        found.setdefault(kind, set()).add(name)
    found["set back"] = set(_set_back(tree))
    found["scheduled"] = set(scheduled(tree))
    _spread_returns(tree, found["returns"])
    for name, part in parts(tree).items():
        found.setdefault(part, set()).add(name)
    found["grown by tokens"] = set(_grown(tree, found.get("the next token", set())))
    return found


def _set_back(tree: ast.AST) -> Iterator[str]:
    """Names set to zero in several places: at the start, and again."""
    zero: set[str] = set()
    for node in walk(tree):
        for target in node.targets if isinstance(node, ast.Assign) else ():
            for place, value in pairs(target, node.value):  # type: ignore[attr-defined]
                if isinstance(place, ast.Name | ast.Attribute) and _is_zero(value):
                    name = ast.unparse(place)
                    if name in zero:
                        yield name
                    zero.add(name)


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is not False and node.value == 0


def part_of(name: str | None, found: Uses) -> str | None:
    """The part that a name plays, "the loss" included."""
    played = (part for part, names in found.items() if part.startswith("the ") and name in names)
    return "the loss" if name in found.get("loss", ()) else next(played, None)


def as_said(part: str | None, found: Uses) -> str | None:
    """A part as it is said: "a model" where several names play "the model"."""
    names = found.get("loss" if part == "the loss" else part or "", ())
    if part not in _OF_SEVERAL or len(names) < 2:
        return part
    return f"{'an' if part[4] in 'aeiou' else 'a'} {part[4:]}"


_OF_SEVERAL = ("the model", "the optimizer", "the loss", "the loss function")


def _shown(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        if getattr(node.left, "attr", "") == "T" and isinstance(node.right, ast.Name):
            yield "carried back", node.right.id
    elif isinstance(node, ast.Subscript):
        cut = isinstance(node.slice, ast.Slice)
        bounds = (node.slice.lower, node.slice.upper) if cut else (node.slice,)  # type: ignore[attr-defined]
        yield from (("index", bound.id) for bound in bounds if isinstance(bound, ast.Name))
    elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
        yield from _added(node.target, node.value)
    elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Sub):
        if isinstance(node.target, ast.Name) and isinstance(node.value, ast.Constant):
            yield "counted down", node.target.id
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        yield from _assigned(node.targets[0], node.value)
    elif isinstance(node, ast.Call):
        yield from _called(node)
    elif isinstance(node, ast.If):
        yield from _trained_whole(node)
    elif isinstance(node, ast.Attribute) and node.attr in ("T", "mT"):
        if isinstance(node.value, ast.Name):
            yield "turned", node.value.id


def _trained_whole(branch: ast.If) -> Iterator[tuple[str, str]]:
    """`o` of `if c: l.backward(); o.step()`: no gradients of other rounds are in that step."""
    went_back = False
    for statement in branch.body:
        call = statement.value if isinstance(statement, ast.Expr) else None
        if isinstance(call, ast.Call):
            last, owner = _last(call.func), getattr(call.func, "value", None)
            went_back = went_back or last == "backward"
            if went_back and last == "step" and isinstance(owner, ast.Name | ast.Attribute):
                yield "trained whole", ast.unparse(owner)


def _added(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, str]]:
    if isinstance(target, ast.Name):
        one = isinstance(value, ast.Constant) and value.value == 1
        sized = isinstance(value, ast.Call) and _last(value.func) in ("len", "size", "numel")
        yield ("counted" if one or sized else "accumulated"), target.id


def _assigned(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, str]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Call):
        asked = any(k.arg == "return_counts" for k in value.keywords)
        if asked and len(target.elts) == 2 and isinstance(target.elts[1], ast.Name):
            yield "counts", target.elts[1].id
    if isinstance(target, ast.Name) and isinstance(value, ast.BinOp):
        if isinstance(value.op, ast.Div):
            norms = [n for n in walk(value.right) if isinstance(n, ast.Call)]
            norms = [n for n in norms if _last(n.func) in ("norm", "vector_norm")]
            if norms:
                yield "unit length", target.id
            if any(not n.keywords and len(n.args) < 2 for n in norms):
                yield "norm of the whole", target.id
        elif isinstance(value.op, ast.Add):
            sides = (value.left, value.right)
            if any(getattr(side, "id", "") == target.id for side in sides):
                yield "accumulated", target.id
            elif any(
                _scales(side, target.id) and not _is_scaled(other)
                for side, other in (sides, sides[::-1])
            ):
                yield "returns", target.id


def _scales(node: ast.expr, name: str) -> bool:
    """`0.99 * g`."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)):
        return False
    return name in (getattr(node.left, "id", ""), getattr(node.right, "id", ""))


def _is_scaled(node: ast.expr) -> bool:
    """`0.1 * x` and `(1 - b) * x`: the new value's share in a moving average."""
    if not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)):
        return False
    sides = (node.left, node.right)
    return any(
        isinstance(s, ast.Constant) or (isinstance(s, ast.BinOp) and isinstance(s.op, ast.Sub))
        for s in sides
    )


def _called(node: ast.Call) -> Iterator[tuple[str, str]]:
    last = _last(node.func)
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    if isinstance(owner, ast.Name) and last == "backward":
        given = node.args[0] if node.args else None  # `accelerator.backward(l)`
        if not isinstance(given, ast.Attribute | ast.BinOp | ast.Subscript):  # `…(out.loss)`
            yield "loss", given.id if isinstance(given, ast.Name) else owner.id
    elif isinstance(owner, ast.Name) and last == "zero_grad":
        yield "cleared", owner.id
    elif last in ("tensor", "as_tensor", "from_numpy", "stack") and node.args:
        if isinstance(node.args[0], ast.Name):
            yield "made a tensor", node.args[0].id
    elif last == "cos" and node.args:
        for part in walk(node.args[0]):
            if isinstance(part, ast.Name):
                yield "decaying", part.id


def _spread_returns(tree: ast.AST, returns: set[str]) -> None:
    """Lists that returns are put into, and tensors made of these."""
    for _ in range(2):
        for node in walk(tree):
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                target, value = node.targets[0], node.value
                held = target.value if isinstance(target, ast.Subscript) else target
                made = isinstance(value, ast.Call) and _last(value.func) in ("tensor", "array")
                of = value.args[0] if made and value.args else value  # type: ignore[attr-defined]
                if getattr(of, "id", "") in returns and isinstance(held, ast.Name):
                    returns.add(held.id)
            elif isinstance(node, ast.Call) and _last(node.func) in ("append", "insert"):
                owner = getattr(node.func, "value", None)
                if node.args and getattr(node.args[-1], "id", "") in returns:
                    returns.add(getattr(owner, "id", ""))
    returns.discard("")


def _grown(tree: ast.AST, tokens: set[str]) -> Iterator[str]:
    """`y` of `y = cat([y, w])` and `y.append(w)`, where `w` is the token just chosen."""
    for node in walk(tree) if tokens else ():
        value = node.value if isinstance(node, ast.Assign) else node
        if isinstance(value, ast.Call) and _last(value.func) in ("cat", "append", "hstack"):
            if any(isinstance(n, ast.Name) and n.id in tokens for n in walk(value)):
                target = node.targets[0] if isinstance(node, ast.Assign) else None
                owner = getattr(value.func, "value", None) if target is None else target
                yield getattr(owner, "id", "")


def _last(func: ast.AST) -> str:
    return str(getattr(func, "attr", getattr(func, "id", "")))
