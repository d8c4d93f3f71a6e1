"""What entries are sorted by, or smallest and largest by: "their second entry"."""

from __future__ import annotations

import ast
from typing import TypeGuard

from mlexplain.explain.facts.fitting import Call
from mlexplain.explain.quoting import join_words, quoted
from mlexplain.explain.wording import Wording

_PLACES = ("first", "second", "third", "fourth")


def sort_key(call: Call, words: Wording) -> str:
    """What entries are sorted by: "their second entry, the largest first"."""
    key = call.args["key"][0]
    among = next(iter(call.args.values()))[0] if call.name != "list.sort" else call.receiver
    pairs = isinstance(among, ast.Call) and getattr(among.func, "attr", "") == "items"
    if isinstance(key, ast.Lambda) and len(key.args.args) == 1:
        name, body = key.args.args[0].arg, key.body
        if isinstance(body, ast.Tuple) and len(body.elts) > 1:
            return ", then by ".join(_sort_part(e, name, pairs, words) for e in body.elts)
        return _sort_part(body, name, pairs, words)
    if isinstance(key, ast.Attribute) and key.attr == "get":
        return f"their values in {words.phrase(key.value)}"
    if isinstance(key, ast.Call) and getattr(key.func, "attr", getattr(key.func, "id", "")) == (
        "itemgetter"
    ):
        return f"their entry {words.listing(key.args)}"
    if isinstance(key, ast.Call) and getattr(key.func, "attr", getattr(key.func, "id", "")) == (
        "attrgetter"
    ):
        named = [f"the {quoted(str(a.value))} of each" for a in key.args if _is_text(a)]
        if named and len(named) == len(key.args):
            return ", then by ".join(named)
    of_files = _of_files(key)
    if of_files:
        return of_files
    if isinstance(key, ast.Name) and key.id == "len":
        return "their length"
    return f"what {words.phrase(key)} gives"


_TIMES = {
    "st_mtime": "the time of the last change",
    "getmtime": "the time of the last change",
    "st_ctime": "the time of creation",
    "getctime": "the time of creation",
    "st_size": "the size",
    "getsize": "the size",
}


def _of_files(node: ast.expr) -> str | None:
    """`p.stat().st_mtime`, `os.path.getmtime(p)` and `os.path.getmtime`."""
    told = _TIMES.get(getattr(node.func if isinstance(node, ast.Call) else node, "attr", ""))
    first = ", the oldest first" if told and "time" in told else ", the smallest first"
    return f"{told}{first}" if told else None


def _sort_part(part: ast.expr, name: str, pairs: bool, words: Wording) -> str:
    """One thing to sort by, of entries that a lambda calls `name`."""
    of_files = _of_files(part)
    if of_files:
        return of_files
    if isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.USub):
        return f"{_sort_part(part.operand, name, pairs, words)}, the largest first"
    if isinstance(part, ast.Subscript) and getattr(part.value, "id", "") == name:
        at = part.slice.value if isinstance(part.slice, ast.Constant) else None
        if pairs and at in (0, 1):
            return "value" if at else "key"
        if type(at) is int and 0 <= at < len(_PLACES):
            return f"their {_PLACES[at]} entry"
        if isinstance(at, str):
            return f"what each holds under {words.phrase(part.slice)}"
    if isinstance(part, ast.Attribute) and getattr(part.value, "id", "") == name:
        return f"the {quoted(part.attr)} of each"
    if isinstance(part, ast.Call) and getattr(part.func, "id", "") == "len" and part.args:
        if getattr(part.args[0], "id", "") == name:
            return "their length"
    return words.phrase(part)


def extreme(call: Call, words: Wording) -> str:
    """The smallest or largest by a key: "the entry of `p` for which `f` is smallest"."""
    word = "smallest" if call.name == "min" else "largest"
    among = join_words([words.phrase(a) for a in call.args.get("args", [])])
    if ", or, where " in among:
        among = join_words([words.code(a) for a in call.args.get("args", [])])
    key = call.args["key"][0]
    if isinstance(key, ast.Lambda) and len(key.args.args) == 1:
        entry = quoted(key.args.args[0].arg)
        return f"the entry {entry} of {among} for which {words.phrase(key.body)} is {word}"
    given = call.args.get("args", [])
    if getattr(key, "attr", "") in ("get", "__getitem__") and len(given) == 1:
        if ast.unparse(given[0]) == ast.unparse(key.value):  # type: ignore[attr-defined]
            return f"the key of {among} with the {word} value"
    return f"the entry of {among} for which {words.phrase(key)} gives the {word} value"


def _is_text(node: ast.expr) -> TypeGuard[ast.Constant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)
