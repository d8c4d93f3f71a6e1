"""The recipe as one command: from a text to a model folder.

python -m mlexplain.training models/recipe/small.toml --text examples.jsonl.gz --out models/explainer
python -m mlexplain.training models/recipe/small.toml --text tokens.npz --minutes 60
"""

from __future__ import annotations

import argparse
import json
import math
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from mlexplain.training.recipe import Recipe, read_recipe

if TYPE_CHECKING:
    from mlexplain.training.data import Data
    from mlexplain.training.run import Run


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    for number in (signal.SIGINT, signal.SIGTERM):  # a background job starts with the first ignored
        signal.signal(number, signal.default_int_handler)
    try:
        return _main(options)
    except KeyboardInterrupt:
        print("stopped; the checkpoint is kept", file=sys.stderr)
        return 130
    except (ValueError, OSError) as error:
        print(f"training: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m mlexplain.training", description=__doc__)
    parser.add_argument("recipe", type=Path)
    parser.add_argument(
        "--text", type=Path, required=True, help=".jsonl, .jsonl.gz or prepared .npz"
    )
    parser.add_argument("--work", type=Path, default=Path("scratch/training"), help="checkpoints")
    parser.add_argument("--out", type=Path, help="where the finished model goes")
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--minutes", type=float, help="stop after so long; a later call goes on")
    parser.add_argument("--finish", type=int, metavar="N", help="end after N more steps, decaying")
    parser.add_argument("--device", default=None)
    parser.add_argument("--threads", type=int, default=None)
    parser.add_argument("--prepare", action="store_true", help="only write the prepared text")
    return parser


def _main(options: argparse.Namespace) -> int:
    import torch

    from mlexplain.training import data as text
    from mlexplain.training.export import export
    from mlexplain.training.run import Measured, Run

    recipe = read_recipe(options.recipe)
    data = _text(options, recipe)
    if options.prepare:
        text.save(data, options.work / "tokens.npz")
        print(f"{len(data.train)} examples to learn from, {len(data.valid)} to validate on")
        return 0
    if options.threads:
        torch.set_num_threads(options.threads)
    device = torch.device(options.device or ("cuda" if torch.cuda.is_available() else "cpu"))
    run = Run(recipe, data, options.work, device)
    if run.resume():
        print(f"goes on at step {run.position.step}")
    steps = run.position.step + options.finish if options.finish else options.steps
    if options.finish:
        _finish_with_decay(run, options.finish)
    metrics = options.work / "metrics.jsonl"
    options.work.mkdir(parents=True, exist_ok=True)

    def report(now: Measured) -> None:
        with metrics.open("a") as file:
            file.write(json.dumps(asdict(now)) + "\n")
        speed = now.tokens / max(now.seconds, 1e-9)
        left = (steps - now.step) * now.seconds / max(now.step, 1) / 60
        line = f"step {now.step}/{steps}  loss {now.train_loss:.3f}  {speed:,.0f} tokens/s  {left:.0f} min left"
        if now.valid_loss is not None:
            line += f"  validation {now.valid_loss:.3f}, perplexity {math.exp(now.valid_loss):.2f}"
            line += "\n" + _sample(run)
        print(line, flush=True)

    run.train(steps, options.minutes, report)
    if options.out:
        export(run.model, data, options.out, torch.float16)
        print(f"written to {options.out}")
    if metrics.is_file():  # not where a run was stopped before its first report
        _plot(metrics)
    return 0


def _finish_with_decay(run: Run, more: int) -> None:
    """Let the learning rate fall over just the steps that are left."""
    from dataclasses import replace

    share = more / (run.position.step + more)
    settings = replace(run.recipe.training, decay_share=share)
    run.recipe = replace(run.recipe, training=settings)


def _text(options: argparse.Namespace, recipe: Recipe) -> Data:
    from mlexplain.training import data as text

    if options.text.suffix == ".npz":
        return text.load(options.text)
    options.work.mkdir(parents=True, exist_ok=True)
    kept = options.work / "tokenizer.json"
    tokenizer = None
    if kept.is_file():  # of this run's earlier text: the model knows its tokens
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(kept))
    examples = text.read_examples(options.text)
    data = text.prepare(examples, recipe.vocabulary, recipe.model.context, tokenizer)
    kept.write_text(data.tokenizer, encoding="utf-8")
    return data


def _sample(run: Run) -> str:
    """What the model writes now for the first validation prompts, greedily."""
    import torch
    from tokenizers import Tokenizer

    from mlexplain.training.tokenizer import END

    tokenizer = Tokenizer.from_str(run.data.tokenizer)
    end, part = tokenizer.token_to_id(END), run.data.valid
    lines = []
    for index in range(0, min(len(part), 300), 100):
        start = int(part.starts[index])
        row = part.tokens[start : start + int(part.targets[index])].astype("int64").tolist()
        prompt = len(row)
        with torch.no_grad():
            while len(row) < min(prompt + 60, run.recipe.model.context):
                states = run.model(torch.tensor([row], device=run.device))
                token = int((states[0, -1] @ run.model.embed_tokens.weight.T).argmax())
                if token == end:
                    break
                row.append(token)
        lines.append("    " + tokenizer.decode(row[prompt:], skip_special_tokens=False))
    return "\n".join(lines)


def _plot(metrics: Path) -> None:
    from mlexplain.training.plot import plot

    try:
        plot(metrics, metrics.with_suffix(".png"))
    except ImportError:
        print("no loss plot: matplotlib is not installed")


if __name__ == "__main__":
    sys.exit(main())
