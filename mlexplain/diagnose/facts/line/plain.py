"""Everyday slips of plain Python: the user's line as it was meant."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line, parses
from mlexplain.diagnose.facts.line.carets import with_carets
from mlexplain.diagnose.facts.paste.place import user_frame
from mlexplain.diagnose.facts.scene import Scene

_GAP = re.compile(r"(?<=[\w\"'\])}])\s+(?=[\w\"'({\[])")
_BRACKETS = (("{", "}"), ("[", "]"), ("f(", ")"))
_FILLED = {"append": "[]", "extend": "[]", "insert": "[]", "add": "set()", "update": "{}"}
"""What an entry must be before a method fills it."""
_PLACE = re.compile(r"%[-#0 +]*[\d.]*[diouxXeEfFgGcrsa]")
_WRAPPED = {"enumerate", "list", "tqdm", "sorted", "reversed"}
_BARE = re.compile(r"\.(?:tolist\(\)|to_list\(\)|values|to_numpy\(\))$")


def _with_comma(line: str) -> str | None:
    """The line with the commas that it lacks: at its end, as a part of a list, or inside."""
    if any(parses(f"{left}{line}{right}") for left, right in _BRACKETS):
        return f"{line},"
    gaps = [found.start() for found in _GAP.finditer(line)][:8]
    for count in range(1, 4):
        for chosen in combinations(gaps, count):
            whole = line
            for at in reversed(chosen):
                whole = f"{whole[:at]},{whole[at:]}"
            if any(parses(whole + end) for end in ("", " pass", ")", "])")):
                return whole
    return None


def _multiplied(line: ast.stmt) -> str | None:
    """Of `args.lr * 0.5` the side that is a name, where the other is none."""
    products = [
        n for n in ast.walk(line) if isinstance(n, ast.BinOp) and isinstance(n.op, ast.Mult)
    ]
    if isinstance(line, ast.AugAssign) and isinstance(line.op, ast.Mult) and not products:
        return ast.unparse(line.target)
    if len(products) != 1:
        return None
    sides = (products[0].left, products[0].right)
    named = [s for s in sides if isinstance(s, (ast.Name, ast.Attribute, ast.Subscript))]
    return ast.unparse(named[0]) if len(named) == 1 else None


def _begun(line: ast.stmt) -> dict[str, str]:
    """`d[k].append(x)` and `d[k] += 1` with a first value where there is no entry yet."""
    if isinstance(line, ast.AugAssign) and isinstance(line.target, ast.Subscript):
        holder, key = ast.unparse(line.target.value), ast.unparse(line.target.slice)
        first = "[]" if isinstance(line.value, ast.List) else "0"
        sign = ast.unparse(ast.AugAssign(ast.Name("_"), line.op, line.value))[2:].partition("=")
        value = f"{holder}.get({key}, {first}) {sign[0]} {sign[2].strip()}"
        return {
            "begun_line": f"{holder}[{key}] = {value}",
            "begun_holder": holder,
            "begun_first": first,
        }
    for node in ast.walk(line):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            entry, method = node.func.value, node.func.attr
            if isinstance(entry, ast.Subscript) and method in _FILLED:
                holder, key = ast.unparse(entry.value), ast.unparse(entry.slice)
                begun = f"{holder}.setdefault({key}, {_FILLED[method]})"
                text = ast.unparse(line).replace(ast.unparse(entry), begun, 1)
                return {"begun_line": text, "begun_holder": holder, "begun_first": _FILLED[method]}
    return {}


def _hidden(line: ast.stmt, marked: str | None, message: str) -> str | None:
    """The built-in function that the line calls, and that a variable of its name hides: the one that is
    called like the value's kind, the call that the log marks, or the only thing that is called.
    What takes a function itself (`map`, `key=`) may complain of that."""
    calls = [n for n in ast.walk(line) if isinstance(n, ast.Call)]
    called = [ast.unparse(n.func) for n in calls]
    kind = message.partition("'")[2].partition("'")[0]
    if kind in called and hasattr(builtins, kind):
        return kind
    if len(calls) > 1:
        calls = with_carets(calls, marked)[:1]
    if not calls or calls[0].keywords or not isinstance(calls[0].func, ast.Name):
        return None
    name = calls[0].func.id
    return name if hasattr(builtins, name) and name not in ("map", "filter", "iter") else None


def _appended(line: ast.stmt) -> str | None:
    """`losses.append(loss)` for `losses += loss`."""
    if not isinstance(line, ast.AugAssign) or not isinstance(line.op, ast.Add):
        return None
    return f"{ast.unparse(line.target)}.append({ast.unparse(line.value)})"


def _formatted(line: ast.stmt) -> str | None:
    """`print("%d %d" % a, b)` with both values in the parentheses they need."""
    for call in (n for n in ast.walk(line) if isinstance(n, ast.Call)):
        for at, part in enumerate(call.args):
            if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mod):
                text = part.left.value if isinstance(part.left, ast.Constant) else None
                more = len(_PLACE.findall(text)) - 1 if isinstance(text, str) else 0
                if (
                    more > 0
                    and len(call.args) > at + more
                    and not isinstance(part.right, ast.Tuple)
                ):
                    part.right = ast.Tuple(
                        [part.right, *call.args[at + 1 : at + 1 + more]], ast.Load()
                    )
                    del call.args[at + 1 : at + 1 + more]
                    return ast.unparse(line)
    return None


def _number_formatted(line: ast.stmt) -> str | None:
    """The one value that stands at a place for numbers (`{:.3f}`) in an f-string or `format`."""
    found = [
        ast.unparse(n.value)
        for n in ast.walk(line)
        if isinstance(n, ast.FormattedValue)
        and n.format_spec
        and "f'" in ast.unparse(n.format_spec)
    ]
    for call in (n for n in ast.walk(line) if isinstance(n, ast.Call)):
        text = getattr(getattr(call.func, "value", None), "value", None)
        if getattr(call.func, "attr", None) == "format" and isinstance(text, str):
            places = re.findall(r"\{([^{}]*)\}", text)
            if len(places) == len(call.args) and not any(p[:1].isalnum() for p in places):
                pairs = zip(places, call.args, strict=True)
                found += [ast.unparse(a) for place, a in pairs if place.endswith("f")]
    return found[0] if len(found) == 1 else None


def _iterated(line: ast.stmt) -> Iterator[ast.expr]:
    for node in ast.walk(line):
        if isinstance(node, (ast.For, ast.comprehension)):
            yield node.iter
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in ("apply", "map"):
                yield node.func.value


def _text_column(scene: Scene) -> dict[str, str]:
    """The `df["text"]` that a line of the user's frames goes through, and that line."""
    for frame in reversed(scene.failure.frames):
        line = parse_line(frame.code) if frame.mine and frame.code else None
        for over in _iterated(line) if line is not None else ():
            while isinstance(over, ast.Call) and over.args:
                if getattr(over.func, "id", None) not in _WRAPPED:
                    break
                over = over.args[0]
            column = _BARE.sub("", ast.unparse(over))
            inner = ast.parse(column, mode="eval").body
            if isinstance(inner, ast.Subscript) and isinstance(inner.slice, ast.Constant):
                if isinstance(inner.slice.value, str):
                    return {"text_column": column, "text_column_line": (frame.code or "").strip()}
    return {}


