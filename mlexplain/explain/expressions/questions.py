"""Calls that are asked whether they hold: "`f` holds for `x`"."""

from __future__ import annotations

import ast
import re

from mlexplain.explain.expressions.phrases import verb_phrase
from mlexplain.explain.facts.cards import recognise
from mlexplain.explain.quoting import join_words, with_article
from mlexplain.explain.wording import Wording

_CODE = re.compile(r"`[^`]*`")
_OF_EACH = re.compile(r" for (`\w+`)(?= for (?:every|at least one) \1 in )")
"""`any(ok(x) for x in xs)`, of which "`ok` holds for at least one `x` in `xs`" says enough."""
_COUNTED = frozenset(["numel", "nelement", "dim", "ndimension", "count", "index", "item", "nnz"])
"""Methods that give a number."""
_NUMBERS = ("isfinite", "isnan", "isinf")

_SEARCHES = {
    "search": ("something in {text} matches {pattern}", "nothing in {text} matches {pattern}"),
    "match": (
        "{text} begins with what {pattern} matches",
        "{text} does not begin with what {pattern} matches",
    ),
    "fullmatch": (
        "{text} as a whole matches {pattern}",
        "{text} as a whole does not match {pattern}",
    ),
}
"""Where something is found, and where not."""


class Questions(Wording):
    """Puts the calls of one source text, asked for true or false, into words."""

    def asked(self, node: ast.Call) -> str:
        if isinstance(node.func, ast.Name) and node.args:
            name, first = node.func.id, node.args[0]
            if name == "isinstance" and len(node.args) == 2:
                return f"{self.phrase(first)} is {self._alternatives(node.args[1])}"
            if name == "len" and len(node.args) == 1:
                return f"{self.phrase(first)} is not empty"
            if name in ("all", "any"):
                every = name == "all"
                if isinstance(first, ast.List | ast.Tuple) and len(first.elts) > 1:
                    if all(isinstance(e, ast.Compare) for e in first.elts):
                        joined = ast.BoolOp(ast.And() if every else ast.Or(), first.elts)
                        return self.condition(joined)
                if isinstance(first, ast.GeneratorExp | ast.ListComp):
                    start = f"{self.condition(first.elt)}"
                    over = "every" if every else "at least one"
                    rounds = " and ".join(self.clause(c, over) for c in first.generators)
                    if every and " not " in _CODE.sub("", start):
                        return f"for {rounds}, {start}"  # not "it is not so for every one"
                    return _OF_EACH.sub("", f"{start} for {rounds}")
                return (
                    f"{'every' if every else 'at least one'} entry of {self.phrase(first)} is true"
                )
        searched = self.searched(node)
        if searched:
            return searched
        tried = _affixes(node)
        if tried:
            verb, owner, affixes = tried
            return f"{self.phrase(owner)} {verb} {self.listing(affixes, 'or')}"
        call = recognise(node, self.scope)
        text = verb_phrase(call, self) if call else None
        if text and text.startswith("tells whether "):
            return text.removeprefix("tells whether ")
        if text and text.startswith("marks where ") and call.name.rpartition(".")[2] in _NUMBERS:  # type: ignore[union-attr]
            return text.removeprefix("marks where ")
        if call and call.name.startswith(("str.", "list.", "dict.")):
            return f"{self.phrase(node)} is not empty"
        if call is None and not node.keywords and node.args and self.is_plain(node.func):
            return f"{self.code(node.func)} holds for {self.listing(node.args)}"
        if call is None and not node.args:
            return f"{self.code(node)} is true"
        if isinstance(node.func, ast.Attribute) and node.func.attr in _COUNTED:
            return f"{self.phrase(node)} is not zero"
        return f"{self.phrase(node)} is true or not empty"

    def searched(self, node: ast.AST, found: bool = True) -> str | None:
        """`re.search(p, s)` and `p.match(s)`, asked for whether they find anything."""
        call = recognise(node, self.scope) if isinstance(node, ast.Call) else None
        kind, _, how = call.name.rpartition(".") if call else ("", "", "")
        if call is None or kind not in ("re", "Pattern") or how not in _SEARCHES:
            return None
        within = call.args.get("string")
        of = call.args.get("pattern") or ([call.receiver] if call.receiver is not None else None)
        if not within or not of:
            return None
        form = _SEARCHES[how][0 if found else 1]
        return form.format(text=self.phrase(within[0]), pattern=self.phrase(of[0]))

    def _alternatives(self, node: ast.expr) -> str:
        kinds = node.elts if isinstance(node, ast.Tuple) and node.elts else [node]
        if isinstance(node, ast.Name) and node.id in self.scope.bound and node.id.islower():
            return f"of a type in {self.code(node)}"
        return with_article(join_words([self.code(e) for e in kinds], "or"))


def _affixes(node: ast.Call) -> tuple[str, ast.expr, list[ast.expr]] | None:
    """`text.startswith(("a", "b"))`: the verb, the text and what it may begin or end with."""
    verbs = {"startswith": "begins with", "endswith": "ends with"}
    func = node.func
    if not isinstance(func, ast.Attribute) or func.attr not in verbs or len(node.args) != 1:
        return None
    given = node.args[0]
    if not isinstance(given, ast.Tuple) or not given.elts:
        return None
    return verbs[func.attr], func.value, given.elts
