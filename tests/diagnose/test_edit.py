"""Where the code of a fix goes in the user's line."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlexplain.diagnose.edit import assigns_to_no_name, edit


@pytest.mark.parametrize(
    "line, marked, after, wanted",
    [
        (
            "gain = (torch.tensor(steps) * adv).sum()",
            "torch.tensor(steps)",
            "gain = torch.stack(steps)    # or torch.cat",
            "gain = (torch.stack(steps) * adv).sum()    # or torch.cat",
        ),
        (
            "return self.head(h.view(-1, 8))",
            "h.view(-1, 8)",
            "h.view(len(h), -1)",
            "return self.head(h.view(len(h), -1))",
        ),
        # the piece is all that the line computes, so the whole line is meant
        ("y = f(x)", "f(x)", "y = f(x.long())", "y = f(x.long())"),
        # the fix is about more than the piece
        ("y = f(x) + g(z)", "f(x)", "y = f(x, z)", "y = f(x, z)"),
        # the piece stands in the line twice
        ("y = f(x) + f(x)", "f(x)", "y = g(x)", None),
    ],
)
def test_where_carets_mark_a_piece_the_rest_of_the_line_stays(
    line: str, marked: str, after: str, wanted: str | None
) -> None:
    before, now = edit(line, after, marked)
    assert (before, now) == ((line, wanted) if wanted else (None, after))


@pytest.mark.parametrize(
    "line, after, wanted",
    [
        # the whole line
        ("loss = f(out, y)", "loss = f(out, y.long())", "loss = f(out, y.long())"),
        ("x = x.view(4, -1)", "x = x.flatten(1)", "x = x.flatten(1)"),
        ("from a import b", "from a.c import b", "from a.c import b"),
        # one call in it
        (
            'return torch.load(path)["net"]',
            'torch.load(path, map_location="cpu")    # in place of torch.load(path)',
            'return torch.load(path, map_location="cpu")["net"]',
        ),
        (
            "out = llm.generate(**batch, temperature=0.0)",
            "output = model.generate(**inputs, do_sample=False)    # no temperature",
            "out = llm.generate(**batch, do_sample=False)    # no temperature",
        ),
        (
            "return tok.decode(lm.generate(ids, max_length=9)[0])",
            "output = model.generate(**inputs, max_new_tokens=64)    # no max_length",
            "return tok.decode(lm.generate(ids, max_new_tokens=64)[0])    # no max_length",
        ),
        ("enc = tok(a)", "batch = tokenizer(texts, padding=True)", "enc = tok(a, padding=True)"),
        ("opt = Adam(w, lr=0.1)", "Adam([w], ...)", "opt = Adam([w], lr=0.1)"),
        ("a = model(x).numpy()", "model(x).detach().numpy()", "a = model(x).detach().numpy()"),
        (
            "kept.append(f(x).numpy())",
            "f(x).detach().numpy()",
            "kept.append(f(x).detach().numpy())",
        ),
        (
            "for b in DataLoader(rows, batch_size=2):",
            "def join(batch):\n    return batch\n\nloader = DataLoader(dataset, collate_fn=join)",
            "def join(batch):\n    return batch\n\n"
            "for b in DataLoader(rows, batch_size=2, collate_fn=join):",
        ),
        ("net = Net.load(n).cuda()", "net = Net.load(n, bits=4)", "net = Net.load(n, bits=4)"),
        (
            'w = torch.load(f, map_location="cuda")',
            'torch.load(path, map_location="cpu")',
            'w = torch.load(f, map_location="cpu")',
        ),
        (
            'join("nccl", url="tcp://a:1", rank=rank)',
            'join("nccl", url="tcp://a:2")',
            'join("nccl", url="tcp://a:2", rank=rank)',
        ),
        # one expression in it
        ("v = out.mean(1)", "out.logits    # in place of out", "v = out.logits.mean(1)"),
        ("print(cfg.lr, cfg.x)", 'cfg["lr"]    # in place of cfg.lr', 'print(cfg["lr"], cfg.x)'),
        ("f(x, dim='1')", '1    # in place of "1"', "f(x, dim=1)"),
        # above it
        ("return self.user(ids)", "ids = ids.long()", "ids = ids.long()\nreturn self.user(ids)"),
        ("x = emb(x)", "x = x.long()", "x = x.long()\nx = emb(x)"),
        (
            "out = lm.generate(",
            "i = i.to(d)\nout = lm.generate(",
            "i = i.to(d)\nout = lm.generate(",
        ),
    ],
)
def test_the_fix_is_an_edit_of_the_line(line: str, after: str, wanted: str) -> None:
    assert edit(line, after) == (line, wanted)


@pytest.mark.parametrize(
    "line, after",
    [
        ("loss.backward()", "hidden = hidden.detach()"),
        (
            "loader = DataLoader(rows, shuffle=True)",
            "loader = DataLoader(dataset, sampler=sampler)",
        ),
        ("out = np.zeros((4, 128))", "for start in range(0, len(data), 1024):\n    ..."),
        ("return loss", "loss = None    # before the loop"),
        ("merged = torch.cat(chunks, 0)", "torch.cat(tensors, dim=1)"),
        ("enc = Encoder(sparse=False)", "Encoder()"),
        ("x = x.view(4, 7)", "y = y.reshape(...)"),
        ("this is no Python", "ids = ids.long()"),
        ("ids = table(ids)", "not ( python"),
        ("return self.rows[i]", "def __len__(self):\n    return len(self.rows)"),
        ("d = cdist(x, x)", "x[0]    # in place of x"),
        ("print(score(y, z))", "print(len(y), len(z))"),
    ],
)
def test_code_for_elsewhere_leaves_the_line_alone(line: str, after: str) -> None:
    assert edit(line, after) == (None, after)


@pytest.mark.parametrize(
    "line, above, changed",
    [
        (
            "h = self.drop(h + self.pos)",
            "self.pos = self.pos[:, :9]",
            "h = self.drop(h + self.pos[:, :9])",
        ),
        (
            "return x * self.gain",
            "self.gain = self.gain.to(x.device)",
            "return x * self.gain.to(x.device)",
        ),
    ],
)
def test_what_belongs_to_an_object_is_changed_for_this_line_only(
    line: str, above: str, changed: str
) -> None:
    assert edit(line, f"{above}\n{line}") == (line, changed)


def test_a_module_is_moved_where_it_stands() -> None:
    line = "out = self.net(x)"
    kept = f"self.net = self.net.to(x.device)\n{line}"
    assert edit(line, kept) == (line, kept)


@pytest.mark.parametrize(
    "line, after",
    [("v /= v.norm()", "v = v / v.norm()"), ("total += a * b", "total = total + a * b")],
)
def test_an_update_written_out_takes_its_place(line: str, after: str) -> None:
    assert edit(line, after) == (line, after)


@pytest.mark.parametrize(
    "code, wrong",
    [
        ("f(x) = f(x)[: y.size(0)]", True),
        ("x = f(x)\nreturn g(x)", False),
        ("for batch in loader:", False),
        ("args = TrainingArguments(", False),
    ],
)
def test_a_call_is_no_place_to_assign_to(code: str, wrong: bool) -> None:
    assert assigns_to_no_name(code) is wrong


_NAMES = st.sampled_from(["x", "ids", "model", "out"])
_LINES = st.builds(
    "{} = {}({}, dim={})".format, _NAMES, _NAMES, _NAMES, st.integers(0, 9)
) | st.builds("return {}.mean({})[{}]".format, _NAMES, _NAMES, _NAMES)
_AFTERS = st.builds("{} = {}.long()".format, _NAMES, _NAMES) | st.builds(
    "{}({}, dim={})    # no keepdim".format, _NAMES, _NAMES, st.integers(0, 9)
)


@given(_LINES, _AFTERS)
def test_an_edited_line_still_does_what_it_did(line: str, after: str) -> None:
    """Its target, or its `return`, is kept, and it can be parsed."""
    before, edited = edit(line, after)
    if before is None:
        assert edited == after
        return
    old, new = ast.parse(line).body[-1], ast.parse(edited).body[-1]
    assert type(new) is type(old)
    if isinstance(old, ast.Assign) and isinstance(new, ast.Assign):
        assert ast.unparse(new.targets[0]) == ast.unparse(old.targets[0])


@pytest.mark.parametrize(
    ("line", "after", "wanted"),
    [
        (
            "llm.generate(ids, n=4.0)",
            "llm.generate(..., n=int(4.0))",
            "llm.generate(ids, n=int(4.0))",
        ),
        ("out = f(x, a=1, b=2)", "f(...)    # no b", "out = f(x, a=1)    # no b"),
        # another call than the line's
        ("out = f(x, a=1, b=2)", "g(...)    # no b", None),
    ],
)
def test_an_ellipsis_stands_for_the_arguments_that_stay(
    line: str, after: str, wanted: str | None
) -> None:
    assert edit(line, after) == ((line, wanted) if wanted else (None, after))
