"""Every idiom is found in its own example, and not in what it must not be taken for."""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path

import pytest

from mlexplain import explain
from mlexplain.explain import knowledge
from mlexplain.explain.facts.scoping import read_scope
from mlexplain.explain.idioms import index
from mlexplain.explain.idioms.patterns import compile_pattern
from mlexplain.explain.idioms.shapes import find
from mlexplain.resources import rules_dir
from mlexplain.toml import tomllib

ENTRIES = knowledge.idiom_entries()
PRACTICE = sorted((Path(__file__).parent / "practice").glob("*_1.toml"))
LEVELS = {"statements", "block", "header", "expression", "named"}


def is_python(code: str) -> bool:
    try:
        ast.parse(code.strip("\n"))
    except SyntaxError:
        return False
    return True


def found_in(code: str) -> set[str]:
    tree = ast.parse(code.strip("\n"))
    scope = read_scope(tree)
    blocks = [tree.body]
    for node in ast.walk(tree):
        blocks.extend(b for b in (getattr(node, "body", None),) if isinstance(b, list))
    return {f.idiom.slug for block in blocks for f in find(block, scope)}


@pytest.mark.parametrize(
    "path", sorted((rules_dir() / "code" / "idioms").glob("*.toml")), ids=lambda path: path.stem
)
def test_reading_one_by_one_gives_what_the_file_says(path: Path) -> None:
    for slug, entry in tomllib.loads(path.read_text("utf-8")).items():
        assert ENTRIES[slug] == entry
        assert knowledge.idiom_patterns(slug) == tuple(entry["patterns"])
        assert knowledge.idiom_level(slug) == entry.get("level", "statements")


def test_the_index_fits_the_idioms() -> None:
    """`python -m mlexplain.explain.idioms.index` writes it anew."""
    written = index._written()
    assert written is not None
    whole = json.loads(index._file().read_text("utf-8"))
    assert {key: whole[key] for key in ("shapes", "methods")} == index._worked_out(nested=True)


