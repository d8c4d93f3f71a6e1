"""`mlexplain run -- COMMAND…`: the command's own output and status, and a diagnosis if it fails."""

from __future__ import annotations

import argparse

from mlexplain.commands import CommandError, room

DESCRIPTION = """\
Runs a command and passes its output through unchanged. When it fails, the diagnosis follows on
standard error.
"""

EXAMPLES = """\
examples:
  mlexplain run -- python train.py
  mlexplain run -- torchrun --nproc_per_node 2 train.py

exit status: the command's own
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("program", metavar="COMMAND", nargs=argparse.REMAINDER)


def run(options: argparse.Namespace) -> int:
    command = options.program[1:] if options.program[:1] == ["--"] else options.program
    if not command:
        raise CommandError("run: no command given; try `mlexplain run -- python train.py`")
    return room("mlexplain.hooks.run", "`mlexplain run`").run_command(command)
