"""A line that takes a value apart into another number of names: the line as it was meant."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.source import parse_line
from mlexplain.diagnose.facts.scene import Scene

_LABEL = re.compile(
    r"^(?:y|lab\w*|target|cls|class\w*|tag|id|idx|score|rating|sent\w*|len\w*|n|num\w*"
    r"|\w+_(?:id|label|idx))$"
)
_FIRST = re.compile(r"^(?:k|key|name|word|token|img|image|file\w*|path|fname|field)$")
"""What stands first in a row, before text that may hold the separator."""


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {"split_ordered_line": _in_order(facts.get("origin_statement"))}
    line = parse_line(facts.get("call_statement"))
    if not isinstance(line, ast.Assign) or not isinstance(line.targets[0], (ast.Tuple, ast.List)):
        return result
    names = [ast.unparse(e) for e in line.targets[0].elts]
    result["line_state_pair"] = _with_pair(line, names)
    result |= {"line_all_taken": _with_all(line, names), "line_split_four": _four(line, names)}
    split = line.value
    if isinstance(split, ast.Call) and isinstance(split.func, ast.Attribute):
        if split.func.attr in ("split", "rsplit") and len(split.args) < 2 and not split.keywords:
            result |= _split(line, split, names)
    return result


def _with_all(line: ast.Assign, names: list[str]) -> str | None:
    """`net, opt = prepare(net, opt, loader)` with every argument taken back."""
    given = line.value.args if isinstance(line.value, ast.Call) else []
    handed = [ast.unparse(a) for a in given]
    if not set(names) < set(handed) or not all(re.fullmatch(r"[\w.]+", h) for h in handed):
        return None
    return f"{', '.join(handed)} = {ast.unparse(line.value)}"


def _with_pair(line: ast.Assign, names: list[str]) -> str | None:
    """`out, (h, c) = self.lstm(x)` for `out, h, c = self.lstm(x)`."""
    called = ast.unparse(line.value.func) if isinstance(line.value, ast.Call) else ""
    if len(names) != 3 or not re.search(r"lstm\w*$", called.rpartition(".")[2], re.I):
        return None
    return f"{names[0]}, ({names[1]}, {names[2]}) = {ast.unparse(line.value)}"


def _train_test_split(value: ast.expr) -> list[str]:
    """What is handed to `train_test_split`."""
    if not isinstance(value, ast.Call) or isinstance(value.func, ast.Call):
        return []
    called = ast.unparse(value.func).rpartition(".")[2] == "train_test_split"
    return [ast.unparse(a) for a in value.args] if called else []


def _four(line: ast.Assign, names: list[str]) -> str | None:
    """`train_x, val_x = train_test_split(x, y)` with names for the parts of y as well."""
    given = _train_test_split(line.value)
    if len(given) != 2 or len(names) != 2 or not all(map(str.isidentifier, given)):
        return None
    first, second = given
    more = []
    for name in names:
        if re.search(rf"(?:^|_){re.escape(first)}(?:_|$)", name):
            more.append(re.sub(rf"(^|_){re.escape(first)}(_|$)", rf"\g<1>{second}\2", name))
        elif re.search(r"(?:^|_)[xX](?:_|$)", name):
            more.append(re.sub(r"(^|_)[xX](_|$)", r"\1y\2", name))
        else:
            more.append(f"{name}_{second}")
    return f"{', '.join([*names, *more])} = {ast.unparse(line.value)}"


def _in_order(statement: str | None) -> str | None:
    """`X_train, y_train, X_test, y_test = train_test_split(X, y)` in the order of what it gives."""
    line = parse_line(statement) if statement and "train_test_split(" in statement else None
    if not isinstance(line, ast.Assign) or not isinstance(line.targets[0], ast.Tuple):
        return None
    names = [ast.unparse(e) for e in line.targets[0].elts]
    if len(names) != 4 or len(_train_test_split(line.value)) != 2:
        return None
    labels = [bool(re.search(r"(?:^|_)(?:y|labels?|targets?)(?:_|$)", n)) for n in names]
    if labels != [False, True, False, True]:
        return None
    return f"{names[0]}, {names[2]}, {names[1]}, {names[3]} = {ast.unparse(line.value)}"


def _split(line: ast.Assign, call: ast.Call, names: list[str]) -> dict[str, str]:
    """`text, label = row.split(",")` for rows with more separators, and for rows with fewer."""
    assert isinstance(call.func, ast.Attribute)
    source, targets = ast.unparse(call.func.value), ", ".join(names)
    sign = ast.unparse(call.args[0]) if call.args else "None"
    whole = ast.unparse(call)
    times = len(names) - 1
    if sign == "'\\t'" and not _LABEL.match(names[0]):
        cut = f"{whole}[:{len(names)}]"
    elif _LABEL.match(names[-1]) and not _LABEL.match(names[0]) and not _FIRST.match(names[0]):
        cut = f"{source}.rsplit({sign}, {times})"
    else:
        cut = f"{source}.split({sign}, {times})"
    return {
        "line_split_once": f"{targets} = {cut}",
        "line_split_kept": f"parts = {whole}\nif len(parts) != {len(names)}:\n    continue    "
        f"# an empty line, a heading, or one without {sign if call.args else 'blanks'}\n"
        f"{targets} = parts",
    }
