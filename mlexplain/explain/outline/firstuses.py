"""What a function does first with one of its parameters, in words."""

from __future__ import annotations

import ast
import re

from mlexplain.explain.facts.clues import pairs
from mlexplain.explain.outline.steps import Outline
from mlexplain.explain.read.walk import walk

_LONGEST_USE = 160
_LONGEST_MADE = 80


def first_use(
    name: str, unit: ast.FunctionDef | ast.AsyncFunctionDef, outline: Outline
) -> str | None:
    """What the code does with it first, in words; what says something goes before what does not."""
    first: str | None = None
    for statement in unit.body:
        kept = _kept(name, statement, outline)
        if kept:
            return kept
        best: ast.AST | None = None
        for node in walk(statement):
            if not isinstance(node, _TELLING) or _asks_whether_given(node, name):
                continue
            uses = any(isinstance(n, ast.Name) and n.id == name for n in walk(node))
            if uses and (best is None or _within(node, best)):
                best = node
        used = _decides(name, statement)
        if best is not None:
            used = _size_of(name, best, statement, outline) or _use(name, best, outline)
            used = _as_written(used, best, outline)
        if used and used not in SAYING_NOTHING:
            return used
        first = first or used
    return first


def _size_of(name: str, node: ast.AST, statement: ast.stmt, outline: Outline) -> str | None:
    """`n` of `self.k = torch.zeros(n, m, d)`: one size of several."""
    target = statement.targets[0] if isinstance(statement, ast.Assign) else None
    for each in walk(statement) if target is None else ():
        if isinstance(each, ast.Assign) and each.value is node:
            target = each.targets[0]
    if not isinstance(node, ast.Call) or not isinstance(target, ast.Name | ast.Attribute):
        return None
    if getattr(node.func, "attr", "") not in _FILLING:
        return None
    sizes = node.args[0].elts if node.args and isinstance(node.args[0], ast.Tuple) else node.args
    places = [i for i, size in enumerate(sizes) if is_named(size, name)]
    if any(isinstance(size, ast.Starred) for size in sizes):
        return None
    if len(sizes) < 2 or len(places) != 1 or places[0] >= len(_NTH):
        return None
    if isinstance(statement, ast.Assign) and statement.value is not node:
        return None
    return f"the size of the {_NTH[places[0]]} dimension of {outline.words.code(target)}"


_FILLING = ("zeros", "ones", "empty", "rand", "randn")
_NTH = ("first", "second", "third", "fourth", "fifth")


def _as_written(used: str, node: ast.AST, outline: Outline) -> str:
    """A use that takes many words, by its code where that is short."""
    code = outline.words.text_of(node)
    wordy = len(used) > _MANY_WORDS or used in SAYING_NOTHING
    if not wordy or len(code) > _SHORT_CODE or "`" in code or "\n" in code:
        return used
    return f"used in `{code}`"


_MANY_WORDS, _SHORT_CODE = 110, 60
USED, _FORMULA = "used in the code", "part of a formula"
SAYING_NOTHING = (USED, _FORMULA)


def _asks_whether_given(node: ast.AST, name: str) -> bool:
    """`x is None`."""
    if not isinstance(node, ast.Compare) or not is_named(node.left, name):
        return False
    return getattr(node.comparators[0], "value", 0) is None


def optional(
    name: str,
    default: ast.expr | None,
    around: ast.stmt,
    outline: Outline,
) -> str | None:
    """`f` of `if f: x = f(x)`, also where it is kept as `self.f`: it changes things where given."""
    if not (isinstance(default, ast.Constant) and default.value is None):
        return None
    kept = {name} | {
        outline.words.text_of(n.targets[0])
        for n in walk(around)
        if isinstance(n, ast.Assign) and is_named(n.value, name)
    }
    for node in walk(around):
        test = outline.words.text_of(node.test) if isinstance(node, ast.If) else ""
        if test.removesuffix(" is not None") not in kept or len(node.body) != 1:  # type: ignore[attr-defined]
            continue
        change = node.body[0]  # type: ignore[attr-defined]
        call = change.value if isinstance(change, ast.Assign) else None
        if isinstance(call, ast.Call) and outline.words.text_of(call.func) in kept:
            changed = outline.words.code(change.targets[0])
            return f"a function that is applied to {changed} where one is given (a transform)"
    return None


_TELLING = ast.Call | ast.Compare | ast.BinOp | ast.Subscript | ast.JoinedStr


def _decides(name: str, statement: ast.stmt) -> str | None:
    """`if x:`, `if not x:` and `a if x else b`."""
    for node in walk(statement):
        if isinstance(node, ast.If | ast.IfExp):
            test = node.test.operand if isinstance(node.test, ast.UnaryOp) else node.test
            if is_named(test, name):
                between = isinstance(node, ast.IfExp)
                return f"decides {'between two values' if between else 'whether something is done'}"
    return None


def rounds(name: str, unit: ast.AST) -> str | None:
    """`for i in range(n)`: how often a loop runs."""
    for node in walk(unit):
        call = node.iter if isinstance(node, ast.For) else None
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("range", "trange"):
            if len(call.args) == 1 and is_named(call.args[0], name):
                return ROUNDS
    return None


ROUNDS = "the number of rounds of a loop"


