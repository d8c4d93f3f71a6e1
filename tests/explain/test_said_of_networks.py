"""Sentences on networks and their training that were false, garbled or missing: each with a near miss."""

from __future__ import annotations

import pytest

from mlexplain import explain

PARTS = """
class M(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.act = nn.GELU()
        self.fc = {fc}
        self.scale = math.sqrt(n)
    def forward(self, x):
        return self.fc(self.act(x))
"""
GIVEN = """
class M(nn.Module):
    def __init__(self, body):
        super().__init__()
        self.body = body
        self.head = nn.Linear(2, 3)
    def forward(self, x):
        return self.head({run})
"""
BUILT = """
class M(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.act = nn.GELU()
        self.first = self._make_layer(n)
        self.rest = self._make_layers(n)
    def forward(self, x):
        for r in self.rest:
            x = r(x)
        return self.first(self.act(x))
"""
STANDARDISED = """
def f(adv, ratio, k):
    adv = (adv - adv.mean()) / (adv.std() + 1e-8)
    for _ in range(k):
        s = ratio * adv
        print(s)
"""
CLIP = """
def f(a, b, t):
    a = a / a.norm(dim=-1, keepdim=True)
    b = b / b.norm(dim=-1, keepdim=True)
    return {scale} * a @ b.t()
"""


def told(code: str) -> str:
    explanation = explain(code, model=None)
    parts = [*(s.text for s in explanation.steps), *(p.text for p in explanation.parameters)]
    return " ".join([explanation.summary, *parts])


@pytest.mark.parametrize(
    ("code", "said", "unsaid"),
    [
        # A network is made of all that is made for it.
        (PARTS.format(fc="Conv1D(n, n)"), "a GELU (`act`) and `fc` (`Conv1D`)", "scale`)"),
        (PARTS.format(fc="self._make_layer(n)"), "a GELU (`act`) and `fc`.", "among others"),
        (BUILT, "made, among others, of a GELU (`act`) and `first`.", "second"),
        (PARTS.format(fc="nn.Linear(n, n) if n else None"), "(`act`) and `fc`.", "among others"),
        (GIVEN.format(run="self.body(x)"), "made of `body` and a linear layer (`head`)", "among"),
        (GIVEN.format(run="x"), "made of a linear layer (`head`).", "`body`. `f"),
        # A floor of one is no guard against zero where it bounds a length.
        ("x = x / max(1.0, np.abs(x).max())", "between -1 and 1 is left", "(zero)"),
        ("g = g / max(1, np.linalg.norm(g) / c)", "larger of `1`", "(zero)"),
        ("m = s / max(1, n)", "nothing to divide by (zero)", "between -1"),
        ("u = v / max(np.linalg.norm(v), 1e-8)", "where the divisor is zero", "between -1"),
        # What is given to a schedule, and what an evaluation gives.
        ("s = ReduceLROnPlateau(opt)\ns.step(val)", "schedule, given `val`", "by one step"),
        ("s = StepLR(opt, 3)\ns.step()", "schedule by one step", "given"),
        (
            "t = Trainer(model=m)\nprint(t.evaluate())",
            "then prints the result",
            "Prints the model",
        ),
        ("b = score / len(t) ** a", "merely because a sequence is longer", "zero"),
        # A remark is made where what it speaks of stands.
        (STANDARDISED, "division from failing", "divisor from being zero"),
        (CLIP.format(scale="t.exp()"), "Divides every row", "sets the length"),
        # What is not of the whole tensor, and what is one.
        ("v, i = z.topk(1, dim=1)", "the largest value of `z` along dimension `1`", "values"),
        ("v, i = z.topk(5)", "the `5` largest values of `z` along its last dimension", "`dim`"),
        ("m = torch.eye(2 * n)", "with `2` times `n` rows and columns", "size"),
        ("y = x.view(*shape)", "the shape `shape`", "all entries"),
        ("p = torch.polar(a, b)", "whose length is `a` and whose angle is `b`", "of length"),
        ("a, b = f(b), g(a)", "at the same time.", "At the same time"),
        (
            "m = nn.Sequential(nn.Linear(2, 3), nn.SiLU()) if a else nn.Identity()",
            "a chain of layers (a linear layer from `2` to `3` features and a SiLU",
            "feeding",
        ),
        # What attention looks at, and what it keeps.
        (
            "y = F.scaled_dot_product_attention(q, k, v, is_causal=True)",
            "only itself and those before it",
            "Where",
        ),
        (
            "y = F.scaled_dot_product_attention(q, k, v, is_causal=n > 1)",
            "Where `n > 1` holds, each position sees only itself",
            "By `is_causal`",
        ),
        ("y = F.scaled_dot_product_attention(q, k, v)", "in one call", "only itself"),
        (
            "self.ck = torch.cat([self.ck, k], dim=2)\nself.cv = torch.cat([self.cv, v], dim=2)",
            "Joins the cached keys `self.ck` and values `self.cv` with the new",
            "end to end",
        ),
    ],
)
def test_said_of_networks(code: str, said: str, unsaid: str) -> None:
    text = told(code)
    assert said in text, text
    assert unsaid not in text, text


