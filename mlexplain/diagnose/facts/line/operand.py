"""What the user's line computes with: two sides of a sign, the parts of a list, what is put in."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.line.carets import with_carets
from mlexplain.diagnose.facts.paste.place import user_frame
from mlexplain.diagnose.facts.scene import Scene

_SIGNS = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.MatMult: "@",
    ast.Pow: "**",
    ast.Mod: "%",
    ast.FloorDiv: "//",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
}
_TEXTS = re.compile(
    r"(?i)text|sentence|caption|prompt|words|names|titles|questions|answers|paths|files"
)
"""Variables that hold texts."""
_MODULES = {"torch", "np", "nn", "F", "math", "tf", "jnp", "pd", "os", "cv2", "cv", "plt", "sys"}


_SIGN = re.compile(r"operand type\(s\) for ([^\s:=]+)(=?):")
_FACTORS = re.compile(r"\bmat[12]\b|\bbatch[12]\b|\bmatmul\b")


def _told_sign(message: str) -> str | None:
    """The sign of the operation that a message is about."""
    told = _SIGN.search(message)
    if told:
        return told[1] + told[2]
    return "@" if _FACTORS.search(message) else None


def _product(
    line: ast.stmt, marked: str | None, told: str | None
) -> tuple[ast.expr, ast.operator, ast.expr] | None:
    """The operation that the carets mark, else the one of the message's sign, else the only one."""
    found = [n for n in ast.walk(line) if isinstance(n, ast.BinOp)]
    of_sign = [n for n in found if _SIGNS.get(type(n.op)) == told]
    same = with_carets(found, marked)
    if isinstance(line, ast.AugAssign) and not same:
        if len(of_sign) == 1 and told != _SIGNS.get(type(line.op)):
            return of_sign[0].left, of_sign[0].op, of_sign[0].right
        return line.target, line.op, line.value
    inner = [n for n in found if not _constant(n.left) or not _constant(n.right)]
    named = [n for n in inner if not (_constant(n.left) or _constant(n.right))] or inner
    if not same and len(named) != 1:  # without carets the sign may tell which of several failed
        named = of_sign
        if len(named) != 1:
            return None
    chosen = (same or named)[-1]
    return chosen.left, chosen.op, chosen.right


def _constant(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.operand, ast.Constant)
    )


def _name(node: ast.expr) -> str | None:
    """What can stand on the left of `=`: `x`, `self.x`, `batch["x"]`; no module, no constant."""
    inner = node
    while isinstance(inner, (ast.Attribute, ast.Subscript)):
        inner = inner.value
    if not isinstance(inner, ast.Name) or inner.id in _MODULES:
        return None
    return None if isinstance(node, ast.Name) and node.id == "self" else ast.unparse(node)


def _neighbours(node: ast.expr) -> int:
    """How many entries `x[2:] - x[:-2]` and `np.diff(x)` have fewer than `x`; 0 for anything else."""
    text = ast.unparse(node)
    if re.fullmatch(r"np\.diff\([\w.]+\)", text):
        return 1
    found = re.fullmatch(r"([\w.]+)\[(\d):\] [-+*] \1\[:-(\d)\]", text)
    return int(found[2]) if found and found[2] == found[3] else 0


def _cut_alike(left: ast.expr, right: ast.expr) -> dict[str, Any]:
    """Of `(x[2:] - x[:-2]) * t` the `t` and the `t[1:-1]` that fits it."""
    for short, whole in ((left, right), (right, left)):
        lost = _neighbours(short)
        if lost in (1, 2) and isinstance(whole, (ast.Name, ast.Attribute)):
            name = ast.unparse(whole)
            cut = f"{name}[1:-1]" if lost == 2 else f"{name}[1:]"
            return {"uncut": name, "cut_alike": cut, "cut_lost": lost}
    return {}


_OF_CHANNELS = re.compile(
    r"(?i)(?:^|_)(?:mean|std|bias|gain|scale|shift|offset|colou?r|rgb)s?(?:_|$)"
)


