"""What a name holds follows from what made it."""

from __future__ import annotations

import ast

import pytest

from mlexplain.explain.facts.scoping import read_scope

HELD = {
    "clf": ("from sklearn.svm import SVC\nclf = SVC()", "Estimator"),
    "grid": ("from sklearn.model_selection import GridSearchCV as G\ngrid = G(a, b)", "Estimator"),
    "env": ("import gymnasium as gym\nenv = gym.make('CartPole-v1')", "Env"),
    "con": ("import sqlite3\ncon = sqlite3.connect('a.db')", "Connection"),
    "cur": ("import sqlite3\ncon = sqlite3.connect('a.db')\ncur = con.cursor()", "Cursor"),
    "g": ("with open('a') as g:\n    pass", "file"),
    "row": ("with open('a') as g:\n    for row in g:\n        pass", "str"),
    "fields": ("text = 'a b'\nfields = text.strip().split()", "list"),
    "step": ("from torch.optim import Adam\nstep = Adam(p)", "Optimizer"),
    "es": ("import spacy\nes = spacy.load('es_core_news_sm')", "Language"),
    "read": ("import spacy\nes = spacy.load('x')\nread = es('Hola')", "Doc"),
    "w": ("import spacy\nes = spacy.load('x')\nread = es('Hola')\nfor w in read: pass", "Token"),
    "frame": ("import pandas as pd\nframe = pd.read_csv('a').dropna()", "DataFrame"),
    "column": ("import pandas as pd\nt = pd.read_csv('a')\ncolumn = t['x']", "Series"),
    "texts": ("import pandas as pd\ntexts = pd.read_csv('a')['x'].str", "TextColumn"),
    "groups": ("import pandas as pd\nt = pd.read_csv('a')\ngroups = t.groupby('x')", "GroupBy"),
    "here": ("from pathlib import Path\nhere = Path('a') / 'b'", "Path"),
    "found": ("import re\np = re.compile('a')\nfound = p.match(s)", "Match"),
    "rng": ("import numpy as np\nrng = np.random.default_rng(0)", "RandomGenerator"),
    "dist": ("from torch.distributions import Categorical\ndist = Categorical(p)", "Distribution"),
}


@pytest.mark.parametrize("name", HELD)
def test_kind_follows_from_the_constructor(name: str) -> None:
    code, kind = HELD[name]
    assert read_scope(ast.parse(code)).kinds[name] == kind


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("def f(x):\n    return x.split(',')", "x", "str"),
        ("def f(x):\n    return x.split(64, dim=2)", "x", "Tensor"),
        ("def f(values):\n    values.sort()", "values", "list"),
        ("def f(x):\n    return x.replace('y.txt')", "x", "Tensor"),
        ("def f(values):\n    s, i = values.sort()", "values", "Tensor"),
        ("import torch\npic = torch.rand(3)\npic.split(',')", "pic", "Tensor"),
    ],
)
def test_use_tells_more_than_spelling(code: str, name: str, kind: str) -> None:
    assert read_scope(ast.parse(code)).kind(ast.parse(name, mode="eval").body) == kind


@pytest.mark.parametrize(
    "code",
    [
        "from sklearn.metrics import accuracy_score\nr = accuracy_score(a, b)",
        "import torch\nr = torch.nn.utils.clip_grad_norm_(p, 1.0)",
        "r = something()\nr.fit(1)",
        "import re\nr = re.compile('a')\nr = open('b')",
        "import r\nr.split('a', 'b')",
        "def SVC(): ...\nr = SVC()",
    ],
)
def test_nothing_is_guessed(code: str) -> None:
    assert read_scope(ast.parse(code)).kinds.get("r") is None


def test_what_a_name_holds_is_never_that_of_another_node() -> None:
    """Names are known by the identity of their nodes, which a lost node would hand on."""
    code = "g = x * 2\ng += np.hypot(g, y)\na, b = g.mul_(3), g\nz = g.exp_()\nx[0] += z\n"
    tree = ast.parse(code)
    scope = read_scope(tree)
    held = [tree, *scope.made, *scope.definitions.values()]
    alive = {id(node) for whole in held for node in ast.walk(whole)}
    assert scope.definitions
    assert scope.definitions.keys() <= alive
