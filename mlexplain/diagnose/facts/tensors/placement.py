"""Which tensor of the user's to move, and where to: for device mismatches."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_FUNCTIONS = {"F", "torch", "nn", "np", "functional"}
_NAME = re.compile(r"([A-Za-z_]\w*(?:\.\w+)*)")
_ENTRY = re.compile(r"""[A-Za-z_][\w.]*\[(?:"[^"\\]*"|'[^'\\]*')\]""")
"""`batch["labels"]`: an entry of a mapping."""
_CONSTANT = re.compile(r"(?:True|False|None)\b|[\d.'\"-]")
_MOVED = re.compile(r"\.(?:cuda|to)\(")
_SUBSCRIPT = re.compile(r"([A-Za-z_][\w.]*)\[([A-Za-z_][\w.]*)\]")
_MODEL_METHODS = {
    "generate",
    "forward",
    "predict",
    "encode",
    "encode_image",
    "encode_text",
    "decode",
}
_BINARY = {"matmul", "mm", "bmm", "add", "mul", "sub", "div", "dot", "mv", "add_", "mul_", "copy_"}
_BINARY |= {
    "gather",
    "index_select",
    "scatter",
    "scatter_",
    "scatter_add_",
    "index_add_",
    "index_copy_",
}
_BINARY |= {
    "masked_fill",
    "masked_fill_",
    "masked_select",
    "take",
    "index_fill_",
    "eq",
    "maximum",
    "minimum",
}
_DESCRIBING = {"summary", "torchsummary.summary", "torchinfo.summary", "profile", "thop.profile"}
"""Functions that run a model on a made-up input to tell its sizes."""
_LOSS = re.compile(r"crit|loss|\bbce|\bmse|\bnll|\bce\b|\bl1\b|\bctc\b", re.I)
_SECOND = {"target", "other", "tensors", "index", "mat2", "batch2", "labels", "x2", "tensor", "vec"}


def _warned_name(scene: Scene) -> str | None:
    """The argument that a `.generate()` warning of the same log names."""
    for failure in scene.trace.failures:
        if failure.kind == "warning" and "generate" in failure.message:
            names = re.findall(r"`([A-Za-z_]\w*)`", failure.message)
            found = [n for n in names if n != "generate"]
            if found:
                return found[0]
    return None


def _base(argument: str) -> str | None:
    """The tensor an argument is made of: `centres.t()` → `centres`; None for constants.

    Of `batch["labels"]` it is the entry: the mapping itself may have no device.
    """
    if _CONSTANT.match(argument):
        return None
    found = _NAME.match(argument)
    if found is None or found.group(1).split(".")[0] in _FUNCTIONS:
        return None
    if entry := _ENTRY.match(argument):
        return entry.group()
    name = found.group(1)
    method = argument[found.end() :].startswith("(")
    name = name.rpartition(".")[0] if method else name
    return None if name in ("", "self") else name  # `self.norm(x)` is made on the way


def _tensors(facts: Mapping[str, Any]) -> list[str]:
    """The tensors of the user's call, those of a list argument one by one.

    Those that the line moves itself are left out where others are there.
    """
    found: list[str] = []
    moved: set[str] = set()
    for argument in facts.get("call_arguments", []):
        parts = argument[1:-1].split(", ") if argument[:1] in "[(" else [argument]
        named = [(name, part) for part in parts if (name := _base(part))]
        found += [name for name, _ in named]
        moved |= {name for name, part in named if _MOVED.search(part)}
    left = [name for name in found if name not in moved]
    return left if moved and left else found


def _indexing(facts: Mapping[str, Any]) -> dict[str, Any]:
    """In `bank[top]` the index and where it has to be."""
    code = facts.get("call_line") or ""
    if nested := _nested_index(code):
        return {"nested_index_line": nested}
    found = _SUBSCRIPT.search(code)
    return {"tensor": found.group(2), "home": f"{found.group(1)}.device"} if found else {}


def _nested_index(code: str) -> str | None:
    """Of `bank[top[k]]`, where either index may be the one: the line with both on the CPU."""
    line = parse_line(code)
    for node in ast.walk(line) if line else ():
        if isinstance(node, ast.Subscript) and isinstance(inner := node.slice, ast.Subscript):
            parts = (inner.value, inner.slice)
            if not all(isinstance(part, (ast.Name, ast.Attribute)) for part in parts):
                continue
            whole, (table, index) = ast.unparse(inner), map(ast.unparse, parts)
            if code.count(whole) == 1:
                return code.strip().replace(whole, f"{table}.cpu()[{index}.cpu()]")
    return None


def _operation(facts: Mapping[str, Any]) -> dict[str, Any]:
    """In `a.matmul(b)` the second factor and the device of the first."""
    tensors = _tensors(facts)
    if facts.get("call_method") not in _BINARY or not tensors:
        return {}
    return {"tensor": tensors[0], "home": f"{_made_of(facts.get('call_object') or '')}.device"}


def _made_of(code: str) -> str:
    """The `states` of `self.net(states)`: its device without a second run of the network."""
    line = parse_line(code)
    node = line.value if isinstance(line, ast.Expr) else None
    if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Name):
        return node.args[0].id
    return code


