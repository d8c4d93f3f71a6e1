"""Names that a file uses without importing them."""

import ast
from importlib.util import find_spec

import pytest

from mlexplain import diagnose
from mlexplain.resources import rules_dir
from mlexplain.toml import tomllib

LINES = tomllib.loads((rules_dir() / "imports.toml").read_text(encoding="utf-8"))["lines"]


@pytest.mark.parametrize("line", LINES)
def test_every_name_is_where_the_line_says(line: str) -> None:
    statement = ast.parse(line).body[0]
    if isinstance(statement, ast.ImportFrom):
        module = statement.module or ""
        found = pytest.importorskip(module)
        for alias in statement.names:
            assert hasattr(found, alias.name)
        return
    assert isinstance(statement, ast.Import)
    for alias in statement.names:
        top = alias.name.partition(".")[0]
        if find_spec(top) is None:
            pytest.skip(f"{top} is not installed")
        assert find_spec(alias.name) is not None


@pytest.mark.parametrize(
    "name, line",
    [
        ("AdamW", "from torch.optim import AdamW"),
        ("plt", "import matplotlib.pyplot as plt"),
        ("DDP", "from torch.nn.parallel import DistributedDataParallel as DDP"),
        ("AutoTokenizer", "from transformers import AutoTokenizer"),
    ],
)
def test_the_import_is_the_first_fix(name: str, line: str) -> None:
    log = (
        'Traceback (most recent call last):\n  File "/w/train.py", line 3, in <module>\n'
        f"    model = {name}(torch.nn.Linear(2, 2))\nNameError: name '{name}' is not defined\n"
    )
    assert diagnose(log).diagnoses[0].fixes[0].after == line
