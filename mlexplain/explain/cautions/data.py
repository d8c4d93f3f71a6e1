"""How data are split, shuffled, scaled and loaded."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.seen import Seen, Snippet, keyword, method
from mlexplain.explain.scope import dotted

_HELD_OUT = ("test", "val", "valid", "eval", "dev")


def look(snippet: Snippet) -> Iterator[Seen]:
    yield from _loaders(snippet)
    yield from _fits(snippet)
    for node in snippet.nodes:
        if isinstance(node, ast.Call):
            yield from _reading(node, snippet)


def _words(name: str) -> list[str]:
    return name.lower().replace(".", "_").split("_")


def _loaders(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if not isinstance(node, ast.Assign) or not snippet.called(node.value).endswith(
            ".DataLoader"
        ):
            continue
        call, name = node.value, dotted(node.targets[0])
        if (
            name is None
            or not isinstance(call, ast.Call)
            or any(k.arg is None for k in call.keywords)
        ):
            continue
        words = _words(name)
        shuffled = keyword(call, "shuffle")
        on = isinstance(shuffled, ast.Constant) and shuffled.value is True
        named = {"name": f"`{name}`"}
        if on and any(w in _HELD_OUT for w in words):
            yield Seen("shuffled-evaluation", node.lineno, named)
        off = shuffled is None or (isinstance(shuffled, ast.Constant) and shuffled.value is False)
        ordered_otherwise = keyword(call, "sampler") or keyword(call, "batch_sampler")
        if off and "train" in words and not ordered_otherwise and len(call.args) < 3:
            yield Seen("unshuffled-training", node.lineno, named)


def _fits(snippet: Snippet) -> Iterator[Seen]:
    split_lines: list[tuple[int, str]] = []
    fitted_to: set[str] = set()
    for node in snippet.nodes:
        if isinstance(node, ast.Call) and snippet.called(node).endswith("train_test_split"):
            split_lines.extend((node.lineno, name) for a in node.args if (name := dotted(a)))
    for node in snippet.nodes:
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = dotted(node.args[0]) or ""
        call = ast.unparse(node.func)
        if method(node) == "fit":
            fitted_to.add(name)
        if method(node) == "fit_transform":
            if any(w in _HELD_OUT for w in _words(name)):
                yield Seen("fitted-on-test", node.lineno, {"call": call})
            elif any(line > node.lineno and name == split for line, split in split_lines):
                yield Seen("fitted-before-split", node.lineno, {"call": call})
    scores = [
        n for n in snippet.nodes if isinstance(n, ast.Call) and method(n) == "score" and n.args
    ]
    held_out = any(any(w in _HELD_OUT for w in _words(dotted(n.args[0]) or "")) for n in scores)
    for node in scores:
        name = dotted(node.args[0])
        if name in fitted_to and split_lines and not held_out:
            yield Seen("scored-on-training", node.lineno)


def _reading(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    name = snippet.called(node)
    open_ended = any(k.arg is None for k in node.keywords)
    if (
        name == "torch.load"
        and not open_ended
        and not (keyword(node, "map_location") or len(node.args) > 1)
    ):
        if not keyword(node, "weights_only"):
            yield Seen("load-without-map-location", node.lineno)
    if name in ("pickle.load", "pickle.loads"):
        yield Seen("pickle", node.lineno)