def _of_channels(node: ast.expr) -> bool:
    """Whether something is named like one number per channel."""
    name = ast.unparse(node).rpartition(".")[2]
    return name.isidentifier() and bool(_OF_CHANNELS.search(name))


def _image_path(line: ast.stmt) -> str | None:
    """The `path` of a `cv2.imread(path)` in the line."""
    for node in ast.walk(line):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "attr", None) == "imread"
            and node.args
        ):
            return ast.unparse(node.args[0])
    return None


def _asked_of(line: ast.stmt, attribute: Any, marked: str | None) -> str | None:
    """The `x` of an `x.attribute` in the line; of several the one that the carets mark."""
    found = [n for n in ast.walk(line) if isinstance(n, ast.Attribute) and n.attr == attribute]
    head = re.sub(r"\s", "", marked or "")
    sure = [n for n in found if head and head.startswith(re.sub(r"\s", "", ast.unparse(n)))]
    texts = [n for n in found if _TEXTS.search(ast.unparse(n.value))]
    if len(found) > 1 and len(texts) == 1 and attribute in ("to", "cuda"):  # they have no device
        found = texts
    for node in sure or found:
        text = ast.unparse(node.value)
        loose = isinstance(node.value, (ast.BinOp, ast.UnaryOp, ast.Compare, ast.IfExp))
        return f"({text})" if loose else text
    return None


def _texts(call: ast.Call) -> dict[str, Any]:
    """Texts and whole numbers that stand in a call as they are."""
    arguments = [*call.args, *(k.value for k in call.keywords)]
    given = [node.value for node in arguments if isinstance(node, ast.Constant)]
    texts = [value for value in given if isinstance(value, str)]
    return {
        "handed_text": texts[0] if texts else None,
        "handed_numbers": [v for v in given if isinstance(v, int) and not isinstance(v, bool)],
    }


def _parts(call: ast.Call) -> dict[str, Any]:
    """Of `torch.cat([a, b], dim=1)` a and b; of `torch.stack(rows)` the list's name."""
    first = call.args[0] if call.args else next((k.value for k in call.keywords), None)
    if isinstance(first, (ast.List, ast.Tuple)):
        names = [_name(item) for item in first.elts]
        return {"joined": names} if len(names) > 1 and all(names) else {}
    if isinstance(first, ast.Starred) or first is None:
        return {}
    return {"joined_list": _name(first)}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    frame = user_frame(scene.failure)
    line = parse_line(facts.get("call_statement")) or parse_line(facts.get("call_line"))
    if line is None:
        return {}
    result: dict[str, Any] = {
        "asked_of": _asked_of(line, facts.get("attribute"), frame.marked if frame else None),
        "image_path": _image_path(line),
        "line_value": ast.unparse(line.value) if isinstance(line, ast.Assign) else None,
        "line_target": ast.unparse(line.targets[0]) if isinstance(line, ast.Assign) else None,
    }
    sign_told = _told_sign(scene.failure.message)
    product = _product(line, frame.marked if frame else None, sign_told)
    if product is not None:
        left, sign, right = product
        result |= _cut_alike(left, right)
        result |= {
            "operand_left": ast.unparse(left),
            "operand_right": ast.unparse(right),
            "operand_left_name": _name(left),
            "operand_right_name": _name(right),
            "per_channel": True if _of_channels(right) else None,
            "operand_sign": _SIGNS.get(type(sign)),
        }
    called = facts.get("call")
    calls = [n for n in ast.walk(line) if isinstance(n, ast.Call)]
    call = next((n for n in calls if ast.unparse(n.func) == called), None)
    if call is None:
        return result
    given = [*call.args, *(k.value for k in call.keywords)]
    names = [name for argument in given if (name := _name(argument))]
    spread = next((k.value for k in call.keywords if k.arg is None), None)
    return result | {
        "handed": names[0] if names else None,
        "made_by": ast.unparse(call.func.func) if isinstance(call.func, ast.Call) else None,
        "handed_second": names[1] if len(names) > 1 else None,
        "handed_mapping": _name(spread) if spread is not None else None,
        **_parts(call),
        **_texts(call),
    }
