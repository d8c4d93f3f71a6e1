"""The cases under `cases/` as data, and how one is run on a pretend machine.

A case is a folder with a buggy program, its mended twin and `expect.toml`. A program is `bad.py` or,
where the bug lies across modules, a folder `bad/` with an entry file; `good` likewise.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import runpy
import sys
import tempfile
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mlexplain.toml import tomllib

CASES = Path(__file__).parent / "cases"
FAKES = Path(__file__).parent / "fakes"


@dataclass(frozen=True)
class Expected:
    """One bug: the line a fix would edit, and the lines where it is right to point as well."""

    kinds: tuple[str, ...]
    """The kind first, then other kinds that name the same bug."""
    file: str
    line: int
    also: frozenset[tuple[str, int]]

    @property
    def places(self) -> frozenset[tuple[str, int]]:
        return self.also | {(self.file, self.line)}


@dataclass(frozen=True)
class Case:
    half: str
    kind: str
    name: str
    folder: Path
    expected: tuple[Expected, ...]
    reach: str
    """How far the analysis must see: statement, function, class, calls or modules."""
    run: dict[str, Any] = field(hash=False)

    @property
    def label(self) -> str:
        return f"{self.kind}/{self.name}"

    def program(self, side: str) -> list[Path]:
        """The files of the `bad` or `good` program, the entry file first."""
        single = self.folder / f"{side}.py"
        if single.exists():
            return [single]
        entry = self.folder / side / self.run["entry"]
        return [entry, *sorted(p for p in (self.folder / side).rglob("*.py") if p != entry)]


def cases(half: str) -> Iterator[Case]:
    """The cases of one half (`open` or `held`), by name."""
    for file in sorted((CASES / half).glob("*/*/expect.toml")):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        multiple = (file.parent / "bad").is_dir()
        expected = []
        for found in data["finding"]:
            own = found.get("file", "bad.py")
            also = frozenset(
                tuple(place) if multiple else (own, place) for place in found.get("also", ())
            )
            expected.append(Expected(tuple(found["kinds"]), own, found["line"], also))
        kind, name = file.parent.parts[-2:]
        yield Case(
            half, kind, name, file.parent, tuple(expected), data["case"]["reach"], data["run"]
        )


def clean_files() -> list[Path]:
    return sorted((CASES / "clean").glob("*.py"))


@dataclass(frozen=True)
class Marked:
    """A program of `cases/marked`, whose comments say where the bug is and how it is mended."""

    name: str
    bad: str
    mended: str
    lines: frozenset[int]
    """Those that a fix would edit, and where it is right to point as well."""
    settings: dict[str, str] = field(hash=False, default_factory=dict)
    """`# gpus: 2`, `# env: RANK=1` and `# setup: CODE` of its first lines."""

    def run(self, file: Path, devices: int) -> None:
        """Runs one side of it, from `file`; `devices` where the program says nothing of its own."""
        env = dict(pair.split("=", 1) for pair in self.settings.get("env", "").split())
        gpus = int(self.settings.get("gpus", devices))
        execute(file, gpus, env, self.settings.get("setup"))


_MENDED, _OR_HERE = "  # mended: ", "  # or here"


def marked_programs() -> list[Marked]:
    return [
        _marked(file.stem, file.read_text(encoding="utf-8"))
        for file in sorted((CASES / "marked").glob("*.py"))
    ]


def _marked(name: str, text: str) -> Marked:
    bad, mended, lines = [], [], set()
    settings = dict(re.findall(r"^# (gpus|env|setup): (.*)$", text, re.M))
    for number, line in enumerate(text.splitlines(), start=1):
        code, sign, instead = line.partition(_MENDED)
        code, also, _ = code.partition(_OR_HERE)
        if sign or also:
            lines.add(number)
        bad.append(code)
        indent = code[: len(code) - len(code.lstrip())]
        mended.append(indent + instead if sign else code)
    return Marked(name, "\n".join(bad), "\n".join(mended), frozenset(lines), settings)


def execute(
    entry: Path, devices: int, env: dict[str, str] | None = None, setup: str | None = None
) -> dict[str, Any]:
    """Runs a program on a pretend machine, in an empty folder; returns its module's names.

    `setup` runs before it on a machine with two GPUs (to leave a checkpoint behind, say).
    """
    import torch

    from tests.check.simulator import CudaSimulator

    kept = {k: os.environ.get(k) for k in env or {}}
    argv, cwd, path, modules = sys.argv, os.getcwd(), list(sys.path), set(sys.modules)
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        stack.callback(_restore, kept, argv, cwd, path, modules)
        os.environ.update(env or {})
        os.chdir(folder)
        sys.argv = [str(entry)]
        sys.path[:0] = [str(entry.parent), str(FAKES)]
        stack.enter_context(_without_the_real_ones())
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
        stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
        torch.manual_seed(0)
        if setup:
            with CudaSimulator(devices=2):
                exec(compile(setup, "<setup>", "exec"), {})
        with CudaSimulator(devices=devices) as simulator:
            names = runpy.run_path(str(entry), run_name="__main__")
            names["__simulator__"] = simulator
            return dict(names)


@contextlib.contextmanager
def _without_the_real_ones() -> Iterator[None]:
    """Sets aside what other tests may have imported of the libraries that the fakes stand in for."""
    faked = tuple(file.stem for file in FAKES.glob("*.py"))
    real = {name: m for name, m in sys.modules.items() if name.partition(".")[0] in faked}
    for name in real:
        del sys.modules[name]
    try:
        yield
    finally:
        for name in [n for n in sys.modules if n.partition(".")[0] in faked]:
            del sys.modules[name]
        sys.modules.update(real)


def _restore(env: dict[str, str | None], argv, cwd: str, path: list[str], modules: set) -> None:
    for name, value in env.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
    sys.argv, sys.path[:] = argv, path
    os.chdir(cwd)
    for name in set(sys.modules) - modules:
        file = getattr(sys.modules[name], "__file__", None) or ""
        if file.startswith((str(CASES), str(FAKES))):
            del sys.modules[name]
