"""What the names of a snippet stand for: imports, aliases, and the kind of object they hold."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass, field
from typing import Any

from mlexplain.explain import knowledge
from mlexplain.explain.facts.kinds import (
    LITERALS,
    QUERYING,
    by_spelling,
    constant_kind,
    gives_tensor,
    is_column_name,
    made_by,
    names_column,
    queries,
    returns_tensor,
)
from mlexplain.explain.facts.uses import Uses


def dotted(node: ast.AST) -> str | None:
    """`a.b.c` of a chain of attributes on a name, else None."""
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return ".".join([node.id, *reversed(parts)])


NAMESPACE = "xp"
"""By the array API standard, any library's module of functions: `xp.sum(x)` works on `x`."""


_LIKE = {
    "jax.numpy.": "numpy.",
    "cupy.": "numpy.",
    "jax.nn.": "torch.nn.functional.",
    "pytorch_lightning.": "lightning.",
    "lightning.pytorch.": "lightning.",
}
"""Modules whose functions do what those of others with the same name do."""
MODULES = ("Module", "PreTrainedModel")
"""Kinds of objects that inputs are run through."""
_OF_TEXTS = frozenset(
    ("strip", "lstrip", "rstrip", "lower", "upper", "casefold", "removeprefix", "removesuffix")
)
"""Methods that only texts have, and that give texts."""
_KEEPING = frozenset(
    f"numpy.{name}"
    for name in ("log", "log1p", "log2", "log10", "exp", "expm1", "sqrt", "abs", "sign", "round")
)
"""Functions of NumPy that give a table for a table, and a column for a column."""


