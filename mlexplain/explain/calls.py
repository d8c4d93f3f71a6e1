"""Calls met with their API cards: which function it is, and what it does with which arguments."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from mlexplain.explain import knowledge, sql, textpatterns
from mlexplain.explain.fitting import Call as Call
from mlexplain.explain.fitting import fitting
from mlexplain.explain.keywords import meaning
from mlexplain.explain.nouns import noun_template
from mlexplain.explain.quoting import join_words, quoted
from mlexplain.explain.scope import NAMESPACE, Scope

if TYPE_CHECKING:
    from mlexplain.explain.clauses import Clauses

_SLOT = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_MOST_KEYWORDS = 4
_MOST_SETTINGS = 8
_ARTICLES = re.compile(r"\bthe (a|an|the) (?=[a-z])")

# Methods that only one kind of object has, so that they are known without knowing the object.
_TELLING = frozenset(
    [
        "backward",
        "cuda",
        "zero_grad",
        "masked_fill",
        "masked_fill_",
        "unsqueeze",
        "squeeze",
        "permute",
        "transpose",
        "contiguous",
        "load_state_dict",
        "state_dict",
        "named_parameters",
        "register_buffer",
        "tolist",
        "argmax",
        "detach",
        "requires_grad_",
        "expand_as",
        "repeat_interleave",
        "numel",
        "view",
        "reshape",
        "init_process_group",
        "apply_chat_template",
        "batch_decode",
        "set_epoch",
        "from_pretrained",
        *("append", "extend", "items", "setdefault", "lower", "upper", "strip", "startswith"),
        *("endswith", "splitlines", "readlines", "write_text", "read_text"),
        *(
            "softmax",
            "log_softmax",
            "sum",
            "mean",
            "item",
            "std",
            "var",
            "argmin",
            "cumsum",
            "topk",
        ),
        *(
            "gather",
            "scatter_",
            "masked_select",
            "index_select",
            "matmul",
            "bmm",
            "sigmoid",
            "tanh",
        ),
        *(
            "clone",
            "clamp",
            "clamp_",
            "flatten",
            "expand",
            "unbind",
            "cpu",
            "long",
            "float",
            "half",
        ),
        *("exp", "log", "sqrt", "abs", "norm", "add_", "mul_", "sub_", "copy_", "zero_", "fill_"),
        *("parameters", "eval", "named_modules", "relu", "tril", "triu", "nonzero", "max", "min"),
        *("all", "any", "double", "bool", "pow", "rsqrt", "bfloat16", "amax", "argsort", "repeat"),
        *(
            "chunk",
            "size",
            "dim",
            "cos",
            "sin",
            "dot",
            "mm",
            "lerp_",
            "addcmul_",
            "addcdiv_",
            "normal_",
            "uniform_",
            "new_zeros",
        ),
    ]
)
_OWNERS = (
    *("Tensor", "Module", "Optimizer", "Tokenizer", "DistributedSampler", "list", "dict", "str"),
    *("set", "file", "Path"),
)


def recognise(node: ast.Call, scope: Scope) -> Call | None:
    """Find the card for a call, or None."""
    cards = knowledge.cards()
    full = scope.full_name(node.func) or ""
    receiver: ast.expr | None = None
    if full in cards:
        name = full
    elif isinstance(node.func, ast.Attribute):
        receiver = node.func.value
        if getattr(receiver, "id", "") == NAMESPACE:
            return None
        found = _method(node.func, node, scope, cards)
        if found is None:
            return _by_its_name(node, node.func, scope)
        name = found
    elif (called := f"{scope.kind(node.func)}.__call__") in cards:
        name, receiver = called, node.func
    else:
        return None
    keywords = tuple(k.arg for k in node.keywords if k.arg)
    call = Call(name, _bind(node, cards[name]), receiver, cards[name], keywords)
    return fitting(call, scope)


def _by_its_name(node: ast.Call, func: ast.Attribute, scope: Scope) -> Call | None:
    """A method of an unknown object, whose name says what it does: `bag.remove(x)`."""
    plain: dict[str, str] = knowledge.table("nouns")["method"]
    text = plain.get(func.attr)
    owner = func.value
    if text is None or any(isinstance(a, ast.Starred) for a in node.args):
        return None
    if isinstance(owner, ast.Name):
        unknown = owner.id in ("self", "cls", "super") or owner.id in scope.imports
        if unknown or owner.id in knowledge.table("aliases") or scope.kind(owner) == "Module":
            return None
    if func.attr == "insert" and len(node.args) == 2 and not node.keywords:
        placed = {"i": [node.args[0]], "x": [node.args[1]]}
        text = "inserts {x} into {self} at position {i}"
        return Call("*.insert", placed, owner, {"args": "i x", "text": text})
    args = {"args": list(node.args)} if node.args else {}
    args.update({k.arg: [k.value] for k in node.keywords if k.arg})
    keywords = tuple(k.arg for k in node.keywords if k.arg)
    return Call(f"*.{func.attr}", args, owner, {"args": "*args", "text": text}, keywords)


def _method(
    func: ast.Attribute, node: ast.Call, scope: Scope, cards: Mapping[str, object]
) -> str | None:
    kind = scope.kind(func.value)
    kind = "KerasModel" if _is_keras(func, node, kind) else kind
    if getattr(func.value, "id", "") == "self" and f"LightningModule.{func.attr}" in cards:
        if any(base.endswith("LightningModule") for base in scope.classes.values()):
            return f"LightningModule.{func.attr}"
    kinds = [kind, *knowledge.table("kinds")["also"].get(kind, [])] if kind else []
    for candidate in kinds:
        if f"{candidate}.{func.attr}" in cards:
            return f"{candidate}.{func.attr}"
    if func.attr in _TELLING or _is_texts(func, node):
        owners: tuple[str, ...] = ("str", "dict", "list") if _is_texts(func, node) else _OWNERS
        if getattr(func.value, "id", "") == "self":  # its own layers and methods
            owners = ("Module",)
        for candidate in owners:
            if f"{candidate}.{func.attr}" in cards:
                return f"{candidate}.{func.attr}"
    return None


_KERAS = {
    "compile": {"optimizer", "loss", "metrics"},
    "fit": {"epochs", "validation_data", "validation_split", "callbacks", "steps_per_epoch"},
}


def _is_keras(func: ast.Attribute, node: ast.Call, kind: str | None) -> bool:
    """Whether the arguments tell that a model is one of Keras."""
    given = {k.arg for k in node.keywords}
    return kind in ("Module", None) and bool(_KERAS.get(func.attr, set()) & given)


def _is_texts(func: ast.Attribute, node: ast.Call) -> bool:
    """Whether the arguments tell that a method is one of texts, or of dictionaries."""
    given = [a.value if isinstance(a, ast.Constant) else None for a in node.args]
    if func.attr in ("split", "rsplit", "replace", "count", "find"):
        return all(isinstance(v, str) for v in given)
    if func.attr == "get":
        key = given[0] if given else None
        return len(given) == 2 or (isinstance(key, str) and "/" not in key)
    return func.attr == "pop" and not given


def _bind(node: ast.Call, card: Mapping[str, str]) -> dict[str, list[ast.expr]]:
    bound: dict[str, list[ast.expr]] = {}
    names = card["args"].split()
    for i, arg in enumerate(node.args):
        star = next((n for n in names[: i + 1] if n.startswith("*")), None)
        if star:
            bound.setdefault(star[1:], []).append(arg)
        elif i < len(names):
            bound[names[i]] = [arg]
    for keyword in node.keywords:
        if keyword.arg:
            bound[keyword.arg] = [keyword.value]
    return bound


def verb_phrase(call: Call, words: Clauses) -> str | None:
    """The card's sentence with the call's own arguments, or None if one it needs is missing."""
    if call.name in ("min", "max") and "key" in call.args:
        return f"finds {_extreme(call, words)}"
    if call.name == "zip" and isinstance(call.args.get("iterables", [None])[0], ast.Starred):
        return f"regroups {_regrouped(call, words)} by position"
    own = _statement(call, words) or _variant("verb", call)
    return _told(call, own or call.card["text"], words)


def noun_phrase(call: Call, words: Clauses) -> str | None:
    """What the call gives, or None if an argument that its words need is missing."""
    if call.name in ("min", "max") and "key" in call.args:
        return _extreme(call, words)
    if call.name == "int" and isinstance(call.args.get("x", [None])[0], ast.BinOp):
        return _told(call, "the integer part of {x}", words)
    if call.name == "zip" and isinstance(call.args.get("iterables", [None])[0], ast.Starred):
        return f"{_regrouped(call, words)} regrouped by position"
    verb = _variant("verb", call) or call.card["text"]
    template = _variant("noun", call) or noun_template(call.name, verb)
    return _told(call, template, words, nested=True)


def _variant(table: str, call: Call) -> str | None:
    """Own words for a call, perhaps for one with a certain argument: `str.strip+chars`."""
    own: dict[str, str] = knowledge.table("nouns")[table]
    if call.name in ("Tensor.pow", "torch.pow", "numpy.power"):
        power = call.args.get("exponent", call.args.get("x2", [None]))[0]
        if isinstance(power, ast.Constant) and power.value == 2:
            operand = "self" if call.receiver is not None else next(iter(call.args))
            return own["square"].replace("operand", operand)
    special = [f"{call.name}+{name}" for name in call.args]
    return next((own[key] for key in [*special, call.name] if key in own), None)


def _told(call: Call, template: str, words: Clauses, *, nested: bool = False) -> str | None:
    values = {name: _argument(name, args, words, nested) for name, args in call.args.items()}
    for k in call.keywords:  # those that the card names as well, where their value says more
        if k in values and f"{{{k}}}" in template:
            values[k] += meaning(k, call.args[k][0], call.name, exact=True)
    if call.receiver is not None:
        values["self"] = words.phrase(call.receiver, nested=nested)
        if isinstance(call.receiver, ast.Compare):
            values["self"] = f"the mask of where {words.condition(call.receiver)}"
    if "key" in call.args and call.name in (
        "sorted",
        "list.sort",
        "heapq.nlargest",
        "heapq.nsmallest",
    ):
        values["key"] = sort_key(call, words)
    if "pattern" in values and call.name.startswith("re."):
        values["pattern"] += _glossed(call.args["pattern"][0])
    _shift_ranges(call, values)
    if "axis" in values and "dim" not in values and "{dim}" in template:
        values["dim"] = values.pop("axis")
    used: set[str] = set()
    text = _OPTIONAL.sub(lambda m: _filled(m.group(1), values, used) or "", template)
    filled = _filled(text, values, used)
    if filled is None:
        return None
    unsaid = [
        k for k in call.keywords if k in values and k not in used and f"{{{k}}}" not in template
    ]
    if call.name in ("sorted", "list.sort") and "reverse" in unsaid:
        unsaid.remove("reverse")
        if getattr(call.args["reverse"][0], "value", None) is True:
            down = filled.endswith(", the largest first")
            filled = filled.removesuffix(", the largest first")
            filled += ", the smallest first" if down else ", the largest first"
    said = [
        f"{quoted(k)} set to {values[k]}{meaning(k, call.args[k][0], call.name)}"
        for k in _worth_saying(unsaid, call)
    ]
    return f"{filled}, with {join_words(said)}" if said else filled


def _worth_saying(keywords: list[str], call: Call) -> list[str]:
    """Those of which something is known go first; of collected settings more are said."""
    settings = call.name.endswith(("Arguments", "Config"))
    most = _MOST_SETTINGS if settings else _MOST_KEYWORDS
    known = [k for k in keywords if meaning(k, call.args[k][0], call.name)]
    kept = [*known, *(k for k in keywords if k not in known)][:most]
    return [k for k in keywords if k in kept]


def _argument(name: str, args: list[ast.expr], words: Clauses, nested: bool) -> str:
    if name in ("tensors", "arrays", "tup") and len(args) == 1:
        if isinstance(args[0], ast.Tuple | ast.List) and args[0].elts:
            args = args[0].elts
    sums = nested and len(args) == 1 and isinstance(args[0], ast.BinOp)
    parts = [words.phrase(a, nested=True) if sums else words.entry(a) for a in args]
    text = join_words(parts)
    if name in ("size", "sizes", "shape") and isinstance(args[0], ast.Tuple):
        args = args[0].elts if any(not _constant(e) for e in args[0].elts) else args
    if name in ("size", "sizes", "shape") and len(args) > 1:
        return join_words([words.phrase(a) for a in args], "by").replace(", ", " by ")
    if name in ("condition", "mask") and isinstance(args[0], ast.Compare | ast.BoolOp):
        return words.code(args[0])
    if name in ("dim", "axis") and len(args) == 1 and text == "`-1`":
        return "`-1` (the last)"
    return text


def _regrouped(call: Call, words: Clauses) -> str:
    """`zip(*rows)`."""
    starred = call.args["iterables"][0]
    assert isinstance(starred, ast.Starred)
    return f"the entries of {words.phrase(starred.value)}"


def _constant(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)


def _extreme(call: Call, words: Clauses) -> str:
    """The smallest or largest by a key: "the entry of `p` for which `f` is smallest"."""
    word = "smallest" if call.name == "min" else "largest"
    among = join_words([words.phrase(a) for a in call.args.get("args", [])])
    key = call.args["key"][0]
    if isinstance(key, ast.Lambda) and len(key.args.args) == 1:
        entry = quoted(key.args.args[0].arg)
        return f"the entry {entry} of {among} for which {words.phrase(key.body)} is {word}"
    return f"the entry of {among} for which {words.phrase(key)} gives the {word} value"


def _glossed(pattern: ast.expr) -> str:
    """What a regular expression matches, where that is plain."""
    given = pattern.value if isinstance(pattern, ast.Constant) else None
    return textpatterns.gloss(given) if isinstance(given, str) else ""


def _statement(call: Call, words: Clauses) -> str | None:
    """What a statement of SQL does, as a template for the rest of the call."""
    if call.name.rpartition(".")[2] not in ("execute", "executemany", "executescript"):
        return None
    given = [*call.args.get("sql", []), *call.args.get("args", [])]
    text = given[0].value if given and isinstance(given[0], ast.Constant) else None
    if not isinstance(text, str) or not sql.is_sql(text):
        return None
    said = sql.verb_phrase(text)
    if said is None:
        return None
    said = said.replace("{", "(").replace("}", ")").replace("[", "(").replace("]", ")")
    if call.name.endswith("executemany"):
        each = words.phrase(given[1]) if len(given) > 1 else "{parameters}"
        return f"{said}, once for each of {each if 'args' in call.args else '{parameters}'}"
    filled = "{parameters}" if "parameters" in call.args else ""
    if "args" in call.args and len(given) > 1:
        filled = words.phrase(given[1])
    return f"{said}, with {filled} filled in" if filled else said


def sort_key(call: Call, words: Clauses) -> str:
    """What entries are sorted by: "their second entry, the largest first"."""
    key = call.args["key"][0]
    among = next(iter(call.args.values()))[0] if call.name != "list.sort" else call.receiver
    pairs = isinstance(among, ast.Call) and getattr(among.func, "attr", "") == "items"
    if isinstance(key, ast.Lambda) and len(key.args.args) == 1:
        name, body = key.args.args[0].arg, key.body
        if isinstance(body, ast.Tuple) and len(body.elts) > 1:
            return ", then by ".join(_sort_part(e, name, pairs, words) for e in body.elts)
        return _sort_part(body, name, pairs, words)
    if isinstance(key, ast.Attribute) and key.attr == "get":
        return f"their values in {words.phrase(key.value)}"
    if isinstance(key, ast.Call) and getattr(key.func, "attr", getattr(key.func, "id", "")) == (
        "itemgetter"
    ):
        return f"their entry {words.listing(key.args)}"
    if isinstance(key, ast.Name) and key.id == "len":
        return "their length"
    return f"what {words.phrase(key)} gives"


_PLACES = ("first", "second", "third", "fourth")


def _sort_part(part: ast.expr, name: str, pairs: bool, words: Clauses) -> str:
    """One thing to sort by, of entries that a lambda calls `name`."""
    if isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.USub):
        return f"{_sort_part(part.operand, name, pairs, words)}, the largest first"
    if isinstance(part, ast.Subscript) and getattr(part.value, "id", "") == name:
        at = part.slice.value if isinstance(part.slice, ast.Constant) else None
        if pairs and at in (0, 1):
            return "value" if at else "key"
        if type(at) is int and 0 <= at < len(_PLACES):
            return f"their {_PLACES[at]} entry"
        if isinstance(at, str):
            return f"what each holds under {words.phrase(part.slice)}"
    if isinstance(part, ast.Attribute) and getattr(part.value, "id", "") == name:
        return f"the {quoted(part.attr)} of each"
    if isinstance(part, ast.Call) and getattr(part.func, "id", "") == "len" and part.args:
        if getattr(part.args[0], "id", "") == name:
            return "their length"
    return words.phrase(part)


def _shift_ranges(call: Call, values: dict[str, str]) -> None:
    """A lone bound is the upper one: `range(n)`, `arange(n)`, `randint(n, size)`."""
    if call.name == "torch.randint" and "size" not in values and "high" in values:
        values["size"] = values.pop("high")
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
    return _ARTICLES.sub("the ", _SLOT.sub(lambda m: values[m.group(1)], template))
