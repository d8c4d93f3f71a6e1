"""Evaluation and generation: the network's mode, and graphs that nobody needs."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.bindings import Function
from mlexplain.explain.cautions.reading.outputs import RESHAPING
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import (
    method,
    receiver,
)
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_CHOOSING = ("argmax", "max", "topk", "round", "multinomial")
_TRAINING = ("backward", "fit", "step", "log_prob", "gather", "partial_fit", "grad")
_PART_OF_A_NETWORK = ("forward", "__call__", "training_step")
_OF_A_TOKENIZER = ("decode", "batch_decode", "encode", "token_id", "return_tensors", "apply_chat")
_CHANGED_BY_MODE = ("Dropout", "dropout", "BatchNorm", "batch_norm", "InstanceNorm")
_Loop = ast.For | ast.While | ast.AsyncFor


def look(snippet: Snippet) -> Iterator[Seen]:
    seen: set[tuple[str, int]] = set()
    for run in _measuring_runs(snippet):
        around = snippet.flow.function(run) or snippet.tree
        model = dotted(run.func) or ""
        if not snippet.sheltered(run) and ("graph", id(around)) not in seen:
            seen.add(("graph", id(around)))
            yield Seen("no-grad-missing", run.lineno)
        if _mode_matters(run, snippet) and (model, id(around)) not in seen:
            seen.add((model, id(around)))
            yield Seen("no-eval-mode", run.lineno, {"model": model})
    for run in snippet.calls:
        if _loaded_whole(run, snippet):
            yield Seen("no-eval-mode", run.lineno, {"model": dotted(run.func) or ""})
            return
        if dotted(run.func) and run.args and snippet.sheltered(run):
            if _trained_meanwhile(run, snippet) or _never_switched(run, snippet):
                yield Seen("no-eval-mode", run.lineno, {"model": dotted(run.func) or ""})
                return


def _loaded_whole(run: ast.Call, snippet: Snippet) -> bool:
    """`net = torch.load(path)` and `net(x)`, as it was when it was saved, mostly in training."""
    made = snippet.flow.value(run.func) if isinstance(run.func, ast.Name) else None
    while method(made or run) in ("to", "cuda", "cpu", "float") and made is not None:
        made = snippet.flow.value(receiver(made) or made)
    if not isinstance(made, ast.Call) or snippet.called(made) != "torch.load" or not run.args:
        return False
    return not any(_switches(c) or _trains(c, snippet) for c in snippet.calls)


def _never_switched(run: ast.Call, snippet: Snippet) -> bool:
    """`predict` of a class that makes its network and loads the weights, and never calls `eval`."""
    owner, function = snippet.flow.class_of(run), snippet.flow.function(run)
    name = dotted(run.func) or ""
    if owner is None or function is None or not name.startswith("self.") or name.count(".") > 1:
        return False
    if any(_switches(c) for c in snippet.calls) or not snippet.sheltered(run):
        return False
    if function.name in _PART_OF_A_NETWORK or any(_trains(c, snippet) for c in snippet.calls):
        return False
    made = snippet.flow.value(run.func)
    loads = any(
        method(c) == "load_state_dict" and dotted(receiver(c) or c) == name for c in snippet.calls
    )
    return loads and isinstance(made, ast.Call)


def _measuring_runs(snippet: Snippet) -> Iterator[ast.Call]:
    """Runs of a network in a loop that measures or generates, and does not train."""
    flow = snippet.flow
    backward = [c for c in snippet.calls if method(c) == "backward"]
    trained = {n for c in backward for n in flow.reached(c)}
    for run in snippet.calls:
        loops = flow.loops(run)
        if run in trained or not dotted(run.func) or not run.args:
            continue
        function = flow.function(run)
        if function is not None and function.name in _PART_OF_A_NETWORK:
            continue
        if _is_tokenizer(run, snippet):
            continue
        itself = dotted(run.func) == "self"
        if not (itself or _is_given(run, snippet) or snippet.is_model(run.func)):
            continue
        if flow.function(run) is None and flow.binding(run.func) is None:
            continue  # a cut-out: what stood before it is not shown
        around = loops[0] if loops else flow.function(run)
        if around is None:
            continue
        inside = [n for n in walk(around) if isinstance(n, ast.Call)]
        if any(_trains(n, snippet) for n in inside) or (not loops and _gives_loss(function)):
            continue
        if (
            (loops and function is not None and _switched_off(run, function))
            or _measures(run, around, snippet)
            or (loops and _generates(run, loops, snippet))
        ):
            yield run


def _gives_loss(function: Function | None) -> bool:
    """`return loss, accuracy`: a caller may well go backwards from it."""
    if function is None or any(method(n) == "eval" for n in walk(function)):
        return False
    given = [n.value for n in walk(function) if isinstance(n, ast.Return) and n.value is not None]
    parts = [p for v in given for p in (v.elts if isinstance(v, ast.Tuple) else [v])]
    return any(isinstance(p, ast.Name) and "loss" in p.id.lower() for p in parts)


def _switched_off(run: ast.Call, function: Function) -> bool:
    """`net.eval()` in the function that runs it over a loop, and trains nothing."""
    inside = [n for n in walk(function) if isinstance(n, ast.Call)]
    trains = any(method(n) in ("backward", "grad", "requires_grad_") for n in inside)
    trains = trains or any(method(n) == "train" and n.lineno <= run.lineno for n in inside)
    return not trains and any(
        method(n) == "eval" and not n.args and dotted(receiver(n) or n) == dotted(run.func)
        for n in inside
    )


def _is_tokenizer(run: ast.Call, snippet: Snippet) -> bool:
    """Whether what is called is asked for tokens elsewhere as well."""
    name = dotted(run.func)
    words = [k.arg or "" for k in run.keywords]
    words += snippet.members.get(name or "", ())
    return any(sign in word for word in words for sign in _OF_A_TOKENIZER)


def _trains(node: ast.Call, snippet: Snippet) -> bool:
    if method(node) == "step" or method(node) in _TRAINING:
        of = receiver(node)
        return method(node) != "step" or (of is not None and "env" not in (dotted(of) or ""))
    return snippet.called(node) == "torch.autograd.grad"


def _items(loop: _Loop | Function) -> set[str]:
    """What a loop's rounds, or a function's calls, differ in."""
    if isinstance(loop, ast.While):
        return set()
    if isinstance(loop, Function):
        return {a.arg for a in loop.args.args}
    return {n.id for n in walk(loop.target) if isinstance(n, ast.Name)}


def _measures(run: ast.Call, loop: _Loop | Function, snippet: Snippet) -> bool:
    """A network gets an item of the loop; its best class is compared, or its loss made a number."""
    if not run.args or not _from_item(run.args[0], loop, snippet):
        return False
    known = snippet.is_model(run.func)
    function = snippet.flow.function(run)
    given = function is not None and dotted(run.func) in {a.arg for a in function.args.args}
    if not known and not given:
        return False
    for node in walk(loop):
        if isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Eq):
            if any(_is_no_answer(c, snippet) for c in (node.left, node.comparators[0])):
                continue  # which rows go to expert `e`, and whether there are any
            reached = list(snippet.flow.reached(node))
            chosen = [d for n in reached if (d := snippet.operation(n)) and d.name in _CHOOSING]
            tensors = known or any(_is_tensor_choice(d.call, snippet) for d in chosen)
            if run in reached and chosen and tensors:
                return True
        if method(node) in ("append", "extend") and isinstance(loop, _Loop) and node.args:  # type: ignore[attr-defined]
            reached = list(snippet.flow.reached(node.args[0]))  # type: ignore[attr-defined]
            chosen = [d for n in reached if (d := snippet.operation(n)) and d.name in _CHOOSING]
            if run in reached and any(_is_tensor_choice(d.call, snippet) for d in chosen):
                return True
        if (known or given) and isinstance(node, ast.Call) and method(node) == "item":
            if any(snippet.is_loss(n) for n in snippet.flow.reached(node)):
                if run in snippet.flow.reached(node):
                    return True
    return False


def _is_no_answer(node: ast.expr, snippet: Snippet) -> bool:
    """What no guess is held against: a number, and what counts the rounds of a loop (`e` of
    `for e in range(n)` and `for e, f in enumerate(m)`)."""
    if isinstance(node, ast.Constant):
        return True
    for loop in snippet.flow.loops(node):
        if isinstance(loop, ast.For) and isinstance(loop.iter, ast.Call):
            over = snippet.called(loop.iter) or dotted(loop.iter.func)
            target = loop.target
            if over == "enumerate" and isinstance(target, ast.Tuple):
                target = target.elts[0]
            if over in ("range", "enumerate") and ast.unparse(target) == ast.unparse(node):
                return True
    return False


def _is_tensor_choice(call: ast.Call, snippet: Snippet) -> bool:
    """`.argmax(1)` and `torch.max(x, 1)`: with a dimension or from PyTorch."""
    words = {k.arg for k in call.keywords}
    if "axis" in words or snippet.full_name(call.func).startswith("numpy."):
        return False
    return bool(call.args) or "dim" in words


def _from_item(node: ast.expr, loop: _Loop | Function, snippet: Snippet) -> bool:
    for _ in range(4):
        if isinstance(node, ast.Name) and node.id in _items(loop):
            return True
        value = snippet.flow.value(node)
        done = snippet.operation(value)
        if done is not None and done.name in RESHAPING:
            node = done.of
        elif isinstance(value, ast.Subscript):
            node = value.value
        else:
            bound = snippet.flow.binding(node)
            if bound is None or bound.how != "part" or not isinstance(bound.value, ast.Name):
                return False
            node = bound.value
    return False


def _generates(run: ast.Call, loops: list[_Loop], snippet: Snippet) -> bool:
    """What is drawn from a network's output is joined to its next input."""
    itself = dotted(run.func) == "self"
    if not run.args or not (itself or snippet.is_model(run.func) or _is_given(run, snippet)):
        return False
    fed = {dotted(n) for a in run.args for n in walk(a) if dotted(n)}
    source = {dotted(n) for a in run.args for n in snippet.flow.reached(a) if dotted(n)}
    for node in walk(loops[0]):
        if isinstance(node, ast.Call) and method(node) == "append" and node.args:
            if dotted(receiver(node) or node) in source and _is_drawn(node.args[0], run, snippet):
                return True
        name = dotted(node.targets[0]) if isinstance(node, ast.Assign) else None
        if not isinstance(node, ast.Assign) or name not in fed:
            continue
        reached = list(snippet.flow.reached(node.value))
        drawn = any((d := snippet.operation(n)) and d.name in _CHOOSING for n in reached)
        if run in reached and (drawn or _from_noise(name or "", run, loops[0], snippet)):
            return True
    return False


