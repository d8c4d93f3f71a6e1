"""Where the arguments of a request handler come from, as their defaults and annotations say."""

from __future__ import annotations

import ast

from mlexplain.explain.wording import Wording

_FROM = {
    "Header": "read from a header of the request",
    "Cookie": "read from a cookie of the request",
    "Query": "read from the query string of the address",
    "Body": "read from the body of the request",
    "Form": "read from a field of the form that was sent",
    "File": "a file that was sent along",
}
_OF_TYPE = {
    "UploadFile": "a file that was sent along",
    "BackgroundTasks": "a list of work to be done after the answer has been sent",
    "WebSocket": "the open web socket",
}


def supplied(arg: ast.arg, default: ast.expr | None, words: Wording) -> str | None:
    """ "read from a header of the request", of `x: str = Header()`; None for other arguments."""
    for call in (default, *_annotated(arg.annotation)):
        if not isinstance(call, ast.Call):
            continue
        name = _last(call.func)
        if name in ("Depends", "Security") and call.args:
            given = words.code(call.args[0])
            return f"what {given} gives, which is called for each request (a dependency)"
        if name in _FROM and not (call.args and isinstance(call.args[0], ast.Name)):
            return _FROM[name]
    return _OF_TYPE.get(_last(arg.annotation))


def _annotated(annotation: ast.expr | None) -> list[ast.expr]:
    """What stands behind the type in `Annotated[T, …]`."""
    if isinstance(annotation, ast.Subscript) and _last(annotation.value) == "Annotated":
        inside = annotation.slice
        return inside.elts[1:] if isinstance(inside, ast.Tuple) else []
    return []


def _last(node: ast.AST | None) -> str:
    return str(getattr(node, "attr", getattr(node, "id", "")))
