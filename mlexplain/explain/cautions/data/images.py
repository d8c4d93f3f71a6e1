"""Images: the order of their colours, and their bytes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, number
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Call):
            yield from _colours(node, snippet)
            yield from _channels(node, snippet)
            yield from _fed(node, snippet)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            yield from _unsigned(node, snippet)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            yield from _added(node, snippet)


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


def _unsigned(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """The difference of two images as they were read: bytes wrap round below zero."""
    for side in (node.left, node.right):
        made = snippet.flow.value(side)
        if snippet.called(made) != "cv2.imread":
            return
    yield Seen("bytes-subtracted", node.lineno, {"code": f"`{ast.unparse(node)}`"})


def _added(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """The sum of two images as they were read: bytes begin anew above 255."""
    byte = any(
        snippet.called(snippet.flow.value(s)) == "numpy.uint8" for s in (node.left, node.right)
    )
    if byte and not any(isinstance(s, ast.Constant) for s in (node.left, node.right)):
        yield Seen("bytes-added", node.lineno, {"code": f"`{ast.unparse(node)}`"})
        return
    for side in (node.left, node.right):
        made = snippet.flow.value(side)
        if snippet.called(made) in ("numpy.array", "numpy.asarray") and isinstance(made, ast.Call):
            if len(made.args) != 1 or made.keywords:
                return
            made = snippet.flow.value(made.args[0])
        if snippet.called(made) not in ("cv2.imread", "PIL.Image.open", "Image.open"):
            return
    yield Seen("bytes-added", node.lineno, {"code": f"`{ast.unparse(node)}`"})


_CHANGED = [
    "resize",
    "astype",
    "float",
    "div",
    "sub",
    "from_numpy",
    "array",
    "asarray",
    "copy",
    "tensor",
    "as_tensor",
    "to",
    "convert",
    "cvtColor",
    "unsqueeze",
    "expand_dims",
    "ascontiguousarray",
    "open",
]
_READ = ("cv2.imread", "PIL.Image.open", "Image.open", "matplotlib.pyplot.imread", "imageio.imread")


def _channels(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`torch.from_numpy(img).reshape(1, 3, 224, 224)`: colours come last in images that were read."""
    done = snippet.operation(call)
    if done is None or done.name not in ("reshape", "view"):
        return
    sizes = done.rest
    if len(sizes) == 1 and isinstance(sizes[0], ast.Tuple):
        sizes = sizes[0].elts
    if len(sizes) not in (3, 4):
        return
    if number(sizes[-3]) != 3 and not _is_number_of_colours(sizes[-3], snippet):
        return
    if number(sizes[-1]) == 3:
        return
    if _is_read(done.of, snippet):
        yield Seen("channels-viewed", call.lineno, {"call": f"`{ast.unparse(call.func)}`"})


def _is_number_of_colours(node: ast.expr, snippet: Snippet) -> bool:
    """`c` of `h, w, c = image.shape`."""
    bound = snippet.flow.binding(node) if isinstance(node, ast.Name) else None
    of = bound.value if bound is not None and bound.place == (2,) else None
    return isinstance(of, ast.Attribute) and of.attr == "shape" and _is_read(of.value, snippet)


def _is_read(node: ast.expr, snippet: Snippet) -> bool:
    """Whether a value is an image as it was read, with its colours last."""
    for _ in range(16):
        bound = snippet.flow.binding(node) if isinstance(node, ast.Name) else None
        if bound is not None and bound.how == "part" and bound.value is not None:
            return method(bound.value) == "load_data" and "cifar" in ast.unparse(bound.value)
        node = snippet.flow.value(node)
        if snippet.called(node) in _READ:
            return True
        inner = snippet.operation(node)
        if isinstance(node, ast.BinOp):
            node = node.left
        elif inner is not None and inner.name in _CHANGED:
            node = inner.of
        elif (
            isinstance(node, ast.Call)
            and node.args
            and (dotted(node.func) or "").split(".")[-1] in _CHANGED
        ):
            node = node.args[0]
        else:
            return False
    return False


def _fed(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """An image goes into a convolution with its colours last."""
    made = snippet.flow.value(call.func)
    name = snippet.called(made)
    if not name.startswith(("torch.nn.Conv2d", "torchvision.models.")) or len(call.args) != 1:
        return
    grey = any(isinstance(n, ast.Constant) and n.value == "L" for n in snippet.nodes)
    read = [c for c in snippet.calls if snippet.called(c) in _READ]
    if not grey and all(len(c.args) == 1 and not c.keywords for c in read):
        if read and _is_read(call.args[0], snippet):
            values = {"image": f"`{ast.unparse(call.args[0])}`"}
            yield Seen("channels-last-fed", call.lineno, values)
