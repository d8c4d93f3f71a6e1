"""A card's words and the values of a call's arguments, fitted to one another: `{bins} as bins` of a
number is "in {bins} bins", and `{mask} is true` of a comparison says the comparison itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlexplain.explain.expressions import layouts, reshapes, textpatterns
from mlexplain.explain.expressions.arguments import argument, size_told
from mlexplain.explain.expressions.sortkeys import sort_key
from mlexplain.explain.facts.fitting import Call
from mlexplain.explain.facts.keywords import meaning
from mlexplain.explain.wording import Wording

Values = dict[str, str]
"""What each argument is, in words; `self` is what the method is called on."""

_ALONG = (
    ("dim", "dimension {dim}", "dimensions {dim}"),
    ("axis", "dimension {axis}", "dimensions {axis}"),
    ("axis", "axis {axis}", "axes {axis}"),
)
"""How the arguments are told that name one dimension or several."""
_BEFORE_AND = re.compile(r"\{(\w+)\}(?: \([^()]*\))? and (?:the \w+ )?\{")
_ENDS_IN_CLAUSE = re.compile(r", (?:which|whose|each of which|fitted)\b[^,`]*$")
"""The clause is closed before what follows it: `a classifier, whose trees vote, to x`."""
_SORTING = ("sorted", "list.sort", "heapq.nlargest", "heapq.nsmallest")


def adapted(call: Call, template: str, words: Wording, nested: bool) -> tuple[Values, str]:
    """The values of the arguments in words, and the template that they are filled into."""
    values = {name: argument(name, args, words, nested) for name, args in call.args.items()}
    for k in call.args:  # those that the card names as well, where their value says more
        if len(call.args[k]) == 1 and f"{{{k}}}" in template:
            values[k] += meaning(k, call.args[k][0], call.name, exact=True)
    template = _owner(call, template, values, words, nested)
    for name in _BEFORE_AND.findall(template):
        given = call.args.get(name, [None])[0]
        if given and values.get(name, "").startswith("what `") and " for " in values[name]:
            values[name] = words.code(given)  # the other would seem to be given as well
    template = _conditions(call, template, values, words)
    _patterns(call, values)
    template = _sizes(call, template, values, words, nested)
    return values, _joining(call, template, values, words, nested)


def _owner(call: Call, template: str, values: Values, words: Wording, nested: bool) -> str:
    """What a method is called on."""
    if call.receiver is None:
        return template
    values["self"] = words.phrase(call.receiver, nested=nested)
    if isinstance(call.receiver, ast.Compare):
        values["self"] = f"the mask of where {words.condition(call.receiver)}"
    if _ENDS_IN_CLAUSE.search(values["self"]):
        return template.replace("{self} ", "{self}, ", 1)
    return template


def _conditions(call: Call, template: str, values: Values, words: Wording) -> str:
    """Sort keys, predicates and masks: what they say of an entry rather than their code."""
    if "key" in call.args and call.name in _SORTING:
        values["key"] = sort_key(call, words)
    for name in ("predicate", "func", "function"):
        given = call.args.get(name, [None])[0]
        if isinstance(given, ast.Lambda) and f"{{{name}}} holds" in template:
            values[name] = words.condition(given.body)
            template = template.replace(f"{{{name}}} holds", f"{{{name}}}")
    guessed = call.args.get("y_pred", [None])[0]
    if isinstance(guessed, ast.Compare):
        values["y_pred"] = words.code(guessed)  # "in whether `p` is above `t`" is no phrase
    for name in ("mask", "condition"):
        if f"where {{{name}}} is true" in template and words.is_mask(call.args[name][0]):
            values[name] = words.condition(call.args[name][0])
            template = template.replace(f"{{{name}}} is true", f"{{{name}}}")
    if call.name in ("Query.filter", "Query.where", "Query.having") and "criteria" in values:
        values["criteria"] = values["criteria"].replace("whether ", "")
    return template


def _patterns(call: Call, values: Values) -> None:
    """What regular expressions match, and what layouts of dates and log lines show."""
    if "pattern" in values and call.name.startswith("re."):
        values["pattern"] += _glossed(call.args["pattern"][0])
    for name, note in _laid_out(call):
        values[name] += note
    if call.name == "re.compile" and values.get("flags", "`").startswith("`"):
        values.pop("flags", None)


def _sizes(call: Call, template: str, values: Values, words: Wording, nested: bool) -> str:
    """Bins, shapes, dimensions and ranges."""
    bins = call.args.get("bins", [None])[0]
    if bins is not None and _counts_bins(bins):
        template = template.replace("with {bins} as bins", "in {bins} bins")
        template = template.replace("with the bins {bins}", "in {bins} bins")
    if reshapes.form(call) in ("rows", "parts"):
        values["shape"] = size_told(reshapes.size(call), words)
    if call.name == "itertools.islice" and len(call.args.get("bounds", ())) == 1:
        template = "up to {bounds} entries of {iterable}"
        template = template if nested else f"takes {template}"
    for name, one, several in _ALONG:
        given = call.args.get(name, [None])[0]
        if isinstance(given, ast.Tuple) and len(given.elts) > 1 and one in template:
            template = template.replace(one, several)
            values[name] = words.listing(given.elts)
    _shift_ranges(call, values, words, nested)
    if "axis" in values and "dim" not in values and "{dim}" in template:
        values["dim"] = values.pop("axis")
    return template


def _joining(call: Call, template: str, values: Values, words: Wording, nested: bool) -> str:
    """Keys of a dictionary, the smaller of two, and texts joined."""
    for name, entries in call.args.items():
        if f"entries of {{{name}}}" in template and words.scope.kind(entries[0]) == "dict":
            template = template.replace(f"entries of {{{name}}}", f"keys of {{{name}}}")
    if call.name in ("min", "max") and len(call.args.get("args", ())) == 2:
        template = template.replace("smallest of", "smaller of").replace("largest of", "larger of")
    if call.name == "str.join" and values.get("iterable", "").startswith("what follows,"):
        # The separator first: behind the list, it would seem to be the inner one's.
        subject = "the text that " if nested else ""
        return f"{subject}joins with {{self}} in between {{iterable}}"
    return template


def _counts_bins(node: ast.expr) -> bool:
    """`30` and `n_bins`; anything else may be the edges of the bins."""
    if isinstance(node, ast.Constant):
        return type(node.value) is int
    return isinstance(node, ast.Name) and node.id.lower() in ("n_bins", "num_bins", "nbins", "n")


def _glossed(pattern: ast.expr) -> str:
    """What a regular expression matches, where that is plain."""
    given = pattern.value if isinstance(pattern, ast.Constant) else None
    return textpatterns.gloss(given) if isinstance(given, str) else ""


def _laid_out(call: Call) -> Iterator[tuple[str, str]]:
    """What the layouts of dates and log lines among the arguments say, and the codes of answers."""
    last = call.name.rpartition(".")[2]
    for name in ("code", "status_code"):
        if name in call.args and last in ("abort", "HTTPException", "JSONResponse", "Response"):
            yield name, layouts.status(call.args[name][0])
    if call.name == "Tensor.expand" and any(
        ast.unparse(g) == "-1" for g in call.args.get("sizes", ())
    ):
        yield "sizes", " (`-1` keeps the size that is there)"
    for name in ("dtype", "mode"):
        if name in call.args and last in ("astype", "convert"):
            yield name, layouts.typed(call.args[name][0])
    for name in ("equation", "subscripts"):
        if name in call.args and last == "einsum" and len(call.args.get("operands", ())) == 2:
            yield name, layouts.summed(call.args[name][0])
    read = layouts.dated if last in ("strftime", "strptime", "DateFormatter") else None
    read = layouts.logged if last in ("Formatter", "basicConfig") else read
    for name, given in call.args.items() if read else ():
        layout = given[0].value if len(given) == 1 and isinstance(given[0], ast.Constant) else None
        if isinstance(layout, str) and read is not None and "%" in layout and "`" not in layout:
            yield name, read(layout)


def _shift_ranges(call: Call, values: dict[str, str], words: Wording, nested: bool) -> None:
    """A lone bound is the upper one: `range(n)`, `arange(n)`, `randint(n, size)`."""
    if call.name == "torch.randint" and "size" not in values and "high" in values:
        values.pop("high")
        values["size"] = argument("size", call.args["high"], words, nested)
    for first, last in (("start", "end"), ("start", "stop"), ("low", "high")):
        if first in values and last not in values and _counts(call) and last in call.card["args"]:
            values[last] = values.pop(first)
            values[first] = "0"


def _counts(call: Call) -> bool:
    last = call.name.rpartition(".")[2]
    return last in ("range", "arange", "randint", "randrange", "integers")