def _is_drawn(node: ast.expr, run: ast.Call, snippet: Snippet) -> bool:
    """Whether a value is drawn from the output of a run."""
    reached = list(snippet.flow.reached(node))
    return run in reached and any(
        d.name == "multinomial" or (d.name == "argmax" and _is_tensor_choice(d.call, snippet))
        for n in reached
        if (d := snippet.operation(n))
    )


def _from_noise(name: str, run: ast.Call, loop: _Loop, snippet: Snippet) -> bool:
    """What a loop refines began as noise, before the loop."""
    layer = snippet.called(snippet.flow.value(run.func))
    if layer.startswith("torch.nn.") and layer.endswith(("RNN", "Cell", "GRU", "LSTM")):
        return False  # a state that is carried on, not an image that gets clearer
    bound = [
        b for b in snippet.flow.bindings(name, run) if not snippet.flow.inside(b.statement, loop)
    ]
    made = bound[-1].value if bound else None
    return made is not None and snippet.called(made) in ("torch.randn", "torch.randn_like")


def _is_given(run: ast.Call, snippet: Snippet) -> bool:
    function = snippet.flow.function(run)
    return function is not None and dotted(run.func) in {a.arg for a in function.args.args}


def _mode_matters(run: ast.Call, snippet: Snippet) -> bool:
    """Whether nothing in the code switches modes, and the network may depend on its mode."""
    if dotted(run.func) == "self" or any(_switches(c) for c in snippet.calls):
        return False
    made = snippet.flow.value(run.func)
    if snippet.flow.binding(run.func) is None:
        return False
    up = snippet.flow.parent(run)
    if isinstance(up, ast.Attribute) and up.attr == "logits" and _is_given(run, snippet):
        return False  # as models of `transformers` answer, which come in evaluation mode
    if isinstance(made, ast.Call):
        if method(made) in ("from_pretrained", "load", "from_config"):
            return False
        owner = snippet.flow.classes.get(snippet.called(made))
        shown: ast.AST | None = owner if owner is not None else made
        if snippet.called(made).startswith("torch.nn.") or owner is not None:
            text = ast.unparse(shown) if shown is not None else ""
            inherited = owner is not None and any(
                name in text for name in snippet.flow.classes if name != owner.name
            )
            return inherited or any(word in text for word in _CHANGED_BY_MODE)
    return True


