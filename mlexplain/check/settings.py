"""What `[tool.mlexplain]` of pyproject.toml and the command line ask for."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Any

EXCLUDED = [
    ".bzr",
    ".direnv",
    ".eggs",
    ".git",
    ".git-rewrite",
    ".hg",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pants.d",
    ".pyenv",
    ".pytest_cache",
    ".pytype",
    ".ruff_cache",
    ".svn",
    ".tox",
    ".venv",
    ".vscode",
    "__pypackages__",
    "_build",
    "buck-out",
    "dist",
    "node_modules",
    "site-packages",
    "venv",
    "__pycache__",
    ".mlexplain_cache",
]
"""Folders that are never walked into."""


class SettingsError(ValueError):
    """A pyproject.toml that cannot be read or holds what it should not; one line of text."""


@dataclass(frozen=True)
class Settings:
    select: tuple[str, ...] = ()
    """Kinds, codes or beginnings of codes; empty for all."""
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = tuple(EXCLUDED)
    per_file_ignores: dict[str, tuple[str, ...]] = field(default_factory=dict)
    respect_gitignore: bool = True
    transformers: str | None = None
    """The version of transformers that the project uses, where it is stated."""
    root: str = ""
    """The folder of the pyproject.toml, to which its patterns are relative."""
    unused_ignores: bool = True

    def wants(self, kind: str, path: str = "") -> bool:
        from mlexplain.check.rules import matches

        if self.select and not any(matches(s, kind) for s in self.select):
            return False
        if any(matches(s, kind) for s in self.ignore):
            return False
        for pattern, kinds in self.per_file_ignores.items():
            if matches_path(pattern, path, self.root) and any(matches(k, kind) for k in kinds):
                return False
        return True

    def generate_moves_inputs(self, file: Any) -> bool:
        """Whether `generate` moves its inputs to the model: from transformers 5 on it does."""
        if self.transformers is not None:
            return not self.transformers.lstrip("=<~! v").startswith(("2", "3", "4"))
        # `torch_dtype=` and `load_in_8bit=` belong to the time before.
        text = file.text
        return "torch_dtype" not in text and "load_in_8bit" not in text

    def key(self) -> str:
        """What findings depend on, for the cache."""
        return repr(
            (
                self.select,
                self.ignore,
                sorted(self.per_file_ignores.items()),
                self.transformers,
                self.unused_ignores,
            )
        )


def matches_path(pattern: str, path: str, root: str) -> bool:
    """As ruff matches: the pattern against the file name, or against the path below the root."""
    relative = os.path.relpath(path, root or os.curdir).replace(os.sep, "/")
    name = relative.rpartition("/")[2]
    if fnmatch(name, pattern) or fnmatch(relative, pattern.removeprefix("./")):
        return True
    return "*" not in pattern and relative.startswith(pattern.rstrip("/") + "/")


def find(start: str) -> Settings:
    """The settings for files under `start`: those of the nearest pyproject.toml above that has any.

    Raises SettingsError.
    """
    folder = os.path.abspath(start)
    if not os.path.isdir(folder):
        folder = os.path.dirname(folder)
    while True:
        path = os.path.join(folder, "pyproject.toml")
        if os.path.isfile(path):
            settings = load(path)
            if settings is not None:
                return settings
        above = os.path.dirname(folder)
        if above == folder:
            return Settings()
        folder = above


def load(path: str) -> Settings | None:
    """The settings in one pyproject.toml; None if it does not mention mlexplain."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}") from None
    if b"mlexplain" not in data:
        return None
    from mlexplain.toml import tomllib

    try:
        content = tomllib.loads(data.decode())
    except ValueError as error:
        raise SettingsError(f"{path}: {error}") from None
    table = content.get("tool", {}).get("mlexplain")
    if table is None:
        return None
    return from_table(table, path)


def from_table(table: dict[str, Any], path: str) -> Settings:
    from mlexplain.check.rules import known

    lists = {}
    for name in ("select", "ignore", "exclude", "extend-exclude"):
        value = table.get(name, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise SettingsError(f"{path}: tool.mlexplain.{name} is not a list of strings")
        lists[name] = tuple(value)
    per_file = table.get("per-file-ignores", {})
    if not isinstance(per_file, dict):
        raise SettingsError(f"{path}: tool.mlexplain.per-file-ignores is not a table")
    ignores = {pattern: tuple(kinds) for pattern, kinds in per_file.items()}
    for selector in [*lists["select"], *lists["ignore"], *sum(ignores.values(), ())]:
        if not known(selector):
            raise SettingsError(f"{path}: no such rule: {selector}")
    exclude = lists["exclude"] or tuple(EXCLUDED)
    return Settings(
        select=lists["select"],
        ignore=lists["ignore"],
        exclude=exclude + lists["extend-exclude"],
        per_file_ignores=ignores,
        respect_gitignore=bool(table.get("respect-gitignore", True)),
        transformers=table.get("transformers"),
        root=os.path.dirname(os.path.abspath(path)),
        unused_ignores=bool(table.get("unused-ignores", True)),
    )
