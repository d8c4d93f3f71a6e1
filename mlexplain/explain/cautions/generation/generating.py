"""Settings of `generate` that have no effect."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method, named

_ENCODED = frozenset(["inputs", "input", "enc", "encoded", "encoding", "tokens", "tokenized"])


def look(snippet: Snippet) -> Iterator[Seen]:
    for call in snippet.calls:
        yield from _unused_settings(call, snippet)


def _unused_settings(call: ast.Call, snippet: Snippet) -> Iterator[Seen]:
    """`generate(temperature=0.7)` without `do_sample=True`."""
    if method(call) != "generate":
        return
    settings = _settings(call, snippet)
    sampled = settings.get("do_sample")
    off = sampled is None or (isinstance(sampled, ast.Constant) and sampled.value is False)
    given = [name for name in settings if name in ("temperature", "top_p", "top_k")]
    ids = settings.get("max_new_tokens") or settings.get("max_length")
    if given and off and "" not in settings and ids is not None:
        yield Seen("sampling-settings-unused", call.lineno, {"setting": f"`{given[0]}`"})


def _settings(call: ast.Call, snippet: Snippet) -> dict[str, ast.expr]:
    """The keywords of a call, with those of a dictionary or configuration; "" for unknown ones."""
    found: dict[str, ast.expr] = {}
    for handed in call.keywords:
        if handed.arg is not None and handed.arg != "generation_config":
            found[handed.arg] = handed.value
            continue
        made = snippet.flow.value(handed.value)
        if isinstance(made, ast.Dict) and all(isinstance(k, ast.Constant) for k in made.keys):
            keys = [k.value for k in made.keys]  # type: ignore[union-attr]
            found.update(zip(keys, made.values, strict=True))
        elif isinstance(made, ast.Call) and snippet.called(made).endswith("GenerationConfig"):
            found.update({k.arg or "": k.value for k in made.keywords})
        elif not (method(made) == "to" or _tokens(made) or named(handed.value) & _ENCODED):
            found[""] = handed.value
    return found


def _tokens(node: ast.AST) -> bool:
    """`tokenizer(text, return_tensors="pt")`."""
    return isinstance(node, ast.Call) and keyword(node, "return_tensors") is not None
