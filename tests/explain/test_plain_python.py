"""What plain Python does, in words: SQL, regular expressions, sorting, command lines, counts."""

from __future__ import annotations

import pytest

from mlexplain import explain


def told(code: str) -> str:
    found = explain(code, model=None)
    return " ".join([found.summary, *(s.text for s in found.steps)])


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "CREATE TABLE IF NOT EXISTS hits (path TEXT, n INT)",
            "creates the table `hits` with the columns `path` and `n` if it does not exist yet",
        ),
        ("INSERT INTO hits VALUES (?, ?)", "inserts a row into the table `hits`"),
        (
            "INSERT OR REPLACE INTO hits VALUES (1)",
            "inserts a row into the table `hits`, replacing a row that has the same key",
        ),
        (
            "SELECT path, COUNT(*) AS n FROM hits WHERE ts > 5 GROUP BY path ORDER BY n DESC LIMIT 5",
            "selects `path` and the number of rows (`n`) from the table `hits` where `ts > 5`, with "
            "one row for each `path`, sorted by `n`, the largest first, at most `5` rows",
        ),
        (
            "UPDATE users SET name = 'x', age = 3 WHERE id = 7",
            "changes `name` and `age` in the rows where `id = 7` of the table `users`",
        ),
        (
            "DELETE FROM users WHERE age < 18",
            "deletes the rows where `age < 18` from the table `users`",
        ),
        ("DELETE FROM users", "deletes all rows from the table `users`"),
        ("DROP TABLE IF EXISTS users", "removes the table `users` if it exists"),
    ],
)
def test_sql_is_read(statement: str, said: str) -> None:
    code = f'con = sqlite3.connect("a.db")\ncon.execute("{statement}")\n'
    assert said.lower() in told(code).lower()


def test_sql_that_is_not_plain_is_only_run() -> None:
    code = 'con = sqlite3.connect("a.db")\ncon.execute("VACUUM INTO x")\n'
    assert "runs `" in told(code).lower()


def test_a_database_is_used_in_a_transaction() -> None:
    code = 'con = sqlite3.connect("a.db")\nwith con:\n    con.execute("DELETE FROM a")\n'
    assert "one transaction of `con`" in told(code)
    assert "transaction" not in told("with con:\n    con.go()\n")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (r're.sub(r"\s+", " ", s)', "(white space)"),
        (r'P = re.compile(r"(?P<a>\d) (?P<b>\d)")', "with the named groups `a` and `b`"),
        ("xs = sorted(d.items(), key=lambda kv: -kv[1])", "by value, the largest first"),
        ("xs = sorted(d.items(), key=lambda kv: kv[1], reverse=True)", "by value, the largest"),
        ("xs = sorted(b, key=lambda h: h[1])", "by their second entry"),
        ("xs = sorted(b, key=lambda h: (-h[1], h[0]))", "largest first, then by their first entry"),
        ("xs = sorted(b, key=lambda h: -h[0], reverse=True)", "the smallest first"),
        ("xs = sys.argv[1:]", "the arguments given on the command line"),
        ("x = sys.argv[2]", "the second argument given on the command line"),
        ("n = len(text.split())", "the number of words in `text`"),
        ("n = len(set(xs))", "the number of distinct entries of `xs`"),
        ("def f(xs):\n    return len(xs)", "the number of entries in `xs`"),
        ("for a, b in zip(x, x[1:]):\n    f(a, b)", "pair of neighbours `a` and `b` in `x`"),
        (
            'for a, b in zip("." + w, w + "."):\n    f(a, b)',
            'in `w`, with `"."` to mark the beginning and the end',
        ),
        ("for i in range(9):\n    if i % 3 == 0:\n        f(i)", "once in every `3` rounds"),
        ("p[s[i], s[i + 1]] += 1", "pair of neighbours"),
        ("def f(*a, **k):\n    return g(*a, **k)", "the result of `g` for the same arguments"),
    ],
)
def test_everyday_python_is_told(code: str, said: str) -> None:
    assert said in told(code)


@pytest.mark.parametrize(
    ("code", "never"),
    [
        ("if i % 3 == 0:\n    f(i)", "rounds"),
        ("for a, b in zip(x, y[1:]):\n    f(a, b)", "neighbours"),
        ("p[s[i], t[i + 1]] += 1", "neighbours"),
        ("x = sys.argv[0]", "argument given"),
    ],
)
def test_near_misses_are_not(code: str, never: str) -> None:
    assert never not in told(code)


def test_a_decorator_is_known() -> None:
    code = """
def timed(fn):
    def inner(*args, **kwargs):
        return fn(*args, **kwargs)
    return inner
"""
    assert "is a decorator, which puts `inner`" in told(code)
    assert "decorator" not in told(code.replace("fn(*args", "gn(*args"))


def test_recursion_is_known() -> None:
    code = "def f(n):\n    return 1 if n < 2 else n * f(n - 1)\n"
    assert "calls itself (recursion)" in told(code)
    assert "recursion" not in told(code.replace("f(n - 1)", "g(n - 1)"))


def test_what_is_returned_as_it_came_is_said_to_be() -> None:
    code = "def f(x, p):\n    if p == 0:\n        return x\n    return x / p\n"
    assert "returns `x` unchanged" in told(code)
    assert "unchanged" not in told(code.replace("    if p", "    x = x + 1\n    if p"))


