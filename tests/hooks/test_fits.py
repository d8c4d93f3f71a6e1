"""`mlexplain doctor --fits`: what fits into a card."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mlexplain.hooks.doctor import fits, read_model, read_size
from tests.commands.process import complaint, mlexplain

GIB = 1 << 30


def test_llama_2_7b_on_twelve_gigabytes() -> None:
    """The founding question: it does not fit in 16 bits, and does in 4."""
    model = read_model("meta-llama/Llama-2-7b-hf")
    assert model.parameters == 6_738_415_616
    ways = {(w.purpose, w.dtype): w.fits for w in fits(model, read_size("12GiB")).ways}
    assert not ways["inference", "bfloat16 or float16"]
    assert ways["inference", "4-bit (nf4)"]
    assert not ways["training (full, Adam)", "mixed"]
    assert ways["training (QLoRA)", "4-bit (nf4)"]


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("llama-2-13b", 13_015_864_320),
        ("llama-2-70b", 68_976_648_192),
        ("llama-3-8b", 8_030_261_248),
        ("mistral-7b", 7_241_732_096),
        ("tinyllama-1.1b", 1_100_048_384),
        ("meta-llama/Meta-Llama-3-8B-Instruct", 8_030_261_248),
        ("meta-llama/Llama-3.1-8B-Instruct", 8_030_261_248),
        ("llama-3-70b", 70_553_706_496),
        ("llama-3.2-1b", 1_235_814_400),
        ("llama-3.2-3b", 3_212_749_824),
        ("Qwen/Qwen2.5-7B-Instruct", 7_615_616_512),
        ("qwen2.5-72b", 72_706_203_648),
        ("qwen2.5-3b", 3_085_938_688),
        ("qwen2.5-14b", 14_770_033_664),
        ("qwen2.5-32b", 32_763_876_352),
        ("Qwen/Qwen3-4B", 4_022_468_096),
        ("qwen3-8b", 8_190_735_360),
        ("qwen3-14b", 14_768_307_200),
        ("qwen3-32b", 32_762_123_264),
        ("mistralai/Mistral-7B-Instruct-v0.3", 7_248_023_552),
        ("mistralai/Mistral-7B-Instruct-v0.2", 7_241_732_096),
        ("mistralai/Mixtral-8x7B-Instruct-v0.1", 46_702_792_704),
    ],
)
def test_published_parameter_counts(name: str, parameters: int) -> None:
    assert read_model(name).parameters == parameters


SMALL = {
    "vocab_size": 500, "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 3,
    "num_attention_heads": 4, "num_key_value_heads": 2,
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("Llama", SMALL),
        ("Llama", {**SMALL, "tie_word_embeddings": True, "num_key_value_heads": 4}),
        ("Llama", {**SMALL, "attention_bias": True, "mlp_bias": True, "head_dim": 8}),
        ("Mistral", SMALL),
        ("Mixtral", {**SMALL, "num_local_experts": 4}),
        ("Qwen2", SMALL),
        ("Qwen3", {**SMALL, "head_dim": 32}),
        ("Gemma", {**SMALL, "head_dim": 32}),
        ("Phi3", {**SMALL, "pad_token_id": 0}),
        ("GPT2", {"vocab_size": 500, "n_positions": 32, "n_embd": 64, "n_layer": 3, "n_head": 4}),
    ],
)
def test_a_config_file_counts_as_transformers_does(
    tmp_path: Path, kind: str, settings: dict[str, Any]
) -> None:
    transformers = pytest.importorskip("transformers")
    config = getattr(transformers, f"{kind}Config")(**settings)
    config.save_pretrained(tmp_path)
    network = transformers.AutoModelForCausalLM.from_config(config)
    model = read_model(str(tmp_path))
    assert model.parameters == sum(p.numel() for p in network.parameters())
    # What quantisation leaves alone: everything but the matrices of the layers.
    assert model.shape is not None
    inside = [p for n, p in network.named_parameters() if ".layers." in n or ".h." in n]
    router = [p for n, p in network.named_parameters() if ".gate.weight" in n and kind == "Mixtral"]
    matrices = sum(p.numel() for p in inside if p.dim() > 1) - sum(p.numel() for p in router)
    assert model.parameters - model.shape.outside == matrices


@pytest.mark.parametrize("kind", ["bert", "deepseek_v3", "gemma3n"])
def test_other_kinds_of_models_are_refused_rather_than_miscounted(
    tmp_path: Path, kind: str
) -> None:
    (tmp_path / "config.json").write_text(json.dumps({"model_type": kind, **SMALL}))
    done = mlexplain("doctor", "--fits", str(tmp_path), "--gpu", "12GiB")
    assert done.returncode == 2
    assert f"models of type {kind} are not counted" in complaint(done)


def test_experts_under_another_type_are_refused(tmp_path: Path) -> None:
    """As in early copies of Mixtral, whose config.json says "mistral"."""
    config = {"model_type": "mistral", **SMALL, "num_experts": 8}
    (tmp_path / "config.json").write_text(json.dumps(config))
    with pytest.raises(ValueError, match="not counted"):
        read_model(str(tmp_path))


def test_the_sizes_of_every_way_by_hand() -> None:
    """Llama-2-7b with 2,048 tokens: 32 layers of width 4,096, 32,000 words."""
    n, tokens = 6_738_415_616, 2048
    outside = 2 * 32_000 * 4096 + 65 * 4096
    cache = 2 * 32 * 32 * 128 * tokens
    kept = (2 * 32 + 34) * tokens * 4096 + 8 * tokens * 32_000
    adapters = 16 * n // 100
    by_hand = {
        ("inference", "float32"): (4 * n, 4 * cache, 0),
        ("inference", "bfloat16 or float16"): (2 * n, 2 * cache, 0),
        ("inference", "int8"): (n - outside + 2 * outside, 2 * cache, 0),
        ("inference", "4-bit (nf4)"): ((n - outside) * 9 // 16 + 2 * outside, 2 * cache, 0),
        ("training (full, Adam)", "float32"): (
            4 * n, 2 * kept - 8 * tokens * 32_000, 12 * n,
        ),
        ("training (full, Adam)", "mixed"): (2 * n, kept, 14 * n),
        ("training (LoRA)", "bfloat16"): (2 * n, kept, adapters),
        ("training (QLoRA)", "4-bit (nf4)"): ((n - outside) * 9 // 16 + 2 * outside, kept, adapters),
    }  # fmt: skip
    counted = {
        (w.purpose, w.dtype): (w.weights, w.cache, w.states)
        for w in fits(read_model("llama-2-7b"), 12 * GIB).ways
    }
    assert set(counted) == set(by_hand)
    for way, sizes in by_hand.items():
        assert counted[way] == pytest.approx(sizes, abs=16), way


def test_shared_keys_and_values_make_the_cache_smaller() -> None:
    """Mistral-7b has 8 heads of keys for 32 of queries, Llama-2-7b one for each."""
    shared, own = (fits(read_model(m), GIB).ways[1].cache for m in ("mistral-7b", "llama-2-7b"))
    assert own == GIB
    assert shared == GIB // 4


def test_of_a_bare_number_no_cache_is_told() -> None:
    done = mlexplain("doctor", "--fits", "7B", "--gpu", "24GiB", "--format", "json")
    content = json.loads(done.stdout)
    assert content["parameters"] == 7_000_000_000
    assert {way["cache"] for way in content["ways"]} == {None}
    assert content["source"] is None


def test_the_table_names_its_source() -> None:
    done = mlexplain("doctor", "--fits", "meta-llama/Llama-2-7b-hf", "--gpu", "12GiB")
    assert done.returncode == 0
    last = done.stdout.strip().splitlines()[-1]
    assert last.startswith("source: https://") and "(looked up 20" in last


def test_context_and_batch_enlarge_the_cache() -> None:
    model = read_model("llama-2-7b")
    small, large = (fits(model, 1 << 40, c, b).ways[1].cache for c, b in ((2048, 1), (4096, 3)))
    assert small == 2048 * 2 * 32 * 4096 * 2
    assert large == 6 * small


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("12GiB", 12 << 30),
        ("12 GB", 12 << 30),
        ("24g", 24 << 30),
        ("512MiB", 512 << 20),
        ("8", 8 << 30),
    ],
)
def test_sizes(text: str, size: int) -> None:
    assert read_size(text) == size
