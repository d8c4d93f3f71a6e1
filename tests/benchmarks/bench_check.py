"""How fast `check` is, as ratios measured side by side.

    python tests/benchmarks/bench_check.py [--torchfix PYTHON] [FOLDER]

FOLDER holds Python files (the installed transformers by default). `--torchfix` names a Python in
whose environment torchfix is installed; it is timed over a part of the files.
"""

import argparse
import ast
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mlexplain.check.run import check_files
from mlexplain.check.settings import Settings

SMALL = """\
import torch
from torch import nn


class Head(nn.Module):
    def forward(self, x):
        return x + torch.arange(x.size(1))
"""


def cpu_seconds(job) -> float:
    start = time.process_time()
    job()
    return time.process_time() - start


def parse_all(files: list[str]) -> None:
    for path in files:
        ast.parse(Path(path).read_bytes())


def best_wall(command: list[str], times: int = 15) -> float:
    """Seconds of the quickest run, with compiled modules in a cache as after an installation."""
    best = float("inf")
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        for _ in range(times + 1):
            start = time.perf_counter()
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=environment)
            best = min(best, time.perf_counter() - start)
    return best


def project(folder: str) -> None:
    files = sorted(str(p) for p in Path(folder).rglob("*.py"))
    lines = sum(Path(p).read_bytes().count(b"\n") for p in files)
    settings = Settings(unused_ignores=False)
    parsing = min(cpu_seconds(lambda: parse_all(files)) for _ in range(2))
    checking = min(cpu_seconds(lambda: check_files(files, settings)) for _ in range(2))
    print(f"{len(files)} files, {lines:,} lines")
    print(f"only ast.parse            {parsing:7.2f} s")
    print(
        f"check, one process        {checking:7.2f} s   {checking / parsing:.2f} x parsing (aim 3)"
    )
    with tempfile.TemporaryDirectory() as cache:
        check_files(files, settings, cache=cache)
        again = cpu_seconds(lambda: check_files(files, settings, cache=cache))
    print(f"check, all in the cache   {again:7.2f} s   {again / parsing:.2f} x parsing")


def one_file() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "small.py")
        Path(path).write_text(SMALL)
        code = f"from mlexplain.check.run import check_paths\ncheck_paths([{path!r}])"
        base = best_wall([sys.executable, "-c", "pass"])
        parse = best_wall([sys.executable, "-c", "import ast"])
        checked = best_wall([sys.executable, "-c", code])
    print(f"python -c pass            {base * 1000:7.1f} ms")
    print(f"python -c 'import ast'    {parse * 1000:7.1f} ms")
    print(f"check of one small file   {checked * 1000:7.1f} ms   {checked / parse:.2f} x (aim 3)")


def torchfix(python: str, folder: str) -> None:
    files = sorted(str(p) for p in Path(folder).rglob("modeling_*.py"))[:40]
    start = time.perf_counter()
    subprocess.run(
        [python, "-m", "torchfix", "--select=ALL", *files],
        check=False,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    theirs = time.perf_counter() - start
    code = f"from mlexplain.check.run import check_paths\ncheck_paths({files!r})"
    ours = best_wall([sys.executable, "-c", code], 3)
    print(f"{len(files)} modelling files")
    print(f"torchfix                  {theirs:7.2f} s")
    print(f"check                     {ours:7.2f} s   {theirs / ours:.1f} times faster (aim 10)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--torchfix", metavar="PYTHON")
    options = parser.parse_args()
    folder = options.folder
    if folder is None:
        spec = importlib.util.find_spec("transformers")
        if spec is None or spec.origin is None:
            sys.exit("transformers is not installed; name a folder")
        folder = os.path.dirname(spec.origin)
    one_file()
    if options.torchfix:
        torchfix(options.torchfix, folder)
    project(folder)


if __name__ == "__main__":
    main()
