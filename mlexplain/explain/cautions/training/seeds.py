"""Seeds that come too late."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword

_FAMILIES = {
    "torch.manual_seed": "torch",
    "numpy.random.seed": "numpy",
    "random.seed": "python",
    "pytorch_lightning.seed_everything": "all",
    "lightning.seed_everything": "all",
    "transformers.set_seed": "all",
}
_SPLITS = {
    # what draws: (its family, the argument that gives it a seed of its own)
    "train_test_split": ("numpy", "random_state"),
    "random_split": ("torch", "generator"),
}


def look(snippet: Snippet) -> Iterator[Seen]:
    seeds = [
        (c, _FAMILIES[snippet.called(c)]) for c in snippet.calls if snippet.called(c) in _FAMILIES
    ]
    yield from _of_other_library(seeds, snippet)
    for draw in snippet.calls:
        family, what = _draws(draw, snippet)
        if not family:
            continue
        own = [s for s, f in seeds if f in (family, "all")]
        before = any(s.lineno < draw.lineno for s in own)
        after = any(
            s.lineno > draw.lineno and snippet.flow.block(s) == snippet.flow.block(draw)
            for s in own
        )
        if after and not before:
            yield Seen("seed-too-late", draw.lineno, {"call": ast.unparse(draw.func), "what": what})
            return


def _draws(call: ast.Call, snippet: Snippet) -> tuple[str, str]:
    """The family of random numbers that a call draws from, and what it draws."""
    full = snippet.called(call)
    family, own = _SPLITS.get(full.split(".")[-1], ("", ""))
    if family and keyword(call, own) is None and len(call.args) < 3:
        return family, "split"
    if full in snippet.scope.classes and snippet.scope.kind(call) == "Module":
        return "torch", "first weights"
    if full in ("torch.nn.Linear", "torch.nn.Sequential", "torch.nn.Conv2d", "torch.nn.LSTM"):
        assigned = isinstance(snippet.flow.parent(call), ast.Assign)
        return ("torch", "first weights") if assigned else ("", "")
    return "", ""


_PYTHON_DRAWS = ("shuffle", "choice", "choices", "sample", "randint", "random", "uniform", "gauss")


def _of_other_library(seeds: list[tuple[ast.Call, str]], snippet: Snippet) -> Iterator[Seen]:
    """`np.random.seed(0)` and then `random.shuffle(files)`, which has a state of its own."""
    known = {family for _, family in seeds}
    if known != {"numpy"} and known != {"python"}:
        return
    if any("seed" in name for name in snippet.called_names - {"seed"}):
        return
    wanted = "random." if known == {"numpy"} else "numpy.random."
    drawn = [
        c
        for c in snippet.calls
        if (name := snippet.called(c)).startswith(wanted)
        and name.removeprefix(wanted) in (*_PYTHON_DRAWS, "rand", "randn", "permutation", "normal")
    ]
    own = "numpy.random." if wanted == "random." else "random."
    used = any(
        snippet.called(c).startswith(own) and not snippet.called(c).endswith("seed")
        for c in snippet.calls
    )
    if drawn and not used:
        values = {"seed": f"`{ast.unparse(seeds[0][0].func)}`", "call": ast.unparse(drawn[0].func)}
        yield Seen("seed-of-other-library", seeds[0][0].lineno, values)
