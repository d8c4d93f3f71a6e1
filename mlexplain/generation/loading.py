"""`load`: a model and its tokenizer from a folder, a file or a hub id."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlexplain.generation.errors import LoadError
from mlexplain.generation.folder import Folder, inspect_folder
from mlexplain.generation.memory import free_bytes, size_text
from mlexplain.generation.tokenizer import Tokenizer, check_fit, tokenizer_of

if TYPE_CHECKING:
    import torch

_HUB_FILES = ["*.safetensors", "*.json", "tokenizer.model", "spiece.model", "merges.txt"]
"""What is fetched from a hub: no pickle, no code."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A model ready for `generate`."""

    name: str
    network: Any
    """Our own `Llama`, or a transformers model in evaluation mode."""
    tokenizer: Tokenizer | None

    def encode(self, text: str) -> list[int]:
        """Token ids of a text. Raises `LoadError` for a model without tokenizer."""
        return self._tokenizer().encode(text)

    def decode(self, tokens: list[int]) -> str:
        """Text of token ids. Raises `LoadError` for a model without tokenizer."""
        return self._tokenizer().decode(tokens)

    def _tokenizer(self) -> Tokenizer:
        if self.tokenizer is None:
            raise LoadError(f"{self.name} has no tokenizer")
        return self.tokenizer


def load(
    path_or_id: str | os.PathLike[str],
    device: str | torch.device = "cpu",
    dtype: str | torch.dtype | None = None,
) -> Loaded:
    """Load a causal language model.

    `path_or_id`: a folder in the Hugging Face layout (safetensors only, sharded or not), a llama2.c
    `.bin` with `tokenizer.bin` beside it, or a hub id. `device`: as torch names it, or "auto".
    `dtype`: as torch names it; None is float32 on a CPU and what config.json says elsewhere.

    Plain Llama-like folders are loaded without transformers; all else through it. Remote code is
    never run, a pickle never opened. Raises `LoadError`, one sentence, for all that is wrong.
    """
    import torch

    place = _device(device)
    kind = _dtype(dtype)
    path = Path(path_or_id).expanduser()
    if path.is_file():
        return _file(path, place, kind or torch.float32)
    if not path.is_dir():
        path = _from_hub(str(path_or_id))
    folder = inspect_folder(path)
    return _folder(folder, place, kind or _default_dtype(folder, place), str(path_or_id))


def _folder(folder: Folder, device: torch.device, dtype: torch.dtype, name: str) -> Loaded:
    from mlexplain.generation.llama_folder import read_llama, shape_of

    try:
        shape = shape_of(folder)
    except (KeyError, TypeError, ZeroDivisionError) as error:
        raise LoadError(f"{folder.path}/config.json lacks or garbles {error}") from None
    elements = folder.elements + (shape.vocab_size * shape.width if shape and shape.tied else 0)
    _check_memory(elements, device, dtype, name)
    network: Any
    if shape is not None:
        tokenizer = tokenizer_of(folder.path, shape.vocab_size)
        network = read_llama(folder, shape, device, dtype)
    else:
        network = _through_transformers(folder, device, dtype)
        tokenizer = tokenizer_of(folder.path, network.get_input_embeddings().weight.shape[0])
    return Loaded(name, network, tokenizer)


def _file(path: Path, device: torch.device, dtype: torch.dtype) -> Loaded:
    from mlexplain.generation.llama2c import read_header, read_model
    from mlexplain.generation.llama2c_tokenizer import Llama2cTokenizer

    if path.suffix != ".bin":
        raise LoadError(f"{path} is no model folder and no llama2.c .bin file")
    header = read_header(path)
    _check_memory(path.stat().st_size // 2, device, dtype, path.name)
    beside = path.parent / "tokenizer.bin"
    tokenizer = Llama2cTokenizer(beside, header.vocab_size) if beside.is_file() else None
    if tokenizer is not None:
        check_fit(tokenizer, header.vocab_size, beside)
    return Loaded(path.name, read_model(path, header, device, dtype), tokenizer)


def _through_transformers(folder: Folder, device: torch.device, dtype: torch.dtype) -> Any:
    try:
        import transformers
    except ImportError:
        raise LoadError(
            f"{folder.path} needs the transformers package: pip install 'mlexplain[llm]'"
        ) from None

    version = tuple(int(part) for part in transformers.__version__.split(".")[:2])
    bars = transformers.logging.is_progress_bar_enabled()
    transformers.logging.disable_progress_bar()
    try:
        network, notes = transformers.AutoModelForCausalLM.from_pretrained(
            str(folder.path),
            local_files_only=True,
            trust_remote_code=False,
            use_safetensors=True,
            output_loading_info=True,
            **{"dtype" if version >= (4, 56) else "torch_dtype": dtype},
        )
    except Exception as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise LoadError(f"transformers cannot load {folder.path}: {reason[0]}") from error
    finally:
        if bars:
            transformers.logging.enable_progress_bar()
    # transformers fills what is missing with random numbers and goes on.
    if missing := sorted(notes["missing_keys"]):
        raise LoadError(
            f"{folder.path}: the weights lack {len(missing)} tensors, the first is {missing[0]}"
        )
    return network.to(device).eval()


def _from_hub(name: str) -> Path:
    if name.startswith((".", "/", "~")) or name.count("/") > 1 or "\\" in name:
        raise LoadError(f"there is no file or folder {name}")
    try:
        from huggingface_hub import snapshot_download

        return Path(snapshot_download(name, allow_patterns=_HUB_FILES))
    except ImportError:
        raise LoadError(f"there is no file or folder {name}") from None
    except Exception as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise LoadError(
            f"there is no folder {name}, and the hub does not give it either: {reason[0]}"
        ) from None


def _check_memory(elements: int, device: torch.device, dtype: torch.dtype, name: str) -> None:
    need, free = elements * dtype.itemsize, free_bytes(device)
    if free is not None and need > free:
        raise LoadError(
            f"{name} needs {size_text(need)} of memory as {str(dtype).removeprefix('torch.')} on "
            f"{device}, but only {size_text(free)} are free"
        )


def _device(device: str | torch.device) -> torch.device:
    import torch

    if device == "auto":
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        place = torch.device(device)
    except RuntimeError:
        raise LoadError(f"torch knows no device {device!r}") from None
    if place.type == "cuda" and not torch.cuda.is_available():
        raise LoadError("device cuda is asked for, but this torch sees no CUDA device")
    if place.type == "mps" and not torch.backends.mps.is_available():
        raise LoadError("device mps is asked for, but this machine has none")
    return place


def _dtype(dtype: str | torch.dtype | None) -> torch.dtype | None:
    import torch

    if dtype is None or isinstance(dtype, torch.dtype):
        return dtype
    found = getattr(torch, dtype, None)
    if not isinstance(found, torch.dtype) or not found.is_floating_point:
        raise LoadError(f"{dtype!r} is not a floating-point dtype of torch")
    return found


def _default_dtype(folder: Folder, device: torch.device) -> torch.dtype:
    import torch

    if device.type == "cpu":
        return torch.float32
    named = folder.config.get("dtype") or folder.config.get("torch_dtype") or "float32"
    return _dtype(str(named)) or torch.float32
