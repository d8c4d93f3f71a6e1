"""Two values that cannot meet: collected while a function runs, judged at its end.

A clash may wait for proof (that an argument is a tensor at all), or for the caller (that the
argument lies on a GPU). What is left waiting goes into the function's summary, and every call site
judges it again with its own arguments.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from mlexplain.check import devices, joining, knowledge, members, reporting, values, verdicts
from mlexplain.check.scope import Function
from mlexplain.check.values import Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Environment, Flow


class Clash:
    __slots__ = ("a", "b", "call", "function", "given", "node", "operation", "unproven")

    def __init__(
        self, function: Function, node: ast.AST, a: Value, b: Value, operation: str
    ) -> None:
        self.function = function
        self.node = node
        self.a = a
        self.b = b
        self.operation = operation
        self.call: tuple[Function, ast.AST] | None = None
        """The call site whose arguments made the clash certain."""
        self.unproven = False
        """Whether only the caller can tell that these are tensors."""
        self.given = False
        """Whether it is that call which brings the value on the CPU."""
        """combine; strict (no CPU tensor without dimensions may join); call (`a` is the module, `b`
        the argument); index; array and lengths (`b` must be on the CPU); generator (`a` draws on `b`)"""


class Summary:
    """What callers need to know of a function."""

    __slots__ = (
        "added",
        "attributes",
        "clashes",
        "moves",
        "on_host",
        "outside",
        "refilled",
        "returns",
    )

    def __init__(self) -> None:
        self.returns: Value | None = None
        self.clashes: list[Clash] = []
        """Those that depend on where the caller's arguments lie."""
        self.attributes: Environment = {}
        """What a method leaves in the attributes of `self`."""
        self.added: Environment = {}
        """What a method appends to the containers of `self`."""
        self.on_host: dict[str, ast.Call] = {}
        """Argument of `forward` → the call that wants it on the CPU."""
        self.outside: Environment = {}
        """What a function leaves in lists of objects of the file (`policy.rewards.append(r)`)."""
        self.refilled: list[str] = []
        """Arguments whose items a function assigns: batches that it moves in place, perhaps."""
        self.moves: dict[str, Value] = {}
        """Argument → what it is after a move in place (`def setup(model, device): model.to(device)`)."""


def meet(flow: Flow, node: ast.AST, a: Value, b: Value, operation: str = "combine") -> None:
    """Note that `a` and `b` meet at `node`, if that could fail."""
    outcome = devices.clash(a.device, b.device)
    if outcome is None or (outcome == devices.HARDCODED and flow.guarded):
        return  # (what runs only where there is a GPU may name it)
    if outcome == devices.WRONG_RANK and not _all_on_first(flow, a, b):
        return
    if outcome == devices.CONDITIONAL and operation == "strict" and a.sure and b.sure:
        for given, other in ((a, b), (b, a)):  # `given @ self.weight`: it must lie there
            if devices.is_argument(given.device) and devices.away_from_cpu(other.device):
                flow.bound.setdefault(given.device or "", other.device or "")
    key = (getattr(node, "lineno", 0), getattr(node, "col_offset", 0), a.device, b.device)
    held = flow.clashes.get(key)
    if held is None or (a.sure and b.sure and not (held.a.sure and held.b.sure)):
        flow.clashes[key] = Clash(flow.function, node, a, b, operation)


def _all_on_first(flow: Flow, a: Value, b: Value) -> bool:
    """Whether the literal of the two is GPU 0, or whichever, in every process of the program."""
    if any(":" in (one.device or "") and devices.is_cuda(one.device) for one in (a, b)):
        return True
    text = flow.file.text
    return "init_process_group(" in text and not _SETS_GPU.search(text)


_SETS_GPU = re.compile(r"set_device|cuda\.device\(|CUDA_VISIBLE_DEVICES")


