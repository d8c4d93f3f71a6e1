"""What the user's program makes beforehand: the loader, the list of layers, the method, the image."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Mapping
from typing import Any

from mlexplain.diagnose.facts.code.files import Program
from mlexplain.diagnose.facts.code.origin import enclosing, own_nodes, spot
from mlexplain.diagnose.facts.code.rewritten import Edit, exchanged, only, programs, told
from mlexplain.diagnose.facts.scene import Scene


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    known = programs(scene)
    if not known:
        return {}
    return {
        **told("loader", _dropping(known)),
        **told("layers", _registered(known)),
        **told("forward", _respelled(known, facts.get("class_name"), "forward")),
        **told("constructor", _respelled(known, facts.get("class_bare"), "__init__")),
        **told("returned", _picture(known)),
        **told("item", _counted(known, facts.get("class_name"))),
        **_stepped(scene, facts.get("call_line")),
        "item_kind": _kind_of_item(known),
        **_by_name(known, facts),
    }


def _by_name(known: list[Program], facts: Mapping[str, Any]) -> dict[str, Any]:
    """`item_keys`: the names of what the one `__getitem__` returns as a dictionary; `line_item_key`:
    the user's line with the name for the position that it asks an example for."""
    one = only([value for value in _items(known) if isinstance(value, ast.Dict)])
    holder, asked = facts.get("holder_of_key"), str(facts.get("key_asked") or "")
    if one is None or not holder or not asked.isdigit() or len(_items(known)) != 1:
        return {}
    keys = [k.value for k in one.keys if isinstance(k, ast.Constant) and isinstance(k.value, str)]
    line = str(facts.get("call_line") or "").strip()
    if len(keys) != len(one.keys) or int(asked) >= len(keys):
        return {}
    key = keys[int(asked)]
    changed = line.replace(f"{holder}[{asked}]", f'{holder}["{key}"]')
    return {"item_keys": keys, "item_key": key, "line_item_key": changed}


def _items(known: list[Program]) -> list[ast.expr]:
    """What the program's `__getitem__` methods return."""
    return [
        n.value
        for whole in known
        for function in ast.walk(whole.tree)
        if isinstance(function, ast.FunctionDef) and function.name == "__getitem__"
        for n in ast.walk(function)
        if isinstance(n, ast.Return) and n.value is not None
    ]


def _kind_of_item(known: list[Program]) -> str | None:
    """`dict`, `tuple` or `single`: what the one `__getitem__` of the program returns."""
    one = only(_items(known))
    if isinstance(one, ast.Tuple):
        return "tuple"
    if isinstance(one, ast.Dict):
        return "dict"
    return "single" if isinstance(one, (ast.Subscript, ast.List)) else None


def _dropping(known: list[Program]) -> Edit | None:
    """The line that makes the one loader, or the one that shuffles, without its last batch."""
    calls = [
        (whole, n)
        for whole in known
        for n in ast.walk(whole.tree)
        if isinstance(n, ast.Call) and ast.unparse(n.func).rpartition(".")[2] == "DataLoader"
    ]
    shuffled = [(w, c) for w, c in calls if {"shuffle", "sampler"} & {k.arg for k in c.keywords}]
    found = only(calls) or only(shuffled)
    if not found or any(k.arg == "drop_last" for k in found[1].keywords):
        return None
    text = ast.get_source_segment(found[0].text, found[1]) or ""
    return exchanged(found[0], found[1], f"{text[:-1].rstrip(', ')}, drop_last=True)")


def _registered(known: list[Program]) -> Edit | None:
    """`self.layers = [nn.Linear(…), …]` as an `nn.ModuleList`."""
    found = []
    for whole in known:
        appended = {
            ast.unparse(n.func.value)
            for n in ast.walk(whole.tree)
            if isinstance(n, ast.Call)
            and isinstance(n.func, ast.Attribute)
            and n.func.attr == "append"
            and any(_layer(a) for a in n.args)
        }
        appended |= {
            ast.unparse(n.targets[0].value)
            for n in ast.walk(whole.tree)
            if isinstance(n, ast.Assign)
            and isinstance(n.targets[0], ast.Subscript)
            and _layer(n.value)
        }
        for node in ast.walk(whole.tree):
            if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Attribute):
                continue
            kind = "nn.ModuleDict" if isinstance(node.value, ast.Dict) else "nn.ModuleList"
            empty = ast.unparse(node.value) in ("[]", "{}")
            empty = empty and ast.unparse(node.targets[0]) in appended
            kinds = (ast.List, ast.ListComp, ast.Dict)
            if empty or (isinstance(node.value, kinds) and any(map(_layer, ast.walk(node.value)))):
                text = ast.get_source_segment(whole.text, node.value) or ""
                found.append(exchanged(whole, node.value, f"{kind}({'' if empty else text})"))
    return only(found)


