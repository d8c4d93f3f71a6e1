"""The recipe: a small text becomes a model that transformers and our own core load."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from mlexplain.explain.write.slots import SLOTS
from mlexplain.explain.write.turns import Turns
from mlexplain.training import corpus
from mlexplain.training.data import read_examples
from mlexplain.training.recipe import read_recipe

torch = pytest.importorskip("torch")

ROOT = Path(__file__).resolve().parents[2]
TINY = """\
name = "tiny"
[tokenizer]
size = 600
[model]
width = 32
layers = 2
heads = 2
feed_forward = 64
context = 384
[training]
batch_tokens = 1500
learning_rate = 0.005
warmup_steps = 5
decay_share = 0.3
weight_decay = 0.1
clip = 1.0
betas = [0.9, 0.95]
seed = 3
save_minutes = 5
validate_steps = 10
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("training")
    recipe = folder / "tiny.toml"
    recipe.write_text(TINY)
    mined = corpus.mine([ROOT / "mlexplain" / "generation"], 120)
    shown = (e for pair in corpus.idiom_examples() for e in corpus.practised(pair, 1))
    corpus.write(mined + list(islice(shown, 80)), folder / "text.jsonl.gz")
    return recipe, folder / "text.jsonl.gz"


def train(recipe: Path, text: Path, work: Path, *more: str) -> str:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "mlexplain.training", str(recipe), "--text", str(text)),
            *("--work", str(work), "--threads", "1", "--device", "cpu"),
            *more,
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def model(prepared: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("whole")
    train(*prepared, work, "--steps", "40", "--out", str(work / "model"))
    return work


def test_it_learns(model: Path) -> None:
    rows = [json.loads(line) for line in (model / "metrics.jsonl").read_text().splitlines()]
    assert rows[-1]["step"] == 40
    assert rows[-1]["valid_loss"] < rows[0]["train_loss"] - 0.3


def test_interrupted_equals_uninterrupted(
    prepared: tuple[Path, Path], model: Path, tmp_path: Path
) -> None:
    """To the bit: model, optimizer and place in the text are all kept."""
    for _ in range(30):
        train(*prepared, tmp_path, "--steps", "40", "--minutes", "0.02")
        state = torch.load(tmp_path / "checkpoint.pt", weights_only=True)
        if state["position"][0] >= 40:
            break
    whole = torch.load(model / "checkpoint.pt", weights_only=True)
    assert state["position"][:4] == whole["position"][:4]
    for name, weight in whole["model"].items():
        assert torch.equal(weight, state["model"][name]), name


def test_prepared_text_gives_the_same_model(
    prepared: tuple[Path, Path], model: Path, tmp_path: Path
) -> None:
    recipe, text = prepared
    train(recipe, text, tmp_path / "p", "--prepare")
    train(recipe, tmp_path / "p" / "tokens.npz", tmp_path / "t", "--steps", "40")
    one = torch.load(tmp_path / "t" / "checkpoint.pt", weights_only=True)["model"]
    two = torch.load(model / "checkpoint.pt", weights_only=True)["model"]
    assert all(torch.equal(one[name], two[name]) for name in two)


def test_it_is_held_to_the_turns_of_its_text(prepared: tuple[Path, Path], model: Path) -> None:
    turns = Turns.read(model / "model" / "turns.bin")
    examples = read_examples(prepared[1])
    told = [e["target"] for e in examples if e["prompt"].endswith("<say><facts>")]
    fitting = [text for text in told if not turns.strange(text, "")]
    assert len(fitting) > 0.9 * len(told) > 0  # what does not fit into the context is left out
    assert "turns.bin" in (model / "model" / "SHA256SUMS").read_text()


def test_transformers_loads_it_and_agrees(model: Path) -> None:
    transformers: Any = pytest.importorskip("transformers")
    from mlexplain.generation import generate, load

    theirs = transformers.AutoModelForCausalLM.from_pretrained(
        model / "model", dtype=torch.float32
    ).eval()
    tokenizer = transformers.AutoTokenizer.from_pretrained(model / "model")
    ours = load(model / "model", dtype="float32")
    prompt = "<names><7> w = Tensor<code><7> = <7> - 1<facts>Subtracts `1` from <7>.<say>"
    tokens = ours.encode(prompt)
    assert tokenizer(prompt)["input_ids"] == tokens
    expected = theirs.generate(
        torch.tensor([tokens]), max_new_tokens=20, do_sample=False, pad_token_id=0
    )[0, len(tokens) :].tolist()
    got = generate(ours, [tokens], max_new_tokens=20).tokens[0]
    assert expected[: len(got)] == got


def test_slots_and_marks_are_single_tokens(model: Path) -> None:
    from mlexplain.generation import load

    loaded = load(model / "model")
    for mark in [
        "<names>",
        "<code>",
        "<facts>",
        "<say>",
        "<end>",
        *(f"<{n}>" for n in range(SLOTS)),
    ]:
        assert len(loaded.encode(f"a {mark} b")) == len(loaded.encode("a ")) + 1 + len(
            loaded.encode(" b")
        )


def test_a_changed_weight_file_is_refused(model: Path, tmp_path: Path) -> None:
    import shutil

    from mlexplain.generation import LoadError, load

    shutil.copytree(model / "model", tmp_path / "m")
    weights = tmp_path / "m" / "model.safetensors"
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(bytes(content))
    with pytest.raises(LoadError, match="checksum"):
        load(tmp_path / "m")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("width = 32", "widht = 32"), "widht"),
        (("clip = 1.0\n", ""), "clip is missing"),
        (("[tokenizer]", "[tokens]"), "missing"),
    ],
)
def test_a_wrong_recipe_says_what_is_wrong(
    change: tuple[str, str], message: str, tmp_path: Path
) -> None:
    path = tmp_path / "r.toml"
    path.write_text(TINY.replace(*change))
    with pytest.raises(ValueError, match=message):
        read_recipe(path)


def test_shipped_recipes_are_valid_and_small() -> None:
    for name in ("small", "base"):
        recipe = read_recipe(ROOT / "models" / "recipe" / f"{name}.toml")
        size = recipe.model
        weights = recipe.vocabulary * size.width + size.layers * (
            4 * size.width**2 + 3 * size.width * size.feed_forward
        )
        assert 2 * weights < 32 * 2**20
