"""Calls whose words hang on what they are given."""

from __future__ import annotations

import pytest

from mlexplain import explain

TOLD = [
    ("import torch\na = torch.ones(3)\nb = torch.ones(3)\nc = torch.max(a, b)\n", "the larger of"),
    ("import torch\na = torch.ones(3)\nc = a.max(1)\n", "along dimension `1`"),
    ("import numpy as np\np = np.random.permutation(10)\n", "random order of the numbers below"),
    ("import numpy as np\np = np.random.permutation([1, 2])\n", "Shuffles a copy"),
    ("found.insert(0, x)\n", "Inserts `x` into `found` at position `0`"),
    ("import torch\nw = torch.ones(2)\nw.requires_grad_(False)\n", "Excludes `w` from gradients"),
    ("import torch\ntorch.set_grad_enabled(False)\n", "Records no gradients"),
    ("import re\np = re.compile(r'[(](a)(?:b)(c)\\(')\n", "2 groups"),
]


@pytest.mark.parametrize(("code", "said"), TOLD)
def test_words_fit_the_arguments(code: str, said: str) -> None:
    assert said in " ".join(s.text for s in explain(code, model=None).steps)


def test_an_own_layer_is_no_method_of_tensors() -> None:
    code = "class M:\n    def forward(self, h):\n        return self.norm(h)\n"
    told = " ".join(s.text for s in explain(code, model=None).steps)
    assert "length of" not in told
