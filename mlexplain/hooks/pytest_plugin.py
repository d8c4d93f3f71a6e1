"""pytest: failing tests whose error the rule book knows get a section with cause and fix.

Active with `-p mlexplain`, or always with `mlexplain = true` in pytest's ini file.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addini("mlexplain", "explain errors that mlexplain knows", type="bool", default=False)


def _active(config: pytest.Config) -> bool:
    return bool(config.getini("mlexplain")) or "mlexplain" in (config.getoption("plugins") or ())


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[Any]
) -> Generator[None, Any, None]:
    outcome = yield
    report = outcome.get_result()
    failed = report.failed and call.excinfo is not None and _active(item.config)
    if not failed or call.excinfo is None or call.excinfo.errisinstance(AssertionError):
        return
    try:
        from mlexplain.hooks.spoken import spoken

        text = spoken(call.excinfo.type, call.excinfo.value, call.excinfo.tb, known_only=True)
    except Exception as error:
        text = f"could not explain this error: {error}\n"
    if text:
        report.sections.append(("mlexplain", text))
