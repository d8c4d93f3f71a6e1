"""In which part of a program it failed: loading, forward, backward, optimizer, evaluation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.scene import Scene

_LOAD = re.compile(
    r"\b(?:from_pretrained|load_state_dict|load_model|_load_\w+|load_checkpoint|set_module_tensor"
    r"|get_model|load_weights)\b|\btorch\.load\("
)
_MOVE = re.compile(r"\.(?:to|cuda|half|bfloat16|float)\(\s*(?:device|\"cuda|'cuda|0|torch|\))")
_TENSOR = re.compile(
    r"\btorch\.(?!load|nn|hub|compile)\w+\(.*\)\.(?:to|cuda)\(|(?<![\w.])(?:x|y|img|imgs|images?|labels?|targets?"
    r"|inputs?|batch|data|noise|mask|masks|ids|pixels|real|fake|z)(?:\[[^]]*\])?\.(?:to|cuda)\("
)
"""Tensors that are moved: what a round of training works with, no weights."""
_EVALUATION = re.compile(
    r"\b(?:evaluate|validate|validation_step|eval_step|predict\w*|test_step|infer\w*|embed_\w+|extract_\w+)\b"
)
_EVALUATES = re.compile(
    r"(?:(?:do|run)_)?(?:val|valid|validation|validate|eval|evaluate|evaluation|test|infer|inference"
    r"|predict)(?:_(?:one_)?(?:epoch|step|model|loop|net|set|batch|all|iter|func|fn))?"
)
"""Functions of the user's that only evaluate."""


_ADVERSARIAL = re.compile(
    r"(?<![a-z])\w?gans?(?![a-z])|(?-i:GAN|\bnet[DG]\b|\bopt\w*_?[DG]\b)|discrim|\bfake"
    r"|(?<![a-zA-Z])(?:[dg]_?loss|loss_?[dg]|err_?[dg]|l_?[dg]|(?:gen|disc)_loss|loss_(?:gen|disc))(?:_\w+)?(?![a-zA-Z])",
    re.I,
)
"""Names that programs give a generator and its discriminator."""


def _evaluating(scene: Scene) -> str | None:
    """The innermost function of the user's that evaluates."""
    named = [f.function for f in reversed(scene.failure.frames) if f.mine and f.function]
    plain = [name.rpartition(".")[2] for name in named]
    return next((n for n in plain if _EVALUATES.fullmatch(n)), None)


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    frames = scene.failure.frames
    phase = None
    functions = [f.function or "" for f in frames]
    codes = [f.code or "" for f in frames]
    joined = "\n".join(f"{f} {c}" for f, c in zip(functions, codes, strict=True))
    last = "\n".join(f"{f} {c}" for f, c in list(zip(functions, codes, strict=True))[-6:])
    files = "\n".join(f.file for f in frames)
    mine = "\n".join(f.file.rpartition("/")[2] for f in frames if f.mine)
    if re.search(r"\bbackward\b|run_backward|\.backward\(", joined):
        phase = "backward"
    elif re.search(r"[/\\]optim[/\\]|deepspeed[/\\]ops[/\\]adam", files) or re.search(
        r"\b(?:optimizer|optim|opt)\.step\(", joined
    ):
        phase = "optimizer"
    elif re.search(r"\bgenerate\b|_sample\b|greedy_search|beam_search", joined):
        phase = "generate"
    elif _EVALUATION.search(joined) or _evaluating(scene):
        phase = "evaluation"
    elif re.search(r"\bforward\b|_call_impl|__call__", last) and not _LOAD.search(last):
        phase = "forward"
    elif (
        _LOAD.search(joined)
        or re.search(r"\b_apply\b|\bconvert\b", "\n".join(functions))
        or (codes and _MOVE.search(codes[-1]) and not _TENSOR.search(codes[-1]))
    ):
        phase = "load"
    elif frames:
        phase = "other"
    return {
        "phase": phase,
        "evaluating": _evaluating(scene),
        "no_grad": bool(re.search(r"no_grad|inference_mode", joined + files)) or None,
        "adversarial": bool(_ADVERSARIAL.search(f"{joined}\n{mine}")) or None,
        "step": _last_step(scene),
    }


def _last_step(scene: Scene) -> int | None:
    """The training step that progress lines before the failure had reached."""
    found = None
    for line in scene.trace.context:
        if line.number > scene.failure.lines[1]:
            break
        if (at := re.search(r"\b(?:step|iter|iteration)\D{0,3}(\d{1,9})", line.text, re.I)) or (
            at := re.search(r"\b(\d{1,9})/\d{1,9} \[", line.text)
        ):
            found = int(at.group(1))
    return found
