"""Every format over one nasty report: read the snapshots to see what users see."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from mlexplain.report import CheckReport, TraceReport
from mlexplain.show import findings, github, lesson, markdown, sarif, text
from mlexplain.show import json as as_json
from mlexplain.show.logs import Diagnosed
from mlexplain.show.masking import masked
from mlexplain.show.surface import Surface
from tests.show import nasty

SCHEMA = json.loads((Path(__file__).parent / "sarif-2.1.0.schema.json").read_text("utf-8"))
ESCAPES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u202a-\u202e\u2066-\u2069]")


def sources(found):
    return nasty.SOURCE if found.cell is None else ["x = 1\n"]


def logs(*reports: TraceReport) -> list[Diagnosed]:
    names = ["-"] if len(reports) == 1 else [f"rank {i}.log" for i in range(len(reports))]
    return [Diagnosed(n, masked(r)) for n, r in zip(names, reports, strict=True)]


ALL = {
    "trace-60.txt": lambda: text.trace(logs(nasty.TRACE), Surface(60)),
    "trace-100.txt": lambda: text.trace(logs(nasty.TRACE), Surface(100)),
    "trace-200.txt": lambda: text.trace(logs(nasty.TRACE), Surface(200)),
    "trace-verbose.txt": lambda: text.trace(logs(nasty.TRACE), Surface(100), verbose=True),
    "trace-outside.txt": lambda: text.trace(logs(nasty.OUTSIDE_THE_BOOK), Surface(100)),
    "trace-healthy.txt": lambda: text.trace(logs(nasty.HEALTHY), Surface(100)),
    "trace-several.txt": lambda: text.trace(logs(nasty.HEALTHY, nasty.TRACE), Surface(100)),
    "trace.json": lambda: as_json.trace(logs(nasty.TRACE)),
    "trace-several.json": lambda: as_json.trace(logs(nasty.OUTSIDE_THE_BOOK, nasty.TRACE)),
    "trace.md": lambda: markdown.trace(logs(nasty.TRACE)),
    "trace.sarif": lambda: sarif.trace(logs(nasty.TRACE)),
    "trace.github": lambda: github.trace(logs(nasty.TRACE)),
    "check.txt": lambda: findings.text(masked(nasty.CHECK), sources),
    "check-concise.txt": lambda: findings.concise(masked(nasty.CHECK)),
    "check-statistics.txt": lambda: findings.statistics(masked(nasty.CHECK)),
    "check.json": lambda: as_json.check(masked(nasty.CHECK)),
    "check.md": lambda: markdown.check(masked(nasty.CHECK)),
    "check.sarif": lambda: sarif.check(masked(nasty.CHECK)),
    "check.github": lambda: github.check(masked(nasty.CHECK)),
    "explain-60.txt": lambda: lesson.explain([masked(nasty.EXPLANATION)], Surface(60)),
    "explain-120.txt": lambda: lesson.explain([masked(nasty.EXPLANATION)], Surface(120)),
    "explain.json": lambda: as_json.explain([masked(nasty.EXPLANATION)]),
    "explain.md": lambda: markdown.explain([masked(nasty.EXPLANATION)]),
}


@pytest.mark.parametrize("name", ALL)
def test_format(name, snapshot, monkeypatch):
    monkeypatch.setenv("GITHUB_WORKSPACE", "/home/लक्ष्मी")
    shown = ALL[name]()
    assert nasty.TOKEN not in shown
    assert not ESCAPES.search(shown)
    snapshot(name, shown)


@pytest.mark.parametrize("width", range(40, 201, 7))
def test_text_keeps_within_its_width(width):
    from rich.cells import cell_len

    shown = text.trace(logs(nasty.TRACE), Surface(width), verbose=True)
    # A link stays whole, so that a terminal can open it.
    lines = [line for line in shown.splitlines() if not line.strip().startswith("https://")]
    assert max(map(cell_len, lines)) <= width


def test_colour_adds_nothing_but_colour():
    plain = text.trace(logs(nasty.TRACE), Surface(100))
    colored = text.trace(logs(nasty.TRACE), Surface(100, color=True))
    stripped = re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert stripped.replace("`", "").split() == plain.replace("`", "").split()
    assert "\x1b" in colored


@pytest.mark.parametrize("report", [nasty.TRACE, nasty.OUTSIDE_THE_BOOK, nasty.HEALTHY])
def test_trace_sarif_is_valid(report):
    jsonschema.validate(json.loads(sarif.trace(logs(report, nasty.TRACE))), SCHEMA)


@pytest.mark.parametrize("report", [nasty.CHECK, nasty.CLEAN])
def test_check_sarif_is_valid(report):
    document = json.loads(sarif.check(report))
    jsonschema.validate(document, SCHEMA)
    rules = document["runs"][0]["tool"]["driver"]["rules"]
    for result in document["runs"][0]["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_json_is_what_the_report_holds():
    assert json.loads(as_json.trace(logs(nasty.TRACE))) == masked(nasty.TRACE).to_dict()
    assert json.loads(as_json.check(nasty.CHECK)) == nasty.CHECK.to_dict()
    assert json.loads(as_json.explain([nasty.EXPLANATION])) == nasty.EXPLANATION.to_dict()


def test_github_annotations_cannot_be_forged_by_a_log():
    lines = github.trace(logs(nasty.TRACE)).splitlines()
    assert len(lines) == len(nasty.TRACE.diagnoses) + len(nasty.TRACE.unrecognised)
    assert all(re.match(r"::(error|warning|notice)( [^:]*)?::", line) for line in lines)


def test_nothing_found():
    assert github.trace(logs(nasty.HEALTHY)) == ""
    assert github.check(CheckReport()) == ""
    assert "No error" in markdown.trace(logs(nasty.HEALTHY))
