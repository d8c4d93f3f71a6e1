"""Entries and columns that the user's program itself gives a dictionary or a table."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from mlexplain.diagnose.facts.code.origin import Origin, origin
from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.code.traced import culprit, exchanged
from mlexplain.diagnose.facts.datafiles.stored import stored, within
from mlexplain.diagnose.facts.scene import Scene

_CLOSE = 0.72
_LISTS = ("columns", "names")
"""Arguments that name the columns of a table."""


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = dict(_merged(scene, facts))
    holder, path = parted(culprit(facts))
    found = origin(scene, holder)
    if found is not None:
        result |= _columns_renamed(found) | _keys(found, path, facts)
        result |= _suffixed(scene, found, facts)
    return result


def parted(holder: str | None) -> tuple[str | None, list[str]]:
    """Of `cfg["train"]["data"]` the `cfg` and the names that lead on from there."""
    try:
        node = ast.parse(holder or "", mode="eval").body
    except (SyntaxError, ValueError):
        return holder, []
    path: list[str] = []
    while isinstance(node, ast.Subscript) and strings([node.slice]):
        path = strings([node.slice]) + path
        node = node.value
    return ast.unparse(node), path


def _keys(found: Origin, path: list[str], facts: Mapping[str, Any]) -> dict[str, Any]:
    """The entries that the program itself gives a dictionary or table, and which of them is meant."""
    value = stored(found) or found.value
    known = list(dict.fromkeys(_known(within(value, path)))) or (
        [] if path else list(facts.get("table_columns") or ())
    )
    asked = plain(facts.get("key_asked")) or plain(facts.get("key"))
    if not known or not asked or asked in known:
        return {"known_keys": known or None}
    near = nearest(asked, known)
    result = {"known_keys": known, **_rewritten(facts.get("call_line"), asked, near, "near_key")}
    written = texts(found.value)
    if len(written) == 1 and re.search(
        r"text|sentence|review|content|comment|body|tweet", asked, re.I
    ):
        result |= _rewritten(facts.get("call_line"), asked, written[0], "only_text_key")
    return result


def strings(nodes: Iterable[ast.AST | None]) -> list[str]:
    """The texts among written-out values."""
    return [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]


def texts(value: ast.expr) -> list[str]:
    """The columns of a written-out table that hold texts."""
    table = value.args[0] if isinstance(value, ast.Call) and value.args else value
    if not isinstance(table, ast.Dict):
        return []
    pairs = zip(table.keys, table.values, strict=True)
    return strings(
        key for key, column in pairs if isinstance(column, ast.List) and strings(column.elts)
    )


def plain(key: Any) -> str | None:
    text = str(key or "").strip("[]")
    return (
        text[1:-1] if len(text) > 1 and text[0] in "'\"" and text[-1] == text[0] else text or None
    )


def _known(value: ast.expr | None) -> Iterator[str]:
    if isinstance(value, ast.Dict):
        yield from strings(value.keys)
    elif isinstance(value, ast.Call):
        name = ast.unparse(value.func).rpartition(".")[2]
        for keyword in value.keywords:
            if name == "dict" and keyword.arg:
                yield keyword.arg
            if keyword.arg in _LISTS and isinstance(keyword.value, (ast.List, ast.Tuple)):
                yield from strings(keyword.value.elts)
        if name in ("DataFrame", "from_dict") and value.args:
            yield from _known(value.args[0])


def columns(node: ast.AST) -> list[str]:
    """The columns of a table that is written out."""
    made = isinstance(node, ast.Call) and ast.unparse(node.func).endswith("DataFrame")
    return list(_known(node)) if made and isinstance(node, ast.Call) else []


def nearest(asked: str, known: list[str]) -> str | None:
    folded = {re.sub(r"[^a-z0-9]", "", name.lower()): name for name in known}
    near = difflib.get_close_matches(re.sub(r"[^a-z0-9]", "", asked.lower()), folded, 1, _CLOSE)
    if near:
        return folded[near[0]]
    shorter = [name for name in known if _shortened(asked, name) or _shortened(name, asked)]
    return shorter[0] if len(shorter) == 1 else None


def _shortened(short: str, whole: str) -> bool:
    """Whether a name is another's beginning, first letters or some of its words: `optim`, `lr` and
    `epochs` for `optimizer`, `learning_rate` and `num_epochs`."""
    parts = re.findall(r"[a-z]+|\d+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", whole).lower())
    words = re.findall(r"[a-z]+|\d+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", short).lower())
    if not words or not parts or parts == words:
        return False
    if len(parts) > 1 and words == ["".join(part[0] for part in parts)]:
        return True
    if any(w.isdigit() for w in parts + words):
        return False
    alike = [any(p == w or (len(w) > 3 and p.startswith(w)) for p in parts) for w in words]
    return all(alike) and len("".join(words)) > 2


def _rewritten(code: str | None, old: str, new: str | None, name: str) -> dict[str, Any]:
    """The user's line with the quoted word `old` exchanged, where it stands there once."""
    if not new or not code:
        return {}
    quoted = re.compile(r"([\"'])" + re.escape(old) + r"\1")
    result = {name: new}
    if len(quoted.findall(code)) == 1:
        result[f"line_{name}"] = quoted.sub(lambda m: f"{m[1]}{new}{m[1]}", code.strip())
    return result


