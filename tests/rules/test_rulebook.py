"""Tests made from the folder of rules: pages, wording, examples, near misses, order, speed."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from mlexplain.diagnose import examples
from mlexplain.diagnose.book import Book, load, rule_files
from mlexplain.diagnose.pattern import LONGEST, Pattern, normalise
from mlexplain.diagnose.rule import Rule
from mlexplain.diagnose.rulefile import read_rule
from mlexplain.diagnose.slots import TYPES
from mlexplain.resources import rules_dir

FILES = sorted(rule_files(rules_dir()))
RELEASED = (Path(__file__).parent / "released.txt").read_text(encoding="utf-8").split()


@pytest.fixture(scope="module")
def book() -> Book:
    return load()


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def rule(request: pytest.FixtureRequest) -> Rule:
    return read_rule(request.param)


def test_slug_is_a_file_name_and_unique() -> None:
    slugs = [path.stem for path in FILES]
    assert len(slugs) == len(set(slugs))
    assert all(re.fullmatch(r"[a-z][a-z0-9-]+", slug) for slug in slugs)


def test_released_slugs_never_vanish() -> None:
    assert set(RELEASED) <= {path.stem for path in FILES}


def test_page_is_whole(rule: Rule) -> None:
    assert list(examples.page_problems(rule)) == []


def test_wording_asks_only_for_what_can_be_known(rule: Rule) -> None:
    assert list(examples.wording_problems(rule)) == []
    assert list(examples.set_problems(rule)) == []


def test_examples_are_won_and_near_misses_refused(rule: Rule, book: Book) -> None:
    assert list(examples.example_problems(rule, book)) == []


def test_order_has_no_circles(book: Book) -> None:
    assert list(examples.order_problems(list(book.rules), book)) == []


def hostile(pattern: Pattern, length: int) -> list[str]:
    """Texts that come close to matching a pattern over and over."""
    sample = re.sub(
        r"\{([^{}]*)\}",
        lambda slot: TYPES[slot.group(1).partition(":")[2]].sample if ":" in slot.group(1) else "",
        pattern.source.replace("[[", "").replace("]]", ""),
    )
    pieces = (pattern.literal, sample[: max(8, len(sample) * 2 // 3)])
    return [" ".join((piece * (length // len(piece))).split()) for piece in pieces]


def test_a_megabyte_is_cut_to_what_patterns_look_at() -> None:
    assert len(normalise("RuntimeError: " * 75_000)) <= LONGEST


def test_patterns_are_linear_on_hostile_text(rule: Rule) -> None:
    """On a part of what patterns look at, long enough to tell four times from sixteen times."""
    for matcher in (*rule.matchers, *rule.readers):
        if matcher.pattern is None:
            continue
        for text in map(normalise, hostile(matcher.pattern, LONGEST // 3)):
            quarter = text[: len(text) // 4]
            assert any(_grows_linearly(matcher.pattern.regex, quarter, text) for _ in range(3))


def _grows_linearly(regex: re.Pattern[str], quarter: str, text: str) -> bool:
    """Asked again where it fails: a busy machine can stretch one measurement."""
    return _seconds(regex, text) < 12 * _seconds(regex, quarter) + 0.05


def _seconds(regex: re.Pattern[str], text: str) -> float:
    start = time.process_time()
    for _ in regex.finditer(text):
        pass
    return time.process_time() - start
