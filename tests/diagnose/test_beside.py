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


@pytest.mark.parametrize("there", ["data/test.csv", "data/notes.txt"])
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


def test_a_fix_brings_its_imports(first_fix) -> None:
    main = "import matplotlib.pyplot as plt\nimg = pictures[0]\nplt.imshow(img)# !"
    error = "TypeError: Invalid shape (3, 32, 32) for image data"
    beneath = f'  File "{SITE}/matplotlib/image.py", line 70, in set_data\n    raise TypeError(\n'
    before, after = first_fix({"main.py": main}, error, beneath)
    assert before == "plt.imshow(img)"
    assert (after or "").startswith("import numpy as np\nplt.imshow(np.asarray(img)")


def test_a_value_per_row_keeps_its_dimension(first_fix) -> None:
    main = "import numpy as np\nmu = X.mean(axis=1)\nZ = X - mu# !"
    error = "ValueError: operands could not be broadcast together with shapes (20,3) (20,) "
    after = "mu = X.mean(axis=1, keepdims=True)"
    assert first_fix({"main.py": main}, error) == ("mu = X.mean(axis=1)", after)


def test_shapes_that_no_kept_dimension_joins(first_fix) -> None:
    main = "import numpy as np\nmu = Y.mean(axis=1)\nZ = X - mu# !"
    error = "ValueError: operands could not be broadcast together with shapes (20,3) (15,) "
    _, after = first_fix({"main.py": main}, error)
    assert "keepdims" not in (after or "")


def test_json_keeps_its_other_arguments(first_fix) -> None:
    main = "import json, numpy as np\njson.dump(scores, f, indent=2)# !"
    error = "TypeError: Object of type float32 is not JSON serializable"
    _, after = first_fix({"main.py": main}, error)
    assert (after or "").startswith(
        "json.dump(scores, f, indent=2, default=lambda value: value.tolist())"
    )


@pytest.mark.parametrize(
    "made, line, error, wanted",
    [
        (
            'ids = {"cat": 0, "dog": 1}',
            'y = [ids[row["label"]] for row in rows]',
            "KeyError: 'Dog'",
            'y = [ids[row["label"].lower()] for row in rows]',
        ),
        (
            'CLASSES = ["cat", "dog"]\nids = {c: i for i, c in enumerate(CLASSES)}',
            "y = ids[name]",
            "KeyError: ' dog'",
            "y = ids[name.strip()]",
        ),
        ("ids = json.load(f)", "print(ids[best], 1)", "KeyError: 3", "print(ids[str(best)], 1)"),
        ('ids = {0: "cat", 1: "dog"}', "x = ids[k]", "KeyError: '1'", "x = ids[int(k)]"),
    ],
)
def test_a_key_in_the_form_of_the_keys(first_fix, made, line, error, wanted) -> None:
    main = f"import json, torch\n{made}\n{line}# !"
    assert first_fix({"main.py": main}, error) == (line, wanted)


@pytest.mark.parametrize("made", ['ids = {"cat": 0, "Dog": 1}', 'ids = {"cat": 0}', "ids = f()"])
def test_a_key_that_is_not_there_in_any_form(first_fix, made: str) -> None:
    main = f"import torch\n{made}\ny = ids[name]# !"
    _, after = first_fix({"main.py": main}, "KeyError: 'DOG'")
    assert "lower()" not in (after or "")


ROWS = """
import csv, numpy as np
def load(path):
    with open("s.csv") as f:
        for row in csv.reader(f):
            yield int(row[1])# !
"""


def test_the_line_of_names_is_no_row(first_fix) -> None:
    error = "ValueError: invalid literal for int() with base 10: 'label'"
    before, after = first_fix({"s.csv": "text,label\na,1\n", "main.py": ROWS}, error)
    assert before == "for row in csv.reader(f):"
    assert (after or "").splitlines() == [
        "next(f)    # the line with the columns' names",
        "for row in csv.reader(f):",
    ]


def test_a_word_among_the_rows_is_no_line_of_names(first_fix) -> None:
    error = "ValueError: invalid literal for int() with base 10: 'label'"
    _, after = first_fix({"s.csv": "a,1\nb,label\n", "main.py": ROWS}, error)
    assert "next(" not in (after or "")