def _of_rows(facts: Mapping[str, Any]) -> dict[str, str]:
    """The `df["text"]` of a `row["text"]` in what `df.apply(…, axis=1)` goes through, and its line."""
    table, entry = facts.get("applied"), str(facts.get("asked_of") or "")
    named = re.fullmatch(r"\w+(\[[\"'][^\[\]]+[\"']\])", entry)
    if not table or not named or "axis" not in (facts.get("applied_keywords") or ""):
        return {}
    if not re.fullmatch(r"[\w.]+", table):
        return {}
    return {"text_column": table + named[1], "text_column_line": facts["applied_line"].strip()}


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = _text_column(scene) or _of_rows(facts)
    code = facts.get("call_line") or ""
    if 0 < len(code) < 300:
        found["comma_line"] = _with_comma(code.strip())
    line, frame = parse_line(code), user_frame(scene.failure)
    if line is None:
        return found
    number = _number_formatted(line)
    if number and code.count(f"{{{number}:") == 1:
        found["line_formatted"] = code.strip().replace(f"{{{number}:", f"{{float({number}):")
    return found | {
        "line_appended": _appended(line),
        "hidden_builtin": _hidden(line, frame.marked if frame else None, scene.failure.message),
        "number_formatted": number,
        "multiplied": _multiplied(line),
        "formatted_line": _formatted(parse_line(code) or line),
        **_begun(line),
    }
