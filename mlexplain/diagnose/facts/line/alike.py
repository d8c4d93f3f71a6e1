"""A key that a dictionary has in another form: in other case, without blanks, as a number or text."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.exchange import end
from mlexplain.diagnose.facts.code.origin import Origin, origin
from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_FORMS = (
    ("lower", ".lower()", str.lower),
    ("upper", ".upper()", str.upper),
    ("strip", ".strip()", str.strip),
    ("title", ".capitalize()", str.capitalize),
)


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`alike_line`: the user's line with its key in the form that the dictionary's keys have;
    `alike_form`: `lower`, `upper`, `strip`, `title`, `text` or `number`."""
    holder, key = facts.get("holder_of_key") or "", facts.get("key_asked") or ""
    code = facts.get("call_line")
    asked = re.search(r"^(?:KeyError: )?('.*'|\".*\"|-?\d+)$", scene.failure.message.strip())
    found = origin(scene, holder)
    if found is None or asked is None or not key or key[0] in "'\"" or not code:
        return {}
    form, written = _form(ast.literal_eval(asked[1]), found, key)
    if form is None or (changed := _exchanged(code.strip(), holder, key, written)) is None:
        return {}
    return {"alike_line": changed, "alike_form": form}


def _form(asked: Any, found: Origin, key: str) -> tuple[str | None, str]:
    """How the key must be written to be one of the dictionary's."""
    called = ast.unparse(found.value.func) if isinstance(found.value, ast.Call) else ""
    if called in ("json.load", "json.loads"):
        return ("text", f"str({key})") if isinstance(asked, int) else (None, "")
    known = _known(found)
    if not known or asked in known:
        return None, ""
    if isinstance(asked, int):
        return ("text", f"str({key})") if str(asked) in known else (None, "")
    if re.fullmatch(r"\d+", asked) and int(asked) in known:
        return "number", f"int({key})"
    whole = key if re.fullmatch(r"[\w.\[\]'\"()]+", key) else f"({key})"
    for name, call, turned in _FORMS:
        texts = [k for k in known if isinstance(k, str)]
        if turned(asked) in texts and all(turned(k) == k for k in texts):
            return name, whole + call
    return None, ""


def _known(found: Origin) -> list[Any]:
    """The keys that the program writes out, of a dictionary or of the list it is counted from."""
    value = found.value
    if isinstance(value, ast.Dict):
        return [k.value for k in value.keys if isinstance(k, ast.Constant)]
    if not isinstance(value, ast.DictComp) or not value.generators:
        return []
    over = value.generators[0].iter
    if isinstance(over, ast.Call) and ast.unparse(over.func) == "enumerate" and over.args:
        over = over.args[0]
    if isinstance(over, ast.Name):
        sets = [
            n.value
            for n in found.program.tree.body
            if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == over.id
        ]
        over = sets[0] if len(sets) == 1 else over
    if isinstance(over, (ast.List, ast.Tuple)):
        return [e.value for e in over.elts if isinstance(e, ast.Constant)]
    return []


def _exchanged(code: str, holder: str, key: str, written: str) -> str | None:
    """The line with the key of its one such look-up written anew."""
    tree = parse_line(code)
    found = [
        n
        for n in (ast.walk(tree) if tree else ())
        if isinstance(n, ast.Subscript)
        and ast.unparse(n.value) == holder
        and ast.unparse(n.slice) == key
    ]
    if len(found) != 1 or not code.isascii() or end(found[0]) > len(code):
        return None
    part = found[0].slice
    own = code[part.col_offset : end(part)]
    return code[: part.col_offset] + written.replace(key, own) + code[end(part) :]
