"""Diffusion: what the network learns to predict."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.snippet import Seen, Snippet


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        yield from _fresh_noise(call, snippet)


def _fresh_noise(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """A diffusion loss against noise that is drawn anew, not the noise that was added."""
    if snippet.loss_name(node) not in ("mse_loss", "MSELoss", "l1_loss", "L1Loss"):
        return
    if len(node.args) < 2 or snippet.called(node.args[1]) != "torch.randn_like":
        return
    added = [n for n in snippet.flow.reached(node.args[0]) if isinstance(n, ast.Call)]
    if any(snippet.called(n) == "torch.randn_like" for n in added):
        yield Seen("noise-drawn-anew", node.lineno, {"noise": f"`{ast.unparse(node.args[1])}`"})
