"""Statements of one form in a row are told as one list, and each by itself where they differ."""

from mlexplain import explain


def told(code: str) -> list[str]:
    return [step.text for step in explain(code, model=None).steps]


def test_imports():
    steps = told(
        "import os\nimport time\nimport numpy as np\nfrom pathlib import Path\nimport re\n"
    )
    assert steps == [
        "Imports `os`, `time` and `numpy` as `np`. Imports `Path` from `pathlib`. Imports `re`."
    ]


def test_settings_keep_what_they_hold():
    (step,) = told("batch_size = 8\nepochs = 3\nname = 'a, b'\n")
    assert step.count("Sets ") == 1
    for piece in ("`batch_size`", "to `8`", "`epochs`", "to `3`", "`name` to `'a, b'`"):
        assert piece in step


def test_fields_of_a_dataclass():
    code = "@dataclass\nclass Config:\n    width: int = 4\n    rate: float = 0.1\n    path: str = None\n"
    fields = told(code)[-1]
    assert fields == (
        "Declares `width` (`int`, by default `4`), `rate` (`float`, by default `0.1`) "
        "and `path` (`str`, by default `None`)."
    )


def test_tensors_of_one_shape_are_made_one_by_one():
    (step,) = told("a = torch.zeros(n, k)\nb = torch.zeros(n, k)\nc = torch.zeros(k, n)\n")
    assert "the results, each made anew, are `a` and `b`." in step
    assert "the result is `c`." in step


def test_one_alone_stays_as_it_is():
    assert told("import os\n") == ["Imports `os`."]


def test_a_name_holds_in_each_function_what_is_set_there():
    code = """class A(nn.Module):
    def forward(self, x):
        h = self.first(x)
        return h + self.second(x)

class B(nn.Module):
    def forward(self, x):
        h = []
        for layer in self.layers:
            x = layer(x)
            h.append(x)
        return h
"""
    steps = " ".join(told(code))
    assert "followed by" not in steps
    assert "adds the result to `h`" in steps


def test_a_field_means_in_each_class_what_it_is_there():
    code = """class Norm(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.bias = nn.Parameter(torch.zeros(n))

class Attention(nn.Module):
    def forward(self, q, k, v):
        att = (q @ k.transpose(-2, -1)) / math.sqrt(k.size(-1))
        att = att.masked_fill(self.bias == 0, float('-inf'))
        return F.softmax(att, dim=-1) @ v
"""
    shown = explain(code, model=None)
    assert not any("mask" in step.text for step in shown.steps if step.lines[1] <= 5)
    assert "cross-attention" not in shown.summary


def test_slices_of_several_dimensions():
    (step,) = told("a = x[:, :, :n, :n]\nb = x[:, [-1], :]\nc = x[:, [0, 2]]\n")
    assert "the first `n` entries of `x` along the third and fourth dimension" in step
    assert "the last entry of `x` along the second dimension, which stays, with size 1" in step
    assert "the entries `0` and `2` of `x` along the second dimension" in step
