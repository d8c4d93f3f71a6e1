"""Selections that begin or end in the middle of code keep the layout that they have."""

from __future__ import annotations

import ast
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mlexplain.explain.read.paste import NotPython, read_paste

SOURCE = """class Trainer:
    def fit(self, loader, epochs):
        self.model.train()
        best = None
        for epoch in range(epochs):
            total = 0.0
            for x, y in loader:
                self.optimizer.zero_grad()
                loss = self.loss(self.model(x), y)
                loss.backward()
                self.optimizer.step()
                total += loss.item()
            print(epoch, total)
            if best is None or total < best:
                best = total
                self.save(epoch)
        self.model.eval()
        return best

    def save(self, epoch):
        path = self.folder / f"{epoch}.pt"
        torch.save(
            {
                "model": self.model.state_dict(),
                "epoch": epoch,
            },
            path,
        )
        print("saved", path)


def main():
    trainer = Trainer()
    trainer.fit(loader(), 3)
"""
LINES = SOURCE.rstrip("\n").split("\n")


def depth(line: str) -> int:
    return len(line) - len(line.lstrip())


@given(st.data())
def test_every_cut_keeps_its_layout(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(LINES) - 4))
    end = data.draw(st.integers(start + 4, len(LINES)))
    cut = LINES[start:end]
    if data.draw(st.booleans()):
        cut[0] = cut[0].lstrip()
    text = "\n".join(cut)
    text = text[: len(text) - data.draw(st.integers(0, 12))]
    try:
        paste = read_paste(text)
    except NotPython:
        return
    given_lines = text.split("\n")
    heads = {
        n
        for s in ast.walk(paste.tree)
        if isinstance(s, ast.stmt)
        for n in [paste.origin[s.lineno - 1]]
    }
    read = dict(zip(paste.origin, paste.source.split("\n"), strict=True))
    kept = [n for n in sorted(heads) if n > 1]
    for one, other in pairwise(kept):
        was = depth(given_lines[other - 1]) - depth(given_lines[one - 1])
        now = depth(read[other]) - depth(read[one])
        assert now <= 0 if was <= 0 else (now > 0 or bool(paste.skipped)), (one, other)


def test_the_rest_of_a_method_and_what_follows_it() -> None:
    paste = read_paste("\n".join(LINES[10:21]))
    assert not paste.skipped
    assert [type(s) for s in paste.tree.body][:5] == [
        *(ast.Expr, ast.AugAssign, ast.Expr, ast.If, ast.Expr)
    ]
    assert isinstance(paste.tree.body[-1], ast.FunctionDef)


def test_a_first_line_that_lost_its_margin() -> None:
    paste = read_paste("best = None\n" + "\n".join(LINES[4:18]))
    assert [type(s) for s in paste.tree.body] == [ast.Assign, ast.For, ast.Expr, ast.Return]
    loop = paste.tree.body[1]
    assert isinstance(loop, ast.For)
    assert [type(s) for s in loop.body] == [ast.Assign, ast.For, ast.Expr, ast.If]


def test_a_cut_end_leaves_the_rest_as_it_is_laid_out() -> None:
    paste = read_paste("\n".join(LINES[:23]) + "\n" + LINES[23][:-8])
    assert paste.skipped == (22, 23, 24)
    (trainer,) = paste.tree.body
    fit = trainer.body[0]  # type: ignore[attr-defined]
    assert [type(s) for s in fit.body] == [ast.Expr, ast.Assign, ast.For, ast.Expr, ast.Return]


def test_a_paste_that_begins_in_a_docstring() -> None:
    paste = read_paste('    of the data, in seconds.\n    """\n' + "\n".join(LINES[3:10]))
    assert paste.skipped == (1, 2)
    assert [type(s) for s in paste.tree.body] == [ast.Assign, ast.For]


def test_tabs_beside_spaces() -> None:
    paste = read_paste("def f(xs):\n    t = 0\n\tfor x in xs:\n\t\tt += x\n    return t\n")
    (function,) = paste.tree.body
    assert [type(s) for s in function.body] == [ast.Assign, ast.For, ast.Return]  # type: ignore[attr-defined]


def test_a_try_whose_handler_is_cut_off() -> None:
    paste = read_paste("for x in xs:\n    try:\n        y = g(x)\n        print(y)\n")
    assert paste.skipped == (2,)
    (loop,) = paste.tree.body
    assert isinstance(loop, ast.For)
    assert [type(s) for s in loop.body] == [ast.Assign, ast.Expr]
