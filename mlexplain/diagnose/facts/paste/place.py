"""Where it happened: the user's frame, the functions and libraries on the stack."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from mlexplain.diagnose.facts.scene import Scene
from mlexplain.report import Failure, Frame

_CIRCLE = 20
_HANDED_ON = re.compile(r"^\s*return \w+\((?:self|cls|\*args)[^()]*\*\*\w+\)$")
"""`return fn(self, **kwargs)`: the arguments come from further out."""
_PASSING = {
    "__getattr__",
    "__getattribute__",
    "inner_f",
    "inner",
    "wrapper",
    "wrapped",
    "_inner_fn",
}
_CELL = re.compile(r"^<|^Cell In|ipykernel_|ipython-input|\.ipynb")
_PACKAGE = re.compile(r"(?:site|dist)-packages[/\\](\w+)")


def user_frame(failure: Failure) -> Frame | None:
    """The user's own innermost frame: of the worker's failure inside a wrapper, else of this one,
    else of a cause."""
    for kind, inner in failure.inner:
        if kind == "child" and (frame := user_frame(inner)) is not None:
            return frame
    if failure.user_frame is not None:
        return failure.user_frame
    for relation in ("cause", "context", "group"):
        for kind, inner in failure.inner:
            if kind == relation and (frame := user_frame(inner)) is not None:
                return frame
    return None


def _beneath(frames: Sequence[Frame]) -> str:
    """The files of libraries that the user's innermost line went through, by their names."""
    own = max((at for at, f in enumerate(frames) if f.mine), default=-1)
    return " ".join(re.split(r"[\\/]", f.file)[-1] for f in frames[own + 1 :])


def _circling(failure: Failure) -> str | None:
    """The function that stands again and again on the stack: a recursion without end."""
    counts = Counter((f.file, f.function) for f in failure.frames if f.function)
    if not counts:
        return None
    (_, function), count = counts.most_common(1)[0]
    return function if count >= _CIRCLE else None


def _module_of(file: str | None) -> str | None:
    """`pkg.train` of `/home/ann/pkg/train.py`: as seen from the folder above its own."""
    found = re.search(r"(?:^|[\\/])([A-Za-z_]\w*)[\\/]([A-Za-z_]\w*)\.py$", file or "")
    return f"{found[1]}.{found[2]}" if found else None


def _asking(frames: Sequence[Frame]) -> str | None:
    """The package whose line asked for what is not there: of the innermost frame that does not
    just pass the question on; None where that is the user's."""
    for frame in reversed(frames):
        if frame.function in _PASSING or _HANDED_ON.search(frame.code or ""):
            continue
        found = _PACKAGE.search(frame.file)
        return found[1] if found and not frame.mine else None
    return None


def _script(frames: Sequence[Frame], innermost: Frame | None) -> str | None:
    """The file that was started, as far as the frames tell; None for a notebook's cells."""
    mine = [f.file for f in frames if f.mine and f.function == "<module>"]
    file = mine[0] if mine else innermost.file if innermost else None
    return None if not file or _CELL.search(file) else file


def _plain(function: str) -> str:
    """Notebooks write `Net.forward` where a traceback of Python has `forward`."""
    return function.rpartition(".")[2] or function


def read(scene: Scene, facts: Mapping[str, Any]) -> dict[str, Any]:
    frame = user_frame(scene.failure)
    frames = scene.failure.frames
    libraries = [m.group(1) for f in frames if (m := _PACKAGE.search(f.file))]
    return {
        "file": frame.file if frame else None,
        "script_file": _script(frames, frame),
        "line": frame.line if frame else None,
        "module_of_file": _module_of(frame.file if frame else None),
        "function": frame.function if frame else None,
        "code": frame.code if frame else None,
        "frames": [_plain(f.function) for f in frames if f.function],
        "my_frames": [_plain(f.function) for f in frames if f.mine and f.function],
        "my_files": " ".join(f.file for f in frames if f.mine) or None,
        "beneath": _beneath(frames),
        "circling": _circling(scene.failure),
        "asking_library": _asking(frames),
        "libraries": list(dict.fromkeys(libraries)),
    }
