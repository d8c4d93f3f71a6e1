"""A sparse matrix among what is set side by side with NumPy, which does not know it."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.origin import origin
from mlexplain.diagnose.facts.scene import Scene

_MAKERS = re.compile(r"(?:\w+Vectorizer|OneHotEncoder|MultiLabelBinarizer|TfidfTransformer)$")


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`sparse`: the part that a vectorizer or an encoder of scikit-learn made."""
    for name in facts.get("joined") or []:
        made = origin(scene, name)
        call = made.value if made else None
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        if call.func.attr not in ("fit_transform", "transform"):
            continue
        owner = call.func.value
        maker = owner
        if not isinstance(owner, ast.Call) and made is not None:
            sets = [
                n.value
                for n in ast.walk(made.program.tree)
                if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == ast.unparse(owner)
            ]
            maker = sets[0] if len(sets) == 1 else owner
        if isinstance(maker, ast.Call) and _MAKERS.search(ast.unparse(maker.func)):
            told = {k.arg: ast.unparse(k.value) for k in maker.keywords}
            dense = told.get("sparse_output", told.get("sparse", "True")) == "False"
            binary = "MultiLabelBinarizer" in ast.unparse(maker.func)
            if not dense and (not binary or "sparse_output" in told):
                return {"sparse": name}
    return {}
