"""What one statement shows of the parts that its names play: a loss is given logits and targets."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.read.walk import walk

_ON_LOGITS = ("cross_entropy", "binary_cross_entropy_with_logits")
_ON_CLASSES = (*_ON_LOGITS, "nll_loss", "binary_cross_entropy")
_MADE_LOSS = {
    "CrossEntropyLoss": True,
    "BCEWithLogitsLoss": True,
    "NLLLoss": False,
    "BCELoss": False,
}
_ASKED_OF_MODELS = ("parameters", "eval", "modules", "named_modules")
_OF_MODELS = (
    *("modules", "named_modules"),
    *("parameters", "named_parameters", "state_dict", "load_state_dict", "eval", "train"),
)
_EVEN = (
    *("float", "double", "int", "long", "to", "item", "cpu", "cuda", "numpy", "tolist", "detach"),
)
_STEPPED = ("the next state", "the reward", "the end of the episode")


def by_call(node: ast.Call, values: dict[str, ast.expr]) -> Iterator[tuple[str, str]]:
    """`cross_entropy(z, y)`, `m.parameters()`, `o.zero_grad()`: names with their parts."""
    last = called(node)
    made = called(values.get(getattr(node.func, "id", "")))
    logits = last in _ON_LOGITS or _MADE_LOSS.get(made, False)
    if (last in _ON_CLASSES or made in _MADE_LOSS) and len(node.args) > 1:
        if logits:
            yield from named(node.args[0], "the logits")
        yield from named(node.args[1], "the targets")
    owner = node.func.value if isinstance(node.func, ast.Attribute) else None
    if last in ("masked_fill", "masked_fill_") and node.args:
        yield from named(node.args[0], "the mask")
    elif last == "zero_grad":
        yield from named(owner, "the optimizer" if _makes_steps(owner, values) else "")
    elif last in _OF_MODELS and owner is not None:
        yield from named(owner, "the model" if last in _ASKED_OF_MODELS else "")
    if last in _METRICS and len(node.args) > 1 and not isinstance(node.args[0], ast.Starred):
        yield from named(node.args[0], "the targets")
        yield from named(node.args[1], "the predictions")
    for k in node.keywords:
        if k.arg == "logits" and last in ("Categorical", "Bernoulli"):
            yield from named(k.value, "the logits")
        if k.arg in ("padding_value", "padding_idx", "pad_token_id"):
            yield from named(k.value, "the padding")


_METRICS = frozenset(
    (
        *("accuracy_score", "f1_score", "precision_score", "recall_score", "confusion_matrix"),
        *("classification_report", "balanced_accuracy_score", "cohen_kappa_score"),
        *("matthews_corrcoef", "mean_squared_error", "mean_absolute_error", "r2_score"),
        *("precision_recall_fscore_support", "mean_absolute_percentage_error", "jaccard_score"),
    )
)
"""Measures of scikit-learn, which are given the truth first."""


def _makes_steps(owner: ast.expr | None, values: dict[str, ast.expr]) -> bool:
    made = values.get(getattr(owner, "id", ""))
    return isinstance(made, ast.Call) and "optim" in ast.unparse(made.func)


def _of_ones(node: ast.AST) -> bool:
    """Whether a triangle is one of ones, or of another value: `ones(n, n).tril()`."""
    return any(called(n) in ("ones", "ones_like", "full", "full_like") for n in walk(node))


def by_assignment(
    target: ast.expr, value: ast.expr, values: dict[str, ast.expr]
) -> Iterator[tuple[str, str]]:
    """`s, r, d, _ = env.step(a)`, `m = ones.tril()`, `n = [len(t) for t in xs]`."""
    if isinstance(target, ast.Tuple):
        if called(value) == "step" and len(target.elts) in (4, 5) and isinstance(value, ast.Call):
            for place, part in zip(target.elts, _STEPPED, strict=False):
                yield from named(place, part)
            yield from named(value.args[0] if value.args else None, "the action")
        return
    bare = _bare(value)
    if called(bare) == "ne" or (called(bare) in ("tril", "triu") and _of_ones(bare)):
        yield from named(target, "the mask")
    elif any(isinstance(n, ast.ListComp) and called(n.elt) == "len" for n in walk(value)):
        yield from named(target, "the lengths")
    elif _is_image(value, values):
        yield from named(target, "the image")
    elif isinstance(bare, ast.Compare) and isinstance(bare.ops[0], ast.Gt | ast.GtE):
        if called(values.get(getattr(bare.left, "id", ""), bare.left)) == "cumsum":
            yield from named(target, "the marks of what is left out")
            yield from named(bare.comparators[0], "the top-p threshold")


def _is_image(value: ast.expr, values: dict[str, ast.expr]) -> bool:
    """Whether something is read from an image file, or an image that was made of it: a mask that
    compares its values, and a dictionary that a transform gives, are none."""
    seen: set[str] = set()
    while True:
        if isinstance(value, ast.Name):
            if value.id in seen or value.id not in values:
                return False
            seen.add(value.id)
            value = values[value.id]
        elif isinstance(value, ast.Call):
            if ast.unparse(value.func) in _OPENING:
                return True
            if called(value) not in _OF_IMAGES:
                return False
            owner = getattr(value.func, "value", None)
            module = isinstance(owner, ast.Name | ast.Attribute) and not (
                isinstance(owner, ast.Name) and owner.id in values
            )
            if owner is not None and not module:
                value = owner
            elif value.args:
                value = value.args[0]
            else:
                return False
        elif isinstance(value, ast.Subscript):
            value = value.value
        elif isinstance(value, ast.BinOp) and isinstance(value.right, ast.Constant):
            value = value.left
        else:
            return False


_OPENING = (
    *("Image.open", "cv2.imread", "imageio.imread", "plt.imread", "io.read_image"),
    *(
        "PIL.Image.open",
        "torchvision.io.read_image",
        "iio.imread",
        "skimage.io.imread",
        "io.imread",
    ),
)
_OF_IMAGES = frozenset(
    (
        *("convert", "resize", "crop", "copy", "rotate", "transpose", "thumbnail", "filter"),
        *("cvtColor", "array", "asarray", "GaussianBlur", "flip", "astype", "float", "warpAffine"),
        *("fromarray", "to_tensor", "from_numpy", "tensor", "permute", "unsqueeze", "to", "pad"),
    )
)
"""What gives an image for an image."""


def by_comparison(node: ast.Compare, values: dict[str, ast.expr]) -> Iterator[tuple[str, str]]:
    """`p == y` where `p` is an argmax: the prediction beside the truth."""
    if len(node.ops) != 1 or not isinstance(node.ops[0], ast.Eq):
        return
    left, right = node.left, node.comparators[0]
    for one, other in ((left, right), (right, left)):
        made = _bare(values.get(getattr(one, "id", ""), one))
        beside = _bare(values.get(getattr(other, "id", ""), other))
        if called(beside) in _PREDICTING:
            continue  # two predictions that are compared
        if called(made) in ("argmax", "predict") and isinstance(other, ast.Name):
            yield from named(one, "the predictions")
            yield other.id, "the targets"


_PREDICTING = ("argmax", "predict", "round", "topk")


def by_loop(node: ast.For) -> Iterator[tuple[str, str]]:
    """`for e in range(n)` around a loop that trains."""
    if called(node.iter) in ("range", "trange") and isinstance(node.iter, ast.Call):
        inner = [n for n in node.body if isinstance(n, ast.For)]
        if any(_learns(n) for n in inner) and node.iter.args:
            yield from named(node.iter.args[-1], "the number of epochs")
            yield from named(node.target, "the epoch")


def _learns(loop: ast.For) -> bool:
    """Whether a loop goes through data to learn from: not the small batches of one step."""
    calls = calls_in(loop)
    return "backward" in calls and ("step" in calls or called(loop.iter) != "range")


def named(node: ast.expr | None, part: str) -> Iterator[tuple[str, str]]:
    """The part for a node that is a name, perhaps with its numbers changed in kind."""
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


def called(node: ast.AST | None) -> str:
    """The last name of what a call calls: `softmax` of `F.softmax(x)`; else nothing."""
    func = node.func if isinstance(node, ast.Call) else None
    return str(getattr(func, "attr", getattr(func, "id", "")))


def calls_in(node: ast.AST) -> set[str]:
    """The last names of all calls within a node."""
    return {called(n) for n in walk(node) if isinstance(n, ast.Call)}


def pairs(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    """Targets with their values; those of `a, b = c, d` one by one."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return list(zip(target.elts, value.elts, strict=False))
    return [(target, value)]
