"""What a call does and what it gives, as a verb phrase and a noun phrase: the words of its API card
with its own arguments."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from mlexplain.explain.expressions import layouts, settings
from mlexplain.explain.expressions.adapting import adapted
from mlexplain.explain.expressions.nouns import noun_template
from mlexplain.explain.expressions.queries import statement
from mlexplain.explain.expressions.sortkeys import extreme
from mlexplain.explain.expressions.variants import variant
from mlexplain.explain.facts.fitting import Call
from mlexplain.explain.facts.keywords import meaning
from mlexplain.explain.quoting import by_keyword, join_words, quoted
from mlexplain.explain.wording import Wording

_SLOT = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_CHOICE = re.compile(r"\[(\w+)=([^|\[\]]+)\|([^\[\]]*)\]")
"""`[shuffle=True|, in random order]`: said where the argument is given with just this value."""
_PLACES = ("numpy.flatnonzero", "numpy.argwhere", "numpy.nonzero")
"""What finds the places where something holds."""
_TURNED = (
    (", the oldest first", ", the newest first"),
    (", the smallest first", ", the largest first"),
)
"""How an order is told, and how when it is reversed."""
_OF_A_PART = " with its "
_ARTICLES = re.compile(r"\bthe (a|an|the) (?=[a-z])")
_APPOSED = re.compile(
    r"\bthe (?:matrices|logits|targets|labels|scores|probabilities|predictions|images?|token ids|file|folder"
    r"|texts?|path) "
    r"(?=(?:the (?!result\b)|an? |entry |entries |what |all |every |each )[a-z`])"
)
"""A noun before a value that has one of its own: "the scores entry `i` of `s`"."""


def verb_phrase(call: Call, words: Wording) -> str | None:
    """The card's sentence with the call's own arguments, or None if one it needs is missing."""
    if call.name in ("min", "max") and "key" in call.args:
        return f"finds {extreme(call, words)}"
    if call.name == "zip" and isinstance(call.args.get("iterables", [None])[0], ast.Starred):
        return f"regroups {_regrouped(call, words)} by position"
    call, style = _styled(call)
    own = statement(call, words) or variant("verb", call)
    told = _told(call, own or call.card["text"], words)
    return f"{told}, as {style}" if told and style else told


def noun_phrase(call: Call, words: Wording) -> str | None:
    """What the call gives, or None if an argument that its words need is missing."""
    if call.name in ("min", "max") and "key" in call.args:
        return extreme(call, words)
    if call.name == "int" and isinstance(call.args.get("x", [None])[0], ast.BinOp):
        return _told(call, "the integer part of {x}", words)
    if call.name == "zip" and isinstance(call.args.get("iterables", [None])[0], ast.Starred):
        return f"{_regrouped(call, words)} regrouped by position"
    asked = statement(call, words) or ""
    if asked.startswith("selects "):
        return _told(call, f"a query that {asked}", words, nested=True)
    verb = variant("verb", call) or call.card["text"]
    template = variant("noun", call) or noun_template(call.name, verb)
    if _OF_A_PART in template:
        of = call.receiver or next((a[0] for a in call.args.values()), None)
        if isinstance(of, ast.BinOp | ast.Call):  # "its" would be of the last thing named
            template = template.replace(_OF_A_PART, ", its ", 1)
    return _told(call, template, words, nested=True)


def _told(call: Call, template: str, words: Wording, *, nested: bool = False) -> str | None:
    if call.name in _PLACES and isinstance(call.args.get("a", [None])[0], ast.Compare):
        found = f"the places where {words.condition(call.args['a'][0])}"
        return found if nested else f"finds {found}"
    values, template = adapted(call, template, words, nested)
    used: set[str] = set()

    def chosen(choice: re.Match[str]) -> str:
        given = call.args.get(choice[1])
        if given is None or not _is_value(given[0], choice[2], words):
            return ""
        used.add(choice[1])
        values.pop(choice[1])
        return choice[3]

    template = _CHOICE.sub(chosen, template)
    text = _OPTIONAL.sub(lambda m: _filled(m.group(1), values, used) or "", template)
    filled = _filled(text, values, used)
    if filled is None:
        return None
    filled = filled.replace("the rows of the rows of ", "the rows of ")
    filled = filled.replace("of type the number type of", "of the number type of")
    unsaid = [
        k for k in call.keywords if k in values and k not in used and f"{{{k}}}" not in template
    ]
    if call.name in ("sorted", "list.sort") and "reverse" in unsaid:
        unsaid.remove("reverse")
        if getattr(call.args["reverse"][0], "value", None) is True:
            for first, other in _TURNED:
                if filled.endswith(first):
                    return filled.removesuffix(first) + other
            down = filled.endswith(", the largest first")
            filled = filled.removesuffix(", the largest first")
            filled += ", the smallest first" if down else ", the largest first"
    most, further = settings.worth_saying(unsaid, call)
    meanings = {k: meaning(k, call.args[k][0], call.name) for k in (*most, *further)}
    said = [f"{by_keyword(k, values[k])}{meanings[k]}" for k in most]
    if further and not nested:
        words.further[id(call.args[most[0]][0])] = [
            f"{quoted(k)} is {values[k]}{meanings[k]}" for k in further
        ]
    return f"{filled}, with {join_words(said)}" if said else filled


def _is_value(given: ast.expr, wanted: str, words: Wording) -> bool:
    """Whether an argument is what a card names: `0.0` is `0`."""
    value = getattr(given, "value", None)
    if isinstance(value, float) and value == int(value) and wanted.isdigit():
        return int(value) == int(wanted)
    return words.text_of(given).replace("'", '"') == wanted


def _regrouped(call: Call, words: Wording) -> str:
    """`zip(*rows)`."""
    starred = call.args["iterables"][0]
    assert isinstance(starred, ast.Starred)
    if isinstance(starred.value, ast.GeneratorExp | ast.ListComp):
        return f"the entries of {words.code(starred.value)}"
    return f"the entries of {words.phrase(starred.value)}"


def _styled(call: Call) -> tuple[Call, str | None]:
    """`plot(x, y, "r--")` and `plot(y, "o")`: the call without its style, and the style."""
    if call.name not in ("matplotlib.pyplot.plot", "Axes.plot"):
        return call, None
    for name in ("fmt", "y"):
        given = call.args.get(name, [None])[0]
        text = given.value if isinstance(given, ast.Constant) else None
        style = layouts.drawn(text) if isinstance(text, str) else None
        if style:
            rest = {k: v for k, v in call.args.items() if k != name}
            if name == "y":
                text = "draws {x}, one value after the other[, labelled {label}]"
                return call._replace(args=rest, card={"args": "x", "text": text}), style
            return call._replace(args=rest), style
    return call, None


def _filled(template: str, values: Mapping[str, str], used: set[str]) -> str | None:
    names = _SLOT.findall(template)
    if any(name not in values for name in names):
        return None
    used.update(names)
    filled = _SLOT.sub(lambda m: values[m.group(1)], template)
    return _ARTICLES.sub("the ", _APPOSED.sub("", filled))
