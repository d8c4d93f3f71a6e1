"""Filling wording with facts: filters, holes, optional pieces."""

from __future__ import annotations

import pytest

from mlexplain.diagnose.template import Hole, TemplateError, check, fill, prose

FACTS = {"tensor": "ids", "total": 3 * 2**30, "free": 2**20, "devices": ["cuda:0", "cpu"], "n": 7e9}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{tensor} = {tensor}.to(x)", "ids = ids.to(x)"),
        ("{total - free|GiB}", "3.00 GiB"),
        ("{free|bytes} of {total|bytes}", "1.00 MiB of 3.00 GiB"),
        ("{devices|and}", "cuda:0 and cpu"),
        ("{devices|code|or}", "`cuda:0` or `cpu`"),
        ("{n|billions}", "7 billion"),
        ("{n * 2|about}", "13 GiB"),
        ("{{'a': {tensor}}}", "{'a': ids}"),
        ("a[[ with {missing}]] b", "a b"),
        ("a[[ with {tensor}]] b", "a with ids b"),
        ("{'forward'}", "forward"),
    ],
)
def test_fill(template: str, text: str) -> None:
    assert fill(template, FACTS) == text


def test_a_hole_is_raised_where_nothing_is_optional() -> None:
    with pytest.raises(Hole):
        fill("the {missing} one", FACTS)


def test_sentences_with_a_hole_are_left_out() -> None:
    text = "It is `ids.to(x)`. The {missing} is gone. The {tensor} stays."
    assert prose(text, FACTS) == "It is `ids.to(x)`. The ids stays."


def test_unknown_filters_are_refused() -> None:
    with pytest.raises(TemplateError, match="unknown filter"):
        check("{tensor|shout}")


def test_values_with_braces_are_not_filled_again() -> None:
    assert fill("[[{text}]]", {"text": "f'{x}'"}) == "f'{x}'"
