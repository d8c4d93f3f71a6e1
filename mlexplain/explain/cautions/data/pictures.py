"""Pictures: their sizes, their range, and how they are shown."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.flow import method_of
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, number
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_KEEPS = ("to", "cuda", "float", "unsqueeze", "view", "reshape", "flatten")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Call):
            yield from _size_turned(node, snippet)
            yield from _shown(node, snippet)
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            yield from _divided_again(node, snippet)


def _size_turned(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`cv2.resize(img, (h // 2, w // 2))`: OpenCV wants the width first."""
    if snippet.called(call) != "cv2.resize" and dotted(call.func) != "cv2.resize":
        return
    size = keyword(call, "dsize") or (call.args[1] if len(call.args) > 1 else None)
    size = snippet.flow.value(size) if size is not None else None
    if not isinstance(size, ast.Tuple) or len(size.elts) != 2:
        return
    places = [_side(e, snippet) for e in size.elts]
    if places == [0, 1]:
        yield Seen("width-comes-first", call.lineno, {"size": f"`{ast.unparse(size)}`"})


def _side(node: ast.expr, snippet: Snippet) -> int | None:
    """0 for what comes from the height of an array, 1 for its width."""
    for inner in snippet.flow.reached(node):
        if isinstance(inner, ast.Subscript) and isinstance(inner.slice, ast.Constant):
            of = snippet.flow.value(inner.value)
            if isinstance(of, ast.Attribute) and of.attr == "shape":
                side = number(inner.slice)
                return side if side in (0, 1) else None
    for inner in walk(node):
        bound = snippet.flow.binding(inner) if isinstance(inner, ast.Name) else None
        if bound is not None and bound.how == "part" and bound.value is not None:
            of = bound.value.value if isinstance(bound.value, ast.Subscript) else bound.value
            if isinstance(of, ast.Attribute) and of.attr == "shape" and len(bound.place) == 1:
                return bound.place[0]
    return None


def _transforms(snippet: Snippet) -> bool:
    return any((dotted(c.func) or "").split(".")[-1] == "ToTensor" for c in snippet.calls)


def _from_tensors(node: ast.expr, snippet: Snippet) -> bool:
    """Whether a value comes out of a transform with `ToTensor`, or a data set that has one."""
    waiting: list[ast.expr] = [node]
    for _ in range(12):
        if not waiting:
            return False
        current = waiting.pop()
        if isinstance(current, ast.Call) and method(current) in _KEEPS:
            waiting.append(current.func.value)  # type: ignore[attr-defined]
            continue
        bound = snippet.flow.binding(current) if isinstance(current, ast.Name) else None
        if bound is not None and bound.value is not None and bound.how in ("part", "item", "set"):
            waiting.append(bound.value)
            continue
        if isinstance(current, ast.Subscript):
            waiting.append(current.value)
        elif isinstance(current, ast.Call):
            last = (dotted(current.func) or "").split(".")[-1]
            if last in ("ToTensor", "to_tensor"):
                return True
            if last in ("next", "iter", "enumerate", "DataLoader", "Subset", "random_split"):
                waiting.extend(current.args[:1])
                continue
            given = keyword(current, "transform")
            if given is not None:
                waiting.append(given)
                continue
            made = snippet.flow.value(current.func)
            if made is not current.func:
                waiting.append(made)
            elif last == "Compose" and current.args and isinstance(current.args[0], ast.List):
                steps = [
                    dotted(s.func) or "" for s in current.args[0].elts if isinstance(s, ast.Call)
                ]
                names = [s.split(".")[-1] for s in steps]
                return "ToTensor" in names and "Normalize" not in names
            elif isinstance(current.func, ast.Call):
                waiting.append(current.func)
    return False


def _divided_again(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`x / 255` of what `ToTensor` has brought to 0 to 1."""
    by = node.right.value if isinstance(node.right, ast.Constant) else None
    if by not in (255, 255.0):
        return
    tensors = _transforms(snippet) and _from_tensors(node.left, snippet)
    if tensors or _from_divided(node.left, snippet):
        yield Seen("divided-again", node.lineno, {"code": f"`{ast.unparse(node)}`"})


def _from_divided(node: ast.expr, snippet: Snippet) -> bool:
    """Whether the items of a loop come from a data set of this code that divides by 255 itself."""
    bound = snippet.flow.binding(node) if isinstance(node, ast.Name) else None
    if bound is None or bound.how != "item" or bound.value is None or bound.place[:1] != (0,):
        return False
    for made in snippet.flow.reached(bound.value):
        owner = (
            snippet.flow.classes.get(snippet.called(made)) if isinstance(made, ast.Call) else None
        )
        item = method_of(owner, "__getitem__") if owner is not None else None
        if item is not None and any(
            isinstance(n, ast.BinOp)
            and isinstance(n.op, ast.Div)
            and isinstance(n.right, ast.Constant)
            and n.right.value == 255
            for n in walk(item)
        ):
            return True
    return False


def _shown(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`plt.imshow(x)` of a tensor with its colours first."""
    if method(call) != "imshow" or not call.args or not _transforms(snippet):
        return
    given = call.args[0]
    while isinstance(given, ast.Call) and method(given) in ("numpy", "cpu", "detach"):
        given = given.func.value  # type: ignore[attr-defined]
    if isinstance(given, ast.Name | ast.Subscript) and _from_tensors(given, snippet):
        if isinstance(given, ast.Subscript) and not _batch(given.value, snippet):
            return
        yield Seen("colours-first-shown", call.lineno, {"image": f"`{ast.unparse(given)}`"})


def _batch(node: ast.expr, snippet: Snippet) -> bool:
    """Whether a value is a batch of a loader, so that its entries are images."""
    bound = snippet.flow.binding(node) if isinstance(node, ast.Name) else None
    if bound is None or bound.value is None:
        return False
    return bound.how == "item" or (dotted(getattr(bound.value, "func", bound.value)) == "next")
