"""The formats of llama2.c (Karpathy, 2023): a `.bin` of weights and a `tokenizer.bin`.

Weights, version 0: seven int32 (width, feed-forward width, layers, heads, key-value heads,
vocabulary, context; the vocabulary negative if the output matrix is not the embedding), then
float32 tensors. Version 1: 256 bytes of header that begin with "ak42" read as an integer, then the
tensors in another order. Version 2: norms in float32, then each matrix of each layer as 8-bit numbers with
one float32 scale for every group of them (Q8_0); they become float32 when read.

Its rotary pairs are neighbours (x_0, x_1), those of the Hugging Face layout half a head apart, so
the rows of the query and key matrices are put in that order.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from mlexplain.generation.errors import LoadError
from mlexplain.generation.llama import Llama, Shape
from mlexplain.generation.rope import Rope

BOS, EOS = 1, 2
_MAGIC = 0x616B3432
_V1_HEADER = 256

_Sizes = list[tuple[str, tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class Header:
    width: int
    hidden: int
    layers: int
    heads: int
    kv_heads: int
    vocab_size: int
    context: int
    tied: bool
    version: int
    group: int = 0
    """Version 2: how many 8-bit numbers share a scale."""

    @property
    def data_at(self) -> int:
        return _V1_HEADER if self.version else 28

    def shape(self) -> Shape:
        size = self.width // self.heads
        return Shape(
            width=self.width,
            layers=self.layers,
            heads=self.heads,
            kv_heads=self.kv_heads,
            head_width=size,
            vocab_size=self.vocab_size,
            context=self.context,
            eps=1e-5,
            rope=Rope(size),
            tied=self.tied,
            # The stories were trained as one stream: BOS begins the next one, so it ends this one.
            eos=frozenset((BOS, EOS)),
        )

    def blocks(self) -> _Sizes:
        """Names and sizes of the tensors in the file's order."""
        d, f, n = self.width, self.hidden, self.layers
        kv = d // self.heads * self.kv_heads
        embedding: _Sizes = [("embedding", (self.vocab_size, d))]
        attention: _Sizes = [("q", (n, d, d)), ("k", (n, kv, d)), ("v", (n, kv, d))]
        attention += [("o", (n, d, d))]
        feed_forward: _Sizes = [("gate", (n, f, d)), ("down", (n, d, f)), ("up", (n, f, d))]
        head: _Sizes = [] if self.tied else [("head", (self.vocab_size, d))]
        if self.version == 0:
            angles: _Sizes = [("angles", (2, self.context, d // self.heads // 2))]
            norms: _Sizes = [("feed_forward_norm", (n, d))]
            first = [*embedding, ("attention_norm", (n, d)), *attention, *norms]
            return [*first, *feed_forward, ("norm", (d,)), *angles, *head]
        norms = [("attention_norm", (n, d)), ("feed_forward_norm", (n, d)), ("norm", (d,))]
        return [*norms, *embedding, *attention, *feed_forward, *head]

    def quantised(self, name: str) -> bool:
        """Whether a block is stored in 8 bits."""
        return self.version == 2 and "norm" not in name

    def stored(self, name: str, size: tuple[int, ...]) -> int:
        """Bytes of a block in the file."""
        count = torch.Size(size).numel()
        return count + 4 * (count // self.group) if self.quantised(name) else 4 * count


def read_header(path: Path) -> Header:
    """Raises `LoadError` for anything but versions 0 to 2 of the format."""
    with path.open("rb") as stream:
        head = stream.read(64)
    if head[:2] in (b"PK", b"\x80\x02", b"\x80\x04"):
        raise LoadError(
            f"{path} is a pickle, which can run code when opened: convert it to safetensors first"
        )
    if len(head) < 28:
        raise LoadError(f"{path} is cut short: not even its header is whole")
    magic, version = struct.unpack_from("<Ii", head)
    if magic == _MAGIC:
        if version not in (1, 2) or len(head) < 41:
            raise LoadError(f"{path} is version {version} of the llama2.c format, which is unknown")
        at, tied = 8, bool(head[36])
        group = struct.unpack_from("<i", head, 37)[0] if version == 2 else 0
    else:
        at, tied, version, group = 0, True, 0, 0
    d, f, n, heads, kv_heads, vocabulary, context = struct.unpack_from("<7i", head, at)
    if version == 0:
        tied, vocabulary = vocabulary > 0, abs(vocabulary)
    header = Header(d, f, n, heads, kv_heads, vocabulary, context, tied, version, group)
    _check(header, path)
    return header


def _check(header: Header, path: Path) -> None:
    sizes = (header.width, header.hidden, header.layers, header.heads, header.kv_heads)
    sane = all(0 < n < 2**20 for n in (*sizes, header.vocab_size, header.context))
    if header.version == 2:
        sane = sane and header.group > 0 and not header.width % header.group
        sane = sane and not header.hidden % header.group
    if not sane or header.width % header.heads or header.heads % header.kv_heads:
        raise LoadError(f"{path} is not a llama2.c model: its header makes no sense")
    wanted = header.data_at + sum(header.stored(*block) for block in header.blocks())
    if (size := path.stat().st_size) != wanted:
        how = "cut short" if size < wanted else "longer than its header says"
        raise LoadError(f"{path} is {how}: {size:,} bytes instead of {wanted:,}")


def read_model(path: Path, header: Header, device: torch.device, dtype: torch.dtype) -> Llama:
    """The model of a `.bin` file of which `header` was read."""
    tensors = hugging_face_tensors(path, header)
    return Llama.from_tensors(header.shape(), tensors, device, dtype)


def hugging_face_tensors(path: Path, header: Header) -> dict[str, Tensor]:
    """The file's tensors under their Hugging Face names and in that layout."""
    content = bytearray(path.read_bytes())
    at = header.data_at
    blocks: dict[str, Tensor] = {}
    for name, size in header.blocks():
        count = torch.Size(size).numel()
        if header.quantised(name):
            blocks[name] = _dequantised(content, at, size, header.group)
        else:
            blocks[name] = torch.frombuffer(content, dtype=torch.float32, count=count, offset=at)
            blocks[name] = blocks[name].view(size)
        at += header.stored(name, size)
    tensors = {
        "model.embed_tokens.weight": blocks["embedding"],
        "model.norm.weight": blocks["norm"],
    }
    if "head" in blocks:
        tensors["lm_head.weight"] = blocks["head"]
    for index in range(header.layers):
        at_layer = f"model.layers.{index}."
        layer = {name: block[index] for name, block in blocks.items() if name in _LAYER}
        layer["q"] = _half_apart(layer["q"], header.heads)
        layer["k"] = _half_apart(layer["k"], header.kv_heads)
        for name, long in _LAYER.items():
            tensors[f"{at_layer}{long}.weight"] = layer[name]
    return tensors


def _dequantised(content: bytearray, at: int, size: tuple[int, ...], group: int) -> Tensor:
    """A block of 8-bit matrices: for each matrix its numbers, then its scales."""
    matrices = []
    count = torch.Size(size[-2:]).numel()
    for _ in range(torch.Size(size[:-2]).numel()):
        numbers = torch.frombuffer(content, dtype=torch.int8, count=count, offset=at)
        raw = bytes(content[at + count : at + count + 4 * (count // group)])
        scales = torch.frombuffer(bytearray(raw), dtype=torch.float32)  # `at + count` may be odd
        matrices.append((numbers.view(-1, group).float() * scales[:, None]).view(size[-2:]))
        at += count + len(raw)
    return torch.stack(matrices).view(size)


_LAYER = {
    "attention_norm": "input_layernorm",
    "q": "self_attn.q_proj",
    "k": "self_attn.k_proj",
    "v": "self_attn.v_proj",
    "o": "self_attn.o_proj",
    "feed_forward_norm": "post_attention_layernorm",
    "gate": "mlp.gate_proj",
    "down": "mlp.down_proj",
    "up": "mlp.up_proj",
}


def _half_apart(weight: Tensor, heads: int) -> Tensor:
    """Rows (x_0, x_1, x_2, …) of each head as (x_0, x_2, …, x_1, x_3, …)."""
    outputs, inputs = weight.shape
    pairs = weight.view(heads, outputs // heads // 2, 2, inputs)
    return pairs.transpose(1, 2).reshape(outputs, inputs)
