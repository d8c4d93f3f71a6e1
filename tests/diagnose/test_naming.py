"""Fixes in the names that the paste shows."""

from __future__ import annotations

import pytest

from mlexplain import diagnose
from mlexplain.diagnose.facts.naming import respell


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