def test_a_parameter_of_a_step(first_fix) -> None:
    main = 'import sklearn\ngrid = {"C": [1, 2]}\nGridSearchCV(pipe, grid).fit(X, y)# !'
    beneath = f'  File "{SITE}/sklearn/base.py", line 4, in set_params\n    raise ValueError(\n'
    error = (
        "ValueError: Invalid parameter 'C' for estimator Pipeline(steps=[('scale', StandardScaler()),\n"
        "                ('svc', SVC())]). Valid parameters are: ['memory', 'steps', 'verbose']."
    )
    before, after = first_fix({"main.py": main}, error, beneath)
    assert (before, after) == ('grid = {"C": [1, 2]}', 'grid = {"svc__C": [1, 2]}')


@pytest.mark.parametrize("ending, mended", [("", True), (".reset_index(drop=True)", False)])
def test_the_target_of_the_rows_that_are_left(first_fix, ending: str, mended: bool) -> None:
    main = (
        f'import pandas as pd\nX = df[["a", "b"]].dropna(){ending}\ny = df["y"]\n'
        "parts = train_test_split(X, y)# !"
    )
    beneath = (
        f'  File "{SITE}/sklearn/utils/validation.py", line 4, in check\n    raise ValueError(\n'
    )
    error = "ValueError: Found input variables with inconsistent numbers of samples: [42, 50]"
    before, after = first_fix({"main.py": main}, error, beneath)
    wanted = ('y = df["y"]', 'y = df.loc[X.index, "y"]')
    assert ((before, after) == wanted) is mended


def test_a_path_from_the_programs_own_file(first_fix) -> None:
    files = {"data/train.csv": "a\n", "src/main.py": READING}
    before, after = first_fix(files, MISSING)
    assert before == 'df = pd.read_csv("data/train.csv")'
    assert (after or "").endswith(
        'df = pd.read_csv(Path(__file__).resolve().parents[1] / "data/train.csv")'
    )


def test_a_field_makes_its_default_anew(first_fix) -> None:
    main = "from dataclasses import dataclass\n@dataclass# !\nclass C:\n    sizes: list = [3]"
    error = "ValueError: mutable default <class 'list'> for field sizes is not allowed: use default_factory"
    assert first_fix({"main.py": main}, error) == (
        "from dataclasses import dataclass\nsizes: list = [3]",
        "from dataclasses import dataclass, field\nsizes: list = field(default_factory=lambda: [3])",
    )


@pytest.mark.parametrize("inside, moved", [("x", True), ("x * n", False)])
def test_a_function_that_stands_alone_moves_out(first_fix, inside: str, moved: bool) -> None:
    main = (
        f"import multiprocessing, torch\ndef run(n):\n    def work(x):\n        return {inside}\n"
        "    with multiprocessing.Pool(2) as pool:\n        return pool.map(work, range(n))# !"
    )
    error = "AttributeError: Can't pickle local object 'run.<locals>.work'"
    _, after = first_fix({"main.py": main}, error)
    assert (after or "").startswith("def work(x):\n    return x") is moved


SAVED = """
import torch
torch.save({"epoch": 3, "net": net.state_dict(), "optim": opt.state_dict()}, "c.pt")
ck = torch.load("c.pt")
opt.load_state_dict(ck["optimizer"])# !"""


def test_an_entry_as_the_program_saves_it(first_fix) -> None:
    _, after = first_fix({"main.py": SAVED}, "KeyError: 'optimizer'")
    assert after == 'opt.load_state_dict(ck["optim"])'


def test_a_setting_of_the_one_json_file(first_fix) -> None:
    main = """
import json, torch
cfg = json.load(open("config.json"))
opt = torch.optim.Adam(net.parameters(), lr=cfg["train"]["lr"])# !"""
    files = {"config.json": '{"train": {"learning_rate": 0.1, "epochs": 2}}', "main.py": main}
    _, after = first_fix(files, "KeyError: 'lr'")
    assert after == 'opt = torch.optim.Adam(net.parameters(), lr=cfg["train"]["learning_rate"])'


@pytest.mark.parametrize("config", ['{"train": {"size": 0.1}}', '{"lr": 2, "train": [1]}', "{"])
def test_no_setting_of_that_meaning(first_fix, config) -> None:
    main = """
import json, torch
cfg = json.load(open("config.json"))
opt = torch.optim.Adam(net.parameters(), lr=cfg["train"]["lr"])# !"""
    _, after = first_fix({"config.json": config, "main.py": main}, "KeyError: 'lr'")
    assert after and after.startswith("print(")


