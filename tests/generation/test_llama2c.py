"""llama2.c's formats: random models written in them, compared with the same weights elsewhere."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers
from torch import Tensor

from mlexplain.generation import LoadError, generate, load

CONTEXT = 64


def llama(tied: bool) -> Any:
    torch.manual_seed(3)
    config = transformers.LlamaConfig(
        vocab_size=272,
        hidden_size=32,
        intermediate_size=48,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=CONTEXT,
        rms_norm_eps=1e-5,
        initializer_range=0.4,
        tie_word_embeddings=tied,
        bos_token_id=1,
        eos_token_id=[1, 2],
    )
    return transformers.LlamaForCausalLM(config).eval()


def interleaved(weight: Tensor, heads: int) -> bytes:
    """Rows (x_0, x_2, …, x_1, x_3, …) of each head as llama2.c has them, (x_0, x_1, …)."""
    outputs, inputs = weight.shape
    rows = weight.view(heads, 2, outputs // heads // 2, inputs).transpose(1, 2)
    return numbers(rows.reshape(outputs, inputs))


def numbers(tensor: Tensor) -> bytes:
    return tensor.detach().float().contiguous().numpy().astype("<f4").tobytes()


def write(path: Path, network: Any, version: int) -> None:
    """As llama2.c's exporter lays it out."""
    c, layers = network.config, network.model.layers
    tied = c.tie_word_embeddings
    sizes = [c.hidden_size, c.intermediate_size, c.num_hidden_layers, c.num_attention_heads,
             c.num_key_value_heads, c.vocab_size, CONTEXT]  # fmt: skip
    each = {
        "att_norm": [numbers(x.input_layernorm.weight) for x in layers],
        "wq": [interleaved(x.self_attn.q_proj.weight, c.num_attention_heads) for x in layers],
        "wk": [interleaved(x.self_attn.k_proj.weight, c.num_key_value_heads) for x in layers],
        "wv": [numbers(x.self_attn.v_proj.weight) for x in layers],
        "wo": [numbers(x.self_attn.o_proj.weight) for x in layers],
        "ffn_norm": [numbers(x.post_attention_layernorm.weight) for x in layers],
        "w1": [numbers(x.mlp.gate_proj.weight) for x in layers],
        "w2": [numbers(x.mlp.down_proj.weight) for x in layers],
        "w3": [numbers(x.mlp.up_proj.weight) for x in layers],
    }
    part = {name: b"".join(pieces) for name, pieces in each.items()}
    part["emb"] = numbers(network.model.embed_tokens.weight)
    part["norm"] = numbers(network.model.norm.weight)
    part["angles"] = bytes(4 * CONTEXT * c.hidden_size // c.num_attention_heads)
    part["head"] = b"" if tied else numbers(network.lm_head.weight)
    if version == 0:
        sizes[5] *= 1 if tied else -1
        head = struct.pack("<7i", *sizes)
        order = "emb att_norm wq wk wv wo ffn_norm w1 w2 w3 norm angles head"
    else:
        head = struct.pack("<Ii7i?", 0x616B3432, 1, *sizes, tied).ljust(256, b"\0")
        order = "att_norm ffn_norm norm emb wq wk wv wo w1 w2 w3 head"
    path.write_bytes(head + b"".join(part[name] for name in order.split()))


GROUP = 16


def quantised(weight: Tensor) -> tuple[bytes, Tensor]:
    """Q8_0: each group of numbers as a share of its largest; also what they are read as."""
    groups = weight.detach().float().reshape(-1, GROUP)
    scales = groups.abs().amax(dim=1) / 127
    rounded = torch.round(groups / scales[:, None]).to(torch.int8)
    content = rounded.numpy().tobytes() + numbers(scales)
    return content, (rounded.float() * scales[:, None]).view(weight.shape)


def pairs(weight: Tensor, heads: int) -> Tensor:
    outputs, inputs = weight.shape
    rows = weight.view(heads, 2, outputs // heads // 2, inputs).transpose(1, 2)
    return rows.reshape(outputs, inputs)


def unpaired(weight: Tensor, heads: int) -> Tensor:
    outputs, inputs = weight.shape
    rows = weight.view(heads, outputs // heads // 2, 2, inputs).transpose(1, 2)
    return rows.reshape(outputs, inputs)


def write_quantised(path: Path, network: Any) -> None:
    """Version 2; afterwards the network holds the weights that the file stands for."""
    c, layers = network.config, network.model.layers
    sizes = [c.hidden_size, c.intermediate_size, c.num_hidden_layers, c.num_attention_heads,
             c.num_key_value_heads, c.vocab_size, CONTEXT]  # fmt: skip
    tied = c.tie_word_embeddings
    content = struct.pack("<Ii7i?i", 0x616B3432, 2, *sizes, tied, GROUP).ljust(256, b"\0")
    for norm in [
        *(x.input_layernorm for x in layers),
        *(x.post_attention_layernorm for x in layers),
        network.model.norm,
    ]:
        content += numbers(norm.weight)
    matrices = [(network.model.embed_tokens, 0)]
    matrices += [(x.self_attn.q_proj, c.num_attention_heads) for x in layers]
    matrices += [(x.self_attn.k_proj, c.num_key_value_heads) for x in layers]
    for name in ("self_attn.v_proj", "self_attn.o_proj", "mlp.gate_proj", "mlp.down_proj"):
        matrices += [(x.get_submodule(name), 0) for x in layers]
    matrices += [(x.mlp.up_proj, 0) for x in layers]
    matrices += [] if tied else [(network.lm_head, 0)]
    for module, heads in matrices:
        weight = pairs(module.weight, heads) if heads else module.weight
        piece, kept = quantised(weight)
        content += piece
        with torch.no_grad():
            module.weight.copy_(unpaired(kept, heads) if heads else kept)
    path.write_bytes(content)


@pytest.mark.parametrize("tied", [True, False])
def test_eight_bit_weights_are_read(tied: bool, tmp_path: Path) -> None:
    network = llama(tied)
    write_quantised(tmp_path / "tiny.bin", network)
    assert generate(load(tmp_path / "tiny.bin"), PROMPTS, 40).tokens == (
        generate(network, PROMPTS, 40).tokens
    )


def write_tokenizer(path: Path) -> None:
    """Unknown, BOS, EOS, 256 bytes, then pieces; longer ones score better."""
    pieces = [b"<unk>", b"\n<s>\n", b"\n</s>\n", *(b"<0x%02X>" % byte for byte in range(256))]
    pieces += [b" ", b"a", b"t", b"h", b"e", b"th", b"the", b" the", b"ee", b"at", b"xx"]
    pieces += ["é".encode(), b"x"]
    assert len(pieces) == 272
    content = struct.pack("<i", max(map(len, pieces)))
    for piece in pieces:
        content += struct.pack("<fi", float(len(piece)), len(piece)) + piece
    path.write_bytes(content)


PROMPTS = [[1, 20, 30], [1, 7, 7, 8, 9, 100, 101], [1]]


@pytest.mark.parametrize("version", [0, 1])
@pytest.mark.parametrize("tied", [True, False])
def test_the_same_weights_give_the_same_tokens(version: int, tied: bool, tmp_path: Path) -> None:
    network = llama(tied)
    write(tmp_path / "tiny.bin", network, version)
    network.save_pretrained(tmp_path / "folder")
    ours, folder = load(tmp_path / "tiny.bin"), load(tmp_path / "folder")
    expected = generate(network, PROMPTS, 40).tokens
    assert generate(ours, PROMPTS, 40).tokens == expected
    assert generate(folder, PROMPTS, 40).tokens == expected
    assert len({token for tokens in expected for token in tokens}) > 20


def test_the_tokenizer_reads_and_writes(tmp_path: Path) -> None:
    write(tmp_path / "tiny.bin", llama(True), 0)
    write_tokenizer(tmp_path / "tokenizer.bin")
    ours = load(tmp_path / "tiny.bin")
    pieces = {"the": 265, " the": 266, "at": 268, " ": 259}
    assert ours.encode("the") == [1, pieces[" the"]]
    # Of equally good pairs the first is joined: "at" before "th".
    assert ours.encode("athe") == [1, pieces[" "], pieces["at"], 262, 263]
    assert ours.encode("xthe") == [1, pieces[" "], 271, pieces["the"]]
    assert ours.encode("€") == [1, pieces[" "], 3 + 0xE2, 3 + 0x82, 3 + 0xAC]
    assert ours.encode("") == [1]
    for text in ("the the é x", "€uro ☕ \n at", "  two spaces"):
        assert ours.decode(ours.encode(text)) == text
    assert ours.decode([266, 268]) == " theat"
    pieces_seen: list[str] = []
    result = generate(
        ours, [ours.encode("the")], 30, on_text=lambda _, piece: pieces_seen.append(piece)
    )
    assert result.texts == ["".join(pieces_seen)] == [ours.decode(result.tokens[0])]


def test_bos_ends_a_story(tmp_path: Path) -> None:
    write(tmp_path / "tiny.bin", llama(True), 0)
    ours = load(tmp_path / "tiny.bin")
    assert {1, 2} == set(ours.network.shape.eos)


def test_damaged_files_are_refused_in_one_sentence(tmp_path: Path) -> None:
    file, tokenizer = tmp_path / "tiny.bin", tmp_path / "tokenizer.bin"
    write(file, llama(True), 0)
    whole = file.read_bytes()

    def message() -> str:
        with pytest.raises(LoadError) as caught:
            load(file)
        return str(caught.value)

    for size in (3, 27, 100, len(whole) - 4):
        file.write_bytes(whole[:size])
        assert "cut short" in message()
    file.write_bytes(whole + b"1234")
    assert "longer than its header says" in message()
    file.write_bytes(b"\x01" * 1000)
    assert "its header makes no sense" in message()
    file.write_bytes(struct.pack("<Ii", 0x616B3432, 3) + bytes(1000))
    assert "version 3 of the llama2.c format" in message()
    file.write_bytes(whole)
    write_tokenizer(tokenizer)
    good = tokenizer.read_bytes()
    tokenizer.write_bytes(good[:-1])
    assert "cut short" in message()
    tokenizer.write_bytes(good[: 4 + 3 * 8 + 5 + 5 + 6])
    assert "do not belong together" in message()
    tokenizer.write_bytes(good + struct.pack("<fi", 1.0, 1) + b"z")
    assert "only 272 rows" in message()
    other = tmp_path / "notes.txt"
    other.write_text("hello")
    with pytest.raises(LoadError, match=r"no model folder and no llama2\.c"):
        load(other)
