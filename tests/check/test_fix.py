"""Fixes change the bytes they must and no others."""

import ast
import json

import pytest

from mlexplain.check.fix import apply, difference, fixed
from mlexplain.check.run import check_stdin
from mlexplain.report import Edit, Finding, Remedy

BUGGY = """\
# Größe: ünïcode before the column é
import torch
from torch import nn


class Noise(nn.Module):
    def forward(self, x):
        pos = torch.arange(x.size(1))  # 'quotes' stay "as they are"
        return x + pos
"""


def mend(data, path="model.py", unsafe=False):
    def again(changed):
        return check_stdin(changed, path).findings

    return fixed(data, again(data), path, again, unsafe)


ENCODED = {
    "utf8": BUGGY.encode(),
    "crlf": BUGGY.replace("\n", "\r\n").encode(),
    "bom": b"\xef\xbb\xbf" + BUGGY.encode(),
    "latin-1": ("# -*- coding: latin-1 -*-\n" + BUGGY).encode("latin-1"),
    "no end of line": BUGGY.rstrip("\n").encode(),
    "form feed": BUGGY.replace("\n\n\nclass", "\n\f\nclass").encode(),
    "mixed ends": BUGGY.replace("nn\n", "nn\r\n").encode(),
}


@pytest.mark.parametrize("data", ENCODED.values(), ids=ENCODED)
def test_only_the_argument_is_inserted(data):
    expected = data.replace(b"x.size(1))", b"x.size(1), device=x.device)")
    assert expected != data
    assert mend(data) == expected


@pytest.mark.parametrize("data", ENCODED.values(), ids=ENCODED)
def test_a_second_run_finds_nothing(data):
    mended = mend(data)
    assert check_stdin(mended, "model.py").findings == ()
    assert mend(mended) == mended


def test_columns_count_characters():
    line = "import torch; device = torch.device('cuda'); é = torch.ones(3); é.to(device)\n"
    assert mend(line.encode()).decode().endswith("é = é.to(device)\n")


def test_unsafe_remedies_wait_to_be_asked():
    data = (
        b"import torch\nm = torch.nn.Linear(1, 1)\nm.load_state_dict(torch.load('a'))\nm.cuda()\n"
    )
    assert mend(data) == data
    assert b"torch.load('a', map_location=\"cpu\")" in mend(data, unsafe=True)


def made(edits):
    remedy = Remedy("change", edits)
    return Finding("a.py", 1, 1, 1, 2, "MLX101", "result-dropped", "", "high", remedy)


def test_overlapping_remedies_are_not_applied_together():
    first = made((Edit((1, 1), (1, 6), "alpha"),))
    second = made((Edit((1, 3), (1, 8), "beta"),))
    assert apply(b"abcdefgh\n", [first, second], "a.py") == b"alphafgh\n"


def test_a_remedy_that_breaks_the_file_is_left_out():
    broken = made((Edit((1, 1), (1, 2), "("),))
    good = made((Edit((2, 1), (2, 2), "c"),))
    assert apply(b"a = 1\nb = 2\n", [broken, good], "a.py") == b"a = 1\nc = 2\n"


def test_the_difference_is_a_unified_diff():
    data = BUGGY.encode()
    shown = difference(data, mend(data), "model.py")
    assert shown.startswith("--- model.py\n+++ model.py\n@@")
    assert "+        pos = torch.arange(x.size(1), device=x.device)" in shown


def notebook(*cells, indent=1):
    content = {
        "cells": [{"cell_type": kind, "metadata": {}, "source": source} for kind, source in cells],
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content, indent=indent, ensure_ascii=False).encode()


def test_notebook_cells_share_names_and_findings_know_their_cell():
    data = notebook(
        ("markdown", ["# Größe\n", "text"]),
        ("code", ["%matplotlib inline\n", "!pip install torch\n", "import torch\n"]),
        ("code", ["device = torch.device('cuda')\n", "x = torch.ones(3)\n", "x.to(device)"]),
    )
    (found,) = check_stdin(data, "a.ipynb").findings
    assert (found.cell, found.line, found.kind) == (3, 3, "result-dropped")


@pytest.mark.parametrize("indent", [None, 1, 4])
def test_notebook_fix_changes_one_source_and_nothing_else(indent):
    data = notebook(
        ("code", "import torch\ndevice = torch.device('cuda')\nx = torch.ones(3)\n"),
        ("code", ["é = 'ü'\n", "x.to(device)"]),
        indent=indent,
    )
    expected = data.replace(b"x.to(device)", b"x = x.to(device)")
    assert mend(data, "a.ipynb") == expected
    json.loads(expected)


def test_the_result_parses():
    for data in ENCODED.values():
        ast.parse(mend(data))
