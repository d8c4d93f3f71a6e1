"""`mlexplain explain`: Python code in, an explanation of it out."""

from __future__ import annotations

import argparse
import gc
import os

from mlexplain.commands import CommandError, room
from mlexplain.commands.inputs import STDIN, describe, read_text
from mlexplain.commands.options import add_output_options
from mlexplain.commands.output import wants_color, width, write
from mlexplain.commands.progress import telling

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mlexplain.explained import Explanation

DESCRIPTION = """\
Explains Python code step by step: what it is for, its parameters, what each step does, and what to
watch out for. The sentences are written by a language model on this machine where one is bundled or
named, and by the program analysis otherwise; every name and number in them is checked against the
code. Nothing of the code is executed.
"""

EXAMPLES = """\
examples:
  mlexplain explain model.py
  mlexplain explain model.py:Llama.generate
  mlexplain explain < snippet.py
  mlexplain explain --no-model train.py           from the program analysis alone, at once
  mlexplain explain --model http://localhost:8000/v1 train.py
"""

FORMATS = ("text", "json", "markdown")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "targets",
        metavar="FILE[:NAME]",
        nargs="*",
        help="a file, or one function, class or Class.method in it; standard input when none",
    )
    add_output_options(parser, FORMATS)
    models = parser.add_mutually_exclusive_group()
    models.add_argument(
        "--model",
        metavar="NAME",
        default="bundled",
        help="a folder or hub id of another language model, or the URL of a server that speaks "
        "the OpenAI protocol (default: the bundled model)",
    )
    models.add_argument(
        "--no-model", action="store_true", help="explain from the program analysis alone"
    )


def run(options: argparse.Namespace) -> int:
    from mlexplain.show.masking import masked

    # Trees of syntax hold no cycles: looking for them so often takes a tenth of the time.
    gc.set_threshold(200_000)
    model = None if options.no_model else options.model
    targets = options.targets or [STDIN]
    explanations = [masked(_explain(t, model, at_once=len(targets) == 1)) for t in targets]
    write(_rendered(explanations, options), options.output)
    return 0


def split_target(target: str) -> tuple[str, str | None]:
    """`model.py:Llama.generate` as file and name; a colon that is part of a file's name stays."""
    if os.path.exists(target):
        return target, None
    file, colon, name = target.rpartition(":")
    if colon and name and all(part.isidentifier() for part in name.split(".")):
        return file, name
    return target, None


def _explain(target: str, model: str | None, at_once: bool) -> Explanation:
    file, name = split_target(target)
    code = read_text(file)
    if not code.strip():
        raise CommandError(f"{describe(file)} is empty")
    said = "analysing the code"

    def progress(now: str) -> None:
        nonlocal said
        said = now

    try:
        explanation = room("mlexplain.explain.explanation", "`mlexplain explain`")
        with telling(lambda: said):
            return explanation.explain_code(
                code, name=name, model=model, at_once=at_once, progress=progress
            )
    except ValueError as error:
        raise CommandError(f"{describe(file)}: {error}") from error


def _rendered(explanations: list[Explanation], options: argparse.Namespace) -> str:
    if options.format == "text":
        from mlexplain.show import lesson
        from mlexplain.show.surface import Surface

        return lesson.explain(explanations, Surface(width(options), wants_color(options)))
    from importlib import import_module

    return import_module(f"mlexplain.show.{options.format}").explain(explanations)