@pytest.mark.parametrize("path", PRACTICE, ids=lambda path: path.stem)
def test_nestings_turn_away_only_what_is_not_met(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found() -> list[set[str]]:
        return [found_in(code) for code in codes]

    codes = [s["code"] for s in tomllib.loads(path.read_text("utf-8"))["snippet"][::4]]
    codes = [code for code in codes if is_python(code)]
    soon = found()
    nesting = re.compile(r"[^\t\n]*>[^\t\n]*")
    without = list(index.shapes_with(index._by_rarest_word().keys()))
    without = [shape._replace(each=nesting.sub("", shape.each)) for shape in without]
    monkeypatch.setattr(sys.modules[find.__module__], "shapes_with", lambda words: without)
    assert found() == soon


@pytest.mark.parametrize(
    "slug", [s for s, entry in ENTRIES.items() if entry.get("level") == "expression"]
)
def test_what_is_met_inside_statements_is_an_expression(slug: str) -> None:
    """Of `$b += $x` the target alone would be looked for, which is met everywhere."""
    for text in knowledge.idiom_patterns(slug):
        (statement,) = compile_pattern(text)
        assert statement[0] in ("expr", "changed"), text


@pytest.mark.parametrize("slug", ENTRIES)
def test_example_is_found(slug: str) -> None:
    assert slug in found_in(ENTRIES[slug]["example"])


@pytest.mark.parametrize("slug", ENTRIES)
def test_near_miss_is_not(slug: str) -> None:
    assert slug not in found_in(ENTRIES[slug]["unlike"])


@pytest.mark.parametrize("slug", ENTRIES)
def test_entry_is_complete(slug: str) -> None:
    entry = ENTRIES[slug]
    assert entry["title"]
    level = entry.get("level", "statements")
    assert level in LEVELS
    assert entry["says"].strip().endswith((".", ")", "]", *(":" if level == "header" else "")))


@pytest.mark.parametrize("slug", ENTRIES)
def test_what_is_always_said_stands_in_every_pattern(slug: str) -> None:
    always = re.sub(r"\[[^\[\]]*\]", "", ENTRIES[slug]["says"])
    for pattern in ENTRIES[slug]["patterns"]:
        named = set(re.findall(r"\$(\w+)", pattern))
        assert set(re.findall(r"\{(\w+)", always)) <= named, pattern


def test_cards_fill_their_slots() -> None:
    for name, card in knowledge.cards().items():
        assert card["text"], name
        assert not card["text"].endswith("."), name


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("momentum-buffer", "for r in reversed(rewards):\n    G = r + gamma * G\n"),
        ("momentum-buffer", "avg = beta * avg + value"),
        ("mse-by-hand", "m = x.mean(-1, keepdim=True)\nv = ((x - m) ** 2).mean(-1, keepdim=True)"),
        ("text-to-ids", 'data = text.encode("utf-8")'),
        (
            "retry-loop",
            "for i in range(3):\n    try:\n        f(i)\n    except OSError:\n        pass",
        ),
        ("last-position-logits", "h = hidden[:, -1, :]"),
        ("moe-router", "v, i = torch.topk(logits, k)\np = F.softmax(v, dim=-1)"),
        ("standardise-columns", "adv = (adv - adv.mean()) / (adv.std() + 1e-8)"),
        ("policy-gradient-loss", "loss = -(a * b).mean()"),
    ],
)
def test_shape_without_its_role_is_not_taken(slug: str, code: str) -> None:
    assert slug not in found_in(code)


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("ppo-clip", "s = r * a\nt = r.clamp(1 - e, 1 + e) * a\nl = -torch.minimum(s, t).mean()"),
        ("rms-norm", "v = x.pow(2).mean(-1, keepdim=True)\ny = x * torch.rsqrt(v + e)"),
        ("temperature-softmax", "z = logits / t\np = F.softmax(z, dim=-1)"),
        ("diffuse", "b = a[t]\ny = (1 - b).sqrt() * n + b.sqrt() * x"),
        ("variance-by-hand", "d = x - x.mean()\nv = (d * 1) ** 2\nw = (d ** 2).mean()"),
        ("iou", "u = p + q - i\nr = i / u"),
    ],
)
def test_a_formula_is_met_through_its_names(slug: str, code: str) -> None:
    assert slug in found_in(code)


def test_a_name_set_anew_is_not_followed() -> None:
    code = "s = p + q - i\nif c:\n    s = 1\nr = i / s"
    assert "iou" not in found_in(code)


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("def f(n, xs):\n    n = min(n, len(xs))\n    return n", False),
        ("def f(n, m):\n    n = max(n, m)\n    return n", False),
        ("for h in hs:\n    h = min(h, 255)\n    g(h)", False),
        ("def f(xs, m):\n    for x in xs:\n        m = max(m, x)\n    return m", True),
        ("def f(self, v):\n    if v < self.best:\n        self.best = v", True),
    ],
)
def test_a_bound_is_no_best_so_far(code: str, kept: bool) -> None:
    steps = explain(code, model=None).steps
    said = ("met so far", "what it held")
    assert any(words in s.text for s in steps for words in said) is kept


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("y = 1 / (1 + np.exp(-x / t))", "`x / t`"),
        ("y = 1 / (1 + np.exp(-(x - m) / s))", "`(x - m) / s`"),
        ("y = 1 / (1 + np.exp(-2 * x))", "`2` times `x`"),
        ("y = 1 / (1 + np.exp(-(a * x + b)))", "`a * x + b`"),
    ],
)
def test_a_sign_moved_in_front_is_not_told_again(code: str, told: str) -> None:
    assert (
        f"The sigmoid of {told}"
        in explain(f"import numpy as np\n{code}", model=None).steps[-1].text
    )


