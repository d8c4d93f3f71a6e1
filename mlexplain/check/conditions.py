"""What a test says about the values it mentions."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from mlexplain.check import devices, values
from mlexplain.check.dispatch import dotted_key

if TYPE_CHECKING:
    from mlexplain.check.flow import Environment, Flow
    from mlexplain.check.sourcefile import SourceFile

_ANY_DEVICE_WORD = re.compile("cuda|gpu|device|cpu|mps|xpu|rank", re.I)
_DEVICE_WORDS = ("cuda", "gpu", "device", "cpu", "mps", "xpu", "rank")


def asks_about_device(test: ast.expr, file: SourceFile) -> bool:
    """Whether the branch runs only on some devices (`x.is_cuda`, `torch.cuda.is_available()`)."""
    if not file.speaks_of(_ANY_DEVICE_WORD, test):
        return False
    if isinstance(test, (ast.Name, ast.Constant)) or (
        isinstance(test, ast.Compare) and isinstance(test.ops[0], (ast.Is, ast.IsNot))
    ):
        return isinstance(test, ast.Name) and _names_device(test.id)
    stack: list[ast.AST] = [test]
    while stack:
        node = stack.pop()
        name = getattr(node, "attr", None) or getattr(node, "id", None)
        if name is not None and _names_device(name):
            return True
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if any(word in node.value for word in _DEVICE_WORDS):
                return True
        stack.extend(ast.iter_child_nodes(node))
    return False


def asks_for_device(test: ast.expr) -> bool:
    """`if device is not None` and `if device`."""
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.IsNot):
        test = test.left
    return isinstance(test, ast.Name) and _names_device(test.id)


def asks_where_it_lies(test: ast.expr) -> bool:
    """`if not x.is_cuda` and `if x.device != device`."""
    return any(
        isinstance(node, ast.Attribute) and node.attr in ("is_cuda", "device")
        for node in ast.walk(test)
    )


_DEVICES_COMPARED = re.compile(r"\.device\s*[!=]=|[!=]=\s*[\w.]+\.device\b")


def compares_devices(test: ast.expr, file: SourceFile) -> bool:
    """Whether a part of a condition makes sure that two values lie together."""
    return file.speaks_of(_DEVICES_COMPARED, test)


@lru_cache(maxsize=4096)
def _names_device(name: str) -> bool:
    return any(word in name.lower() for word in _DEVICE_WORDS)


def asks_about_type(test: ast.expr) -> bool:
    """Whether the branches are for tensors and for what is no tensor."""
    if isinstance(test, ast.UnaryOp):
        return asks_about_type(test.operand)
    if isinstance(test, ast.BoolOp):
        return any(asks_about_type(part) for part in test.values)
    if not isinstance(test, ast.Call):
        return False
    name = getattr(test.func, "attr", None) or getattr(test.func, "id", "")
    if name == "isinstance" and len(test.args) == 2 and _names_layer(test.args[1]):
        return False
    return name in ("isinstance", "is_tensor", "is_torch_tensor", "is_torch_fx_proxy")


def _names_layer(kind: ast.expr) -> bool:
    """`nn.Linear`, and a tuple of such."""
    if isinstance(kind, ast.Tuple):
        return all(_names_layer(one) for one in kind.elts)
    owner = kind.value if isinstance(kind, ast.Attribute) else None
    return (getattr(owner, "attr", None) or getattr(owner, "id", "")) == "nn"


def narrowed(flow: Flow, test: ast.expr, env: Environment) -> tuple[Environment, Environment]:
    """The environments of the two branches of `test`.

    `isinstance(x, torch.Tensor)` proves a tensor on one side and rules it out on the other; so does
    `torch.is_tensor`. On the side where `x is None` holds, nothing of x is known.
    """
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yes, no = narrowed(flow, test.operand, env)
        return no, yes
    if isinstance(test, ast.BoolOp):
        every = isinstance(test.op, ast.And)
        yes, no = env, env
        for part in test.values:
            if every:
                yes = narrowed(flow, part, yes)[0]
            else:
                no = narrowed(flow, part, no)[1]
        return yes, no
    if isinstance(test, ast.Compare) and len(test.ops) == 1 and isinstance(test.left, ast.Name):
        other = test.comparators[0]
        if isinstance(other, ast.Constant) and other.value is None:
            without = {**env, test.left.id: values.NONE_VALUE}
            if isinstance(test.ops[0], ast.Is):
                return without, env
            if isinstance(test.ops[0], ast.IsNot):
                return env, without
    if isinstance(test, ast.Call) and test.args:
        subject = test.args[0]
        whole = isinstance(subject, ast.Name)
        while isinstance(subject, (ast.Subscript, ast.Attribute)):
            subject = subject.value
        if not isinstance(subject, ast.Name):
            return env, env
        name = subject.id
        if not whole and name == flow.receiver:
            return env, env
        value = env.get(name)
        if value is not None and _tests_for_tensor(test):
            if not whole:
                return env, {**env, name: None}
            proved = value.but(sure=True) if value.kind == values.ANY else value
            return {**env, name: proved}, {**env, name: None}
        if value is not None and isinstance(test.func, ast.Name) and test.func.id == "isinstance":
            return {**env, name: None}, env
    return env, env


def _tests_for_tensor(test: ast.Call) -> bool:
    if isinstance(test.func, ast.Attribute) and test.func.attr == "is_tensor":
        return True
    if isinstance(test.func, ast.Name) and test.func.id == "isinstance" and len(test.args) == 2:
        kind = test.args[1]
        name = kind.attr if isinstance(kind, ast.Attribute) else getattr(kind, "id", "")
        return name.endswith("Tensor")
    return False


def prefer_moved(moved: Environment, before: Environment) -> None:
    """`if device is not None: x = x.to(device)`: where there is a device, x is there."""
    for name, value in moved.items():
        old = before.get(name)
        if old is not None and value is not None and old is not value:
            if old.kind == value.kind == values.TENSOR and old.device == devices.CPU:
                if value.device is not None and value.device[0] in "@$":
                    before[name] = value


def made_when_missing(test: ast.expr, made: Environment) -> Environment:
    """`if self.proj is None: self.proj = nn.Linear(…)`: from here on it is there.

    And `if "step" not in state: state["step"] = …`, `if len(state) == 0: …`.
    """
    if isinstance(test, ast.BoolOp):
        test = test.values[0]
    subject: ast.expr | None = None
    if isinstance(test, ast.Compare):
        left, operation = test.left, test.ops[0]
        emptied = isinstance(operation, ast.Eq) and isinstance(left, ast.Call) and left.args
        whole = left.args[0] if isinstance(left, ast.Call) and emptied else None
        if isinstance(operation, ast.NotIn):
            whole = test.comparators[0]
        key = dotted_key(whole) if whole is not None else None
        if key is not None:
            held = made.get(key)
            whole_too = held is not None and held.kind == values.DICT
            return {
                k: v
                for k, v in made.items()
                if v is not None and (k.startswith(key + "[") or (whole_too and k == key))
            }
    if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.Is):
        subject = test.left
    elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        subject = test.operand
        if isinstance(subject, ast.Name):  # `if not state: state["step"] = 0`
            return {k: v for k, v in made.items() if v and k.startswith(subject.id + "[")}
        if isinstance(subject, ast.Call) and len(subject.args) == 2:  # `not hasattr(self, "proj")`
            owner, name = subject.args
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                subject = ast.Attribute(owner, name.value)
    key = dotted_key(subject) if isinstance(subject, ast.Attribute) else None
    held = made.get(key) if key is not None else None
    return {key: held} if key is not None and held is not None else {}


def brought(moved: Environment, before: Environment) -> Environment:
    """`if not next(net.parameters()).is_cuda: net.to(device)`: else it is there already.

    And `if x.is_cuda: y = y.cuda()`: y lies beside x, either way.
    """
    found: Environment = {}
    for name, value in moved.items():
        old = before.get(name)
        if value is None or value is old:
            continue
        if value.kind == values.MODULE:
            found[name] = value
        elif old is not None and old.kind == values.TENSOR and old.device == devices.CPU:
            followed = value.device is not None and value.device[0] in "@$"
            found[name] = value if followed else value.but(device=None)
    return found


def first_time(
    node: ast.If, then_env: Environment, else_env: Environment
) -> tuple[Environment, Environment]:
    """`if first: total = x` / `else: total = cat(total, x)`: the else never sees the start value."""
    then_env, else_env = dict(then_env), dict(else_env)
    for body, env in ((node.body, else_env), (node.orelse, then_env)):
        for statement in body:
            if isinstance(statement, ast.Assign):
                for target in statement.targets:
                    names = target.elts if isinstance(target, ast.Tuple) else [target]
                    for name in names:
                        if isinstance(name, ast.Name):
                            held = env.get(name.id)
                            if held is not None and held.kind == values.TENSOR:
                                env[name.id] = held.but(device=None)
    return then_env, else_env
