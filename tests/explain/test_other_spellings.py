"""One formula in many spellings: in place, over several statements, in a loop, by `einsum`."""

from __future__ import annotations

import ast

import pytest

from mlexplain.explain.facts.scoping import read_scope
from mlexplain.explain.idioms.shapes import find


def found_in(code: str) -> set[str]:
    tree = ast.parse(code)
    scope = read_scope(tree)
    blocks = [n.body for n in ast.walk(tree) if isinstance(getattr(n, "body", None), list)]
    return {f.idiom.slug for body in blocks for f in find(body, scope)}


STANDARD = "z = (x - m) / torch.sqrt(v + e)\n"
PAIRS = "s = q @ k.T / math.sqrt(d)\nw = torch.softmax(s, -1)\no = w @ v\n"
TOTAL = "r = m + math.log(sum(math.exp(x - m) for x in v))\n"
AVERAGE = "y = (e * m).sum(1) / m.sum(1).clamp(min=1)\n"


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("learned-scale-and-shift", STANDARD + "y = z * g + b\n"),
        ("learned-scale-and-shift", STANDARD + "z *= g\nz += b\n"),
        ("learned-scale-and-shift", STANDARD + "z.mul_(g).add_(b)\n"),
        ("learned-scale-and-shift", STANDARD + "y = torch.addcmul(b, z, g)\n"),
        ("learned-scale-and-shift", "z = (x - m) * torch.rsqrt(v + e)\ny = z * g + b\n"),
        ("stable-softmax", "e = x - x.max(1)\nnp.exp(e, out=e)\ne /= e.sum(1)\n"),
        ("logsumexp-shifted", TOTAL),
        (
            "logsumexp-shifted",
            "s = 0\nfor x in v:\n    s += math.exp(x - m)\nr = m + math.log(s)\n",
        ),
        ("new-axes-for-pairs", "d = a.unsqueeze(1) - b.unsqueeze(0)\n"),
        ("new-axes-for-pairs", "d = a[:, None, :] - b[np.newaxis, :, :]\n"),
        ("mean-by-a-mask", AVERAGE),
        ("mean-by-a-mask", "s = (e * m).sum(1)\nn = m.sum(1)\nn = n.clamp(min=1)\ny = s / n\n"),
        ("length-of-all-together", "n = math.sqrt(sum((g * g).sum() for g in gs))\n"),
    ],
)
def test_another_spelling_is_met(slug: str, code: str) -> None:
    assert slug in found_in(code)


def test_attention_by_einsum_is_attention() -> None:
    equations = "s = torch.einsum('bhid,bhjd->bhij', q, k) / math.sqrt(d)\n"
    mixed = "w = torch.softmax(s, -1)\no = torch.einsum('bhij,bhjd->bhid', w, v)\n"
    assert "attention-scores" in found_in(PAIRS) & found_in(equations + mixed)


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        # `p` before and behind `p = 1 - p` are two values.
        ("sigmoid-derivative", "p = 1 - p\nq = p * p\n"),
        # What a loop carries from round to round is no sum of its own.
        (
            "logsumexp-shifted",
            "s = 0\nfor x in v:\n    m = m + x\n    s += math.exp(x - m)\nr = m + math.log(s)\n",
        ),
        # A loop that may end early adds up less.
        (
            "logsumexp-shifted",
            "s = 0\nfor x in v:\n    if x > 3:\n        break\n    s += math.exp(x - m)\nr = m + math.log(s)\n",
        ),
        # The total does not start from zero.
        (
            "logsumexp-shifted",
            "s = 2\nfor x in v:\n    s += math.exp(x - m)\nr = m + math.log(s)\n",
        ),
        # Rows of both against each other are no plain product.
        ("mean-by-a-mask", "s = (e * m).sum(1)\nm = m + 1\ny = s / m.sum(1).clamp(min=1)\n"),
    ],
)
def test_another_meaning_is_not(slug: str, code: str) -> None:
    assert slug not in found_in(code)


def test_a_remark_is_made_where_its_code_stands() -> None:
    code = "a = a / (a.max() + 1e-12)\nb = (a * 255).round()\n"
    tree = ast.parse(code)
    met = [f for f in find(tree.body, read_scope(tree)) if f.idiom.slug == "small-in-divisor"]
    assert [f.nodes[0].lineno for f in met] == [1]
