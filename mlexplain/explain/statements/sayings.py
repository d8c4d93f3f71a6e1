"""What an idiom says of the code that it was found in: its sentences, with the code of its holes."""

from __future__ import annotations

import ast
import re

from mlexplain.explain import knowledge
from mlexplain.explain.expressions.subscripts import without_new_dimensions
from mlexplain.explain.expressions.words import Words
from mlexplain.explain.facts.cards import recognise
from mlexplain.explain.facts.keywords import meaning
from mlexplain.explain.idioms.match import Binding
from mlexplain.explain.idioms.shapes import Found
from mlexplain.explain.idioms.wholes import find_wholes
from mlexplain.explain.quoting import join_words
from mlexplain.explain.read.walk import walk
from mlexplain.explain.statements.heads import BLOCKS, Heads

_MOST_KEYWORDS = 4
_MOST_WHOLES = 2
_SHORT = 60
"""Lines of code that is short enough to be one thing."""
_MOSTLY = 0.5
"""Share of its words from which a sentence on the whole tells what another has told."""
_CODE = re.compile(r"`[^`]*`")
_WORD = re.compile(r"[A-Za-z]{5,}")
_STEM = 5
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_BARE = re.compile(r"\{(\w+)(:bare|:noun)?\}")


def says(found: Found, describer: Heads) -> str:
    """The idiom's sentences with the code of its holes."""
    return filled(describer.idiom(found.idiom), found.binding, describer.words)


def wholes(body: list[ast.stmt], words: Words) -> list[str]:
    """What code is as a whole, where its parts show a known method. In long code, parts in
    different functions say nothing of each other."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    length = (body[-1].end_lineno or body[-1].lineno) - body[0].lineno if body else 0
    if length <= _SHORT or len(body) == 1:
        told: dict[str, str] = {}
        for m in find_wholes(body, words.scope):  # two may tell the same of the whole
            text = _in_unit(filled(m.says, m.binding, words), m.binding, body)
            if all(apart(text, t, _MOSTLY) for t in told.values()):
                told.setdefault(m.says.partition(":")[0], text)
        return list(told.values())[:_MOST_WHOLES]
    said = []
    for unit in (n for n in body if isinstance(n, kinds)):
        for m in find_wholes([unit], words.scope)[:1]:
            whole = filled(m.says, m.binding, words)
            if whole.startswith(("It ", "Together ")):
                whole = whole[:1].lower() + whole[1:]
            said.append(f"In `{unit.name}`: {whole}")
    return said[:_MOST_WHOLES]


def _in_unit(text: str, binding: Binding, body: list[ast.stmt]) -> str:
    """What is told of one of several functions, with its name."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    units = [n for n in body if isinstance(n, kinds)]
    places = {getattr(n, "lineno", 0) for n in binding.values()} - {0}
    among = (len(units) > 1, len(body) > 1)
    for many, begins in zip(among, ("Together this ", "It "), strict=True):
        for unit in units if many and text.startswith(begins) and places else ():
            if unit.lineno <= min(places) and max(places) <= (unit.end_lineno or unit.lineno):
                return f"`{unit.name}` {text.removeprefix(begins)}"
    return text


def apart(remark: str, text: str, share: float = 0.25) -> bool:
    """Whether a remark speaks of another thing than the text before it: by its longer words, of
    which at most this share stand there."""
    own = {w[:_STEM] for w in _WORD.findall(_CODE.sub(" ", remark.lower()))}
    told = {w[:_STEM] for w in _WORD.findall(_CODE.sub(" ", text.lower()))}
    return remark != text and len(own & told) <= len(own) * share


def filled(text: str, binding: Binding, words: Words) -> str:
    """A text with the code of its holes; what is in brackets only where its holes are bound."""

    def known(match: re.Match[str]) -> str:
        holes = [name for name, _ in _BARE.findall(match.group(1))]
        return match.group(1) if all(h in binding for h in holes) else ""

    def code(match: re.Match[str]) -> str:
        node = binding.get(match.group(1))
        if node is None:
            return match.group(0)
        if isinstance(node, ast.Lambda):
            return words.code(node.body)
        node = without_new_dimensions(node)
        if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Store):
            return join_words([words.code(e) for e in node.elts])
        if match.group(2) == ":noun" and isinstance(node, ast.Call):
            return words.phrase(node)
        return words.text_of(node) if match.group(2) == ":bare" else words.code(node)

    return _BARE.sub(code, _OPTIONAL.sub(known, text))


def keywords(found: Found, words: Words) -> str:
    """What arguments mean of which the idiom says nothing."""
    spoken = " ".join(knowledge.idiom_patterns(found.idiom.slug))
    given = [
        (k, n)
        for node in found.nodes
        if not isinstance(node, BLOCKS)
        for n in walk(node)
        if isinstance(n, ast.Call)
        for k in n.keywords
        if k.arg and not re.search(rf"\b{k.arg}=", spoken)
    ]
    said = []
    for k, call in given:
        card = recognise(call, words.scope)
        method, of_object = getattr(call.func, "attr", ""), words.scope.kind(call.func)
        for called in (card.name if card else "", f"*.{method}", f"{of_object}.__call__"):
            meant = meaning(k.arg or "", k.value, called)
            if meant:
                break
        if meant:
            said.append(f"`{k.arg}` is {words.phrase(k.value)}{meant}")
    told = join_words(list(dict.fromkeys(said))[:_MOST_KEYWORDS])
    return f" Here {told}." if told else ""
