"""What to watch out for: mistakes that the code itself shows."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.paste import Paste
from mlexplain.explain.scope import Scope
from mlexplain.report import Caution


def cautions(tree: ast.AST, paste: Paste, scope: Scope) -> tuple[Caution, ...]:
    """All findings, in the order of their lines."""
    found = [*_training_loops(tree, scope), *_calls(tree, scope), *_devices(paste)]
    rows = len(paste.origin)
    placed = [
        Caution(paste.origin[min(c.line, rows) - 1], c.rule, c.text) for c in found if c.line >= 1
    ]
    return tuple(sorted(placed, key=lambda c: (c.line, c.rule)))


def _training_loops(tree: ast.AST, scope: Scope) -> Iterator[Caution]:
    for loop in ast.walk(tree):
        if not isinstance(loop, ast.For | ast.While):
            continue
        methods = {
            n.func.attr: n
            for n in ast.walk(loop)
            if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
        }
        inner = any(
            isinstance(n, ast.For | ast.While) and n is not loop and "backward" in _methods(n)
            for n in ast.walk(loop)
        )
        if inner or "backward" not in methods or "step" not in methods:
            continue
        if "zero_grad" not in methods and not _clears(loop):
            yield Caution(
                methods["backward"].lineno,
                "missing-zero-grad",
                "The gradients are never cleared in this loop: each `backward()` adds to those of "
                "the rounds before. Call `zero_grad()` once per step, unless adding up is meant.",
            )
    for node in ast.walk(tree):
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
            value = node.value
            if isinstance(value, ast.Name) and value.id == "loss" and _is_backward(tree, "loss"):
                yield Caution(
                    node.lineno,
                    "graph-kept",
                    "Adding `loss` itself keeps the computation graph of every round in memory; "
                    "`loss.item()` adds the number alone.",
                )


def _methods(node: ast.AST) -> set[str]:
    return {
        n.func.attr
        for n in ast.walk(node)
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)
    }


def _clears(loop: ast.AST) -> bool:
    """`p.grad = None` and `p.grad.zero_()` clear as well."""
    for node in ast.walk(loop):
        if isinstance(node, ast.Attribute) and node.attr == "zero_":
            return True
        if isinstance(node, ast.Assign) and any(
            isinstance(t, ast.Attribute) and t.attr == "grad" for t in node.targets
        ):
            return True
    return False


def _is_backward(tree: ast.AST, name: str) -> bool:
    return any(
        isinstance(n, ast.Call)
        and isinstance(n.func, ast.Attribute)
        and n.func.attr == "backward"
        and isinstance(n.func.value, ast.Name)
        and n.func.value.id == name
        for n in ast.walk(tree)
    )


def _calls(tree: ast.AST, scope: Scope) -> Iterator[Caution]:
    soft: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            name = scope.full_name(node.value.func) or ""
            if name.endswith((".softmax", ".sigmoid")) and isinstance(node.targets[0], ast.Name):
                soft[node.targets[0].id] = node.lineno
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = scope.full_name(node.func) or ""
        if name.endswith("functional.cross_entropy") and node.args:
            first = node.args[0]
            inside = isinstance(first, ast.Call) and (scope.full_name(first.func) or "").endswith(
                ".softmax"
            )
            if inside or (isinstance(first, ast.Name) and first.id in soft):
                yield Caution(
                    node.lineno,
                    "softmax-before-cross-entropy",
                    "`cross_entropy` applies the softmax itself: given probabilities in place of "
                    "logits its gradients are much weaker.",
                )
        if name == "torch.load" and not any(
            k.arg in ("map_location", "weights_only") for k in node.keywords
        ):
            yield Caution(
                node.lineno,
                "load-without-map-location",
                "Without `map_location` the tensors go back to the device they were saved from, "
                "which must exist here.",
            )
        if name in ("pickle.load", "pickle.loads"):
            yield Caution(
                node.lineno, "pickle", "Unpickling can run code: only for files you trust."
            )


def _devices(paste: Paste) -> Iterator[Caution]:
    """What the device checker finds."""
    if "torch" not in paste.source and "cuda" not in paste.source:
        return
    from mlexplain.check.source import check_source

    try:
        findings = check_source(paste.source, path="<pasted>")
    except SyntaxError:
        return
    for finding in findings:
        yield Caution(finding.line, finding.kind, finding.message)
