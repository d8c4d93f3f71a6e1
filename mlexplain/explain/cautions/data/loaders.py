"""How data are loaded: shuffled or not, and by which sampler."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    keyword,
    method,
    words,
)
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_HELD_OUT = ("test", "val", "valid", "eval", "dev")


def look(snippet: Snippet) -> Iterator[Seen]:
    for node in snippet.nodes:
        if isinstance(node, ast.Assign) and _is_loader(node.value, snippet):
            yield from _loader(node, snippet)
    for call in snippet.calls:
        if _is_loader(call, snippet):
            yield from _sampler(call, snippet)
        yield from _matched(call, snippet)
    for node in snippet.nodes:
        if isinstance(node, ast.Dict):
            yield from _in_table(node, snippet)
    yield from _epochs(snippet)


def _is(node: ast.AST | None, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def _is_loader(node: ast.AST, snippet: Snippet) -> bool:
    return snippet.called(node).endswith(".DataLoader")


def _in_table(node: ast.Dict, snippet: Snippet) -> Iterator[Seen]:
    """`{"train": DataLoader(…, shuffle=True), "test": DataLoader(…, shuffle=True)}`."""
    for key, call in zip(node.keys, node.values, strict=True):
        if not isinstance(key, ast.Constant) or not isinstance(call, ast.Call):
            continue
        if _is_loader(call, snippet) and set(words(str(key.value))) & set(_HELD_OUT):
            shuffled = keyword(call, "shuffle") or (call.args[2] if len(call.args) > 2 else None)
            if _is(shuffled, True):
                yield Seen("shuffled-evaluation", call.lineno, {"name": f"`{ast.unparse(key)}`"})


def _loader(node: ast.Assign, snippet: Snippet) -> Iterator[Seen]:
    call, name = node.value, dotted(node.targets[0])
    if name is None or not isinstance(call, ast.Call) or any(k.arg is None for k in call.keywords):
        return
    shuffled = keyword(call, "shuffle") or (call.args[2] if len(call.args) > 2 else None)
    named = {"name": f"`{name}`"}
    trains, evaluates = _use(name, node, snippet)
    held_out = any(w in _HELD_OUT for w in words(name)) or _held_out_set(call, snippet)
    if _is(shuffled, True) and not trains and (held_out or evaluates):
        yield Seen("shuffled-evaluation", node.lineno, named)
    ordered = keyword(call, "sampler") or keyword(call, "batch_sampler")
    off = shuffled is None or _is(shuffled, False)
    if off and not ordered and not _streams(call, snippet):
        if "train" in words(name) or (trains and not held_out):
            yield Seen("unshuffled-training", node.lineno, named)


def _use(name: str, node: ast.AST, snippet: Snippet) -> tuple[bool, bool]:
    """Whether loops over a loader train, and whether they evaluate."""
    trains = evaluates = False
    for loop in snippet.nodes:
        if not isinstance(loop, ast.For) or name not in {dotted(n) for n in walk(loop.iter)}:
            continue
        if any(method(n) == "backward" for n in walk(loop)):
            trains = True
        elif snippet.sheltered(loop):
            evaluates = True
    return trains, evaluates


def _held_out_set(call: ast.Call, snippet: Snippet) -> bool:
    """A data set made with `train=False` or `split="test"`."""
    if not call.args:
        return False
    made = snippet.flow.value(call.args[0])
    if not isinstance(made, ast.Call):
        return False
    split = keyword(made, "split")
    other = isinstance(split, ast.Constant) and split.value in ("test", "val", "validation")
    return _is(keyword(made, "train"), False) or other


def _streams(call: ast.Call, snippet: Snippet) -> bool:
    made = snippet.flow.value(call.args[0]) if call.args else None
    owner = snippet.flow.classes.get(snippet.called(made)) if made is not None else None
    return owner is not None and any("Iterable" in ast.unparse(b) for b in owner.bases)


def _sampler(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    spread = [k.value for k in call.keywords if k.arg is None]
    settings = [s for d in spread if (s := _settings(d, snippet)) is not None]
    both = [call, *settings]
    given = any(keyword(c, "sampler") is not None for c in both)
    if given and any(_is(keyword(c, "shuffle"), True) for c in both):
        yield Seen("sampler-and-shuffle", call.lineno)


def _settings(node: ast.expr, snippet: Snippet) -> ast.Call | None:
    """`dict(batch_size=8, shuffle=True)`, handed over as keywords."""
    made = snippet.flow.value(node)
    return made if isinstance(made, ast.Call) and dotted(made.func) == "dict" else None


def _epochs(snippet: Snippet) -> Iterator[Seen]:
    """A distributed sampler that is never told the epoch, in a loop over epochs."""
    if any(method(c) == "set_epoch" for c in snippet.calls):
        return
    for call in snippet.calls:
        if not snippet.called(call).endswith(".DistributedSampler"):
            continue
        if _is(keyword(call, "shuffle"), False):
            continue
        nested = any(
            isinstance(n, ast.For) and snippet.flow.loops(n) and _loads(n, snippet)
            for n in snippet.nodes
        )
        if nested:
            yield Seen("epoch-not-set", call.lineno)


def _loads(loop: ast.For, snippet: Snippet) -> bool:
    """Whether a loop runs over a loader that has a sampler."""
    for node in walk(loop.iter):
        if isinstance(node, ast.Name | ast.Attribute):
            made = snippet.flow.value(node)
            if isinstance(made, ast.Call) and _is_loader(made, snippet):
                return keyword(made, "sampler") is not None
    return False


def _matched(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """Keras: predictions of a shuffled generator, compared with its classes in their order."""
    if method(call) not in ("flow_from_directory", "flow_from_dataframe"):
        return
    statement = snippet.flow.statement(call)
    name = dotted(statement.targets[0]) if isinstance(statement, ast.Assign) else None
    if name is None or _is(keyword(call, "shuffle"), False):
        return
    asked = any(
        method(c) == "predict" and name in {dotted(a) for a in c.args} for c in snippet.calls
    )
    read = any(
        isinstance(n, ast.Attribute) and n.attr == "classes" and dotted(n.value) == name
        for n in snippet.nodes
    )
    if asked and read:
        yield Seen("shuffled-evaluation", statement.lineno, {"name": f"`{name}`"})  # type: ignore[attr-defined]
