"""What loops have built, in words: "the number of `x` in `xs` where …"."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.context.outcomes import Outcome
from mlexplain.explain.expressions.words import Words
from mlexplain.explain.quoting import join_words
from mlexplain.explain.read.walk import walk

_LONGEST = 190
"""Characters of words on what a name holds."""
_IN_SHORT = {"sum": "the total over {}", "list": "what was collected for {}"}


def told(outcome: Outcome, words: Words) -> str | None:
    """ "the number of `x` in `xs` where …", unless that gets too long."""
    outcome = outcome._replace(clauses=tuple(_without_trimmings(outcome)))
    words.scope.made.extend(outcome.clauses)
    text = _phrase(outcome, words)
    if text is None or len(text) <= _LONGEST:
        return text
    bare = [ast.comprehension(c.target, c.iter, [], 0) for c in outcome.clauses]
    words.scope.made.extend(bare)
    over = " and ".join(words.clause(c, "each") for c in bare)
    short = _IN_SHORT.get(outcome.kind, "").format(over)
    return short if short and len(short) <= _LONGEST else None


def _without_trimmings(outcome: Outcome) -> Iterator[ast.comprehension]:
    """The loops without progress bars, and without numbers that nothing of what is built asks for."""
    asked = [
        outcome.value,
        outcome.key,
        *(part for c in outcome.clauses for part in (*c.ifs, c.iter)),
    ]
    read = {n.id for part in asked for n in walk(part) if isinstance(n, ast.Name)}
    for clause in outcome.clauses:
        target, over = clause.target, clause.iter
        while (
            isinstance(over, ast.Call) and over.args and not isinstance(over.args[0], ast.Starred)
        ):
            called = getattr(over.func, "attr", getattr(over.func, "id", ""))
            if called == "enumerate" and isinstance(target, ast.Tuple) and len(target.elts) == 2:
                number, entry = target.elts
                if not isinstance(number, ast.Name) or number.id in read:
                    break
                target = entry
            elif called != "tqdm":
                break
            over = over.args[0]
        yield ast.comprehension(target, over, clause.ifs, clause.is_async)


def _phrase(outcome: Outcome, words: Words) -> str | None:
    clauses = list(outcome.clauses)
    kind, _, once = outcome.kind.partition(" ")
    value, key = outcome.value, outcome.key
    if kind == "list":
        listed = words.phrase(_kept(words, ast.ListComp(value, clauses)))
        return f"{listed}, each only once" if once else listed
    if kind == "set":
        return words.phrase(_kept(words, ast.SetComp(value, clauses)))
    over = " and ".join(words.clause(c, "each") for c in clauses)
    if kind == "dict":
        first = ", the first one alone" if once else ""
        return f"the dictionary of {words.entry(value)} under {words.entry(key)} for {over}{first}"
    if once:
        return None
    if kind == "count":
        return f"the number of {_counted(clauses, words)}"
    if kind == "sum":
        if len(clauses) > 1 and " it is not so that " in over:
            return None  # more than a sentence can hold
        summed = words.entry(value)
        return None if summed.startswith("the sum of") else f"the sum of {summed} over {over}"
    each = words.entry(key) if isinstance(key, ast.Name) else f"value of {words.entry(key)}"
    if kind == "counts":
        return f"the dictionary that tells how often each {each} came, for {over}"
    if kind == "totals":
        return f"the dictionary of the total of {words.entry(value)} for each {each}"
    collected = "list" if kind == "lists" else "set"
    what = words.entry(value)
    of = f"its {what}" if what.startswith("`") else f"{what} that came with it"
    return f"the dictionary that holds for each {each} the {collected} of {of}"


def _kept(words: Words, node: ast.expr) -> ast.expr:
    """The node, which lives as long as what is known by its identity."""
    words.scope.made.append(node)
    return node


def _counted(clauses: list[ast.comprehension], words: Words) -> str:
    last = clauses[-1]
    if len(clauses) == 1 and isinstance(last.target, ast.Name) and isinstance(last.iter, ast.Name):
        if last.ifs:
            return words.clause(last, "").strip()
    asked = join_words([words.condition(t) for t in last.ifs])
    bare = [ast.comprehension(c.target, c.iter, [], 0) for c in clauses[-1:]]
    over = " and ".join(words.clause(c, "each") for c in [*clauses[:-1], *bare])
    return f"times that {asked}, over {over}" if asked else f"rounds, one for {over}"