def test_no_idiom_reaches_over_a_function() -> None:
    far = """
model.eval()

def score(xs):
    return sum(xs)

with torch.no_grad():
    y = model(x)
"""
    assert not any("An evaluation" in s.text for s in explain(far, model=None).steps)
    near = far.replace("def score(xs):\n    return sum(xs)\n", "")
    assert any("evaluation" in s.text for s in explain(near, model=None).steps)


def told(code: str) -> str:
    return " ".join(s.text for s in explain(code, model=None).steps)


def test_a_loss_is_not_told_again_where_it_is_averaged() -> None:
    code = "l = (1 - p) ** g * ce\nif m:\n    r = l.mean()\n"
    assert told(code).count("focal loss") == 1


def test_a_remark_stands_where_its_expression_stands() -> None:
    code = "h = self.tok_emb(i) + self.pos_emb(p)\nh = self.enc(h)\nreturn self.head(h)\n"
    assert (
        told(f"def f(self, i, p):\n    {code.replace(chr(10), chr(10) + '    ')}").count(
            "which token stands there"
        )
        == 1
    )


@pytest.mark.parametrize(
    ("code", "said", "unsaid"),
    [
        ('F.cross_entropy(x, y, reduction="none")', "one value per entry", "averaged)."),
        ('plot(x, reduction="none", bias=False)', "set to", "one value per entry"),
        ("nn.Linear(2, 3, bias=False)", "without a bias", "one value"),
        ("torch.topk(x, k, largest=False)", "the `k` smallest values", "largest"),
    ],
)
def test_a_keyword_is_told_by_its_value(code: str, said: str, unsaid: str) -> None:
    text = told(f"z = {code}\n")
    assert said in text and unsaid not in text


def test_a_name_of_two_kinds_of_layers_is_called_by_neither() -> None:
    code = """
class N(nn.Module):
    def __init__(self, d, deep):
        super().__init__()
        self.a = nn.Linear(d, d)
        self.b = nn.Linear(d, d)
        if deep:
            self.b = nn.GRU(d, d)

    def forward(self, x):
        y = self.a(x)
        z = self.b(y)
        return z
"""
    text = told(code)
    assert "`self.a` (a linear layer)" in text
    assert "`self.b` (" not in text


@pytest.mark.parametrize("slug", [s for s, e in knowledge.idiom_entries().items() if "does" in e])
def test_what_an_idiom_does_is_a_verb_phrase(slug: str) -> None:
    """It goes behind "This code", so it begins with a verb in the third person."""
    first = str(knowledge.idiom_entries()[slug]["does"]).split()[0]
    assert first.endswith("s") and first.islower()
    assert first not in ("this", "its", "parameters", "is")


def test_scores_are_no_weights_before_their_softmax() -> None:
    code = "A = q @ k.transpose(-2, -1)\n{}o = A @ v\n"
    steps = explain(code.format("A = F.softmax(A, dim=-1)\n"), model=None).steps
    assert [("the attention weights" in s.text) for s in steps] == [False, True, False]


@pytest.mark.parametrize(
    ("use", "hides_what_follows"),
    [
        ("m == 0", True),
        ("~m.bool()", True),
        ("m[:T, :T] == 0", True),
        ("m == 1", False),
        ("m.bool()", False),
        ("~(m == 0)", False),
    ],
)
def test_a_triangle_is_causal_by_its_use(use: str, hides_what_follows: bool) -> None:
    code = f'm = torch.tril(torch.ones(T, T))\ns = s.masked_fill({use}, float("-inf"))\n'
    assert ("lets each position look" in told(code)) is hides_what_follows


def test_a_match_has_groups_and_no_entries() -> None:
    code = 'm = re.match(r"(a)(b)", s)\nx = m[1]\ny = m[0]\n'
    text = told(f"import re\n{code}")
    assert "entry" not in text
    assert "group `1` of `m`" in text
