"""What a checkpoint's names and shapes have in common: a wrapper's prefix, a head, a vocabulary."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

WRAPPERS = ("module.", "_orig_mod.", "_forward_module.", "_fsdp_wrapped_module.", "model.")
"""Prefixes of DataParallel and DDP, torch.compile, Lightning, FSDP, and of training classes."""

NESTED = ("state_dict", "model_state_dict", "model", "model_state", "net", "weights", "params")
"""Names under which training code puts the weights into a checkpoint."""

_HEAD = re.compile(
    r"(?:^|\.)(?:fc|head|classifier|classif\w*|out_proj|score|heads?\.\w+|clf_?\w*|class_embed|cls_\w+"
    r"|bbox_pred|logits?|final\w*|last_\w+|linear_out|output\w*|predictor\w*)\.(?:\d+\.)?\w+$"
)
_MISMATCH = re.compile(
    r"size mismatch for ([\w.]+): copying a param with shape (?:torch\.Size\()?\[([\d, ]*)\]\)? "
    r"from checkpoint, the shape in current model is (?:torch\.Size\()?\[([\d, ]*)\]"
)
_BUFFER = re.compile(
    r"(?:position_ids|masked_bias|attn\.bias|inv_freq|num_batches_tracked|relative_position_index)$"
)
_COUNTED = ("total_ops", "total_params")
_POSITIONS = re.compile(r"pos\w{0,12}_?emb|position_emb|\bpe$")
_VOCABULARY = re.compile(
    r"(?<!class_)(?<!label_)(?<!bbox_)(?<!box_)(?<!time_)(?<!type_)(?<!query_)(?<!level_)(?<!mask_)embed"
    r"|lm_head|wte\.|vocab|\bemb\."
)
"""Tables of words; in detectors `class_embed` and its like are heads."""


def prefix_of(names: list[str], others: list[str]) -> str | None:
    """The prefix that all names carry and without which some are among the others."""
    if not names:
        return None
    parts = names[0].split(".")
    deeper = [".".join(parts[:n]) + "." for n in range(1, min(len(parts), 4))]
    for prefix in (*WRAPPERS, *deeper):
        if all(name.startswith(prefix) for name in names):
            bare = {name[len(prefix) :] for name in names}
            if bare & set(others) or (not others and prefix in WRAPPERS[:4]):
                return prefix
    return None


def part_of(missing: list[str], others: list[str]) -> str | None:
    """The part of the model that all other names are missing in: `encoder`, where the file has
    `fc.weight` and the model lacks `encoder.fc.weight`."""
    found = {
        name.removesuffix(f".{others[0]}")
        for name in missing
        if others and name.endswith(f".{others[0]}")
    }
    whole = [p for p in found if {f"{p}.{name}" for name in others} <= set(missing)]
    return whole[0] if len(whole) == 1 and len(others) > 1 else None


def renamed_prefix(missing: list[str], unexpected: list[str]) -> tuple[str, str] | None:
    """`("head.", "classifier.")` where a part of the model changed its name alone: old, new."""
    if not missing or len(missing) != len(unexpected):
        return None
    old, new = unexpected[0].split("."), missing[0].split(".")
    same = 0
    while same < min(len(old), len(new)) - 1 and old[-1 - same] == new[-1 - same]:
        same += 1
    before, after = ".".join(old[: len(old) - same]), ".".join(new[: len(new) - same])
    if not same or not before or not after:
        return None
    before, after = f"{before}.", f"{after}."
    told = {after + name.removeprefix(before) for name in unexpected if name.startswith(before)}
    return (before, after) if told == set(missing) else None


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    missing, unexpected = _listed(facts.get("missing")), _listed(facts.get("unexpected"))
    extra = prefix_of(unexpected, missing)
    lacking = None if extra else prefix_of(missing, unexpected)
    other = _listed(facts.get("mismatched"))
    arguments = facts.get("call_arguments") or []
    given = arguments[0] if arguments and facts.get("call_method") == "load_state_dict" else None
    nested = None if extra else next((n for n in NESTED if n in unexpected), None)
    line = facts.get("call_line") or ""
    inner = (lacking or "").rstrip(".")
    names = None if extra or lacking else renamed_prefix(missing, unexpected)
    return {
        "prefix": extra or lacking,
        "prefix_unexpected": extra,
        "prefix_missing": lacking,
        "name_saved": names[0] if names else None,
        "name_wanted": names[1] if names else None,
        "nested_key": nested,
        "state": None if given is None else given if given.isidentifier() else "state",
        "state_line": f"state = {given}\n" if given and not given.isidentifier() else "",
        "line_of_state": _of_state(facts) if given else None,
        "counted": True
        if unexpected and not missing and all(n.endswith(_COUNTED) for n in unexpected)
        else None,
        "emptied": True if _emptied(scene) else None,
        "buffers": True
        if unexpected and not missing and all(map(_BUFFER.search, unexpected))
        else None,
        "part": (part := None if lacking else part_of(missing, [*unexpected, *other])),
        "part_line": line.strip().replace(".load_state_dict(", f".{part}.load_state_dict(")
        if part and line.count(".load_state_dict(") == 1
        else None,
        "call_line_inner": line.replace(".load_state_dict(", f".{inner}.load_state_dict(")
        if inner and ".load_state_dict(" in line
        else None,
        "new_parts": _new_parts(missing, unexpected) if not extra and not lacking else None,
        **_entry(facts),
    } | _sizes(scene, facts)


def _of_state(facts: Mapping[str, Any]) -> str | None:
    """The user's statement that loads `state`, whatever expression it is given now."""
    statement = str(facts.get("call_statement") or facts.get("call_line") or "").strip()
    parsed = parse_line(statement)
    for node in ast.walk(parsed) if parsed is not None else ():
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "load_state_dict":
            given = ast.get_source_segment(statement, node.args[0]) if node.args else None
            if given and not given.isidentifier() and statement.count(given) == 1:
                return statement.replace(given, "state")
    return statement or None


