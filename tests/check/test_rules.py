"""Every rule page is held to its own examples."""

import re

import pytest

from mlexplain.check import rules
from mlexplain.check.fix import fixed
from mlexplain.check.settings import Settings
from mlexplain.check.source import check_source
from mlexplain.resources import rules_dir

PAGES = sorted((rules_dir() / "check").glob("*.md"))
BLOCK = re.compile(r"```python ([\w-]+)\n(.*?)^```", re.S | re.M)
HEADINGS = ("What it does", "Why is this bad?", "Example", "Use instead", "Fix safety")


def blocks(page, label):
    return [code for name, code in BLOCK.findall(page.read_text()) if name == label]


def kinds(code):
    return {f.kind for f in check_source(code)}


def mended(code):
    def check(data):
        return check_source(data.decode())

    return fixed(code.encode(), check_source(code), "<string>", check).decode()


@pytest.fixture(params=PAGES, ids=lambda p: p.stem)
def page(request):
    return request.param


def test_bad_example_has_this_finding_and_no_other(page):
    (bad,) = blocks(page, "bad")
    assert kinds(bad) == {page.stem}


def test_what_is_also_found_has_this_finding_and_no_other(page):
    for code in blocks(page, "also-bad"):
        assert kinds(code) == {page.stem}, code


def test_good_example_and_near_misses_are_silent(page):
    for code in blocks(page, "good") + blocks(page, "near-miss"):
        assert kinds(code) == set(), code


def test_fix_writes_what_the_page_says(page):
    (bad,) = blocks(page, "bad")
    expected = blocks(page, "fixed") or [bad]
    assert mended(bad) == expected[0]
    assert mended(expected[0]) == expected[0]


def test_page_has_its_headings_in_order(page):
    found = re.findall(r"^## (.+)$", page.read_text(), re.M)
    assert [h for h in found if h in HEADINGS] == list(HEADINGS)


def test_codes_are_unique_and_select_their_kind():
    codes = rules.codes()
    assert len(set(codes.values())) == len(codes) == len(PAGES)
    for kind, code in codes.items():
        assert rules.matches(code, kind)
        assert Settings(select=(code,)).wants(kind)
        assert not Settings(ignore=(kind,)).wants(kind)
