"""The sentences that open blocks: loops, branches, `with` and `try`."""

from __future__ import annotations

import ast
import re

from mlexplain.explain import knowledge
from mlexplain.explain.facts.keywords import meaning
from mlexplain.explain.facts.uses import part_of
from mlexplain.explain.idioms.shapes import Idiom
from mlexplain.explain.quoting import join_words
from mlexplain.explain.read.walk import walk
from mlexplain.explain.statements.definitions import Definitions
from mlexplain.explain.statements.signatures import Function

BLOCKS = (
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.If,
    ast.With,
    ast.AsyncWith,
    ast.Try,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Match,
)
"""Statements that open blocks."""
_ENDING = frozenset(("exit", "quit", "_exit", "abort", "next", "kill", "exec"))
"""Calls that may end a loop."""
_OF_DATABASES = frozenset(("execute", "executemany", "executescript", "cursor"))

_GATE = re.compile(r"(?:^|[._])(?:sem|semaphore)$", re.I)
_SHRINKING = ast.Sub | ast.FloorDiv | ast.RShift


def _ends(name: str, loop: ast.While) -> str:
    """What keeps a loop going, by how its name is used: a number, an object or either."""
    for node in walk(loop):
        if isinstance(node, ast.AugAssign) and isinstance(node.op, _SHRINKING):
            if getattr(node.target, "id", "") == name:
                return "not zero"
    called = {id(n.func) for n in walk(loop) if isinstance(n, ast.Call)}
    for node in walk(loop):
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == name:
            if id(node) not in called:
                return "there (not `None`)"
    return "not zero or empty"


class Heads(Definitions):
    """Describes statements, and the heads of blocks as well."""

    def idiom(self, idiom: Idiom) -> str:
        """What an idiom says, with its holes."""
        return idiom.says

    def head(self, node: ast.stmt, once: str | None = None) -> str:
        """The sentence that opens a block; `once` is its body, where that is one sentence."""
        words = self.words
        if isinstance(node, ast.For | ast.AsyncFor):
            return self._loop(node, once)
        if isinstance(node, ast.While):
            if isinstance(node.test, ast.Constant) and node.test.value:
                return self._say("block", f"while-{_endless(node)}")
            condition = words.condition(node.test)
            if isinstance(node.test, ast.Name | ast.BoolOp):
                for name in [n for n in walk(node.test) if isinstance(n, ast.Name)]:
                    told = f"{words.code(name)} is set"
                    condition = condition.replace(told, told.replace("set", _ends(name.id, node)))
                for part in getattr(node.test, "values", ()):  # `a.next` behind `a`
                    of = getattr(getattr(part, "value", None), "id", "")
                    if isinstance(part, ast.Attribute) and "there" in _ends(of, node):
                        told = f"{words.code(part)} is set"
                        condition = condition.replace(told, told.replace("set", _ends(of, node)))
                condition = condition.replace("is set", "is not zero or empty")
            return self._say("block", "while", condition=condition)
        if isinstance(node, ast.If):
            key = "if-once" if once else "if"
            condition = words.condition(node.test)
            return self._say("block", key, condition=condition, sentence=_lower(once or ""))
        if isinstance(node, ast.With | ast.AsyncWith):
            return " ".join(self._with_item(item, node.body) for item in node.items)
        if isinstance(node, ast.Try):
            return self._try(node)
        if isinstance(node, Function):
            return self._function(node)
        if isinstance(node, ast.ClassDef):
            return self._class(node)
        if isinstance(node, ast.Match):
            return self._say("block", "match", value=words.phrase(node.subject))
        return self._say("other", "statement", value=f"`{words.text_of(node).splitlines()[0]}`")

    def _loop(self, node: ast.For | ast.AsyncFor, once: str | None) -> str:
        loop = self.words.loop(node.target, node.iter)
        key = {"each": "for", "repeat": "repeat", "count": "count"}[loop.key]
        if key == "count" and self._counts_epochs(loop.counter.strip("`")):
            key = "epochs"
        counted = _COUNTED.fullmatch(loop.text) if key == "count" else None
        if counted:
            key = "counted"
        if once and key != "epochs":
            key += "-once"
        things = counted[1] if counted else ""
        return self._say(
            "block",
            key,
            loop=loop.text,
            counter=loop.counter,
            things=things,
            sentence=_lower(once or ""),
        )

    def _counts_epochs(self, counter: str) -> bool:
        played = part_of(counter, self.scope.uses) == "the epoch"
        return played or counter.lower() in ("epoch", "ep")

    def _try(self, node: ast.Try) -> str:
        caught = [self._errors(h.type) for h in node.handlers if h.type]
        if len(caught) < len(node.handlers):
            return self._say("block", "try")
        if caught:
            return self._say("block", "try-caught", value=join_words(caught, "or"))
        return self._say("block", "try-finally")

    def _errors(self, node: ast.expr) -> str:
        if isinstance(node, ast.Tuple):
            return join_words([self.words.code(e) for e in node.elts], "or")
        return self.words.code(node)

    def caught(self, handler: ast.ExceptHandler) -> str:
        """The sentence that opens an `except` block."""
        if handler.type is None:
            return self._say("block", "except-any")
        value = self._errors(handler.type)
        if handler.name:
            value += f" (kept as `{handler.name}`)"
        return self._say("block", "except", value=value)

    def case(self, node: ast.match_case) -> str:
        """The sentence that opens one `case`."""
        pattern = node.pattern
        if isinstance(pattern, ast.MatchAs) and pattern.pattern is None and not node.guard:
            return self._say("block", "else")
        guard = f" and {self.words.condition(node.guard)}" if node.guard else ""
        return self._say("block", "case", value=f"{self.words.code(pattern)}{guard}")

    def _with_item(self, item: ast.withitem, body: list[ast.stmt]) -> str:
        opened = item.context_expr
        target = item.optional_vars
        full = self.scope.full_name(opened.func) if isinstance(opened, ast.Call) else None
        if full == "open" and target is not None:
            assert isinstance(opened, ast.Call)
            value = self.words.phrase(opened.args[0]) if opened.args else self.words.code(opened)
            value += _mode(opened)
            for k in opened.keywords:
                if k.arg in ("errors", "newline"):
                    value += meaning(k.arg, k.value, "open")
            return self._say("block", "with-open", value=value, target=self.words.code(target))
        verb = self.verb(opened)
        if verb and len(self.workings.steps(opened)) > 1:  # what comes first is done before
            verb = next(iter(self.workings.alone(opened)), None)
        if verb and "calls `" not in verb:  # which is done before the block
            named = f", here called {self.words.code(target)}" if target is not None else ""
            return self._say("block", "with", verb=verb + named)
        value = self.words.phrase(opened)
        linked = self.scope.kind(opened) == "Connection" or _executes(body, opened)
        if linked and target is None:
            return self._say("block", "with-transaction", value=value)
        says_lock = (
            target is None and "lock" in self.words.text_of(opened).lower().rpartition(".")[2]
        )
        if says_lock or self.scope.kind(opened) in ("Lock", "Condition"):
            return self._say("block", "with-lock", value=value)
        if self.scope.kind(opened) == "Semaphore" or _GATE.search(self.words.text_of(opened)):
            return self._say("block", "with-gate", value=value)
        if target is not None:
            return self._say("block", "with-as", value=value, target=self.words.code(target))
        return self._say("block", "with-other", value=value)

    def branch(self, key: str, **values: str) -> str:
        """`else`, `elif` and `finally`."""
        return self._say("block", key, **values)


