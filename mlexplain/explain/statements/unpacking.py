"""Assignments to several names at once: `a, b = f(x)`."""

from __future__ import annotations

import ast

from mlexplain.explain.expressions.extremes import EXTREMES
from mlexplain.explain.expressions.words import Words
from mlexplain.explain.facts.cards import recognise
from mlexplain.explain.quoting import join_words
from mlexplain.explain.read.walk import walk
from mlexplain.explain.statements.describe import Describer

_FIRST = ("first", "second", "third", "fourth")


class Unpacking(Describer):
    """Describes how a value is taken apart."""

    def assigned(self, target: ast.expr, value: ast.expr) -> str:
        """What one name or place is set to."""
        raise NotImplementedError

    def unpacked(self, target: ast.Tuple | ast.List, value: ast.expr) -> str:
        words = self.words
        names = join_words([words.code(t) for t in target.elts])
        if isinstance(value, ast.Tuple) and len(value.elts) == len(target.elts):
            given = [words.text_of(v) for v in value.elts]
            wanted = [words.text_of(t) for t in target.elts]
            if len(wanted) == 2 and wanted == given[::-1]:
                return self._say("assign", "swap", target=names)
            if self._apart(target.elts, value.elts):
                pairs = zip(target.elts, value.elts, strict=True)
                return " ".join(self.assigned(t, v) for t, v in pairs)
            every = join_words([words.phrase(v) for v in value.elts])
            if not all(isinstance(v, ast.Constant | ast.Name) for v in value.elts):
                pairs = zip(target.elts, value.elts, strict=True)
                each = [f"{words.code(t)} to {words.phrase(v)}" for t, v in pairs]
                return self._say("assign", "together", value=join_words(each))
            if len(set(given)) == 1:
                every = f"{words.phrase(value.elts[0])} each"
            return self._say("assign", "several", target=names, value=every)
        if _regroups(value) and len(target.elts) <= len(_FIRST):
            of = words.phrase(value.args[0].value)  # type: ignore[attr-defined]
            placed = zip(_FIRST, target.elts, strict=False)
            told = join_words([f"all {nth} parts become {words.code(t)}" for nth, t in placed])
            return self._say("assign", "regrouped", value=of, parts=told)
        if isinstance(value, ast.GeneratorExp | ast.ListComp) and len(value.generators) == 1:
            return self._each_apart(target, value)
        if isinstance(value, ast.IfExp) and isinstance(value.body, ast.Tuple):
            if isinstance(value.orelse, ast.Tuple):
                chosen = (words.code(part) for part in (value.body, value.orelse))
                told = f" if {words.condition(value.test)}, else to ".join(chosen)
                return self._say("assign", "several", target=names, value=told)
        places = _places_alone(target, value)
        if places is not None:
            return self.assigned(target.elts[1], places)
        rest = [t for t in target.elts if isinstance(t, ast.Starred)]
        if len(rest) == 1 and len(target.elts) <= len(_FIRST) and isinstance(value, ast.Name):
            parts = _parts(target, words)
            return self._say("assign", "parted", value=words.code(value), parts=parts)
        verb = self.verb(value)
        if verb:
            verb += self._with_places(value)
            return self._say("assign", "call", verb=verb, target=self.named(target.elts))
        if isinstance(value, ast.Call):
            key, values = self._call_words(value)
            return self._say("assign", key, target=self.named(target.elts), **values)
        return self._say("assign", "unpack", target=names, value=words.phrase(value))

    def _each_apart(
        self, target: ast.Tuple | ast.List, value: ast.GeneratorExp | ast.ListComp
    ) -> str:
        """`q, k = (f(y) for y in (q, k))`: what is done to each, then the names."""
        words = self.words
        verb = self.verb(value.elt) or f"takes {words.phrase(value.elt)}"
        over = words.clause(value.generators[0], "each")
        names = {"over": over, "verb": verb, "target": self.named(target.elts)}
        return self._say("assign", "each-apart", **names)

    def _with_places(self, value: ast.expr) -> str:
        """ " and where it stands", of `v, i = x.max(dim=1)`: two results, one verb."""
        call = recognise(value, self.scope) if isinstance(value, ast.Call) else None
        if call is None or call.name not in EXTREMES or "dim" not in call.args:
            return ""
        return ", and its position"

    def _apart(self, targets: list[ast.expr], values: list[ast.expr]) -> bool:
        """Whether an assignment to several names can be told name by name."""
        named = [self.words.text_of(t) for t in targets]
        read = {
            text
            for own, value in zip(named, values, strict=True)
            for n in walk(value)
            if isinstance(n, ast.expr) and (text := self.words.text_of(n)) != own
        }
        plain = all(isinstance(v, ast.Constant | ast.Name | ast.Attribute) for v in values)
        return not plain and len(targets) < 4 and read.isdisjoint(named)


def written_out(value: ast.expr) -> ast.expr:
    """`dict(a=x, b=y)` as `{"a": x, "b": y}`: its keys are no settings of a call."""
    if not isinstance(value, ast.Call) or getattr(value.func, "id", "") != "dict":
        return value
    if value.args or not value.keywords or any(k.arg is None for k in value.keywords):
        return value
    keys: list[ast.expr | None] = [ast.Constant(k.arg) for k in value.keywords]
    return ast.copy_location(ast.Dict(keys, [k.value for k in value.keywords]), value)


def _parts(target: ast.Tuple | ast.List, words: Words) -> str:
    """ "the first entry becomes `a`, all others become `b`", of `a, *b`."""
    starred = next(i for i, t in enumerate(target.elts) if isinstance(t, ast.Starred))
    told = []
    for place, node in enumerate(target.elts):
        if isinstance(node, ast.Starred):
            told.append(f"all others become the list {words.code(node.value)}")
        elif place < starred:
            told.append(f"the {_FIRST[place]} entry becomes {words.code(node)}")
        else:
            behind = len(target.elts) - place
            nth = "last" if behind == 1 else f"{_FIRST[behind - 1]} from the end"
            told.append(f"the {nth} entry becomes {words.code(node)}")
    return join_words(told)


def _regroups(node: ast.expr) -> bool:
    """`zip(*pairs)`."""
    if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "zip":
        return False
    return len(node.args) == 1 and isinstance(node.args[0], ast.Starred) and not node.keywords


def _places_alone(target: ast.Tuple | ast.List, value: ast.expr) -> ast.Call | None:
    """`z.argmax(1)` of `_, p = z.max(1)`."""
    if len(target.elts) != 2 or getattr(target.elts[0], "id", "") != "_":
        return None
    func = value.func if isinstance(value, ast.Call) else None
    if not isinstance(func, ast.Attribute) or func.attr not in ("max", "min"):
        return None
    called = ast.copy_location(ast.Attribute(func.value, f"arg{func.attr}", ast.Load()), func)
    made = ast.Call(called, value.args, value.keywords)  # type: ignore[attr-defined]
    return ast.copy_location(made, value)
