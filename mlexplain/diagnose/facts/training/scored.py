"""What the user's program scores with: estimators without probabilities, metrics without `average`."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.files import Program
from mlexplain.diagnose.facts.code.rewritten import (
    Edit,
    exchanged,
    only,
    programs,
    told,
    with_argument,
)
from mlexplain.diagnose.facts.scene import Scene

_WRAPPED = {
    "LinearSVC",
    "RidgeClassifier",
    "Perceptron",
    "SGDClassifier",
    "PassiveAggressiveClassifier",
}
_AVERAGED = {"precision_score", "recall_score", "f1_score", "fbeta_score", "jaccard_score"}
_SCORERS = {"f1": "f1_macro", "precision": "precision_macro", "recall": "recall_macro"}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`unsure_line`, `unsure_mended`: the line that makes the one estimator without
    `predict_proba`, with it; `averaged_before`, `averaged_after`: the lines with a metric of two
    classes, and the same for more."""
    known = programs(scene)
    calls = [(w, n) for w in known for n in ast.walk(w.tree) if isinstance(n, ast.Call)]
    return _sure(calls) | _averaged(calls)


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def _sure(calls: list[tuple[Program, ast.Call]]) -> dict[str, Any]:
    one = only([(w, c) for w, c in calls if _name(c) in _WRAPPED | {"SVC", "NuSVC"}])
    if one is None or any(_name(c) == "CalibratedClassifierCV" for _, c in calls):
        return {}
    whole, call = one
    if _name(call) in ("SVC", "NuSVC"):
        if any(k.arg == "probability" for k in call.keywords):
            return {}
        return told("unsure", with_argument(whole, call, "probability=True")) | {"unsure": "SVC"}
    text = ast.get_source_segment(whole.text, call) or ""
    edit = exchanged(whole, call, f"CalibratedClassifierCV({text})")
    if edit is None:
        return {}
    changed = f"from sklearn.calibration import CalibratedClassifierCV\n\n{edit.changed}"
    return told("unsure", Edit(edit.number, edit.line, changed)) | {"unsure": _name(call)}


def _averaged(calls: list[tuple[Program, ast.Call]]) -> dict[str, Any]:
    edits: dict[int, Edit] = {}
    for whole, call in calls:
        if _name(call) in _AVERAGED and not any(k.arg in ("average", None) for k in call.keywords):
            if (edit := with_argument(whole, call, 'average="macro"')) and edit.number not in edits:
                edits[edit.number] = edit
        for keyword in call.keywords:
            value = getattr(keyword.value, "value", None)
            if keyword.arg == "scoring" and value in _SCORERS:
                if edit := exchanged(whole, keyword.value, f'"{_SCORERS[value]}"'):
                    edits[edit.number] = edit
    if not edits:
        return {}
    ordered = [edits[number] for number in sorted(edits)]
    return {
        "averaged_before": "\n".join(e.line for e in ordered),
        "averaged_after": "\n".join(e.changed for e in ordered),
    }