def _switches(call: ast.Call) -> bool:
    return method(call) in ("eval", "train") and not (method(call) == "eval" and call.args)


def _trained_meanwhile(run: ast.Call, snippet: Snippet) -> bool:
    """A function measures, its loop switches to training, and nothing ever calls `eval()`."""
    function = snippet.flow.function(run)
    if any(method(c) == "eval" for c in snippet.calls):
        return False
    on = [c for c in snippet.calls if method(c) == "train" and not c.args]
    for call in on:
        here = snippet.flow.function(call) is function and bool(snippet.flow.loops(call))
        if here and dotted(receiver(call) or call) == dotted(run.func):
            return any(method(c) == "backward" for c in snippet.calls)
    if function is None:
        return False
    place = [a.arg for a in function.args.args]
    if dotted(run.func) not in place or any(
        method(c) in ("train", "eval") for c in walk(function) if isinstance(c, ast.Call)
    ):
        return False
    for call in snippet.flow.calls.get(function.name, []):
        at = place.index(dotted(run.func) or "")
        given = dotted(call.args[at]) if at < len(call.args) else None
        for loop in snippet.flow.loops(call)[:1]:
            for inner in walk(loop):
                if method(inner) == "train" and isinstance(inner, ast.Call) and not inner.args:
                    if given and dotted(receiver(inner) or inner) == given:
                        return True
    return False
