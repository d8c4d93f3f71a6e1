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
    from collections.abc import Callable

    from mlexplain.explained import Explanation

    Source = tuple[str, str | None, str]
    """What messages call the file; a name in it, where not all is to be explained; the code."""

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
    # Trees of syntax hold no cycles: looking for them so often takes a tenth of the time.
    gc.set_threshold(200_000)
    sources = [_source(target) for target in options.targets or [STDIN]]
    said = "analysing the code"

    def progress(now: str) -> None:
        nonlocal said
        said = now

    with telling(lambda: said):
        if len(sources) > 1:
            explanations = [_explain(source, options, progress) for source in sources]
        elif options.no_model:
            explanations = [_explain_beside(sources[0], options)]
        else:
            explanations = [_explain(sources[0], options, progress, at_once=True)]
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


def _source(target: str) -> Source:
    file, name = split_target(target)
    code = read_text(file)
    if not code.strip():
        raise CommandError(f"{describe(file)} is empty")
    return describe(file), name, code


def _explain_beside(source: Source, options: argparse.Namespace) -> Explanation:
    """Explain in another process while this one loads the display, by drawing next to nothing."""
    from mlexplain.explain.beside import beside
    from mlexplain.explained import Caution, Explanation, Parameter, Step

    explained = beside(lambda: _explain(source, options, at_once=True))
    step, caution = Step((1, 1), "", "", "analysis"), Caution(1, "", "")
    _rendered([Explanation("", "", (Parameter("", ""),), (step,), (caution,))], options)
    return explained()


def _explain(
    source: Source,
    options: argparse.Namespace,
    progress: Callable[[str], None] | None = None,
    at_once: bool = False,
) -> Explanation:
    file, name, code = source
    model = None if options.no_model else options.model
    try:
        explanation = room("mlexplain.explain.explanation", "`mlexplain explain`")
        return explanation.explain_code(
            code, name=name, model=model, at_once=at_once, progress=progress
        )
    except ValueError as error:
        raise CommandError(f"{file}: {error}") from error


def _rendered(explanations: list[Explanation], options: argparse.Namespace) -> str:
    from mlexplain.show.masking import masked

    explanations = [masked(each) for each in explanations]
    if options.format == "text":
        from mlexplain.show import lesson
        from mlexplain.show.surface import Surface

        return lesson.explain(explanations, Surface(width(options), wants_color(options)))
    from importlib import import_module

    return import_module(f"mlexplain.show.{options.format}").explain(explanations)
