"""Functions and classes as a file defines them, before anything is followed."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any

from mlexplain.check import knowledge
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.project import Project
    from mlexplain.check.sourcefile import SourceFile

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


class Function:
    """A function or method, or the top level of a file (`node` is then the ast.Module)."""

    def __init__(
        self,
        file: SourceFile,
        node: Any,
        owner: Class | None = None,
        closure: Any = None,
    ) -> None:
        self.file = file
        self.node = node
        self.owner = owner
        self.closure = closure
        self.summary: Any = None
        self.running = False
        self.runs = 0
        self.flow: Any = None
        """Of the top level of a file: the run whose environment holds the globals."""
        self.name: str = getattr(node, "name", "<module>")
        self.parameters: list[ast.arg] = []
        self.defaults: dict[str, ast.expr] = {}
        self.bound = False
        self.guarded_call = False
        """Whether it is called where a condition asks for CUDA."""
        self._sequences: set[str] | None = None
        if not isinstance(node, ast.Module):
            self._read_signature(node)

    def _read_signature(self, node: FunctionNode) -> None:
        arguments = node.args
        positional = arguments.posonlyargs + arguments.args
        self.parameters = positional + arguments.kwonlyargs
        if arguments.defaults:
            for parameter, default in zip(
                positional[-len(arguments.defaults) :], arguments.defaults, strict=True
            ):
                self.defaults[parameter.arg] = default
        for parameter, value in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            if value is not None:
                self.defaults[parameter.arg] = value
        self.decorators = [decorator_name(d) for d in node.decorator_list]
        self.bound = self.owner is not None and "staticmethod" not in self.decorators

    def is_sequence(self, node: ast.expr) -> bool:
        """Whether an argument is used as only sequences are: `len(x)`, `for one in x`, `x[0]`."""
        if not isinstance(node, ast.Name) or self.name != "__init__":
            return False  # a forward may iterate over tensors, too
        if self._sequences is None:
            found = _SEQUENCE.finditer(self.text)
            self._sequences = {m[1] or m[2] or m[3] for m in found}
        return node.id in self._sequences

    def moves_something(self) -> bool:
        """Whether the text of the function has a `.to(` or `.cuda(`."""
        text = self.text
        return ".to(" in text or ".cuda(" in text

    def starts_only(self) -> bool:
        """Whether this is a private method that nothing but `__init__` calls in its file."""
        first = self.owner.methods.get("__init__") if self.owner is not None else None
        if first is None or not self.name.startswith("_"):
            return False
        called = f".{self.name}("
        return self.file.text.count(called) == first.text.count(called)

    @property
    def text(self) -> str:
        return self.file.text_of(self.node)

    def close(self) -> None:
        """Let go of everything, so that no cycle keeps the syntax tree."""
        self.node = self.summary = self.flow = self.closure = None
        self.defaults.clear()
        self.parameters.clear()

    @property
    def receiver(self) -> str | None:
        """The name of `self` (or `cls`), for a method."""
        return self.parameters[0].arg if self.bound and self.parameters else None


def decorator_name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


INITIALISERS = ("__init__", "__post_init__", "setup", "build", "configure_model")


class Class:
    """A class of a checked file."""

    def __init__(self, file: SourceFile, node: ast.ClassDef) -> None:
        self.file = file
        self.node = node
        self.name = node.name
        self.methods: dict[str, Function] = {}
        self.fields: list[str] = []
        """Annotated names of the class body, in order: the arguments of a dataclass."""
        self.attributes: dict[str, Value | None] = {}
        """Found so far; filled by `classes.attribute`."""
        self.constants: dict[str, ast.expr] = {}
        self.initial: dict[str, Value | None] | None = None
        """What the initialisers leave in the attributes, once they have run."""
        self._module: bool | None = None
        self._ancestors: list[Class] | None = None
        self._filled: dict[str, list[str]] | None = None
        self._reassigned: dict[str, set[str]] | None = None
        for statement in node.body:
            if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self.methods[statement.name] = Function(file, statement, self)
            elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                self.fields.append(statement.target.id)
                if statement.value is not None:
                    self.constants[statement.target.id] = statement.value
            elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
                self.constants[statement.targets[0].id] = statement.value

        self.initialisers = [self.methods[i] for i in INITIALISERS if i in self.methods]

    @property
    def text(self) -> str:
        return self.file.text_of(self.node)

    def bases(self) -> list[str]:
        """The dotted names of the base classes, imports followed."""
        return [self.file.dotted(base) or "" for base in self.node.bases]

    def ancestors(self, project: Project) -> list[Class]:
        """This class and those of its bases that the project defines, nearest first."""
        if self._ancestors is not None:
            return self._ancestors
        found: list[Class] = []
        queue = [self]
        while queue and len(found) < 12:
            cls = queue.pop(0)
            if cls in found:
                continue
            found.append(cls)
            for base in cls.bases():
                target = project.find(base, cls.file) if base else None
                if isinstance(target, Class):
                    queue.append(target)
        if not self.file.top.running:
            self._ancestors = found
        return found

    def method(self, name: str, project: Project) -> Function | None:
        for cls in self.ancestors(project):
            if name in cls.methods:
                return cls.methods[name]
        return None

    def is_module(self, project: Project) -> bool:
        """Whether this is an nn.Module, as far as the bases show."""
        if self._module is None:
            self._module = False
            for cls in self.ancestors(project):
                for base in cls.bases():
                    if knowledge.is_module_base(base) or (
                        "forward" in self.methods and knowledge.may_be_module(base, project, cls)
                    ):
                        self._module = True
                        return True
        return self._module

    def has_base(self, names: frozenset[str], project: Project) -> bool:
        return any(
            base in names or base.rpartition(".")[2] in names
            for cls in self.ancestors(project)
            for base in cls.bases()
        )

    def is_spread(self) -> bool:
        """Whether `__init__` puts the layers on GPUs of their own, as a pipeline does."""
        function = self.methods.get("__init__")
        if function is None:
            return False
        return _NUMBERED_GPU.search(function.text) is not None

    def filled(self) -> dict[str, list[str]]:
        """Attribute of `self` → the methods but `__init__` that give it items."""
        if self._filled is None:
            self._read_assignments()
        assert self._filled is not None
        return self._filled

    def assigned_in(self) -> dict[str, set[str]]:
        """Attribute of `self` → the methods that assign it."""
        if self._reassigned is None:
            self._read_assignments()
        assert self._reassigned is not None
        return self._reassigned

    def _read_assignments(self) -> None:
        assigned: dict[str, set[str]] = {}
        filled: dict[str, list[str]] = {}
        lines = self.file.lines
        for name, function in self.methods.items():
            for line in lines[function.node.lineno - 1 : function.node.end_lineno]:
                if "self." not in line:
                    continue
                for statement in line.split(";") if "=" in line else ():
                    match = _SELF_ASSIGNED.match(statement)
                    for own in _OWN.findall(match[1]) if match else ():
                        assigned.setdefault(own, set()).add(name)
                if name != "__init__" and ("[" in line or "(" in line):
                    for match in _SELF_FILLED.finditer(line):
                        methods = filled.setdefault(match[1], [])
                        if name not in methods:
                            methods.append(name)
        self._reassigned, self._filled = assigned, filled

    def close(self) -> None:
        """Let go of everything, so that no cycle keeps the syntax tree."""
        for function in self.methods.values():
            function.close()
        self.methods.clear()
        self.initialisers.clear()
        self.initial = None
        self.attributes.clear()
        self.constants.clear()
        self._ancestors = None
        self.node = None  # type: ignore[assignment]


_SEQUENCE = re.compile(
    r"\b(?:len|enumerate|zip|sorted|list|tuple)\((\w+)[,)]|\bin (\w+)\b"
    r"|\bisinstance\((\w+), \(?(?:list|tuple)\b"
)
_SELF_FILLED = re.compile(r"\bself\.(\w+)(?:\[[^\]\n]*\]\s*=(?!=)|\.(?:append|update|add)\()")
_SELF_ASSIGNED = re.compile(
    r"[ \t]*((?:[\w.]+[ \t]*,[ \t]*)*self\.\w+(?:\.data)?(?:[ \t]*,[ \t]*[\w.]+)*)"
    r"[ \t]*(?::[^=\n]+)?=(?!=)"
)
_NUMBERED_GPU = re.compile(r"""\.to\(\s*["']cuda:\d|\.cuda\(\d""")
_OWN = re.compile(r"\bself\.(\w+)")
