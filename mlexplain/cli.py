"""The command line: argparse and nothing heavier; each command loads its room when it runs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

COMMANDS = {
    "trace": "diagnose logs",
    "explain": "explain Python code",
    "check": "find device-placement bugs",
    "rule": "list the rules, or show one rule's page",
    "run": "run a command and diagnose it when it fails",
    "doctor": "say what cannot work on this machine",
}


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(prog="mlexplain")
    subparsers = parser.add_subparsers(dest="command", required=True)
    for name, summary in COMMANDS.items():
        subparser = subparsers.add_parser(name, help=summary)
        if arguments[:1] == [name]:
            import_module(f"mlexplain.commands.{name}").add_arguments(subparser)
    options = parser.parse_args(arguments)
    return import_module(f"mlexplain.commands.{options.command}").run(options)


if __name__ == "__main__":
    sys.exit(main())
