"""Diffusion: how noise is added, what the network learns to predict, and how it is taken away."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.formulas import Found, matches, uses
from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import words
from mlexplain.explain.cautions.reading.terms import stripped
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_ADDING = {
    # sqrt(a) * x + sqrt(1 - a) * e
    "a * x + (1 - a) * e": "the square roots of the two weights",
    "sqrt(a) * x + (1 - a) * e": "the square root of the noise's weight",
    "a * x + sqrt(1 - a) * e": "the square root of the image's weight",
    "sqrt(a) * x + sqrt(a) * e": "the `1 -` in the noise's weight",
    "x + sqrt(1 - a) * e": "the weight of the image, the root of the product of the alphas",
}
_TAKING = {
    # (y - sqrt(1 - a) * e) / sqrt(a)
    "(y - sqrt(1 - a) * e) / a": "the square root of what it is divided by",
    "(y - (1 - a) * e) / sqrt(a)": "the square root of the noise's weight",
    "(y + sqrt(1 - a) * e) / sqrt(a)": "the minus before the noise",
}


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        yield from _fresh_noise(call, snippet)
    for shape, lacking in _ADDING.items():
        for node, found in matches(shape, snippet):
            plain = not isinstance(snippet.flow.value(found["x"]), ast.BinOp)
            if plain and _is_noise(found["e"], snippet) and _is_product(found["a"], snippet):
                yield Seen("noising-lacks", node.lineno, {"lacking": lacking})
    for shape, lacking in _TAKING.items():
        for node, found in matches(shape, snippet):
            if _is_product(found["a"], snippet):
                yield Seen("denoising-lacks", node.lineno, {"lacking": lacking})
    for node, found in matches("sqrt(a) * x + sqrt(1 - a) * e", snippet):
        yield from _roles(node, found, snippet)
    yield from _last_noise(snippet)
    yield from _forward_in_time(snippet)


def _is_noise(node: ast.expr, snippet: Snippet) -> bool:
    made = snippet.operation(snippet.flow.value(node))
    drawn = made is not None and made.name in ("randn_like", "randn", "normal")
    return (
        drawn
        or snippet.called(snippet.flow.value(node)).endswith(("randn", "randn_like"))
        or (dotted(node) or "").split(".")[-1] in ("noise", "eps", "epsilon")
    )


def _is_product(node: ast.expr, snippet: Snippet) -> bool:
    """Whether a weight is taken from the running product of the alphas."""
    names = {w for n in snippet.flow.reached(node) if (name := dotted(n)) for w in words(name)}
    spelled = any(w in ("bar", "cumprod", "abar", "alphabar", "hat", "acp") for w in names)
    return spelled or uses(node, snippet, "cumprod")


def _roles(node: ast.expr, found: Found, snippet: Snippet) -> Iterator[Seen]:
    """Noise where the image should be, and single alphas in place of their product."""
    if _is_noise(found["x"], snippet) and not _is_noise(found["e"], snippet):
        if _is_product(found["a"], snippet):
            yield Seen("noise-and-image-turned", node.lineno)
        return
    weight = stripped(snippet.flow.value(found["a"]), snippet)
    if _is_noise(found["e"], snippet) and isinstance(weight, ast.Subscript):
        source = snippet.flow.value(weight.value)
        rest = isinstance(source, ast.BinOp) and isinstance(source.op, ast.Sub)
        made = snippet.called(snippet.flow.value(source.right)) if rest else ""  # type: ignore[attr-defined]
        if made.endswith(".linspace") and not uses(found["a"], snippet, "cumprod"):
            values = {"alphas": f"`{ast.unparse(weight)}`"}
            yield Seen("alphas-not-multiplied", node.lineno, values)


def _last_noise(snippet: Snippet) -> Iterator[Seen]:
    """Noise is added in every round of the way back, also after the last step."""
    for loop in snippet.nodes:
        if not isinstance(loop, ast.For) or not isinstance(loop.target, ast.Name):
            continue
        over = ast.unparse(loop.iter)
        back = over.startswith("reversed(range(") or over.endswith(", -1, -1)")
        steps = loop.target.id
        inside = list(walk(loop))
        weighs = any("sqrt" in ast.unparse(n) for n in inside if isinstance(n, ast.Assign))
        guarded = any(isinstance(n, ast.If | ast.IfExp | ast.Compare) for n in inside)
        indexed = any(isinstance(n, ast.Subscript) and dotted(n.slice) == steps for n in inside)
        if not (back and weighs and indexed) or guarded:
            continue
        for node in inside:
            noisy = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult)
            if noisy and any(
                snippet.called(snippet.flow.value(s)) in ("torch.randn_like", "torch.randn")
                for s in (node.left, node.right)  # type: ignore[attr-defined]
            ):
                yield Seen("noise-after-last-step", node.lineno)  # type: ignore[attr-defined]
                break


def _fresh_noise(node: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """A diffusion loss against noise that is drawn anew, not the noise that was added."""
    if snippet.loss_name(node) not in ("mse_loss", "MSELoss", "l1_loss", "L1Loss"):
        return
    if len(node.args) < 2 or snippet.called(node.args[1]) != "torch.randn_like":
        return
    added = [n for n in snippet.flow.reached(node.args[0]) if isinstance(n, ast.Call)]
    if any(snippet.called(n) == "torch.randn_like" for n in added):
        yield Seen("noise-drawn-anew", node.lineno, {"noise": f"`{ast.unparse(node.args[1])}`"})


def _forward_in_time(snippet: Snippet) -> Iterator[Seen]:
    """`for t in range(T)` around a step that takes noise away: the last step must come first."""
    for node, _ in matches("(x - b / sqrt(1 - a) * e) / sqrt(c)", snippet):
        loops = snippet.flow.loops(node)
        if loops and _goes_up(loops[0], node):
            yield Seen("denoised-from-first-step", loops[0].lineno)


def _goes_up(loop: ast.AST, step: ast.expr) -> bool:
    """Whether the steps are counted upwards."""
    if isinstance(loop, ast.While):
        return _counts_up(loop, step)
    over = loop.iter if isinstance(loop, ast.For) else None
    return isinstance(over, ast.Call) and dotted(over.func) == "range" and len(over.args) < 3


def _counts_up(loop: ast.While, step: ast.expr) -> bool:
    """Whether a number that the step looks up its weights with grows in each round."""
    used = {dotted(n.slice) for n in walk(step) if isinstance(n, ast.Subscript)}
    return any(
        isinstance(n, ast.AugAssign) and isinstance(n.op, ast.Add) and dotted(n.target) in used
        for n in loop.body
    )
