"""Operations on several tensors: may they meet, and where does the result lie?

What CUDA allows is allowed: a CPU tensor without dimensions in arithmetic, CPU indices into a CUDA
tensor, and everything that copies.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from mlexplain.check import clashes, devices, joining, values
from mlexplain.check.values import NUMBER_VALUE, Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow

_PLACED = frozenset((values.TENSOR, values.ANY))


def flattened(items: list[Value | None]) -> list[Value]:
    """The tensors among arguments, those inside lists and tuples included."""
    found: list[Value] = []
    for one in items:
        if one is None:
            continue
        if one.kind in _PLACED or one.kind == values.UNION:
            found.append(one)
        elif one.kind == values.ITEMS:
            found.extend(flattened(list(one.data)))
        elif one.kind == values.EACH and one.data is not None and one.data.name == values.TOGETHER:
            found.extend(flattened(list(one.data.data)))
        elif one.kind == values.EACH:
            found.extend(flattened([one.data]))
    return found


def combine(
    flow: Flow,
    node: ast.AST,
    items: list[Value | None],
    broadcasting: bool,
    target: Value | None = None,
) -> Value | None:
    """Let the tensors among `items` meet; the value of the result.

    Parameters: `broadcasting` where the operation takes CPU tensors without dimensions beside CUDA
    tensors; `target` is the operand that an in-place operation writes to, which may not be one.
    """
    tensors = flattened(items)
    if len(tensors) < 2:
        return _result(items, tensors)
    for position, one in enumerate(tensors):
        for other in tensors[position + 1 :]:
            _meet(flow, node, one, other, broadcasting, target)
    return _result(items, tensors)


def _meet(
    flow: Flow, node: ast.AST, a: Value, b: Value, broadcasting: bool, target: Value | None
) -> None:
    operation = "combine" if broadcasting else "strict"
    if a.kind != values.UNION and b.kind != values.UNION:
        if a.device != b.device and not _excused(a, b, broadcasting, target):
            clashes.meet(flow, node, a, b, operation)
        return
    for one, others in ((a, b), (b, a)):
        if devices.is_symbolic(others.device) and devices.either(
            x.device for x in values.alternatives(one) if x is not None
        ):
            return
    for one, others in ((a, b), (b, a)):
        for alternative in values.alternatives(one):
            if alternative is None or alternative.kind not in _PLACED:
                continue
            found = values.alternatives(others)
            if all(_clashing(alternative, other, broadcasting, target) for other in found):
                other = found[0]
                assert other is not None
                clashes.meet(flow, node, alternative, other, operation)
                return


def _clashing(a: Value, b: Value | None, broadcasting: bool, target: Value | None) -> bool:
    return (
        b is not None
        and b.kind in _PLACED
        and devices.clash(a.device, b.device) is not None
        and not _excused(a, b, broadcasting, target)
    )


def _excused(a: Value, b: Value, broadcasting: bool, target: Value | None) -> bool:
    """A CPU operand that is, or may be, a tensor without dimensions."""
    if not broadcasting:
        return False
    for one in (a, b):
        if one.data == values.EMPTY:
            return True  # a placeholder: no arithmetic on nothing
        if one.device == devices.CPU and one.ndim in (0, None) and one.kind == values.TENSOR:
            if one is not target or one.ndim is None:
                return True
    return False


def _result(items: list[Value | None], tensors: list[Value]) -> Value | None:
    if not tensors:
        return None
    best = tensors[0]
    if len(tensors) > 1:
        for one in tensors[1:]:
            if _rank(one) > _rank(best):
                best = one
        best = _one_of_arguments(best, tensors)
    if best.kind == values.UNION:
        return _beside(best, tensors)
    ndim: int | None = 0
    for one in tensors:
        if one.ndim is None or one.kind == values.UNION:
            ndim = None if ndim == 0 else ndim
        elif one.ndim != 0:
            ndim = values.AT_LEAST_ONE
    unknown = any(one is None for one in items)
    if unknown and best.device == devices.CPU:
        if best.ndim in (0, None) or best.data == values.EMPTY:
            return None
    sure = any(one.sure for one in tensors)
    kind = values.TENSOR if sure else values.ANY
    if kind == best.kind and ndim == best.ndim:
        return best
    data = best.data if best.data in _LASTING else None
    return best.but(kind=kind, ndim=ndim, sure=sure, data=data)


_LASTING = (values.CONVERTED, *values.OF_BATCH)


def _beside(mixed: Value, tensors: list[Value]) -> Value | None:
    """What is on the CPU only where it has no dimensions leaves the result with the others."""
    others = [one for one in tensors if one.kind != values.UNION and one.device is not None]
    place = next((one for one in others if one.device != devices.CPU), None)
    if place is None:
        return mixed
    return values.union(
        [
            place if one is not None and one.device == devices.CPU and not one.ndim else one
            for one in mixed.data
        ]
    )


def _one_of_arguments(best: Value, tensors: list[Value]) -> Value:
    """`n * labels` of two arguments: where the result lies, the one that is a tensor will tell."""
    if best.kind != values.ANY or best.sure or not devices.is_argument(best.device):
        return best
    names = {
        one.device[1:]
        for one in tensors
        if one.device and devices.is_argument(one.device) and not devices.is_initial(one.device)
    }
    if len(names) < 2 or "batch" in "".join(names):
        return best
    return best.but(device=devices.ARGUMENT + ",".join(sorted(names)))


def _rank(one: Value) -> float:
    """Which operand tells most of where the result lies."""
    if one.kind == values.UNION:
        return 4
    if one.device is None:
        return 0
    if one.device == devices.CPU:
        return 2 if one.ndim else 1
    if one.kind != values.ANY or (one.sure and one.device[0] == devices.ARGUMENT):
        return 3
    # An argument that may be a number tells less than a tensor made here.
    return 1.5 if devices.is_argument(one.device) and one.data is None else 2


def operator(flow: Flow, node: ast.BinOp, a: Value | None, b: Value | None) -> Value | None:
    kinds = (a.kind if a else "", b.kind if b else "")
    if kinds[0] == values.NUMBER and kinds[1] == values.NUMBER:
        return NUMBER_VALUE
    if values.TEXT in kinds or values.DEVICE in kinds:
        return _text_operator(node, a, b)
    if isinstance(node.op, ast.Add) and (values.ITEMS in kinds or values.EACH in kinds):
        if kinds[0] in (values.ITEMS, values.EACH) and kinds[1] in (values.ITEMS, values.EACH):
            return Value(values.EACH, data=joining.join(joining.element(a), joining.element(b)))
        if values.NUMBER not in kinds and values.TENSOR not in kinds:
            return None
    if isinstance(node.op, ast.Mult) and values.NUMBER in kinds:
        for one in (a, b):
            if one is not None and one.kind == values.ITEMS:
                return Value(values.EACH, data=joining.element(one))
            if one is not None and one.kind == values.EACH:
                return one
    if values.ARRAY in kinds:
        return _of_arrays(a, b) if values.TENSOR not in kinds else None
    if isinstance(node.op, ast.MatMult):
        pair = [_matrix(flow, a, b), _matrix(flow, b, a)]
        return combine(flow, node, pair, broadcasting=False)
    return combine(flow, node, [a, b], broadcasting=True)


def _matrix(flow: Flow, one: Value | None, other: Value | None) -> Value | None:
    """What is multiplied with a tensor by `@` is a tensor, too."""
    if one is None or one.kind != values.ANY or one.sure:
        return one
    if other is None or other.kind != values.TENSOR:
        return one
    flow.evidence.add(one.name or "")
    return one.but(sure=True)


def _of_arrays(a: Value | None, b: Value | None) -> Value:
    several = any(one is not None and one.kind == values.ARRAY and one.ndim for one in (a, b))
    return Value(values.ARRAY, ndim=values.AT_LEAST_ONE if several else None)


def _text_operator(node: ast.BinOp, a: Value | None, b: Value | None) -> Value | None:
    """`"cuda:" + str(rank)` and `"cuda:%d" % rank`."""
    left = node.left
    if isinstance(left, ast.Constant) and str(left.value).startswith("cuda:"):
        if b is not None and b.kind == values.DEVICE:
            return b
        return Value(values.DEVICE, devices.CHOSEN + "device")
    if values.TEXT in ((a.kind if a else ""), (b.kind if b else "")):
        return values.TEXT_VALUE
    return NUMBER_VALUE  # arithmetic on a rank


def comparison(flow: Flow, node: ast.AST, a: Value | None, b: Value | None) -> Value | None:
    if a is None or b is None or a.kind not in _PLACED or b.kind not in _PLACED:
        for one in (a, b):
            if one is not None and one.kind in _PLACED:
                return one
            if one is not None and one.kind == values.UNION:
                return combine(flow, node, [a, b], broadcasting=True)
        return NUMBER_VALUE
    return combine(flow, node, [a, b], broadcasting=True)


def augmented(
    flow: Flow, node: ast.AugAssign, old: Value | None, new: Value | None
) -> Value | None:
    """`old += new`. A tensor keeps its place; a number becomes a tensor."""
    if old is None:
        return None
    if old.kind in _PLACED or old.kind == values.UNION:
        combine(flow, node, [old, new], broadcasting=True, target=old)
        return old
    if old.kind in (values.ITEMS, values.EACH):
        added = joining.element(new)
        if old.kind == values.ITEMS and not old.data:
            return Value(values.EACH, data=added)
        return Value(values.EACH, data=joining.join(joining.element(old), added))
    if old.kind == values.ARRAY:
        return old
    if old.kind == values.NUMBER and new is not None and new.kind == values.TENSOR:
        return new
    return NUMBER_VALUE if old.kind == values.NUMBER and new is not None else None


def index(flow: Flow, node: ast.Subscript, base: Value, place: Value) -> None:
    """`base[place]`: a CPU tensor cannot be indexed with a CUDA tensor; the reverse is fine."""
    for one in flattened([place]):
        if base.device == devices.CPU and base.kind == values.TENSOR:
            if one.device is not None and one.device != devices.CPU and one.kind in _PLACED:
                clashes.meet(flow, node, base, one, operation="index")
