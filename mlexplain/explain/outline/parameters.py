"""The parameters of a function: what they are, and what the code does with them."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from mlexplain.explain.expressions.supplied import supplied
from mlexplain.explain.facts.clues import pairs
from mlexplain.explain.facts.roles import is_mean, role_of
from mlexplain.explain.facts.uses import as_said, part_of
from mlexplain.explain.outline.amounts import amount
from mlexplain.explain.outline.steps import Outline
from mlexplain.explain.read.docstring import documentation
from mlexplain.explain.read.walk import walk
from mlexplain.explained import Parameter

_LONGEST_USE = 160
_LONGEST_MADE = 80


def parameters(
    unit: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    outline: Outline,
    around: ast.ClassDef | None = None,
) -> tuple[Parameter, ...]:
    """One line per parameter, `self` and `cls` left out."""
    if isinstance(unit, ast.ClassDef):
        inits = [n for n in unit.body if isinstance(n, ast.FunctionDef) and n.name == "__init__"]
        return parameters(inits[0], outline, unit) if inits else ()
    args = unit.args
    given = [*args.posonlyargs, *args.args]
    defaults: list[ast.expr | None] = [None] * (len(given) - len(args.defaults)) + list(
        args.defaults
    )
    pairs = [
        *zip(given, defaults, strict=True),
        *zip(args.kwonlyargs, args.kw_defaults, strict=True),
    ]
    documented = documentation(around or unit).parameters
    return tuple(
        Parameter(arg.arg, _text(arg, default, unit, outline, around or unit, documented))
        for arg, default in pairs
        if not outline.scope.owns(arg)
    )


def _text(
    arg: ast.arg,
    default: ast.expr | None,
    unit: ast.FunctionDef | ast.AsyncFunctionDef,
    outline: Outline,
    around: ast.stmt,
    documented: Mapping[str, str],
) -> str:
    parts = []
    role = held(arg.arg, unit, outline)
    if role == "the model" and _is_layer(arg.annotation):
        role = None
    if role:
        parts.append(role)
    if arg.annotation is not None:
        parts.append(f"of type {outline.words.code(arg.annotation)}")
    comes = supplied(arg, default, outline.words)
    if comes:
        parts.append(comes)
    elif default is not None:
        called = isinstance(default, ast.Call)
        given = outline.words.phrase(default) if called else outline.words.code(default)
        parts.append(f"{given} unless given")
    used = (
        _optional(arg.arg, default, around, outline)
        or _rounds(arg.arg, unit)
        or amount(arg.arg, default, unit, around, outline.words)
        or _first_use(arg.arg, unit, outline)
    )
    described = documented.get(arg.arg)
    again = used == _ROUNDS and (role or "").startswith("the number of ")
    again = again or all((t or "").startswith("a small number") for t in (role, used))
    if used and not again and not (used in _SAYING_NOTHING and (parts or described)):
        parts.append(used)
    elif not used and not _occurs(arg.arg, unit) and not _collects(unit):
        parts.append("not used in the code")
    told = used is not None and used.startswith(_DOING)
    if told:
        parts.remove(used or "")
    text = ", ".join(parts) or ("" if told or described else _USED)
    sentences = [text[:1].upper() + text[1:] + "."] if text else []
    sentences.extend([f"{used}."] if told else [])
    sentences.extend([f"The docstring says: “{described}”."] if described else [])
    return " ".join(sentences)


def held(name: str, unit: ast.AST, outline: Outline) -> str | None:
    """What a parameter holds: by the idioms that it stands in, by what flows where, by its name."""
    said = as_said(part_of(name, outline.scope.uses), outline.scope.uses)
    known = _role_from_idioms(name, unit, outline) or said
    bearings = outline.describer.bearings
    borne = (
        bearings[id(n)]
        for n in walk(unit)
        if isinstance(n, ast.Name) and n.id == name and id(n) in bearings
    )
    fields = (
        outline.describer.part(place)
        for n in walk(unit)
        if isinstance(n, ast.Assign)
        for place, value in pairs(n.targets[0], n.value)
        if isinstance(place, ast.Attribute) and _is(value, name)
    )
    known = known or next(borne, None) or next(filter(None, fields), None)
    if known in _RESULTS and any(_sets(n, name) for n in walk(unit)):
        known = None  # it is what the name holds later on
    spelled = role_of(name, outline.scope.learning)
    if spelled == "the mean" and not is_mean(name, outline.scope.bound):
        return known
    if spelled == "the learning rate" and not _may_be_a_rate(name, unit):
        return known
    return known or spelled


def _is_layer(annotation: ast.expr | None) -> bool:
    """`nn.Linear`: a part of a model, and no whole one."""
    owner = getattr(annotation, "value", None)
    return getattr(owner, "id", "") == "nn" and getattr(annotation, "attr", "") != "Module"


def _may_be_a_rate(name: str, unit: ast.AST) -> bool:
    """Whether the default is a step that something could be moved by: `eta=0.0` is none."""
    args = unit.args if isinstance(unit, ast.FunctionDef | ast.AsyncFunctionDef) else None
    given = [*args.posonlyargs, *args.args] if args else []
    late = given[len(given) - len(args.defaults) :] if args else []
    held: list[tuple[ast.arg, ast.expr | None]] = []
    if args:
        held = [*zip(late, args.defaults, strict=True)]
        held += zip(args.kwonlyargs, args.kw_defaults, strict=True)
    values = (getattr(d, "value", None) for a, d in held if a.arg == name and d is not None)
    return all(not isinstance(v, int | float) or 0 < v < 1 for v in values)


_RESULTS = ("the probabilities", "the logits", "the predictions", "the attention weights")
"""What is computed, as a rule, and not given."""


def _sets(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)


def _role_from_idioms(name: str, unit: ast.AST, outline: Outline) -> str | None:
    """What the idioms inside the function say of a name."""
    first, last = getattr(unit, "lineno", 0), getattr(unit, "end_lineno", 0)
    for found in outline.found:
        if not first <= found.nodes[0].lineno <= last:
            continue
        for hole, role in found.idiom.roles.items():
            node = found.binding.get(hole)
            if isinstance(node, ast.Name) and node.id == name:
                return role
    return None


def _occurs(name: str, unit: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return any(isinstance(n, ast.Name) and n.id == name for n in walk(unit))


def _collects(unit: ast.AST) -> bool:
    """Whether a call takes up parameters that it does not name: `locals()`."""
    calls = (n.func for n in walk(unit) if isinstance(n, ast.Call))
    return any(getattr(f, "attr", getattr(f, "id", "")) in _COLLECTING for f in calls)


_COLLECTING = ("locals", "save_hyperparameters")


def _first_use(
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
        if used and used not in _SAYING_NOTHING:
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
    places = [i for i, size in enumerate(sizes) if _is(size, name)]
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
    wordy = len(used) > _MANY_WORDS or used in _SAYING_NOTHING
    if not wordy or len(code) > _SHORT_CODE or "`" in code or "\n" in code:
        return used
    return f"used in `{code}`"


_MANY_WORDS, _SHORT_CODE = 110, 60
_USED, _FORMULA = "used in the code", "part of a formula"
_SAYING_NOTHING = (_USED, _FORMULA)


def _asks_whether_given(node: ast.AST, name: str) -> bool:
    """`x is None`."""
    if not isinstance(node, ast.Compare) or not _is(node.left, name):
        return False
    return getattr(node.comparators[0], "value", 0) is None


def _optional(
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
        if isinstance(n, ast.Assign) and _is(n.value, name)
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
            if _is(test, name):
                between = isinstance(node, ast.IfExp)
                return f"decides {'between two values' if between else 'whether something is done'}"
    return None


def _rounds(name: str, unit: ast.AST) -> str | None:
    """`for i in range(n)`: how often a loop runs."""
    for node in walk(unit):
        call = node.iter if isinstance(node, ast.For) else None
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("range", "trange"):
            if len(call.args) == 1 and _is(call.args[0], name):
                return _ROUNDS
    return None


_ROUNDS = "the number of rounds of a loop"


def _kept(name: str, statement: ast.stmt, outline: Outline) -> str | None:
    """`self.x = x`, `return x`, `for y in x`."""
    if isinstance(statement, ast.Return) and _is(statement.value, name):
        return "returned"
    if isinstance(statement, ast.Assign) and _is(statement.value, name):
        if isinstance(statement.targets[0], ast.Tuple):
            return f"taken apart into {outline.words.listing(statement.targets[0].elts)}"
        return f"kept as {outline.words.code(statement.targets[0])}"
    if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Tuple):
        for place, value in pairs(statement.targets[0], statement.value):
            if _is(value, name) and isinstance(place, ast.Attribute):
                return f"kept as {outline.words.code(place)}"
    for loop in walk(statement):
        if isinstance(loop, ast.For) and _is(loop.iter, name):
            return _gone_through(loop, name, outline)
    return None


def _gone_through(loop: ast.For, name: str, outline: Outline) -> str:
    """What a loop takes from a parameter: "one batch of inputs `x` and targets `y` at a time"."""
    each = outline.describer.head(loop).partition(":")[0].removeprefix("For each ")
    what = each.removesuffix(f" in `{name}`")
    shown = what != each and not what.startswith("`")
    return f"gone through in a loop{f', one {what} at a time' if shown else ''}"


def _is(node: ast.AST | None, name: str) -> bool:
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
            return _USED  # a path or a list is no formula
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
    return _DOING + told


def _handed(name: str, node: ast.AST, outline: Outline) -> str | None:
    """ "handed to `nn.Conv2d` as `stride`"."""
    if not isinstance(node, ast.Call):
        return None
    given = [*node.args, *(k.value for k in node.keywords)]
    if not any(_is(g, name) for g in given):
        return None
    keywords = [k.arg for k in node.keywords if _is(k.value, name) and k.arg != name]
    as_named = f" as `{keywords[0]}`" if keywords and keywords[0] else ""
    if outline.words.is_super(node.func):
        return f"handed to the parent class{as_named}"
    if not outline.words.is_plain(node.func):
        return None
    return f"handed to {outline.words.code(node.func)}{as_named}"


_UNKNOWN = ("calls ", "lets the parent class ", "does what the parent class does ")
"""How calls are told of which no more is known than what they are given."""
_DOING = "The code "
"""What is done with a parameter is told in a sentence of its own: "The code subtracts `b` from it"."""


def _within(inner: ast.AST, outer: ast.AST) -> bool:
    return any(n is inner for n in walk(outer)) and inner is not outer
