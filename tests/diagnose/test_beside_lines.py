"""Fixes of one line that the program and the files beside the log tell."""

import pytest

from tests.diagnose.test_beside import SITE, first_fix

__all__ = ["first_fix"]


def test_an_operation_chooses_among_changes_in_place(first_fix) -> None:
    program = """
import torch
class Net:
    def forward(self, x, keep):
        g = torch.sigmoid(self.lin(x))
        g[~keep] = 0.0
        h = self.out(g)
        h += x
        return h
loss.backward()# !
"""
    error = (
        "RuntimeError: one of the variables needed for gradient computation has been modified by an "
        "inplace operation: [torch.FloatTensor [4, 8]], which is output 0 of {}, is at version 1; "
        "expected version 0 instead."
    )
    of_one = first_fix({"main.py": program}, error.format("SigmoidBackward0"))
    assert of_one == ("g[~keep] = 0.0", "g = g.clone()\ng[~keep] = 0.0")
    assert first_fix({"main.py": program}, error.format("TanhBackward0"))[0] is None


def test_a_constructor_by_another_name(first_fix) -> None:
    program = """
from torch import nn
class Net(nn.Module):
    def __int__(self, n):
        pass
net = Net(3)# !
"""
    beneath = (
        f'  File "{SITE}/torch/nn/modules/module.py", line 494, in __init__\n    raise TypeError(\n'
    )
    error = "TypeError: Net.__init__() takes 1 positional argument but 2 were given"
    wanted = ("def __int__(self, n):", "def __init__(self, n):")
    assert first_fix({"main.py": program}, error, beneath) == wanted


RECORDS = 'import json\nimport torch\ndata = json.load(open("a.json"))\n'


def test_a_list_from_the_beginning(first_fix) -> None:
    program = RECORDS + 'for row in data["rows"]:# !\n    print(row)'
    error = "TypeError: list indices must be integers or slices, not str"
    files = {"a.json": '[{"id": 1}, {"id": 2}]', "main.py": program}
    assert first_fix(files, error) == ('for row in data["rows"]:', "for row in data:")
    files["a.json"] = '[{"rows": 1}]'
    assert "item['rows']" in (first_fix(files, error)[1] or "")


def test_records_below_an_entry(first_fix) -> None:
    program = RECORDS + 'for row in data:\n    print(row["text"])# !'
    error = "TypeError: string indices must be integers, not 'str'"
    files = {"a.json": '{"version": 1, "data": [{"text": "a"}]}', "main.py": program}
    assert first_fix(files, error) == ("for row in data:", 'for row in data["data"]:')
    files["a.json"] = '{"train": [{"text": "a"}], "test": [{"text": "b"}]}'
    assert first_fix(files, error)[0] != "for row in data:"


@pytest.mark.parametrize(
    ("table", "seen", "arguments"),
    [
        (
            "time;temp;note\n10:00;21,5;ok\n10:10;21,7;late, but ok\n",
            "Expected 2 fields in line 3, saw 3",
            ', sep=";", decimal=","',
        ),
        (
            "Sensor 7\nmade 2023\ntime,temp,note\n10:00,21.5,ok\n",
            "Expected 1 fields in line 3, saw 3",
            ", skiprows=2",
        ),
    ],
)
def test_a_table_of_uneven_rows(first_fix, table: str, seen: str, arguments: str) -> None:
    program = 'import pandas as pd\ndf = pd.read_csv("t.csv")# !'
    error = f"pandas.errors.ParserError: Error tokenizing data. C error: {seen}"
    _, after = first_fix({"t.csv": table, "main.py": program}, error)
    assert after == f'df = pd.read_csv("t.csv"{arguments})'


def test_a_table_with_one_row_too_long(first_fix) -> None:
    program = 'import pandas as pd\ndf = pd.read_csv("t.csv")# !'
    error = "pandas.errors.ParserError: Error tokenizing data. C error: Expected 2 fields in line 3, saw 3"
    _, after = first_fix({"t.csv": "a,b\n1,2\n1,2,3\n4,5\n", "main.py": program}, error)
    assert "readlines" in (after or "")


