"""Images and what belongs to them: masks that must move along and keep whole numbers."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.bindings import Function
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, named, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_MOVES = frozenset(
    ["hflip", "vflip", "flip", "fliplr", "flipud", "rotate", "crop", "rot90", "transpose", "affine"]
)
_MASKS = frozenset(["mask", "masks", "seg", "segmentation", "boxes", "bbox", "keypoints", "msk"])
_IMAGES = frozenset(["img", "image", "im", "x", "picture", "pic", "frame"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.If):
            yield from _moved_alone(node, snippet)
        elif isinstance(node, ast.Call):
            yield from _between(node, snippet)


def _moved_alone(node: ast.If, snippet: Snippet) -> Iterator[Seen]:
    """`if random() < 0.5: img = hflip(img)` beside a mask that stays as it is."""
    drawn = any(
        isinstance(n, ast.Call) and (dotted(n.func) or "").split(".")[-1].startswith("rand")
        for n in walk(node.test)
    )
    function = snippet.flow.function(node)
    if not drawn or not isinstance(function, Function):
        return
    moved = {
        dotted(s.targets[0]) for s in node.body if isinstance(s, ast.Assign) and _moves(s.value)
    }
    if len(moved) != 1:
        return
    image = moved.pop()
    names = {n.id for n in walk(function) if isinstance(n, ast.Name)}
    masks = {n for n in names if set(n.lower().split("_")) & _MASKS}
    touched = {n.id for s in node.body for n in walk(s) if isinstance(n, ast.Name)}
    returned = {
        n.id
        for r in walk(function)
        if isinstance(r, ast.Return)
        for n in walk(r)
        if isinstance(n, ast.Name)
    }
    left = sorted(masks & returned - touched)
    if left and image in returned and image not in masks:
        values = {"image": f"`{image}`", "mask": f"`{left[0]}`"}
        yield Seen("image-moved-alone", node.body[0].lineno, values)


def _moves(value: ast.expr) -> bool:
    last = (dotted(value.func) or method(value)) if isinstance(value, ast.Call) else ""
    if last.split(".")[-1].lower() in _MOVES:
        return True
    if isinstance(value, ast.Subscript):
        return "::-1" in ast.unparse(value.slice)
    inner = receiver(value)
    return inner is not None and _moves(inner)


def _between(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`cv2.resize(mask, size)`, which mixes the numbers of neighbouring classes."""
    full = snippet.called(call) or dotted(call.func) or ""
    last = full.split(".")[-1] or method(call)
    if last not in ("resize", "interpolate"):
        return
    told = ("interpolation", "mode", "resample")
    how = next((keyword(call, k) for k in told if keyword(call, k)), None)
    if how is not None and not any(w in ast.unparse(how).lower() for w in ("linear", "cubic")):
        return
    if how is None and last == "interpolate":
        return
    if any(k.arg is None for k in call.keywords) or len(call.args) > 2:
        return
    of = (
        call.args[0]
        if full.startswith(("cv2.", "torchvision", "TF.", "F.", "torch.")) and call.args
        else receiver(call)
    )
    statement = snippet.flow.statement(call)
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    words = (named(of) if of is not None else set()) | (
        named(target) if target is not None else set()
    )
    if words & {"mask", "masks", "seg", "msk", "segmentation"} and _of_classes(target, snippet):
        yield Seen("classes-between", call.lineno, {"call": f"`{ast.unparse(call.func)}`"})


def _of_classes(target: ast.expr | None, snippet: Snippet) -> bool:
    """Whether the numbers of the mask are made whole ones later: they are classes."""
    name = dotted(target) if target is not None else None
    for node in snippet.calls:
        whole = method(node) == "long" or (
            method(node) == "astype" and node.args and "int" in ast.unparse(node.args[0])
        )
        of = receiver(node)
        if whole and of is not None:
            if any(dotted(n) == name for n in snippet.flow.reached(of) if dotted(n)):
                return True
            if any(n is target for n in snippet.flow.reached(of)):
                return True
            if name in {dotted(n) for n in walk(of)}:
                return True
    return False
