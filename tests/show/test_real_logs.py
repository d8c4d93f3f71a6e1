"""Every display over every real log: within its width, short, free of escapes, valid."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from rich.cells import cell_len

from mlexplain import diagnose
from mlexplain.show import github, markdown, sarif, text
from mlexplain.show import json as as_json
from mlexplain.show.logs import Diagnosed
from mlexplain.show.masking import masked
from mlexplain.show.surface import Surface
from tests.show.test_formats import ESCAPES, SCHEMA

LOGS = sorted((Path(__file__).parents[1] / "logs").glob("*/**/*.log"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


@pytest.mark.parametrize("path", LOGS, ids=lambda p: "/".join(p.parts[-3:]))
def test_every_display_of_a_real_log(path):
    logs = [Diagnosed(path.name, masked(diagnose(path.read_bytes())))]
    for width in (60, 200):
        shown = text.trace(logs, Surface(width))
        lines = [line for line in shown.splitlines() if "https://" not in line]
        assert max(map(cell_len, lines), default=0) <= width
        assert len(lines) <= (110 if width == 60 else 70), shown
        assert not ESCAPES.search(shown)
    for document in (markdown.trace(logs), github.trace(logs)):
        assert not ESCAPES.search(document)
    report = json.loads(as_json.trace(logs))
    for found in report["diagnoses"]:
        open_slots = re.findall(r"\{[a-z_]+\}", found["title"] + found["summary"])
        assert not open_slots
    results = json.loads(sarif.trace(logs))
    VALIDATOR.validate(results)
    count = len(report["diagnoses"]) + len(report["unrecognised"])
    assert len(results["runs"][0]["results"]) == count
    assert len(github.trace(logs).splitlines()) == count