def finish(flow: Flow) -> Summary:
    """Report the clashes that are proven, and keep those that depend on the caller."""
    summary = Summary()
    for clash in flow.clashes.values():
        if not (_proven(flow, clash.a) and _proven(flow, clash.b)):
            if devices.clash(clash.a.device, clash.b.device) == devices.CONDITIONAL:
                clash.unproven = True
                if len(summary.clashes) < 40:
                    summary.clashes.append(clash)
            continue
        a, b = _bound(flow, clash.a), _bound(flow, clash.b)
        outcome = devices.clash(a.device, b.device)
        if outcome == devices.CONDITIONAL and _meant_anywhere(flow, clash):
            outcome = devices.MIXED
        if outcome is None or outcome == devices.CONDITIONAL:
            # At peace here if the argument lies where it should: the caller may upset that.
            if len(summary.clashes) < 40:
                summary.clashes.append(clash)
            continue
        if flow.call is not None and clash.call is None:
            clash.call, clash.given = flow.call, True
        verdicts.report(flow, clash, a, b, outcome)
    reporting.report_dropped(flow)
    if flow.returns and not (flow.generator and len(flow.returns) == 0):
        returned = flow.returns[0]
        for other in flow.returns[1:]:
            returned = joining.join(returned, other)
        summary.returns = Value(values.EACH, data=returned) if flow.generator else returned
    elif not flow.never_ends:
        summary.returns = values.NONE_VALUE
    receiver = flow.receiver
    if receiver is not None and receiver in flow.parts:
        prefix = receiver + "."
        summary.attributes = {
            name[len(prefix) :]: value
            for name, value in flow.env.items()
            if name.startswith(prefix) and "[" not in name
        }
    if flow.parts and receiver is None:
        own = {p.arg for p in flow.function.parameters}
        summary.outside = {
            name: value
            for name, value in flow.env.items()
            if value is not None
            and value.kind == values.EACH
            and "." in name
            and name.partition(".")[0] not in own
        }
    summary.added = flow.added
    summary.on_host = flow.on_host
    summary.refilled = [p.arg for p in flow.function.parameters if p.arg in flow.refilled]
    for parameter in flow.function.parameters:
        held = flow.env.get(parameter.arg)
        given = flow.given.get(parameter.arg) if flow.given is not None else None
        if given is not None and held is not None:
            if held is not given and members.only_moved(given, held):
                summary.moves[parameter.arg] = held
        elif held is not None and held.kind == values.MODULE and held.name == "moved":
            summary.moves[parameter.arg] = held
    return summary


def _proven(flow: Flow, value: Value) -> bool:
    """Whether `value` is certainly a tensor (or a module), not perhaps a number or a string."""
    if value.sure or (value.name or "") in flow.evidence:
        return True
    if value.data != values.MEMBER or value.device not in flow.moved:
        return False
    key = (value.name or "").rpartition("['")[2].removesuffix("']")
    return key not in knowledge.NO_TENSOR_NAMES


def _meant_anywhere(flow: Flow, clash: Clash) -> bool:
    """Whether a tensor made here meets an argument whose device the function asks for elsewhere."""
    for made, given in ((clash.a, clash.b), (clash.b, clash.a)):
        if made.device != devices.CPU or made.origin is None or given.device not in flow.follows:
            continue
        here = made.origin.how == "created" and made.origin.function is flow.function
        if here and clash.function is flow.function and made.kind == values.TENSOR:
            return clash.operation in ("combine", "strict") and made.data != values.EMPTY
    return False


def _bound(flow: Flow, value: Value) -> Value:
    """An argument lies where the modules lie that it is handed to, or where the function says."""
    device = value.device
    if device is None or device[0] != devices.ARGUMENT:
        return value
    if device in flow.moved and value.data in values.OF_BATCH:
        origin = values.Origin(flow.function, flow.function.node, "batch")
        return value.but(device=devices.CPU, origin=origin)
    if device in flow.bound:
        return value.but(device=flow.bound[device])
    return value


def meet_through(flow: Flow, node: ast.AST, inner: Clash, a: Value, b: Value) -> None:
    """A clash of a callee, with this caller's values."""
    outcome = devices.clash(a.device, b.device)
    if outcome is None or (outcome == devices.WRONG_RANK and not _all_on_first(flow, a, b)):
        return
    if inner.operation == "combine" and _excused(a, b):
        return
    if outcome == devices.HARDCODED and flow.guarded:
        return  # called only where there is a GPU
    key = (
        inner.function.file.path,
        getattr(inner.node, "lineno", 0),
        getattr(inner.node, "col_offset", 0),
        a.device,
        b.device,
    )
    if key not in flow.clashes:
        clash = Clash(inner.function, inner.node, a, b, inner.operation)
        clash.call = (flow.function, node)
        clash.given = (inner.a if a.device == devices.CPU else inner.b).device != devices.CPU
        flow.clashes[key] = clash


def _excused(a: Value, b: Value) -> bool:
    return any(
        one.device == devices.CPU and one.kind == values.TENSOR and one.ndim in (0, None)
        for one in (a, b)
    )
