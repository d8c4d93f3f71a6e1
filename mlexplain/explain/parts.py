"""What part a name plays, by what flows where: so that code whose names mean nothing is understood too.

A name that is set twice, or taken for two things, plays no part.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator

Parts = dict[str, str]
"""Name → its part: "the targets"."""

WORDS: dict[str, frozenset[str]] = {
    "the logits": frozenset(["logits", "logit", "scores"]),
    "the targets": frozenset(["target", "targets", "label", "labels"]),
    "the predictions": frozenset(["pred", "preds", "prediction", "predictions", "predicted"]),
    "the probabilities": frozenset(["prob", "probs", "probabilities"]),
    "the attention weights": frozenset(["attn", "attention", "weights"]),
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

_ON_LOGITS = ("cross_entropy", "binary_cross_entropy_with_logits")
_ON_CLASSES = (*_ON_LOGITS, "nll_loss", "binary_cross_entropy")
_MADE_LOSS = {
    "CrossEntropyLoss": True,
    "BCEWithLogitsLoss": True,
    "NLLLoss": False,
    "BCELoss": False,
}
_OF_MODELS = ("parameters", "named_parameters", "state_dict", "load_state_dict", "eval", "train")
_EVEN = ("float", "double", "int", "long", "to", "item", "cpu", "cuda")


def parts(tree: ast.AST) -> Parts:
    """The parts that names play."""
    nodes = list(ast.walk(tree))
    told: dict[str, set[str]] = {}
    for name, part in _shown(nodes):
        told.setdefault(name, set()).add(part)
    sets = _times_set(nodes)
    found = {n: min(p) for n, p in told.items() if len(p) == 1 and sets[n] < 2}
    found.update((x, "the inputs") for x in _beside_targets(nodes, found) if sets[x] < 2)
    return found


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
            for place, value in _pairs(node.targets[0], node.value):
                name = getattr(place, "id", "")
                times[name] -= any(getattr(n, "id", None) == name for n in ast.walk(value))
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
            yield from _by_call(node, values)
        elif isinstance(node, ast.Compare):
            yield from _by_comparison(node, values)
        elif isinstance(node, ast.Assign):
            yield from _by_assignment(node.targets[0], node.value, values)
        elif isinstance(node, ast.For):
            yield from _by_loop(node)
    yield from _by_own_loss(nodes, values)
    yield from _probabilities(nodes, values)
    yield from _temperature(nodes, values)
    yield from _patience(nodes)
    yield from _q_target(nodes)


def _by_call(node: ast.Call, values: dict[str, ast.expr]) -> Iterator[tuple[str, str]]:
    last = _last(node)
    made = _last(values.get(getattr(node.func, "id", "")))
    logits = last in _ON_LOGITS or _MADE_LOSS.get(made, False)
    if (last in _ON_CLASSES or made in _MADE_LOSS) and len(node.args) > 1:
        if logits:
            yield from _named(node.args[0], "the logits")
        yield from _named(node.args[1], "the targets")
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    if last in ("masked_fill", "masked_fill_") and node.args:
        yield from _named(node.args[0], "the mask")
    elif last == "zero_grad":
        yield from _named(owner, "the optimizer" if _makes_steps(owner, values) else "")
    elif last in _OF_MODELS and owner is not None:
        yield from _named(owner, "the model" if last in ("parameters", "eval") else "")
    for k in node.keywords:
        if k.arg in ("padding_value", "padding_idx", "pad_token_id"):
            yield from _named(k.value, "the padding")


def _by_own_loss(nodes: list[ast.AST], values: dict[str, ast.expr]) -> Iterator[tuple[str, str]]:
    """`l = c(m(x), y)`, where `l.backward()` follows."""
    for node in nodes:
        if isinstance(node, ast.Call) and _last(node) == "backward":
            made = values.get(getattr(getattr(node.func, "value", None), "id", ""))
            if isinstance(made, ast.Call) and len(made.args) == 2:
                if isinstance(made.func, ast.Name) and isinstance(made.args[0], ast.Call):
                    yield from _named(made.args[1], "the targets")


def _makes_steps(owner: ast.expr | None, values: dict[str, ast.expr]) -> bool:
    made = values.get(getattr(owner, "id", ""))
    return isinstance(made, ast.Call) and "optim" in ast.unparse(made.func)


def _by_assignment(
    target: ast.expr, value: ast.expr, values: dict[str, ast.expr]
) -> Iterator[tuple[str, str]]:
    if isinstance(target, ast.Tuple):
        if _last(value) == "step" and len(target.elts) in (4, 5) and isinstance(value, ast.Call):
            for place, part in zip(target.elts, _STEPPED, strict=False):
                yield from _named(place, part)
            yield from _named(value.args[0] if value.args else None, "the action")
        return
    bare = _bare(value)
    if _last(bare) in ("tril", "triu", "ne"):
        yield from _named(target, "the mask")
    elif any(isinstance(n, ast.ListComp) and _last(n.elt) == "len" for n in ast.walk(value)):
        yield from _named(target, "the lengths")
    elif _is_image(value, values):
        yield from _named(target, "the image")
    elif isinstance(bare, ast.Compare) and isinstance(bare.ops[0], ast.Gt | ast.GtE):
        if _last(values.get(getattr(bare.left, "id", ""), bare.left)) == "cumsum":
            yield from _named(target, "the marks of what is left out")
            yield from _named(bare.comparators[0], "the top-p threshold")


_STEPPED = ("the next state", "the reward", "the end of the episode")


def _is_image(value: ast.expr, values: dict[str, ast.expr]) -> bool:
    """Whether something is read from an image file, or made of what is."""
    opened = ("Image.open", "cv2.imread", "imageio.imread", "plt.imread", "io.read_image")
    seen: list[str] = []
    while True:
        source = ast.unparse(value)
        if any(name in source for name in opened):
            return True
        names = [n.id for n in ast.walk(value) if isinstance(n, ast.Name) and n.id in values]
        if not names or names[0] in seen:
            return False
        seen.append(names[0])
        value = values[names[0]]


def _q_target(nodes: list[ast.AST]) -> Iterator[tuple[str, str]]:
    """`r + 0.99 * q(s).max(1).values * (1 - d)`, beside which a `gather` picks the actions taken."""
    found = False
    for node in nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            ends = any(
                ast.unparse(n).startswith("1 - ")
                for n in ast.walk(node.right)
                if isinstance(n, ast.BinOp)
            )
            if isinstance(node.left, ast.Name) and "max" in _calls(node.right) and ends:
                found = True
                yield node.left.id, "the reward"
                for n in ast.walk(node.right):
                    if isinstance(n, ast.BinOp) and ast.unparse(n).startswith("1 - "):
                        yield from _named(n.right, "the end of the episode")
    for node in nodes if found else []:
        if _last(node) == "gather" and isinstance(node, ast.Call) and len(node.args) == 2:
            picked = node.args[1]
            if _last(picked) in ("unsqueeze", "view") and isinstance(picked, ast.Call):
                picked = picked.func.value  # type: ignore[attr-defined]
            yield from _named(picked, "the action")


def _by_comparison(node: ast.Compare, values: dict[str, ast.expr]) -> Iterator[tuple[str, str]]:
    """`p == y` where `p` is an argmax: the prediction beside the truth."""
    if len(node.ops) != 1 or not isinstance(node.ops[0], ast.Eq):
        return
    left, right = node.left, node.comparators[0]
    for one, other in ((left, right), (right, left)):
        made = _bare(values.get(getattr(one, "id", ""), one))
        if _last(made) in ("argmax", "predict") and isinstance(other, ast.Name):
            yield from _named(one, "the predictions")
            yield other.id, "the targets"


def _by_loop(node: ast.For) -> Iterator[tuple[str, str]]:
    """`for e in range(n)` around a loop that trains."""
    if _last(node.iter) in ("range", "trange") and isinstance(node.iter, ast.Call):
        inner = [n for n in node.body if isinstance(n, ast.For)]
        if any("backward" in _calls(n) for n in inner) and node.iter.args:
            yield from _named(node.iter.args[-1], "the number of epochs")
            yield from _named(node.target, "the epoch")


def _calls(node: ast.AST) -> set[str]:
    return {_last(n) for n in ast.walk(node) if isinstance(n, ast.Call)}


def _probabilities(nodes: list[ast.AST], values: dict[str, ast.expr]) -> Iterator[tuple[str, str]]:
    """What a softmax gives: attention weights where it multiplies a matrix, else probabilities."""
    mixing = {
        getattr(n.left, "id", "")
        for n in nodes
        if isinstance(n, ast.BinOp) and isinstance(n.op, ast.MatMult)
    }
    drawn = {
        getattr(n.args[0], "id", "")
        for n in nodes
        if isinstance(n, ast.Call) and n.args and _last(n) in ("multinomial", "topk", "Categorical")
    }
    for name, value in values.items():
        if _last(value) == "softmax":
            if name in mixing:
                yield name, "the attention weights"
            elif name in drawn:
                yield name, "the probabilities"


def _temperature(nodes: list[ast.AST], values: dict[str, ast.expr]) -> Iterator[tuple[str, str]]:
    """`softmax(x / t)`, in one statement or two, where `t` is a plain number or is given."""
    given = {n.arg for n in nodes if isinstance(n, ast.arg)}
    for node in nodes:
        if not (isinstance(node, ast.Call) and _last(node) in ("softmax", "log_softmax")):
            continue
        of = node.args[0] if node.args else None
        if isinstance(node.func, ast.Attribute) and not _is_library(node.func.value):
            of = node.func.value
        scaled = values.get(getattr(of, "id", ""), of)
        if not (isinstance(scaled, ast.BinOp) and isinstance(scaled.op, ast.Div)):
            continue
        plain = not any(isinstance(n, ast.MatMult) for n in ast.walk(scaled.left))
        by = scaled.right
        if plain and isinstance(by, ast.Name) and not _is_product(scaled.left, values):
            number = isinstance(values.get(by.id), ast.Constant)
            if number or (by.id in given and by.id not in values):
                yield by.id, "the temperature"


def _is_product(node: ast.expr, values: dict[str, ast.expr]) -> bool:
    made = values.get(getattr(node, "id", ""), node)
    return any(isinstance(n, ast.MatMult) for n in ast.walk(made)) or "matmul" in _calls(made)


def _is_library(node: ast.expr) -> bool:
    return getattr(node, "id", "") in ("F", "torch", "np", "jnp", "nn", "tf", "special")


def _patience(nodes: list[ast.AST]) -> Iterator[tuple[str, str]]:
    """`if n >= p: break`, where `n` is counted up and set back to zero."""
    counted = {
        n.target.id
        for n in nodes
        if isinstance(n, ast.AugAssign)
        and isinstance(n.target, ast.Name)
        and isinstance(n.op, ast.Add)
        and getattr(n.value, "value", 0) == 1
    }
    zeros: Counter[str] = Counter(name for n in nodes for name in _set_to_zero(n))
    for node in nodes:
        if isinstance(node, ast.If) and isinstance(node.test, ast.Compare):
            name = getattr(node.test.left, "id", "")
            left = isinstance(node.body[-1], ast.Break | ast.Return)
            if left and name in counted and zeros[name] > 1:
                yield from _named(node.test.comparators[0], "the patience")


def _set_to_zero(node: ast.AST) -> Iterator[str]:
    if not isinstance(node, ast.Assign):
        return
    for place, given in _pairs(node.targets[0], node.value):
        if isinstance(place, ast.Name) and getattr(given, "value", None) == 0:
            yield place.id


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """Targets with their values; those of `a, b = c, d` one by one."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return list(zip(target.elts, value.elts, strict=False))
    return [(target, value)]


def _beside_targets(nodes: list[ast.AST], found: Parts) -> Iterator[str]:
    """`x` of `for x, y in d`, where `y` holds the targets."""
    for node in nodes:
        if isinstance(node, ast.For) and isinstance(node.target, ast.Tuple):
            names = [getattr(e, "id", "") for e in node.target.elts]
            if len(names) == 2 and found.get(names[1]) == "the targets" and names[0] not in found:
                yield names[0]


def _named(node: ast.expr | None, part: str) -> Iterator[tuple[str, str]]:
    node = _bare(node) if node is not None else None
    if part and isinstance(node, ast.Name):
        yield node.id, part


def _bare(node: ast.expr) -> ast.expr:
    """Without what only changes the kind of numbers: `x.float()`."""
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr not in (*_EVEN, "bool"):
            break
        node = node.func.value
    return node


def _last(node: ast.AST | None) -> str:
    func = node.func if isinstance(node, ast.Call) else None
    return str(getattr(func, "attr", getattr(func, "id", "")))
