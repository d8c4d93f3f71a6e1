"""Sentences about what learners paste that were false, misleading or garbled: each with a near miss."""

from __future__ import annotations

import pytest

from mlexplain import explain


def told(code: str) -> str:
    explanation = explain(code, model=None)
    parts = [*(s.text for s in explanation.steps), *(p.text for p in explanation.parameters)]
    return " ".join([explanation.summary, *parts])


@pytest.mark.parametrize(
    ("code", "said", "unsaid"),
    [
        # A choice between true and false says what its condition says.
        ("cuda = True if ok() else False", "whether `ok()` is true", "else `False`"),
        ("v = False if n < 3 else True", "whether `n` is not less than `3`", "`True`"),
        ("v = 1 if n < 3 else 0", "to `1` if `n` is less than `3`, else `0`", "whether"),
        # An optimizer moves its own parameters.
        (
            "loss.backward()\nprint(loss)\nopt.step()",
            "each parameter of `opt`",
            "every parameter by",
        ),
        # A network saved in evaluation mode is not evaluated.
        (
            "m.train()\nfor x in d:\n    o.zero_grad()\n    f(m(x)).backward()\n    o.step()\nm.eval()\n"
            "with torch.no_grad():\n    print(m(x))",
            "evaluates in turn",
            "!",
        ),
        (
            "m.train()\nfor x in d:\n    o.zero_grad()\n    f(m(x)).backward()\n    o.step()\nm.eval()\n"
            "torch.save(m.state_dict(), p)",
            "Saves",
            "evaluates in turn",
        ),
        ("u = not a and torch.cuda.is_available()", "Notes in `u` whether `a` is false", "Takes"),
        ("if not torch.accelerator.is_available():\n    f()", "there is no GPU", "not so"),
        ("t = torch.from_numpy(d[3:, :-1])", "the NumPy array `d[3:, :-1]`", "array the part"),
        ("plt.savefig('p%d.pdf' % i)", "the figure to `'p%d.pdf' % i`", "the text"),
        # What is set anew in between is not what was made.
        ("z = self.encoder(x)\nz = z + e\ny = self.decoder(z)", "turns `x` into a code", "!"),
        ("z = self.encoder(x)\nz = torch.zeros(3)\ny = self.decoder(z)", "zeros", "into a code"),
        # Parts of a module are none the model, and two branches no shortcut.
        (
            "class F(nn.Module):\n    def __init__(self, d, p):\n        super().__init__()\n"
            "        self.net = nn.Sequential(nn.Linear(d, d), nn.Dropout(p))\n"
            "        self.b = nn.Linear(d, d)\n"
            "    def forward(self, x):\n        return self.net(x) + self.b(x)",
            "Chains a linear layer from `d` to `d` features and a dropout layer",
            "the model",
        ),
        ("def forward(self, x):\n    return self.a(x) + self.b(x)", "adds", "shortcut"),
        ("def forward(self, x):\n    y = self.b(self.a(x))\n    return y + x", "residual", "!"),
        ("def forward(self, x):\n    y = self.a(x)\n    return y + self.down(x)", "shortcut", "!"),
        ("pe = self.pos_enc(x)\nreturn self.decoder(pe)", "Runs `pe`", "into a code"),
        # A mean for the log is no share of a step.
        (
            "for i, x in enumerate(d):\n    l = c(m(x))\n    l.backward()\n    o.step()\n"
            "    t += l.item()\n    if i % k == 0:\n        a = t / k\n        print(a)",
            "Divides `t` by `k`",
            "rounds of one step",
        ),
        (
            "for i, x in enumerate(d):\n    l = c(m(x)) / k\n    l.backward()\n"
            "    if (i + 1) % k == 0:\n        o.step()\n        o.zero_grad()",
            "divided by `k`",
            "!",
        ),
        # The columns of all rows are not one entry of each.
        (
            "lp = F.log_softmax(z, -1)\nk = lp[:, a]\nloss = -(k * adv).mean()",
            "log-probabilities",
            "policy gradient",
        ),
        (
            "lp = F.log_softmax(z, -1)\nk = lp.gather(1, a)\nloss = -(k * adv).mean()",
            "policy-gradient loss",
            "!",
        ),
        # A temperature changes no choice where the noise has been added before.
        (
            "n = z - torch.log(-torch.log(torch.rand_like(z)))\np = torch.softmax(n / t, dim=-1)",
            "`t`",
            "more predictable",
        ),
        # What a parameter holds later on is not what it is given.
        (
            "def f(x, c):\n    r = np.exp(-(x - c) ** 2)\n    c = (r * x).sum() / r.sum()\n    return c",
            "weighted",
            "`c` (the weighted",
        ),
        # What is thrown out again is computed again.
        (
            "def f(k):\n    if k in c:\n        return c[k]\n    v = g(k)\n    c[k] = v\n    return v",
            "not computed again",
            "nothing is computed twice",
        ),
        # Minus infinity leaves nothing, a large number next to nothing.
        ('s = s.masked_fill(m == 0, float("-inf"))', "the weight zero", "almost"),
        ("s = s.masked_fill(m == 0, -1e9)", "almost no weight", "weight zero"),
        # One number, or several.
        ("g = np.random.default_rng(0)\ni = g.integers(9)", "a random integer", "integers"),
        ("g = np.random.default_rng(0)\ni = g.integers(9, size=n)", "random integers", "!"),
        ("u = np.random.rand()", "a random number", "numbers"),
        # The largest so far may be what it began with.
        ("for a, b in rows:\n    t = max(t, b)", "the larger of what it held and `b`", "met"),
        # Not all that is returned is picked.
        (
            "i = torch.randperm(n)\nreturn x + x[i], t, t[i], w",
            "`x` and `t` are picked by the same `i`",
            "All are",
        ),
        ("i = torch.randperm(n)\nreturn x[i], t[i], w[i]", "All are picked by the same", "!"),
        # A row's list is flat.
        ("r = np.array(t)\nf = r[0].tolist()", "a Python list", "nested Python lists"),
        # A table with columns of text.
        ('t = pd.read_csv(p)\nm = t.groupby("g").mean(numeric_only=True)', "other numeric", "!"),
        ('t = pd.read_csv(p)\nm = t.groupby("g").mean()', "each other column", "numeric"),
        # Places of each row.
        ("i = np.argsort(d, axis=1)[:, :k]\nv = b[i]", "entries of `b` that `i` picks", "entry"),
        ("i = np.argsort(d, axis=1)[:, :k]", "for each row the places `i`", "!"),
        ("i = np.argsort(d)[:k]", "the places `i` of the `k` smallest", "row"),
        ("i = np.argsort(d, axis=1)[:, 0]\nv = b[i]", "`b`", "picks"),
        # A clause ends before what follows.
        (
            "m = RandomForestClassifier(50).fit(x, y)",
            "whose trees vote, to `x`",
            "vote to",
        ),
        ("m = est.fit(x, y)", "its `est` to `x`", "`est`,"),
        # The whole is not the part.
        ("u = np.unique(x, axis=0)", "a whole slice along axis `0`", "!"),
        ("u = np.unique(x)", "the distinct values of `x`", "slice"),
        (
            "l = np.log(w) - 0.5 * (np.log(2 * np.pi * v) + (x - m) ** 2 / v)",
            "the share of each part of a mixture",
            "Up to its sign",
        ),
        ("l = np.log(2 * np.pi * v) + (x - m) ** 2 / v", "Times -1/2", "mixture"),
        ("p = m.predict(x)\ns = roc_auc_score(y, p)", "ROC curve of `p`", "scores `p`"),
        # One data set gone through twice is not kept apart.
        (
            "def f(a, b, c, d):\n    a.train()\n    for x, y in b:\n        l = d(a(x), y)\n"
            "        c.zero_grad()\n        l.backward()\n        c.step()\n    a.eval()\n"
            "    with torch.no_grad():\n        for x, y in b:\n            print(d(a(x), y))",
            "trains and evaluates in turn",
            "not learn from",
        ),
        # What plays which part.
        (
            "a = Accelerator()\nm, o, d = a.prepare(m, o, d)\nfor x in d:\n    u = m(**x)\n"
            "    a.backward(u.loss)\n    o.step()",
            "the result is `a`.",
            "`a`, the loss",
        ),
        ("l = f(x)\nl.backward()\no.step()", "the result is `l`, the loss", "!"),
        ("def f(seed):\n    q.put(seed)", "P", "random seed"),
        ("def f(seed):\n    np.random.seed(seed)", "The random seed", "!"),
        (
            "bs, ba = map(np.array, zip(*random.sample(buf, 64)))\nx = net(torch.tensor(bs))",
            "`bs`",
            "batch size",
        ),
        ("bs = 32\nloss.backward()", "the batch size", "!"),
        (
            "def f(rank, m, x):\n    dist.init_process_group('nccl', rank=rank)\n"
            "    m = m.to(rank)\n    return m(x.to(rank))",
            "`rank`",
            "The device",
        ),
        ("def f(d, m, x):\n    m = m.to(d)\n    return m(x.to(d))", "The device", "!"),
        # Something else than the learning rate rises.
        (
            "w = beta * min(1.0, t / warm)\nloss = rec + w * kl\nloss.backward()",
            "until it reaches `beta` at `warm`",
            "learning rate",
        ),
        ("r = lr * min(1.0, t / warmup)", "the learning rate rises", "stays there"),
        # Places, steps and what a copy keeps.
        ("i = np.argsort(w)[::-1][:k]\np = v[:, i]", "dimension that `i` picks", "entry `i`"),
        ("for i in range(3):\n    p = v[:, i]", "entry `i` of `v`", "picks"),
        ("a = x[s:s + n:k]", "Takes the entries of `x` from `s` up to", "every entry"),
        ("e = x.expand(n, -1)", "`-1` keeps the size", "!"),
        ("import torch\ne = t.expand(n)", "without copying", "keeps the size"),
        ("d = cdist(x, c)", "istance", "square"),
        ("d = ((x[:, None] - c) ** 2).sum(-1)", "squared distance", "root"),
        # Whose keys are whose.
        (
            "return_ = {'a': x, 'b': {'c': y, 'd': z}}",
            "under `'b'` a dictionary with `y` under `'c'`",
            "`'d'` under `'b'`",
        ),
        ("return_ = {'a': x, 'b': {'c': y}}", "under `'c'` under `'b'`", "!"),
        ("m = s.best_estimator_\ns.fit(x)", "s", "settings, found"),
        ("ax.set_title(', '.join(names))", "Sets the title of `ax`", "the title the"),
        # Labels need not be one, and a score may be told in percent.
        (
            "o = np.argsort(-v, axis=1)\nw = np.take_along_axis(v, o, 1)\nprint(w)",
            "the elements of `v` that `o` names",
            "the entry of",
        ),
        (
            'w = g["a"].ewm(alpha=0.1).mean()\nt = pd.read_csv(p)\nu = t["a"].ewm(alpha=0.1).mean()',
            "exponential moving average",
            "in each window",
        ),
        ('t = pd.read_csv(p)\nu = t["a"].rolling(3).mean()', "moving average", "exponential"),
        ("f = processor(c, sampling_rate=sr).input_features.to(d)", "features", "token ids"),
        (
            "for g in o.param_groups:\n    g['lr'] *= f",
            "Multiplies the learning rate of every parameter group of `o` by `f`",
            "Sets",
        ),
        ("for g in o.param_groups:\n    g['lr'] = f", "group of `o` to `f`", "Multiplies"),
        (
            "for p in y:\n    for q in c:\n        if np.linalg.norm(p - q) < h:\n            break",
            "less than `h`",
            "convergence",
        ),
        (
            "for i in range(9):\n    q = f(p)\n    if np.linalg.norm(p - q) < tol:\n        break\n"
            "    p = q",
            "convergence",
            "!",
        ),
        (
            "async def h(r, w):\n    pass\nasync def main():\n"
            "    s = await asyncio.start_server(h, '0.0.0.0', 80)\n    await s.serve_forever()",
            "that calls `h` for each",
            "`main` calls",
        ),
        ("def h():\n    return g(1)\ndef main():\n    h()", "calls `h`", "!"),
        ("r = torch.from_numpy(v[i:j]), 2", "shares the memory of", "array the"),
        (
            "def f(a, d):\n    for p in Path(d).glob('*'):\n        if a:\n            p.unlink()",
            "deletes `p`, under a condition",
            "!",
        ),
        ("def f(d):\n    for p in Path(d).glob('*'):\n        p.unlink()", "deletes `p`", "under"),
        (
            "p = WhisperProcessor.from_pretrained(n)\nf = p(c, sampling_rate=s).input_features",
            "prepares sound for the Whisper model `n`",
            "token ids with",
        ),
        ("c = confusion_matrix(y, p >= t)", "predicted as in `p >= t`", "in whether"),
        ("c = confusion_matrix(y, q)", "predicted as in `q`", "whether"),
        (
            "def f(con, row, acc, cfg, many):\n    con = sqlite3.connect(many)\n    for r in row:\n"
            "        con.execute('INSERT INTO runs VALUES (?, ?, ?, ?)', (r['identity'], acc, "
            "json.dumps(cfg, sort_keys=True), int(time.time())))",
            "inserts a row into the table `runs`",
            "as JSON text.",
        ),
        # Rounds that each take one step are no epochs.
        (
            "for s in range(900):\n    for k in range(16):\n        (net(next(it)) / 16).backward()\n"
            "    opt.step()\n    opt.zero_grad()",
            "following `900` times",
            "epochs",
        ),
        (
            "for s in range(9):\n    for i in range(0, n, 32):\n        opt.zero_grad()\n"
            "        net(x[i:i + 32]).mean().backward()\n        opt.step()",
            "`9` epochs",
            "times",
        ),
        (
            "o = rng.permutation(n)\na, b = o[:c], o[c:]\nm = x[a].mean(0)",
            "that `a` picks",
            "try `a`",
        ),
        ("w = s[:3]\nm = x[w].mean(0)", "`w`", "picks"),
        (
            "l = np.empty(n, int)\nfor i, c in enumerate(g):\n    l[c] = i",
            "numbered by `i`",
            "last seen",
        ),
        ("l = {}\nfor i, c in enumerate(g):\n    l[c] = i", "last seen", "!"),
        (
            "h = topk = (p.topk(3).indices == g[:, None]).any(1)",
            "the places of the `3` largest",
            "eir",
        ),
        (
            "v, i = p.topk(3)",
            "largest values of `p` along its last dimension, and their positions",
            "!",
        ),
        (
            "m = a.mean() - rng.choice(b, n).mean()",
            "`n` values drawn at random from `b`",
            "of them",
        ),
        (
            "x = s * y + (1 - a[t]).sqrt()[:, None, None, None] * n",
            "everything along them",
            "channel",
        ),
        (
            't = pd.read_csv(p)\nd = pd.to_datetime(t["a"]).dt.tz_convert("UTC").dt.normalize()',
            "takes each date in the result without its time of day",
            "turned without",
        ),
        ("if rank == 0:\n    print(x)\n    dist.barrier()", "nly", "All processes run this code"),
    ],
)
def test_said_to_learners(code: str, said: str, unsaid: str) -> None:
    text = told(code)
    assert said in text, text
    assert unsaid not in text, text
