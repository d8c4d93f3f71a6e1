"""What the user's program gives a `Trainer`: its metrics, its labels, its number of classes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any

from mlexplain.diagnose.facts.code.files import Program
from mlexplain.diagnose.facts.code.origin import own_nodes
from mlexplain.diagnose.facts.code.rewritten import exchanged, only, programs, told, with_argument
from mlexplain.diagnose.facts.scene import Scene

_CLASSES = re.compile(
    r"(?:.*_)?(?:labels?|class(?:es)?(?:_names)?|label_names|categories|id2label|label2id|tags?|tag_names)(?:_list)?",
    re.I,
)
_MADE = re.compile(
    r"\w+Config|\w+For(?:Sequence|Token|Image|Audio)Classification\.from_pretrained|AutoConfig\.from_pretrained"
)


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`metrics_line`, `labels_line`, `encoded_line`, each with `…_mended`: the `return` of
    `compute_metrics`, as a dictionary; the configuration, with `num_labels`; the data set's first
    `map`, after its column of texts became numbers."""
    known = programs(scene)
    result: dict[str, Any] = {}
    if one := only([found for whole in known for found in _metrics(whole)]):
        result |= told("metrics", exchanged(*one))
    return result | _labels(known, facts.get("target")) | _encoded(known, facts.get("feature"))


def _metrics(whole: Program) -> Iterator[tuple[Program, ast.expr, str]]:
    """What the function given as `compute_metrics=` returns, where it is no dictionary."""
    names = {
        ast.unparse(k.value)
        for n in ast.walk(whole.tree)
        if isinstance(n, ast.Call)
        for k in n.keywords
        if k.arg == "compute_metrics"
    }
    for function in ast.walk(whole.tree):
        if isinstance(function, ast.FunctionDef) and function.name in names:
            for node in own_nodes(function):
                if isinstance(node, ast.Return) and (entries := _entries(node.value)):
                    text = ", ".join(f'"{name}": {_text(whole, v)}' for name, v in entries)
                    if node.value is not None:
                        yield whole, node.value, f"{{{text}}}"


def _text(whole: Program, node: ast.expr) -> str:
    return ast.get_source_segment(whole.text, node) or ast.unparse(node)


def _entries(value: ast.expr | None) -> list[tuple[str, ast.expr]]:
    values = value.elts if isinstance(value, (ast.Tuple, ast.List)) else [value]
    named = [(_named(v), v) for v in values if v is not None]
    names = [name for name, _ in named]
    return named if named and all(names) and len(set(names)) == len(names) else []  # type: ignore[return-value]


def _named(value: ast.expr) -> str | None:
    """`accuracy` for `accuracy_score(labels, preds)`, `acc` for `acc`."""
    if isinstance(value, ast.Name):
        return value.id
    if isinstance(value, ast.Call):
        name = ast.unparse(value.func).rpartition(".")[2]
        if name in ("mean", "item", "float", "round"):
            return "accuracy" if "==" in ast.unparse(value) else "metric"
        return None if name in ("dict", "compute") else name.removesuffix("_score")
    return None


def _labels(known: list[Program], target: Any) -> dict[str, Any]:
    """The configuration that leaves the number of classes out, with the length of their list."""
    lists = {
        node.targets[0].id
        for whole in known
        for node in whole.tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and _CLASSES.fullmatch(node.targets[0].id)
        and isinstance(node.value, (ast.List, ast.Tuple, ast.Dict))
        and isinstance(target, int)
        and _count(node.value) > target
    }
    calls = [
        (whole, node)
        for whole in known
        for node in ast.walk(whole.tree)
        if isinstance(node, ast.Call) and _MADE.fullmatch(ast.unparse(node.func))
    ]
    one = only(calls)
    if len(lists) != 1 or not one:
        return {}
    if {"num_labels", "id2label", "label2id"} & {k.arg for k in one[1].keywords}:
        return {}
    return told("labels", with_argument(one[0], one[1], f"num_labels=len({lists.pop()})"))


def _count(value: ast.List | ast.Tuple | ast.Dict) -> int:
    return len(value.keys if isinstance(value, ast.Dict) else value.elts)


def _encoded(known: list[Program], column: Any) -> dict[str, Any]:
    """The first `x = y.map(…)` below the head of `y = y.class_encode_column("label")`."""
    maps = [
        (whole, node, ast.unparse(node.value.func.value))
        for whole in known
        for node in whole.tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and node.value.func.attr == "map"
        and isinstance(node.value.func.value, ast.Name)
    ]
    if not maps or not column or len({name for _, _, name in maps}) != 1:
        return {}
    whole, node, name = maps[0]
    line = whole.text.splitlines()[node.lineno - 1].strip()
    above = f'{name} = {name}.class_encode_column("{column}")'
    return {"encoded_line": line, "encoded_mended": f"{above}\n{line}", "encoded": name}
