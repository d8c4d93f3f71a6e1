"""The knowledge behind `doctor`: every entry says where it is from, and when it was looked up."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from mlexplain.hooks.doctor.knowledge import numbers, pin, pins, table


def entries() -> Iterator[tuple[str, dict[str, Any]]]:
    for kind, content in table("compatibility").items():
        for number, entry in enumerate(content if isinstance(content, list) else [content]):
            yield f"{kind} {number}", entry
    for package, others in table("pins").items():
        for wanted, entry in others.items():
            yield f"{package} {wanted}", entry
    yield from table("models").items()


@pytest.mark.parametrize(("name", "entry"), [pytest.param(*e, id=e[0]) for e in entries()])
def test_every_entry_has_a_source_and_a_date(name: str, entry: dict[str, Any]) -> None:
    assert "https://" in entry["source"]
    looked_up = datetime.date.fromisoformat(entry["date"])
    assert datetime.date(2026, 11, 1) <= looked_up <= datetime.date.today()


def test_builds_are_sorted_and_named_once() -> None:
    builds = [(numbers(b["torch"]), numbers(b["cuda"])) for b in table("compatibility")["build"]]
    assert builds == sorted(set(builds), reverse=True)


def test_pins_are_sorted_and_end_with_the_newest_version() -> None:
    for (package, wanted), clauses in pins().items():
        versions = [numbers(v) for v in clauses]
        assert versions == sorted(set(versions)), package
        assert versions[-1] <= numbers(table("pins")[package][wanted]["newest"])


def test_a_pin_is_that_of_the_version_or_of_the_last_change_before_it() -> None:
    of_torchvision = pin("torchvision", "torch", "0.20.1+cu121")
    assert of_torchvision is not None
    assert of_torchvision.versions == "==2.5.1"
    assert of_torchvision.source == "https://pypi.org/project/torchvision/0.20.1/"
    assert pin("transformers", "tokenizers", "4.38.2") == (
        "<0.19,>=0.14",
        "https://pypi.org/project/transformers/4.38.2/",
        table("pins")["transformers"]["tokenizers"]["date"],
    )


@pytest.mark.parametrize("version", ["0.1", "99.0", "0.20.0a0+git", "0.20.0.dev20240901", "main"])
def test_of_other_versions_nothing_is_known(version: str) -> None:
    assert pin("torchvision", "torch", version) is None
