"""Fixes that the program and the data below the current folder tell."""

from pathlib import Path

import pytest

from mlexplain import diagnose

SITE = "/opt/conda/lib/python3.11/site-packages"


@pytest.fixture
def first_fix(tmp_path, monkeypatch):
    """The first fix of a failure at the marked line (`# !`) of `main.py`, run beside some files."""

    def told(files: dict[str, str], error: str, beneath: str = "") -> tuple[str | None, str | None]:
        frames = []
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = text.strip("\n").split("\n")
            for number, line in enumerate(lines, 1):
                if line.endswith("# !"):
                    lines[number - 1] = line.removesuffix("# !").rstrip()
                    place = f'  File "{path}", line {number}, in <module>'
                    frames.append(f"{place}\n    {lines[number - 1].strip()}\n")
            path.write_text("\n".join(lines), encoding="utf-8")
        monkeypatch.chdir(tmp_path)
        log = "Traceback (most recent call last):\n" + "".join(frames) + beneath + error + "\n"
        found = diagnose(log).diagnoses
        return (found[0].fixes[0].before, found[0].fixes[0].after) if found else (None, None)

    return told


PANDAS = (
    f'  File "{SITE}/pandas/core/frame.py", line 4102, in __getitem__\n    raise KeyError(key)\n'
)
TABLE = 'import pandas as pd\ndf = pd.read_csv("data/t.csv")\ny = df["label"]# !'


def test_columns_parted_by_another_sign(first_fix) -> None:
    files = {"data/t.csv": "id;label\n1;0\n", "main.py": TABLE}
    before, after = first_fix(files, "KeyError: 'label'", PANDAS)
    assert before == 'df = pd.read_csv("data/t.csv")'
    assert after == 'df = pd.read_csv("data/t.csv", sep=";")'


def test_a_column_by_nearly_that_name(first_fix) -> None:
    files = {"data/t.csv": "id,Label\n1,0\n", "main.py": TABLE}
    assert first_fix(files, "KeyError: 'label'", PANDAS) == ('y = df["label"]', 'y = df["Label"]')


def test_blanks_around_a_column(first_fix) -> None:
    files = {"data/t.csv": "id, label\n1, 0\n", "main.py": TABLE}
    _, after = first_fix(files, "KeyError: 'label'", PANDAS)
    assert after == 'df = pd.read_csv("data/t.csv")\ndf.columns = df.columns.str.strip()'


@pytest.mark.parametrize("head", ["id,label", "id,price"])
def test_a_table_that_does_not_explain_it(first_fix, head: str) -> None:
    files = {"data/t.csv": f"{head}\n1,0\n", "main.py": TABLE}
    _, after = first_fix(files, "KeyError: 'label'", PANDAS)
    assert "sep=" not in (after or "") and after != 'y = df["price"]'


JSON = 'import json\nwith open("c.json") as f:\n    cfg = json.load(f)# !'


@pytest.mark.parametrize(
    "text, error, before, after",
    [
        (
            '{"lr": 0.1,\n "epochs": 3,\n}',
            "Expecting property name enclosed in double quotes: line 3 column 1 (char 26)",
            '"epochs": 3,',
            '"epochs": 3',
        ),
        (
            '{"lr": 0.1\n "epochs": 3}',
            "Expecting ',' delimiter: line 2 column 2 (char 12)",
            '{"lr": 0.1',
            '{"lr": 0.1,',
        ),
        (
            '{"lr": 0.1, // rate\n "amp": True}',
            "Expecting property name enclosed in double quotes: line 1 column 13 (char 12)",
            '{"lr": 0.1, // rate\n"amp": True}',
            '{"lr": 0.1,\n"amp": true}',
        ),
        (
            "{'lr': 0.1}",
            "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
            "{'lr': 0.1}",
            '{"lr": 0.1}',
        ),
    ],
)
def test_json_is_mended(first_fix, text: str, error: str, before: str, after: str) -> None:
    error = f"json.decoder.JSONDecodeError: {error}"
    assert first_fix({"c.json": text, "main.py": JSON}, error) == (before, after)


def test_another_json_file_than_the_one_that_failed(first_fix) -> None:
    error = "json.decoder.JSONDecodeError: Expecting ',' delimiter: line 9 column 2 (char 99)"
    assert first_fix({"c.json": '{"a": 1,}', "main.py": JSON}, error) == (None, None)


def test_an_encoding_is_tried_on_the_file(first_fix, tmp_path: Path) -> None:
    (tmp_path / "r.txt").write_bytes("café;1\n".encode("cp1252"))
    main = 'import torch\nwith open("r.txt", encoding="utf-8") as f:\n    rows = f.readlines()# !'
    error = (
        "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xe9 in position 3: "
        "invalid continuation byte"
    )
    assert first_fix({"main.py": main}, error) == (
        'with open("r.txt", encoding="utf-8") as f:',
        'with open("r.txt", encoding="cp1252") as f:',
    )


GLOB = """
import glob, os, torch
FOLDER = "ckpt"
files = glob.glob(os.path.join(FOLDER, "step-*.pt"))
last = max(files, key=os.path.getmtime)# !
"""
NOTHING = "ValueError: max() arg is an empty sequence"


