"""`mlexplain explain` as a process."""

import json

import pytest

from mlexplain import explain
from tests.commands.process import ROOT, complaint, mlexplain

CODE = """\
import torch


class Net(torch.nn.Module):
    def forward(self, x):
        return self.head(torch.relu(self.body(x)))


def step(model, batch, optimizer):
    optimizer.zero_grad()
    loss = model(batch).mean()
    loss.backward()
    optimizer.step()
    return loss.item()
"""
GENERATE = ROOT / "tests" / "explain" / "founding" / "llama_generate.txt"


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "train.py"
    path.write_text(CODE)
    return path


def test_a_named_function_and_a_method(source):
    done = mlexplain("explain", "--no-model", f"{source}:step")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("step\n")
    assert "loss.backward()" in done.stdout
    assert "relu" in mlexplain("explain", "--no-model", f"{source}:Net.forward").stdout


def test_standard_input_and_json(source):
    done = mlexplain("explain", "--no-model", "--format", "json", stdin=CODE)
    assert done.returncode == 0
    assert json.loads(done.stdout) == json.loads(json.dumps(explain(CODE, model=None).to_dict()))


def test_every_step_of_a_long_function_is_shown():
    done = mlexplain("explain", "--no-model", GENERATE)
    steps = explain(GENERATE.read_text("utf-8"), model=None).steps
    assert done.returncode == 0
    assert len(steps) > 10
    assert "top_p" in done.stdout.split("Step by step")[0]
    markdown = mlexplain("explain", "--no-model", "--format", "markdown", GENERATE)
    assert markdown.stdout.count("```python") == len(steps)


@pytest.mark.parametrize(
    ("arguments", "stdin", "said"),
    [
        (["missing.py"], "", "missing.py: No such file or directory"),
        (["--no-model"], "", "standard input is empty"),
        (["--no-model"], "Dear all, the meeting is at nine.\n", "standard input: "),
        (["--no-model", "train.py:nothing"], "", "nothing"),
        (["--no-model", "--model", "x", "train.py"], "", "not allowed with"),
    ],
)
def test_nothing_to_explain(source, arguments, stdin, said):
    done = mlexplain("explain", *arguments, stdin=stdin, cwd=source.parent)
    assert said in complaint(done)
    assert done.returncode == 2
