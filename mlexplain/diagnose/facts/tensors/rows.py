"""The line that gives an embedding too few rows, with one row more.

Ids run from 0, so a table needs the largest id plus one: rows are too few where they are counted by
`ids.max()` or `nunique()`, or by `len(vocab)` where the program numbers its words from 1.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.files import Program
from mlexplain.diagnose.facts.code.rewritten import Edit, calls_of, exchanged, only, programs, told
from mlexplain.diagnose.facts.scene import Scene
from mlexplain.diagnose.facts.tensors.width import instances, targets

_DEEP = 4


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    known = programs(scene)
    made = [(w, c) for w in known for c in calls_of(w, "Embedding")]
    table = facts.get("table_of")
    named = [(w, c) for w, c in made if table and table in targets(w, c)]
    one = only(named) or (only(made) if not table or not named else None)
    if not one:
        return {}
    whole, call = one
    rows = [k.value for k in call.keywords if k.arg == "num_embeddings"] or call.args[:1]
    edits = {_one_more(known, *_counted(known, whole, row)) for row in rows[:1]}
    return told("rows", only([e for e in edits if e]))


def _counted(known: list[Program], whole: Program, rows: ast.expr) -> tuple[Program, ast.expr]:
    """The expression that a table's rows were counted by, behind names and a class's arguments."""
    for _ in range(_DEEP):
        if not isinstance(rows, ast.Name):
            break
        every = instances(known, whole, rows)
        if len(every) != 1 or rows.id not in every[0]:
            break
        whole, rows = every[0][rows.id]
    return whole, rows


def _one_more(known: list[Program], whole: Program, rows: ast.expr) -> Edit | None:
    text = ast.unparse(rows)
    if re.search(r"\.max\((?:\w*=?[01])?\)(?:\.item\(\))?$|\.max\(\)\)$", text):
        return exchanged(whole, rows, f"{ast.get_source_segment(whole.text, rows)} + 1")
    if re.fullmatch(r"[\w.\[\]\"']+\.nunique\(\)", text):
        source = ast.get_source_segment(whole.text, rows) or ""
        return exchanged(whole, rows, source.replace(".nunique()", ".max() + 1"))
    counted = re.fullmatch(r"len\((\w+(?:\.\w+)*)\)", text)
    if counted and any(_from_one(w, counted[1].rpartition(".")[2]) for w in known):
        return exchanged(whole, rows, f"{text} + 1")
    return None


def _from_one(whole: Program, name: str) -> bool:
    """Whether the program numbers the entries of a table from 1: 0 is left for padding."""
    for node in ast.walk(whole.tree):
        if isinstance(node, ast.Assign):
            made = {ast.unparse(t).rpartition(".")[2] for t in node.targets}
            into = {
                ast.unparse(t.value).rpartition(".")[2]
                for t in node.targets
                if isinstance(t, ast.Subscript)
            }
            if name in into and re.search(
                rf"len\({name}\) \+ 1$|len\(self\.{name}\) \+ 1$", ast.unparse(node.value)
            ):
                return True
            if name in made and isinstance(node.value, ast.DictComp):
                text = ast.unparse(node.value)
                key = ast.unparse(node.value.value)
                if re.search(r"enumerate\([^()]+(?:\([^()]*\))?[^()]*, (?:start=)?1\)", text):
                    return re.fullmatch(r"\w+", key) is not None
                if re.fullmatch(r"\w+ \+ 1", key) and "enumerate(" in text and "start" not in text:
                    return True
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr == "setdefault" and len(node.args) == 2:
                owner = ast.unparse(node.func.value)
                if owner.rpartition(".")[2] == name:
                    if ast.unparse(node.args[1]) == f"len({owner}) + 1":
                        return True
    return False
