"""Images: the order of their colours, and their bytes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.snippet import Seen, Snippet


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Call):
            yield from _colours(node, snippet)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            yield from _unsigned(node, snippet)


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
