"""The same code in other words: what a mistake is spelled with should not hide it.

Each wording has its own findings that may be trusted in it: the formula of a loop says nothing of
dimensions, and a softmax by hand is no other mistake than the function.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.canonical import Canonical
from mlexplain.explain.cautions.reading.inlining import Inlined
from mlexplain.explain.cautions.reading.owners import same_place
from mlexplain.explain.cautions.reading.shares import named_softmax
from mlexplain.explain.cautions.reading.snippet import Snippet
from mlexplain.explain.cautions.reading.vectors import Vectors
from mlexplain.explain.facts.scoping import read_scope
from mlexplain.explain.read.copying import copied
from mlexplain.explain.read.walk import forget, walk

ROOMS = (
    *(
        "attention",
        "beforehand",
        "by_hand",
        "contrasts",
        "diffusion",
        "dimensions",
        "entropies",
        "heads",
    ),
    *("joining", "late_masks", "latent", "losses", "measures", "moments", "named_formulas"),
    *("normalising", "nucleus", "objectives", "overlaps", "probabilities", "recipes"),
    *("sampling", "signs", "steps"),
)
"""The modules that look for what other wordings can show."""
FORMULAS = frozenset(
    [
        "binary-cross-entropy-half",
        "binary-cross-entropy-wrong",
        "correlation-lacks-root",
        "divergence-turned",
        "entropy-lacks-minus",
        "focal-weight-turned",
        "formula-unlike-name",
        "gumbel-lacks-minus",
        "hinge-turned",
        "largest-not-given-back",
        "log-of-overflow",
        "mean-square-divides",
        "overlap-lacks-two",
        "parentheses-missing",
        "perplexity-base",
        "range-lacks-minimum",
        "root-mean-not-squared",
        "softmax-overflow",
        "variance-divides",
    ]
)
TENSORS = FORMULAS | frozenset(
    [
        "alphas-not-multiplied",
        "argmax-dimension",
        "attention-dimension",
        "attention-scale",
        "attention-unscaled",
        "fitted-before-split",
        "denoising-lacks",
        "divergence-lacks-term",
        "divergence-sign",
        "draw-without-noise",
        "mask-adds-ones",
        "mask-after-softmax",
        "mask-hides-itself",
        "mask-inverted",
        "mask-without-effect",
        "tokens-hidden",
        "noise-and-image-turned",
        "noise-drawn-anew",
        "noise-not-scaled",
        "noising-lacks",
        "softmax-before-cross-entropy",
        "softmax-dimension",
        "softmax-first-dimension",
        "softmax-then-other-dimension",
        "ascent",
        "best-hidden",
        "corrected-with-other",
        "dropout-not-scaled",
        "dropout-scaled-otherwise",
        "nucleus-drops-crossing",
        "overlap-minimised",
        "preference-turned",
        "second-moment-not-squared",
        "second-moment-without-root",
        "temperature-after-softmax",
        "temperature-multiplies",
        "temperature-with-argmax",
        "token-joined-to-batch",
        "variance-for-spread",
    ]
)


def reworded(
    tree: ast.AST, whole: ast.AST, rows: tuple[str, ...]
) -> Iterator[tuple[Snippet, frozenset[str]]]:
    """Other wordings of a part of the code, each with the findings that hold in it."""
    spelling = Canonical()
    other = _changed(spelling, copied(whole))
    inlining = Inlined(other)
    other = _changed(inlining, other)
    changed = spelling.changed or inlining.changed
    if changed or _has_exponentials(other):
        snippet = _snippet(tree, other, rows)
        named = named_softmax(snippet)
        if named:
            other = _changed(_Named(named), other)
            snippet = _snippet(tree, other, rows)
        if named or changed:
            yield snippet, TENSORS
    loops = Vectors()
    counted = _changed(loops, copied(other))
    if loops.changed:
        counted = _changed(Inlined(counted), counted)
        yield _snippet(tree, counted, rows), FORMULAS


def _changed(by: ast.NodeTransformer, tree: ast.AST) -> ast.AST:
    made: ast.AST = by.visit(tree)
    forget(made)
    return made


def _has_exponentials(tree: ast.AST) -> bool:
    """Whether there may be a softmax by hand."""
    return any(getattr(node, "attr", getattr(node, "id", "")) == "exp" for node in walk(tree))


def _snippet(tree: ast.AST, whole: ast.AST, rows: tuple[str, ...]) -> Snippet:
    part = whole if isinstance(tree, ast.Module) else same_place(tree, whole)
    return Snippet(part, read_scope(whole), rows)


class _Named(ast.NodeTransformer):
    def __init__(self, named: dict[ast.expr, ast.expr]) -> None:
        self._named = named

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        made = self._named.get(node, node)
        self.generic_visit(made)
        return made
