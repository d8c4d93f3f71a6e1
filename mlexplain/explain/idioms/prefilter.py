"""Which patterns code may have at all, told soon by the words and operators in both."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from mlexplain.explain import knowledge
from mlexplain.explain.facts.inplace import as_assignment
from mlexplain.explain.facts.scope import Scope
from mlexplain.explain.idioms.patterns import HOLES
from mlexplain.explain.read.walk import walk

_WORD = re.compile(r"\b[A-Za-z_]\w+")
_OPENING = re.compile(r"(for|while|if|with|try)\b")
_FIRST = re.compile(r"(return|def|class)\b")
_SIGNS: dict[type, str] = {
    ast.MatMult: "@",
    ast.Pow: "**",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Sub: "-",
    ast.Add: "+",
    ast.BitOr: "|",
    ast.BitAnd: "&",
    ast.BitXor: "^",
    ast.LShift: "<<",
    ast.RShift: ">>",
}
"""Operators that code must have for a pattern with them: no unpacking, no signs."""
_OPENED: dict[type, str] = {
    ast.For: "for",
    ast.While: "while",
    ast.If: "if",
    ast.With: "with",
    ast.Try: "try",
    ast.Return: "return",
    ast.FunctionDef: "def",
    ast.ClassDef: "class",
}
_FORMS: dict[type, str] = {
    ast.Subscript: "[]",
    ast.Compare: "<",
    ast.ListComp: "for in",
    ast.SetComp: "for in",
    ast.DictComp: "for in",
    ast.GeneratorExp: "for in",
    ast.For: "for in",
    ast.While: "for in",
    ast.Yield: "yield",
}
"""What code shows of its form. A loop may be met as the comprehension that it stands for."""
_SIGN_BETWEEN = re.compile(r"(?<=[\w\])] )(@|\*\*|\*|//|/|%|-|\+)(?==? [\w$(\[\"'-])")
_REST = re.compile(r"\b1 - \$\w+")
"""What code may give as a number: 0.1 for `1 - $b` where `$b` is 0.9."""
_QUOTED = re.compile(r"""(["'])(?:.*?)\1""")
_KEYWORD = re.compile(r"\b\w+\s*=(?!=)")
"""A keyword argument; it may be given by its place."""
_BETWEEN = "\n\0\n"
_NEXT_STATEMENT = re.compile(r"\n(?=[^\s)\]}])(?!else|elif|except|finally)")
_SUBSCRIPT = re.compile(r"[\w)\]](?<!\.shape)\[(?![^\[\]]*\b(?:None|newaxis)\b)")
_COMPARISON = re.compile(r" (?:<|>|<=|>=|==|!=) ")
_COMPREHENSION = re.compile(r"[(\[{][^\n]* for ")
_BITS = re.compile(r"(?<=[\w\])] )(<<|>>|\||&|\^)(?==? )")
_NUMBER = re.compile(r"(?<![\w.])(?:\d+\.\d+|\d{2,})(?:e-?\d+)?(?![\w.])")
_ANY_FORM = frozenset([0.0, 0.5, 1.0, 2.0])
"""Numbers that code may leave out or write in another way."""
_LARGEST = 1e300
_ASSIGNS = re.compile(r"(?!(?:for|while|if|with|assert)\b)[^=(:\n]*(?<![<>!=])=(?!=)")


def needs_of_all(patterns: Sequence[str]) -> list[frozenset[str]]:
    """The words and operators that code must have for each pattern."""
    # Thousands are read at every start: as one text, which takes a third of the time.
    whole = _BETWEEN.join(pattern.lstrip("\n") for pattern in patterns)
    bare = _KEYWORD.sub(" ", _QUOTED.sub(" ", HOLES.sub(" ", whole)))
    otherwise = knowledge.table("spellings")["otherwise"]
    needs = []
    for words, signs in zip(
        bare.split(_BETWEEN), _REST.sub("$rest", whole).split(_BETWEEN), strict=True
    ):
        needed = {*_WORD.findall(words)}
        needed.difference_update(otherwise)
        needed.update(_SIGN_BETWEEN.findall(signs))
        opening = _OPENING.match(signs)
        if opening:
            needed.add(opening[1])
        needs.append(frozenset(needed))
    return needs


def needs_by_statement(pattern: str, whole: frozenset[str]) -> list[frozenset[str]]:
    """The same for each of a pattern's own statements: code must have them in one statement. What
    it needs as a `whole` is known."""
    statements = _NEXT_STATEMENT.split(pattern.strip("\n"))
    needs = [whole] if len(statements) == 1 else needs_of_all(statements)
    return [needed.union(_forms(text)) for text, needed in zip(statements, needs, strict=True)]


def _forms(statement: str) -> Iterator[str]:
    """What the form of a pattern's statement asks of code, beside its words."""
    bare = _QUOTED.sub(" ", HOLES.sub("hole", statement))
    if _ASSIGNS.match(statement):
        yield "="
    first = _FIRST.match(statement)
    if first:
        yield first[1]
    if "yield " in bare:
        yield "yield"
    if _SUBSCRIPT.search(bare):
        yield "[]"
    if _COMPARISON.search(bare):
        yield "<"
    if _COMPREHENSION.search(bare):
        yield "for in"
    yield from _BITS.findall(bare)
    yield from (repr(n) for n in map(float, _NUMBER.findall(bare)) if n not in _ANY_FORM)
    alike = _alike()
    yield from (alike[word] for word in _WORD.findall(_KEYWORD.sub(" ", bare)) if word in alike)


@cache
def _alike() -> Mapping[str, str]:
    """Words of which a pattern that has one asks for any, by what stands for all of them."""
    groups: dict[str, list[str]] = knowledge.table("spellings")["alike"]
    return {word: f"~{name}" for name, words in groups.items() for word in words}


def words_of(scope: Scope, body: list[ast.stmt]) -> frozenset[str]:
    """Every word of a block that a pattern may ask for, imports and aliases spelled out."""
    found: set[str] = set()
    for statement in body:
        for node in walk(statement):
            if isinstance(node, ast.Name):
                found.add(node.id)
                value = scope.definitions.get(id(node))
                if value is not None:
                    found.update(_value_words(value, scope))
            elif isinstance(node, ast.Attribute):
                found.update((node.attr, node.attr.rstrip("_")))
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(node.name)
            else:
                found.update(_sign(node))
        found.update(_opened(statement))
    alike = _alike()
    for word in list(found):
        if word in alike:
            found.add(alike[word])
        found.update(scope.imports.get(word, "").split("."))
        found.update(_alias_words().get(word, ()))
    return frozenset(found)


def _opened(statement: ast.stmt) -> tuple[str, ...]:
    """What shows the sort of a statement. A pattern's last assignment may be met by a `return`."""
    if isinstance(statement, ast.Return):
        return ("=", "return")
    if isinstance(statement, ast.Assign | ast.AnnAssign | ast.AugAssign):
        return ("=",)
    if as_assignment(statement) is not None:
        return ("=",)
    opened = _OPENED.get(type(statement))
    return (opened,) if opened else ()


@cache
def _alias_words() -> Mapping[str, tuple[str, ...]]:
    words = {k: tuple(v.split(".")) for k, v in knowledge.table("aliases").items()}
    for name, modules in knowledge.table("modules").items():
        words[name] = (*words.get(name, ()), *(w for m in modules for w in m.split(".")))
    return words


def _sign(node: ast.AST) -> tuple[str, ...]:
    """The operators and forms that a node is, or stands for as a call."""
    form = _FORMS.get(type(node))
    if form:
        return (form,)
    if isinstance(node, ast.Constant):
        value = node.value
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return (repr(float(value)),) if number and abs(value) < _LARGEST else ()  # type: ignore[arg-type]
    if isinstance(node, ast.operator):
        sign = _SIGNS.get(type(node))
        return (sign,) if sign else ()
    if isinstance(node, ast.USub):
        return ("-",)
    if isinstance(node, ast.BinOp) and _hides_power(node):
        return ("**", "/")
    if isinstance(node, ast.Call):
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        return tuple(knowledge.table("spellings")["signs"].get(name, ()))
    return ()


def _hides_power(node: ast.BinOp) -> bool:
    """`x * x`, which is `x ** 2`, and `x ** -0.5`, by which one divides."""
    if isinstance(node.op, ast.Pow):
        return isinstance(node.right, ast.UnaryOp)
    if not isinstance(node.op, ast.Mult):
        return False
    left = node.left
    before = left.right if isinstance(left, ast.BinOp) and isinstance(left.op, ast.Mult) else left
    return any(ast.dump(side) == ast.dump(node.right) for side in (left, before))


def _value_words(value: ast.expr, scope: Scope) -> set[str]:
    words: set[str] = set()
    waiting: list[ast.expr] = [value]
    seen: set[int] = set()
    while waiting:
        whole = waiting.pop()
        if id(whole) in seen:
            continue
        seen.add(id(whole))
        for node in walk(whole):
            words.update(_sign(node))
            if isinstance(node, ast.Attribute):
                words.update((node.attr, node.attr.rstrip("_")))
            elif isinstance(node, ast.Name):
                words.add(node.id)
                if id(node) in scope.definitions:
                    waiting.append(scope.definitions[id(node)])
    return words
