"""Tokenizers that have no token to pad with."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mlexplain.explain.cautions.reading.snippet import Seen, Snippet
from mlexplain.explain.cautions.reading.syntax import keyword, method
from mlexplain.explain.facts.scope import dotted

_WITHOUT = ("gpt2", "distilgpt2", "EleutherAI/pythia", "EleutherAI/gpt", "meta-llama", "Llama-2")


def look(snippet: Snippet) -> Iterator[Seen]:
    """`tok(texts, padding=True)` with the tokenizer of GPT-2, and no `pad_token`."""
    if any("pad_token" in row or "[PAD]" in row for row in snippet.rows):
        return
    for call in snippet.calls:
        padding = keyword(call, "padding")
        if not isinstance(padding, ast.Constant) or not padding.value:
            continue
        made = snippet.flow.value(call.func)
        name = made.args[0] if isinstance(made, ast.Call) and made.args else None
        name = snippet.flow.value(name) if name is not None else None
        if method(made) != "from_pretrained" or not isinstance(name, ast.Constant):
            continue
        if isinstance(name.value, str) and name.value.startswith(_WITHOUT):
            values = {"name": f"`{dotted(call.func)}`"}
            yield Seen("pad-token-missing", call.lineno, values)
            return