GROUPED = 'import pandas as pd\nt = df.{}\nprint(t["store"].tolist())# !'


def test_groups_are_no_column(first_fix) -> None:
    main = GROUPED.format('groupby("store").sum()')
    _, after = first_fix({"main.py": main}, "KeyError: 'store'", PANDAS)
    assert after == 't = df.groupby("store").sum().reset_index()'


@pytest.mark.parametrize(
    "made", ['groupby("store", as_index=False).sum()', 'groupby("shop").sum()', "dropna()"]
)
def test_no_groups_of_that_name(first_fix, made) -> None:
    _, after = first_fix({"main.py": GROUPED.format(made)}, "KeyError: 'store'", PANDAS)
    assert "reset_index" not in str(after)


def test_a_column_that_is_the_index(first_fix) -> None:
    main = 'import pandas as pd\ndf = df.set_index("id")\nprint(df["id"].max())# !'
    _, after = first_fix({"main.py": main}, "KeyError: 'id'", PANDAS)
    assert after == "print(df.index.max())"


def test_an_index_among_the_columns_to_drop(first_fix) -> None:
    main = (
        'import pandas as pd\ndf.set_index("id", inplace=True)\nX = df.drop(columns=["id", "y"])# !'
    )
    beneath = f'  File "{SITE}/pandas/core/frame.py", line 5, in drop\n    return super().drop(\n'
    error = "KeyError: \"['id'] not found in axis\""
    _, after = first_fix({"main.py": main}, error, beneath)
    assert after == 'X = df.drop(columns=["y"])'


def test_an_index_that_was_reset(first_fix) -> None:
    main = 'import pandas as pd\ndf = df.set_index("id")\ndf = df.reset_index()\nprint(df["id"])# !'
    _, after = first_fix({"main.py": main}, "KeyError: 'id'", PANDAS)
    assert "df.index" not in str(after)


BUILT = """
import torch
def build(kind):
    if kind == "a":
        net = torch.nn.Linear(2, 2)
        return net
    {}:
        net = torch.nn.Linear(2, 3)
{}net = build("b")
opt = torch.optim.SGD(net.parameters(), 0.1)# !"""
NONE = "AttributeError: 'NoneType' object has no attribute 'parameters'"


@pytest.mark.parametrize("way", ["elif kind == 'b'", "else"])
def test_a_branch_that_returns_nothing(first_fix, way) -> None:
    _, after = first_fix({"main.py": BUILT.format(way, "")}, NONE)
    assert after == "net = torch.nn.Linear(2, 3)\nreturn net"


def test_branches_that_all_return(first_fix) -> None:
    _, after = first_fix({"main.py": BUILT.format("else", "    return net\n")}, NONE)
    assert "return" not in str(after)


NO_LEAF = """
import torch
w = {}
for i in range(3):
    loss = (x @ w).sum()
    loss.backward()
    with torch.no_grad():
        w -= 0.1 * w.grad# !"""
NO_GRADIENT = "TypeError: unsupported operand type(s) for *: 'float' and 'NoneType'"


def test_a_gradient_asked_of_a_result(first_fix) -> None:
    main = NO_LEAF.format("torch.randn(3, requires_grad=True) / 10")
    _, after = first_fix({"main.py": main}, NO_GRADIENT)
    assert after == "w = (torch.randn(3) / 10).requires_grad_()"


def test_a_leaf_without_gradient(first_fix) -> None:
    main = NO_LEAF.format("torch.randn(3, requires_grad=True)")
    _, after = first_fix({"main.py": main}, NO_GRADIENT)
    assert after and after.startswith("w = w.detach().requires_grad_()")


def test_parts_of_a_split_in_order_inside_a_function(first_fix) -> None:
    main = """
from sklearn.model_selection import train_test_split
def split():
    X_train, y_train, X_test, y_test = train_test_split(X, y)
    return X_train, y_train, X_test, y_test
X_train, y_train, X_test, y_test = split()
svc = SVC(C=2.0)
svc.fit(X_train, y_train)# !"""
    beneath = f'  File "{SITE}/sklearn/svm/_base.py", line 2, in fit\n    check()\n'
    error = "ValueError: y should be a 1d array, got an array of shape (30, 6) instead."
    _, after = first_fix({"main.py": main}, error, beneath)
    assert after == "X_train, X_test, y_train, y_test = train_test_split(X, y)"


