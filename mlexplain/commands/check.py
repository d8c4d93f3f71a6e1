"""`mlexplain check`: Python files in, device-placement bugs out, and mended where that is safe."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Sequence

from mlexplain.commands import CommandError
from mlexplain.commands.inputs import STDIN, opened, reason
from mlexplain.commands.options import add_output_options
from mlexplain.commands.output import complain, wants_color, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mlexplain.check.settings import Settings
    from mlexplain.report import CheckReport, Finding

DESCRIPTION = """\
Finds, without running anything, what would die on a GPU with "Expected all tensors to be on the
same device", what silently stays on the CPU, and what breaks on the second GPU. Silent where a
device is unknown.
"""

EXAMPLES = """\
examples:
  mlexplain check src/
  mlexplain check --diff train.py
  mlexplain check --fix .
  mlexplain check --stdin-filename model.py - < model.py

A line is silenced by `# mlexplain: ignore` or `# mlexplain: ignore[kind-or-code]`; settings are in
[tool.mlexplain] of pyproject.toml.

exit status: 0 clean, 1 findings, 2 a usage or input error
"""

FORMATS = ("text", "json", "markdown", "sarif", "github")

CACHE = ".mlexplain_cache"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        default=["."],
        help="files and folders; - for standard input (default: the current folder)",
    )
    add_output_options(parser, FORMATS)
    parser.add_argument("--concise", action="store_true", help="one line for each finding")
    parser.add_argument("--statistics", action="store_true", help="only count the findings")
    mend = parser.add_argument_group("mending")
    mend.add_argument("--fix", action="store_true", help="mend what can be mended safely")
    mend.add_argument("--diff", action="store_true", help="show what --fix would change")
    mend.add_argument(
        "--unsafe-fixes", action="store_true", help="also what may change what the program does"
    )
    choose = parser.add_argument_group("choosing")
    choose.add_argument("--select", metavar="KIND", type=_names, help="only these kinds or codes")
    choose.add_argument("--ignore", metavar="KIND", type=_names, help="not these kinds or codes")
    choose.add_argument("--exclude", metavar="PATTERN", type=_names, help="not these files")
    choose.add_argument(
        "--force-exclude",
        action="store_true",
        help="exclude also what is named on the command line",
    )
    choose.add_argument("--isolated", action="store_true", help="do not read pyproject.toml")
    other = parser.add_argument_group("running")
    other.add_argument(
        "--stdin-filename", metavar="FILE", help="what standard input is called in the output"
    )
    other.add_argument("--no-cache", action="store_true", help="neither read nor write the cache")
    other.add_argument("--jobs", metavar="N", type=int, help="how many processes (default: all)")
    other.add_argument("--exit-zero", action="store_true", help="status 0 also with findings")


def run(options: argparse.Namespace) -> int:
    from mlexplain.check.settings import SettingsError

    if STDIN in options.paths and len(options.paths) > 1:
        raise CommandError("check: - stands alone, without other paths")
    try:
        settings = _settings(options)
        return _stdin(options, settings) if STDIN in options.paths else _files(options, settings)
    except SettingsError as error:
        raise CommandError(str(error)) from error
    except FileNotFoundError as error:
        raise CommandError(f"{error.filename}: {error.strerror}") from error


def _files(options: argparse.Namespace, settings: Settings) -> int:
    from mlexplain.check.run import check_paths

    paths = [os.path.normpath(p) for p in options.paths if not _left_out(p, options, settings)]
    folders = any(os.path.isdir(path) for path in paths)
    cache = os.path.join(settings.root, CACHE) if folders and not options.no_cache else None
    processes = options.jobs or 0
    report = check_paths(paths, settings, cache=cache, processes=processes)
    if options.diff or options.fix:
        changes = list(_changes(report, options, settings))
        if options.diff:
            return _diff(changes, options)
        for path, _, new in changes:
            _replace(path, new)
        if changes:
            complain(f"mended {len(changes)} file{'s' if len(changes) > 1 else ''}")
            report = check_paths(paths, settings, cache=cache, processes=processes)
    _show(report, options, _read)
    named = {error.path for error in report.errors} & set(paths)
    return _status(report.findings, options) or (2 if named else 0)


def _stdin(options: argparse.Namespace, settings: Settings) -> int:
    from mlexplain.check.run import check_stdin

    path = options.stdin_filename or "<stdin>"
    with opened(STDIN) as stream:
        data = stream.read()
    report = check_stdin(data, path, settings)
    if options.diff or options.fix:
        new = _mended(path, data, report.findings, options, settings)
        if options.diff:
            return _diff([(path, data, new)] if new != data else [], options)
        from mlexplain.check.reading import decode

        write(decode(new), options.output)
        return _status(check_stdin(new, path, settings).findings, options)
    _show(report, options, lambda path: data)
    return _status(report.findings, options) or (2 if report.errors else 0)


def _settings(options: argparse.Namespace) -> Settings:
    """What pyproject.toml says, and the command line over it."""
    from dataclasses import replace

    from mlexplain.check.rules import known
    from mlexplain.check.settings import Settings, find

    start = options.stdin_filename or (options.paths[0] if options.paths != [STDIN] else ".")
    settings = Settings(root=os.getcwd()) if options.isolated else find(start)
    for selector in [*(options.select or ()), *(options.ignore or ())]:
        if not known(selector):
            raise CommandError(f"no such kind or code: {selector}; `mlexplain rule` lists them")
    return replace(
        settings,
        select=options.select or settings.select,
        ignore=settings.ignore + (options.ignore or ()),
        exclude=settings.exclude + (options.exclude or ()),
    )


def _left_out(path: str, options: argparse.Namespace, settings: Settings) -> bool:
    """Whether a path that was named is excluded all the same."""
    from mlexplain.check.settings import matches_path

    if not options.force_exclude:
        return False
    parts = path.replace(os.sep, "/").split("/")
    return any(
        pattern in parts or matches_path(pattern, path, settings.root)
        for pattern in settings.exclude
    )


def _changes(
    report: CheckReport, options: argparse.Namespace, settings: Settings
) -> Iterator[tuple[str, bytes, bytes]]:
    """Path, old bytes and new bytes of every file that can be mended."""
    for path in sorted({f.path for f in report.findings if f.remedy is not None}):
        data = _read(path)
        found = [f for f in report.findings if f.path == path]
        new = _mended(path, data, found, options, settings)
        if new != data:
            yield path, data, new


def _mended(
    path: str,
    data: bytes,
    found: Sequence[Finding],
    options: argparse.Namespace,
    settings: Settings,
) -> bytes:
    from mlexplain.check.fix import fixed
    from mlexplain.check.run import check_stdin

    def again(changed: bytes) -> Sequence[Finding]:
        return check_stdin(changed, path, settings).findings

    return fixed(data, found, path, again, unsafe=options.unsafe_fixes)


def _diff(changes: Sequence[tuple[str, bytes, bytes]], options: argparse.Namespace) -> int:
    from mlexplain.check.fix import difference

    write("".join(difference(old, new, path) for path, old, new in changes), options.output)
    return 1 if changes and not options.exit_zero else 0


def _replace(path: str, data: bytes) -> None:
    try:
        with open(path, "wb") as file:
            file.write(data)
    except OSError as error:
        raise CommandError(f"{path}: {reason(error)}") from error


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


def _status(findings: Sequence[Finding], options: argparse.Namespace) -> int:
    return 1 if findings and not options.exit_zero else 0


def _show(report: CheckReport, options: argparse.Namespace, read: Callable[[str], bytes]) -> None:
    if report.findings or report.errors:
        from mlexplain.show.masking import masked

        report = masked(report)
    if options.format != "text":
        from importlib import import_module

        write(import_module(f"mlexplain.show.{options.format}").check(report), options.output)
        return
    from mlexplain.show import findings

    color = wants_color(options)
    if options.statistics:
        text = findings.statistics(report)
    elif options.concise:
        text = findings.concise(report, color)
    else:
        text = findings.text(report, _Sources(read), color)
    write(text, options.output)


class _Sources:
    """The lines of the files, and of the notebooks' cells, that findings are in; each read once."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._known: dict[tuple[str, int | None], list[str]] = {}

    def __call__(self, found: Finding) -> Sequence[str]:
        key = (found.path, found.cell)
        if key not in self._known:
            from mlexplain.show.masking import masked

            self._known[key] = masked(self._lines(found))
        return self._known[key]

    def _lines(self, found: Finding) -> list[str]:
        from mlexplain.check import notebook, reading

        data = self._read(found.path)
        try:
            if found.cell is None:
                return reading.decode(data).split("\n")
            cells = notebook.load(data)["cells"]
            return notebook.cell_source(cells[found.cell - 1]).split("\n")
        except (ValueError, SyntaxError, LookupError):
            return []


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
