"""Reading a message with spaCy: devices, dtypes, shapes, sizes, ranks, versions, names, paths.

The tokenizer is our own, on a blank vocabulary, and the patterns are data (`rules/entities.toml`),
so that translated and reworded messages are read as well as the library's own.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache
from types import ModuleType
from typing import Any

from mlexplain.diagnose.slots import TYPES
from mlexplain.resources import rules_dir

LONGEST = 6_000
"""Characters of a message that are read."""

_UNWANTED = ("torch", "cupy", "mxnet", "tensorflow")
"""Frameworks that spaCy's array layer would import though a tokenizer needs none of them."""


class _KeepOut:
    """Hides frameworks from the imports of one thread; those of others go on as ever."""

    def __init__(self) -> None:
        self.thread = threading.get_ident()

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name in _UNWANTED and threading.get_ident() == self.thread:
            raise ModuleNotFoundError(f"{name} is not needed to read a message", name=name)


@contextmanager
def _light_imports() -> Iterator[None]:
    """Keep frameworks and spaCy's command line out of `import spacy`: 3.4 s become 0.5 s.

    What is imported already stays as it is; what was kept out can be imported afterwards.
    """
    keep_out = _KeepOut()
    sys.meta_path.insert(0, keep_out)
    stubs = []
    if "spacy" not in sys.modules:
        command_line = ModuleType("spacy.cli")
        command_line.info = None  # type: ignore[attr-defined]
        stubs = ["spacy.cli", "spacy.cli.info"]
        sys.modules.update(dict.fromkeys(stubs, command_line))
    try:
        yield
    finally:
        sys.meta_path.remove(keep_out)
        for name in stubs:
            sys.modules.pop(name, None)


@lru_cache(maxsize=1)
def _reader() -> tuple[Any, Any, dict[str, str]]:
    """The tokenizer, the matcher and the slot type of each label."""
    with _light_imports():
        from spacy.matcher import Matcher
        from spacy.tokenizer import Tokenizer
        from spacy.vocab import Vocab

    from mlexplain.toml import tomllib

    data = tomllib.loads((rules_dir() / "entities.toml").read_text(encoding="utf-8"))
    vocab = Vocab()
    split = data["tokenizer"]
    tokenizer = Tokenizer(
        vocab,
        prefix_search=re.compile(split["prefix"]).search,
        suffix_search=re.compile(split["suffix"]).search,
        infix_finditer=re.compile(split["infix"]).finditer,
    )
    matcher = Matcher(vocab)
    types = {}
    for entity in data["entity"]:
        matcher.add(entity["label"], entity["patterns"], greedy="LONGEST")
        types[entity["label"]] = entity.get("type", "text")
    return tokenizer, matcher, types


def prepare() -> None:
    """Load spaCy now, where there is time, and not at the first message."""
    with suppress(ImportError, ValueError, AttributeError):
        _reader()


@lru_cache(maxsize=256)
def read(text: str) -> dict[str, list[Any]]:
    """What a message states, by kind, each value once and in order of appearance.

    Sizes are in bytes, shapes lists of integers, dtypes PyTorch's names. Where spaCy itself cannot
    be imported (the environment may be the broken one) nothing is read, and patterns must do.
    """
    try:
        tokenizer, matcher, types = _reader()
    except (ImportError, ValueError, AttributeError):
        return {}
    doc = tokenizer(text[:LONGEST])
    found: dict[str, list[Any]] = {}
    taken: set[int] = set()
    spans = matcher(doc, as_spans=True)
    for span in sorted(spans, key=lambda s: (s.start - s.end, s.start)):
        between = types[span.label_] == "quoted" and span.text[1:-1] != span.text[1:-1].strip()
        if not between and taken.isdisjoint(range(span.start, span.end)):
            taken.update(range(span.start, span.end))
            found.setdefault(span.label_, []).append((span.start, span.text))
    entities: dict[str, list[Any]] = {}
    for label, values in found.items():
        for _, words in sorted(values):
            try:
                value = TYPES[types[label]].value(words)
            except ValueError:
                continue
            if value not in entities.setdefault(label, []):
                entities[label].append(value)
    return entities
