"""Parts of the data joined again before a model is fitted."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted
from mlexplain.explain.read.walk import walk

_JOINS = ("vstack", "concatenate", "concat", "append", "r_")


def look(snippet: Snippet) -> Iterator[Seen]:
    """`gs.fit(np.vstack([X_train, X_test]), …)` and then `gs.score(X_test, y_test)`."""
    for fit in snippet.calls:
        if method(fit) != "fit" or not fit.args:
            continue
        joined = snippet.flow.value(fit.args[0])
        kind = (dotted(joined.func) or "").split(".")[-1] if isinstance(joined, ast.Call) else ""
        if kind not in _JOINS:
            continue
        parts = {n.id for n in walk(joined) if isinstance(n, ast.Name)}
        model = (dotted(receiver(fit) or fit) or "").split(".")[0]
        for later in snippet.calls:
            if method(later) not in ("score", "predict", "evaluate") or not later.args:
                continue
            of = (dotted(receiver(later) or later) or "").split(".")[0]
            if of == model and later.lineno > fit.lineno and dotted(later.args[0]) in parts:
                yield Seen("fitted-on-test", fit.lineno, {"call": ast.unparse(fit.func)})
                return
