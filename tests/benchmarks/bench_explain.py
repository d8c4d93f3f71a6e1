"""The bundled model on code that it has not seen, and how long an explanation takes.

    python -m tests.benchmarks.bench_explain [--functions N] [--show N] [--untrained]

Draws functions by a fixed seed from packages that are no part of the training text, and prints the
share of steps written by the model, with `--untrained` also for random weights of the same shape;
then the times of the command, cold, for a large method.
"""

from __future__ import annotations

import argparse
import ast
import importlib.util
import json
import random
import shutil
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

from mlexplain.explain import explanation
from mlexplain.explain.write.bundled import Bundled, bundled_dir
from mlexplain.explain.write.sentences import written
from mlexplain.report import Explanation

PACKAGES = ("peft", "rich", "hypothesis", "spacy")
FOUNDING = Path(__file__).parents[1] / "explain" / "founding" / "llama_generate.txt"


def functions(count: int) -> list[str]:
    """Functions of 6 to 25 rows."""
    found = []
    for package in PACKAGES:
        spec = importlib.util.find_spec(package)
        if spec is None or spec.origin is None:
            continue
        rows = [_functions(path) for path in sorted(Path(spec.origin).parent.rglob("*.py"))[:200]]
        flat = [code for codes in rows for code in codes]
        found += random.Random(5).sample(flat, min(len(flat), count // len(PACKAGES)))
    return found


def _functions(path: Path) -> list[str]:
    source = path.read_text("utf-8", errors="replace")
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    return [
        textwrap.dedent("\n".join(source.split("\n")[n.lineno - 1 : n.end_lineno]))
        for n in ast.walk(tree)
        if isinstance(n, ast.FunctionDef) and 6 <= (n.end_lineno or 0) - n.lineno <= 25
    ]


def explained(codes: list[str], author: Bundled) -> list[Explanation]:
    return [written(explanation.draft(code), author) for code in codes]


def share(explanations: list[Explanation]) -> str:
    steps = [step for e in explanations for step in e.steps]
    by_model = sum(step.source == "model" for step in steps)
    return f"{by_model} of {len(steps)} steps by the model ({by_model / max(1, len(steps)):.0%})"


def untrained(folder: Path) -> Bundled:
    """The same model with random weights."""
    import torch
    from safetensors.torch import load_file, save_file

    shutil.copytree(bundled_dir(), folder)
    (folder / "SHA256SUMS").unlink()
    torch.manual_seed(0)
    tensors = load_file(folder / "model.safetensors")
    noise = {
        name: (torch.randn_like(t.float()) * 0.02).to(t.dtype) if t.dim() > 1 else t
        for name, t in tensors.items()
    }
    save_file(noise, folder / "model.safetensors", metadata={"format": "pt"})
    return Bundled(folder)


def times() -> None:
    command = [sys.executable, "-m", "mlexplain", "explain", str(FOUNDING)]
    for name, more in (("analysis alone", ["--no-model"]), ("everything", [])):
        started = time.perf_counter()
        subprocess.run([*command, *more], capture_output=True, check=True)
        print(f"{name}: {time.perf_counter() - started:.2f} s, cold from the shell")
    code = (
        "import sys, time; t = time.perf_counter()\n"
        "from mlexplain.explain.explanation import explain_code\n"
        "def tell(said):\n"
        "    if ' steps written' in said: sys.exit(f'{time.perf_counter() - t:.2f}')\n"
        f"explain_code(open({str(FOUNDING)!r}).read(), model='bundled', at_once=True, progress=tell)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    print(f"first sentence: {float(done.stderr):.2f} s in a new process")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--functions", type=int, default=60)
    parser.add_argument("--show", type=int, default=0)
    parser.add_argument("--untrained", action="store_true")
    options = parser.parse_args()
    codes = functions(options.functions)
    result = explained(codes, Bundled())
    print(f"{len(codes)} unseen functions: {share(result)}")
    if options.untrained:
        with tempfile.TemporaryDirectory() as folder:
            print(f"random weights: {share(explained(codes, untrained(Path(folder) / 'm')))}")
    for code, told in list(zip(codes, result, strict=True))[: options.show]:
        print("-" * 80, code, told.summary, sep="\n")
        for step in told.steps:
            print(f"  [{step.source}] {json.dumps(step.code.strip()[:90])}\n      {step.text}")
    times()


if __name__ == "__main__":
    main()
