"""The user's line as it should stand, where a word or a sign in it is all that is wrong."""

from __future__ import annotations

import ast
import builtins
import re
import sys
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line, parses
from mlexplain.diagnose.facts.line.arguments import argument_renamed
from mlexplain.diagnose.facts.scene import Scene

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_MOVE = re.compile(r"\.(?:cuda\(\w*\)|to\((?:\w*device\w*|[\"'](?:cuda|mps)[^\"']*[\"'])\))", re.I)
_PARAMS = re.compile(r"([\"'])(?:param|parameters|parameter|paramters|weights)\1\s*:")
"""Keys that are written for the `params` of an optimizer's group."""
_PYTHONS_OWN = sys.stdlib_module_names | set(dir(builtins))
"""Names that stand without the library they were asked of."""
_STRING = re.compile(r"(\"\"\"|'''|\"|')(?:\\.|(?!\1).)*?\1", re.S)

_REDUCED = re.compile(r"\bnp\.(sum|mean|max|min)\((\[[^\n]{1,300} for [^\n]{1,200}\])\)")
"""NumPy over a list of tensors, where torch keeps device and gradient."""


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    line = facts.get("call_line")
    if not line:
        return {}
    statement = (facts.get("call_statement") or line).strip()
    keyed, count = _PARAMS.subn(r"\1params\1:", statement)
    return {
        "params_line": statement,
        "line_params": keyed if count == 1 else None,
        **_exchanged(line, facts.get("alias")),
        **_asked(line, facts),
        "closed_line": _closed(line.strip()),
        "colon_line": _with_colon(line.strip()),
        "suggested_line": _respelled(line, facts),
        "renamed_line": _renamed(line, facts) or _renamed(facts["call_statement"], facts),
        "rest_line": _with_rest(line, facts.get("expected")),
        "argmax_line": _of_class_numbers(line),
        "guarded_line": _guarded(line),
        "unmoved_line": _unmoved(line),
    }


_EXCHANGES = (
    ("line_row", "reshape(-1, 1)", "reshape(1, -1)"),
    ("line_transformed", ".fit_transform(", ".transform("),
    ("line_fit_transformed", ".transform(", ".fit_transform("),
)


def _exchanged(line: str, alias: str | None) -> dict[str, str]:
    """The line with one function of a library in the place of another."""
    result = {name: line.replace(old, new) for name, old, new in _EXCHANGES if old in line}
    if line.count(".transpose()") == 1:
        result["line_dimensions_from"] = line.strip()
        result["line_dimensions"] = line.strip().replace(".transpose()", ".transpose(-2, -1)")
    if _TWO_MODELS.search(line):
        result["line_of_both"] = _TWO_MODELS.sub(r"([*\1, *\2]", line.strip())
    if line.count(".view(") == 1:
        result["line_reshaped"] = line.replace(".view(", ".reshape(")
    if _REDUCED.search(line):
        result["line_stacked"] = _REDUCED.sub(r"torch.stack(\2).\1()", line)
    if alias and f"np.{alias}" in line:
        result["alias_line"] = re.sub(rf"\bnp\.{re.escape(alias)}\b", lambda _: alias, line)
    return result


_TWO_MODELS = re.compile(r"\(([\w.]+\.parameters\(\)), ?([\w.]+\.parameters\(\))")
"""The first two arguments of an optimizer, where both are parameters."""
_CHAIN = "detach|cpu|numpy|to_numpy|contiguous|clone"
"""Words of a tensor on its way to NumPy."""


def _asked(line: str, facts: Mapping[str, Any]) -> dict[str, str]:
    """`x.name` with `x` called first, or as an entry: where the object has no such attribute."""
    asked, attribute = facts.get("asked_of"), facts.get("attribute")
    if not asked or f"{asked}." not in line:
        return {}
    result = {"line_called": line.replace(f"{asked}.", f"{asked}().", 1)}
    chain = re.compile(rf"(?<![\w.]){re.escape(asked)}(?:\.(?:{_CHAIN})\(\))+")
    if len(chain.findall(line)) == 1:
        result["line_unchained"] = chain.sub(lambda _: asked, line.strip())
    if attribute and f"{asked}.{attribute}" in line:
        whole = rf"(?<![\w.]){re.escape(asked)}\.{attribute}\b(?!\()((?:\.(?!{_KEPT})[a-z]\w*\b(?!\())*)"
        result["line_indexed"] = re.sub(whole, lambda m: _entries(asked, attribute + m[1]), line)
    if attribute == "module" and f"{asked}.module" in line:
        either = f'getattr({asked}, "module", {asked})'
        result["line_unwrapped"] = line.replace(f"{asked}.module", either)
    return result


_KEPT = r"(?:shape|dtype|device|size|ndim|data|grad|values|index|columns|real|logits)\b"
"""What an entry of a dictionary is asked for, being a tensor or a table."""


