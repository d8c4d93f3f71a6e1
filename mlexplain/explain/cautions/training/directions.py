"""Watchers of progress that take worse for better."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, receiver, words
from mlexplain.explain.facts.scope import dotted

_RISES = frozenset(
    [
        *("acc", "accuracy", "f1", "auc", "auroc", "bleu", "rouge", "iou", "miou", "dice", "r2"),
        *("precision", "recall", "psnr", "ssim", "reward"),
    ]
)
_FALLS = frozenset(
    ["loss", "mse", "mae", "rmse", "error", "err", "perplexity", "ppl", "wer", "cer"]
)
_WATCHERS = ("EarlyStopping", "ModelCheckpoint", "ReduceLROnPlateau")


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        last = (snippet.called(call) or "").split(".")[-1]
        if last in _WATCHERS:
            watched, mode = keyword(call, "monitor"), keyword(call, "mode")
            yield from _judge(_text(watched), _text(mode), call, "mode")
        elif last == "TrainingArguments":
            watched, greater = (
                keyword(call, n) for n in ("metric_for_best_model", "greater_is_better")
            )
            if isinstance(greater, ast.Constant):
                mode_text = "max" if greater.value else "min"
                yield from _judge(_text(watched), mode_text, call, "greater_is_better")
        elif method(call) == "step" and len(call.args) == 1:
            yield from _plateau(call, snippet)


def _plateau(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`sched.step(val_acc)`, which waits for what falls unless told otherwise."""
    made = snippet.flow.value(receiver(call) or call)
    if not isinstance(made, ast.Call) or not snippet.called(made).endswith("ReduceLROnPlateau"):
        return
    if len(made.args) > 1 and not isinstance(made.args[1], ast.Constant):
        return
    mode = keyword(made, "mode") or (made.args[1] if len(made.args) > 1 else None)
    if any(k.arg is None for k in made.keywords):
        return
    given = call.args[0]
    name = dotted(given.func) if isinstance(given, ast.Call) else dotted(given)
    yield from _judge(name, "min" if mode is None else _text(mode), call, "mode")


def _text(node: ast.expr | None) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _judge(watched: str | None, mode: str | None, call: ast.Call, setting: str) -> Iterator[Seen]:
    told = set(words(watched))
    rises, falls = bool(told & _RISES), bool(told & _FALLS)
    if mode not in ("min", "max") or rises == falls or rises == (mode == "max"):
        return
    better = "max" if rises else "min"
    right = f'mode="{better}"' if setting == "mode" else f"greater_is_better={rises}"
    values = {"name": f"`{watched}`", "way": "rises" if rises else "falls", "right": f"`{right}`"}
    yield Seen("better-the-other-way", call.lineno, values)
