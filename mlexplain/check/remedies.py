"""The mechanical changes that mend findings: few characters, at places the parser knows."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from mlexplain.check import devices, values
from mlexplain.check.sourcefile import SourceFile
from mlexplain.check.values import Origin, Value
from mlexplain.findings import Edit, Position, Remedy

if TYPE_CHECKING:
    from mlexplain.check.clashes import Clash
    from mlexplain.check.flow import Flow


def start(file: SourceFile, node: ast.AST) -> Position:
    line = node.lineno  # type: ignore[attr-defined]
    return line, file.column(line, node.col_offset)  # type: ignore[attr-defined]


def end(file: SourceFile, node: ast.AST) -> Position:
    line = node.end_lineno  # type: ignore[attr-defined]
    return line, file.column(line, node.end_col_offset)  # type: ignore[attr-defined]


def called_name(node: ast.Call) -> str:
    """`f` of `f(…)` and of `a.f(…)`."""
    func = node.func
    if isinstance(func, ast.Attribute):
        return func.attr
    return func.id if isinstance(func, ast.Name) else ""


def insert(place: Position, text: str) -> Edit:
    return Edit(place, place, text)


def add_argument(
    file: SourceFile, call: ast.Call, text: str, safe: bool = True, title: str | None = None
) -> Remedy | None:
    """`text` as the last argument of `call`."""
    title = title or f"Pass `{text}`"
    given: list[ast.expr] = [*call.args, *[k.value for k in call.keywords]]
    if not given:
        line, column = end(file, call)
        return Remedy(title, (insert((line, column - 1), text),), safe)
    last = max(given, key=lambda node: (node.end_lineno or 0, node.end_col_offset or 0))
    if isinstance(last, ast.GeneratorExp):
        return None
    place = end(file, last)
    if _parenthesised(file, last, call):
        return None
    return Remedy(title, (insert(place, f", {text}"),), safe)


def _parenthesised(file: SourceFile, last: ast.expr, call: ast.Call) -> bool:
    """Whether more than a comma and the call's own bracket follows its last argument."""
    lines = file.lines[(last.end_lineno or 1) - 1 : call.end_lineno]
    tail = [line.encode() for line in lines]
    tail[-1] = tail[-1][: call.end_col_offset]
    tail[0] = tail[0][last.end_col_offset or 0 :]
    rest = b" ".join(line.partition(b"#")[0].strip() for line in tail).replace(b" ", b"")
    return rest not in (b")", b",)")


def insert_before_method(file: SourceFile, call: ast.Call, text: str, title: str) -> Remedy:
    """`x.numpy()` → `x.cpu().numpy()`."""
    func = call.func
    assert isinstance(func, ast.Attribute)
    return Remedy(title, (insert(end(file, func.value), text),))


def keep_result(file: SourceFile, call: ast.Call) -> Remedy | None:
    """`x.to(device)` → `x = x.to(device)`; None where the call is not a statement by itself."""
    func = call.func
    assert isinstance(func, ast.Attribute)
    name = file.source(func.value)
    before = file.lines[call.lineno - 1].encode()[: call.col_offset].strip()
    after = file.lines[(call.end_lineno or 1) - 1].encode()[call.end_col_offset :].strip()
    if (before and not before.endswith((b";", b":"))) or after.startswith(b","):
        return None
    simple = isinstance(func.value, (ast.Name, ast.Attribute, ast.Subscript))
    return Remedy(
        f"Assign the result to `{name}`", (insert(start(file, call), f"{name} = "),), simple
    )


def place_text(device: str | None) -> str | None:
    """The expression that names a device in the source."""
    if device is None or device == devices.CPU:
        return None
    if device.startswith((devices.CHOSEN, devices.RANK)):
        name = device.split(":", 1)[1]
        return name if name.replace(".", "a").replace("_", "a").isalnum() else None
    if device[0] in "@$":
        return None
    return f'"{device}"'


def _followed_name(flow: Flow, clash: Clash, origin: Origin, other: Value) -> str | None:
    """An argument, bound before the tensor is made, that lies where it should."""
    function = origin.function
    if clash.function is not function:
        return None
    name = other.name
    if name is None or not name.isidentifier():
        name = _operand(clash, origin)
    if name is None:
        return None
    for parameter in function.parameters:
        if parameter.arg == name and name not in _rebound(function.node):
            return name
    return None


def _operand(clash: Clash, origin: Origin) -> str | None:
    """A tensor argument of a forward, which certainly follows the module."""
    function = origin.function
    if function.name == "forward" and len(function.parameters) > 1:
        return function.parameters[1].arg
    return None


def _rebound(node: ast.AST) -> set[str]:
    return {
        n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }


