"""One parsed file: the names at its top level, and its text where findings need it."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from typing import Any

from mlexplain.check.scope import Class, Function
from mlexplain.check.values import Value

_ASSIGNED = re.compile(r"\.(\w+)[ \t]*=(?!=)")
_OWNER = re.compile(r"(?:\w+\.)+")
_FOREIGN_ENTRY = re.compile(r"(?<!\bself)\.(\w+)\[[^\]\n]*\]\s*=(?!=)")
_FOREIGN_MOVE = re.compile(r"(?!\bself\.\w+\.)\b\w+(?:\.\w+)*\.(\w+)\.(?:to|cuda)\(")


class SourceFile:
    """One parsed file and the names at its top level."""

    def __init__(self, path: str, text: str, tree: ast.Module, module: str = "") -> None:
        self.path = path
        self.text = text
        self.tree = tree
        self.module = module
        """The dotted name, where packages around the file give it one."""
        self.is_package = path.endswith("__init__.py")
        self.imports: dict[str, str] = {}
        self.functions: dict[str, Function] = {}
        self.classes: dict[str, Class] = {}
        self.folder = path.rpartition("/")[0] if "/" in path else os.path.dirname(path)
        self.found: dict[str, Any] = {}
        """Dotted names looked up in the project so far."""
        self.needs: set[str] = set()
        """Paths of the files where those were found, whichever check looked first."""
        self.names: dict[str, Value | None] = {}
        """Imports and definitions looked up so far."""
        self.assigned: set[str] = set()
        self.top = Function(self, tree)
        self.literals: list[tuple[Function, ast.Call]] = []
        """Calls that say `cuda` where no condition asks for it."""
        self._lines: list[str] | None = None
        self._foreign: set[str] | None = None
        self._foreign_moves: set[str] | None = None
        self._foreign_entries: set[str] | None = None
        self.lambdas: dict[ast.Lambda, Function] = {}
        self.nested: list[Function] = []
        """Functions inside functions, and methods of classes there."""
        self.changes_default = "set_default_device(" in text or "set_default_tensor_type(" in text
        self.sets_device = "cuda.set_device(" in text
        self._scan(tree.body)

    def _scan(self, body: list[ast.stmt]) -> None:
        for node in body:
            kind = type(node)
            if kind is ast.FunctionDef or kind is ast.AsyncFunctionDef:
                self.functions[node.name] = Function(self, node)  # type: ignore[attr-defined]
            elif kind is ast.ClassDef:
                self.classes[node.name] = Class(self, node)  # type: ignore[attr-defined,arg-type]
            elif kind is ast.Import or kind is ast.ImportFrom:
                self.imports.update(imported(node, self))
            elif kind is ast.Assign:
                self.assigned.update(t.id for t in node.targets if isinstance(t, ast.Name))  # type: ignore[attr-defined]
            elif kind is ast.If or kind is ast.Try:
                self._scan(node.body)  # type: ignore[attr-defined]
                self._scan(node.orelse)  # type: ignore[attr-defined]
                for handler in getattr(node, "handlers", ()):
                    self._scan(handler.body)

    def close(self) -> None:
        """Let go of everything, so that no cycle keeps the syntax tree."""
        for function in (self.top, *self.functions.values(), *self.nested):
            function.close()
        for cls in self.classes.values():
            cls.close()
        for held in (
            self.functions,
            self.classes,
            self.nested,
            self.lambdas,
            self.found,
            self.names,
        ):
            held.clear()
        self.literals.clear()
        self.tree = None  # type: ignore[assignment]

    def set_from_outside(self, name: str) -> bool:
        """Whether some line assigns the attribute `name` of an object that is not `self`."""
        if self._foreign is None:
            self._foreign = set(self._assigned_to_others())
        return name in self._foreign

    def _assigned_to_others(self) -> Iterator[str]:
        # One pattern for the whole line is five times slower: most lines assign no attribute.
        for found in _ASSIGNED.finditer(self.text):
            start = self.text.rfind("\n", 0, found.start()) + 1
            owner = self.text[start : found.start() + 1].rpartition(";")[2].strip(" \t")
            if owner != "self." and _OWNER.fullmatch(owner):
                yield found[1]

    def filled_from_outside(self, name: str) -> bool:
        """Whether some line sets an entry of the attribute `name` of an object that is not `self`:
        `ema.shadow[key] = …`."""
        if self._foreign_entries is None:
            self._foreign_entries = set(_FOREIGN_ENTRY.findall(self.text))
        return name in self._foreign_entries

    def moved_from_outside(self, name: str) -> bool:
        """Whether some line moves the attribute `name` of an object that is not `self`."""
        if self._foreign_moves is None:
            self._foreign_moves = set(_FOREIGN_MOVE.findall(self.text))
        return name in self._foreign_moves

    @property
    def lines(self) -> list[str]:
        if self._lines is None:
            # As the parser counts them: form feeds and the like do not end a line.
            self._lines = self.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        return self._lines

    def text_of(self, node: Any) -> str:
        """The lines on which a statement stands."""
        return "\n".join(self.lines[node.lineno - 1 : node.end_lineno])

    def speaks_of(self, words: re.Pattern[str], node: ast.expr) -> bool:
        """Whether the lines of an expression have one of `words`: quicker than to look at its nodes."""
        first, last = node.lineno - 1, node.end_lineno or node.lineno
        if last - first == 1:
            return words.search(self.lines[first]) is not None
        return any(words.search(line) for line in self.lines[first:last])

    def source(self, node: ast.AST) -> str:
        """The text of an expression, on one line."""
        first, last = node.lineno, node.end_lineno  # type: ignore[attr-defined]
        if first != last:
            return " ".join((ast.get_source_segment(self.text, node) or "").split())
        line = self.lines[first - 1].encode()
        return line[node.col_offset : node.end_col_offset].decode(errors="replace")  # type: ignore[attr-defined]

    def column(self, line: int, offset: int) -> int:
        """A 1-based column in characters, from the parser's offset in UTF-8 bytes."""
        text = self.lines[line - 1] if line <= len(self.lines) else ""
        if text.isascii():
            return offset + 1
        return len(text.encode()[:offset].decode(errors="ignore")) + 1

    def statement_of(self, node: ast.AST, function: ast.AST) -> ast.stmt | None:
        """The assignment whose whole value is `node`."""
        for statement in ast.walk(function):
            if isinstance(statement, ast.Assign) and statement.value is node:
                return statement
        return None

    def dotted(self, node: ast.expr) -> str | None:
        """The full dotted name of `a.b.c`, its first part looked up among the imports."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if isinstance(node, ast.Subscript):  # Generic[T]
            return self.dotted(node.value)
        if not isinstance(node, ast.Name):
            return None
        parts.append(self.imports.get(node.id, node.id))
        return ".".join(reversed(parts))


def imported(node: ast.stmt, file: SourceFile) -> dict[str, str]:
    """The names an import statement binds → the dotted names they stand for."""
    names: dict[str, str] = {}
    if isinstance(node, ast.Import):
        for alias in node.names:
            if alias.asname:
                names[alias.asname] = alias.name
            else:
                head = alias.name.partition(".")[0]
                names[head] = head
    elif isinstance(node, ast.ImportFrom):
        base = node.module or ""
        if node.level:
            package = file.module.split(".") if file.module else []
            drop = node.level - (1 if file.is_package else 0)
            if file.module:
                package = package[: len(package) - drop] if drop else package
            base = ".".join([*package, base] if base else package)
        for alias in node.names:
            names[alias.asname or alias.name] = f"{base}.{alias.name}" if base else alias.name
    return names


def module_name(path: str, packages: dict[str, bool] | None = None) -> str:
    """The dotted name that the packages around `path` give it.

    `packages` remembers, from call to call, which folders are packages.
    """
    known = packages if packages is not None else {}
    folder, name = os.path.split(path)
    parts = [] if name == "__init__.py" else [name.removesuffix(".py")]
    while folder:
        if folder not in known:
            known[folder] = os.path.isfile(os.path.join(folder, "__init__.py"))
        if not known[folder]:
            break
        folder, package = os.path.split(folder)
        parts.insert(0, package)
        if not package:
            break
    return ".".join(parts)
