"""The hand-written explanations obey their own rules, and nearly all are true to the verifier."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlexplain.explain.write.verify import problems
from mlexplain.training.pairs import Pair, faults, main, pairs_dir, read_pairs
from mlexplain.training.prompts import pair_prompt

FILES = sorted(pairs_dir().glob("*.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_pairs_are_well_formed(path: Path) -> None:
    wrong = [f"{p.place}: {fault}" for p in read_pairs(path) for fault in faults(p)]
    assert not wrong, "\n".join(wrong)


def test_no_explanation_is_written_twice(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0, capsys.readouterr().out


def test_the_verifier_lets_the_true_ones_through_and_stops_those_of_other_code() -> None:
    """A text that was written for another step says what this one does not show."""
    prompts = []
    for path in FILES:
        for pair in read_pairs(path)[::7]:
            prompt = pair_prompt(pair, 0)
            marked = prompt.marked(pair.texts[0])
            if marked is not None and pair.kind == "step":
                prompts.append((prompt, marked))
    passed = sum(not problems(text, prompt) for prompt, text in prompts)
    assert passed > 0.8 * len(prompts)
    names = "".join
    swapped = stopped = 0
    for (prompt, _), (_, text) in zip(prompts, prompts[1:] + prompts[:1], strict=True):
        bare = names(c for c in _without_slots(text))
        swapped += 1
        stopped += bool(problems(bare, prompt))
    assert stopped > 0.4 * swapped


def _without_slots(text: str) -> str:
    import re

    return re.sub(r"`[^`]*`|<\d+>", "it", text)


@pytest.mark.parametrize(
    ("code", "text", "fault"),
    [
        ("x = 1", "Sets `y` to one.", "not in the code"),
        ("x = 1", "Sets `x` to 1 here.", "a digit"),
        ("x = 1", "We set `x` to one.", "says 'We'"),
        ("x = 1", "Sets foo_bar to one here.", "code outside"),
        ("x = ", "Sets `x` to one.", "does not parse"),
        ("x = 1", "Sets `x` to one", "no full stop"),
    ],
)
def test_faults_are_found(code: str, text: str, fault: str) -> None:
    pair = Pair("t", 1, code, "", "step", (text,))
    assert any(fault in f for f in faults(pair))
