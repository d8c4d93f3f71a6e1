"""The sentences that open functions and classes, and those about their decorators."""

from __future__ import annotations

import ast
import re

from mlexplain.explain import knowledge
from mlexplain.explain.expressions.supplied import supplied
from mlexplain.explain.facts.keywords import meaning
from mlexplain.explain.facts.registries import registry
from mlexplain.explain.quoting import join_words
from mlexplain.explain.statements.assignments import Assignments
from mlexplain.explain.statements.signatures import (
    Function,
    any_number,
    defaults,
    is_constructor,
    returned_function,
    unless,
    wrapped_by,
)
from mlexplain.explain.statements.simple import Statements

_PART = re.compile(r"<((?:\w+:)?\w+)>|\{(\w+)[:}]")
_PART_KINDS = {"int": " as an integer", "float": " as a number", "path": ", slashes and all"}


class Definitions(Assignments, Statements):
    """Describes statements, and what opens functions and classes."""

    def _function(self, node: Function) -> str:
        """The sentences that open a function."""
        taking = self._taking(node.args)
        text = self._say("block", "def", name=f"`{node.name}`", parameters=taking)
        text = " ".join(filter(None, [text, _special(node.name), self._wrapping(node)]))
        return " ".join([text, *self.decorators(node), *self._bodies(node)])

    def _taking(self, args: ast.arguments) -> str:
        """ " with `a` and any number of further arguments (`rest`)", or nothing."""
        given = [*args.posonlyargs, *args.args, *args.kwonlyargs]
        names = [f"`{a.arg}`{unless(a, args)}" for a in given if not self.scope.owns(a)]
        names.extend(any_number(args, bool(names)))
        return f" with {join_words(names)}" if names else ""

    def _wrapping(self, node: Function) -> str | None:
        """What a decorator does, or a function that makes one."""
        if is_constructor(node):
            return self._say("block", "constructor")
        noted = registry(node)
        if noted is not None:
            key = "makes-registering" if returned_function(node) else "registers"
            return self._say("block", key, name=f"`{noted}`")
        wrapped = wrapped_by(node)
        if wrapped is not None:
            inner, function = wrapped
            return self._say("block", "decorator", name=f"`{inner}`", value=f"`{function}`")
        made = returned_function(node)
        if made is not None and wrapped_by(made) is not None:
            return self._say("block", "decorator-maker", name=f"`{made.name}`")
        return None

    def decorators(self, node: Function | ast.ClassDef) -> list[str]:
        """What the decorators of a function or class do, a sentence each."""
        return [self._decorator(d) for d in node.decorator_list]

    def _decorator(self, node: ast.expr) -> str:
        name = self.scope.full_name(node.func if isinstance(node, ast.Call) else node) or ""
        known: dict[str, str] = knowledge.table("nouns")["decorator"]
        last = name.rpartition(".")[2]
        said = known.get(name) or known.get(f"*.{last}")
        quoted = f"`@{self.words.text_of(node)}`"
        if said:
            told = self._say("block", "decorated-known", value=quoted, does=said)
            return " ".join([told, *self._settings(node, name)])
        if name in self.registries:
            where = f"`{self.registries[name]}`"
            return self._say("block", "decorated-noted", value=quoted, name=where)
        return self._say("block", "decorated", value=quoted)

    def _bodies(self, node: Function) -> list[str]:
        """Where arguments of a request come from, in FastAPI."""
        called = [d.func for d in node.decorator_list if isinstance(d, ast.Call)]
        told = [(a, supplied(a, d, self.words)) for a, d in defaults(node.args).items()]
        given = [f"`{a.arg}` is {said}." for a, said in told if said]
        if not any(getattr(f, "attr", "") in ("post", "put", "patch") for f in called):
            return given
        return given + [
            f"`{a.arg}` is read from the body of the request and checked."
            for a in node.args.args
            if self.scope.classes.get(getattr(a.annotation, "id", ""), "").endswith("BaseModel")
        ]

    def _settings(self, node: ast.expr, name: str) -> list[str]:
        """What the arguments of a decorator mean, and the parts of a path that vary."""
        if not isinstance(node, ast.Call):
            return []
        full = f"dataclasses.{name}" if name == "dataclass" else name
        notes = [(k.arg, k.value, meaning(k.arg or "", k.value, full)) for k in node.keywords]
        said = [f"`{a}` is {self.words.phrase(v)}{note}" for a, v, note in notes if note]
        path = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else ""
        parts = _PART.findall(path) if isinstance(path, str) and "/" in path else []
        told = [f"Here {join_words(said)}."] if said else []
        for flask, plain in parts:
            kind = _PART_KINDS.get(flask.partition(":")[0], "") if ":" in flask else ""
            argument = (flask or plain).rpartition(":")[2]
            told.append(f"What stands in the path in place of `{argument}` is handed over{kind}.")
        return told

    def _class(self, node: ast.ClassDef) -> str:
        words = self.words
        bases = [words.code(b) for b in node.bases]
        base = f", a kind of {join_words(bases)}" if bases else ""
        base += next(filter(None, map(self.purpose, node.bases)), "")
        text = self._say("block", "class", name=f"`{node.name}`", base=base)
        return " ".join([text, *self.decorators(node)])

    def purpose(self, base: ast.expr) -> str:
        """ ": a data set, …", where the class below which another stands tells what it is for."""
        name = self.scope.full_name(base) or ""
        known: dict[str, str] = knowledge.table("nouns")["base"]
        said = known.get(name) or known.get(f"*.{name.rpartition('.')[2]}")
        return f": {said}" if said else ""


def _special(name: str) -> str:
    """What Python asks of a method with two underlines at both ends, and what tests are."""
    known: dict[str, str] = knowledge.table("nouns")["special"]
    if name.startswith("test_"):
        return "It is a test: it fails where a check in it does not hold."
    return f"It {known[name]}." if name in known else ""
