"""The short names of modules in a fix's code, as the user's program knows them."""

from __future__ import annotations

import ast
import re

from mlexplain.diagnose.facts.code.origin import spot
from mlexplain.diagnose.facts.scene import Scene

_WHOLE = {"F": "torch.nn.functional", "nn": "torch.nn", "np": "numpy", "dist": "torch.distributed"}


def imported(scene: Scene, code: str, before: str = "") -> str:
    """`torch.nn.functional.pad(x)` for `F.pad(x)` where the program imports torch and no F.

    The code as it is where the program cannot be read; with the import where torch is not known.
    What the line `before` the change uses is known where that line stands.
    """
    short = {name for name in _WHOLE if re.search(rf"(?<![\w.]){name}\.\w", code)}
    short = {name for name in short if not re.search(rf"(?<![\w.]){name}\.\w", before)}
    path = bool(re.search(r"(?<![\w.])Path\(", code))
    here = spot(scene) if short or path else None
    if here is None:
        return code
    known = {
        (alias.asname or alias.name).partition(".")[0]
        for node in ast.walk(here.program.tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }
    known |= {n.id for n in ast.walk(here.program.tree) if isinstance(n, ast.Name)}
    own = {n for n in short if re.search(rf"\bas {n}\b|\bimport {n}\b|^{n} = ", code, re.M)}
    if "*" in known or len(here.program.text.splitlines()) < 3:
        return code
    above = ""
    for name in sorted(short - known - own):
        whole = _WHOLE[name]
        if whole == "torch.nn.functional" and "nn" in known:
            whole = "nn.functional"
        if whole.partition(".")[0] in known:
            code = re.sub(rf"(?<![\w.]){name}\.(?=\w)", f"{whole}.", code)
        else:
            above += f"import {whole} as {name}\n"
    if path and not re.search(r"\bimport\b.*\bPath\b", code) and "Path" not in known:
        above += "from pathlib import Path\n"
    return above + code
