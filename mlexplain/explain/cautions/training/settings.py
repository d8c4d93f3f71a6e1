"""Settings: decay rates in the wrong order, numbers that half precision does not have."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, receiver
from mlexplain.explain.facts.scope import dotted

_SMALLEST = 2.98e-8
"""Half of float16's smallest number above zero, 2**-24: what is less is rounded to zero."""
_LARGEST = 65504.0
_CHANGES = frozenset(
    [
        "norm",
        "sum",
        "mean",
        "view",
        "reshape",
        "transpose",
        "permute",
        "matmul",
        "softmax",
        "abs",
        "exp",
        "sqrt",
        "clamp",
        "max",
        "pow",
        "unsqueeze",
        "squeeze",
        "contiguous",
    ]
)


def look(snippet: Snippet) -> Iterator[Seen]:
    halves = "half" in snippet.called_names or any("float16" in row for row in snippet.rows)
    for node in snippet.nodes:
        if isinstance(node, ast.Call):
            yield from _rates(node, snippet)
            if halves:
                yield from _half_network(node, snippet)
                yield from _too_low(node, snippet)
        elif halves and isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            small = _value(node.right)
            if small is not None and 0 < small < _SMALLEST and _is_half(node.left, snippet):
                yield Seen("too-small-for-half", node.lineno, {"number": _text(node.right)})


def _rates(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`betas=(0.999, 0.9)`."""
    betas = keyword(call, "betas")
    betas = snippet.flow.value(betas) if betas is not None else None
    if "Adam" in (dotted(call.func) or "") and isinstance(betas, ast.Tuple):
        numbers = [_value(b) for b in betas.elts]
        if len(numbers) == 2 and None not in numbers and numbers[0] > numbers[1]:  # type: ignore[operator]
            yield Seen("betas-turned", call.lineno, {"betas": _text(betas)})


def _half_network(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """Adam's `eps` of 1e-8 is zero beside parameters in float16."""
    name = snippet.called(call)
    if name not in ("torch.optim.Adam", "torch.optim.AdamW") or not call.args:
        return
    net = receiver(call.args[0]) if method(call.args[0]) == "parameters" else None
    eps = keyword(call, "eps")
    size = _value(eps) if eps is not None else 1e-8
    if net is None or size is None or size >= _SMALLEST:
        return
    halved = any(
        method(c) == "half" and dotted(receiver(c) or c) == dotted(net)
        for c in snippet.calls
        if c.lineno < call.lineno
    )
    if halved or _is_half(net, snippet):
        yield Seen("adam-in-half", call.lineno, {"net": f"`{ast.unparse(net)}`"})


def _too_low(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    done = snippet.operation(call)
    if done is None or done.name not in ("masked_fill", "masked_fill_"):
        return
    low = done.given(1, "value")
    value = _value(low) if low is not None else None
    if value is not None and abs(value) > _LARGEST and _is_half(done.of, snippet):
        yield Seen("too-large-for-half", call.lineno, {"number": _text(low)})


def _is_half(node: ast.expr, snippet: Snippet) -> bool:
    """Whether a value was turned to float16 and not back, as far as the code shows."""
    for _ in range(12):
        node = snippet.flow.value(node)
        done = snippet.operation(node)
        if isinstance(node, ast.BinOp):
            node = node.left
        elif done is None:
            return False
        elif done.name == "half":
            return True
        elif done.name == "to" and any("float16" in ast.unparse(a) for a in done.rest):
            return not any("bfloat16" in ast.unparse(a) for a in done.rest)
        elif done.name in _CHANGES:
            node = done.of
        else:
            return False
    return False


def _value(node: ast.expr) -> float | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _value(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return float(node.value)  # type: ignore[arg-type]
    return None


def _text(node: ast.AST | None) -> str:
    return f"`{ast.unparse(node)}`" if node is not None else ""
