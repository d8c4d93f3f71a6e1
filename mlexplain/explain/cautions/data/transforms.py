"""Changes of images: whether those of training and of evaluation fit each other."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, number, words
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_HELD_OUT = frozenset(["test", "val", "valid", "validation", "eval", "dev"])
_TRAIN = frozenset(["train", "training"])


def look(snippet: Snippet) -> Iterator[Seen]:
    yield from _unlike(snippet)
    for call in snippet.calls:
        yield from _augmented(call, snippet)
    yield from _split(snippet)


def steps(node: ast.expr | None, snippet: Snippet) -> list[ast.Call]:
    """The changes of `Compose([…])`."""
    made = snippet.flow.value(node) if node is not None else None
    if not isinstance(made, ast.Call) or not snippet.called(made).endswith("Compose"):
        return []
    given = made.args[0] if made.args else None
    parts = given.elts if isinstance(given, ast.List) else []
    return [p for p in parts if isinstance(p, ast.Call)]


def _last(call: ast.Call) -> str:
    return (dotted(call.func) or "").split(".")[-1]


def is_random(call: ast.Call) -> bool:
    name = _last(call)
    return name.startswith("Random") or name in ("ColorJitter", "AutoAugment", "TrivialAugmentWide")


def _unlike(snippet: Snippet) -> Iterator[Seen]:
    """One of the two normalises, the other does not, or otherwise."""
    made = [
        (set(words(dotted(n.targets[0]))), n)
        for n in snippet.nodes
        if isinstance(n, ast.Assign) and steps(n.value, snippet)
    ]
    train = [n for told, n in made if told & _TRAIN and not told & _HELD_OUT]
    held = [n for told, n in made if told & _HELD_OUT and not told & _TRAIN]
    if len(train) != 1 or not held:
        return
    known = {_last(s): s for s in steps(train[0].value, snippet)}
    for other in held:
        mine = {_last(s): s for s in steps(other.value, snippet)}
        values = {"other": f"`{dotted(other.targets[0])}`"}
        if ("Normalize" in known) != ("Normalize" in mine) and len(mine) > 0:
            lacks = other if "Normalize" in known else train[0]
            values = {"other": f"`{dotted(lacks.targets[0])}`"}
            yield Seen("normalised-one-sided", lacks.lineno, values)
        elif "Normalize" in known and "Normalize" in mine:
            one, two = known["Normalize"], mine["Normalize"]
            literal = not any(
                isinstance(n, ast.Name) for a in (*one.args, *two.args) for n in walk(a)
            )
            if literal and [ast.dump(a) for a in one.args] != [ast.dump(a) for a in two.args]:
                yield Seen("normalised-unlike", two.lineno, values)
            continue


def _augmented(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`CIFAR10(train=False, transform=with_random_changes)`."""
    given = keyword(call, "transform")
    random = [s for s in steps(given, snippet) if is_random(s)]
    if given is None or not random:
        return
    up = snippet.flow.parent(call)
    told = set(words(dotted(up.targets[0]))) if isinstance(up, ast.Assign) else set()
    train, split = keyword(call, "train"), keyword(call, "split")
    named = any(
        isinstance(a, ast.Constant) and str(a.value).strip("/").split("/")[-1] in _HELD_OUT
        for a in (*call.args[:1], *([split] if split is not None else []))
    )
    off = isinstance(train, ast.Constant) and train.value is False
    if not (off or named or (told & _HELD_OUT and not told & _TRAIN)):
        return
    owner = snippet.flow.value(given)
    statement = snippet.flow.statement(owner)
    told = set(words(dotted(statement.targets[0]))) if isinstance(statement, ast.Assign) else set()
    if told & _HELD_OUT and not told & _TRAIN:
        return  # told of already, where the changes are listed
    values = {"name": f"`{ast.unparse(given)}`", "what": f"`{_last(random[0])}`"}
    yield Seen("augmented-held-out", call.lineno, values)


def _split(snippet: Snippet) -> Iterator[Seen]:
    """`random_split` of a data set that changes its images at random: the held-out part does too."""
    for node in snippet.nodes:
        if not isinstance(node, ast.Assign) or not snippet.called(node.value).endswith(
            "random_split"
        ):
            continue
        call = node.value
        source = snippet.flow.value(call.args[0]) if call.args else None  # type: ignore[attr-defined]
        given = keyword(source, "transform") if isinstance(source, ast.Call) else None
        random = [s for s in steps(given, snippet) if is_random(s)]
        target = node.targets[0]
        names = [dotted(e) for e in target.elts] if isinstance(target, ast.Tuple) else []
        held = [n for n in names if n and set(words(n)) & _HELD_OUT]
        replaced = any(
            isinstance(n, ast.Assign)
            and isinstance(n.targets[0], ast.Attribute)
            and n.targets[0].attr in ("transform", "transforms", "dataset")
            for n in snippet.nodes
        )
        if given is not None and random and held and not replaced and number(given) is None:
            values = {"name": f"`{ast.unparse(given)}`", "what": f"`{_last(random[0])}`"}
            yield Seen("augmented-held-out", node.lineno, values)
