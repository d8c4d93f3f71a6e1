"""Sentences on tensor code that were false, garbled or said twice: each with what it must not say."""

from __future__ import annotations

import pytest

from mlexplain import explain


def told(code: str) -> str:
    explanation = explain(code, model=None)
    cautions = [c.text for c in explanation.warnings]
    steps = [s.text for s in explanation.steps]
    return " ".join([explanation.summary, *steps, *cautions])


EXPERTS = """
def f(x, gate, experts):
    z = gate(x)
    w, c = z.topk(2, dim=-1)
    out = torch.zeros_like(x)
    for e, expert in enumerate(experts):
        r, s = (c == e).nonzero(as_tuple=True)
        if r.numel() == 0:
            continue
        out.index_add_(0, r, expert(x[r]) * w[r, s, None])
    return out
"""
TWICE = """
def f(m, ids, mask):
    return m(ids, attention_mask=mask).logits.log_softmax(-1)
a = f(model, **b["chosen"])
c = f(model, **b["rejected"])
loss = -(a - c).mean()
loss.backward()
"""
SAMPLING = """
def f(z, prev, top_p, rep):
    s = z.gather(1, prev)
    s = torch.where(s < 0, s * rep, s / rep)
    q, i = z.softmax(-1).sort(dim=-1, descending=True)
    q[q.cumsum(-1) - q > top_p] = 0
    return torch.multinomial(q, num_samples=1)
"""
BIAS = """
class Layer(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.b = nn.Parameter(torch.zeros(d))

    def forward(self, x):
        out = x.relu()
        return out + self.b
"""
TAGGER = """
class Tagger(nn.Module):
    def __init__(self, d, k):
        super().__init__()
        self.out = nn.Linear(d, k)

    def forward(self, x, m, y):
        z = self.out(x)
        loss = F.cross_entropy(z[m], y[m])
        return loss
"""
MARKS = """
p = x.argmax(1)
ok = p == np.array(gold)
for b in range(5):
    print(ok[which == b].mean())
"""
PLOTS = """
fig, (left, right) = plt.subplots(1, 2)
left.hist(conf, bins={bins})
right.set_title("all")
"""
DICE = """
def f(z, t, c):
    q = F.softmax(z, dim=1)
    h = F.one_hot(t, c).permute(0, 3, 1, 2).float()
    i = 2 * (q * h).sum((0, 2, 3))
    return i / (q.sum((0, 2, 3)) + h.sum((0, 2, 3)))
"""
KL = """
def f(recon, x, mu, logvar, beta=1.0):
    bce = F.binary_cross_entropy(recon, x, reduction="sum")
    kld = -0.5 * (1 + logvar - mu.pow(2) - logvar.exp()).sum()
    return (bce + beta * kld) / x.shape[0]
"""
LORA = """
class Low(nn.Module):
    def __init__(self, base, r=8):
        super().__init__()
        self.base = base
        for w in self.base.parameters():
            w.requires_grad_(False)
        self.a = nn.Parameter(torch.randn(r, 4))

    def forward(self, x):
        return self.base(x) + x @ self.a.t()
"""
STABLE = "s = x - x.max(1, keepdim=True).values.detach()\ne = s.exp()"


