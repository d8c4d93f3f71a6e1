"""The port that the user's own lines name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_PORT = re.compile(r"(?<![\w.])(\d{4,5})(?![\w.])")


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    codes = [frame.code or "" for frame in scene.own_frames]
    found = {int(number) for code in codes for number in _PORT.findall(code)}
    ports = [number for number in found if 1024 <= number <= 65535]
    return {"port_written": ports[0] if len(ports) == 1 else None}
