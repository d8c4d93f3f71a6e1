"""A softmax written by hand, called by its name: `e / e.sum(1)` with `e = exp(z - z.max())`."""

from __future__ import annotations

import ast

from mlexplain.explain.cautions.reading.formulas import match
from mlexplain.explain.cautions.reading.snippet import Operation, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword
from mlexplain.explain.cautions.reading.terms import stripped


def named_softmax(snippet: Snippet) -> dict[ast.expr, ast.expr]:
    """Each quotient that is a softmax, with the call of `torch.softmax` that computes the same."""
    return {
        node: made
        for node in snippet.nodes
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
        if (made := _softmax(node, snippet)) is not None
    }


def _softmax(node: ast.BinOp, snippet: Snippet) -> ast.expr | None:
    above = _operation(node.left, snippet)
    below = _operation(node.right, snippet)
    if above is None or below is None or above.name != "exp" or below.name != "sum":
        return None
    summed = _operation(below.of, snippet)
    if summed is None or summed.name != "exp" or ast.dump(summed.of) != ast.dump(above.of):
        return None
    dim = keyword(below.call, "dim") or keyword(below.call, "axis")
    dim = dim or (below.rest[0] if below.rest else None)
    scores = above.of
    shifted = match("z - max(z)", snippet.flow.value(scores), snippet)
    if shifted is not None:
        scores = shifted["z"]
    if dim is None:  # one row
        dim = ast.copy_location(ast.UnaryOp(ast.USub(), ast.Constant(1)), node)
        ast.copy_location(dim.operand, node)
    function = ast.Attribute(ast.Name("torch", ast.Load()), "softmax", ast.Load())
    made = ast.Call(function, [scores], [ast.keyword("dim", dim)])
    for part in (made, function, function.value, made.keywords[0]):
        ast.copy_location(part, node)
    return made


def _operation(node: ast.expr, snippet: Snippet) -> Operation | None:
    return snippet.operation(snippet.flow.value(stripped(snippet.flow.value(node), snippet)))