def _kept(name: str, statement: ast.stmt, outline: Outline) -> str | None:
    """`self.x = x`, `return x`, `for y in x`."""
    if isinstance(statement, ast.Return) and is_named(statement.value, name):
        return "returned"
    if isinstance(statement, ast.Assign) and is_named(statement.value, name):
        if isinstance(statement.targets[0], ast.Tuple):
            return f"taken apart into {outline.words.listing(statement.targets[0].elts)}"
        return f"kept as {outline.words.code(statement.targets[0])}"
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Tuple):
        for place, value in pairs(statement.targets[0], statement.value):
            if is_named(value, name) and isinstance(place, ast.Attribute):
                return f"kept as {outline.words.code(place)}"
    for loop in walk(statement):
        if isinstance(loop, ast.For) and is_named(loop.iter, name):
            return _gone_through(loop, name, outline)
    return None


def _gone_through(loop: ast.For, name: str, outline: Outline) -> str:
    """What a loop takes from a parameter: "one batch of inputs `x` and targets `y` at a time"."""
    each = outline.describer.head(loop).partition(":")[0].removeprefix("For each ")
    what = each.removesuffix(f" in `{name}`")
    shown = what != each and not what.startswith("`")
    return f"gone through in a loop{f', one {what} at a time' if shown else ''}"


def is_named(node: ast.AST | None, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


_PRONOUN = re.compile(r"(?:([a-z]+) |[`,] ?)its?\b")
_BEFORE_PRONOUN = frozenset(
    (
        *(
            "about",
            "above",
            "after",
            "along",
            "and",
            "as",
            "at",
            "before",
            "below",
            "between",
            "by",
        ),
        *("from", "for", "if", "in", "inside", "into", "is", "of", "on", "or", "over", "than"),
        *("that", "through", "to", "under", "until", "when", "where", "with", "without", "within"),
    )
)
"""What "it" may follow beside a verb: "the logits it" is no English."""


_BEFORE_NOUN = re.compile(
    r"\bit (?:different|largest|smallest|random) "
    r"|\bit (?!(?:is|as|has|does|was|across|towards|plus|minus|less)\b)[a-z]+s\b"
)


def _reads_well(told: str) -> bool:
    """Whether the pronouns stand where pronouns can: "spaces it values" is no English."""
    if _BEFORE_NOUN.search(told):
        return False
    for found in _PRONOUN.finditer(told):
        verb = found.start() == 0 or told[: found.start()].endswith(("then ", "finally "))
        if found[1] is None or not (verb or found[1] in _BEFORE_PRONOUN):
            return False
    return True


def _use(name: str, node: ast.AST, outline: Outline) -> str:
    if isinstance(node, ast.JoinedStr):
        return "filled into a text"
    if isinstance(node, ast.Compare):
        return f"used to tell whether {outline.words.condition(node)}"
    steps = outline.describer.workings.alone(node)
    if not steps or len(steps[-1]) > _LONGEST_USE or steps[-1].startswith(_UNKNOWN):
        handed = _handed(name, node, outline)
        if handed:
            return handed
    if not steps or len(steps[-1]) > _LONGEST_USE:
        if not isinstance(node, ast.BinOp) or outline.words.special(node):
            return USED  # a path or a list is no formula
        return _FORMULA
    if steps[-1].startswith(("makes a", "draws ")):
        made = steps[-1].partition(", with ")[0]
        if f"`{name}`" in made and len(made) <= _LONGEST_MADE:
            return f"used where the code {made}"
        return _handed(name, node, outline) or f"used where the code {steps[-1]}"
    of_it = re.sub(rf"`{name}\.(\w+)`", r"its `\1`", steps[-1])
    of_it = re.sub(rf"\b(?<!to )the ([a-z]+(?: [a-z]+)?) of `{name}`(?! [a-z]+ )", r"its \1", of_it)
    if of_it.count(f"`{name}`") > 1 or (f"`{name}`" not in of_it and of_it == steps[-1]):
        return f"used where the code {steps[-1]}"
    told = of_it.replace(f"`{name}`'s", "its").replace(f"`{name}`", "it")
    if not _reads_well(told):
        return f"used where the code {steps[-1]}"
    return DOING + told


def _handed(name: str, node: ast.AST, outline: Outline) -> str | None:
    """ "handed to `nn.Conv2d` as `stride`"."""
    if not isinstance(node, ast.Call):
        return None
    given = [*node.args, *(k.value for k in node.keywords)]
    if not any(is_named(g, name) for g in given):
        return None
    keywords = [k.arg for k in node.keywords if is_named(k.value, name) and k.arg != name]
    as_named = f" as `{keywords[0]}`" if keywords and keywords[0] else ""
    if outline.words.is_super(node.func):
        return f"handed to the parent class{as_named}"
    if not outline.words.is_plain(node.func):
        return None
    return f"handed to {outline.words.code(node.func)}{as_named}"


_UNKNOWN = ("calls ", "lets the parent class ", "does what the parent class does ")
"""How calls are told of which no more is known than what they are given."""
DOING = "The code "
"""What is done with a parameter is told in a sentence of its own: "The code subtracts `b` from it"."""


def _within(inner: ast.AST, outer: ast.AST) -> bool:
    return any(n is inner for n in walk(outer)) and inner is not outer
