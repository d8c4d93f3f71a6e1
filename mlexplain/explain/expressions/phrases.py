"""What a call does and what it gives, as a verb phrase and a noun phrase: the words of its API card
with its own arguments."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping

from mlexplain.explain import knowledge
from mlexplain.explain.expressions import layouts, reshapes, settings, textpatterns
from mlexplain.explain.expressions.arguments import argument, size_told
from mlexplain.explain.expressions.nouns import noun_template
from mlexplain.explain.expressions.sortkeys import extreme, sort_key
from mlexplain.explain.facts.fitting import Call
from mlexplain.explain.facts.keywords import meaning
from mlexplain.explain.quoting import by_keyword, join_words, quoted
from mlexplain.explain.tables import sql
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
_ALONG = (
    ("dim", "dimension {dim}", "dimensions {dim}"),
    ("axis", "dimension {axis}", "dimensions {axis}"),
    ("axis", "axis {axis}", "axes {axis}"),
)
"""How the arguments are told that name one dimension or several."""
_BEFORE_AND = re.compile(r"\{(\w+)\}(?: \([^()]*\))? and (?:the \w+ )?\{")
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
    own = _statement(call, words) or _variant("verb", call)
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
    asked = _statement(call, words) or ""
    if asked.startswith("selects "):
        return _told(call, f"a query that {asked}", words, nested=True)
    verb = _variant("verb", call) or call.card["text"]
    template = _variant("noun", call) or noun_template(call.name, verb)
    if _OF_A_PART in template:
        of = call.receiver or next((a[0] for a in call.args.values()), None)
        if isinstance(of, ast.BinOp | ast.Call):  # "its" would be of the last thing named
            template = template.replace(_OF_A_PART, ", its ", 1)
    return _told(call, template, words, nested=True)


def _variant(table: str, call: Call) -> str | None:
    """Own words for a call, perhaps for one with a certain argument, `str.strip+chars`, or with a
    certain text for it, `torch.nn.MSELoss+reduction=sum`."""
    own: dict[str, str] = knowledge.table("nouns")[table]
    if call.name in ("Tensor.pow", "torch.pow", "numpy.power"):
        power = call.args.get("exponent", call.args.get("x2", [None]))[0]
        if isinstance(power, ast.Constant) and power.value == 2:
            operand = "self" if call.receiver is not None else next(iter(call.args))
            return own["square"].replace("operand", operand)
    if call.name in settings.MOVING:
        text = own.get(call.name, str(call.card["text"])) if table == "noun" else call.card["text"]
        return settings.moved(call, str(text))
    shaped = reshapes.form(call)
    if shaped:
        operand = "self" if call.receiver is not None else next(iter(call.args))
        return own[f"reshape {shaped}"].replace("operand", operand)
    if call.name.endswith("random.choice") or call.name == "RandomGenerator.choice":
        if table == "verb" and _is_length(call.args.get("a", [None])[0]):
            return _WHOLE_NUMBERS
    if call.name == "collections.Counter" and table == "verb":
        if isinstance(call.args.get("iterable", [None])[0], ast.GeneratorExp):
            return "counts how often each value occurs in the sequence of {iterable}"
    if call.name == "list.extend" and table == "verb":
        if isinstance(call.args.get("iterable", [None])[0], ast.GeneratorExp):
            return "appends {iterable} to {self}"
    if call.name.rpartition(".")[2] == "diag" and table == "verb":
        if isinstance(call.args.get("v", call.args.get("input", [None]))[0], ast.List):
            return "makes a diagonal matrix of " + ("{v}" if "v" in call.args else "{input}")
    valued = [f"{call.name}+{name}={settings.text_of(given)}" for name, given in call.args.items()]
    special = [*valued, *(f"{call.name}+{name}" for name in reversed(list(call.args)))]
    return next((own[key] for key in [*special, call.name] if key in own), None)


_WHOLE_NUMBERS = (
    "draws whole numbers from 0 up to {a} (exclusive) at random[, {size} of them]"
    "[, with the probabilities {p}]"
)


def _is_length(node: ast.expr | None) -> bool:
    """`len(x)`, `x.shape[0]`, `10` and `n`: numbers below which NumPy draws."""
    if isinstance(node, ast.Constant):
        return type(node.value) is int
    if isinstance(node, ast.Call):
        return getattr(node.func, "id", "") == "len"
    if isinstance(node, ast.Subscript):
        return getattr(node.value, "attr", "") == "shape"
    return isinstance(node, ast.Name) and node.id.lower() in ("n", "size", "num", "count", "length")


_ENDS_IN_CLAUSE = re.compile(r", (?:which|whose|each of which|fitted)\b[^,`]*$")
"""The clause is closed before what follows it: `a classifier, whose trees vote, to x`."""


def _told(call: Call, template: str, words: Wording, *, nested: bool = False) -> str | None:
    values = {name: argument(name, args, words, nested) for name, args in call.args.items()}
    for k in call.args:  # those that the card names as well, where their value says more
        if len(call.args[k]) == 1 and f"{{{k}}}" in template:
            values[k] += meaning(k, call.args[k][0], call.name, exact=True)
    if call.receiver is not None:
        values["self"] = words.phrase(call.receiver, nested=nested)
        if isinstance(call.receiver, ast.Compare):
            values["self"] = f"the mask of where {words.condition(call.receiver)}"
        if _ENDS_IN_CLAUSE.search(values["self"]):
            template = template.replace("{self} ", "{self}, ", 1)
    for name in _BEFORE_AND.findall(template):
        given = call.args.get(name, [None])[0]
        if given and values.get(name, "").startswith("what `") and " for " in values[name]:
            values[name] = words.code(given)  # the other would seem to be given as well
    if "key" in call.args and call.name in (
        "sorted",
        "list.sort",
        "heapq.nlargest",
        "heapq.nsmallest",
    ):
        values["key"] = sort_key(call, words)
    for name in ("predicate", "func", "function"):
        given = call.args.get(name, [None])[0]
        if isinstance(given, ast.Lambda) and f"{{{name}}} holds" in template:
            values[name] = words.condition(given.body)
            template = template.replace(f"{{{name}}} holds", f"{{{name}}}")
    guessed = call.args.get("y_pred", [None])[0]
    if isinstance(guessed, ast.Compare):
        values["y_pred"] = words.code(guessed)  # "in whether `p` is above `t`" is no phrase
    if call.name in _PLACES and isinstance(call.args.get("a", [None])[0], ast.Compare):
        found = f"the places where {words.condition(call.args['a'][0])}"
        return found if nested else f"finds {found}"
    for name in ("mask", "condition"):
        if f"where {{{name}}} is true" in template and words.is_mask(call.args[name][0]):
            values[name] = words.condition(call.args[name][0])
            template = template.replace(f"{{{name}}} is true", f"{{{name}}}")
    if "pattern" in values and call.name.startswith("re."):
        values["pattern"] += _glossed(call.args["pattern"][0])
    for name, note in _laid_out(call):
        values[name] += note
    if call.name == "re.compile" and values.get("flags", "`").startswith("`"):
        values.pop("flags", None)
    if call.name in ("Query.filter", "Query.where", "Query.having") and "criteria" in values:
        values["criteria"] = values["criteria"].replace("whether ", "")
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
    for name, entries in call.args.items():
        if f"entries of {{{name}}}" in template and words.scope.kind(entries[0]) == "dict":
            template = template.replace(f"entries of {{{name}}}", f"keys of {{{name}}}")
    if "axis" in values and "dim" not in values and "{dim}" in template:
        values["dim"] = values.pop("axis")
    if call.name in ("min", "max") and len(call.args.get("args", ())) == 2:
        template = template.replace("smallest of", "smaller of").replace("largest of", "larger of")
    if call.name == "str.join" and values.get("iterable", "").startswith("what follows,"):
        # The separator first: behind the list, it would seem to be the inner one's.
        template = (
            f"{'the text that ' if nested else ''}joins with {{self}} in between {{iterable}}"
        )
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


def _counts_bins(node: ast.expr) -> bool:
    """`30` and `n_bins`; anything else may be the edges of the bins."""
    if isinstance(node, ast.Constant):
        return type(node.value) is int
    return isinstance(node, ast.Name) and node.id.lower() in ("n_bins", "num_bins", "nbins", "n")


def _regrouped(call: Call, words: Wording) -> str:
    """`zip(*rows)`."""
    starred = call.args["iterables"][0]
    assert isinstance(starred, ast.Starred)
    if isinstance(starred.value, ast.GeneratorExp | ast.ListComp):
        return f"the entries of {words.code(starred.value)}"
    return f"the entries of {words.phrase(starred.value)}"


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


def _statement(call: Call, words: Wording) -> str | None:
    """What a statement of SQL does, as a template for the rest of the call."""
    if call.name.rpartition(".")[2] not in ("execute", "executemany", "executescript"):
        return None
    given = [*call.args.get("sql", []), *call.args.get("args", [])]
    text = given[0].value if given and isinstance(given[0], ast.Constant) else None
    if given and isinstance(given[0], ast.Name):
        text = words.scope.texts.get(given[0].id)
    if not isinstance(text, str) or not sql.is_sql(text):
        return None
    said = sql.verb_phrase(text)
    if said is None:
        return None
    said = said.replace("{", "(").replace("}", ")").replace("[", "(").replace("]", ")")
    if call.name.endswith("executemany"):
        handed = call.args.get("parameters", given[1:])[:1]
        if handed and isinstance(handed[0], ast.ListComp | ast.GeneratorExp):
            if len(handed[0].generators) == 1 and isinstance(handed[0].elt, ast.Tuple):
                over = words.clause(handed[0].generators[0], "each")
                return (
                    f"{said}, once for {over}, with {words.listing(handed[0].elt.elts)} filled in"
                )
        each = words.phrase(given[1]) if len(given) > 1 else "{parameters}"
        return f"{said}, once for each of {each if 'args' in call.args else '{parameters}'}"
    filled = "{parameters}" if "parameters" in call.args else ""
    if "args" in call.args and len(given) > 1:
        filled = words.phrase(given[1])
    handed = call.args.get("parameters", given[1:])[:1]
    if handed and isinstance(handed[0], ast.Tuple) and handed[0].elts:
        filled = words.listing(handed[0].elts)
    return f"{said}, with {filled} filled in" if filled else said


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


def _filled(template: str, values: Mapping[str, str], used: set[str]) -> str | None:
    names = _SLOT.findall(template)
    if any(name not in values for name in names):
        return None
    used.update(names)
    filled = _SLOT.sub(lambda m: values[m.group(1)], template)
    return _ARTICLES.sub("the ", _APPOSED.sub("", filled))
