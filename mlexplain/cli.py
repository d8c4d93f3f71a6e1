"""The command line: argparse and nothing heavier; each command loads its room when it runs."""

from __future__ import annotations

import argparse
import atexit
import gc
import os
import sys
from importlib import import_module

from mlexplain import __version__

# Not imported from typing, here and in the commands: that module costs as much as argparse.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    from _typeshed import SupportsWrite

COMMANDS = {
    "trace": "find what broke in a log, why, and what mends it",
    "explain": "explain Python code step by step",
    "check": "find device-placement bugs in Python files",
    "rule": "list the rules, or show one rule's page",
    "run": "run a command and diagnose it when it fails",
    "doctor": "say what cannot work on this machine",
}

LLM_PACKAGES = ("torch", "transformers", "tokenizers", "safetensors", "numpy")

DESCRIPTION = """\
Tells you what broke your training run, where in your code, why, and the exact change that mends it.
Everything runs on this machine; nothing is sent anywhere.
"""

EXAMPLES = """\
examples:
  mlexplain                            open the screen: paste a log or code, read the answer
  mlexplain train.log                  open the screen with a file
  mlexplain trace < train.log          diagnose a log
  python train.py 2>&1 | mlexplain trace
  mlexplain check --fix src/           mend device-placement bugs
  mlexplain explain model.py:generate  explain one function
  mlexplain run -- torchrun train.py   run, and diagnose if it fails

`mlexplain COMMAND --help` says more about a command.
"""


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal, up to 100 columns."""

    def __init__(self, prog: str, **options: object) -> None:
        super().__init__(prog, width=_help_width(), max_help_position=30)


class Parser(argparse.ArgumentParser):
    """An argparse parser that says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see `{self.prog} --help`\n")

    def _print_message(self, message: str, file: SupportsWrite[str] | None = None) -> None:
        """Unlike argparse's own, does not hide that the help could not be written."""
        if message and file is not None:
            file.write(message)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; nothing escapes as a traceback."""
    # Looking for cycles in all that is left takes a tenth of a short command's time.
    atexit.register(gc.freeze)
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        status = _dispatch(arguments)
    except SystemExit as stop:  # argparse has printed the help, the version or the error
        status = stop.code if isinstance(stop.code, int) else 2
    except KeyboardInterrupt:
        status = 130
    except OSError as error:
        status = _failed(error)
    except Exception as error:
        if os.environ.get("MLEXPLAIN_DEBUG"):
            raise
        status = _complain(_crash(error))
    return _close_output(status)


def _dispatch(arguments: list[str]) -> int:
    first = arguments[0] if arguments else ""
    if first not in COMMANDS and (not first.startswith("-") or first == "-"):
        return _run("screen", argparse.Namespace(words=arguments, commands=tuple(COMMANDS)))
    options = _parser(first).parse_args(arguments)
    return _run(options.command, options)


def _run(command: str, options: argparse.Namespace) -> int:
    from mlexplain.commands import CommandError

    try:
        return import_module(f"mlexplain.commands.{command}").run(options)
    except CommandError as error:
        return _complain(str(error))


def _parser(chosen: str) -> Parser:
    parser = Parser(
        prog="mlexplain",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=Formatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"mlexplain {__version__}")
    subparsers = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", title="commands", parser_class=Parser
    )
    for name, summary in COMMANDS.items():
        if name == chosen:
            command = import_module(f"mlexplain.commands.{name}")
            subparser = subparsers.add_parser(
                name,
                help=summary,
                description=command.DESCRIPTION,
                epilog=command.EXAMPLES,
                formatter_class=Formatter,
                allow_abbrev=False,
            )
            command.add_arguments(subparser)
        else:
            subparsers.add_parser(name, help=summary)
    return parser


def _crash(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "not enough memory"
    missing = error.name if isinstance(error, ModuleNotFoundError) else None
    if missing and not missing.startswith("mlexplain"):
        extra = "'mlexplain[llm]'" if missing.split(".")[0] in LLM_PACKAGES else "mlexplain"
        return f"this needs {missing}, which is not installed: pip install {extra}"
    said = f"{type(error).__name__}: {error}"
    return f"internal error: {said} (set MLEXPLAIN_DEBUG=1 for the traceback, and please report it)"


def _help_width() -> int:
    try:
        columns = int(os.environ.get("COLUMNS", "")) or os.get_terminal_size().columns
    except (ValueError, OSError):
        try:
            columns = os.get_terminal_size().columns
        except (ValueError, OSError):
            columns = 100
    return max(40, min(columns, 100) - 2)


def _complain(message: str) -> int:
    from mlexplain.commands.output import complain

    complain(message)
    return 2


def _close_output(status: int) -> int:
    """Flush what is left, so that a reader gone away or a full disk is not a traceback at exit."""
    if sys.stdout is None:
        return status
    try:
        sys.stdout.flush()
    except OSError as error:
        return _failed(error) or status
    return status


def _failed(error: OSError) -> int:
    """Say that a file or standard output failed; a reader that has gone away is no failure."""
    if error.filename is not None:
        return _complain(f"{error.filename}: {error.strerror}")
    from mlexplain.commands.output import mute

    if sys.stdout is not None:
        mute(sys.stdout)
    if isinstance(error, BrokenPipeError):
        return 0
    return _complain(f"cannot write the output: {error.strerror}")


if __name__ == "__main__":
    sys.exit(main())
