"""Who plays which part in training and play: the model, its loss function, data, schedule,
environment and device, told by what flows where."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from mlexplain.explain.facts.clues import called, calls_in, named
from mlexplain.explain.facts.models import Values, model_of, scoring
from mlexplain.explain.read.walk import walk

_LOSSES = frozenset(
    [
        *("cross_entropy", "binary_cross_entropy", "binary_cross_entropy_with_logits"),
        *("mse_loss", "l1_loss", "nll_loss", "smooth_l1_loss", "huber_loss", "kl_div", "ctc_loss"),
    ]
)
_EVALUATES = frozenset(["eval", "no_grad", "inference_mode"])
_SETTINGS = re.compile(r"conf|cfg|args|hparams|opt|model")
"""Names of what may have token ids as a tokenizer has them."""
_OF_TOKENIZERS = frozenset(
    [
        *("eos_token_id", "pad_token_id", "pad_token", "eos_token", "bos_token_id"),
        *("apply_chat_template", "batch_decode", "convert_tokens_to_ids", "convert_ids_to_tokens"),
    ]
)
Told = Iterator[tuple[str, str]]


def players(nodes: list[ast.AST], values: Values) -> Told:
    """Names with the parts that they play, as far as several statements show them together."""
    defined = {n.name for n in nodes if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    losses = dict(_loss_calls(nodes, values))
    models = {m for call in losses.values() for m in model_of(call, values)}
    models |= _switched(nodes)
    models = {m for m in models if called(values.get(m)) != "Linear"}  # the last layer of one
    if not models:
        models = scoring(nodes, values) - defined
    if len(models) == 1:
        yield from ((m, "the model") for m in models - defined)
    for call in losses.values():
        if isinstance(call.func, ast.Name) and called(values.get(call.func.id)) == "":
            if call.func.id not in defined and model_of(call, values):
                yield call.func.id, "the loss function"
    yield from _data(nodes, models)
    optimizers = _optimizers(nodes)
    yield from ((o, "the optimizer") for o in optimizers)
    yield from _schedule(nodes, optimizers | _over_parameters(values))
    yield from _environment(nodes)
    yield from _device(nodes)
    yield from _tokenizer(nodes)
    yield from _totals(nodes, values, losses)


def _loss_calls(nodes: list[ast.AST], values: Values) -> Iterator[tuple[str, ast.Call]]:
    """Names that hold a loss, with the call that measures it: `l = c(m(x), y)`."""
    back = {
        n.id
        for node in nodes
        if isinstance(node, ast.Call) and called(node) == "backward"
        for n in walk(node)
        if isinstance(n, ast.Name)
    }
    for name, value in values.items():
        call = _scaled(value)
        if not isinstance(call, ast.Call) or len(call.args) < 2:
            continue
        plain = isinstance(call.func, ast.Name) and name in back and len(call.args) == 2
        if plain or called(call) in _LOSSES:
            yield name, call


def _scaled(value: ast.expr) -> ast.expr:
    """`c(p, y)` of `c(p, y) / k`."""
    while isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div | ast.Mult):
        value = value.left
    return value


def _switched(nodes: list[ast.AST]) -> set[str]:
    """Names that are called, and switched by `train()` and `eval()` or asked for parameters."""
    asked = {
        node.func.value.id
        for node in nodes
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and not node.args
        and node.func.attr in ("train", "eval", "parameters", "named_parameters")
    }
    ran = {n.func.id for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    return asked & ran


def _data(nodes: list[ast.AST], models: set[str]) -> Told:
    """`d` of `for x, y in d`, where the model is fed with `x`: there it learns, or is judged."""
    loops = [n for n in nodes if isinstance(n, ast.For) and _feeds(n, models)]
    learning = [n for n in loops if "backward" in calls_in(n)]
    for loop in loops:
        part = "the training data" if loop in learning else ""
        if not part and learning and _EVALUATES & set().union(*map(_all_calls, nodes)):
            tested = "test" in ast.unparse(_source(loop.iter)).lower()
            part = "the test data" if tested else "the validation data"
        yield from named(_source(loop.iter), part)


def _all_calls(node: ast.AST) -> set[str]:
    return {called(node)} if isinstance(node, ast.Call) else set()


def _feeds(loop: ast.For, models: set[str]) -> bool:
    """Whether the loop itself, no loop around it, gives what it gets to the model."""
    got = {n.id for n in walk(loop.target) if isinstance(n, ast.Name)}
    return any(
        isinstance(n, ast.Call)
        and getattr(n.func, "id", "") in models
        and any(isinstance(a, ast.Name) and a.id in got for arg in n.args for a in walk(arg))
        for n in walk(loop)
    )


def _source(node: ast.expr) -> ast.expr:
    """`d` of `enumerate(d)`."""
    while isinstance(node, ast.Call) and called(node) in ("enumerate", "tqdm") and node.args:
        node = node.args[0]
    return node


def _methods(nodes: list[ast.AST]) -> dict[str, set[str]]:
    """Names with the methods that are called on them."""
    found: dict[str, set[str]] = {}
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if isinstance(node.func.value, ast.Name):
                found.setdefault(node.func.value.id, set()).add(node.func.attr)
    return found


def _optimizers(nodes: list[ast.AST]) -> set[str]:
    """`o` of `o.zero_grad()` and `o.step()`, and of `s.step(o)` where `s` scales losses."""
    methods = _methods(nodes)
    scalers = {name for name, called_on in methods.items() if {"scale", "step"} <= called_on}
    passed = {
        node.args[0].id
        for node in nodes
        if isinstance(node, ast.Call)
        and called(node) == "step"
        and getattr(getattr(node.func, "value", None), "id", "") in scalers
        and node.args
        and isinstance(node.args[0], ast.Name)
    }
    own = {name for name, called_on in methods.items() if {"zero_grad", "step"} <= called_on}
    return own | passed or _stepping_behind(nodes, methods) - scalers


def _stepping_behind(nodes: list[ast.AST], methods: dict[str, set[str]]) -> set[str]:
    """`o` of the first `o.step()` behind `l.backward()` in a block."""
    found = set()
    for node in nodes:
        went_back = False
        for statement in getattr(node, "body", ()) if isinstance(node, ast.stmt) else ():
            call = statement.value if isinstance(statement, ast.Expr) else None
            if not isinstance(call, ast.Call):
                continue
            went_back = went_back or called(call) == "backward"
            if went_back and called(call) == "step" and not call.args:
                name = getattr(getattr(call.func, "value", None), "id", "")
                if name and not methods[name] & {"backward", "update", "unscale_"}:
                    found.add(name)
                break
    return found


def _over_parameters(values: Values) -> set[str]:
    """Names set to what was given parameters: `optimizer_d = optim.Adam(d.parameters())`."""
    return {
        name
        for name, value in values.items()
        if isinstance(value, ast.Call)
        and any(called(n) in ("parameters", "param_groups") for a in value.args for n in walk(a))
    }


def _schedule(nodes: list[ast.AST], optimizers: set[str]) -> Told:
    """`s` of `s.step()`, beside an optimizer whose gradients are cleared."""
    methods = _methods(nodes)
    opened = {
        n.id
        for node in nodes
        if isinstance(node, ast.withitem) and node.optional_vars is not None
        for n in walk(node.optional_vars)
        if isinstance(n, ast.Name)
    }
    for node in nodes if optimizers else []:
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Call) and called(call) == "step" and not call.args:
            name = getattr(getattr(call.func, "value", None), "id", "")
            if name and not methods[name] & {"zero_grad", "scale", "backward"}:
                if name not in optimizers | opened:
                    yield name, "the learning-rate schedule"


def _environment(nodes: list[ast.AST]) -> Told:
    """`e` of `s, r, d, _ = e.step(a)` and `e.reset()`: a trainer steps, too."""
    begun = {ast.unparse(n.func.value) for n in nodes if _resets(n)}  # type: ignore[attr-defined]
    for node in nodes:
        if isinstance(node, ast.Assign) and called(node.value) == "step":
            target = node.targets[0]
            owner = getattr(node.value.func, "value", None)  # type: ignore[attr-defined]
            if isinstance(target, ast.Tuple) and len(target.elts) in (4, 5):
                if owner is not None and ast.unparse(owner) in begun:
                    yield from named(owner, "the environment")


def _resets(node: ast.AST) -> bool:
    call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return call and called(node) == "reset"


def _device(nodes: list[ast.AST]) -> Told:
    """`v` of `x.to(v)` and `y.to(v)`."""
    moved: dict[str, set[str]] = {}
    ranks = {
        getattr(n.value, "id", "") for n in nodes if isinstance(n, ast.keyword) and n.arg == "rank"
    }
    for node in nodes:
        if isinstance(node, ast.Call) and called(node) == "to" and len(node.args) == 1:
            what = getattr(node.func, "value", None)
            if isinstance(node.args[0], ast.Name) and what is not None:
                moved.setdefault(node.args[0].id, set()).add(ast.unparse(what))
        elif isinstance(node, ast.keyword) and node.arg in ("device", "map_location"):
            if isinstance(node.value, ast.Name):
                moved.setdefault(node.value.id, set()).update(("", node.arg))
    for name, objects in moved.items():
        if len(objects) > 1 and name not in ranks:  # a process has the number of its device
            yield name, "the device"


def _tokenizer(nodes: list[ast.AST]) -> Told:
    """`t` of `t(s, return_tensors="pt")`, `t(s)["input_ids"]` and `t.eos_token_id`."""
    for node in nodes:
        if isinstance(node, ast.Call) and any(
            k.arg in ("return_tensors", "is_split_into_words") for k in node.keywords
        ):
            other = {"images", "audio", "sampling_rate", "raw_speech"} & {
                k.arg for k in node.keywords
            }
            if not other and "process" not in ast.unparse(node.func).lower():  # images or sound
                yield from named(node.func, "the tokenizer")
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.attr in _OF_TOKENIZERS and not _SETTINGS.search(node.value.id.lower()):
                yield node.value.id, "the tokenizer"
        of = getattr(node, "value", None)
        if isinstance(of, ast.Call) and isinstance(of.func, ast.Name):
            key = getattr(getattr(node, "slice", None), "value", getattr(node, "attr", ""))
            if key == "input_ids":
                yield of.func.id, "the tokenizer"


def _totals(nodes: list[ast.AST], values: Values, losses: dict[str, ast.Call]) -> Told:
    """`t` of `t += l.item()`, what divides it, and the lists that keep such numbers."""
    totals = set()
    for node in nodes:
        if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Add):
            name = getattr(node.target, "id", "")
            several = any(isinstance(n, ast.List | ast.Tuple) for n in walk(node.value))
            if name and not several and any(_is_number(n, losses) for n in walk(node.value)):
                totals.add(name)
                yield name, "the total loss"
    for name, value in values.items():
        if _divides(value, totals):
            yield name, "the mean loss"
    for node in nodes:
        if isinstance(node, ast.Call) and called(node) == "append" and len(node.args) == 1:
            added = node.args[0]
            held = getattr(node.func, "value", None)
            if _divides(added, totals):
                yield from named(held, "the mean losses")
            elif _is_number(added, losses):
                yield from named(held, "the losses")


def _is_number(node: ast.AST, losses: dict[str, ast.Call]) -> bool:
    """`l.item()` of a loss, or of the call that measures it."""
    if not (isinstance(node, ast.Call) and called(node) in ("item", "float")):
        return False
    of = getattr(node.func, "value", None) if called(node) == "item" else node.args[:1] or None
    inner = of[0] if isinstance(of, list) else of
    return getattr(inner, "id", None) in losses or called(inner) in _LOSSES


def _divides(value: ast.expr, totals: set[str]) -> bool:
    """`t / n`."""
    divided = isinstance(value, ast.BinOp) and isinstance(value.op, ast.Div)
    return divided and getattr(value.left, "id", "") in totals  # type: ignore[attr-defined]
