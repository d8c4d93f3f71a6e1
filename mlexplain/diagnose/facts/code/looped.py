"""The list of layers that a `forward` goes through: `for layer in self.layers: x = layer(x)`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import texts
from mlexplain.diagnose.facts.paste.place import user_frame
from mlexplain.diagnose.facts.scene import Scene

_LOOP = r"^\s*for [^:]*?\b{name}\b[^:]*? in (?:enumerate|zip|reversed)?\(?(self\.\w+)\b"


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    call, frame = facts.get("call"), user_frame(scene.failure)
    if frame is None or not isinstance(call, str) or not call.isidentifier():
        return {}
    shown = "\n".join(text for _, text in frame.context or ())
    loop = re.compile(_LOOP.format(name=re.escape(call)), re.M)
    found = {name for text in (shown, *texts(scene)) for name in loop.findall(text)}
    return {"layer_list": found.pop() if len(found) == 1 else None}
