"""Regular expressions in words, as far as they are plain: common ones, and named groups."""

from __future__ import annotations

import re

from mlexplain.explain import knowledge
from mlexplain.explain.quoting import join_words, quoted

_NAMED = re.compile(r"\(\?P<(\w+)>")
_MOST = 8


def gloss(pattern: str) -> str:
    """ " (white space)" for `\\s+`, the named groups of a longer one, or nothing."""
    known: dict[str, str] = knowledge.table("patterns")
    said = known.get(pattern)
    if said:
        return f" ({said})"
    names = [quoted(n) for n in _NAMED.findall(pattern)]
    if names:
        return f" with the named group{'s' if len(names) > 1 else ''} {join_words(names[:_MOST])}"
    try:
        count = re.compile(pattern).groups
    except (re.error, OverflowError, RecursionError):
        return ""
    return f" with {count} groups" if count > 1 else ""
