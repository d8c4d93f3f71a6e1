"""What is joined along the batch and belongs along another dimension."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.networks.dimensions import last_position
from mlexplain.explain.cautions.reading.outputs import RESHAPING, SQUEEZING
from mlexplain.explain.cautions.reading.snippet import Operation, Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, number
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        yield from _joined_along_batch(call, snippet)
        done = snippet.operation(call)
        if done is not None:
            yield from _joined(done, snippet)


def _joined_along_batch(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """In `forward`, the results of two layers are joined as further examples, and go to a layer."""
    function = snippet.flow.function(call)
    if snippet.called(call) not in ("torch.cat", "torch.concat") or function is None:
        return
    dim = keyword(call, "dim") or (call.args[1] if len(call.args) > 1 else None)
    parts = call.args[0] if call.args else None
    if dim is not None and number(dim) != 0:
        return
    if function.name != "forward" or not isinstance(parts, ast.List | ast.Tuple):
        return
    if dim is None and _too_narrow(call, parts.elts, snippet):
        yield Seen("layers-joined-along-batch", call.lineno)
        return
    makers = [_maker(part, snippet) for part in parts.elts]
    names = [dotted(m.func) if m is not None else None for m in makers]
    if len(makers) != 2 or None in names or names[0] == names[1]:
        return
    reader = _reader(call, snippet)
    if reader is None:
        return
    one, other = (_size(m, 1, snippet) for m in makers if m is not None)
    taken = _size(reader, 0, snippet)
    side_by_side = None not in (one, other, taken) and taken == one + other  # type: ignore[operator]
    if side_by_side or (dim is not None and snippet.flow.value(parts.elts[0]) is makers[0]):
        yield Seen("layers-joined-along-batch", call.lineno)


def _too_narrow(call: ast.Call, parts: list[ast.expr], snippet: Snippet) -> bool:
    """Whether the layer that gets what was joined takes more channels than each part has."""
    reader = _reader(call, snippet)
    makers = [m for p in parts if (m := _maker(p, snippet)) is not None]
    taken = _channels(snippet.flow.value(reader.func), 0, snippet) if reader is not None else None
    given = [_channels(snippet.flow.value(m.func), 1, snippet) for m in makers]
    return taken is not None and len(parts) == 2 and any(g and g != taken for g in given)


def _channels(layer: ast.expr, place: int, snippet: Snippet) -> str | None:
    """What a layer, or the first of several, is told to take (0) or to give (1), as it is written."""
    if not isinstance(layer, ast.Call):
        return None
    last = snippet.called(layer).split(".")[-1]
    if not snippet.called(layer).startswith("torch.nn."):
        return None
    if last == "Sequential" and layer.args and place == 0:
        return _channels(snippet.flow.value(layer.args[0]), place, snippet)
    if last in ("Linear", "Conv1d", "Conv2d", "Conv3d", "ConvTranspose2d", "ConvTranspose1d"):
        return ast.unparse(layer.args[place]) if place < len(layer.args) else None
    return None


def _maker(part: ast.expr, snippet: Snippet) -> ast.Call | None:
    """The call of a layer that made a value, before an activation or a dropout."""
    for _ in range(6):
        value = snippet.flow.value(part)
        done = snippet.operation(value)
        if not isinstance(value, ast.Call):
            return None
        if (dotted(value.func) or "").startswith("self."):
            layer = snippet.flow.value(value.func)
            passes = snippet.called(layer).split(".")[-1] in ("ReLU", "GELU", "Tanh", "Dropout")
            if not passes or not value.args:
                return value
            part = value.args[0]
        elif done is not None and done.name in (*SQUEEZING, "gelu", "dropout"):
            part = done.of
        else:
            return None
    return None


def _reader(call: ast.Call, snippet: Snippet) -> ast.Call | None:
    """The layer that gets what was joined."""
    up = snippet.flow.parent(call)
    if isinstance(up, ast.Call):
        return up if (dotted(up.func) or "").startswith("self.") else None
    name = dotted(up.targets[0]) if isinstance(up, ast.Assign) else None
    for other in snippet.calls:
        if (dotted(other.func) or "").startswith("self."):
            if name is not None and any(dotted(a) == name for a in other.args):
                return other
    return None


def _size(call: ast.Call, place: int, snippet: Snippet) -> int | None:
    """How many values a linear layer takes (0) or gives (1)."""
    layer = snippet.flow.value(call.func)
    if not isinstance(layer, ast.Call) or snippet.called(layer) != "torch.nn.Linear":
        return None
    return number(layer.args[place]) if place < len(layer.args) else None


def _joined(done: Operation, snippet: Snippet) -> Iterator[Seen]:
    """A token that was drawn for each example is joined to the batch instead of the sequence."""
    if done.name not in ("cat", "concat", "concatenate"):
        return
    dim = done.given(0, "dim", "axis")
    parts = done.of.elts if isinstance(done.of, ast.Tuple | ast.List) else []
    if len(parts) != 2 or (dim is not None and number(dim) != 0):
        return
    drawn = snippet.operation(_kept_drawn(parts[1], snippet))
    if drawn is None or drawn.name not in ("multinomial", "argmax"):
        return
    if drawn.name == "argmax":
        kept = next((k.value for k in drawn.call.keywords if k.arg == "keepdim"), None)
        if not (isinstance(kept, ast.Constant) and kept.value is True):
            return
    if last_position(drawn.of, snippet):
        values = {"tokens": f"`{ast.unparse(parts[0])}`"}
        yield Seen("token-joined-to-batch", done.call.lineno, values)


def _kept_drawn(node: ast.expr, snippet: Snippet) -> ast.expr:
    node = snippet.flow.value(node)
    done = snippet.operation(node)
    return snippet.flow.value(done.of) if done is not None and done.name in RESHAPING else node
