"""Sentences on data work, scripts and plain Python, each with a near case where they must not stand."""

from __future__ import annotations

import pytest

from tests.explain.test_said_truly import told

SALES = """
import pandas as pd
df = pd.read_csv("sales.csv")
df["a"] = df["p"] * df["q"]
df["b"] = df["a"] + 1
m = (
    df[df["s"] != "x"]
    .groupby("r", as_index=False)
    .agg(total=("a", "sum"), n=("id", "nunique"))
    .sort_values("r")
)
m.to_csv("out.csv")
"""
FIGURE = """
fig, ax = plt.subplots(1, 2)
for a in ax:
    a.axis({shown})
fig.tight_layout()
plt.savefig("a.png")
"""
DATABASE = """
import sqlite3
def save(rows, old):
    con = sqlite3.connect("a.db")
    con.executemany("INSERT INTO t VALUES (?, ?)", [({first}, r[1]) for r in rows])
    n = con.execute("DELETE FROM t WHERE seen < ?", (old,)).rowcount
    con.commit()
    return n
"""
LONG = """
def load(path):
    a = open(path).read()
    k, _, v = a.partition("=")
    b = f1(a)
    c = f2(b)
    d = f3(c)
    e = f4(d)
    g = f5(e)
    h = f6(g)
    return h
x = load("p")
"""
ORDER = """
class A:
    def __init__(self, v):
        self._b = v
        v = self._b
        self._b = v
    def __lt__(self, o):
        return self._b < o._b
"""
LOG = """
import json
from pathlib import Path
def parse(line):
    return line.split("=")
def report(folder):
    for p in sorted(Path(folder).glob("*.log")):
        with p.open() as f:
            for {line} in {f}:
                r = parse(line)
                h[r] += 1
    return h
if __name__ == "__main__":
    Path("r.json").write_text(json.dumps(report("logs"), indent=2))
"""
MAKER = """
@classmethod
def a(cls, r):
    return cls(int(r["a"]), r["t"].strip(), r["d"] == "y", r["g"].split("|") if r["g"] else [])
"""
LINES = """
for l in p.read_text().splitlines():
    for w in l.lower().split():
        f(w)
        g(w)
"""
PARSER = """
import argparse
def f():
    p = argparse.ArgumentParser()
    return p.parse_args()
"""
GATE = """
import asyncio, aiohttp
sem = asyncio.{made}(5)
async def get(session, url):
    async with sem:
        async with session.get(url) as resp:
            resp.raise_for_status()
            return await resp.json()
async def main(url):
    async with aiohttp.ClientSession() as session:
        return await get(session, url)
"""


