"""Paths to a report: files read, checked together, cached and, where worthwhile, in parallel."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from mlexplain.check import suppression
from mlexplain.check.settings import Settings
from mlexplain.findings import CheckReport, FileError, Finding

if TYPE_CHECKING:
    from mlexplain.check.notebook import Notebook

_WORDS = (b"torch", b"transformers", b"mlexplain:")


def check_paths(
    paths: Sequence[str],
    settings: Settings | None = None,
    *,
    cache: str | None = None,
    processes: int = 1,
) -> CheckReport:
    """Check files and the folders below `paths`, knowing each other's functions and classes.

    Parameters: `cache` names a folder for results; `processes` is how many to use at most (0: as
    many as there are CPUs). Raises FileNotFoundError for a path that does not exist.
    """
    from mlexplain.check import walk

    settings = settings or Settings()
    files = list(walk.files(paths, settings))
    return check_files(files, settings, cache=cache, processes=processes)


def check_files(
    files: Sequence[str],
    settings: Settings,
    *,
    cache: str | None = None,
    processes: int = 1,
) -> CheckReport:
    batch = Batch(files, settings)
    store = None
    if cache:
        from mlexplain.check.cache import Cache

        store = Cache(cache, settings)
    outcomes: dict[str, Outcome] = {}
    todo = []
    for path in files:
        known = store.get(path, batch) if store is not None else None
        if known is not None:
            outcomes[path] = known
        else:
            todo.append(path)
    workers = min(processes or os.cpu_count() or 1, len(todo) // FILES_PER_PROCESS)
    if workers > 1:
        outcomes.update(_in_parallel(todo, batch, workers))
    else:
        outcomes.update(batch.check(todo))
    if store is not None:
        store.put({path: outcomes[path] for path in todo}, batch)
    return _report([outcomes[path] for path in files], files, settings)


FILES_PER_PROCESS = 150
"""Starting a process costs about as much as checking this many files."""


class Outcome:
    """What checking one file brought: findings anywhere, and what they depend on."""

    __slots__ = ("comments", "consulted", "error", "findings")

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.error: str | None = None
        self.consulted: tuple[str, ...] = ()
        self.comments: list[suppression.Comment] = []
        """Every ignore comment of the file."""


class Batch:
    """The files checked together."""

    def __init__(self, files: Sequence[str], settings: Settings) -> None:
        from mlexplain.check.project import Project
        from mlexplain.check.sourcefile import module_name

        self.files = list(files)
        self.settings = settings
        modules: dict[str, str] = {}
        packages: dict[str, bool] = {}
        shared: set[str] = set()
        for path in self.files:
            if path.endswith(".py"):
                name = module_name(path, packages)
                if name in modules:
                    shared.add(name)  # scripts in different folders: it names neither
                modules[name] = path
        for name in shared:
            del modules[name]
        self.project = Project(settings, modules, [p for p in self.files if p.endswith(".py")])
        self.project.packages = packages

    def check(self, files: Sequence[str]) -> dict[str, Outcome]:
        # Syntax trees hold no cycles worth looking for, but the collector would visit them all.
        was_on = gc.isenabled()
        gc.disable()
        try:
            return {path: self.check_one(path) for path in files}
        finally:
            self.project.close()
            if was_on:
                gc.enable()

    def check_one(self, path: str) -> Outcome:
        outcome = Outcome()
        try:
            with open(path, "rb") as file:
                data = file.read()
        except OSError as error:
            outcome.error = error.strerror or str(error)
            return outcome
        if any(word in data for word in _WORDS):
            check_bytes(data, path, self.project, outcome)
        return outcome


def check_bytes(data: bytes, path: str, project: object, outcome: Outcome) -> None:
    """Check the content of one file, a notebook by its name; errors go into the outcome."""
    from mlexplain.check import reading
    from mlexplain.check.project import Project
    from mlexplain.check.source import parse
    from mlexplain.check.sourcefile import SourceFile, module_name

    assert isinstance(project, Project)
    book = _notebook(data, outcome) if path.endswith(".ipynb") else None
    if outcome.error is not None:
        return
    try:
        text = book.source if book is not None else reading.decode(data)
        file = project.opened(path, text)
        tree = parse(text, path) if file is None else file.tree
    except SyntaxError as error:
        outcome.error = syntax_error(error, book)
        return
    project.findings = {}
    project.consulted = set()
    if b"torch" in data or b"transformers" in data:
        name = "" if book else module_name(path, project.packages)
        project.check(file or SourceFile(path, text, tree, name))
    found = list(project.findings.values())
    outcome.comments = suppression.comments(text)
    outcome.consulted = tuple(sorted(project.consulted - {path}))
    if book is not None:
        found = _in_cells(found, outcome, path, book, project.settings, text)
    outcome.findings = found


def _notebook(data: bytes, outcome: Outcome) -> Notebook | None:
    from mlexplain.check import notebook

    try:
        return notebook.read(data)
    except notebook.NotebookError as error:
        outcome.error = str(error)
        return None


def _in_cells(
    found: list[Finding], outcome: Outcome, path: str, book: Notebook, settings: Settings, text: str
) -> list[Finding]:
    """Comments of a notebook count in its joined source, so they are applied here."""
    kept = [f for f in found if not suppression.silenced(f, outcome.comments)]
    if settings.unused_ignores:
        kept += suppression.unused(path, outcome.comments, text)
    outcome.comments = []
    return [book.located(f) for f in kept]


def syntax_error(error: SyntaxError, book: Notebook | None = None) -> str:
    """One line: what the parser said, and where."""
    message = (error.msg or "cannot be parsed").splitlines()[0]
    where = ""
    if book is not None and error.lineno:
        cell = book.cell_at(error.lineno)
        if cell is not None:
            where = f" (cell {cell.number}, line {error.lineno - cell.first + 1})"
    elif error.lineno:
        where = f" (line {error.lineno})"
    python2 = "Missing parentheses in call to 'print'" in message or "exec" in message
    return f"{'Python 2: ' if python2 else 'not valid Python: '}{message}{where}"


def _in_parallel(files: list[str], batch: Batch, workers: int) -> dict[str, Outcome]:
    from concurrent.futures import ProcessPoolExecutor

    share = -(-len(files) // (workers * 4))
    parts = [files[at : at + share] for at in range(0, len(files), share)]
    found: dict[str, Outcome] = {}
    with ProcessPoolExecutor(
        workers, initializer=_start, initargs=(batch.files, batch.settings)
    ) as pool:
        try:
            for part in pool.map(_check_part, parts):
                found.update(part)
        except BaseException:
            # Ctrl-C: what has not begun need not begin.
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return found


_batch: Batch | None = None


def _start(files: list[str], settings: Settings) -> None:
    global _batch
    import signal

    signal.signal(signal.SIGINT, signal.SIG_DFL)  # at Ctrl-C the parent speaks, the workers end
    _batch = Batch(files, settings)


def _check_part(files: list[str]) -> dict[str, Outcome]:
    assert _batch is not None
    return _batch.check(files)


def _report(outcomes: list[Outcome], files: Sequence[str], settings: Settings) -> CheckReport:
    """Findings of all files together: each once, suppressed ones left out, in order."""
    by_path = dict(zip(files, outcomes, strict=True))
    unique: dict[tuple, Finding] = {}
    for outcome in outcomes:
        for found in outcome.findings:
            key = (found.path, found.cell, found.line, found.column, found.kind)
            unique.setdefault(key, found)
    kept = []
    for found in unique.values():
        home = by_path.get(found.path)
        if home is None or not settings.wants(found.kind, found.path):
            continue
        if not suppression.silenced(found, home.comments):
            kept.append(found)
    if settings.unused_ignores:
        for path, outcome in by_path.items():
            if outcome.comments and settings.wants(suppression.UNUSED, path):
                kept += _unused(path, outcome)
    kept.sort(key=lambda f: (f.path, f.cell or 0, f.line, f.column, f.code))
    errors = tuple(
        FileError(path, outcome.error) for path, outcome in by_path.items() if outcome.error
    )
    return CheckReport(tuple(kept), errors, len(files))


def _unused(path: str, outcome: Outcome) -> list[Finding]:
    if all(comment.used for comment in outcome.comments):
        return []
    from mlexplain.check.reading import read_source

    try:
        return suppression.unused(path, outcome.comments, read_source(path))
    except (OSError, SyntaxError):
        return []


def check_stdin(
    data: bytes, path: str = "<stdin>", settings: Settings | None = None
) -> CheckReport:
    """Check bytes from standard input, under a file name that need not exist."""
    settings = settings or Settings()
    from mlexplain.check.project import Project

    outcome = Outcome()
    if any(word in data for word in _WORDS):
        check_bytes(data, path, Project(settings), outcome)
        if outcome.error is None and not path.endswith(".ipynb"):
            from mlexplain.check import reading

            text = reading.decode(data)
            kept = [
                f
                for f in outcome.findings
                if settings.wants(f.kind, path) and not suppression.silenced(f, outcome.comments)
            ]
            if settings.unused_ignores and settings.wants(suppression.UNUSED, path):
                kept += suppression.unused(path, outcome.comments, text)
            outcome.findings = kept
    outcome.findings = [f for f in outcome.findings if settings.wants(f.kind, path)]
    outcome.findings.sort(key=lambda f: (f.cell or 0, f.line, f.column))
    errors = (FileError(path, outcome.error),) if outcome.error else ()
    return CheckReport(tuple(outcome.findings), errors, 1)
