"""`mlexplain rule`: the rule book for reading."""

from __future__ import annotations

import argparse

from mlexplain.commands import CommandError
from mlexplain.commands.options import add_output_options
from mlexplain.commands.output import wants_color, width, write
from mlexplain.commands.trace import rules_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mlexplain.show.surface import Surface

DESCRIPTION = """\
Without a slug, lists the rules. With one, shows its page: what happened, why, the fix, how to
prevent it, where to read more. Takes the slugs of `trace` and the kinds and codes of `check`.
"""

EXAMPLES = """\
examples:
  mlexplain rule
  mlexplain rule cuda-oom
  mlexplain rule MLX101
  mlexplain rule --concept kv-cache
  mlexplain rule --test my-rules/      run the examples of your own rules
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("slug", metavar="SLUG", nargs="?", help="a rule, kind or code")
    add_output_options(parser, ("text", "json"))
    parser.add_argument("--rules", metavar="DIR", help="also show the rules in DIR")
    parser.add_argument("--concept", metavar="NAME", help="show a concept's page")
    parser.add_argument("--concepts", action="store_true", help="list the concepts")
    parser.add_argument(
        "--test", metavar="DIR", help="check the rules in DIR against their own examples"
    )


def run(options: argparse.Namespace) -> int:
    from mlexplain.diagnose.book import RuleError

    try:
        return _run(options)
    except RuleError as error:
        raise CommandError(str(error)) from error


def _run(options: argparse.Namespace) -> int:
    if options.test is not None:
        return _test(options)
    if options.concepts:
        return _concepts(options)
    if options.concept is not None:
        return _concept(options)
    if options.slug is not None:
        return _page(options)
    return _list(options)


def _list(options: argparse.Namespace) -> int:
    from mlexplain.show import rulebook

    groups = rulebook.groups(rules_folder(options.rules))
    if options.format == "json":
        from mlexplain.show.json import dump

        entries = [entry.to_dict() for listed in groups.values() for entry in listed]
        write(dump({"schema": "mlexplain.rules/1", "rules": entries}), options.output)
    else:
        write(rulebook.listing(groups, wants_color(options)), options.output)
    return 0


def _page(options: argparse.Namespace) -> int:
    from mlexplain.show import rulebook

    pages = rulebook.entries(rules_folder(options.rules))
    wanted = options.slug.strip()
    found = next((e for e in pages if wanted.lower() in (e.slug, (e.code or "").lower())), None)
    if found is None:
        raise CommandError(f"no rule {wanted!r}{_suggestion(wanted, [e.slug for e in pages])}")
    _write_page(found.slug, found.page, options)
    return 0


def _concepts(options: argparse.Namespace) -> int:
    from mlexplain.diagnose import book

    if options.format == "json":
        from mlexplain.show.json import dump

        write(dump({"schema": "mlexplain.concepts/1", "concepts": list(book.concepts())}))
    else:
        write("".join(f"{name}\n" for name in book.concepts()), options.output)
    return 0


def _concept(options: argparse.Namespace) -> int:
    from mlexplain.show import rulebook

    name = options.concept.strip()
    page = rulebook.concept_page(name)
    if page is None:
        raise CommandError(f"no concept {name!r}{_suggestion(name, rulebook.concept_names())}")
    _write_page(name, page, options)
    return 0


def _write_page(slug: str, page: str, options: argparse.Namespace) -> None:
    import sys

    if options.format == "json":
        from mlexplain.show.json import dump

        write(dump({"slug": slug, "page": page}), options.output)
    elif options.output or sys.stdout is None or not sys.stdout.isatty():
        write(page.strip("\n") + "\n", options.output)
    else:
        from mlexplain.show import text

        write(text.page(page, _surface(options)))


def _surface(options: argparse.Namespace) -> Surface:
    from mlexplain.show.surface import Surface

    return Surface(width(options), wants_color(options))


def _suggestion(wanted: str, names: list[str]) -> str:
    from difflib import get_close_matches

    close = get_close_matches(wanted.lower(), names, 1, 0.5)
    return f"; did you mean {close[0]!r}?" if close else "; `mlexplain rule` lists them"


def _test(options: argparse.Namespace) -> int:
    from pathlib import Path

    from mlexplain.diagnose.examples import failures

    folder = Path(options.test)
    if not folder.is_dir():
        raise CommandError(f"--test {options.test}: no such folder")
    problems = list(failures(folder))
    write("".join(f"{problem}\n" for problem in problems) or "All examples pass.\n", options.output)
    return 1 if problems else 0
