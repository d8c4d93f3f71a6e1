"""Masks of `scaled_dot_product_attention`, where true means: take part."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword
from mlexplain.explain.facts.scope import dotted

_PADDING = re.compile(r"\b(true|1)\b.{0,20}\bpad")


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        if not (snippet.called(call) or "").endswith("scaled_dot_product_attention"):
            continue
        mask = keyword(call, "attn_mask") or (call.args[3] if len(call.args) > 3 else None)
        if mask is not None and _hides(mask, call, snippet):
            yield Seen("take-part-turned", call.lineno, {"mask": f"`{ast.unparse(mask)}`"})


def _hides(mask: ast.expr, call: ast.Call, snippet: Snippet) -> bool:
    """Whether a mask of truth values is true at what should be hidden."""
    truth = False
    for _ in range(8):
        mask = snippet.flow.value(mask)
        function = snippet.flow.target(mask) if isinstance(mask, ast.Call) else None
        returned = snippet.flow.returns(function) if function is not None else []
        if len(returned) == 1:
            mask = snippet.flow.value(returned[0])
        done = snippet.operation(mask)
        truth = truth or (done is not None and done.name == "bool")
        if isinstance(mask, ast.Subscript) and not isinstance(mask.slice, ast.Constant):
            mask = mask.value
        elif done is not None and done.name in ("unsqueeze", "view", "expand", "bool", "to"):
            mask = done.of
        elif isinstance(mask, ast.Compare) and isinstance(mask.ops[0], ast.Eq):
            return "pad" in ast.unparse(mask.comparators[0]).lower()
        else:
            break
    if done is not None and done.name == "triu":
        return truth or "dtype=torch.bool" in ast.unparse(mask) or ".bool()" in ast.unparse(call)
    name = (dotted(mask) or "").split(".")[-1].lower()
    said = [r.lower().partition("#")[2] for r in snippet.rows if "#" in r]
    if name in ("padding_mask", "pad_mask", "key_padding_mask", "is_pad", "pad"):
        return not any(
            re.search(r"true(?!.{0,12}pad).{0,20}(real|token|keep|valid)", s) for s in said
        )
    return bool(name) and any(
        re.search(rf"\b{re.escape(name)}\b", s) and _PADDING.search(s) for s in said
    )
