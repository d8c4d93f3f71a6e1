"""How the arguments of a call are told, by what the card calls them."""

from __future__ import annotations

import ast

from mlexplain.explain.expressions import settings
from mlexplain.explain.quoting import join_words, quoted
from mlexplain.explain.wording import Wording

_SHORT_NAMES = 80
_COLUMNS = ("columns", "subset", "by", "on", "id_vars", "left_on", "right_on")
"""Arguments that name columns of a table, one or several."""
_STEPS = ("steps", "transforms", "transformers", "estimators", "transformer_list")
"""Arguments that list what is done one after the other or side by side."""
_POINTS = ("center", "org", "pt1", "pt2")
"""Places in an image: a pair of numbers is read sooner as it is written."""
_LAYER_SIZES = ("in_features", "out_features", "in_channels", "out_channels", "num_features")
_FILES = ("fp", "fname", "f", "file", "filename", "path", "filepath", "path_or_buf")
"""Arguments that name a file: "saves it to a text" would be something else."""


def argument(name: str, args: list[ast.expr], words: Wording, nested: bool) -> str:
    """The values given for one parameter; `nested` within the phrase of another call."""
    if name in ("tensors", "arrays", "tup") and len(args) == 1:
        if isinstance(args[0], ast.Tuple | ast.List) and args[0].elts:
            args = args[0].elts
    if name in _COLUMNS and len(args) == 1 and isinstance(args[0], ast.List) and args[0].elts:
        if all(isinstance(e, ast.Constant) for e in args[0].elts):
            args = args[0].elts
    if name in _STEPS and len(args) == 1 and isinstance(args[0], ast.List) and args[0].elts:
        return join_words([_step(e, words) for e in args[0].elts])
    if name == "columns" and len(args) == 1 and isinstance(args[0], ast.Dict):
        text = words.code(args[0])
        return text if len(text) <= _SHORT_NAMES else "a dictionary of old and new names"
    if name in settings.GRIDS and len(args) == 1 and isinstance(args[0], ast.Dict):
        tried = [(k, v) for k, v in zip(args[0].keys, args[0].values, strict=True) if k is not None]
        if tried and len(tried) == len(args[0].keys):
            return join_words([f"{words.phrase(k)} out of {words.phrase(v)}" for k, v in tried])
    sums = nested and len(args) == 1 and isinstance(args[0], ast.BinOp)
    if name == "output_size" and isinstance(args[0], ast.Tuple | ast.List):
        return join_words([words.entry(a) for a in args[0].elts], "by").replace(", ", " by ")
    if name in ("size", "sizes", "shape") and len(args) == 1 and isinstance(args[0], ast.Starred):
        return words.entry(args[0].value)  # `view(*shape)`
    parts = [words.phrase(a, nested=True) if sums else words.entry(a) for a in args]
    text = join_words(parts)
    if name in ("size", "sizes", "shape") and isinstance(args[0], ast.Tuple):
        if len(args[0].elts) == 1 and not isinstance(args[0].elts[0], ast.Starred):
            return size_told(args[0].elts[0], words)
        args = args[0].elts if any(not _constant(e) for e in args[0].elts) else args
    if name in ("size", "sizes", "shape") and len(args) > 1:
        if any(isinstance(a, ast.Starred) for a in args):
            return quoted(f"({', '.join(words.text_of(a) for a in args)})")
        sizes = [size_told(a, words) for a in args]
        if name == "shape" and sizes[0] == "`-1`":
            return quoted(f"({', '.join(words.text_of(a) for a in args)})")
        if name == "shape":
            sizes = ["the rest" if size == "`-1`" else size for size in sizes]
        return join_words(sizes, "by").replace(", ", " by ")
    if name in ("size", "sizes", "shape") and isinstance(
        args[0], ast.Call | ast.BinOp | ast.Attribute | ast.Subscript
    ):
        return size_told(args[0], words)
    if name in _LAYER_SIZES and isinstance(args[0], ast.BinOp):
        return words.code(args[0])
    if name == "index" and isinstance(args[0], ast.BinOp | ast.Call):
        return words.code(args[0])
    if name in ("condition", "mask") and isinstance(args[0], ast.Compare | ast.BoolOp):
        return words.code(args[0])
    if name == "k" and len(args) == 1 and isinstance(args[0], ast.Call):
        return words.code(args[0])
    if name == "pad" and isinstance(args[0], ast.Tuple):
        return words.code(args[0])
    if name == "many" or (name in _POINTS and isinstance(args[0], ast.Tuple)):
        return words.code(args[0])
    if name == "lr_lambda" and isinstance(args[0], ast.Lambda):
        return words.code(args[0])
    if name == "box" and isinstance(args[0], ast.Tuple):
        return words.code(args[0])
    if name in _FILES and isinstance(args[0], ast.JoinedStr | ast.BinOp):
        return words.code(args[0])
    if name == "ndarray" and isinstance(args[0], ast.Subscript):
        return words.code(args[0])
    if name == "pad_width" and len(words.text_of(args[0])) <= _SHORT_NAMES:
        return words.code(args[0])
    if name in ("dim", "axis") and len(args) == 1 and text == "`-1`":
        return "`-1` (the last)"
    return text


def size_told(node: ast.expr, words: Wording) -> str:
    """`n`, `len(x)` and `x.shape`, as they are written: "of shape the length of" is no English."""
    return words.phrase(node) if _is_plain(node) else words.code(node)


def _step(node: ast.expr, words: Wording) -> str:
    """`("scale", StandardScaler(), columns)`: the step with its name and what it is for."""
    parts = node.elts if isinstance(node, ast.Tuple) else []
    if len(parts) not in (2, 3) or not isinstance(parts[0], ast.Constant):
        return words.phrase(node)
    name, what = words.phrase(parts[0]), words.phrase(parts[1])
    if len(parts) == 3:
        return f"for {words.phrase(parts[2])} (as {name}) {what}"
    return f"{what} ({name})"


def _is_plain(node: ast.expr) -> bool:
    return isinstance(node, ast.Name | ast.Constant | ast.UnaryOp)


def _constant(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)
