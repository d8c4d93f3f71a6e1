"""The words for a call that depend on its arguments: what of a card's words its own table replaces."""

from __future__ import annotations

import ast

from mlexplain.explain import knowledge
from mlexplain.explain.expressions import reshapes, settings
from mlexplain.explain.facts.fitting import Call
from mlexplain.explain.facts.predicates import called_name


def variant(table: str, call: Call) -> str | None:
    """Own words for a call, perhaps for one with a certain argument, `str.strip+chars`, or with a
    certain value of it, `torch.nn.MSELoss+reduction=sum`, and another, `torch.topk+k=1+dim`."""
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
        given = call.args.get("v", call.args.get("input", [None]))[0]
        if given and (isinstance(given, ast.List) or called_name(given) == "diagonal"):
            return "makes a diagonal matrix of " + ("{v}" if "v" in call.args else "{input}")
    valued = [f"{call.name}+{name}={settings.text_of(given)}" for name, given in call.args.items()]
    both = (f"{value}+{name}" for value in valued for name in call.args)
    special = [*both, *valued, *(f"{call.name}+{name}" for name in reversed(list(call.args)))]
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
