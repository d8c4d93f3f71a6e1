"""Look-outs are loaded only for code in which they can find something."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mlexplain import explain
from mlexplain.explain import knowledge
from mlexplain.explain.cautions.reading import reworded

FOLDER = Path(reworded.__file__).parents[1]
NEEDED = knowledge.table("lookouts")


@pytest.mark.parametrize("name", NEEDED)
def test_each_name_is_a_module_and_each_list_has_words_in_lower_case(name: str) -> None:
    assert FOLDER.joinpath(*name.split(".")).with_suffix(".py").exists()
    assert NEEDED[name]
    for words in NEEDED[name]:
        assert words
        assert all(word.strip() and word == word.lower() for word in words)


def loaded(code: str) -> set[str]:
    """The modules of look-outs that a fresh process loads to explain a code."""
    asked = f"import sys\nfrom mlexplain import explain\nexplain({code!r}, model=None)\n"
    asked += "print(*(m for m in sys.modules if m.startswith('mlexplain.explain.cautions.')))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    return {name.removeprefix("mlexplain.explain.cautions.") for name in done.stdout.split()}


def test_a_look_out_whose_words_are_lacking_is_not_loaded() -> None:
    names = loaded("total = 1 + 2\n")
    # Some are loaded for what others take from them.
    assert len(names & set(NEEDED)) < 12
    assert not names & {"data.leaks", "losses.contrasts", "networks.attention", "training.modes"}
    assert "language.python" in names


def test_a_look_out_whose_words_are_there_is_loaded_and_finds_the_same() -> None:
    code = "loss.backward()\noptimizer.zero_grad()\noptimizer.step()\n"
    assert {"training.training"} <= loaded(code)
    assert "losses.negatives" not in loaded(code)
    assert "cleared-after-backward" in {w.rule for w in explain(code, model=None).warnings}
