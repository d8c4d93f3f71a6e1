"""What the founding snippets do is said, and every name in an explanation stands in the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mlexplain import explain
from mlexplain.explain.read.paste import read_paste
from mlexplain.report import Explanation

FOUNDING = Path(__file__).parent / "founding"
PATHS = sorted(FOUNDING.glob("*.txt"))


def explained(name: str) -> Explanation:
    return explain((FOUNDING / f"{name}.txt").read_text("utf-8"), model=None)


def told(explanation: Explanation) -> str:
    return " ".join([explanation.summary, *(s.text for s in explanation.steps)])


@pytest.mark.parametrize(
    ("name", "claims"),
    [
        (
            "sgd_update",
            ["stochastic gradient descent", "the learning rate", "`mini_batch`", "subtracts"],
        ),
        (
            "llama_generate",
            [
                "token by token",
                "key-value cache",
                "greedy",
                "top-p (nucleus) sampling",
                "end-of-sequence token",
                "length of the shortest entry of `prompt_tokens`",
                "padding",
                "log-probability",
            ],
        ),
        ("llama_checkpoint_glued", ["one file per piece of the model", "on the CPU", "JSON"]),
        ("gpt_piece_01", ["top-k", "Draws one token per sequence at random", "last"]),
        ("simple_net", ["clears the gradients", "back-propagation", "against its gradient"]),
        ("open_llama", ["tokenizer", "LLaMA", "continue"]),
    ],
)
def test_founding_snippets(name: str, claims: list[str]) -> None:
    text = told(explained(name)).lower()
    missing = [c for c in claims if c.lower() not in text]
    assert not missing, text


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_every_name_stands_in_the_code(path: Path) -> None:
    text = path.read_text("utf-8")
    source = " ".join(read_paste(text).source.split())
    for double, single in re.findall(r"``(.+?)``|`([^`]+)`", told(explain(text, model=None))):
        piece = double or single
        words = re.findall(r"[A-Za-z_]\w*", piece)
        assert all(w in source or w == "None" for w in words), piece


@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.stem)
def test_steps_name_lines_of_the_paste(path: Path) -> None:
    text = path.read_text("utf-8")
    explanation = explain(text, model=None)
    last = len(text.split("\n"))
    assert explanation.steps
    for step in explanation.steps:
        assert 1 <= step.lines[0] <= step.lines[1] <= last
        assert step.source == "analysis"


def test_a_part_is_picked_by_name() -> None:
    text = (FOUNDING / "gpt_model.txt").read_text("utf-8")
    assert explain(text, name="MultiHeadAttention.forward", model=None).name.endswith("forward")
    with pytest.raises(ValueError, match="there is no `Nothing`"):
        explain(text, name="Nothing", model=None)


def test_parameters_are_told_from_the_code() -> None:
    texts = {p.name: p.text for p in explained("llama_generate").parameters}
    assert "self" not in texts
    assert "`0.6` unless given" in texts["temperature"]
    assert "temperature" in texts["temperature"].lower()


def test_missing_zero_grad_is_seen() -> None:
    code = """
for x, y in loader:
    loss = loss_fn(model(x), y)
    loss.backward()
    optimizer.step()
"""
    assert [w.rule for w in explain(code, model=None).warnings] == ["missing-zero-grad"]