def _emptied(scene: Scene) -> bool:
    """Whether every weight that differs is one number in the file, as ZeRO 3 leaves them."""
    pairs = [(a, b) for _, a, b in _MISMATCH.findall(_message(scene))]
    return len(pairs) > 1 and all(a == "1" != b for a, b in pairs)


def _only_buffers(names: list[str]) -> bool | None:
    return True if names and all(_BUFFER.search(name) for name in names) else None


def _last_layer(scene: Scene) -> bool:
    """Whether one layer alone differs, in its outputs: were it not the last, the next would too."""
    pairs = [(n, a.split(", "), b.split(", ")) for n, a, b in _MISMATCH.findall(_message(scene))]
    layers = {name.rpartition(".")[0] for name, _, _ in pairs}
    outputs = all(a[0] != b[0] and a[1:] == b[1:] for _, a, b in pairs)
    return len(layers) == 1 and len(pairs) == 2 and outputs


def _widths(scene: Scene) -> dict[str, int]:
    """The one number that differs, wherever shapes differ: 32 in the file, 64 in the model."""
    shapes = [(a.split(", "), b.split(", ")) for _, a, b in _MISMATCH.findall(_message(scene))]
    pairs = {pair for a, b in shapes for pair in zip(a, b, strict=False) if pair[0] != pair[1]}
    if len(pairs) != 1 or any(len(a) != len(b) for a, b in shapes):
        return {}
    saved, built = pairs.pop()
    return {"width_saved": int(saved), "width_built": int(built)}


def _message(scene: Scene) -> str:
    return "\n".join([scene.failure.message, *getattr(scene.failure, "notes", [])])


def _new_parts(missing: list[str], unexpected: list[str]) -> str | None:
    """The one to three parts of the model that every missing name belongs to."""
    if unexpected or not missing or not all("." in name for name in missing):
        return None
    for depth in (3, 2, 1):
        parts = dict.fromkeys(".".join(name.split(".")[:-1][:depth]) for name in missing)
        if len(parts) <= 3:
            return ", ".join(f"`{part}`" for part in parts)
    return None


def _entry(facts: Mapping[str, Any]) -> dict[str, str]:
    """Of a line with `checkpoint["model"]`: the line that takes the whole where there is none."""
    entry, line = facts.get("entry"), facts.get("call_line") or ""
    parsed = parse_line(line)
    if not entry or parsed is None:
        return {}
    for node in ast.walk(parsed):
        if not isinstance(node, ast.Subscript) or not isinstance(node.slice, ast.Constant):
            continue
        whole = ast.get_source_segment(line.strip(), node)
        if node.slice.value != entry or not whole or line.count(whole) != 1:
            continue
        holder = ast.unparse(node.value)
        plain = isinstance(node.value, (ast.Name, ast.Attribute))
        name = holder if plain else "checkpoint"
        given = "" if plain else f"{name} = {holder}\n"
        either = line.strip().replace(whole, f'{name}.get("{entry}", {name})')
        return {"entry_holder": name, "entry_given": given, "entry_line": either}
    return {}


def _sizes(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    names = _listed(facts.get("mismatched"))
    saved, model = facts.get("saved_shape"), facts.get("model_shape")
    if not names or not saved or not model:
        return {}
    head = [n for n in names if _HEAD.search(n)] == names or _last_layer(scene)
    differing = [pair for pair in zip(saved, model, strict=False) if pair[0] != pair[1]]
    same_width = saved[-1] == model[-1] or len(differing) == 2
    positions = bool(_POSITIONS.search(names[0])) and differing and same_width
    return (_patches(differing) if positions else _widths(scene)) | {
        "positions": True if positions else None,
        "head": True if head else None,
        "saved_size": differing[0][0] if differing else None,
        "model_size": differing[0][1] if differing else None,
        "vocabulary": True
        if _VOCABULARY.search(names[0]) and saved[1:] == model[1:] and not positions
        else None,
        "saved_rows": saved[0],
        "model_rows": model[0],
        "mismatched_list": "[" + ", ".join(f'"{n}"' for n in names[:6]) + "]",
    }


def _patches(differing: list[tuple[int, int]]) -> dict[str, Any]:
    """The square maps of patches behind two tables of positions: 257 and 197 rows, 16 and 14."""
    saved, model = differing[0]
    if len(set(differing)) == 1 and len(differing) == 2:
        return {"saved_side": saved, "model_side": model}
    for extra in (0, 1, 2):  # tokens beside the map: class, distillation
        sides = math.isqrt(max(saved - extra, 0)), math.isqrt(max(model - extra, 0))
        if len(differing) == 1 and min(sides) > 1:
            if (sides[0] ** 2, sides[1] ** 2) == (saved - extra, model - extra):
                return {"saved_side": sides[0], "model_side": sides[1], "extra_rows": extra}
    return {}


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []
