"""Tests made from the folder of rules: pages, wording, examples, near misses, order, speed."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from mlexplain.diagnose import examples
from mlexplain.diagnose.book import Book, load, rule_files
from mlexplain.diagnose.pattern import LONGEST
from mlexplain.diagnose.rulefile import Rule, read_rule
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


def test_examples_are_won_and_near_misses_refused(rule: Rule, book: Book) -> None:
    assert list(examples.example_problems(rule, book)) == []


def test_order_has_no_circles(book: Book) -> None:
    assert list(examples.order_problems(list(book.rules), book)) == []


def hostile(rule: Rule) -> list[str]:
    """Per pattern, a megabyte that comes close to matching over and over."""
    texts = []
    for matcher in (*rule.matchers, *rule.readers):
        if matcher.pattern is None:
            continue
        sample = re.sub(
            r"\{([^{}]*)\}",
            lambda slot: (
                TYPES[slot.group(1).partition(":")[2]].sample if ":" in slot.group(1) else ""
            ),
            matcher.pattern.source.replace("[[", "").replace("]]", ""),
        )
        for piece in (matcher.pattern.literal, sample[: max(8, len(sample) * 2 // 3)]):
            texts.append(" ".join((piece * (1_000_000 // len(piece))).split()))
    return texts


def test_patterns_are_linear_on_hostile_text(rule: Rule) -> None:
    """Doubling the text may not much more than double the time of the slowest pattern."""
    for matcher in (*rule.matchers, *rule.readers):
        if matcher.pattern is None:
            continue
        for text in hostile(rule)[:8]:
            half = _seconds(matcher.pattern.regex, text[: len(text) // 2])
            if half < 0.05:
                continue
            assert _seconds(matcher.pattern.regex, text) < 4 * half
    assert LONGEST <= 65_536


def _seconds(regex: re.Pattern[str], text: str) -> float:
    start = time.process_time()
    for _ in regex.finditer(text):
        pass
    return time.process_time() - start
