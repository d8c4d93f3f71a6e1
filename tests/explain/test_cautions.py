"""Every caution's own examples are its tests."""

from __future__ import annotations

import pytest

from mlexplain import explain
from mlexplain.explain import knowledge

CAUTIONS = knowledge.table("cautions")


@pytest.mark.parametrize("slug", CAUTIONS)
def test_the_bad_example_is_warned_about(slug: str) -> None:
    warnings = explain(CAUTIONS[slug]["bad"], model=None).warnings
    assert slug in {w.rule for w in warnings}
    assert all("{" not in w.text for w in warnings)


@pytest.mark.parametrize("slug", CAUTIONS)
def test_the_good_example_is_not(slug: str) -> None:
    found = {w.rule for w in explain(CAUTIONS[slug]["good"], model=None).warnings}
    assert slug not in found
    assert not found & set(CAUTIONS), "no other caution either"
