"""Prompts and answers in the labels: what is to be learned and what is left out."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import number, words
from mlexplain.explain.facts.scope import dotted

_PROMPTS = frozenset(["prompt", "question", "instruction", "source", "context", "prefix", "user"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            yield from _answer_ignored(node, snippet)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            yield from _rest_ignored(node, node.targets[0])


def _answer_ignored(node: ast.BinOp, snippet: Snippet) -> Iterator[Seen]:
    """`labels = prompt + [-100] * len(answer)` beside `ids = prompt + answer`."""
    first, many = dotted(node.left), node.right
    if first is None or not isinstance(many, ast.BinOp) or not isinstance(many.op, ast.Mult):
        return
    sides = (many.left, many.right)
    marks = [s for s in sides if isinstance(s, ast.List) and len(s.elts) == 1]
    counts = [s for s in sides if isinstance(s, ast.Call) and dotted(s.func) == "len" and s.args]
    if len(marks) != 1 or len(counts) != 1 or number(marks[0].elts[0]) != -100:
        return
    second = dotted(counts[0].args[0])
    joined = any(
        isinstance(n, ast.BinOp)
        and isinstance(n.op, ast.Add)
        and dotted(n.left) == first
        and dotted(n.right) == second
        for n in snippet.nodes
    )
    if second is not None and joined:
        yield Seen("answer-ignored", node.lineno, {"answer": f"`{second}`"})


def _rest_ignored(node: ast.Assign, target: ast.Subscript) -> Iterator[Seen]:
    """`labels[:, prompt_length:] = -100`."""
    parts = target.slice.elts if isinstance(target.slice, ast.Tuple) else [target.slice]
    cut = parts[-1]
    if number(node.value) != -100 or not isinstance(cut, ast.Slice) or cut.lower is None:
        return
    if cut.upper is not None or "label" not in (dotted(target.value) or "").lower():
        return
    told = {w for n in ast.walk(cut.lower) for w in words(dotted(n))}
    if told & _PROMPTS and not isinstance(cut.lower, ast.BinOp):
        code = ast.unparse(target)
        yield Seen("answer-ignored", node.lineno, {"answer": f"`{code}`"})
