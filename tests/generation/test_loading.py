"""What loads, and the one clear sentence for what does not."""

from __future__ import annotations

import hashlib
import json
import os
import struct
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from mlexplain.generation import LoadError, generate, load
from mlexplain.generation.llama import Llama
from tests.generation.models import FAMILIES, PROMPTS, model


def refused(path: Path | str, **settings: Any) -> str:
    """The message, which is one line."""
    with pytest.raises(LoadError) as caught:
        load(path, **settings)
    message = str(caught.value)
    assert "\n" not in message
    return message


# --------------------------------------------------------------------------------- sound


@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_loads_from_its_folder(family: str, tmp_path: Path) -> None:
    model(family).save_pretrained(tmp_path)
    ours = load(tmp_path)
    assert generate(ours, PROMPTS, 8).tokens == generate(model(family), PROMPTS, 8).tokens


@pytest.mark.parametrize("family", ["llama", "gpt2"])
def test_shards_load(family: str, tmp_path: Path) -> None:
    model(family).save_pretrained(tmp_path, max_shard_size="100KB")
    assert len(list(tmp_path.glob("*.safetensors"))) > 1
    ours = load(tmp_path)
    assert generate(ours, PROMPTS, 8).tokens == generate(model(family), PROMPTS, 8).tokens
    first = sorted(tmp_path.glob("*.safetensors"))[0]
    first.unlink()
    assert f"lacks {first.name}" in refused(tmp_path)


def test_older_configurations_load(llama_folder: Path) -> None:
    """transformers 4 wrote `rope_theta` and `rope_scaling` where 5 writes `rope_parameters`."""
    expected = generate(load(llama_folder), PROMPTS, 12).tokens
    config = json.loads((llama_folder / "config.json").read_text())
    rope = config.pop("rope_parameters")
    config |= {"rope_theta": rope["rope_theta"], "rope_scaling": None}
    (llama_folder / "config.json").write_text(json.dumps(config))
    assert generate(load(llama_folder), PROMPTS, 12).tokens == expected


def test_linear_rope_scaling_is_that_of_transformers(tmp_path: Path) -> None:
    import transformers

    config = model("llama").config.to_dict()
    config["rope_parameters"] = {"rope_type": "linear", "rope_theta": 10000.0, "factor": 4.0}
    network = transformers.LlamaForCausalLM(transformers.LlamaConfig(**config)).eval()
    network.load_state_dict(model("llama").state_dict())
    network.save_pretrained(tmp_path)
    ours = load(tmp_path)
    assert isinstance(ours.network, Llama)
    assert generate(ours, PROMPTS, 12).tokens == generate(network, PROMPTS, 12).tokens


def test_what_our_llama_does_not_cover_goes_through_transformers(tmp_path: Path) -> None:
    model("mistral-sliding").save_pretrained(tmp_path)
    assert not isinstance(load(tmp_path).network, Llama)


def test_checksums_are_checked(llama_folder: Path) -> None:
    weights = llama_folder / "model.safetensors"
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    (llama_folder / "SHA256SUMS").write_text(f"{digest}  model.safetensors\n")
    load(llama_folder)
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(content)
    assert "model.safetensors has another checksum than SHA256SUMS says" in refused(llama_folder)
    (llama_folder / "SHA256SUMS").write_text(f"{digest}  gone.safetensors\n")
    assert "lacks gone.safetensors, which SHA256SUMS names" in refused(llama_folder)


# -------------------------------------------------------------------------------- broken


def test_nothing_there(tmp_path: Path) -> None:
    assert "there is no file or folder" in refused(tmp_path / "none")
    assert "has no config.json" in refused(tmp_path)
    (tmp_path / "config.json").write_text("{}")
    assert "has no model.safetensors" in refused(tmp_path)
    (tmp_path / "config.json").write_text("{not json")
    assert "cannot be read as JSON" in refused(tmp_path)
    (tmp_path / "config.json").write_text("[]")
    assert "does not hold a JSON object" in refused(tmp_path)