@pytest.mark.parametrize(
    ("body", "line", "wanted"),
    [
        (
            "    ckpt = torch.load(path)\n    start = ckpt['epoch']\n    print(start)",
            "for epoch in range(start_epoch, 5):# !\n    pass",
            "print(start)\nreturn start",
        ),
        (
            "    epochs = 3\n    last = epochs",
            "range(start_epoch)# !",
            "last = epochs\nreturn last",
        ),
    ],
)
def test_a_result_that_is_not_returned(first_fix, body: str, line: str, wanted: str) -> None:
    program = f"import torch\ndef resume(path):\n{body}\nstart_epoch = resume('a.pt')\n{line}"
    error = "TypeError: 'NoneType' object cannot be interpreted as an integer"
    assert first_fix({"main.py": program}, error)[1] == wanted


def test_a_layer_that_is_not_returned(first_fix) -> None:
    parts = """from torch import nn

def make_block(n):
    act = nn.ReLU()
    block = nn.Sequential(nn.Linear(n, n), act)
"""
    program = """
import torch
from parts import make_block
net = torch.nn.Sequential(make_block(4))
net(torch.ones(4))# !
"""
    beneath = f'  File "{SITE}/torch/nn/modules/container.py", line 9, in forward\n    input = module(input)\n'
    error = "TypeError: 'NoneType' object is not callable"
    line = "block = nn.Sequential(nn.Linear(n, n), act)"
    files = {"parts.py": parts, "main.py": program}
    assert first_fix(files, error, beneath) == (line, f"{line}\nreturn block")
    files["parts.py"] = parts + "    return block\n"
    assert first_fix(files, error, beneath)[0] != line


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("c.json", '{"model": {"width": 8}, "train": {"lr": 0.1}}'),
        ("c.yaml", "# settings\nmodel:\n  width: 8\ntrain:\n  lr: 1e-3   # small\n"),
    ],
)
def test_a_key_on_another_level(first_fix, name: str, text: str) -> None:
    reader = "json.load" if name.endswith("json") else "yaml.safe_load"
    program = (
        f"import json, yaml, torch\ncfg = {reader}(open('{name}'))\n"
        "opt = torch.optim.Adam(net.parameters(), lr=cfg['lr'])# !"
    )
    wanted = 'opt = torch.optim.Adam(net.parameters(), lr=cfg["train"]["lr"])'
    assert first_fix({name: text, "main.py": program}, "KeyError: 'lr'")[1] == wanted
    twice = text.replace("width", "lr")
    assert first_fix({name: twice, "main.py": program}, "KeyError: 'lr'")[1] != wanted


def test_an_example_has_names(first_fix) -> None:
    program = """
from torch.utils.data import Dataset
class Pairs(Dataset):
    def __getitem__(self, i):
        return {"x": self.x[i], "y": self.y[i]}
def collate(batch):
    return torch.stack([b[0] for b in batch])
collate(batch)
torch.stack([b[1] for b in batch])# !
"""
    _, after = first_fix({"main.py": program}, "KeyError: 1")
    assert after == 'torch.stack([b["y"] for b in batch])'


@pytest.mark.parametrize(("made", "sparse"), [("TfidfVectorizer()", True), ("PCA(2)", False)])
def test_a_sparse_part(first_fix, made: str, sparse: bool) -> None:
    program = f"""
import numpy as np
import sklearn
maker = {made}
left = maker.fit_transform(rows)
both = np.hstack([left, more])# !
"""
    error = (
        "ValueError: all the input arrays must have same number of dimensions, but the array at index"
        " 0 has 1 dimension(s) and the array at index 1 has 2 dimension(s)"
    )
    _, after = first_fix({"main.py": program}, error)
    assert ("sparse.hstack" in (after or "")) is sparse


@pytest.mark.parametrize("there", ["valid.jsonl", "val.jsonl"])
def test_a_split_by_its_short_name(first_fix, there: str) -> None:
    program = """
import torch
def load(split):
    return open("data/" + split + ".jsonl")
rows = load("validation")# !
"""
    error = "FileNotFoundError: [Errno 2] No such file or directory: 'data/validation.jsonl'"
    files = {f"data/{there}": "{}", "data/train.jsonl": "{}", "main.py": program}
    stem = there.partition(".")[0]
    assert first_fix(files, error) == ('rows = load("validation")', f'rows = load("{stem}")')


def test_a_width_handed_over(first_fix) -> None:
    program = """
from torch import nn
class Net(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.bn = nn.BatchNorm1d(n_in)
        self.fc = nn.Linear(8 + n_in, n_out)
net = Net(n_in=4, n_out=2)
self.bn(x)# !
"""
    error = "RuntimeError: running_mean should contain 6 elements not 4"
    assert first_fix({"main.py": program}, error)[1] == "net = Net(n_in=6, n_out=2)"
