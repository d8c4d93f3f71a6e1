"""Slot types of patterns: what each matches and what value it yields.

Every expression is bounded or deterministic, so that a search stays linear on hostile text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

DEVICE = (
    r"(?:cuda|cpu|mps|xpu|hip|hpu|npu|xla|ipu|tpu|mtia|vulkan|meta|privateuseone|CUDA|CPU|MPS|GPU)"
    r"(?::\d{1,4})?"
)
SHAPE = (
    r"(?:torch\.Size\(\[[-\d, ]{0,160}\]\)|[\[(][-\d, ]{0,160}[\])]"
    r"|\[\d{1,12}(?: x \d{1,12}){1,9}\]|\d{1,12}(?: ?x ?\d{1,12}){1,9})"
)
SIZE = r"\d[\d.,]{0,20} ?(?:[KMGTP]i?[Bo]|bytes|byte|octets|B)(?![A-Za-z])"
DTYPE = r"[A-Za-z_][\w.:]{1,60}(?: int| char)?"
LISTED = r"[\w.-]{1,200}(?:, ?[\w.-]{1,200}){0,2000}"
NAMES = r"(?:[\"'`][^\"'`]{1,400}[\"'`](?:, )?){1,20000}"

_UNITS = {"K": 2**10, "M": 2**20, "G": 2**30, "T": 2**40, "P": 2**50}

_DTYPES = {
    "half": "torch.float16",
    "float16": "torch.float16",
    "bfloat16": "torch.bfloat16",
    "float": "torch.float32",
    "float32": "torch.float32",
    "double": "torch.float64",
    "float64": "torch.float64",
    "long": "torch.int64",
    "long int": "torch.int64",
    "long long": "torch.int64",
    "int64": "torch.int64",
    "int": "torch.int32",
    "int32": "torch.int32",
    "short": "torch.int16",
    "int16": "torch.int16",
    "char": "torch.int8",
    "signed char": "torch.int8",
    "int8": "torch.int8",
    "byte": "torch.uint8",
    "unsigned char": "torch.uint8",
    "uint8": "torch.uint8",
    "int64_t": "torch.int64",
    "int32_t": "torch.int32",
    "int16_t": "torch.int16",
    "int8_t": "torch.int8",
    "uint8_t": "torch.uint8",
    "bool": "torch.bool",
    "complexfloat": "torch.complex64",
    "complexdouble": "torch.complex128",
}


def device(text: str) -> str:
    """`CUDA:0`, `GPU` → `cuda:0`, `cuda`."""
    return text.lower().replace("gpu", "cuda")


def dtype(text: str) -> str:
    """Any spelling (`Half`, `c10::Half`, `torch.cuda.HalfTensor`) → `torch.float16`."""
    bare = re.sub(r"^(?:torch\.|cuda\.|c10::|at::|numpy\.|np\.)+", "", text.strip())
    bare = re.sub(r"(?:Tensor|Type)$", "", bare).removeprefix("cuda.").removeprefix("CUDA")
    return _DTYPES.get(bare.lower(), text.strip().rstrip(".:"))


def shape(text: str) -> list[int]:
    """`torch.Size([2, 3])`, `[2, 3]`, `(2, 3)`, `2x3`, `[2 x 3]` → `[2, 3]`."""
    return [int(n) for n in re.findall(r"-?\d+", text)]


def size(text: str) -> int:
    """`9.70 GiB`, `86,00 Mio`, `512 bytes` → bytes; PyTorch's GB and MB are powers of two."""
    found = re.match(r"([\d.,]+) ?(\w+)", text)
    if not found:
        raise ValueError(text)
    number, unit = found.groups()
    number = number.rstrip(".,")
    if "," in number and "." not in number and len(number.rsplit(",", 1)[1]) != 3:
        number = number.replace(",", ".")
    value = float(number.replace(",", "") or 0)
    return round(value * (1 if unit[0] in "bBo" else _UNITS[unit[0].upper()]))


def names(text: str) -> list[str]:
    """`"a.weight", "a.bias"` → `["a.weight", "a.bias"]`."""
    return re.findall(r"[\"'`]([^\"'`]{1,400})[\"'`]", text)


def listed(text: str) -> list[str]:
    """`a.weight, a.bias` → `["a.weight", "a.bias"]`."""
    return [name.strip().rstrip(".") for name in text.split(",")]


def cuda_version(text: str) -> str:
    """CUDA's version as the driver reports it: `12020` → `12.2`."""
    return f"{int(text) // 1000}.{int(text) % 1000 // 10}"


def _number(text: str) -> float:
    return float(text)


PLURAL = frozenset(
    [
        "devices",
        "dtypes",
        "shapes",
        "sizes",
        "ranks",
        "versions",
        "paths",
        "names",
        "modules",
        "packages",
        "arguments",
        "parameters",
        "missing",
        "unexpected",
        "mismatched",
    ]
)
"""Names whose value is always a list, as in the JSON of a diagnosis."""


def _trimmed(text: str) -> str:
    return text.strip().rstrip(",")


def _path(text: str) -> str:
    return text if text.endswith("..") or len(text) < 2 else text.rstrip(".")


class SlotType(NamedTuple):
    regex: str
    value: Callable[[str], Any]
    sample: str
    """Something it matches: tests fill patterns with it."""


TYPES: dict[str, SlotType] = {
    "device": SlotType(DEVICE, device, "cuda:0"),
    "dtype": SlotType(DTYPE, dtype, "Half"),
    "shape": SlotType(SHAPE, shape, "[2, 3]"),
    "size": SlotType(SIZE, size, "2.00 GiB"),
    "int": SlotType(r"-?\d{1,20}", int, "3"),
    "repo": SlotType(r"[\w.-]{1,100}(?:/[\w.-]{1,100})?", str, "owner/name"),
    "gpu": SlotType(r"\d{1,3}", "cuda:{}".format, "0"),
    "cudaversion": SlotType(r"\d{4,5}", cuda_version, "12020"),
    "rank": SlotType(r"\d{1,6}", lambda t: int(re.sub(r"\D", "", t)), "1"),
    "float": SlotType(r"-?(?:\d{1,20}(?:\.\d{0,20})?(?:e[-+]?\d{1,4})?|nan|inf)", _number, "0.5"),
    "name": SlotType(
        r"(?:\d{1,3}\.){0,3}[A-Za-z_]\w{0,100}(?:\.\w{1,100}){0,20}", str, "model.layer"
    ),
    "word": SlotType(r"[^\s,;'\"`()]{1,200}", str, "word"),
    "quoted": SlotType(r"[\"'`][^\"'`]{0,400}[\"'`]", lambda t: t[1:-1], '"text"'),
    "names": SlotType(NAMES, names, '"a", "b"'),
    "listed": SlotType(LISTED, listed, "a.weight, a.bias"),
    "path": SlotType(r"(?:[A-Za-z]:)?[^\s'\"`,:;*?<>|]{1,400}", _path, "/tmp/model.bin"),
    "version": SlotType(r"\d{1,6}(?:\.\w{1,20}){0,5}(?:\+[\w.]{1,20})?", str, "2.1.0"),
    "hex": SlotType(r"0x[0-9a-fA-F]{1,16}", str, "0x1f"),
    "hexint": SlotType(r"0x[0-9a-fA-F]{1,16}", lambda text: int(text, 16), "0x1f"),
    "phrase": SlotType(r"[^;()]{1,80}", str.strip, " words"),
    "text": SlotType(r".{1,300}?", _trimmed, "some text"),
    "rest": SlotType(r".{1,300}", _trimmed, "some text"),
}
