"""One image where a network wants a batch."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import method, receiver
from mlexplain.explain.facts.scope import dotted


def look(snippet: Snippet) -> Iterator[Seen]:
    """`net(transform(Image.open(path)))` with a network of `torchvision`."""
    for call in snippet.calls:
        net = snippet.flow.value(call.func) if isinstance(call.func, ast.Name) else None
        while method(net or call) in ("eval", "to", "cuda") and net is not None:
            net = snippet.flow.value(receiver(net) or net)
        name = snippet.called(net) if net is not None else ""
        if not (name.startswith("torchvision.models.") or (_function(net)).startswith("models.")):
            continue
        given = snippet.flow.value(call.args[0]) if len(call.args) == 1 else None
        while method(given or call) in ("to", "cuda", "float") and given is not None:
            given = snippet.flow.value(receiver(given) or given)
        if not isinstance(given, ast.Call) or not given.args:
            continue
        made = snippet.flow.value(given.func)
        composed = (_function(made)).split(".")[-1] == "Compose"
        opened = any(
            "Image.open" in (dotted(n.func) or "")
            for n in snippet.flow.reached(given.args[0])
            if isinstance(n, ast.Call)
        )
        if composed and opened:
            yield Seen(
                "image-without-batch", call.lineno, {"image": f"`{ast.unparse(call.args[0])}`"}
            )
            return


def _function(node: ast.AST | None) -> str:
    return (dotted(node.func) or "") if isinstance(node, ast.Call) else ""
