"""`mlexplain run -- COMMAND…`: the command's own output and status, and a diagnosis if it fails."""

from __future__ import annotations

import argparse
import sys

from mlexplain.commands import CommandError
from mlexplain.commands.output import complain, encodable, mute, wants_color, width

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mlexplain.hooks.run import Outcome
    from mlexplain.show.logs import Diagnosed

DESCRIPTION = """\
Runs a command and passes its output through unchanged. When it fails, the diagnosis follows on
standard error.
"""

EXAMPLES = """\
examples:
  mlexplain run -- python train.py
  mlexplain run -- torchrun --nproc_per_node 2 train.py
  mlexplain run --quiet --json failure.json -- python train.py

exit status: the command's own; 128 + N when signal N ended it; 127 if there is no such command
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--json", metavar="FILE", help="also write the diagnosis of a failure to FILE as JSON"
    )
    parser.add_argument(
        "--quiet", action="store_true", help="print no diagnosis (useful with --json)"
    )
    parser.add_argument("--rules", metavar="DIR", help="also use the rules in DIR")
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours of the diagnosis: auto means only on a terminal",
    )
    parser.add_argument("program", metavar="COMMAND", nargs=argparse.REMAINDER)


def run(options: argparse.Namespace) -> int:
    from mlexplain.hooks.run import CannotStart, run_command

    command = options.program[1:] if options.program[:1] == ["--"] else options.program
    if not command:
        raise CommandError("run: no command given; try `mlexplain run -- python train.py`")
    if options.rules:  # a mistake here should not wait for the command's end
        from mlexplain.commands.trace import rules_folder

        rules_folder(options.rules)
    try:
        outcome = run_command(command)
    except CannotStart as error:
        complain(str(error))
        return error.status
    if outcome.returncode != 0:
        try:
            _explain_failure(outcome, options)
        except Exception as error:  # the command's own end must not be hidden
            complain(f"the failure could not be diagnosed: {error}")
    return outcome.status


def _explain_failure(outcome: Outcome, options: argparse.Namespace) -> None:
    if options.quiet and not options.json:
        return
    from mlexplain.commands.trace import rules_folder
    from mlexplain.diagnose.log import diagnose_log
    from mlexplain.show.logs import Diagnosed
    from mlexplain.show.masking import masked

    report = masked(diagnose_log(outcome.log, rules=rules_folder(options.rules)))
    log = Diagnosed("the output", report)
    if options.json:
        _write_json(log, options.json)
    if not options.quiet and (report.diagnoses or report.unrecognised):
        _print(log, options)


def _write_json(log: Diagnosed, path: str) -> None:
    from mlexplain.show import json

    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(json.trace([log]))


def _print(log: Diagnosed, options: argparse.Namespace) -> None:
    from mlexplain.show import text
    from mlexplain.show.surface import Surface

    if sys.stderr is None:
        return
    options.output = None
    color = wants_color(options, sys.stderr)
    shown = text.trace([log], Surface(width(options), color), False)
    try:
        sys.stderr.write("\n" + encodable(shown, sys.stderr.encoding))
        sys.stderr.flush()
    except OSError:
        mute(sys.stderr)
