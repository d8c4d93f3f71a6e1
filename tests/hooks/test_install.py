"""`mlexplain.install()` in real programs: the traceback first, then the diagnosis with what was held."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mlexplain.hooks.live.advice import sentences
from mlexplain.hooks.live.held import HeldModule, HeldTensor

START = "import mlexplain\nmlexplain.install()\n"


def program(code: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    script = folder / "train.py"
    script.write_text(START + code)
    return subprocess.run(
        [sys.executable, str(script), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={"PATH": "/usr/bin:/bin", "OMP_NUM_THREADS": "1"},
    )


SHAPES = """\
import torch
class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = torch.nn.Linear(512, 10)
    def forward(self, x):
        return self.fc(x)
net = Net()
x = torch.zeros(32, 784)
net(x)
"""


def test_shapes_of_the_failing_line(tmp_path: Path) -> None:
    done = program(SHAPES, tmp_path)
    assert done.returncode == 1
    first, _, rest = done.stderr.partition("RuntimeError: mat1 and mat2")
    assert first.startswith("Traceback (most recent call last)")
    assert "shape-matmul" in rest
    assert "`x` is 32×784, `self.fc.weight` expects 512" in rest
    assert "10×512" in rest and "float32" in rest and "cpu" in rest


def test_dtypes(tmp_path: Path) -> None:
    code = "import torch\nnet = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Linear(4, 2))\n"
    done = program(code + "data = torch.zeros(2, 3, dtype=torch.float64)\nnet(data)\n", tmp_path)
    assert "`data` is float64, the weights of `net` are float32" in done.stderr


def test_threads_and_children(tmp_path: Path) -> None:
    code = (
        "import threading, multiprocessing as mp, torch\n"
        "def work():\n    batch = torch.zeros(2, 3)\n    batch @ torch.zeros(4, 5)\n"
        "if __name__ == '__main__':\n"
        "    import sys\n"
        "    if sys.argv[1] == 'thread':\n        t = threading.Thread(target=work)\n"
        "    else:\n        t = mp.get_context(sys.argv[1]).Process(target=work)\n"
        "    t.start(); t.join()\n"
    )
    for kind in ("thread", "fork", "spawn"):
        done = program(code, tmp_path, kind)
        assert "shape-matmul" in done.stderr, (kind, done.stderr)
        assert done.stderr.index("Traceback") < done.stderr.index("shape-matmul")
        assert "batch" in done.stderr.split("shape-matmul")[1]


def test_no_code_of_the_user_runs_and_nothing_is_copied(tmp_path: Path) -> None:
    code = """\
import torch
class Loud:
    def __repr__(self): print('CALLED repr'); return 'x'
    def __getattr__(self, name): print('CALLED getattr', name); raise AttributeError
    def __bool__(self): print('CALLED bool'); return True
    @property
    def secret(self): print('CALLED property'); return 1
    @property
    def __class__(self): print('CALLED class'); return int
class Tensor(torch.Tensor):
    @classmethod
    def __torch_function__(cls, f, types, args=(), kwargs=None):
        if ready: print('CALLED torch function', f)
        return super().__torch_function__(f, types, args, kwargs or {})
ready = False
a, b = Loud(), torch.zeros(2, 3).as_subclass(Tensor)
ready = True
def use(a, b):
    raise RuntimeError(len([a]), b is b)
try:
    use(a, b)
except RuntimeError as error:
    import sys
    sys.excepthook(type(error), error, error.__traceback__)
print('END')
"""
    done = program(code, tmp_path)
    assert "CALLED" not in done.stdout, done.stdout
    assert "END" in done.stdout
    assert "2×3" in done.stderr


def test_backward_errors_name_the_forward_line(tmp_path: Path) -> None:
    code = """\
import torch
torch.autograd.set_detect_anomaly(True)
w = torch.ones(3, requires_grad=True)
y = torch.sigmoid(w)
loss = y.sum()
y.add_(1)
loss = loss + (y * 2).sum()
loss.backward()
"""
    done = program(code, tmp_path)
    assert "autograd-inplace" in done.stderr
    assert "the forward pass did this at" in done.stderr
    assert "`y = torch.sigmoid(w)`" in done.stderr


def test_a_broken_hook_hides_nothing(tmp_path: Path) -> None:
    code = (
        "import mlexplain.hooks.spoken\n"
        "def broken(*a, **k): raise ZeroDivisionError\n"
        "mlexplain.hooks.spoken.spoken = broken\nraise ValueError('mine')\n"
    )
    done = program(code, tmp_path)
    assert "ValueError: mine" in done.stderr
    assert "could not explain this error" in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize("code", ["raise KeyboardInterrupt", "raise SystemExit(4)"])
def test_ends_that_are_no_errors_are_left_alone(code: str, tmp_path: Path) -> None:
    assert "mlexplain" not in program(code, tmp_path).stderr.replace(str(tmp_path), "")


def test_the_hook_is_light() -> None:
    code = (
        "import sys; import mlexplain; mlexplain.install();"
        "print([m for m in ('torch', 'spacy', 'rich', 'numpy', 'dataclasses') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


GPU = "cuda:0"


@pytest.mark.parametrize(
    ("tensors", "modules", "expected"),
    [
        (
            [
                HeldTensor("input_ids", (1, 9), "int64", "cpu", False),
                HeldTensor("self.embed_tokens.weight", (99, 8), "float32", GPU, True, True),
            ],
            [],
            ["`input_ids` is on cpu, `self.embed_tokens.weight` on cuda:0: move it with"
             " `input_ids.to('cuda:0')`"],
        ),
        (
            [HeldTensor("x", (2, 3), "float32", "cpu", False)],
            [HeldModule("model", "Net", ((GPU, 7),), (("float32", 7),))],
            ["`x` is on cpu, `model` on cuda:0: move it with `x.to('cuda:0')`"],
        ),
        (
            [HeldTensor("x", (2, 3), "float32", GPU, False)],
            [HeldModule("head", "Linear", (("cpu", 2),), (("float32", 2),))],
            ["all of `head` is on cpu: move it with `head.to('cuda:0')`"],
        ),
        ([HeldTensor("scale", (), "float32", "cpu", False),
          HeldTensor("x", (2,), "float32", GPU, False)], [], []),
        ([HeldTensor("x", (2,), "float32", "cpu", False)], [], []),
    ],
)  # fmt: skip
def test_device_advice(
    tensors: list[HeldTensor], modules: list[HeldModule], expected: list[str]
) -> None:
    assert list(sentences("device-mismatch", "", tensors, modules)) == expected
