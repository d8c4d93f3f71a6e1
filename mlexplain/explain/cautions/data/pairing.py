"""Lists whose entries belong together by their places."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.facts.scope import dotted

_PAIRED = ("zip", "fit", "TensorDataset", "train_test_split")
_SHUFFLES = ("random.shuffle", "numpy.random.shuffle")


def look(snippet: Snippet) -> Iterator[Seen]:
    """`random.shuffle(images)` and then `zip(images, labels)`."""
    shuffled = [
        (dotted(c.args[0]), c) for c in snippet.calls if snippet.called(c) in _SHUFFLES and c.args
    ]
    names = {n for n, _ in shuffled}
    for name, call in shuffled:
        if name is None or len(shuffled) > 1:
            continue
        for other in snippet.calls:
            paired = (dotted(other.func) or "").split(".")[-1] in _PAIRED
            if not paired or other.lineno <= call.lineno or len(other.args) != 2:
                continue
            given = [dotted(a.value if isinstance(a, ast.Subscript) else a) for a in other.args]
            rest = [g for g in given if g != name]
            if name not in given or len(rest) != 1 or rest[0] is None or rest[0] in names:
                continue
            if _made_before(rest[0], call, snippet) and _made_before(name, call, snippet):
                values = {"one": f"`{name}`", "other": f"`{rest[0]}`"}
                yield Seen("one-shuffled-alone", call.lineno, values)
                return


def _made_before(name: str, call: ast.Call, snippet: Snippet) -> bool:
    """Whether a list stands ready when the other one is shuffled, and is not made from it."""
    bound = [b for b in snippet.flow.bindings(name, call) if b.how in ("set", "part", "given")]
    return len(bound) == 1 and bound[0].at < (call.lineno, call.col_offset)
