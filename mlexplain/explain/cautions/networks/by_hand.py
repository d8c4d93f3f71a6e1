"""Layers written by hand: dropout, residuals, low-rank adapters, encodings of positions."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.bindings import Function
from mlexplain.explain.cautions.reading.flow import method_of
from mlexplain.explain.cautions.reading.formulas import whole
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import last_name, named, same
from mlexplain.explain.cautions.reading.terms import factors, stripped
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_NORMS = ("LayerNorm", "RMSNorm", "BatchNorm1d")
KEPT = frozenset(["residual", "identity", "shortcut", "skip", "res", "resid"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult | ast.Div):
            yield from _dropout(node, snippet)
            yield from _positions(node, snippet)
        elif isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Mult):
            if _is_mask(node.value, snippet) and _drops(node, snippet):
                if not _scaled_elsewhere(node.target, node, snippet):
                    yield Seen("dropout-not-scaled", node.lineno)
        elif isinstance(node, ast.Assign):
            yield from _rank(node)
        elif isinstance(node, ast.ClassDef):
            yield from _residual(node, snippet)
            yield from _zeros(node, snippet)
    for function in snippet.functions:
        yield from _unread(function, snippet)
        yield from _sines(function, snippet)


# Dropout


def _is_mask(node: ast.expr, snippet: Snippet) -> bool:
    """`rand_like(x) > p`, also made numbers, and draws of zeros and ones."""
    value = stripped(snippet.flow.value(stripped(node, snippet)), snippet)
    done = snippet.operation(value)
    if done is not None and done.name in ("bernoulli", "bernoulli_"):
        return True
    if isinstance(value, ast.Call) and snippet.called(value).endswith("random.binomial"):
        return True
    if not isinstance(value, ast.Compare):
        return False
    drawn = snippet.flow.value(value.left)
    return snippet.called(drawn).split(".")[-1] in ("rand", "rand_like", "random", "random_sample")


def _drops(node: ast.AST, snippet: Snippet) -> bool:
    """Whether the code around says that this is dropout."""
    function, owner = snippet.flow.function(node), snippet.flow.class_of(node)
    text = ast.unparse(function if function is not None else snippet.tree)
    name = f"{owner.name if owner else ''} {function.name if function else ''}".lower()
    return "drop" in name or "training" in text or "drop" in text or "train" in text


def _scaled_elsewhere(target: ast.expr, node: ast.AST, snippet: Snippet) -> bool:
    around = snippet.flow.function(node) or snippet.tree
    return any(
        isinstance(n, ast.BinOp | ast.AugAssign) and isinstance(n.op, ast.Div) and n is not node
        for n in walk(around)
    )


def _dropout(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    if not whole(node, snippet):
        return
    above, below = factors(node)
    masks = [f for f in above if _is_mask(f, snippet)]
    if len(masks) != 1 or (len(above) < 2 and not below) or not _drops(node, snippet):
        return
    if not below and len(above) == 2 and not _scaled_elsewhere(node, node, snippet):
        yield Seen("dropout-not-scaled", node.lineno)
        return
    test = stripped(snippet.flow.value(stripped(masks[0], snippet)), snippet)
    if len(below) == 1 and isinstance(test, ast.Compare) and len(above) < 3:
        kept_above = isinstance(test.ops[0], ast.Gt | ast.GtE)
        if kept_above and same(below[0], test.comparators[0]) and dotted(below[0]):
            values = {"chance": f"`{ast.unparse(below[0])}`"}
            yield Seen("dropout-scaled-otherwise", node.lineno, values)


# Residuals


def _unread(function: Function, snippet: Snippet) -> Iterator[Seen]:
    """`identity = x` at the beginning, and nothing reads it."""
    for node in walk(function):
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        name = node.targets[0].id
        given = isinstance(node.value, ast.Name) and function.name == "forward"
        given = given and node.value.id in {a.arg for a in function.args.args}  # type: ignore[attr-defined]
        if name.lower() not in KEPT and not given:
            continue
        if not any(
            isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)
            for n in walk(function)
        ):
            yield Seen("residual-not-used", node.lineno, {"name": f"`{name}`"})


def _residual(owner: ast.ClassDef, snippet: Snippet) -> Iterator[Seen]:
    """A block adds its input to its first part, and only replaces it by the second."""
    forward = method_of(owner, "forward")
    if forward is None:
        return
    added = replaced = None
    for step in forward.body:
        value = step.value if isinstance(step, ast.Assign | ast.Return) else None
        target = dotted(step.targets[0]) if isinstance(step, ast.Assign) else None
        if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
            sides = [dotted(value.left), dotted(value.right)]
            if target is not None and target in sides:
                added = target
        elif added is not None and isinstance(value, ast.Call):
            if target in (None, added) and _through_norm(value, added, snippet):
                replaced = step
    if isinstance(step, ast.AugAssign) or replaced is None or added is None:
        return
    yield Seen("residual-missing", replaced.lineno, {"name": f"`{added}`"})


def _named_like_block(call: ast.Call, inner: ast.Call, snippet: Snippet) -> bool:
    """`self.mlp(self.norm2(x))` in what is called a block or a layer, and does not show its parts."""
    owner = snippet.flow.class_of(call)
    norm, part = last_name(inner.func), last_name(call.func)
    block = owner is not None and owner.name.lower().endswith(("block", "layer"))
    normed = norm.startswith(("norm", "ln", "n1", "n2", "rms"))
    return block and normed and part in ("mlp", "ff", "ffn", "feed_forward", "attn", "attention")


def _through_norm(call: ast.Call, name: str, snippet: Snippet) -> bool:
    """`self.mlp(self.norm(x))` with a part that gives back as many values as it takes."""
    inner = call.args[0] if len(call.args) == 1 else None
    if not isinstance(inner, ast.Call) or [dotted(a) for a in inner.args] != [name]:
        return False
    norm = snippet.called(snippet.flow.value(inner.func)).split(".")[-1]
    part = snippet.flow.value(call.func)
    if not norm and not isinstance(part, ast.Call):
        return _named_like_block(call, inner, snippet)
    if norm not in _NORMS or not isinstance(part, ast.Call):
        return False
    layers = [a for a in part.args if snippet.called(a).endswith(".Linear")]
    if not snippet.called(part).endswith("nn.Sequential") or len(layers) < 2:
        return False
    first, last = layers[0], layers[-1]
    if not (isinstance(first, ast.Call) and isinstance(last, ast.Call)):
        return False
    return len(last.args) > 1 and bool(first.args) and same(first.args[0], last.args[1])


# Adapters and positions


def _rank(node: ast.Assign) -> Iterator[Seen]:
    """`scale = alpha * rank`."""
    value = node.value
    if not (isinstance(value, ast.BinOp) and isinstance(value.op, ast.Mult)):
        return
    if not named(node.targets[0]) & {"scale", "scaling"}:
        return
    told = [named(value.left), named(value.right)]
    for one, other in (told, told[::-1]):
        if one & {"alpha"} and other & {"r", "rank"}:
            yield Seen("rank-multiplies", node.lineno, {"code": f"`{ast.unparse(value)}`"})


def _zeros(owner: ast.ClassDef, snippet: Snippet) -> Iterator[Seen]:
    """Two matrices of parameters, both zero, that are multiplied with each other."""
    zero = []
    for node in walk(owner):
        if isinstance(node, ast.Assign) and snippet.called(node.value) == "torch.nn.Parameter":
            inner = node.value.args[0] if node.value.args else None  # type: ignore[attr-defined]
            if inner is not None and snippet.called(inner) == "torch.zeros":
                sizes = inner.args
                if len(sizes) == 2:
                    zero.append(dotted(node.targets[0]))
    text = ast.unparse(owner)
    filled = any(word in text for word in ("init.", "reset", "uniform_", "normal_", ".data"))
    if len(zero) < 2 or filled:
        return
    for node in walk(owner):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
            used = {dotted(n) for n in walk(node)} & set(zero)
            if len(used) == 2:
                names = " and ".join(f"`{n}`" for n in sorted(n for n in used if n))
                yield Seen("product-of-zeros", node.lineno, {"names": names})
                return


def _sines(function: Function, snippet: Snippet) -> Iterator[Seen]:
    """Even and odd places of an encoding of positions both get the sine, or one place is written twice."""
    written: list[tuple[str, str, ast.Assign]] = []
    for node in walk(function):
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Subscript):
            continue
        done = snippet.operation(node.value)
        if done is not None and done.name in ("sin", "cos"):
            place = ast.unparse(node.targets[0])
            if "::2" in place or snippet.flow.loops(node):
                written.append((place, done.name, node))
    if len(written) != 2:
        return
    (one, first, _), (two, second, last) = sorted(written, key=lambda w: w[2].lineno)
    if first == second and one != two:
        yield Seen("positions-alike", last.lineno, {"what": f"`{first}` is written to both halves"})
    elif one == two:
        yield Seen("positions-alike", last.lineno, {"what": "both are written to one half"})


def _positions(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`exp(arange(0, d, 2) * (log(10000) / d))` without the minus."""
    up = snippet.flow.parent(node)
    done = snippet.operation(up) if up is not None else None
    if done is None or done.name != "exp" or done.of is not node:
        return
    text = ast.unparse(node)
    if "arange" in text and "log(10000" in text and "-" not in text:
        yield Seen("positions-lack-minus", node.lineno)