def _suffixed(scene: Scene, found: Origin, facts: Mapping[str, Any]) -> dict[str, str]:
    """The merge of two tables with a column of the same name, and the same so that the left one's
    keeps it."""
    call, key = found.value, plain(facts.get("key_asked")) or plain(facts.get("key"))
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute) or not key:
        return {}
    if call.func.attr != "merge" or any(k.arg == "suffixes" for k in call.keywords):
        return {}
    sides = [*([] if ast.unparse(call.func.value) == "pd" else [call.func.value]), *call.args][:2]
    made = [origin(scene, ast.unparse(side)) for side in sides]
    if len(made) != 2 or not all(m and key in _known(m.value) for m in made):
        return {}
    whole = ast.Call(
        call.func, call.args, [*call.keywords, ast.keyword("suffixes", ast.Tuple([], ast.Load()))]
    )
    text = ast.unparse(whole).replace("suffixes=()", 'suffixes=("", "_right")')
    text = (
        text.replace("'", '"')
        if '"' in (ast.get_source_segment(found.program.text, call) or "")
        else text
    )
    changed = exchanged(found, call, text)
    line = found.program.written(found.statement)
    return {"suffixed_line": line, "suffixed_merge": changed} if changed else {}


def _columns_renamed(found: Origin) -> dict[str, str]:
    """`df.rename({"a": "b"})`, which renames rows, with `columns=`."""
    call = found.value
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
        return {}
    if (
        call.func.attr != "rename"
        or len(call.args) != 1
        or any(k.arg == "axis" for k in call.keywords)
    ):
        return {}
    if not isinstance(call.args[0], (ast.Dict, ast.Name)):
        return {}
    whole = ast.Call(call.func, [], [ast.keyword("columns", call.args[0]), *call.keywords])
    changed = exchanged(found, call, ast.unparse(whole))
    return {"renamed_columns_line": changed} if changed else {}


def _merged(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """A `merge(…, on=key)` of tables of which one has the key by another name."""
    line = parse_line(facts.get("call_line"))
    key = plain(facts.get("key_asked")) or plain((facts.get("missing") or [None])[0])
    calls = [n for n in ast.walk(line) if isinstance(n, ast.Call)] if line is not None else []
    merges = [c for c in calls if ast.unparse(c.func).rpartition(".")[2] == "merge"]
    if len(merges) != 1 or not isinstance(merges[0].func, ast.Attribute) or not key:
        return {}
    call = merges[0]
    sides = [call.func.value, *call.args]  # type: ignore[attr-defined]
    if ast.unparse(sides[0]) == "pd":
        sides = sides[1:]
    sides += [k.value for name in ("left", "right") for k in call.keywords if k.arg == name]
    on = next((k for k in call.keywords if k.arg == "on"), None)
    if len(sides) != 2:
        return {}
    left, right = (origin(scene, ast.unparse(s)) for s in sides)
    known = [list(_known(side.value)) if side else [] for side in (left, right)]
    other = {"known_keys_other": ast.unparse(sides[1])}
    if on is None or not all(known) or (key in known[0]) == (key in known[1]):
        return other
    lacking = known[1] if key in known[0] else known[0]
    near = nearest(key, lacking)
    if near is None:
        return other
    names = (key, near) if key in known[0] else (near, key)
    text = f"left_on={names[0]!r}, right_on={names[1]!r}".replace("'", '"')
    code = facts.get("call_line") or ""
    return other | {
        "merged_line": re.sub(r"\bon\s*=\s*[\"'][^\"']*[\"']", lambda _: text, code.strip())
    }
