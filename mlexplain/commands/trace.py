"""`mlexplain trace`: logs in, diagnoses out."""

from __future__ import annotations

import argparse

from mlexplain.commands import CommandError
from mlexplain.commands.inputs import STDIN, describe, opened
from mlexplain.commands.options import add_output_options
from mlexplain.commands.output import complain, wants_color, width, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

    from mlexplain.report import TraceReport
    from mlexplain.show.logs import Diagnosed

DESCRIPTION = """\
Finds in a log what broke, where in your code, why, and the change that mends it. Reads anything
that people paste or pipe: tracebacks, notebooks, torchrun and its ranks, containers' prefixes,
C++ ends, nvidia-smi tables; of any size, in constant memory.
"""

EXAMPLES = """\
examples:
  mlexplain trace < train.log
  python train.py 2>&1 | mlexplain trace
  mlexplain trace rank0.log rank1.log
  kubectl logs trainer-0 | mlexplain trace --format markdown

exit status: 0 something was diagnosed, 1 nothing was, 2 a usage or input error
"""

FORMATS = ("text", "json", "markdown", "sarif", "github")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "files",
        metavar="FILE",
        nargs="*",
        help="a log; standard input when none is named, or for -",
    )
    add_output_options(parser, FORMATS)
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="show every fix and every error in full"
    )
    parser.add_argument(
        "--rules", metavar="DIR", help="also use the rules in DIR; see `mlexplain rule --help`"
    )
    parser.add_argument(
        "--model",
        metavar="URL",
        help="ask the model of this server about errors outside the rule book; their messages and "
        "frames are sent there, secrets masked, and its answers are marked as generated",
    )


def run(options: argparse.Namespace) -> int:
    from mlexplain.show.logs import Diagnosed
    from mlexplain.show.masking import masked

    rules = rules_folder(options.rules)
    logs: list[Diagnosed] = []
    failed = False
    for name in options.files or [STDIN]:
        try:
            report = masked(_diagnose(name, rules))
            if options.model:
                report = _asked(report, options.model)
            logs.append(Diagnosed(name, report))
        except CommandError as error:
            complain(str(error))
            failed = True
    shown = [log for log in logs if not _is_empty(log.report)]
    for log in logs:
        if log not in shown:
            complain(f"{describe(log.name)} is empty")
    if shown or (logs and options.format != "text"):
        write(_rendered(shown or logs, options), options.output)
    if failed:
        return 2
    return 0 if any(log.report.diagnoses for log in logs) else 1


def rules_folder(name: str | None) -> Path | None:
    """The folder that `--rules` names. Raises CommandError if there is none."""
    from pathlib import Path

    if name is None:
        return None
    folder = Path(name)
    if not folder.is_dir():
        raise CommandError(f"--rules {name}: no such folder")
    return folder


def _diagnose(name: str, rules: Path | None) -> TraceReport:
    from mlexplain.commands.progress import watched
    from mlexplain.diagnose.book import RuleError
    from mlexplain.diagnose.log import diagnose_log
    from mlexplain.read.decode import BinaryInput
    from mlexplain.trace.scan import Size

    size = Size()
    try:
        with opened(name) as stream, watched(stream, size):
            return diagnose_log(stream, rules=rules, size=size)
    except BinaryInput:
        raise CommandError(f"{describe(name)} is binary, not text") from None
    except RuleError as error:
        raise CommandError(str(error)) from error


def _asked(report: TraceReport, url: str) -> TraceReport:
    """The report with a model's words on what no rule claims."""
    if not report.unrecognised:
        return report
    from dataclasses import replace

    from mlexplain.explain.write.errors import asked
    from mlexplain.explain.write.server import Server, ServerError

    if not url.startswith(("http://", "https://")):
        raise CommandError(f"--model {url}: trace asks servers only; name a URL")
    try:
        server = Server(url)
        told = tuple(asked(unknown, server) for unknown in report.unrecognised)
    except ServerError as error:
        raise CommandError(str(error)) from error
    return replace(report, unrecognised=told)


def _is_empty(report: TraceReport) -> bool:
    return report.trace is not None and not report.trace.total_lines


def _rendered(logs: list[Diagnosed], options: argparse.Namespace) -> str:
    if options.format == "text":
        from mlexplain.show import text
        from mlexplain.show.surface import Surface

        return text.trace(logs, Surface(width(options), wants_color(options)), options.verbose)
    from importlib import import_module

    return import_module(f"mlexplain.show.{options.format}").trace(logs)
