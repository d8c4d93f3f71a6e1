"""Which patterns code may have at all, told soon by the words and operators in both."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import cache

from mlexplain.explain import knowledge
from mlexplain.explain.patterns import HOLES
from mlexplain.explain.scope import Scope

_WORD = re.compile(r"\b[A-Za-z_]\w+")
_OPENING = re.compile(r"(for|while|if|with|try)\b")
_SIGNS: dict[type, str] = {
    ast.MatMult: "@",
    ast.Pow: "**",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Sub: "-",
    ast.Add: "+",
}
"""Operators that code must have for a pattern with them: no unpacking, no signs."""
_OPENED: dict[type, str] = {
    ast.For: "for",
    ast.While: "while",
    ast.If: "if",
    ast.With: "with",
    ast.Try: "try",
}
_SIGN_BETWEEN = re.compile(r"(?<=[\w\])] )(@|\*\*|\*|//|/|%|-|\+)(?==? [\w$(\[\"'-])")
_REST = re.compile(r"\b1 - \$\w+")
"""What code may give as a number: 0.1 for `1 - $b` where `$b` is 0.9."""


def needs_of(pattern: str) -> frozenset[str]:
    """The words and operators that code must have for a pattern."""
    bare = re.sub(r"""(["'])(?:.*?)\1""", " ", HOLES.sub(" ", pattern))
    bare = re.sub(r"\b\w+\s*=(?!=)", " ", bare)  # keywords may be given by place
    # Some words code may spell in another way.
    signs = set(_SIGN_BETWEEN.findall(_REST.sub("$rest", pattern)))
    opening = _OPENING.match(pattern.lstrip("\n"))
    if opening:
        signs.add(opening.group(1))
    return frozenset(signs) | frozenset(_WORD.findall(bare)).difference(
        knowledge.table("spellings")["otherwise"]
    )


def words_of(scope: Scope, body: list[ast.stmt]) -> frozenset[str]:
    """Every word of a block that a pattern may ask for, imports and aliases spelled out."""
    found: set[str] = set()
    for statement in body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Name):
                found.add(node.id)
                value = scope.definitions.get(id(node))
                if value is not None:
                    found.update(_value_words(value, scope))
            elif isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                found.add(node.name)
            else:
                found.update(_sign(node))
        opened = _OPENED.get(type(statement))
        if opened:
            found.add(opened)
    for word in list(found):
        found.update(scope.imports.get(word, "").split("."))
        found.update(_alias_words().get(word, ()))
    return frozenset(found)


@cache
def _alias_words() -> Mapping[str, tuple[str, ...]]:
    return {k: tuple(v.split(".")) for k, v in knowledge.table("aliases").items()}


def _sign(node: ast.AST) -> tuple[str, ...]:
    """The operators that a node is, or stands for as a call."""
    if isinstance(node, ast.operator):
        sign = _SIGNS.get(type(node))
        return (sign,) if sign else ()
    if isinstance(node, ast.USub):
        return ("-",)
    if isinstance(node, ast.Call):
        called = node.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        return tuple(knowledge.table("spellings")["signs"].get(name, ()))
    return ()


def _value_words(value: ast.expr, scope: Scope) -> set[str]:
    words: set[str] = set()
    waiting: list[ast.expr] = [value]
    seen: set[int] = set()
    while waiting:
        whole = waiting.pop()
        if id(whole) in seen:
            continue
        seen.add(id(whole))
        for node in ast.walk(whole):
            words.update(_sign(node))
            if isinstance(node, ast.Attribute):
                words.add(node.attr)
            elif isinstance(node, ast.Name):
                words.add(node.id)
                if id(node) in scope.definitions:
                    waiting.append(scope.definitions[id(node)])
    return words
