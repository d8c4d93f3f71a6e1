"""Options that several commands share."""

from __future__ import annotations

import argparse


def add_output_options(parser: argparse.ArgumentParser, formats: tuple[str, ...]) -> None:
    parser.add_argument(
        "--format", choices=formats, default="text", help="how to print the result (default: text)"
    )
    parser.add_argument(
        "--output", metavar="FILE", help="write the result to FILE instead of standard output"
    )
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours: auto means only on a terminal, and not where NO_COLOR is set",
    )