def _executes(body: list[ast.stmt], opened: ast.expr) -> bool:
    """`c.execute(…)` or `c.cursor()` inside `with c:`."""
    calls = (n.func for s in body for n in walk(s) if isinstance(n, ast.Call))
    asked = [f.value for f in calls if isinstance(f, ast.Attribute) and f.attr in _OF_DATABASES]
    return ast.unparse(opened) in [ast.unparse(owner) for owner in asked]


def _endless(loop: ast.While) -> str:
    """How a loop without a condition ends: by something in it, by its caller, or never."""
    inside = list(walk(loop))
    ends = (ast.Break, ast.Return, ast.Raise)
    calls = [n.func for n in inside if isinstance(n, ast.Call)]
    names = {getattr(f, "attr", getattr(f, "id", "")) for f in calls}
    if any(isinstance(n, ends) for n in inside) or names & _ENDING:
        return "forever"
    if any(isinstance(n, ast.Yield | ast.YieldFrom) for n in inside):
        return "asked"
    return "cancelled" if any(isinstance(n, ast.Await) for n in inside) else "never"


def _mode(opened: ast.Call) -> str:
    """ " for writing", of `open(path, "w")`."""
    given = [*opened.args[1:2], *(k.value for k in opened.keywords if k.arg == "mode")]
    mode = given[0].value if given and isinstance(given[0], ast.Constant) else None
    if not isinstance(mode, str):
        return ""
    known: dict[str, str] = knowledge.table("nouns")["mode"]
    said = known.get(mode.replace("b", "").replace("t", ""), "")
    if "b" in mode:
        said = said.replace("writing", "writing bytes") if said else "for reading bytes"
    return f" {said}" if said else ""


_COUNTED = re.compile(
    r"`(?:\w+\.)*(?:num|n)_(classes|heads|layers|folds|trials|clusters|episodes|features|labels|experts)`"
)
"""How often a loop runs, where the name says of what: `num_classes`."""


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
