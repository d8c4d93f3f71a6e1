"""Sentences of one form in a row, told as one list: imports, settings, fields, tensors of one shape."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from mlexplain.explain import knowledge
from mlexplain.explain.quoting import join_words


class _Form(NamedTuple):
    each: re.Pattern[str]
    item: str
    whole: str


@cache
def _forms() -> tuple[_Form, ...]:
    listed = knowledge.table("lists")["list"]
    return tuple(_Form(re.compile(f["each"]), f["item"], f["whole"]) for f in listed)


def listed(sentences: Sequence[str]) -> str:
    """The sentences of a step, with those of one form that follow each other as one."""
    told: list[str] = []
    at = 0
    while at < len(sentences):
        form, run = _run(sentences[at:])
        told.append(_told(form, run) if form and len(run) > 1 else sentences[at])
        at += max(len(run), 1)
    return " ".join(told)


def _run(sentences: Sequence[str]) -> tuple[_Form | None, list[re.Match[str]]]:
    """The form of the first sentence, and it and those after it that share the form."""
    for form in _forms():
        run: list[re.Match[str]] = []
        for sentence in sentences:
            found = form.each.fullmatch(sentence)
            if not found or (run and _same(found) != _same(run[0])):
                break
            run.append(found)
        if run:
            return form, run
    return None, []


def _same(found: re.Match[str]) -> str:
    return found.groupdict().get("same") or ""


def _told(form: _Form, run: Sequence[re.Match[str]]) -> str:
    items = [
        form.item.format(**{k: _aside(v) if k == "role" else v for k, v in m.groupdict().items()})
        for m in run
    ]
    return form.whole.format(items=join_words(items), same=_same(run[0]))


def _aside(role: str | None) -> str:
    return f" ({role})" if role else ""


def same_call(one: ast.stmt, other: ast.stmt) -> bool:
    """Whether two names are set to what the same call gives, which is one thing to tell."""
    if not isinstance(one, ast.Assign) or not isinstance(other, ast.Assign):
        return False
    both = (one.value, other.value)
    return all(isinstance(v, ast.Call) for v in both) and len(set(map(ast.unparse, both))) == 1