def test_a_loop_that_reaches_a_window_ahead(first_fix) -> None:
    main = """
import numpy as np
for i in range(len(series)):
    y.append(series[i + size])# !"""
    error = "IndexError: index 300 is out of bounds for axis 0 with size 300"
    before, after = first_fix({"main.py": main}, error)
    assert (before, after) == (
        "for i in range(len(series)):",
        "for i in range(len(series) - size):",
    )


def test_values_cut_off_and_gathered_anew(first_fix) -> None:
    main = """
import torch
for t in range(3):
    logs.append(dist.log_prob(action).item())
loss = -(torch.tensor(logs) * returns).sum()
loss.backward()# !"""
    beneath = (
        f'  File "{SITE}/torch/_tensor.py", line 5, in backward\n    torch.autograd.backward(\n'
    )
    error = "RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn"
    _, after = first_fix({"main.py": main}, error, beneath)
    assert after == (
        "logs.append(dist.log_prob(action))"
        "    # and torch.stack(logs) in place of torch.tensor(logs)"
    )


LISTS = """
import torch
from torch.utils.data import DataLoader
dl = DataLoader(ds, batch_size=2{})
for batch in dl:
    x = emb(batch["ids"])# !"""
NO_TENSOR = "TypeError: embedding(): argument 'indices' (position 2) must be Tensor, not list"


@pytest.mark.parametrize(("more", "call"), [("", "stack"), (", collate_fn=list", "tensor")])
def test_lists_as_a_loader_makes_them(first_fix, more: str, call: str) -> None:
    _, after = first_fix({"main.py": LISTS.format(more)}, NO_TENSOR)
    assert after and after.startswith(f"x = emb(torch.{call}(batch[")


def test_names_of_a_folder_keep_it(first_fix) -> None:
    main = """
import os, torch
items = []
for c in sorted(os.listdir("data")):
    for f in os.listdir(os.path.join("data", c)):
        items.append((f, c))
x = torch.load(os.path.join("data", items[0][0]))# !"""
    files = {"data/cats/1.pt": "x", "data/dogs/1.pt": "x", "main.py": main}
    error = "FileNotFoundError: [Errno 2] No such file or directory: 'data/1.pt'"
    before, after = first_fix(files, error)
    assert (before, after) == ("items.append((f, c))", "items.append((os.path.join(c, f), c))")


@pytest.mark.parametrize(("name", "mended"), [("Income", True), ("wage", False)])
def test_a_column_as_the_table_has_it(first_fix, name: str, mended: bool) -> None:
    main = f"""
import pandas as pd
df = pd.DataFrame({{"age": [1, 2], "{name}": [1, 2]}})
pre = ColumnTransformer([("num", StandardScaler(), ["age", "income"])])
pre.fit(df)# !"""
    beneath = (
        f'  File "{SITE}/sklearn/compose/_column_transformer.py", line 2, in fit\n    check()\n'
    )
    error = "ValueError: Some column names are not columns of the dataframe: {'income'}"
    _, after = first_fix({"main.py": main}, error, beneath)
    line = 'pre = ColumnTransformer([("num", StandardScaler(), ["age", "Income"])])'
    assert (after == line) is mended


@pytest.mark.parametrize(("cell", "texts"), [("A", True), ("2", False)])
def test_texts_among_the_values_of_a_table(first_fix, cell: str, texts: bool) -> None:
    main = 'import pandas as pd\nimport torch\ndf = pd.read_csv("t.csv")\nX = torch.tensor(df.values)# !'
    error = (
        "TypeError: can't convert np.ndarray of type numpy.object_. The only supported types are: "
        "float64, float32, float16, complex64, complex128, int64, int32, int16, int8, uint64"
    )
    _, after = first_fix({"t.csv": f"a,b\n1,{cell}\n,3\n", "main.py": main}, error)
    wanted = "pd.get_dummies(df).to_numpy(np.float32)" if texts else "df.values.astype(np.float32)"
    assert after == f"import numpy as np\nX = torch.tensor({wanted})"
