"""The files checked together: finding a name's definition across them, each function once."""

from __future__ import annotations

import ast
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mlexplain.check import values
from mlexplain.check.scope import Class, Function
from mlexplain.check.sourcefile import SourceFile, module_name
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.clashes import Summary
    from mlexplain.findings import Finding

MOST_OPEN_TEXT = 36_000_000
"""Characters of the parsed files kept at a time; their syntax trees are some 20 times as large."""
DEEPEST_CALLS = 24
MOST_RUNS = 3
"""How often one function is run again for the arguments of a call."""

_BUILTINS = frozenset(dir(__builtins__) if not isinstance(__builtins__, dict) else __builtins__)


class Project:
    """What the analysis of one file may look up in the others."""

    def __init__(
        self, settings: Any, modules: dict[str, str] | None = None, paths: Sequence[str] = ()
    ) -> None:
        # These register themselves.
        from mlexplain.check import (  # noqa: F401
            callables,
            calls,
            expressions,
            loops,
            statements,
            subscripts,
        )
        from mlexplain.check.clashes import Summary
        from mlexplain.check.flow import Flow

        self._flow, self._nothing = Flow, Summary
        self.settings = settings
        self.modules = modules or {}
        """Dotted module name → path, of every file checked together."""
        self.paths = paths
        """Every file: scripts in different folders may share a module name."""
        self.findings: dict[tuple, Finding] = {}
        self.blamed: set[tuple] = set()
        """Places of tensors that have been reported: one bug, one finding."""
        self.consulted: set[str] = set()
        """Paths of the other files that the current file's findings depend on."""
        self.packages: dict[str, bool] = {}
        self._open_text = 0
        self._files: dict[str, SourceFile | None] = {}
        self._heads = {name.partition(".")[0] for name in self.modules}
        self._depth = 0
        self._trial: list[Finding] | None = None
        """What would be reported, while a function is only tried out."""
        self._early: dict[Class, list[Function]] = {}
        """Methods that ran while `__init__` of their class did."""
        self._beside: dict[tuple[str, str], str] | None = None

    # -------------------------------------------------------------------- files

    def add(self, file: SourceFile) -> None:
        if self._files.get(file.path) is not file:
            self._files[file.path] = file
            self._open_text += len(file.text)

    def close(self) -> None:
        for file in self._files.values():
            if file is not None:
                file.close()
        self._files.clear()
        self._open_text = 0

    def file(self, path: str) -> SourceFile | None:
        self.consulted.add(path)
        if path not in self._files:
            from mlexplain.check.reading import read_source

            try:
                text = read_source(path)
                tree = ast.parse(text)
            except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
                self._files[path] = None
            else:
                self.add(SourceFile(path, text, tree, module_name(path, self.packages)))
        return self._files[path]

    def opened(self, path: str, text: str) -> SourceFile | None:
        """A file to check that another one has asked for: it is parsed, and functions are known."""
        if self._open_text > MOST_OPEN_TEXT:
            # All at once, while no function runs: they hold on to each other.
            self.close()
        known = self._files.get(path)
        return known if known is not None and known.text == text else None

    def check(self, file: SourceFile) -> None:
        """Run the whole file; findings gather in `self.findings`."""
        self.add(file)
        self.summary(file.top)
        for function in file.functions.values():
            self.summary(function)
        for cls in file.classes.values():
            for method in cls.methods.values():
                self.summary(method)
        from mlexplain.check import choices

        choices.check(self, file)
        self.consulted |= file.needs

    # -------------------------------------------------------------------- names

    def top_level(self, file: SourceFile, name: str) -> Value | None:
        """A name at the top of `file`, or of Python itself."""
        top = file.top
        if top.flow is not None and name in top.flow.env:
            return top.flow.env[name]
        if name in file.names:
            return file.names[name]
        value: Value | None = None
        if name in file.imports:
            value = self.named(file.imports[name], file)
        elif name in file.functions:
            value = Value(values.FUNCTION, data=file.functions[name])
        elif name in file.classes:
            value = Value(values.CLASS, data=file.classes[name])
        elif name in _BUILTINS:
            value = values.library("builtins." + name)
        file.names[name] = value
        return value

    def named(self, dotted: str, asking: SourceFile) -> Value | None:
        """What a dotted name stands for: a thing of the project, or of some library."""
        if dotted.startswith("torch.") and "torch" not in self._heads:
            return values.library(dotted)
        found = self.find(dotted, asking)
        if found is None:
            return values.library(dotted)
        if isinstance(found, Class):
            return Value(values.CLASS, data=found)
        if isinstance(found, Function):
            return Value(values.FUNCTION, data=found)
        return found if isinstance(found, Value) else values.library(dotted)

    def find(self, dotted: str, asking: SourceFile, depth: int = 0) -> Any:
        """The Class, Function or global Value that `dotted` names in the project, or None."""
        found = asking.found.get(dotted, asking)
        if found is asking:
            found = self._look_for(dotted, asking, depth)
            if not asking.top.running:
                asking.found[dotted] = found
        return found

    def _look_for(self, dotted: str, asking: SourceFile, depth: int) -> Any:
        head = dotted.partition(".")[0]
        if head == "torch" and "torch" not in self._heads:
            return None
        if "." not in dotted:
            return asking.classes.get(dotted) or asking.functions.get(dotted)
        sibling = asking.folder
        if head not in self._heads and (sibling, head) not in self._siblings():
            return None
        parts = dotted.split(".")
        for split in range(len(parts) - 1, 0, -1):
            path = self._path(".".join(parts[:split]), sibling)
            if path is None:
                continue
            rest = parts[split:]
            file = asking if path == asking.path else self.file(path)
            asking.needs.add(path)
            if file is None or len(rest) != 1:
                return None
            return self._member(file, rest[0], depth)
        return None

    def _member(self, file: SourceFile, name: str, depth: int) -> Any:
        if name in file.classes:
            return file.classes[name]
        if name in file.functions:
            return file.functions[name]
        if name in file.imports and depth < 5:
            return self.find(file.imports[name], file, depth + 1)
        if file.top.running:
            return None
        if name in file.assigned:
            self.summary(file.top)
            return file.top.flow.env.get(name) if file.top.flow is not None else None
        return None

    def _path(self, module: str, sibling: str) -> str | None:
        beside = self._siblings().get((sibling, module))
        return beside or self.modules.get(module)

    def _siblings(self) -> dict[tuple[str, str], str]:
        """(folder, name) → path: scripts import the files beside them by their bare names."""
        if self._beside is None:
            self._beside = {}
            for path in self.paths:
                folder, name = os.path.split(path)
                self._beside[folder, name.removesuffix(".py")] = path
                if name == "__init__.py":
                    above, package = os.path.split(folder)
                    self._beside[above, package] = path
                else:
                    above, package = os.path.split(folder)
                    self._beside[above, f"{package}.{name.removesuffix('.py')}"] = path
        return self._beside

    # ---------------------------------------------------------------- functions

    def summary(self, function: Function) -> Summary | None:
        """The summary of a function, made on first need; None while it is being made."""
        if function.summary is not None:
            return function.summary
        if function.running or self._depth >= DEEPEST_CALLS:
            return None
        function.running = True
        self._depth += 1
        self._trial, trial = None, self._trial
        try:
            function.summary = self._flow(self, function).run()
        except RecursionError:
            function.summary = self._nothing()
        finally:
            function.running = False
            self._depth -= 1
            self._trial = trial
        self._forget_early(function)
        return function.summary

    def _forget_early(self, function: Function) -> None:
        """What `__init__` calls runs before the attributes are known, and so once more after it."""
        owner = function.owner
        if owner is None:
            return
        first = owner.methods.get("__init__")
        if first is function:
            for early in self._early.pop(owner, ()):
                if not (early.starts_only() and owner.is_module(self)):
                    early.summary = None
        elif first is not None and first.running:
            self._early.setdefault(owner, []).append(function)

    def specialised(
        self,
        function: Function,
        given: dict[str, Value | None],
        guarded: int = 0,
        call: tuple[Function, ast.AST] | None = None,
    ) -> Summary | None:
        """A run of `function` with the arguments of one call; None where that has been done enough."""
        if function.running or self._depth >= DEEPEST_CALLS or function.runs >= MOST_RUNS:
            return None
        function.runs += 1
        function.running = True
        self._depth += 1
        try:
            flow = self._flow(self, function, given, guarded)
            flow.call = call
            return flow.run()
        except RecursionError:
            return None
        finally:
            function.running = False
            self._depth -= 1

    def fails(self, function: Function, given: dict[str, Value | None]) -> bool:
        """Whether a run of `function` with these arguments would report anything."""
        self._trial, before = [], self._trial
        try:
            self.specialised(function, given)
            return bool(self._trial)
        finally:
            self._trial = before

    def blame(self, path: str, node: ast.AST) -> bool:
        """Whether this is the first finding about the value made at `node`."""
        key = (path, getattr(node, "lineno", 0), getattr(node, "col_offset", 0))
        if key in self.blamed or self._trial is not None:
            return key not in self.blamed
        self.blamed.add(key)
        return True

    def report(self, finding: Finding) -> None:
        if self._trial is not None:
            self._trial.append(finding)
            return
        key = (finding.path, finding.line, finding.column, finding.kind)
        self.findings.setdefault(key, finding)
