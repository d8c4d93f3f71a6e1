"""A snippet as the look-outs see it, and what they report."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

from mlexplain.explain import knowledge
from mlexplain.explain.cautions.reading.bindings import Function
from mlexplain.explain.cautions.reading.flow import Flow
from mlexplain.explain.cautions.reading.syntax import method, number, receiver
from mlexplain.explain.facts.scope import Scope, dotted

_MODEL_METHODS = frozenset(
    ["parameters", "named_parameters", "state_dict", "load_state_dict", "requires_grad_"]
)
_LIBRARIES = ("cv2", "scipy", "sklearn", "PIL", "Image", "torchvision", "transformers", "imageio")
_SHELTERS = ("torch.no_grad", "torch.inference_mode", "torch.autograd.no_grad")


class Seen(NamedTuple):
    """A mistake at a line of the recovered source; `values` fill the holes of its text."""

    slug: str
    line: int
    values: Mapping[str, str] = MappingProxyType({})


class Snippet:
    """The code, with what several look-outs ask of it."""

    def __init__(self, tree: ast.AST, scope: Scope, rows: tuple[str, ...] = ()) -> None:
        self.tree, self.scope = tree, scope
        self.rows = rows
        """The lines of the source that the numbers of nodes count."""

    @cached_property
    def flow(self) -> Flow:
        return Flow(self.tree)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All nodes, in the order of the source."""
        return self.flow.nodes

    @cached_property
    def calls(self) -> list[ast.Call]:
        return [n for n in self.nodes if isinstance(n, ast.Call)]

    @cached_property
    def computed(self) -> list[ast.expr]:
        """All operations and calls, in the order of the source."""
        return [n for n in self.nodes if isinstance(n, ast.BinOp | ast.Call | ast.UnaryOp)]

    @cached_property
    def members(self) -> dict[str, list[str]]:
        """What each dotted name is asked for: `["eval", "train"]` by `self.net`."""
        found: dict[str, list[str]] = {}
        for node in self.nodes:
            if isinstance(node, ast.Attribute) and (owner := dotted(node.value)):
                found.setdefault(owner, []).append(node.attr)
        return found

    @cached_property
    def names(self) -> dict[str, list[ast.Name]]:
        """All uses of each name, in the order of the source."""
        found: dict[str, list[ast.Name]] = {}
        for node in self.nodes:
            if isinstance(node, ast.Name):
                found.setdefault(node.id, []).append(node)
        return found

    @cached_property
    def called_names(self) -> frozenset[str]:
        """The last names of all that is called."""
        return frozenset(
            c.func.attr if isinstance(c.func, ast.Attribute) else c.func.id
            for c in self.calls
            if isinstance(c.func, ast.Attribute | ast.Name)
        )

    @cached_property
    def takes_roots(self) -> bool:
        """Whether anything may be a square root: powers can be one."""
        known = {name.split(".")[-1] for name in self.scope.imports.values()} | self.called_names
        return bool(known & {"sqrt", "rsqrt"}) or any(isinstance(n, ast.Pow) for n in self.nodes)

    @cached_property
    def _operations(self) -> dict[ast.AST, Operation | None]:
        return {}

    @cached_property
    def known_sizes(self) -> dict[ast.expr, tuple[str, ...] | None]:
        """What `sizes` has read already."""
        return {}

    @cached_property
    def unpacked(self) -> dict[object, tuple[str, ...]]:
        """`("B", "T", "C")` of `B, T, C = x.shape` or `x.size()`, by what `x` is there."""
        found: dict[object, tuple[str, ...]] = {}
        for node in self.nodes:
            if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Tuple):
                continue
            value = node.value
            if method(value) == "size" and not value.args:  # type: ignore[attr-defined]
                value = value.func  # type: ignore[attr-defined]
            if not isinstance(value, ast.Attribute) or value.attr not in ("shape", "size"):
                continue
            names = [dotted(e) for e in node.targets[0].elts]
            if None not in names and dotted(value.value):
                told = tuple("?" if n == "_" else n or "" for n in names)
                found.setdefault(self.holder(value.value), told)
        return found

    def holder(self, node: ast.expr) -> object:
        """What a name stands for: its binding, or the name alone where nothing sets it."""
        bound = self.flow.binding(node)
        return bound if bound is not None else (dotted(node), self.flow.function(node))

    @cached_property
    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        return [n for n in self.nodes if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]

    @cached_property
    def values(self) -> dict[str, ast.expr]:
        """What a name was set to, where it was set just once."""
        found: dict[str, list[ast.expr]] = {}
        for node in self.nodes:
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                name = dotted(node.targets[0])
                if name:
                    found.setdefault(name, []).append(node.value)
        return {name: values[0] for name, values in found.items() if len(values) == 1}

    def full_name(self, node: ast.AST) -> str:
        return self.scope.full_name(node) or ""

    def called(self, node: ast.AST) -> str:
        """The full name of a call's function, "" for all else."""
        return self.full_name(node.func) if isinstance(node, ast.Call) else ""

    def operation(self, node: ast.AST) -> Operation | None:
        """`torch.softmax(x, 1)`, `F.softmax(x, dim=1)` and `x.softmax(1)` alike."""
        if not isinstance(node, ast.Call):
            return None
        if node not in self._operations:
            self._operations[node] = self._operation(node)
        return self._operations[node]

    def _operation(self, node: ast.Call) -> Operation | None:
        name = dotted(node.func)
        head = name.split(".")[0] if name else ""
        full = self.full_name(node.func)
        last = full.split(".")[-1]
        module = head in self.scope.imports or (
            head not in self.scope.bound
            and (head in knowledge.table("aliases") or head in _LIBRARIES)
        )
        if module or full.startswith(("torch.", "numpy.", "math.")):
            whole = node.args and full.startswith(("torch.", "numpy.", "math.", "scipy."))
            return Operation(last, node.args[0], node.args[1:], node) if whole else None
        if isinstance(node.func, ast.Attribute):
            return Operation(node.func.attr, node.func.value, node.args, node)
        return None

    @cached_property
    def _models(self) -> frozenset[str]:
        """Names used as networks are: asked for parameters, or switched between modes."""
        found = set()
        for node in self.calls:
            name = dotted(receiver(node) or node)
            switched = method(node) in ("train", "eval", "zero_grad") and not node.args
            if name and (method(node) in _MODEL_METHODS or switched):
                found.add(name)
        return frozenset(found)

    def is_model(self, node: ast.expr) -> bool:
        """Whether an expression is a network, by what made it, its use, or else its name."""
        name = dotted(node)
        if name is None:
            return False
        made = self.flow.value(node)
        if isinstance(made, ast.Call):
            full = self.called(made)
            if full in self.scope.classes:
                return self.scope.kind(made) == "Module"
            if full.startswith("torch.nn."):
                last = full.split(".")[-1]
                return last[0].isupper() and "Loss" not in last
        if self.scope.kind(node) == "Optimizer" or "optim" in name.lower():
            return False
        return name in self._models or self.scope.kind(node) in ("Module", "PreTrainedModel")

    def is_loss(self, node: ast.AST) -> bool:
        """A call of a loss function."""
        if not isinstance(node, ast.Call):
            return False
        made = self._made(node.func)
        full = self.called(made) if isinstance(made, ast.Call) else self.full_name(node.func)
        last = full.split(".")[-1]
        return full.startswith("torch.nn.") and ("Loss" in last or last in LOSS_FUNCTIONS)

    def _made(self, node: ast.expr) -> ast.expr:
        """What made a function that is called, also where cells of a notebook stand in other order."""
        made = self.flow.value(node)
        if made is node and isinstance(node, ast.Name) and self.flow.function(node) is None:
            return self.values.get(node.id, node)
        return made

    def loss_name(self, node: ast.Call) -> str:
        """`CrossEntropyLoss` or `cross_entropy`: what a call of a loss function computes."""
        made = self._made(node.func)
        full = self.called(made) if isinstance(made, ast.Call) else self.full_name(node.func)
        return full.split(".")[-1] if full.startswith("torch.nn.") else ""

    def loss_input(self, node: ast.Call) -> ast.expr | None:
        """What a loss judges: its first argument, or the one called `input`."""
        named = next((k.value for k in node.keywords if k.arg == "input"), None)
        return named if named is not None else node.args[0] if node.args else None

    def sheltered(self, node: ast.AST, depth: int = 0) -> bool:
        """Whether no graph is recorded at a node, as far as the code shows."""
        for outer in self.flow.above(node):
            if isinstance(outer, ast.With | ast.AsyncWith):
                if any(self._shelters(i.context_expr) for i in outer.items):
                    return True
            if isinstance(outer, Function):
                if any(self._shelters(d) for d in outer.decorator_list):
                    return True
                calls = self.flow.calls_of(outer)
                if calls and depth < 3 and all(self.sheltered(c, depth + 1) for c in calls):
                    return True
        return self.grad_off

    @cached_property
    def grad_off(self) -> bool:
        """`torch.set_grad_enabled` anywhere: which parts it covers is not followed."""
        return any(self.called(n).endswith(".set_grad_enabled") for n in self.calls)

    def _shelters(self, node: ast.AST) -> bool:
        name = self.called(node) or self.full_name(node)
        return name in _SHELTERS or name.split(".")[-1] in ("no_grad", "inference_mode")

    def made_by(self, node: ast.AST) -> str:
        """The full name of what made a value: of its call, or of the call its name was set to."""
        name = dotted(node)
        if name is not None:
            return self.called(self.values[name]) if name in self.values else ""
        return self.called(node)


LOSS_FUNCTIONS = frozenset(
    [
        "cross_entropy",
        "nll_loss",
        "mse_loss",
        "l1_loss",
        "smooth_l1_loss",
        "huber_loss",
        "kl_div",
        "binary_cross_entropy",
        "binary_cross_entropy_with_logits",
        "ctc_loss",
        "triplet_margin_loss",
        "cosine_embedding_loss",
        "margin_ranking_loss",
    ]
)


class Operation(NamedTuple):
    """An operation on a tensor or array, written as a function or as a method."""

    name: str
    of: ast.expr
    rest: list[ast.expr]
    call: ast.Call

    def given(self, place: int, *names: str) -> ast.expr | None:
        """The argument at a place after the first, or by one of its names."""
        for keyword in self.call.keywords:
            if keyword.arg in names:
                return keyword.value
        return self.rest[place] if place < len(self.rest) else None

    @property
    def dimension(self) -> int | None:
        """The `dim` or `axis`, where it is a number."""
        return number(self.given(0, "dim", "axis"))
