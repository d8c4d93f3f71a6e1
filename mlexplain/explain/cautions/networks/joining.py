"""What is joined along the batch and belongs along another dimension."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.networks.dimensions import last_position
from mlexplain.explain.cautions.reading.outputs import RESHAPING
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
    if (
        number(dim) != 0
        or function.name != "forward"
        or not isinstance(parts, ast.List | ast.Tuple)
    ):
        return
    makers = []
    for part in parts.elts:
        made = snippet.flow.value(part)
        name = dotted(made.func) if isinstance(made, ast.Call) else None
        makers.append(name if name and name.startswith("self.") else None)
    if len(makers) != 2 or None in makers or makers[0] == makers[1]:
        return
    up = snippet.flow.parent(call)
    fed = isinstance(up, ast.Call) and (dotted(up.func) or "").startswith("self.")
    if isinstance(up, ast.Assign):
        name = dotted(up.targets[0])
        fed = any(
            (dotted(c.func) or "").startswith("self.") and any(dotted(a) == name for a in c.args)
            for c in snippet.calls
        )
    if fed:
        yield Seen("layers-joined-along-batch", call.lineno)


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