def test_a_loss_is_known_by_what_is_done_with_it() -> None:
    code = "c = h(n(a), b)\nc.backward()\n"
    assert "`c`, the loss" in told(code)
    assert "the loss" not in told(code.replace("backward", "forward"))


def test_a_method_of_a_class_of_the_snippet_is_its_own() -> None:
    code = "class Robot:\n    def backward(self, n):\n        self.at -= n\n\n\nx = Robot()\nx.backward(2)\n"
    assert "Calls `x.backward` with `2`" in told(code)
    assert "the loss" not in told(code)
    assert "back-propagation" in told(code.replace("x = Robot()", "x = m(y)"))
    assert "the model" not in told(code.replace("backward", "eval"))


def test_what_hangs_on_a_condition_is_told_with_it() -> None:
    code = """
for run in runs:
    score = run["hits"] / run["shots"]
    if score > best:
        best = score
        name = run["name"]
"""
    told_at = told(code).index("If `score` is greater than `best`")
    assert told_at < told(code).index('Takes the entry `"name"` of `run`')


@pytest.mark.parametrize(
    ("code", "other", "role"),
    [
        ("lr = [('ann', 30), ('bob', 10)]", "lr = 0.1\nw -= lr * grad", "the learning rate"),
        ("top_k = sorted(rows)[:5]", "top_k = 5", "the number of candidates"),
        (
            "for g in games:\n    total_loss += 1",
            "for g in games:\n    total_loss += g",
            "the loss",
        ),
    ],
)
def test_a_name_has_no_role_that_its_value_cannot_play(code: str, other: str, role: str) -> None:
    assert role not in told(code)
    assert role in told(other)


def test_what_tells_a_branch_whole_goes_before_what_tells_its_head() -> None:
    code = """
for epoch in range(9):
    val = check(epoch)
    if val < best - 1e-4:
        best = val
        bad = 0
    else:
        bad += 1
        if bad >= 3:
            print("enough")
            break
"""
    assert "Keeps count for early stopping: if `val` is better" in told(code)
    assert 'If `bad` is at least `3`: Prints `"enough"`' in told(code)


def test_a_complement_may_be_a_number() -> None:
    assert "moving average" in told("m = 0.9 * m + 0.1 * x")
    assert "moving average" not in told("m = 0.9 * m + 0.2 * x")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("print(f'{x:,.2f} {n:03d} {s:<9} {p:.0%}')", "with 2 decimals, with thousands separators"),
        ("print(f'{n:03d}')", "with zeros in front, 3 characters wide"),
        ("print(f'{p:.0%}')", "in per cent, without decimals"),
        ("print(f'{d:%Y-%m-%d}')", "year, month and day"),
        ("t = datetime.now().strftime('%H:%M')", "hour and minute"),
        ("f = logging.Formatter('%(asctime)s %(message)s')", "the time and the message"),
        ("class A:\n    def __len__(self):\n        return 3", "the length of an object"),
        ("def f(a, *b, **c):\n    print(a)", "any number of further arguments (`b`)"),
        ("def f(n):\n    f(n - 1)", "Calls itself (`f`)"),
        ("with open(p, 'w') as f:\n    f.write(x)", "for writing (what was in it is lost)"),
        ("if n & 1:\n    print(n)", "`n` is odd"),
        ("if not n >> i & 1:\n    print(n)", "bit `i` of `n` is 0"),
        ("if not re.search('[A-Z]', s):\n    print(s)", "nothing in `s` matches"),
        ("if not any(x > 3 for x in xs):\n    print(xs)", "for no `x` in `xs`"),
        ("a = [0] * n", "a list of `n` zeros"),
        ("def f(a):\n    r = dict(a)\n    r[1] = 2\n    return r", "so `a` itself stays as it is"),
        ("q = 'SELECT a, SUM(b) OVER (PARTITION BY c ORDER BY d) AS e FROM t'", "the running sum"),
        ("q = 'SELECT a FROM t LEFT JOIN u ON t.x = u.x'", "rows without a partner stay"),
        (
            "q = 'SELECT a, SUM(b) AS s FROM t GROUP BY 1 ORDER BY 2 DESC'",
            "each `a`, sorted by `s`",
        ),
        ("abort(404)", "(not found)"),
        (
            "class E(Exception):\n    def __init__(self, a):\n        super().__init__(f'no {a}')",
            "gives the error its message",
        ),
        (
            "class I(BaseModel):\n    n: str\n\n@app.post('/i')\ndef f(i: I):\n    return i",
            "`i` is read from the body of the request",
        ),
        ("new = d.keys() - e.keys()", "what is in"),
        (
            "ts = [threading.Thread(target=f)]\nfor t in ts:\n    t.join()",
            "waits for the thread `t`",
        ),
    ],
)
def test_plain_code_is_told_plainly(code: str, said: str) -> None:
    assert said.lower() in told(code).lower()


@pytest.mark.parametrize(
    "code",
    [
        "oven = Oven()\noven.train()\noven.eval()",
        "model = cars[0]\nmodel.eval()\nlr = 0.05\nmodel.train()",
        "def pairs(x, n):\n    return [combinations(x, r) for r in range(n)]",
        "if len(set(cells)) == 1:\n    print(cells[0])",
    ],
)
def test_plain_code_is_not_told_as_learning(code: str) -> None:
    for word in ("evaluation mode", "the model", "learning rate", "augmentation", "class is left"):
        assert word not in told(code)