def test_a_pattern_that_fits(first_fix) -> None:
    before, after = first_fix({"ckpt/step_1.pt": "", "main.py": GLOB}, NOTHING)
    assert before == 'files = glob.glob(os.path.join(FOLDER, "step-*.pt"))'
    assert after == 'files = glob.glob(os.path.join(FOLDER, "step_*.pt"))'


def test_no_pattern_fits_an_empty_folder(first_fix) -> None:
    before, after = first_fix({"ckpt/notes.md": "", "main.py": GLOB}, NOTHING)
    assert before == "last = max(files, key=os.path.getmtime)" and "files is empty" in (after or "")


MISSING = "FileNotFoundError: [Errno 2] No such file or directory: 'data/train.csv'"
READING = 'import pandas as pd\ndf = pd.read_csv("data/train.csv")# !'


@pytest.mark.parametrize("there", ["data/Train.csv", "raw/train.csv", "data/trian.csv"])
def test_the_file_that_is_meant(first_fix, there: str) -> None:
    before, after = first_fix({there: "a,b\n", "main.py": READING}, MISSING)
    assert before == 'df = pd.read_csv("data/train.csv")'
    assert after == f'df = pd.read_csv("{there}")'


@pytest.mark.parametrize("there", ["data/test.csv", "data/train.csv", "data/notes.txt"])
def test_no_file_that_is_meant(first_fix, there: str) -> None:
    _, after = first_fix({there: "a,b\n", "main.py": READING}, MISSING)
    assert "pd.read_csv(" not in (after or "")


TYPED = """
import argparse
import torch
parser = argparse.ArgumentParser()
parser.add_argument("--epochs", default=3)
parser.add_argument("--name", default="run")
args = parser.parse_args()
for epoch in range(args.epochs):# !
    print(args.name)
"""


def test_an_option_gets_its_type(first_fix) -> None:
    error = "TypeError: 'str' object cannot be interpreted as an integer"
    assert first_fix({"main.py": TYPED}, error) == (
        'parser.add_argument("--epochs", default=3)',
        'parser.add_argument("--epochs", type=int, default=3)',
    )


def test_an_option_with_a_type_keeps_it(first_fix) -> None:
    error = "TypeError: 'str' object cannot be interpreted as an integer"
    typed = TYPED.replace('"--epochs", ', '"--epochs", type=str, ')
    before, _ = first_fix({"main.py": typed}, error)
    assert "add_argument" not in (before or "")


def test_a_name_that_the_own_module_has(first_fix, tmp_path: Path) -> None:
    files = {"config.py": "class TrainConfig: ...\n", "train.py": "from config import Config# !"}
    error = f"ImportError: cannot import name 'Config' from 'config' ({tmp_path}/config.py)"
    after = "from config import TrainConfig as Config"
    assert first_fix(files, error) == ("from config import Config", after)


def test_a_name_that_another_own_module_has(first_fix) -> None:
    files = {"lib/steps.py": "def fit(x):\n    return x\n", "train.py": "import torch\nfit(3)# !"}
    error = "NameError: name 'fit' is not defined"
    assert first_fix(files, error) == (None, "from lib.steps import fit")


POOL = """
import multiprocessing as mp
import numpy as np
def main(lines):
    low = True
    with mp.Pool(2) as pool:
        return pool.map(lambda s: clean(s, low), lines)# !
"""


def test_a_lambda_becomes_a_function(first_fix) -> None:
    error = "AttributeError: Can't pickle local object 'main.<locals>.<lambda>'"
    _, after = first_fix({"main.py": POOL}, error)
    assert after == (
        "from functools import partial\n\n"
        "def work(s, low):    # outside of any function\n    return clean(s, low)\n\n"
        "return pool.map(partial(work, low=low), lines)"
    )


HF = f'  File "{SITE}/transformers/trainer.py", line 3094, in evaluation_loop\n    metrics["x"] = 1\n'


@pytest.mark.parametrize(
    "given, wanted",
    [
        ("accuracy_score(y, p)", '{"accuracy": accuracy_score(y, p)}'),
        ("acc, f1", '{"acc": acc, "f1": f1}'),
    ],
)
def test_metrics_are_a_dictionary(first_fix, given: str, wanted: str) -> None:
    main = (
        f"def scores(pair):\n    y, p = pair\n    return {given}\n"
        "trainer = Trainer(model, compute_metrics=scores)\ntrainer.train()# !"
    )
    error = "TypeError: 'float' object does not support item assignment"
    assert first_fix({"main.py": main}, error, HF) == (f"return {given}", f"return {wanted}")


SKLEARN = f'  File "{SITE}/sklearn/metrics/_classification.py", line 1, in f1_score\n    raise ValueError(\n'


def test_every_metric_of_two_classes_is_averaged(first_fix) -> None:
    main = (
        "from sklearn.metrics import f1_score, recall_score\nscores = {\n"
        '    "f1": f1_score(y, p),# !\n    "recall": recall_score(y, p),\n}'
    )
    error = (
        "ValueError: Target is multiclass but average='binary'. Please choose another average "
        "setting, one of [None, 'micro', 'macro', 'weighted']."
    )
    assert first_fix({"main.py": main}, error, SKLEARN) == (
        '"f1": f1_score(y, p),\n"recall": recall_score(y, p),',
        '"f1": f1_score(y, p, average="macro"),\n"recall": recall_score(y, p, average="macro"),',
    )
