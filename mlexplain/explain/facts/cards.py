"""Calls met with their API cards: which function it is, and which argument is which."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

from mlexplain.explain import knowledge
from mlexplain.explain.facts.fitting import Call, fitting
from mlexplain.explain.facts.kinds import queries
from mlexplain.explain.facts.predicates import is_spelled
from mlexplain.explain.facts.scope import NAMESPACE, Scope, dotted

# Methods that only one kind of object has, so that they are known without knowing the object.
_TELLING = frozenset(
    [
        *("backward", "cuda", "zero_grad", "masked_fill", "masked_fill_", "unsqueeze", "squeeze"),
        *("permute", "transpose", "contiguous", "load_state_dict", "state_dict"),
        *("named_parameters", "register_buffer", "tolist", "argmax", "detach", "requires_grad_"),
        *(
            "expand_as",
            "view_as",
            "repeat_interleave",
            "numel",
            "view",
            "reshape",
            "init_process_group",
        ),
        *("apply_chat_template", "batch_decode", "set_epoch", "from_pretrained", "append"),
        *("extend", "items", "setdefault", "lower", "upper", "strip", "startswith", "endswith"),
        *("splitlines", "readlines", "write_text", "read_text", "softmax", "log_softmax", "sum"),
        *("mean", "item", "std", "var", "argmin", "cumsum", "topk", "gather", "scatter_"),
        *("masked_select", "index_select", "matmul", "bmm", "sigmoid", "tanh", "clone", "clamp"),
        *("clamp_", "flatten", "expand", "unbind", "cpu", "long", "float", "half", "exp", "log"),
        *("sqrt", "abs", "norm", "add_", "mul_", "sub_", "copy_", "zero_", "fill_", "parameters"),
        *("eval", "named_modules", "relu", "tril", "triu", "nonzero", "max", "min", "all", "any"),
        *("modules", "amin"),
        *("double", "bool", "pow", "rsqrt", "bfloat16", "amax", "argsort", "repeat", "chunk"),
        *("size", "dim", "cos", "sin", "dot", "mm", "lerp_", "addcmul_", "addcdiv_", "normal_"),
        *("uniform_", "new_zeros", "predict_proba", "predict_log_proba", "decision_function"),
        *("fit_predict", "inverse_transform", "partial_fit", "save_weights", "load_weights"),
        *("numpy", "eq", "ne"),
    ]
)
_OWNERS = (
    *("Tensor", "Module", "Optimizer", "Tokenizer", "DistributedSampler", "list", "dict", "str"),
    *("set", "file", "Path", "Estimator", "KerasModel"),
)


def recognise(node: ast.Call, scope: Scope) -> Call | None:
    """Find the card for a call, or None."""
    cards = knowledge.cards()
    full = _told_by_keyword(node) or scope.full_name(node.func) or ""
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


_BY_KEYWORD = {
    "profile": ("activities", "torch.profiler.profile"),
    "schedule": ("wait", "torch.profiler.schedule"),
}
"""Functions that many libraries have by this name, and one with this argument."""


def _told_by_keyword(node: ast.Call) -> str | None:
    keyword, full = _BY_KEYWORD.get(getattr(node.func, "id", ""), ("", None))
    return full if any(k.arg == keyword for k in node.keywords) else None


_ANSWERING = ("send_response", "send_header", "end_headers", "send_error")
"""Methods that a class for answering HTTP requests has from its parent class."""


def _by_its_name(node: ast.Call, func: ast.Attribute, scope: Scope) -> Call | None:
    """A method of an unknown object, whose name says what it does: `bag.remove(x)`."""
    plain: dict[str, str] = knowledge.table("nouns")["method"]
    text = plain.get(func.attr)
    owner = func.value
    if text is None or any(isinstance(a, ast.Starred) for a in node.args):
        return None
    if isinstance(owner, ast.Name):
        own = owner.id == "self" and func.attr in _ANSWERING
        unknown = (owner.id in ("self", "cls", "super") and not own) or owner.id in scope.imports
        if unknown or owner.id in knowledge.table("aliases") or scope.kind(owner) == "Module":
            return None
    if func.attr == "remove" and is_spelled(owner, ["hook", "handle", "handler", "callback"]):
        if node.args or node.keywords or "handler" in ast.unparse(owner):
            return None
        return Call("*.remove", {}, owner, {"args": "", "text": "takes {self} away again"})
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
    if func.attr in scope.own.get(dotted(func.value) or "", ()):
        return None
    kind = scope.kind(func.value)
    told = kind not in (None, "Tensor") and f"{kind}.{func.attr}" in cards
    if not told and _of_module(func, node, scope):
        return None
    kind = "KerasModel" if _is_keras(func, node, kind) else kind
    if getattr(func.value, "id", "") == "self" and f"LightningModule.{func.attr}" in cards:
        if any(base.endswith("LightningModule") for base in scope.classes.values()):
            return f"LightningModule.{func.attr}"
    parts = {k.arg for k in node.keywords}
    if func.attr == "replace" and parts and not node.args and parts <= _PARTS_OF_DATES:
        return "DateTime.replace"
    if func.attr in ("eval", "train") and not scope.learning:
        if not ast.unparse(func.value).partition("(")[0].endswith(".from_pretrained"):
            return None  # an oven or a car
    if kind in (None, "Tensor") and f"Query.{func.attr}" in cards and queries(func.value):
        return f"Query.{func.attr}"
    if func.attr.startswith("assert") and f"TestCase.{func.attr}" in cards:
        return f"TestCase.{func.attr}"
    kinds = [kind, *knowledge.table("kinds")["also"].get(kind, [])] if kind else []
    for candidate in kinds:
        if f"{candidate}.{func.attr}" in cards:
            return f"{candidate}.{func.attr}"
    if kind is None and func.attr in ("state_dict", "load_state_dict"):
        if len(scope.uses.get("keeping state", ())) > 1:  # which is the model, nothing tells
            return f"Stateful.{func.attr}"
    if func.attr == "encode" and kind in (None, "Module"):
        if _EMBEDDING & {k.arg for k in node.keywords}:
            return "SentenceTransformer.encode"
    if func.attr == "generate" and kind in (None, "Module"):
        if _GENERATING & {k.arg for k in node.keywords}:
            return "PreTrainedModel.generate"
    if func.attr in ("t", "apply") and (plain := _by_owner(func, node, scope)):
        return plain
    if kind is None and func.attr == "pop" and len(node.args) == 2:
        return "dict.pop"
    if kind is None and _tells(func, node):
        return _BY_ARGUMENT[func.attr][0]
    if func.attr in _TELLING or _is_texts(func, node):
        if func.attr == "eval" and node.args:
            return None
        owners: tuple[str, ...] = ("str", "dict", "list") if _is_texts(func, node) else _OWNERS
        if getattr(func.value, "id", "") == "self":  # its own layers and methods
            owners = ("Module",)
        for candidate in owners:
            if f"{candidate}.{func.attr}" in cards:
                return f"{candidate}.{func.attr}"
    return None


def _by_owner(func: ast.Attribute, node: ast.Call, scope: Scope) -> str | None:
    """`b.t()` of what is no module, and `self.apply(f)` of a module that has no such method."""
    of_itself = getattr(func.value, "id", "") == "self"
    if func.attr == "t":
        given = node.args or node.keywords or of_itself
        name = dotted(func.value)
        module = name is not None and scope.stands_for_module(name)
        tensor = scope.learning and scope.kind(func.value) in (None, "Tensor") and not module
        return "Tensor.t" if tensor and not given else None
    modules = all(base.endswith("Module") for base in scope.classes.values())
    own = of_itself and bool(scope.classes) and modules and "apply" not in scope.bound
    return "Module.apply" if own and len(node.args) == 1 else None


_PARTS_OF_DATES = frozenset(("year", "month", "day", "hour", "minute", "second", "microsecond"))
_MODULES = frozenset(
    (
        *("K", "ops", "xp", "jnp", "cp", "tl", "mx", "sp", "sy", "lib", "backend", "functional"),
        *("func", "cmath", "init"),
    )
)
_OF_NUMBERS = frozenset(
    (
        *("exp", "log", "sqrt", "abs", "cos", "sin", "sigmoid", "tanh", "relu", "rsqrt", "numel"),
        *("sum", "mean", "std", "var", "max", "min", "softmax", "log_softmax", "cumsum", "argmax"),
        *("argmin", "square", "reshape", "flatten", "all", "any", "norm", "clamp", "pow", "dot"),
        *("matmul", "uniform_", "normal_", "zero_", "fill_", "squeeze", "unsqueeze", "expand"),
        "repeat",
    )
)


def _of_module(func: ast.Attribute, node: ast.Call, scope: Scope) -> bool:
    """Whether a call is one of a module's function rather than of a method: `ops.sum(x)`."""
    name = dotted(func.value) or ""
    head, _, last = name.rpartition(".")
    if func.attr not in _OF_NUMBERS or not node.args or _whole(node.args[0]):
        return False
    if func.attr in ("exp", "log", "sqrt", "abs", "cos", "sin", "sigmoid", "tanh", "relu"):
        return last in _MODULES or (name == last != "" and scope.stands_for_module(last))
    if head:
        return last in ("ops", "xp", "backend", "functional")
    return last in scope.imports or (last in _MODULES and last not in scope.bound)


