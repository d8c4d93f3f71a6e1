"""`mlexplain doctor`: what cannot work on this machine, and what mends it."""

from __future__ import annotations

import argparse

from mlexplain.commands import CommandError
from mlexplain.commands.inputs import describe, read_text
from mlexplain.commands.options import add_output_options
from mlexplain.commands.output import wants_color, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DESCRIPTION = """\
Reads this machine's torch, CUDA, NCCL, driver and package versions and says what cannot work
together, and the command that mends it. torch itself is not imported.
"""

EXAMPLES = """\
examples:
  mlexplain doctor
  mlexplain doctor --from collect_env.txt        of another machine: collect_env, pip freeze, nvidia-smi
  mlexplain doctor --fits llama-2-7b --gpu 12GiB
  mlexplain doctor --fits model/config.json --gpu 24GiB --context 8192 --batch 4

exit status: 0 sound (or some way fits), 1 findings (or nothing fits), 2 error
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_output_options(parser, ("text", "json"))
    parser.add_argument(
        "--from",
        dest="source",
        metavar="FILE",
        help="examine a pasted collect_env, pip freeze or nvidia-smi; - is standard input",
    )
    parser.add_argument(
        "--fits", metavar="MODEL", help="a name, a number of parameters (7B), or a config.json"
    )
    parser.add_argument("--gpu", metavar="SIZE", help="the card's memory, such as 12GiB")
    parser.add_argument("--context", type=_positive, default=2048, metavar="TOKENS")
    parser.add_argument("--batch", type=_positive, default=1, metavar="N")


def _positive(text: str) -> int:
    number = int(text) if text.isdecimal() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is no whole number from 1 on")
    return number


def run(options: argparse.Namespace) -> int:
    try:
        if options.fits:
            return _fits(options)
        return _examine(options)
    except ValueError as error:
        raise CommandError(str(error)) from error


def _fits(options: argparse.Namespace) -> int:
    from mlexplain.hooks.doctor import fits, read_model, read_size

    if not options.gpu:
        raise CommandError("--fits needs --gpu SIZE, such as --gpu 12GiB")
    counted = fits(read_model(options.fits), read_size(options.gpu), options.context, options.batch)
    _write(counted.to_dict(), "fitting", options)
    return 0 if any(way.fits for way in counted.ways) else 1


def _examine(options: argparse.Namespace) -> int:
    from mlexplain.hooks.doctor import examine

    pasted = None
    if options.source:
        pasted = read_text(options.source)
        if not pasted.strip():
            raise CommandError(f"{describe(options.source)} is empty")
    report = examine(pasted)
    _write(report.to_dict(), "report", options)
    return 1 if report.findings else 0


def _write(content: dict[str, Any], form: str, options: argparse.Namespace) -> None:
    if options.format == "json":
        from mlexplain.show.json import dump

        write(dump(content), options.output)
    else:
        from mlexplain.show import health

        write(getattr(health, form)(content, wants_color(options)), options.output)
