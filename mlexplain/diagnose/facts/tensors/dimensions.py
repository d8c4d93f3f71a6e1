"""An input of a convolution with too few or too many dimensions: which one is missing."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_CONVOLVED = re.compile(
    r"(\d)-dimensional input for (\d)-dimensional weight \[?([\d, ]{1,60}?)\]?, "
    r"but got (\d)-dimensional input of size \[([\d, ]{1,60})\]"
)


_FLAT = re.compile(
    r"input to conv2d, but got input of size: \[(\d{1,9}), (\d{1,9})\]"
    r"|4-dimensional weight \[?\d+, (\d+), [\d, ]{1,40}?\]?, "
    r"but got 2-dimensional input of size \[(\d{1,9}), (\d{1,9})\]"
)


def _flat(message: str) -> dict[str, Any]:
    """Rows that are square images laid flat: 3072 = 3 · 32 · 32, 784 = 28 · 28."""
    found = _FLAT.search(message)
    if found is None:
        return {}
    rows, columns = int(found[1] or found[4]), int(found[2] or found[5])
    for channels in [int(found[3])] if found[3] else [1, 3]:
        side = math.isqrt(columns // channels)
        if side > 3 and rows != columns and channels * side * side == columns:
            return {"flat_columns": columns, "flat_channels": channels, "flat_side": side}
    return {}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    flat = _flat(scene.failure.message)
    found = _CONVOLVED.search(scene.failure.message)
    if found is None:
        return flat
    wanted, given = int(found[1]), int(found[4])
    weight = [int(n) for n in re.findall(r"\d+", found[3])]
    sizes = [int(n) for n in re.findall(r"\d+", found[5])]
    if len(weight) < 2 or not sizes:
        return flat
    result: dict[str, Any] = flat | {"weight_channels": weight[1]}
    if given == wanted + 1:
        return result | {"lacking": "joined"}
    if given == wanted - 2 == 2 and weight[1] == 1:
        return result | {"lacking": "both"}
    if given != wanted - 1:
        return result
    if sizes[0] == weight[1] or sizes[0] == weight[0]:  # the latter: a depthwise convolution
        return result | {"lacking": "batch"}
    if sizes[-1] == weight[1] and wanted == 4:
        return result | {"lacking": "order"}
    return result | {"lacking": "channel"} if weight[1] == 1 else result