def _entries(holder: str, chain: str) -> str:
    """`cfg["model"]["hidden"]` for `cfg.model.hidden`."""
    return holder + "".join(f'["{name}"]' for name in chain.split("."))


def _guarded(line: str) -> str | None:
    """The line with its rank and world size asked for only where there is a process group."""

    def guarded(found: re.Match[str]) -> str:
        alone = "1" if found[2] == "get_world_size" else "0"
        return f"({found[0]} if {found[1]}is_initialized() else {alone})"

    changed = re.sub(r"((?:\w+\.)*)(get_rank|get_world_size)\(\)", guarded, line.strip())
    if changed == line.strip():
        return None
    return re.sub(r"^(\w+ = )\(([^()]*\(\) if [^()]*\(\) else \d)\)$", r"\1\2", changed)


def _unmoved(line: str) -> str | None:
    """The line without its `.to(device)` and `.cuda()`."""
    changed = _MOVE.sub("", line.strip())
    if re.fullmatch(r"(.+) = \1", changed):
        return None
    return changed if changed != line.strip() and parses(changed) else None


def _closed(line: str) -> str | None:
    """The line with its open brackets closed; None where that alone does not make it Python."""
    head, colon = (line[:-1].rstrip(), ":") if line.endswith(":") else (line, "")
    missing: list[str] = []
    for sign in _STRING.sub("", head):
        if sign in _CLOSING:
            missing.append(_CLOSING[sign])
        elif missing and sign == missing[-1]:
            missing.pop()
    whole = head + "".join(reversed(missing)) + colon
    return whole if missing and parses(whole + (" pass" if colon else "")) else None


_BEFORE = {"elif": "if 1: pass\n", "else": "if 1: pass\n", "exce": "try: pass\n"}
_BEFORE["fina"] = _BEFORE["exce"]
"""What must stand before a clause for it to be Python."""


def _with_colon(line: str) -> str | None:
    """The head of a block with the colon that it lacks, set before a comment."""
    code, _, remark = re.fullmatch(r"(.*?)((\s*#[^\"']*)?)", line, re.S).group(1, 2, 3)  # type: ignore[union-attr]
    behind = "\nfinally: pass" if code == "try" else ""
    whole = f"{_BEFORE.get(code[:4], '')}{code}: pass{behind}"
    return f"{code}:{remark or ''}" if not code.endswith(":") and parses(whole) else None


def _respelled(line: str, facts: Mapping[str, Any]) -> str | None:
    """The line with the name that Python suggests in the place of the unknown one."""
    wrong, right = facts.get("undefined"), facts.get("suggested")
    if not wrong or not right:
        return None
    whole = re.compile(rf"(?<!\w){re.escape(wrong)}(?!\w)")
    return whole.sub(lambda _: right, line) if whole.search(line) else None


def _renamed(line: str, facts: Mapping[str, Any]) -> str | None:
    """The line with the name, or the argument, that took the place of the removed one."""
    old, new = facts.get("old_name"), (facts.get("new_name") or "").removesuffix("=")
    if not old or not new or not re.fullmatch(r"[\w.]+", new):
        return None
    if argument := re.fullmatch(r"[\w.]+\((\w+)\)", old):
        return argument_renamed(line, argument[1], new)
    dotted = re.findall(rf"(?<![\w.])(?:\w+\.)+{re.escape(old.rpartition('.')[2])}\b", line)
    if len(dotted) != 1:
        return None
    holder = dotted[0].rpartition(".")[0]
    module = old.rpartition(".")[0]
    roots = {module, module.split(".")[0], holder, "np", "pd", "tf", "torch"}
    whole = module.islower() and (new.split(".")[0] in roots or new in _PYTHONS_OWN)
    name = new.replace("np.", "numpy.", 1) if holder == "numpy" else new
    return line.replace(dotted[0], name if whole else f"{holder}.{new.rpartition('.')[2]}")


def _with_rest(line: str, expected: Any) -> str | None:
    """`for i, (a, b) in x:` as `for i, (a, b, *rest) in x:`, where two values are expected."""
    node = parse_line(line)
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    parts = (n for target in targets if target for n in ast.walk(target))
    names = next((n for n in parts if isinstance(n, ast.Tuple) and len(n.elts) == expected), None)
    if names is None or any(isinstance(n, ast.Starred) for n in names.elts):
        return None
    end = names.elts[-1].end_col_offset or 0
    text = line.strip()
    return f"{text[:end]}, *rest{text[end:]}" if text.isascii() else None


def _of_class_numbers(line: str) -> str | None:
    """`out.argmax(1) == y` as `out.argmax(1) == y.argmax(1)`."""
    found = re.search(r"\.argmax\(([^()]*)\) == (\w[\w.]*)(?![\w.(\[])", line)
    if not found:
        return None
    return f"{line[: found.end(2)]}.argmax({found[1]}){line[found.end(2) :]}"