@dataclass(slots=True)
class Scope:
    """Names of one snippet. Flow is ignored: a name that holds two kinds of object has none."""

    imports: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str | None] = field(default_factory=dict)
    """Kind by spelling, `self.fc` included."""
    apart: set[int] = field(default_factory=set)
    """The identities of the nodes of names that hold something else elsewhere."""
    bound: set[str] = field(default_factory=set)
    variables: set[str] = field(default_factory=set)
    """Names that are parameters or assigned to somewhere: they need not stand for a function."""
    classes: dict[str, str] = field(default_factory=dict)
    """Class name → the full name of its first base."""
    own: dict[str, set[str]] = field(default_factory=dict)
    """Names that hold an object of a class of the snippet without a base, with its methods."""
    definitions: dict[int, ast.expr] = field(default_factory=dict)
    """What a name holds where it is read, by the identity of its node."""
    elements: dict[str, ast.expr] = field(default_factory=dict)
    """What a name is an entry of: `gs` for the `g` of `for g in gs`; one that is set elsewhere, too,
    has none."""
    normals: dict[int, Any] = field(default_factory=dict)
    """Normal forms that have been made, by the identity of their nodes."""
    nestings: dict[int, tuple[Any, set[str]]] = field(default_factory=dict)
    """Normal forms with what stands within what in them, by their own identity."""
    once: set[int] = field(default_factory=set)
    """The identities of the nodes that run once in each call of their function: in no loop."""
    layers: dict[str, ast.Call] = field(default_factory=dict)
    """By spelling, the call that makes a layer; what is set to two kinds of layers has none."""
    owners: set[int] = field(default_factory=set)
    """The identities of the arguments that are `self` or `cls`, whatever they are called."""
    uses: Uses = field(default_factory=dict)
    """Names by what the code does with them."""
    recursive: set[int] = field(default_factory=set)
    """The identities of the calls by which a function calls itself."""
    calling_themselves: list[ast.FunctionDef | ast.AsyncFunctionDef] = field(default_factory=list)
    """Functions that are recursive."""
    messages: set[int] = field(default_factory=set)
    """The identities of the calls by which an error class gives its message."""
    returned: dict[str, list[ast.expr]] = field(default_factory=dict)
    """What the functions of the snippet return, by the names they are called by: `f`, `self.f`."""
    texts: dict[str, str] = field(default_factory=dict)
    """Names that are set once, to a text as it stands there."""
    members: dict[str, str] = field(default_factory=dict)
    """Names of lists whose entries are objects of one known kind."""
    marked: set[str] = field(default_factory=set)
    """Names that hold one mark for each entry of an array: what `x[m]` picks by."""
    learning: bool = True
    """Whether anything shows that the snippet is about arrays and learning."""
    made: list[ast.AST] = field(default_factory=list)
    """Nodes that are not of the snippet's tree, kept alive for their identity."""

    def full_name(self, node: ast.AST) -> str | None:
        """The full dotted name of a function or class, imports and usual aliases resolved."""
        name = dotted(node)
        if name is None:
            return None
        head, _, rest = name.partition(".")
        if head in self.imports:
            head = self.imports[head]
        elif head not in self.bound and head not in self.classes:
            usual = knowledge.table("aliases")
            if "." in name and name in usual:
                return str(usual[name])
            for module in knowledge.table("modules").get(head, ()):
                if f"{module}.{rest}" in knowledge.cards():
                    return f"{module}.{rest}"
            classes = usual.get(f"{head}.*", head) if rest[:1].isupper() else head
            head = usual.get(head, classes)
        full = f"{head}.{rest}" if rest else head
        for other, like in _LIKE.items():
            if full.startswith(other) and f"{like}{full[len(other) :]}" in knowledge.cards():
                return f"{like}{full[len(other) :]}"
        return full.removeprefix("tensorflow.") if full.startswith("tensorflow.keras.") else full

    def owns(self, arg: ast.arg) -> bool:
        """Whether an argument is the object or class that a method belongs to."""
        return arg.arg in ("self", "cls") or id(arg) in self.owners

    def layer(self, node: ast.AST) -> str:
        """What kind of layer an expression is: "linear layer", or nothing."""
        made = self.layers.get(dotted(node) or "")
        return self.layer_made(made) if made is not None else ""

    def layer_made(self, call: ast.Call) -> str:
        """What kind of layer a call makes."""
        found: str = knowledge.table("layers").get(self.full_name(call.func) or "", "")
        return found

    def stands_for_module(self, name: str) -> bool:
        """Whether a name is imported, or would usually be."""
        head = name.partition(".")[0]
        return head in self.imports or (
            head not in self.bound
            and (head in knowledge.table("aliases") or head in sys.stdlib_module_names)
        )

    def kind(self, node: ast.AST) -> str | None:
        """The kind of object an expression gives, or None where nothing is known."""
        if isinstance(node, ast.Name | ast.Attribute):
            if id(node) in self.apart:
                return None
            name = dotted(node)
            if name is not None and self.kinds.get(name):
                return self.kinds[name]
            if isinstance(node, ast.Attribute) and node.attr in (
                "grad",
                "data",
                "weight",
                "T",
                "mT",
            ):
                return "Tensor"
            if isinstance(node, ast.Attribute) and node.attr in ("query", "objects"):
                if getattr(node.value, "id", "")[:1].isupper():  # `User.query`, of a table's class
                    return "Query"
            if isinstance(node, ast.Attribute):
                made = made_by(f"{self.kind(node.value)}.{node.attr}")
                if made:
                    return made
                if self.kind(node.value) == "DataFrame" and is_column_name(node.attr):
                    return "Series"
            return by_spelling(name) if name and name not in self.kinds else None
        if isinstance(node, ast.Call):
            return self._kind_of_call(node)
        if isinstance(node, ast.BinOp):
            left, right = self.kind(node.left), self.kind(node.right)
            if "Series" in (left, right) and "DataFrame" not in (left, right):
                return "Series"
            if "Path" in (left, right) and isinstance(node.op, ast.Div):
                return "Path"
            return "Tensor" if "Tensor" in (left, right) else left if left == right else None
        if isinstance(node, ast.UnaryOp):
            return self.kind(node.operand)
        if isinstance(node, ast.Subscript):
            return self._kind_of_part(node)
        if isinstance(node, ast.Compare):
            of = self.kind(node.left)
            return of if of in ("Tensor", "Series") and not _tests(node) else "bool"
        if isinstance(node, ast.IfExp):
            return self.kind(node.body)
        return LITERALS.get(type(node)) or constant_kind(node)

    def _kind_of_call(self, node: ast.Call) -> str | None:
        name = self.full_name(node.func)
        if name and "." in name and name.split(".")[0] in ("torch", "tensor"):
            if name.startswith(("torch.nn.functional.",)) or returns_tensor(name):
                return "Tensor"
        if name in _KEEPING and node.args and self.kind(node.args[0]) in ("Series", "DataFrame"):
            return self.kind(node.args[0])
        if name:
            made = self._made_by(name)
            if made:
                return made
        if isinstance(node.func, ast.Attribute):
            of = self.kind(node.func.value)
            made = made_by(f"{of}.{node.func.attr}")
            if made == "Plotter" or of == "Plotter":
                return "Axes"
            if made:
                return made
            began = node.func.attr == "query" and queries(node)
            if began or (node.func.attr in QUERYING and queries(node.func.value)):
                return "Query"
            if of == "Tensor" and gives_tensor(node.func.attr):
                return "Tensor"
            if of == "Module" and node.func.attr in ("to", "cuda", "eval", "train", "half"):
                return "Module"
            if of is None and node.func.attr in _OF_TEXTS:
                own = node.func.value
                return None if isinstance(own, ast.Attribute) and own.attr == "str" else "str"
            return "list" if node.func.attr == "tolist" else None
        called = self.kind(node.func)
        if called == "Module":
            return "Tensor"
        return made_by(f"{called}.__call__") if called else None

    def _made_by(self, name: str) -> str | None:
        if name in self.classes:
            base = self.classes[name]
            return "Module" if base.endswith(("Module", "LightningModule")) else None
        return made_by(name)

    def _kind_of_part(self, node: ast.Subscript) -> str | None:
        of, named = self.kind(node.value), constant_kind(node.slice) == "str"
        if isinstance(node.value, ast.Attribute) and node.value.attr in ("loc", "iloc"):
            return self._kind_of_place(node, self.kind(node.value.value))
        if of == "DataFrame":
            listed = isinstance(node.slice, ast.List | ast.Compare | ast.Slice | ast.UnaryOp)
            chosen = listed or self.kind(node.slice) == "Series"
            named = named or self.kind(node.slice) == "str" or names_column(node.slice)
            chosen = chosen or self.kind(node.slice) == "list"
            return "Series" if named else "DataFrame" if chosen else None
        if of == "Series":
            several = isinstance(node.slice, ast.List | ast.Compare | ast.Slice)
            return "Series" if several or self.kind(node.slice) == "Series" else None
        if of == "TextColumn":
            return "Series"
        if of == "Axes":
            return "Axes"
        if of == "Dataset":
            return "Dataset" if named else None
        if of == "GroupBy":
            return "GroupedColumn" if named else "GroupBy"
        if of in ("list", "tuple", "str") and isinstance(node.slice, ast.Slice):
            return of
        return of if of == "Tensor" else None

    def _kind_of_place(self, node: ast.Subscript, of: str | None) -> str | None:
        """What `.loc[…]` and `.iloc[…]` pick out of a table or column."""
        index = node.slice
        if isinstance(index, ast.Tuple) and len(index.elts) == 2 and of == "DataFrame":
            rows, columns = index.elts
            if isinstance(rows, ast.Constant | ast.UnaryOp | ast.Name):
                return None
            return "DataFrame" if isinstance(columns, ast.List | ast.Slice) else "Series"
        several = isinstance(index, ast.List | ast.Compare | ast.Slice | ast.BinOp)
        return of if several or self.kind(index) == "Series" else None

    def held(self, iterated: ast.AST) -> str | None:
        """The kind of object that a loop over an expression meets."""
        if isinstance(iterated, ast.Call) and isinstance(iterated.func, ast.Name):
            if iterated.func.id in ("sorted", "reversed", "list", "set") and iterated.args:
                return self.held(iterated.args[0])
        if isinstance(iterated, ast.Name | ast.Attribute) and dotted(iterated) in self.members:
            return self.members[dotted(iterated) or ""]
        known = {self.kind(iterated)}
        reached = iterated.func if isinstance(iterated, ast.Call) else iterated
        if isinstance(reached, ast.Attribute):
            known |= {f"{self.kind(reached.value)}.{reached.attr}", self.full_name(reached)}
        for kind, holders in knowledge.table("kinds")["holds"].items():
            if known & set(holders):
                found: str = kind
                return found
        return None


def _tests(node: ast.Compare) -> bool:
    """`is` and `in`, which are true or false as a whole."""
    return isinstance(node.ops[0], ast.Is | ast.IsNot | ast.In | ast.NotIn)
