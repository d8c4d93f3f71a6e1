"""Results kept between runs, valid while the file, what it consulted and the rules are the same."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from dataclasses import asdict
from typing import Any

from mlexplain import __version__
from mlexplain.check.settings import Settings
from mlexplain.check.suppression import Comment
from mlexplain.findings import Edit, Finding, Remedy
from mlexplain.resources import rules_dir


def rules_version() -> str:
    """Changes whenever the analysis or its rules change."""
    folder = os.path.dirname(__file__)
    digest = hashlib.sha256(f"{__version__} {sys.version_info[:2]}".encode())
    for top in (folder, str(rules_dir() / "check")):
        for current, folders, names in os.walk(top):
            folders.sort()
            for name in sorted(names):
                if name.endswith((".py", ".json", ".md")):
                    stat = os.stat(os.path.join(current, name))
                    digest.update(f"{name} {stat.st_size} {stat.st_mtime_ns}".encode())
    return digest.hexdigest()[:24]


class Cache:
    """One JSON file per folder of settings and rules, below `folder`."""

    def __init__(self, folder: str, settings: Settings) -> None:
        key = hashlib.sha256((rules_version() + settings.key()).encode()).hexdigest()[:24]
        self._folder = folder
        self._path = os.path.join(folder, f"check-{key}.json")
        self._hashes: dict[str, str | None] = {}
        self._stale: set[str] | None = None
        try:
            with open(self._path, "rb") as file:
                self._entries: dict[str, Any] = json.load(file)
        except (OSError, ValueError):
            self._entries = {}

    def get(self, path: str, batch: Any) -> Any:
        from mlexplain.check.run import Outcome

        entry = self._entries.get(os.path.abspath(path))
        try:
            if entry is None or entry["files"] != _names(batch.files):
                return None
            if os.path.abspath(path) in self._changed(entry["files"]):
                return None
            if any(self._hash(other) != digest for other, digest in entry["consulted"].items()):
                return None
            outcome = Outcome()
            outcome.error = entry["error"]
            outcome.consulted = tuple(entry["consulted"])
            outcome.findings = [_finding(one) for one in entry["findings"]]
            outcome.comments = [Comment(a, b, c, tuple(d)) for a, b, c, d in entry["comments"]]
        except (KeyError, TypeError, ValueError):
            return None  # written by something else
        return outcome

    def _changed(self, names: str) -> set[str]:
        """The files that are not as they were checked, or consulted such a file, near or far."""
        if self._stale is None:
            users: dict[str, list[str]] = {}
            self._stale = set()
            for path, entry in self._entries.items():
                if entry["files"] != names or entry["hash"] != self._hash(path):
                    self._stale.add(path)
                for other in entry["consulted"]:
                    users.setdefault(os.path.abspath(other), []).append(path)
            todo = list(self._stale)
            while todo:
                new = [user for user in users.get(todo.pop(), ()) if user not in self._stale]
                self._stale.update(new)
                todo += new
        return self._stale

    def put(self, outcomes: dict[str, Any], batch: Any) -> None:
        """Keep new results. A folder that cannot be written to is no error."""
        if not outcomes:
            return
        names = _names(batch.files)
        for path, outcome in outcomes.items():
            self._entries[os.path.abspath(path)] = {
                "files": names,
                "hash": self._hash(path),
                "consulted": {other: self._hash(other) for other in outcome.consulted},
                "error": outcome.error,
                "findings": [asdict(found) for found in outcome.findings],
                "comments": [[c.line, c.column, c.end, c.names] for c in outcome.comments],
            }
        try:
            os.makedirs(self._folder, exist_ok=True)
            ignore = os.path.join(self._folder, ".gitignore")
            if not os.path.exists(ignore):
                with open(ignore, "w", encoding="utf-8") as file:
                    file.write("*\n")
            part = f"{self._path}.{os.getpid()}"
            with open(part, "w", encoding="utf-8") as file:
                json.dump(self._entries, file)
            os.replace(part, self._path)
        except OSError:
            return

    def _hash(self, path: str) -> str | None:
        path = os.path.abspath(path)
        if path not in self._hashes:
            try:
                with open(path, "rb") as file:
                    self._hashes[path] = hashlib.sha256(file.read()).hexdigest()
            except OSError:
                self._hashes[path] = None
        return self._hashes[path]


_named: tuple[int, str] = (0, "")


def _names(files: list[str]) -> str:
    """The set of files checked together: a name found today may come from a file added since."""
    global _named
    if _named[0] != id(files):
        _named = (id(files), hashlib.sha256("\0".join(sorted(files)).encode()).hexdigest()[:16])
    return _named[1]


def _finding(data: dict[str, Any]) -> Finding:
    remedy = data["remedy"]
    if remedy is not None:
        edits = tuple(
            Edit((e["start"][0], e["start"][1]), (e["end"][0], e["end"][1]), e["text"])
            for e in remedy["edits"]
        )
        remedy = Remedy(remedy["title"], edits, remedy["safe"])
    return Finding(**{**data, "remedy": remedy})
