"""Whatever is pasted: no crash, and no claim about text that holds no error."""

from __future__ import annotations

import string

from hypothesis import given, settings
from hypothesis import strategies as st

from mlexplain.diagnose.book import load
from mlexplain.diagnose.log import diagnose_log

EXAMPLES = [example.log for rule in load().rules for example in rule.examples]


@settings(max_examples=150)
@given(st.data())
def test_mutated_examples_never_crash(data: st.DataObject) -> None:
    log = data.draw(st.sampled_from(EXAMPLES))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(log)))
        end = data.draw(st.integers(at, min(len(log), at + 60)))
        log = log[:at] + data.draw(st.text(max_size=8)) + log[end:]
    report = diagnose_log(log)
    for told in report.diagnoses:
        assert told.title and told.summary and told.explanation
        assert 0 < told.confidence < 1
        report.to_dict()


@settings(max_examples=100)
@given(st.binary(max_size=300))
def test_any_bytes(data: bytes) -> None:
    try:
        diagnose_log(data).to_dict()
    except ValueError as error:
        assert "text" in str(error).lower()


@settings(max_examples=100)
@given(st.lists(st.text(alphabet=string.ascii_lowercase + " .,", max_size=60), max_size=12))
def test_lower_case_prose_is_never_diagnosed(lines: list[str]) -> None:
    report = diagnose_log("\n".join(lines))
    assert report.diagnoses == ()
