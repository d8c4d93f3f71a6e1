"""`mlexplain doctor`: what cannot work on this machine, and what mends it."""

from __future__ import annotations

import argparse

from mlexplain.commands import room
from mlexplain.commands.options import add_output_options
from mlexplain.commands.output import write

DESCRIPTION = """\
Reads this machine's torch, CUDA, NCCL, driver and package versions and says what cannot work
together, and the command that mends it.
"""

EXAMPLES = """\
exit status: 0 sound, 1 findings
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_output_options(parser, ("text", "json"))


def run(options: argparse.Namespace) -> int:
    report = room("mlexplain.hooks.doctor", "`mlexplain doctor`").examine()
    if options.format == "json":
        from mlexplain.show.json import dump

        write(dump(report.to_dict()), options.output)
    else:
        write(report.text(), options.output)
    return 1 if report.findings else 0
