"""What should not be trained: targets, teachers, and a generator during its opponent's step."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_CUTS = frozenset(
    ["detach", "item", "numpy", "tolist", "argmax", "data", "long", "int", "bool", "round"]
)
_DISTANCES = frozenset(
    [
        "mse_loss",
        "MSELoss",
        "smooth_l1_loss",
        "SmoothL1Loss",
        "huber_loss",
        "HuberLoss",
        "l1_loss",
        "L1Loss",
        "kl_div",
        "KLDivLoss",
        "cross_entropy",
        "CrossEntropyLoss",
        "binary_cross_entropy",
        "BCELoss",
    ]
)


def look(snippet: Snippet) -> Iterator[Seen]:
    yield from _fakes(snippet)
    yield from _policy(snippet)
    if _frozen(snippet):
        return
    for node in snippet.nodes:
        sides = _compared(node, snippet)
        if sides is not None:
            yield from _target(*sides, snippet)


def _frozen(snippet: Snippet) -> bool:
    """Whether gradients are switched off for some parameters."""
    for node in snippet.nodes:
        if method(node) == "requires_grad_" and isinstance(node, ast.Call) and node.args:
            return True
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Attribute):
            if node.targets[0].attr == "requires_grad":
                return True
    return False


def _compared(node: ast.AST, snippet: Snippet) -> tuple[ast.expr, ast.expr] | None:
    """Prediction and target of a loss, also of a squared difference."""
    if isinstance(node, ast.Call) and len(node.args) >= 2:
        return (node.args[0], node.args[1]) if snippet.loss_name(node) in _DISTANCES else None
    squared: ast.expr | None = None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        squared = node.left
    elif isinstance(node, ast.Call) and method(node) in ("pow", "square"):
        squared = receiver(node)
    if squared is not None:
        squared = snippet.flow.value(squared)
        if isinstance(squared, ast.BinOp) and isinstance(squared.op, ast.Sub):
            one, other = squared.left, squared.right
            return (other, one) if _bootstraps(one, snippet) else (one, other)
    return None


def _target(prediction: ast.expr, target: ast.expr, snippet: Snippet) -> Iterator[Seen]:
    aimed = _runs(target, snippet) or (
        _valued(target, snippet) if _bootstraps(target, snippet) else []
    )
    predicting = _runs(prediction, snippet) or (_valued(prediction, snippet) if aimed else [])
    if not predicting or not aimed:
        return
    twin = any(
        ast.dump(p.func) != ast.dump(t.func) and _fed_alike(p, t) for p in predicting for t in aimed
    )
    shared = any(p is t for p in predicting for t in aimed)
    if (twin and not shared) or _bootstraps(target, snippet):
        values = {"net": f"`{ast.unparse(aimed[0].func)}`"}
        yield Seen("target-keeps-gradient", target.lineno, values)


def _fed_alike(one: ast.Call, other: ast.Call) -> bool:
    return bool(one.args) and [ast.dump(a) for a in one.args] == [ast.dump(a) for a in other.args]


def _bootstraps(node: ast.expr, snippet: Snippet) -> bool:
    """`reward + discount * network(next state)`."""
    value = snippet.flow.value(node)
    for _ in range(4):
        inner = receiver(value)
        if inner is None or method(value) in _CUTS:
            break
        value = snippet.flow.value(inner)
    if not (isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add)):
        return False
    if snippet.sheltered(value):
        return False
    sides = [snippet.flow.value(s) for s in (value.left, value.right)]
    products = [s for s in sides if isinstance(s, ast.BinOp) and isinstance(s.op, ast.Mult)]
    plain = [s for s in sides if not (_runs(s, snippet) or _valued(s, snippet))]
    return bool(plain) and any(_runs(p, snippet) or _valued(p, snippet) for p in products)


def _valued(node: ast.AST, snippet: Snippet) -> list[ast.Call]:
    """Runs of what is handed over or not shown, whose best or chosen values are taken."""
    found = []
    for inner in snippet.flow.reached(node, lambda n: gradient_stops(n, snippet)):
        done = snippet.operation(inner)
        if done is None or done.name not in ("gather", "max", "amax"):
            continue
        run = snippet.flow.value(done.of)
        if not isinstance(run, ast.Call) or not run.args or snippet.sheltered(run):
            continue
        bound = snippet.flow.binding(run.func)
        unknown = bound is None and dotted(run.func) not in snippet.flow.functions
        if dotted(run.func) and snippet.operation(run) is None:
            if (unknown or (bound is not None and bound.how == "given")) and not _known(
                run, snippet
            ):
                found.append(run)
    return found


def _known(run: ast.Call, snippet: Snippet) -> bool:
    name = dotted(run.func) or ""
    return "." not in name and (name in dir(builtins) or name in snippet.scope.imports)


def _runs(node: ast.AST, snippet: Snippet) -> list[ast.Call]:
    """The runs of networks that gradients reach from a value."""

    found = snippet.flow.reached(node, lambda n: gradient_stops(n, snippet))
    return [n for n in found if isinstance(n, ast.Call) and snippet.is_model(n.func)]


def gradient_stops(node: ast.AST, snippet: Snippet) -> bool:
    """Whether no gradient passes here."""
    attribute = isinstance(node, ast.Attribute) and node.attr in _CUTS
    done = snippet.operation(node)
    named = done is not None and done.name in _CUTS
    return attribute or named or isinstance(node, ast.Compare) or snippet.sheltered(node)


def _policy(snippet: Snippet) -> Iterator[Seen]:
    """`(log_prob * advantage).mean()` is minimised: good actions become rarer."""
    for call in snippet.calls:
        of = receiver(call)
        if method(call) != "backward" or of is None:
            continue
        yield from _summed_policy(of, snippet)
        value = snippet.flow.value(of)
        done = snippet.operation(value)
        if done is None or done.name not in ("mean", "sum"):
            continue
        product = snippet.flow.value(done.of)
        if not (isinstance(product, ast.BinOp) and isinstance(product.op, ast.Mult)):
            continue
        reached = list(snippet.flow.reached(product))
        signs = any(isinstance(n, ast.USub | ast.Sub) for n in _all_below(product, reached))
        sides = [snippet.flow.value(s) for s in (product.left, product.right)]
        if any(method(s) == "log_prob" for s in sides) and not signs:
            yield Seen("policy-loss-sign", value.lineno)


_LOG_PROBS = ("log_prob", "logp", "log_p", "logprob", "lp", "log_probs", "logprobs")


def _summed_policy(of: ast.expr, snippet: Snippet) -> Iterator[Seen]:
    """`loss += log_prob * R` and `stack([lp * R for …]).sum()`, minimised as they are."""
    bound = snippet.flow.binding(of)
    part: ast.expr | None = None
    if bound is not None and isinstance(bound.statement, ast.AugAssign):
        part = bound.statement.value if isinstance(bound.statement.op, ast.Add) else None
    elif isinstance(total := snippet.flow.value(of), ast.Call) and dotted(total.func) == "sum":
        listed = total.args[0] if len(total.args) == 1 else None
        part = listed.elt if isinstance(listed, ast.GeneratorExp | ast.ListComp) else None
    else:
        done = snippet.operation(snippet.flow.value(of))
        inner = snippet.operation(snippet.flow.value(done.of)) if done else None
        if done and done.name in ("mean", "sum") and inner and inner.name in ("stack", "cat"):
            part = inner.of.elt if isinstance(inner.of, ast.ListComp) else None
    if isinstance(part, ast.BinOp) and isinstance(part.op, ast.Mult):
        names = [(dotted(s) or "").lower().split(".")[-1] for s in (part.left, part.right)]
        if any(n in _LOG_PROBS for n in names) and all(names):
            turned = [snippet.flow.value(s) for s in (part.left, part.right)]
            if not any(isinstance(t, ast.UnaryOp) for t in turned):
                yield Seen("policy-loss-sign", part.lineno)


def _all_below(product: ast.BinOp, reached: list[ast.AST]) -> Iterator[ast.AST]:
    """Nodes of a product itself; differences that make up the advantage are no sign."""
    yield from (n for n in walk(product) if isinstance(n, ast.USub))
    for node in reached:
        if isinstance(node, ast.UnaryOp):
            yield node.op


def _fakes(snippet: Snippet) -> Iterator[Seen]:
    """The discriminator's loss reaches into the generator."""
    flow = snippet.flow
    backward = [n for n in snippet.calls if method(n) == "backward"]
    for call in backward:
        owner = _trained(call, snippet)
        yield from _freed(call, backward, snippet)
        runs = _runs(call, snippet)
        for run in runs:
            made = flow.value(run.args[0]) if run.args else None
            if not (isinstance(made, ast.Call) and made in runs and made is not run):
                continue
            judge, maker = dotted(run.func), dotted(made.func)
            if judge is None or maker is None or judge == maker or not dotted(run.args[0]):
                continue
            if owner == judge:
                values = {"fake": f"`{ast.unparse(run.args[0])}`", "maker": f"`{maker}`"}
                yield Seen("fake-keeps-graph", run.lineno, values)


