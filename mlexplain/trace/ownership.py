"""Whose code a frame is: the user's, or that of a library, the interpreter or a launcher."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace

from mlexplain.report import Frame

_INSTALLED = re.compile(
    r"site-packages/|dist-packages/|/lib(?:64)?/(?:python|pypy)[23](?:\.\d{1,2})?/|\.zip/"
    r"|python\d?\.?\d{0,2}/(?:python\d{0,3}/)?lib/|/programs/python/|/windowsapps/"
    r"|(?:ana|mini|micro|mamba|mini)(?:conda|forge)\d?/(?:envs/[^/]{1,60}/)?lib/"
    r"|(?:envs/[^/]{1,60}|/\.?v?env\d?)/lib/|/torchinductor_|/torch_extensions/|/\.triton/|\.runfiles/"
    r"|^/rustc/|^python/ray/|/opt/conda/lib/",
    re.IGNORECASE,
)
# Entry points that installers write: …/bin/torchrun, …/Scripts/accelerate.exe/__main__.py
_ENTRY_POINT = re.compile(r"/bin/[\w.-]{1,60}$|/scripts/[\w.-]{1,60}\.exe", re.IGNORECASE)
_OWN_MARKS = ("<stdin>", "<string>", "<ipython-input", "<cell", "<doctest", "<command-")

# Libraries that people also run from a checkout installed with `pip install -e`.
_LIBRARIES_TEXT = """
accelerate apex bitsandbytes cupy dask datasets deepspeed detectron2 diffusers evaluate
fairseq fairseq2 fairscale flash_attn flax gradio huggingface_hub jax jaxlib keras
lightning litgpt llama_cpp megatron mmcv mmdet mmengine nemo numpy onnx onnxruntime
optimum pandas peft pytorch_lightning ray safetensors scipy sentence_transformers sglang
sklearn spacy tensorflow thinc timm tokenizers torch torchaudio torchdata torchtext
torchtitan torchtune torchvision transformers triton trl unsloth vllm xformers
"""
_LIBRARIES = frozenset(_LIBRARIES_TEXT.split())
_REPOSITORIES = {
    "pytorch": "torch",
    "scikit-learn": "sklearn",
    "pytorch-lightning": "lightning",
    "lightning": "pytorch_lightning",
    "megatron-lm": "megatron",
    "flash-attention": "flash_attn",
    "nvidia-nemo": "nemo",
}


def is_mine(file: str) -> bool:
    """Whether a frame of this file, seen alone, is the user's own code."""
    if file.startswith("<"):
        return file.startswith(_OWN_MARKS)
    path = file.replace("\\", "/")
    if path.endswith((".pyx", ".pxd", ".pxi", ".cpp", ".cc", ".cu", ".h")):
        return False
    return not _INSTALLED.search(path) and not _ENTRY_POINT.search(path)


def judged(frames: Sequence[Frame]) -> tuple[Frame, ...]:
    """Frames judged beside each other.

    A library's checkout is the library's where the user's own code stands outside it; where all
    frames are inside, the user is working on that library. Likewise `<string>` is a launcher's
    where multiprocessing goes on from it, and a library's where it is a generated method.
    """
    roots = [_checkout(frame.file) if frame.mine else None for frame in frames]
    shelves = _shelves([frame.file for frame in frames if frame.mine])
    roots = [
        _shelf(frame.file)[1] if frame.mine and _shelf(frame.file)[0] in shelves else root
        for frame, root in zip(frames, roots, strict=True)
    ]
    outside = any(
        frame.mine and root is None and not frame.file.startswith("<string")
        for frame, root in zip(frames, roots, strict=False)
    )
    result = []
    for index, (frame, root) in enumerate(zip(frames, roots, strict=False)):
        mine = frame.mine
        if root is not None and outside:
            mine = False
        elif frame.file == "<string>":
            spawned = index + 1 < len(frames) and "multiprocessing" in frames[index + 1].file
            mine = frame.function in (None, "<module>") and not spawned
        result.append(frame if mine == frame.mine else replace(frame, mine=mine))
    return tuple(result)


def _shelf(file: str) -> tuple[str, str | None]:
    """The folder above the first folder that bears a library's name, and that name."""
    parts = file.replace("\\", "/").split("/")[:-1]
    at = next((i for i, name in enumerate(parts) if name in _LIBRARIES), None)
    return ("", None) if at is None else ("/".join(parts[:at]), parts[at])


def _shelves(files: Sequence[str]) -> set[str]:
    """Folders in which several libraries lie side by side, as `pip install --target` leaves them."""
    found: dict[str, set[str]] = {}
    for folder, name in map(_shelf, files):
        if name:
            found.setdefault(folder, set()).add(name)
    return {folder for folder, names in found.items() if len(names) > 1}


def _checkout(file: str) -> str | None:
    """The library whose source tree this file seems to lie in."""
    parts = file.replace("\\", "/").split("/")[:-1]
    for parent, name in itertools.pairwise(parts):
        if name in _LIBRARIES:
            parent = parent.lower()
            plain = parent.replace("-", "_").split(".")[0]
            if parent == "src" or plain == name or _REPOSITORIES.get(parent) == name:
                return name
    return None