def _layer(node: ast.AST) -> bool:
    name = ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
    return bool(re.match(r"[A-Z][a-z]|[A-Z]+[a-z]?$|[A-Z]{2}", name))


_OTHERWISE = {
    "forward": ("__forward__", "Forward", "predict", "call"),
    "__init__": ("init", "_init", "constructor"),
}
"""What methods are called by mistake, though not by a slip of the pen."""


def _respelled(known: list[Program], class_name: str | None, meant: str) -> Edit | None:
    """The line `def foward(self, x):` of a class, with the name that was meant."""
    for whole in known:
        for made in (n for n in ast.walk(whole.tree) if isinstance(n, ast.ClassDef)):
            names = [n.name for n in made.body if isinstance(n, ast.FunctionDef)]
            if made.name != class_name or meant in names:
                continue
            near = [*difflib.get_close_matches(meant, names, 1, 0.7)]
            near += [n for n in names if n in _OTHERWISE[meant]]
            for node in made.body:
                if near and isinstance(node, ast.FunctionDef) and node.name == near[0]:
                    line = whole.text.splitlines()[node.lineno - 1].strip()
                    return Edit(node.lineno, line, line.replace(node.name, meant, 1))
    return None


def _picture(known: list[Program]) -> Edit | None:
    """The `return img, label` of a dataset with a tensor made of what `Image.open` gave."""
    found = []
    for whole in known:
        for function in ast.walk(whole.tree):
            if isinstance(function, ast.FunctionDef) and function.name == "__getitem__":
                opened = _opened(function)
                for node in ast.walk(function):
                    if isinstance(node, ast.Return) and node.value is not None:
                        names = [n for n in ast.walk(node.value) if getattr(n, "id", 0) in opened]
                        found += [(whole, n) for n in names if isinstance(n, ast.Name)]
    if not (one := only(found)):
        return None
    return exchanged(one[0], one[1], f"transforms.functional.to_tensor({one[1].id})")


def _counted(known: list[Program], class_name: str | None) -> Edit | None:
    """The `def __getitem__` of a class, with a `__len__` above it: of what its index goes into."""
    for whole in known:
        for made in (n for n in ast.walk(whole.tree) if isinstance(n, ast.ClassDef)):
            methods = {n.name: n for n in made.body if isinstance(n, ast.FunctionDef)}
            function = methods.get("__getitem__")
            if made.name != class_name or function is None or "__len__" in methods:
                continue
            index = function.args.args[-1].arg
            holders = [
                ast.unparse(n.value)
                for n in ast.walk(function)
                if isinstance(n, ast.Subscript) and ast.unparse(n.slice) == index
            ]
            owned = [h for h in holders if re.fullmatch(r"self\.\w+", h)]
            line = whole.text.splitlines()[function.lineno - 1].strip()
            if owned:
                above = f"def __len__(self):\n    return len({owned[0]})\n\n"
                return Edit(function.lineno, line, above + line)
    return None


def _opened(function: ast.FunctionDef) -> set[str]:
    return {
        node.targets[0].id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and re.search(r"\bImage\.|\.convert\(|\.resize\(|\.crop\(", ast.unparse(node.value))
    }


def _stepped(scene: Scene, line: str | None) -> dict[str, str]:
    """`plan.step()` with the value that a plateau watches."""
    value = _watched(scene) if line and line.count(".step()") == 1 else None
    if value is None or line is None:
        return {}
    changed = line.strip().replace(".step()", f".step({value})")
    return {"watched_value": value, "watched_line": line.strip(), "watched_mended": changed}


def _watched(scene: Scene) -> str | None:
    """The name that holds a loss of validation, else the one loss, where the failing line stands."""
    here = spot(scene)
    if here is None:
        return None
    scope: ast.AST = enclosing(here.program.tree, here.line) or here.program.tree
    names = {
        n.id: n.lineno
        for n in own_nodes(scope)
        if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store) and n.lineno < here.line
    }
    if bare := [n for n in names if re.fullmatch(r"va|val|valid|dev", n)]:
        return only(bare)
    like = [n for n in names if re.search(r"loss|err|mae|mse|rmse|cost", n, re.I)]
    like = [n for n in like if not re.search(r"fn|crit|func|history|losses|best", n, re.I)]
    checked = [n for n in like if re.search(r"val|dev|test|eval", n, re.I)]
    whole = [n for n in checked or like if re.search(r"avg|mean|epoch", n, re.I)]
    return only(whole) or only(checked) or (only(like) if not checked else None)