def with_device(flow: Flow, origin: Origin, clash: Clash, other: Value) -> Remedy | None:
    """`torch.zeros(n)` → `torch.zeros(n, device=x.device)`."""
    node = origin.node
    if not isinstance(node, ast.Call):
        return None
    file = origin.function.file
    name = file.source(node.func)
    if name.endswith(("Tensor", "from_numpy", "frombuffer", "normal")):
        return None
    followed = _followed_name(flow, clash, origin, other)
    if followed is not None and other.device is not None and clash.function is origin.function:
        sure = (other.sure and other.kind == values.TENSOR) or other.name == followed
        return add_argument(file, node, f"device={followed}.device", safe=bool(sure))
    text = place_text(other.device)
    if text is None or clash.function is not origin.function or clash.call is not None:
        return None
    if not _in_scope(flow, text, origin):
        return None
    return add_argument(file, node, f"device={text}")


def _in_scope(flow: Flow, text: str, origin: Origin) -> bool:
    """Whether `text` already means the device where the tensor is made."""
    if text.startswith('"'):
        return True
    head = text.partition(".")[0]
    function = origin.function
    if any(p.arg == head for p in function.parameters):
        return head not in _rebound(function.node)
    line = getattr(origin.node, "lineno", 0)
    for node in ast.walk(function.node):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == head:
            return node.lineno < line
    return head in origin.function.file.assigned


def move_argument(file: SourceFile, node: ast.AST, device: str | None) -> Remedy | None:
    """`model(x)` → `model(x.to(device))`, the node being `x`."""
    text = place_text(device)
    if text is None or not isinstance(node, (ast.Name, ast.Attribute, ast.Subscript, ast.Call)):
        return None
    head = text.partition(".")[0]
    if not text.startswith('"') and head not in file.assigned and not _bound_near(file, head, node):
        return None
    if isinstance(node, ast.Call) and not _is_tokens(node):
        return None
    return Remedy(f"Move it to `{text}`", (insert(end(file, node), f".to({text})"),))


def _bound_near(file: SourceFile, name: str, node: ast.AST) -> bool:
    line = getattr(node, "lineno", 0)
    for outer in ast.walk(file.tree):
        if isinstance(outer, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if outer.lineno <= line <= (outer.end_lineno or 0):
                arguments = outer.args.posonlyargs + outer.args.args + outer.args.kwonlyargs
                if any(a.arg == name for a in arguments):
                    return True
                if any(
                    isinstance(n, ast.Name)
                    and isinstance(n.ctx, ast.Store)
                    and n.id == name
                    and n.lineno < line
                    for n in ast.walk(outer)
                ):
                    return True
    return False


def _is_tokens(node: ast.Call) -> bool:
    return any(k.arg == "return_tensors" for k in node.keywords)


def moved_where_built(origin: Origin, device: str | None) -> Remedy | None:
    """`nn.Linear(3, 4)` → `nn.Linear(3, 4).to(device)`."""
    text = place_text(device)
    if text is None or not isinstance(origin.node, ast.Call):
        return None
    file = origin.function.file
    head = text.partition(".")[0]
    if not text.startswith('"') and not _bound_near(file, head, origin.node):
        line = origin.node.lineno
        if not any(
            isinstance(n, ast.Name)
            and isinstance(n.ctx, ast.Store)
            and n.id == head
            and n.lineno < line
            for statement in file.tree.body
            for n in ast.walk(statement)
        ):
            return None
    return Remedy(f"Move it to `{text}`", (insert(end(file, origin.node), f".to({text})"),))


def as_buffer(file: SourceFile, statement: ast.stmt | None, node: ast.AST) -> Remedy | None:
    """`self.m = t` → `self.register_buffer("m", t, persistent=False)`."""
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        return None
    target = statement.targets[0]
    if not (isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name)):
        return None
    receiver = target.value.id
    opening = Edit(
        start(file, statement),
        start(file, statement.value),
        f'{receiver}.register_buffer("{target.attr}", ',
    )
    if _between_is_odd(file, statement):
        return None
    closing = insert(end(file, statement.value), ", persistent=False)")
    return Remedy(f"Register `{target.attr}` as a buffer", (opening, closing))


def _between_is_odd(file: SourceFile, statement: ast.Assign) -> bool:
    """Brackets or comments between target and value would be lost."""
    line = file.lines[statement.lineno - 1].encode()
    if statement.value.lineno != statement.lineno:
        return True
    text = line[statement.targets[0].end_col_offset : statement.value.col_offset].decode()
    rest = file.lines[(statement.end_lineno or 1) - 1].encode()
    value_end = rest[statement.value.end_col_offset : statement.end_col_offset]
    return text.strip() != "=" or bool(value_end.strip())