@pytest.mark.parametrize(
    ("code", "said", "unsaid"),
    [
        # What the shape of the code alone does not show.
        (EXPERTS, "`experts`", "message"),
        (EXPERTS, "`experts`", "evaluated without"),
        (EXPERTS, "the entries of `x` that `r` picks", "entry `r`"),
        (TWICE, "keyword arguments; the result is `c`", "twice"),
        (SAMPLING, "nucleus", "`s`, the top-p threshold"),
        (BIAS, "`self.b`", "the term it scales"),
        (TAGGER, "the result is `self.out`.", "`self.out`, the model"),
        (DICE, "overlap", "experts"),
        (STABLE, "the exponential of", "new to old"),
        # Marks, places and bins.
        (MARKS, "Marks in `ok` where `p` equals", "Notes in `ok`"),
        (PLOTS.format(bins="edges"), "with `edges` as bins", "in `edges` bins"),
        (PLOTS.format(bins="20"), "in `20` bins", "as bins"),
        (PLOTS.format(bins="20"), "Sets the title of `right`", "Calls `right.set_title`"),
        ("v, i = x.max(dim=1)\ny = z[i]", "the entries of `z` that `i` picks", "entry `i`"),
        ("v, i = x.max(dim=0)\ny = z[i]", "`z`", "that `i` picks"),
        ("m = y == 3\nd = D[i, m].mean()", "the entries of `D` at `i` and `m`", "the entry of `D`"),
        ("y = l[p.any(1)].mean()", "the entries of `l` where `p.any(1)` holds", "at whether"),
        ("y = s[: len(t)]", "up to position `len(t)`", "position the length"),
        ("k = j < n\ny = torch.zeros(n).masked_fill(~k, -9)", "where `k` is false", "the mask of"),
        # Shapes, choices and tuples inside other phrases.
        ("y = np.zeros(len(x))", "of shape `len(x)`", "shape the length"),
        ("y = torch.ones(4, 3)\nz = y.view(x.shape)", "the shape `x.shape`", "the shape the shape"),
        (
            "y = np.zeros(len(x) + (1 if len(x) % 2 else 0))",
            "`len(x) + (1 if len(x) % 2 else 0)`",
            "else `0` to",
        ),
        ("y = a + (b if c else d)", "`b if c else d`", "`b` if"),
        (
            "a, b = (f(y).transpose(1, 2) for y in (q, k))",
            "For each `y` in `q` and `k`, |the results are, in this order, `a` and `b`",
            "apart into",
        ),
        (
            "def f(i, w):\n    return (a, b + 1), i, w.mean()",
            "Returns `(a, b + 1)`, `i`",
            "`a`, the",
        ),
        (
            "d = [((a, b), g(a, b)) for a, b in itertools.combinations(o, 2)]",
            "`(a, b)` and `g(a, b)` for each pair",
            "the pair of `a` and `b` and",
        ),
        ("def f(w, v):\n    return torch.einsum('ij,jk->ik', w, v), w", "summed over", "of a call"),
        ("a = x.view(-1, 1, 1, 1)", "the shape `(-1, 1, 1, 1)`", "the shape the rest"),
        (
            "def f(a, z):\n    return (a.clamp(0, 1) + 1) / 2, z",
            "`a.clamp(0, 1) + 1`",
            "and `1` and",
        ),
        ("def f(y, m):\n    return y[m].mean(), 1", "the average of `y[m]`", "entry `m`"),
        ("def f(y, i):\n    return y[i].mean(), 1", "entry `i` of `y`", "`y[i]`,"),
        (
            "m = AutoModel.from_pretrained(n).eval()",
            "Loads the pre-trained model `n` without a task head, then puts the result into",
            "Puts `n`",
        ),
        (
            "q = q.view(b, t, self.heads, -1).transpose(1, 2)\ns = q @ k.transpose(-2, -1)",
            "into `self.heads` heads and",
            "of width",
        ),
        (
            "q = q.view(b, t, nh, hd).transpose(1, 2)\ns = q @ k.transpose(-2, -1)",
            "into `nh` heads of width `hd`",
            "heads and puts",
        ),
        (
            "s, r = T(*zip(*memory.sample(8))), 1",
            "regrouped by position",
            "all entries of the entries",
        ),
        (
            "def g(t, i):\n    torchvision.utils.save_image(t, f'{i}.png')",
            "`f'{i}.png'`",
            "a text with",
        ),
        ("d = {}\nn = max(len(k) for k in d)", "the longest key of `d`", "longest entry"),
        (LORA, "Keeps `base` as `self.base`.", "the model"),
        ("y = v[t + 1]", "what `v` holds at `t + 1`", "at `t` plus"),
        ("d |= (n == e).squeeze(1)", "also where `(n == e).squeeze(1)` holds", "the mask of where"),
        (
            "c = torch.bernoulli(p).bool()\ns = q.bool() & c\nids[s] = 0",
            "the entries of `ids` where `s` is true",
            "entry `s`",
        ),
        (
            "b, w = (v, 0) if v < b else (b, w + 1)",
            "Sets `b` and `w` to `(v, 0)` if `v` is less than `b`, else to `(b, w + 1)`",
            "apart",
        ),
        (
            "l = F.mse_loss(q(s, a), y) + F.mse_loss(p(s, a), y)",
            "`p(s, a)` and `y`",
            "for `s` and `a` and `y`",
        ),
        (
            "img = Image.open(p)\na = img.crop((0, 0, w // 2, h))",
            "`(0, 0, w // 2, h)`",
            "the tuple",
        ),
        # A role is told once.
        (KL, "`kld` holds the KL term.|the result is `kld`", "the result. Here `kld`"),
    ],
)
def test_said_of_tensors(code: str, said: str, unsaid: str) -> None:
    text = told(code)
    assert any(s in text for s in said.split("|")), text
    assert unsaid not in text, text


def test_the_larger_of_two_tensors_is_no_largest_value():
    said = told(
        "def f(v, r, c):\n    x = torch.max((v - r) ** 2, (c - r) ** 2)\n    return x.mean()"
    )
    assert "largest" not in said


def test_a_type_is_converted_to_not_moved_to():
    said = told("def f(v, c):\n    return (abs(v - 1) > c).to(torch.float).mean()\n")
    assert "oves or" not in said and "onverts" in said


def test_only_the_dimension_that_is_named_goes():
    said = told("def f(x):\n    x = x * 2\n    return x.squeeze(-1)\n")
    assert "without dimension `-1` (the last) if its size is 1" in said
    assert "without dimensions" in told("def f(x):\n    x = x * 2\n    return x.squeeze()\n")


def test_else_stands_where_it_was_written():
    code = "if a:\n    b = 1\nelse:\n    # why\n\n    b = 2\ntry:\n    c = b\nfinally: print(b)\n"
    steps = explain(code, model=None).steps
    assert {s.lines[0]: s.text for s in steps}[3] == "Otherwise:"
    assert any(s.lines[0] == 9 and s.text.startswith("In any case") for s in steps)