def _whole(node: ast.expr) -> bool:
    node = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(node, ast.Constant) and type(node.value) is int


_BY_ARGUMENT = {
    "to": ("Tensor.to", re.compile(r"(\w+\.)*(\w*device)\b|'(cuda|cpu|mps)\b|torch\.\w+$")),
    "decode": ("bytes.decode", re.compile(r"'(utf|ascii|latin)")),
    "round": ("array.round", re.compile(r"\d$")),
    "flip": ("Tensor.flip", re.compile(r"-\d$")),
}
"""Methods of unknown objects that their first argument tells: `f(x).to(device)`."""


def _tells(func: ast.Attribute, node: ast.Call) -> bool:
    known = _BY_ARGUMENT.get(func.attr)
    return bool(known and node.args and known[1].match(ast.unparse(node.args[0])))


_EMBEDDING = {"normalize_embeddings", "convert_to_tensor", "convert_to_numpy", "show_progress_bar"}
_GENERATING = {"max_new_tokens", "num_beams", "num_return_sequences", "do_sample", "pad_token_id"}
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
        if func.attr in ("split", "rsplit") and len(given) == 2:
            return isinstance(given[0], str) and isinstance(given[1], int)
        return all(isinstance(v, str) for v in given)
    if func.attr == "encode":
        return given in (["utf-8"], ["utf8"], ["ascii"], ["latin-1"], ["UTF-8"])
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
