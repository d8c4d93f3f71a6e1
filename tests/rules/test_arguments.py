"""`rules/arguments.toml`: true of the installed torch, and near enough to what people write."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlexplain.diagnose.facts.line.arguments import meant
from mlexplain.toml import tomllib
from tests.rules import arguments

BOOK = tomllib.loads(
    (Path(__file__).parents[2] / "rules" / "arguments.toml").read_text(encoding="utf-8")
)


def test_the_arguments_are_those_of_torch() -> None:
    for name, kind in arguments.callables().items():
        if names := arguments.arguments(kind):
            assert BOOK["arguments"][name] == names, name


@pytest.mark.parametrize(
    ("callee", "written", "wanted"),
    [
        ("Conv2d.__init__", "kernel", "kernel_size"),
        ("Adam.__init__", "learning_rate", "lr"),
        ("torch.nn.modules.linear.Linear.__init__", "in_feature", "in_features"),
        ("TransformerEncoderLayer.__init__", "n_heads", "nhead"),
        ("cross_entropy", "ignore_idx", "ignore_index"),
        ("DataLoader.__init__", "workers", "num_workers"),
        ("Adam.__init__", "zzz", None),
        ("MyNet.__init__", "learning_rate", None),
    ],
)
def test_a_wrong_name_stands_for_the_nearest(callee: str, written: str, wanted: str | None) -> None:
    assert meant(callee, written) == wanted