def _freed(first: ast.Call, backward: list[ast.Call], snippet: Snippet) -> Iterator[Seen]:
    """Two losses of a judge in one block, both through what a maker made from noise."""
    flow = snippet.flow
    later = [b for b in backward if b.lineno > first.lineno and flow.block(b) == flow.block(first)]
    if not later or keyword(first, "retain_graph") or first.args:
        return
    judged: dict[str, list[ast.Call]] = {}
    for node in flow.reached(first, lambda n: gradient_stops(n, snippet)):
        name = dotted(node.func) if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Call) and name and node.args:
            judged.setdefault(name, []).append(node)
    after = set(flow.reached(later[0], lambda n: gradient_stops(n, snippet)))
    for name, runs in judged.items():
        if len({ast.unparse(r.args[0]) for r in runs}) < 2:
            continue
        if snippet.called(runs[0]).startswith("torch") or snippet.is_loss(runs[0]):
            continue
        for run in runs:
            if not dotted(run.args[0]):
                continue
            made = flow.value(run.args[0])
            if not isinstance(made, ast.Call) or made not in after or not made.args:
                continue
            maker, noise = dotted(made.func), snippet.called(flow.value(made.args[0]))
            if maker and maker != name and noise in ("torch.randn", "torch.rand"):
                values = {"fake": f"`{ast.unparse(run.args[0])}`", "maker": f"`{maker}`"}
                yield Seen("fake-keeps-graph", run.lineno, values)


def _trained(backward: ast.Call, snippet: Snippet) -> str | None:
    """The network whose parameters the step after a `backward()` changes."""
    block = snippet.flow.block(backward)
    for node in snippet.calls:
        if method(node) != "step" or node.lineno <= backward.lineno:
            continue
        if snippet.flow.block(node) != block:
            continue
        of = node.args[0] if node.args else receiver(node)
        made = snippet.flow.value(of) if of is not None else None
        if isinstance(made, ast.Call):
            given = made.args[0] if made.args else keyword(made, "params")
            if given is not None and method(given) == "parameters":
                return dotted(receiver(given) or given)
        return None
    return None
