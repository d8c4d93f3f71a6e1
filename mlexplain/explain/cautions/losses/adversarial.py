"""Generators and their judges: which answer is wanted of whom."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, number, receiver
from mlexplain.explain.cautions.reading.terms import stripped, terms
from mlexplain.explain.facts.scope import dotted

_LOGISTIC = (
    "BCELoss",
    "BCEWithLogitsLoss",
    "MSELoss",
    "binary_cross_entropy",
    "binary_cross_entropy_with_logits",
    "mse_loss",
)


def look(snippet: Snippet) -> Iterator[Seen]:
    judged = [j for call in snippet.calls if (j := _judged(call, snippet)) is not None]
    for judge, fake, wanted, call in judged:
        if fake is None or wanted is None:
            continue
        cut = _cut(fake, snippet)
        for other, same_fake, told, _ in judged:
            if other != judge or same_fake is None or told != wanted:
                continue
            if not cut and _cut(same_fake, snippet) and _inner(fake) == _inner(same_fake):
                yield Seen("generator-told-fake", call.lineno, {"fake": f"`{_inner(fake)}`"})
                break
    yield from _critic(snippet)


def _judged(
    call: ast.Call, snippet: Snippet
) -> tuple[str, ast.expr | None, str | None, ast.Call] | None:
    """`loss(judge(image), wanted)`: the judge, the image, and whether ones or zeros are wanted."""
    if len(call.args) < 2:
        return None
    made = snippet.loss_name(call)
    bound = snippet.flow.binding(call.func)
    unknown = not made and dotted(call.func) is not None and "." not in (dotted(call.func) or ".")
    if made not in _LOGISTIC and not (unknown and (bound is None or bound.how == "given")):
        return None
    run = stripped(snippet.flow.value(stripped(call.args[0], snippet)), snippet)
    if not isinstance(run, ast.Call) or len(run.args) != 1 or dotted(run.func) is None:
        return None
    wanted = _filled(call.args[1], snippet)
    return (dotted(run.func) or "", run.args[0], wanted, call) if wanted else None


def _filled(node: ast.expr, snippet: Snippet) -> str | None:
    """ "ones" or "zeros", as a tensor is filled; a name that is split of a pair as well."""
    made = snippet.flow.value(node)
    done = snippet.called(made).split(".")[-1] if isinstance(made, ast.Call) else ""
    for kind in ("ones", "zeros"):
        if done in (kind, f"{kind}_like") or method(made) == f"new_{kind}":
            return kind
    if done in ("full", "full_like") and isinstance(made, ast.Call) and len(made.args) > 1:
        value = made.args[1]
        if isinstance(value, ast.Constant) and isinstance(value.value, int | float):
            return "ones" if value.value > 0.5 else "zeros"
    return None


def _cut(node: ast.expr, snippet: Snippet) -> bool:
    value = snippet.flow.value(node)
    return method(node) == "detach" or method(value) == "detach" or snippet.sheltered(value)


def _inner(node: ast.expr) -> str:
    return ast.unparse(receiver(node) or node) if method(node) == "detach" else ast.unparse(node)


def _critic(snippet: Snippet) -> Iterator[Seen]:
    """`critic(real).mean() - critic(fake).mean()` with the signs of the losses exchanged.

    The critic's loss is low where what is made scores low; the generator's where it scores high.
    """
    signs: dict[bool, list[tuple[int, ast.expr, str]]] = {True: [], False: []}
    for call in snippet.calls:
        of = receiver(call)
        if method(call) != "backward" or of is None:
            continue
        for sign, term in terms(snippet.flow.value(of)):
            done = snippet.operation(snippet.flow.value(term))
            if done is None or done.name != "mean" or done.rest:
                continue
            run = snippet.flow.value(done.of)
            if isinstance(run, ast.Call) and len(run.args) == 1 and dotted(run.func):
                image, judge = run.args[0], dotted(run.func) or ""
                if snippet.operation(run) is None and number(image) is None:
                    signs[_cut(image, snippet)].append((sign, image, judge))
    for sign, image, judge in signs[False]:
        for other, detached, same_judge in signs[True]:
            if judge == same_judge and _inner(image) == _inner(detached) and sign == other:
                yield Seen("generator-as-critic", image.lineno, {"fake": f"`{_inner(image)}`"})
                return
