"""A model folder in the Hugging Face layout, looked over before anything is loaded.

Only JSON and safetensors are read. A pickle (pytorch_model.bin, *.pt, *.pth) can run any code when
it is opened, so it never is.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mlexplain.generation.errors import LoadError

_PICKLES = ("pytorch_model*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")
_LARGEST_HEADER = 100 * 1024 * 1024
"""The safetensors format allows no larger one."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder whose files are there, whole and what their checksums say."""

    path: Path
    config: dict[str, Any]
    files: tuple[Path, ...]
    """Safetensors files."""
    elements: int
    """Numbers in all tensors."""

    @property
    def eos(self) -> frozenset[int]:
        """End tokens of generation_config.json, else of config.json."""
        for settings in (read_json(self.path / "generation_config.json", {}), self.config):
            ids = settings.get("eos_token_id")
            if ids is not None:
                return frozenset([ids] if isinstance(ids, int) else ids)
        return frozenset()


def inspect_folder(path: Path) -> Folder:
    """Look over a model folder. Raises `LoadError` for whatever would not load."""
    if not (path / "config.json").is_file():
        raise LoadError(f"{path} has no config.json, so it is not a model folder")
    config = read_json(path / "config.json")
    files = _weight_files(path)
    _check_sums(path)
    elements = sum(_elements(file) for file in files)
    return Folder(path, config, files, elements)


def read_json(path: Path, default: Any = None) -> Any:
    """A JSON file's content; `default`, if given, where there is no such file."""
    if default is not None and not path.is_file():
        return default
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise LoadError(f"{path} cannot be read as JSON: {error}") from None
    if not isinstance(content, dict):
        raise LoadError(f"{path} does not hold a JSON object")
    return content


def _weight_files(path: Path) -> tuple[Path, ...]:
    index = path / "model.safetensors.index.json"
    if index.is_file():
        named = read_json(index).get("weight_map")
        if not isinstance(named, dict) or not named:
            raise LoadError(f"{index} names no weight files")
        names = sorted(set(named.values()))
        if any(Path(name).name != name for name in names):
            raise LoadError(f"{index} names weight files outside its folder")
        files = tuple(path / name for name in names)
        if missing := [file.name for file in files if not file.is_file()]:
            raise LoadError(
                f"{path} lacks {missing[0]}, one of {len(missing)} missing of the {len(files)} "
                f"weight files that {index.name} names"
            )
        return files
    if (path / "model.safetensors").is_file():
        return (path / "model.safetensors",)
    for pattern in _PICKLES:
        for pickle in sorted(path.glob(pattern)):
            raise LoadError(
                f"{path} holds its weights only as a pickle ({pickle.name}), which can run code "
                "when opened: convert it to safetensors first (save_pretrained does so)"
            )
    raise LoadError(f"{path} has no model.safetensors")


def _elements(file: Path) -> int:
    """Numbers in a safetensors file, from its header; the file's size is checked by the way.

    Format: 8 bytes little-endian header size, JSON header {name: {dtype, shape, data_offsets}},
    data.
    """
    size = file.stat().st_size
    with file.open("rb") as stream:
        start = stream.read(8)
        length = int.from_bytes(start, "little")
        if start == b"version ":
            raise LoadError(
                f"{file} is a Git LFS pointer, not the weights: run `git lfs pull` in its folder"
            )
        if size < 8 or length > _LARGEST_HEADER:
            raise LoadError(f"{file} is not a safetensors file")
        if size < 8 + length:
            raise LoadError(f"{file} is cut short: not even its header is whole ({size:,} bytes)")
        try:
            header = json.loads(stream.read(length))
            tensors = [entry for name, entry in header.items() if name != "__metadata__"]
            end = max((entry["data_offsets"][1] for entry in tensors), default=0)
            count = sum(_product(entry["shape"]) for entry in tensors)
        except (ValueError, KeyError, TypeError, AttributeError, IndexError):
            raise LoadError(f"{file} is not a safetensors file: its header is damaged") from None
    if size != 8 + length + end:
        how = "cut short" if size < 8 + length + end else "longer than its header says"
        raise LoadError(f"{file} is {how}: {size:,} bytes instead of {8 + length + end:,}")
    return count


def _product(shape: list[int]) -> int:
    count = 1
    for size in shape:
        count *= size
    return count


def _check_sums(path: Path) -> None:
    """Compare with SHA256SUMS, if there is one: lines `hash  file` as sha256sum writes them."""
    sums = path / "SHA256SUMS"
    if not sums.is_file():
        return
    for line in sums.read_text(encoding="utf-8", errors="replace").splitlines():
        wanted, _, name = line.strip().partition(" ")
        name = name.strip().removeprefix("*")
        if not name:
            continue
        file = path / name
        if Path(name).name != name or not file.is_file():
            raise LoadError(f"{path} lacks {name}, which SHA256SUMS names")
        digest = hashlib.sha256()
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
        if digest.hexdigest() != wanted.lower():
            raise LoadError(
                f"{file} has another checksum than SHA256SUMS says: it is damaged or was changed"
            )
