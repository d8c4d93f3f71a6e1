"""Which files to check, as ruff chooses them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from fnmatch import translate

from mlexplain.check.settings import Settings, matches_path

SUFFIXES = (".py", ".pyi", ".ipynb")


def files(paths: Iterable[str], settings: Settings) -> Iterator[str]:
    """The files under `paths`, each once. A file that is named is taken, whatever the excludes say.

    Raises FileNotFoundError for a path that does not exist.
    """
    seen: set[str] = set()
    for path in paths:
        if os.path.isdir(path):
            found: Iterable[str] = _under(path, settings)
        elif os.path.exists(path):
            found = (path,)
        else:
            raise FileNotFoundError(2, "No such file or directory", path)
        for one in found:
            if one not in seen:
                seen.add(one)
                yield one


def _under(folder: str, settings: Settings) -> Iterator[str]:
    ignored = GitIgnore(folder) if settings.respect_gitignore else None
    for current, folders, names in os.walk(folder):
        if ignored is not None:
            ignored.read(current)
        folders[:] = sorted(
            name
            for name in folders
            if not _excluded(os.path.join(current, name), settings)
            and not (ignored is not None and ignored.matches(os.path.join(current, name), True))
        )
        for name in sorted(names):
            path = os.path.normpath(os.path.join(current, name))
            if not name.endswith(SUFFIXES) or _excluded(path, settings):
                continue
            if ignored is None or not ignored.matches(path, False):
                yield path


def _excluded(path: str, settings: Settings) -> bool:
    name = os.path.basename(path)
    return name in settings.exclude or any(
        matches_path(pattern, path, settings.root) for pattern in settings.exclude
    )


class GitIgnore:
    """The .gitignore files from the repository's root down to where the walk is."""

    def __init__(self, folder: str) -> None:
        self._rules: list[tuple[str, re.Pattern[str], bool, bool]] = []
        self._read: set[str] = set()
        above, current = [], os.path.abspath(folder)
        while True:
            above.append(current)
            parent = os.path.dirname(current)
            if os.path.isdir(os.path.join(current, ".git")):
                break
            if parent == current:
                above = above[:1]  # not in a repository
                break
            current = parent
        for one in reversed(above):
            self.read(one)

    def read(self, folder: str) -> None:
        folder = os.path.abspath(folder)
        if folder in self._read:
            return
        self._read.add(folder)
        try:
            with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as f:
                lines = f.read().splitlines()
        except OSError:
            return
        for line in lines:
            rule = _rule(folder, line)
            if rule is not None:
                self._rules.append(rule)

    def matches(self, path: str, is_folder: bool) -> bool:
        if not self._rules:
            return False
        path = os.path.abspath(path)
        ignored = False
        for base, pattern, negated, only_folders in self._rules:
            if only_folders and not is_folder:
                continue
            if path.startswith(base + os.sep):
                relative = path[len(base) + 1 :].replace(os.sep, "/")
                if pattern.match(relative):
                    ignored = not negated
        return ignored


def _rule(folder: str, line: str) -> tuple[str, re.Pattern[str], bool, bool] | None:
    line = line.rstrip()
    if not line or line.startswith("#"):
        return None
    negated = line.startswith("!")
    line = line[negated:]
    only_folders = line.endswith("/")
    line = line.rstrip("/")
    anchored = "/" in line
    line = line.lstrip("/")
    if not line:
        return None
    body = translate(line.replace("**/", "\0")).replace("\0", "(?:.*/)?").replace("\\\0", "")
    if not anchored:
        body = "(?:.*/)?" + body.replace("(?s:", "(?s:", 1)
    else:
        body = body.replace(".*", "[^/]*") if "**" not in line else body
    try:
        return folder, re.compile(body), negated, only_folders
    except re.error:
        return None
