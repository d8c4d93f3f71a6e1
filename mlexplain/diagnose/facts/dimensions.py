"""An input of a convolution with too few or too many dimensions: which one is missing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_CONVOLVED = re.compile(
    r"(\d)-dimensional input for (\d)-dimensional weight \[?([\d, ]{1,60}?)\]?, "
    r"but got (\d)-dimensional input of size \[([\d, ]{1,60})\]"
)


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    found = _CONVOLVED.search(scene.failure.message)
    if found is None:
        return {}
    wanted, given = int(found[1]), int(found[4])
    weight = [int(n) for n in re.findall(r"\d+", found[3])]
    sizes = [int(n) for n in re.findall(r"\d+", found[5])]
    if len(weight) < 2 or not sizes:
        return {}
    result: dict[str, Any] = {"weight_channels": weight[1]}
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
