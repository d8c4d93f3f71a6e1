"""What a language model gives back beside its answer."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, receiver, words
from mlexplain.explain.facts.scope import dotted

_ANSWERS = frozenset(["answer", "answers", "reply", "replies", "response", "completion", "new"])
_WHOLE = ("Seq2Seq", "T5", "Bart", "Marian", "Pegasus", "t5-", "bart", "EncoderDecoder", "Whisper")


def look(snippet: Snippet) -> Iterator[Seen]:
    """`answer = tok.decode(model.generate(**inputs)[0])`, which holds the question as well."""
    if any(word in row for row in snippet.rows for word in _WHOLE):
        return
    for node in snippet.nodes:
        if not isinstance(node, ast.Assign) or not set(words(dotted(node.targets[0]))) & _ANSWERS:
            continue
        call = node.value
        if method(call) not in ("decode", "batch_decode") or not call.args:  # type: ignore[attr-defined]
            continue
        of = snippet.flow.value(call.args[0])  # type: ignore[attr-defined]
        if isinstance(of, ast.Subscript) and not isinstance(of.slice, ast.Slice | ast.Tuple):
            of = snippet.flow.value(of.value)
        if not isinstance(of, ast.Call) or method(of) != "generate" or receiver(of) is None:
            continue
        name = dotted(node.targets[0])
        given = any(k.arg in (None, "input_ids") for k in of.keywords) or bool(of.args)
        if given and keyword(of, "inputs_embeds") is None and not _cut_later(name, node, snippet):
            values = {"name": f"`{name}`"}
            yield Seen("prompt-in-answer", node.lineno, values)


def _cut_later(name: str | None, node: ast.Assign, snippet: Snippet) -> bool:
    """Whether the prompt is taken off the text."""
    for use in snippet.names.get(name or "", []):
        up = snippet.flow.parent(use)
        if isinstance(up, ast.Subscript) and isinstance(up.slice, ast.Slice):
            return True
        if isinstance(up, ast.Attribute) and up.attr in (
            *("replace", "removeprefix", "split", "partition", "startswith", "rsplit", "find"),
        ):
            return True
    return False