UNITS = """
class Norm(nn.Module):
    def __init__(self, d):
        super().__init__()
        self.w = nn.Parameter(torch.ones(d))
    def forward(self, x):
        return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6) * self.w

def g(x):
    return x + 1
"""
TEMPERATURE = """
class M(nn.Module):
    def f(self, a, b, y):
        z = torch.cat([a, b], dim=1) / self.{field}
        return F.cross_entropy(z, y)
"""
IOU = """
def f(pred, true, c):
    p, t = pred == c, true == c
    return (p {sign} t){end}
"""


@pytest.mark.parametrize(
    ("code", "said", "unsaid"),
    [
        # What is said of one of several things names it.
        (UNITS, "`Norm` divides by the root mean square", "It divides"),
        # What has the letter of a transpose need not be one.
        (TEMPERATURE.format(field="T"), "the logits `z`", "transpose"),
        ("y = w.T", "transpose of `w`", "`w.T`"),
        # An entropy is no cross-entropy, and what is clipped need not go into a logarithm.
        (
            "o = F.one_hot(i, n).float()\na = o.mean(0)\nh = -torch.sum(a * torch.log(a + 1e-10))",
            "the logarithm away from zero",
            "cross-entropy",
        ),
        ("betas = torch.clip(betas, 0.0001, 0.9999)", "at most `0.9999`", "logarithm"),
        ("p = torch.clip(p, 0.0001, 0.9999)", "logarithm", "!"),
        # A network that ends in an activation has two hidden layers or is a part of another.
        (
            "n = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 8), nn.ReLU())",
            "each feeding the next",
            "one hidden layer",
        ),
        # What is given back goes in again only in a loop.
        ("def f(x, h):\n    o, h = net(x, h)\n    return o", "gives `h` back updated", "next time"),
        (
            "for x in xs:\n    o, h = net(x, h)\n    g(o)",
            "goes in again the next time",
            "gives `h` back",
        ),
        ("for x in xs:\n    _, h = net(x, h)", "the next time", "`_`"),
        ("y = x.unfold(0, 64, 64)", "Cuts windows of `64`", "overlap"),
        ("y = x.unfold(0, 64, 16)", "overlap", "!"),
        (IOU.format(sign="&", end=".sum()"), "Marks in `p` where `pred` equals `c`", "Notes"),
        (IOU.format(sign="and", end=""), "whether `pred` equals `c`", "Marks"),
        # Parts of what a call gives are told by what they are.
        ("v = z.topk(3).values", "`3` largest values of `z`", "takes `values`"),
        (
            "m = -torch.finfo(s.dtype).max",
            "the largest number that the number type of `s` can hold",
            "`max` of",
        ),
        (
            "q = nn.Linear(2, 3)\nwith torch.no_grad():\n    a, b = q(x)",
            "the result is `a` and `b`",
            "`a, b`",
        ),
        (
            "t = Trainer(model=m)\nt.train()\nm.train()",
            "runs the training loop of a trainer",
            "loop of `m`",
        ),
    ],
)
def test_said_where_it_is_so(code: str, said: str, unsaid: str) -> None:
    text = told(code)
    assert said in text, text
    assert unsaid not in text, text


DECODER = """
class D(nn.Module):
    def forward(self, t, m):
        a, _ = self.own(t, t, t)
        t = self.n1(t + self.drop(a))
        a, w = self.cross(t, m, m)
        t = self.n2({sum})
        return t
"""
TWO_HEADS = """
class Q(nn.Module):
    def __init__(self):
        super().__init__()
        self.value = nn.Linear(8, 1)
        self.{other} = nn.Linear(8, 4)
    def forward(self, h):
        adv = self.{other}(h)
        return {value}
"""
DELAYED = """
class A:
    def update(self, i, delay):
        loss = self.net(i).mean()
        if i % delay == 0:
            {back}self.opt.step()
            self.opt.zero_grad()
"""
CYCLE = """
b, a = f(x), g(y)
loss = l1(g(b), x) + l1({back}, y)
loss.backward()
"""
HOLDER = """
class Run:
    def __init__(self, net, d):
        self.net = net.to(d)
        self.a, self.b, self.c, self.d = 1, 2, 3, 4
        self.e, self.f, self.g, self.h = {last}
    def go(self):
        return self.net(self.a)
"""


