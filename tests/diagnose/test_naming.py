"""Fixes in the names that the paste shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlexplain import diagnose
from mlexplain.diagnose.facts.code.naming import respell


@pytest.mark.parametrize(
    ("code", "own", "wanted"),
    [
        ("optimizer.step()", {"optimizer": "opt"}, "opt.step()"),
        ("Trainer(model=model)", {"model": "net"}, "Trainer(model=net)"),
        ('torch.load("model.pt")', {"model": "net"}, 'torch.load("model.pt")'),
        ("self.model(x)", {"model": "net"}, "self.model(x)"),
        ("model == other", {"model": "net"}, "net == other"),
        ("my_model(x)", {"model": "net"}, "my_model(x)"),
        ("model(x)", {}, "model(x)"),
        ("Trainer(..., a=b)    # no model", {"model": "net"}, "Trainer(..., a=b)    # no model"),
        ("{model|code} model({x if model})", {"model": "net"}, "{model|code} net({x if model})"),
    ],
)
def test_only_names_change(code: str, own: dict[str, str], wanted: str) -> None:
    assert respell(code, own) == wanted


FIT = """Traceback (most recent call last):
  File "/home/hal/s/p.py", line 12, in <module>
    {}
ValueError: Expected 2D array, got 1D array instead:
array=[55. 60.].
Reshape your data either using array.reshape(-1, 1) if your data has a single feature
"""


def test_a_fix_speaks_of_the_users_data() -> None:
    (found,) = diagnose(FIT.format("price = reg.predict(area)")).diagnoses
    assert "area = area.reshape(-1, 1)" in (found.fixes[0].after or "")


def test_a_name_that_the_user_has_for_something_else_stays() -> None:
    (found,) = diagnose(FIT.format("price = reg.predict(area, X)")).diagnoses
    assert "area = " not in (found.fixes[0].after or "")


ITERATED = """
train_dl = DataLoader(rows, batch_size=8)
valid = DataLoader(others, batch_size=8)
valid_it = iter(valid)
loss = model(next(iter(train_dl))[0]).mean()
xv, yv = next(valid_it)
"""


def test_an_iterator_is_followed_to_its_own_loader(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fit.py").write_text(ITERATED, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    log = (
        f'Traceback (most recent call last):\n  File "{tmp_path}/fit.py", line 6, in <module>\n'
        "    xv, yv = next(valid_it)\nStopIteration\n"
    )
    after = diagnose("Epoch 1 loss 0.3\n" + log).diagnoses[0].fixes[0].after or ""
    assert "valid_it = iter(valid)" in after
    assert "train_dl" not in after


def test_no_other_loader_stands_in_for_one_that_is_not_known() -> None:
    log = (
        'Traceback (most recent call last):\n  File "/home/hal/s/fit.py", line 30, in <module>\n'
        "    fit(train_dl)\n"
        '  File "/home/hal/s/fit.py", line 12, in fit\n'
        "    xv, yv = next(valid_it)\nStopIteration\n"
    )
    after = diagnose("Epoch 1 loss 0.3\n" + log).diagnoses[0].fixes[0].after or ""
    assert after and "train_dl" not in after


NO_TARGET = """Traceback (most recent call last):
  File "/home/hal/s/p.py", line 12, in <module>
    out = llm.generate(ids, min_length=size / 2)
ValueError: {}
"""


def test_words_that_a_matcher_sets_are_in_the_users_names() -> None:
    error = "Invalid `cache_implementation` (slow). Choose one of: ('static',)"
    (found,) = diagnose(NO_TARGET.format(error)).diagnoses
    assert found.fixes[0].after == "llm.generate(...)    # no cache_implementation"


def test_a_trainers_model_is_no_data() -> None:
    error = "MisconfigurationException: Model cannot predict when `forward` is not implemented"
    log = FIT.replace("{}", "trainer.predict(net, loader)", 1).split("ValueError")[0] + error
    (found,) = diagnose(log).diagnoses
    assert found.fixes[0].after.startswith("def forward(self, x):")
