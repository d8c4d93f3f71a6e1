"""Names that a file uses without importing them."""

import subprocess
import sys

import pytest

from mlexplain import diagnose
from mlexplain.resources import rules_dir
from mlexplain.toml import tomllib

LINES = tomllib.loads((rules_dir() / "imports.toml").read_text(encoding="utf-8"))["lines"]


_TRY_ALL = """
import sys
for line in sys.stdin.read().splitlines():
    try:
        exec(line, {})
    except ModuleNotFoundError:
        continue  # not installed here
    except ImportError as error:
        print(line, error)
print("tried")
"""


def test_every_name_is_where_its_line_says() -> None:
    """In a process of its own: libraries start threads when they are imported."""
    told = subprocess.run(
        [sys.executable, "-c", _TRY_ALL],
        input="\n".join(LINES),
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    assert told.stdout.splitlines()[-1:] == ["tried"]
    assert [
        line for line in told.stdout.splitlines() if line.startswith(("from ", "import "))
    ] == []


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
