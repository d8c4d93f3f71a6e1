"""What the user's program gives an object: attributes, options, methods with their `self`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from mlexplain.diagnose.facts.code.entries import nearest, strings
from mlexplain.diagnose.facts.code.files import program
from mlexplain.diagnose.facts.code.origin import Spot, spot
from mlexplain.diagnose.facts.scene import Scene

_SLIP = 0.72
"""Of difflib's ratio: `n_row` and `n_rows` are nearer, `warnings` and `hanning` are not."""


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **_near_attribute(scene, facts),
        **_definition(scene, facts),
        **_unstored(scene, facts),
        **_suggested(facts),
    }


def _unstored(scene: Scene, facts: Mapping[str, Any]) -> dict[str, str]:
    """The line of `__init__` below which `self.alpha = alpha` is missing, and the same with it.

    That is its last plain assignment or `super().__init__()` at the top, where `alpha` is an argument
    that `__init__` does not keep.
    """
    name, here = facts.get("undefined"), spot(scene)
    if not facts.get("of_object") or not isinstance(name, str) or here is None:
        return {}
    for scope in ast.walk(here.program.tree):
        if not isinstance(scope, ast.ClassDef) or not _around(scope, here.line):
            continue
        made = [n for n in scope.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"]
        if (
            not made
            or name not in _parameters(made[0])
            or name in _of_class(here.program.tree, here.line)
        ):
            return {}
        given = [n for n in made[0].body if "super(" in ast.unparse(n) and isinstance(n, ast.Expr)]
        line = here.program.written((given or made[0].body)[0])
        if "\n" in line or hasattr((given or made[0].body)[0], "body"):
            return {}
        kept = f"self.{name} = {name}"
        return {
            "unstored_line": line,
            "unstored_mended": f"{line}\n{kept}" if given else f"{kept}\n{line}",
        }
    return {}


def _suggested(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Whether Python's suggestion is a slip of the pen away; it suggests by length alone."""
    asked, meant = facts.get("attribute") or "", facts.get("suggested_name") or ""
    likeness = SequenceMatcher(None, asked.lower(), meant.lower()).ratio()
    return {"suggested_near": likeness >= _SLIP or None}


def _around(scope: ast.ClassDef, line: int) -> bool:
    return scope.lineno <= line <= (scope.end_lineno or 0)


def _near_attribute(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Of an object's attributes that the program sets the one that a misspelt name stands for."""
    attribute, asked, code = facts.get("attribute"), facts.get("asked_of"), facts.get("call_line")
    if facts.get("of_object"):  # a module's own `__getattr__` refused `self.name`
        attribute, asked = facts.get("undefined"), "self"
    here = spot(scene)
    if not attribute or not asked or not code or here is None:
        return {}
    if asked == "self":
        known = _of_class(here.program.tree, here.line)
    elif facts.get("holder") == "Namespace":
        known = [name for frame in here.frames for name in _options(scene, frame)]
    else:
        known = _of_named(here.program.tree, str(facts.get("holder")))
    near = nearest(attribute, [name for name in known if name != attribute])
    whole = re.compile(rf"(?<![\w.]){re.escape(asked)}\.{re.escape(attribute)}\b")
    if not near or len(whole.findall(code)) != 1:
        return {}
    return {
        "near_attribute": near,
        "line_near_attribute": whole.sub(lambda _: f"{asked}.{near}", code.strip()),
        **(_set_otherwise(here, attribute, near) if asked == "self" else {}),
    }


def _set_otherwise(here: Spot, asked: str, near: str) -> dict[str, str]:
    """The line of the class that sets `self.optim` with `self.optimizer`, where several lines ask for
    this and none for that."""
    tree = next(
        n
        for n in ast.walk(here.program.tree)
        if isinstance(n, ast.ClassDef) and _around(n, here.line)
    )
    own = [n for n in ast.walk(tree) if isinstance(n, ast.Attribute)]
    own = [n for n in own if ast.unparse(n.value) == "self"]
    used = [n.attr for n in own if isinstance(n.ctx, ast.Load)]
    sets = [n for n in own if isinstance(n.ctx, ast.Store) and n.attr == near]
    if used.count(asked) < 2 or near in used or len(sets) != 1:
        return {}
    line = here.program.text.splitlines()[sets[0].lineno - 1].strip()
    changed = line.replace(f"self.{near}", f"self.{asked}", 1)
    return {"near_set_line": line, "near_set_mended": changed}


def _of_named(tree: ast.Module, name: str) -> list[str]:
    found = [n for n in ast.walk(tree) if isinstance(n, ast.ClassDef) and n.name == name]
    return _of_class(tree, found[0].lineno) if len(found) == 1 else []


def _of_class(tree: ast.Module, line: int) -> list[str]:
    """The methods and attributes of the class around a line."""
    names: list[str] = []
    for scope in ast.walk(tree):
        if isinstance(scope, ast.ClassDef) and scope.lineno <= line <= (scope.end_lineno or 0):
            for node in ast.walk(scope):
                if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                    if ast.unparse(node.value) == "self":
                        names.append(node.attr)
                if node in scope.body and isinstance(node, ast.FunctionDef):
                    names.append(node.name)
                if node in scope.body and isinstance(node, ast.AnnAssign):
                    names.append(ast.unparse(node.target))
    return names


def _options(scene: Scene, frame: Any) -> Iterator[str]:
    """The names that `add_argument` of the frame's file gives."""
    whole = program(scene, frame)
    for node in ast.walk(whole.tree) if whole else ():
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".add_argument"):
            dest = next((k.value for k in node.keywords if k.arg == "dest"), None)
            texts = strings(node.args)
            long = [t for t in texts if t.startswith("--")] or texts
            if given := strings([dest]):
                yield given[0]
            elif long:
                yield long[0].lstrip("-").replace("-", "_")


def _definition(scene: Scene, facts: Mapping[str, Any]) -> dict[str, str]:
    """The `def` of the user's method that a slot `callee` names, and the same with `self`."""
    callee, here = facts.get("callee"), spot(scene)
    if not isinstance(callee, str) or here is None:
        return {}
    name, holder = callee.rpartition(".")[2], callee.rpartition(".")[0].rpartition(".")[2]
    for scope in ast.walk(here.program.tree):
        if isinstance(scope, ast.ClassDef) and holder in ("", scope.name):
            for node in scope.body:
                if isinstance(node, ast.FunctionDef) and node.name == name:
                    line = here.program.written(node)
                    if _parameters(node)[:1] != ["self"] and not node.decorator_list:
                        sep = "self, " if _parameters(node) or node.args.vararg else "self"
                        changed = line.replace(f"def {name}(", f"def {name}({sep}", 1)
                        return {"definition_line": line, "definition_with_self": changed}
    return {}


def own_parameters(scene: Scene, callee: str) -> list[str]:
    """What the user's own function, class or dataclass of a name like `Config.__init__` takes."""
    here = spot(scene)
    parts = callee.removesuffix(".__init__").split(".")
    for node in ast.walk(here.program.tree) if here else ():
        if getattr(node, "name", None) != parts[-1]:
            continue
        if isinstance(node, ast.FunctionDef):
            return [a.arg for a in (*node.args.args, *node.args.kwonlyargs) if a.arg != "self"]
        if isinstance(node, ast.ClassDef):
            made = [n for n in node.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"]
            if made:
                given = (*made[0].args.args[1:], *made[0].args.kwonlyargs)
                return [a.arg for a in given]
            return [ast.unparse(n.target) for n in node.body if isinstance(n, ast.AnnAssign)]
    return []


def _parameters(function: ast.FunctionDef) -> list[str]:
    return [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
