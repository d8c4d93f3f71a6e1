"""The number of heads that does not divide the width, where the program writes it, and one that does."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.rewritten import calls_of, exchanged, only, programs, told
from mlexplain.diagnose.facts.scene import Scene
from mlexplain.diagnose.facts.tensors.width import instances, number

_LAYERS = {
    "MultiheadAttention": ("embed_dim", "num_heads"),
    "TransformerEncoderLayer": ("d_model", "nhead"),
    "TransformerDecoderLayer": ("d_model", "nhead"),
    "Transformer": ("d_model", "nhead"),
}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """The greatest number of heads below the written one that divides the width."""
    known = programs(scene)
    found = []
    for whole in known:
        for layer, names in _LAYERS.items():
            for call in calls_of(whole, layer):
                given = dict(zip(names, call.args, strict=False))
                given |= {k.arg: k.value for k in call.keywords if k.arg in names}
                if len(given) < 2:
                    continue
                for values in instances(known, whole, call):
                    width, heads = (number(given[name], values) for name in names)
                    if width and heads and width % heads:
                        where, node = whole, given[names[1]]
                        while isinstance(node, ast.Name) and node.id in values:
                            where, node = values[node.id]
                        fits = max(n for n in range(1, heads) if width % n == 0)
                        if isinstance(node, ast.Constant) and fits > 1:
                            found.append((width, fits, heads, exchanged(where, node, str(fits))))
    one = only(found)
    if one is None:
        return {}
    width, fits, heads, edit = one
    return told("heads", edit) | {"heads_width": width, "heads_fitting": fits, "heads_given": heads}