@pytest.mark.parametrize(
    ("code", "said", "unsaid"),
    [
        # A name that is set anew no longer holds what went past the layers.
        (
            DECODER.format(sum="t + self.drop(a)"),
            "Runs `t`, `m` and `m` through",
            "`a` also goes past",
        ),
        # Two heads on the same input are no shortcut.
        (
            TWO_HEADS.format(other="adv", value="self.value(h) + adv - adv.mean(1, keepdim=True)"),
            "as in a dueling DQN",
            "shortcut",
        ),
        (
            TWO_HEADS.format(other="adv", value="self.value(h) + adv - adv.mean(1, keepdim=True)"),
            "values of the actions",
            "one number is left",
        ),
        (TWO_HEADS.format(other="skip", value="self.value(h)"), "one number is left", "dueling"),
        # There and back again is no autoencoder.
        (CYCLE.format(back="f(a)"), "cycle consistency", "autoencoder"),
        (CYCLE.format(back="a"), "l1", "cycle consistency"),
        ("for real_A, real_B in loader:\n    f(real_A)", "taken apart into `real_A`", "targets"),
        (
            "for x, y in loader:\n    loss = F.cross_entropy(net(x), y)\n    loss.backward()",
            "batch of inputs `x` and targets `y`",
            "taken apart",
        ),
        # Each of several steps in a chain doubles the size, not the chain.
        (
            "n = nn.Sequential(nn.ConvTranspose2d(8, 4, 4, 2, 1), nn.ConvTranspose2d(4, 3, 2, 2))",
            "Such a step doubles the size",
            "This doubles",
        ),
        (
            "y = s.add_noise(x, n, t)\nl = F.mse_loss(net(y, t), n)\nl.backward()",
            "Together this trains a diffusion model",
            "autoencoder",
        ),
        (
            "p = np.argmax(q, 2)\nfor w in ws:\n    if w != prev:\n        o.append(w)\n    prev = w",
            "For each `w`",
            "CTC",
        ),
        # Two tensors by their names, and a step with a backward pass of its own.
        (
            "a, b = f(x), 1\nq1, q2 = g(x)\ny = r + torch.min(q1, q2)",
            "the smaller of `q1` and `q2`",
            "smallest value",
        ),
        ("y = r * torch.min(q, dim)", "smallest value of `q`", "smaller of"),
        (DELAYED.format(back="loss.backward(); "), "multiple of `delay`", "accumulation"),
        (DELAYED.format(back=""), "Gradient accumulation", "trained whole"),
        (
            "def f(x):\n    return pad_sequence(x, padding_value=0), 1",
            "and stacked, filled",
            "Returns `x` padded to the length of the longest and stacks",
        ),
        # A power of a sum, and steps of a sampler.
        (
            "y = torch.cat([(h + r * (l - h)) ** p, torch.zeros(1)])",
            "`(h + r * (l - h)) ** p`",
            "to the power",
        ),
        ("y = torch.cat([h ** p, torch.zeros(1)])", "`h` to the power of `p`", "** p"),
        (
            "for i in range(n):\n    d = (x - m(x, s[i])) / s[i]\n    x = x + d * (sigmas[i + 1] - sigmas[i])",
            "An Euler step",
            "path of",
        ),
        (
            "def f(m, b):\n    a = torch.randn_like(b)\n    t = torch.rand(b.size(0), 1)\n"
            "    x = (1 - t) * a + t * b\n    v = m(x, t.flatten())\n    return F.mse_loss(v, b - a)",
            "Flow matching",
            "Euler",
        ),
        ("q = [r]\nn = q.pop(0)", "Takes the first entry out of `q`", "place"),
        ("q = [r]\nn = q.pop(3)", "Takes the entry at place `3` out of `q`", "first"),
        # What is cut off is counted.
        (HOLDER.format(last="5, 6, 7, 8"), "`f` and 2 more", "`g`"),
        ("m = nn.Transformer()\ny = m(a, b, c, d, e, f, g)", "and 2 more through", "`f`"),
        # Modes, diagonals, draws, conditions.
        ("m = nn.Linear(2, 3)\nm.train(on)", "into training mode if `on` is true, else", "dropout"),
        ("m = nn.Linear(2, 3)\nm.train(False)", "evaluation mode", "training mode"),
        ("d = torch.diag(torch.diagonal(c))", "a diagonal matrix of the diagonal of `c`", "put on"),
        ("g(torch.multinomial(p, num_samples=1))", "one index at random per row", "indices"),
        (
            "u = torch.rand(n) < 0.1\ncond = torch.where(u[:, None], torch.zeros_like(cond), cond)",
            "the condition is left out",
            "!",
        ),
        (
            "u = torch.rand(n) < 0.1\nx = torch.where(u[:, None], torch.zeros_like(x), x)",
            "zeros",
            "condition is left out",
        ),
    ],
)
def test_said_of_training(code: str, said: str, unsaid: str) -> None:
    text = told(code)
    assert said in text, text
    assert unsaid not in text, text
