"""Every method is known by the parts of its example, and not by what lacks one of them."""

from __future__ import annotations

import ast

import pytest

from mlexplain import explain
from mlexplain.explain import knowledge
from mlexplain.explain.facts.scoping import read_scope
from mlexplain.explain.idioms.patterns import compile_pattern
from mlexplain.explain.idioms.wholes import find_wholes

ENTRIES = knowledge.table("wholes")


def met_in(code: str) -> set[str]:
    tree = ast.parse(code.strip("\n"))
    return {met.slug for met in find_wholes(tree.body, read_scope(tree))}


@pytest.mark.parametrize("slug", ENTRIES)
def test_example_is_known(slug: str) -> None:
    assert slug in met_in(ENTRIES[slug]["example"])


@pytest.mark.parametrize("slug", ENTRIES)
def test_every_pattern_is_python(slug: str) -> None:
    for pattern in (p for part in ENTRIES[slug]["parts"] for p in part):
        assert compile_pattern(pattern)


@pytest.mark.parametrize("slug", ENTRIES)
def test_near_miss_is_not(slug: str) -> None:
    assert slug not in met_in(ENTRIES[slug]["unlike"])


def test_parts_may_stand_apart_and_nested() -> None:
    code = """
def f(g, n, o):
    for i in range(3):
        r = (n[i] - o[i]).exp()
        if i:
            u = r * g
            v = r.clamp(0.8, 1.2) * g
            yield torch.min(u, v)
"""
    assert "PPO" in explain(code, model=None).summary
