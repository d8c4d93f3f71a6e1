"""The cases themselves: complete, well formed, and true to their logs."""

from __future__ import annotations

import pytest

from tests.score import DRAWN, LOGS, UNKNOWN, Case, cases

KNOWN = {
    "rule",
    "accept",
    "form",
    "source",
    "where",
    "stands",
    "fix_contains",
    "fix_any",
    "others",
    "roles",
}
KNOWN |= {"lines", "location", "entities", "python"}
ALL = tuple(cases())
WITH_DRAWN = (*ALL, *cases((DRAWN,)))


@pytest.mark.parametrize("case", WITH_DRAWN, ids=str)
def test_a_case_is_well_formed(case: Case) -> None:
    expected = case.expected
    assert expected["source"] in ("produced", "library")
    assert expected["source"] == "produced" or "where" in expected or "stands" in expected
    packages = set(expected) - KNOWN
    assert all(expected[name][:1].isdigit() for name in packages), (
        f"neither key nor version: {packages}"
    )
    assert case.rule == UNKNOWN or "fix_contains" in expected or "fix_any" in expected
    assert set(expected.get("location", ())) <= {"file", "line", "function"}


@pytest.mark.parametrize("case", WITH_DRAWN, ids=str)
def test_its_lines_lie_inside_its_log(case: Case) -> None:
    count = len(case.log.read_bytes().split(b"\n"))
    first, last = case.expected.get("lines", (1, 1))
    assert 1 <= first <= last <= count


def test_every_log_has_expectations_and_the_reverse() -> None:
    logs = {
        path.with_suffix("")
        for part in ("open", "held", DRAWN)
        for path in (LOGS / part).rglob("*.log")
    }
    expectations = {case.log.with_suffix("") for case in WITH_DRAWN}
    assert logs == expectations


def test_a_third_or_more_of_the_cases_is_unread_by_those_who_write_rules() -> None:
    unread = sum(case.part in ("held", DRAWN) for case in WITH_DRAWN)
    assert unread >= len(WITH_DRAWN) / 3


def test_the_logs_hold_nothing_of_the_machine_that_made_them() -> None:
    for case in WITH_DRAWN:
        text = case.log.read_bytes()
        for trace in (b"guest.py", b"/tmp/stage", b"/tmp/tl", b"/tmp/draw"):
            assert trace not in text, f"{case}: {trace!r}"
