"""Every caution's examples: `bad` must be warned about, `good` not. They are in `cautions/`."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlexplain import explain
from mlexplain.explain import knowledge

CAUTIONS = knowledge.table("cautions")
EXAMPLES = {
    slug: entry
    for path in sorted((Path(__file__).parent / "cautions").glob("*.toml"))
    for slug, entry in knowledge.read_toml(path).items()
}

FORMS = [
    entry
    for path in sorted((Path(__file__).parent / "planted" / "forms").glob("*.toml"))
    for entry in knowledge.read_toml(path)["form"]
]


def examples(sort: str) -> list[object]:
    return [
        pytest.param(slug, code, id=f"{slug}-{i}")
        for slug, entry in EXAMPLES.items()
        for i, code in enumerate(entry[sort], 1)
    ]


def test_each_caution_has_two_examples_of_both_sorts() -> None:
    assert set(EXAMPLES) == set(CAUTIONS)
    few = [s for s, e in EXAMPLES.items() if len(e["bad"]) < 2 or len(e["good"]) < 2]
    assert not few


@pytest.mark.parametrize(("slug", "code"), examples("bad"))
def test_the_bad_example_is_warned_about(slug: str, code: str) -> None:
    warnings = explain(code, model=None).warnings
    assert slug in {w.rule for w in warnings}
    assert all("{" not in w.text or "}" not in w.text for w in warnings)


@pytest.mark.parametrize(("slug", "code"), examples("good"))
def test_the_good_example_is_not(slug: str, code: str) -> None:
    found = {w.rule for w in explain(code, model=None).warnings}
    assert slug not in found
    assert not found & set(CAUTIONS), "no other caution either"


@pytest.mark.parametrize("form", FORMS, ids=lambda f: f["slug"])
def test_another_form_is_warned_about_and_its_sound_twin_is_not(form: dict[str, str]) -> None:
    assert form["slug"] in {w.rule for w in explain(form["bad"], model=None).warnings}
    assert form["slug"] not in {w.rule for w in explain(form["good"], model=None).warnings}