def test_an_unknown_hub_id_without_network(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    assert "nobody/nothing" in refused("nobody/nothing")


class Explosive:
    """Unpickling this would leave a trace."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> Any:
        return (Path.touch, (self.trace,))


def test_a_pickle_is_never_opened(llama_folder: Path, tmp_path: Path) -> None:
    trace = tmp_path / "opened"
    (llama_folder / "model.safetensors").unlink()
    torch.save(Explosive(trace), llama_folder / "pytorch_model.bin")
    message = refused(llama_folder)
    assert "only as a pickle (pytorch_model.bin)" in message and "safetensors" in message
    assert "is a pickle" in refused(llama_folder / "pytorch_model.bin")
    assert not trace.exists()


def test_truncated_weights(llama_folder: Path) -> None:
    weights = llama_folder / "model.safetensors"
    whole = weights.read_bytes()
    for size in (0, 5, 100, len(whole) - 1, len(whole) - 5000):
        weights.write_bytes(whole[:size])
        message = refused(llama_folder)
        assert "cut short" in message or "not a safetensors file" in message
    weights.write_bytes(whole + b"more")
    assert "longer than its header says" in refused(llama_folder)


def test_things_that_are_no_weights(llama_folder: Path) -> None:
    weights = llama_folder / "model.safetensors"
    weights.write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n")
    assert "Git LFS pointer" in refused(llama_folder)
    weights.write_bytes(b"\xff" * 1000)
    assert "not a safetensors file" in refused(llama_folder)
    weights.write_bytes(struct.pack("<Q", 4) + b"{}}}")
    assert "its header is damaged" in refused(llama_folder)
    weights.write_bytes(struct.pack("<Q", 13) + b'{"a": {"b":1}')
    assert "its header is damaged" in refused(llama_folder)


@pytest.mark.parametrize("family", ["llama", "gpt2"])
def test_missing_tensors_are_not_made_up(family: str, tmp_path: Path) -> None:
    model(family).save_pretrained(tmp_path)
    weights = tmp_path / "model.safetensors"
    tensors = load_file(weights)
    name = next(name for name in tensors if "layers.1" in name or "h.1" in name)
    del tensors[name]
    save_file(tensors, weights, metadata={"format": "pt"})
    assert "lack" in refused(tmp_path)


def test_tensors_of_another_size_or_too_many(llama_folder: Path) -> None:
    weights = llama_folder / "model.safetensors"
    tensors = load_file(weights)
    save_file({**tensors, "model.layers.7.extra": torch.zeros(1)}, weights)
    assert "have no place in a Llama model" in refused(llama_folder)
    save_file({**tensors, "model.norm.weight": torch.zeros(63)}, weights)
    assert "model.norm.weight is 63, but config.json makes it 64" in refused(llama_folder)


def test_a_config_that_lacks_a_size(llama_folder: Path) -> None:
    config = json.loads((llama_folder / "config.json").read_text())
    del config["num_attention_heads"]
    (llama_folder / "config.json").write_text(json.dumps(config))
    assert "num_attention_heads" in refused(llama_folder)


@pytest.mark.parametrize("family", ["llama", "gpt2"])
def test_a_tokenizer_that_does_not_fit(family: str, tmp_path: Path, byte_tokenizer: Any) -> None:
    model(family).save_pretrained(tmp_path)
    byte_tokenizer.save(str(tmp_path / "tokenizer.json"))
    message = refused(tmp_path)
    largest = max(byte_tokenizer.get_vocab().values())
    assert f"token ids up to {largest}" in message and "only 211 rows" in message
    (tmp_path / "tokenizer.json").write_text("{}")
    assert "is not a tokenizer file" in refused(tmp_path)


def test_a_model_without_tokenizer_says_so(tmp_path: Path) -> None:
    model("llama").save_pretrained(tmp_path)
    ours = load(tmp_path)
    with pytest.raises(LoadError, match="has no tokenizer"):
        ours.encode("text")


def test_too_little_memory(llama_folder: Path) -> None:
    """A sparse file of 3 TiB: its header is true, its content holes."""
    header = json.dumps(
        {"a": {"dtype": "F32", "shape": [3 * 2**38], "data_offsets": [0, 3 * 2**40]}}
    ).encode()
    weights = llama_folder / "model.safetensors"
    weights.write_bytes(struct.pack("<Q", len(header)) + header)
    try:
        os.truncate(weights, 8 + len(header) + 3 * 2**40)
    except OSError:
        pytest.skip("this file system has no large sparse files")
    message = refused(llama_folder)
    assert "needs 3072.0 GiB of memory as float32 on cpu, but only" in message
    assert "1536.0 GiB of memory as bfloat16" in refused(llama_folder, dtype="bfloat16")


def test_devices_and_dtypes_that_are_not_there(llama_folder: Path) -> None:
    assert "torch knows no device 'gpu'" in refused(llama_folder, device="gpu")
    assert "is not a floating-point dtype" in refused(llama_folder, dtype="int8")
    assert "is not a floating-point dtype" in refused(llama_folder, dtype="float31")
    if not torch.cuda.is_available():
        assert "sees no CUDA device" in refused(llama_folder, device="cuda")
    assert load(llama_folder, device="auto").network.device.type in ("cpu", "cuda", "mps")