@pytest.mark.parametrize(
    ("code", "said", "unsaid"),
    [
        # What a script is for: what it reads, computes by group and leaves behind.
        (SALES, "This code reads the CSV file", 'code writes `"p"`'),
        (SALES, "computes `total` and `n` in the rows of `df` where", "`b` of"),
        (SALES, 'and writes `m` to `"out.csv"` as CSV.', ""),
        (FIGURE.format(shown='"off"'), "saves the figure", "code fits"),
        (FIGURE.format(shown='"off"'), "hides the axes of `a`", "Calls"),
        (FIGURE.format(shown='"on"'), "the axes", "hides"),
        # Lists made longer.
        (
            "ids = []\nids += [f(t) for t in ts if t]",
            "for each `t` in `ts` where `t` is set: what `f` gives",
            "list of",
        ),
        (
            "ids = []\nids += [f(t) for t in ts]",
            "for each `t` in `ts`: what `f` gives for",
            "list of",
        ),
        ("ids = []\nids += [1, 2]", "Appends `1` and `2` to the end of `ids`", "for each"),
        # Numbers of a call that say more than its card.
        (
            "import numpy as np\na, b = np.percentile(x, [25, 75])",
            "percentiles `25` and `75` of",
            "`[",
        ),
        (
            "import numpy as np\na = np.percentile(x, 25)",
            "the percentile `25` of `x`",
            "percentiles",
        ),
        (
            "import torch.nn.functional as F\nx = F.pad(x, (0, n))",
            "at the end of its last dimension with `n` zeros",
            "by `(",
        ),
        (
            "import torch.nn.functional as F\nx = F.pad(x, (1, 0))",
            "at the beginning of its last dimension with one zero",
            "by `(",
        ),
        ("import torch.nn.functional as F\nx = F.pad(x, (2, 2))", "by `(2, 2)`", "zeros"),
        (
            "import torch.nn.functional as F\nx = F.pad(x, (0, 2), mode='reflect')",
            "by `(0, 2)`",
            "`2` zeros",
        ),
        (
            "import torch\ni = torch.randint(0, n, (1,)).item()",
            "a random integer from `0` up to `n`",
            "integers",
        ),
        (
            "import torch\ni = torch.randint(0, n, (4,))",
            "random integers from `0` up to `n`",
            "one entry",
        ),
        (
            "import cv2\n_, t = cv2.threshold(g, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)",
            "by Otsu's method and applies it: pixels above it become 0, all others `255`",
            "unless",
        ),
        (
            "import cv2\n_, t = cv2.threshold(g, 90, 255, cv2.THRESH_BINARY)",
            "with the threshold `90`: pixels above it become `255`, all others 0",
            "Otsu",
        ),
        ("import cv2\n_, t = cv2.threshold(g, 90, 255, kind)", "unless the method", "Otsu"),
        # Loops over the lines and words of a text.
        (LINES, "For each line `l` of the text in `p`", "cut into"),
        ("for w in l.lower().split(','):\n    f(w)\n    g(w)", "cut into pieces", "word"),
        # Databases.
        (DATABASE.format(first="r[0]"), "once for each `r` in `rows`, with", "list of"),
        (
            DATABASE.format(first="r[0]"),
            "with `old` filled in, then takes the number of rows",
            "tuple",
        ),
        # What functions do, and for what: no detail for the whole, no outer loop for the inner one.
        (LONG, "Calls `load`", "defined above"),
        ("def f(s):\n    k, _, v = s.partition('=')\n    return v\nf(t)", "defined above", ""),
        (LOG.format(line="line", f="f"), "calls `parse` for each `line`", "for each `p`"),
        (LOG.format(line="line", f="f"), "writes the result to the path", "JSON text."),
        # Names that a function and a parameter share.
        (
            "def a(n):\n    return n\ndef j(a, b):\n    a = a % b\n    return a",
            "Returns `a`",
            "function `a`, defined",
        ),
        (
            "def f():\n    def g(x):\n        return x\n    return g",
            "the function `g`, defined above",
            "Returns `g`",
        ),
        (ORDER, "Returns whether `self._b` is less than `o._b`", "mask"),
        # Conditions on all entries.
        (
            "if all(n % p for p in ps):\n    f(n)",
            "If for every `p` in `ps`, `n` is not",
            "for every `p` in `ps`:",
        ),
        (
            "if all(p > 2 for p in ps):\n    f(n)",
            "is greater than `2` for every `p`",
            "for every `p` in `ps`,",
        ),
        # Cards.
        ("n, b = line.rsplit(':', 1)", "`line` into pieces at", "Calls"),
        (
            "df = pd.read_csv('a')\ndf.to_csv(f'out/{d}.csv')",
            "to `f'out/{d}.csv'` as CSV",
            "filled in",
        ),
        ("df = pd.read_csv('a')\nprint(df['x'].describe())", "in a few figures", "Sums the column"),
        (
            "todo = []\ntodo.extend(u for u in us if u > 2)",
            "ppends every `u` in `us` where",
            "all entries",
        ),
        ("todo = []\ntodo.extend(us)", "all entries of `us`", "every"),
        ("import numpy as np\na = (y, np.trapz(y, x))", "by the trapezoid rule, over `x`", "gives"),
        ("from urllib.parse import urljoin\na = urljoin(b, h)", "of `h`, seen from `b`", "by `b`"),
        # Waiting.
        (GATE.format(made="Semaphore"), "Waits for a free place in `sem`", "in effect"),
        (
            GATE.format(made="Semaphore"),
            "Returns the answer `resp` as JSON",
            "outcome of the answer",
        ),
        ("with sem_ver:\n    f(1)\n    g(2)", "`sem_ver` is in effect", "free place"),
        (MAKER, "it returns a new object of the class", "`cls` object"),
        (
            "from datetime import *\na = (datetime.now() - timedelta(days=3)).isoformat()",
            "Subtracts `3` days from",
            "span",
        ),
        (
            "from datetime import *\na = datetime.now() - timedelta(days=3, hours=2)",
            "`2` hours",
            "Subtracts `3` days from",
        ),
        (PARSER, "returns the arguments given on the command line", "returns the command"),
        (
            "from collections import Counter\nc = Counter(t)\nw = c.most_common(3)",
            "`3` most frequent entries",
            "of them",
        ),
        (
            "from collections import Counter\nc = Counter(t)\nw = c.most_common()",
            "the entries of `c`, the most frequent first",
            "most frequent entries",
        ),
    ],
)
def test_said(code: str, said: str, unsaid: str) -> None:
    text = told(code)
    assert said in text
    assert not unsaid or unsaid not in text