def _lagging(facts: Mapping[str, Any]) -> dict[str, str]:
    """Of `a * b` the one on the CPU, by the order of the devices that the message names."""
    ends = facts.get("operand_left_name"), facts.get("operand_right_name")
    line = parse_line(facts.get("call_line"))
    places = [n.slice for n in ast.walk(line) if isinstance(n, ast.Subscript)] if line else []
    inside = " ".join(map(ast.unparse, places))
    if f"{ends[0]} {facts.get('operand_sign')} {ends[1]}" in inside:  # numbers, not tensors
        return {}
    if not all(ends) and not facts.get("operand_left"):
        found = [n for n in ast.walk(line) if isinstance(n, ast.Compare)] if line else []
        if len(found) == 1 and len(found[0].comparators) == 1:
            sides = (found[0].left, found[0].comparators[0])
            ends = tuple(_base(ast.unparse(side)) for side in sides)  # type: ignore[assignment]
    devices = list(dict.fromkeys(facts.get("devices") or []))
    if facts.get("expected_first"):
        devices.reverse()
    if not all(ends) or len(devices) != 2 or facts.get("argument") or ends[0] == ends[1]:
        return {}
    last = devices[0] != "cpu"
    return {"lagging": ends[last], "lagging_home": f"{ends[not last]}.device"}  # type: ignore[dict-item]


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    if facts.get("argument") == "indices":
        return _indexing(facts)
    return _placed(scene, facts) | _lagging(facts)


def _placed(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Tensor and home of the user's call."""
    called, method = facts.get("call_object"), facts.get("call_method")
    if called == "self" and method:
        called, method = facts.get("call"), None
    tensors = _tensors(facts)
    role = facts.get("argument")
    function = called in _FUNCTIONS or (called or "").startswith(("torch.", "nn.", "F."))
    loss = bool(called and _LOSS.search(called))
    step = method in ("step", "backward", "item", "append", "join", "update")
    if method and not (function or loss or step or method in _MODEL_METHODS):
        return _operation(facts) or _ends(facts)
    if called in _DESCRIBING:
        return {"described": facts["call_arguments"][0]} if facts.get("call_arguments") else {}
    model = None if function or loss or step or called is None else called
    if model is None and not function and not loss and not step:
        model = facts.get("source_model")
    result: dict[str, Any] = {
        "model": model,
        "criterion": called if loss and role == "weight" else None,
        "optimizer": called if method == "step" else None,
        "operands": ", ".join(f"{n}.device" for n in _operands(facts)) or None,
        **_ends(facts),
    }
    if step or result["criterion"]:
        return result
    tensor = _warned_name(scene)
    keywords = facts.get("call_keywords") or {}
    if tensor is None and function and role in keywords:
        tensor = _base(keywords[role])
    if tensor is None and role == "hidden" and len(tensors) > 1:
        return result | {"tensor": tensors[1], "home": f"{tensors[0]}.device"}
    if tensor is None and tensors:
        devices = facts.get("devices") or []
        equal = role is None and len(set(devices)) > 1 and not {"cpu"} & set(devices)
        behind = role is None and devices[1:2] == ["cpu"]
        first = role == "tensors" and devices[:1] == ["cpu"]  # of a list, the first is named first
        second = (function or loss) and (role in _SECOND or equal or behind) and len(tensors) > 1
        second = second and not first
        tensor = tensors[1] if second else tensors[0]
    if tensor is None and method == "generate":
        tensor = facts.get("source_inputs")
    result["tensor"] = tensor if tensor != model else None
    if model is not None:
        hugging_face = "transformers" in facts.get("libraries", []) or method == "generate"
        result["home"] = f"{model}.device" if hugging_face else f"next({model}.parameters()).device"
        if result["tensor"] is None:
            result |= _moved(facts, result["home"])
    elif len(tensors) > 1:
        other = next((name for name in tensors if name != tensor), None)
        result["home"] = f"{other}.device" if other else None
    return result


def _moved(facts: Mapping[str, Any], home: str) -> dict[str, str]:
    """The user's line with the one argument that is made in it, `net(torch.zeros(3))`, moved."""
    line = parse_line(facts.get("call_line"))
    for call in ast.walk(line) if line else ():
        if isinstance(call, ast.Call) and ast.unparse(call.func) == facts.get("call"):
            if len(call.args) == 1 and isinstance(call.args[0], ast.Call) and line is not None:
                if "self." in ast.unparse(call.args[0]):  # made by layers: where those are
                    return {}
                moved = ast.parse(f"({ast.unparse(call.args[0])}).to({home})", mode="eval").body
                call.args[0] = moved
                return {"moved_line": ast.unparse(line)}
    return {}


def _ends(facts: Mapping[str, Any]) -> dict[str, str]:
    """First and last operand: the last one is mostly what was made anew, without a device."""
    line = parse_line(facts.get("call_line"))
    kinds = (ast.BinOp, ast.Compare)
    product = next((n for n in ast.walk(line) if isinstance(n, kinds)), None) if line else None
    nodes = list(ast.walk(product)) if product else []
    called = {id(n.func) for n in nodes if isinstance(n, ast.Call)}
    keys = [n.slice for n in nodes if isinstance(n, ast.Subscript)]
    called |= {id(n) for key in keys for n in ast.walk(key) if not isinstance(key, ast.Constant)}
    names = [
        ast.unparse(n)
        for n in nodes
        if isinstance(n, (ast.Name, ast.Attribute)) and id(n) not in called
    ]
    text = ast.unparse(product) if product else ""
    whole = [n for n in names if n.split(".")[0] not in _FUNCTIONS and n != "self"]
    ends = sorted(dict.fromkeys(whole), key=text.find)
    return {"first_operand": ends[0], "last_operand": ends[-1]} if len(ends) > 1 else {}


def _operands(facts: Mapping[str, Any]) -> list[str]:
    """The names in a line of arithmetic without a call: `mu + std * eps`."""
    line = facts.get("call_line") or ""
    if facts.get("call") or not re.search(r"[-+*/@]", line):
        return []
    right = line.removeprefix("return ").rpartition(" = ")[2]
    return list(dict.fromkeys(re.findall(r"\b(?!\d)[A-Za-z_][\w.]*", right)))[:4]
