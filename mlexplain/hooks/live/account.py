"""What the failing line held, and what follows from it for the diagnosis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType

from mlexplain.hooks.live import advice
from mlexplain.hooks.live.held import (
    HeldModule,
    HeldTensor,
    held_module,
    held_tensor,
    is_module,
    module_tensors,
)
from mlexplain.hooks.live.line import FailingLine, failing_lines, items, values

_MOST = 12
_MOST_LINES = 3


@dataclass(frozen=True, slots=True)
class Account:
    """Of one line."""

    line: FailingLine
    tensors: tuple[HeldTensor, ...]
    modules: tuple[HeldModule, ...]


def account(error: BaseException, traceback: TracebackType | None, rule: str | None) -> str:
    """Lines of text for people; "" where nothing of interest was held."""
    accounts = [_account(line) for line in failing_lines(traceback)[:_MOST_LINES]]
    accounts = [a for a in accounts if a.tensors or a.modules]
    if not accounts:
        return ""
    first = accounts[0]
    out = [f"When {_place(first.line)} failed, it held", "", *_table(first), ""]
    advised: list[str] = []
    for a in accounts:  # the innermost line that shows something
        advised = advised or list(advice.sentences(rule, str(error), a.tensors, a.modules))
    forward = advice.forward_line(str(error), [v for a in accounts for _, v in values(a.line)])
    if forward:
        advised.append(forward)
    out.extend(f"→ {text}" for text in dict.fromkeys(advised))
    return "\n".join(out).rstrip() + "\n"


def _place(line: FailingLine) -> str:
    import os

    name = os.path.basename(line.file)
    return f"line {line.line} of {name}" if not name.startswith("<") else f"line {line.line}"


def _account(line: FailingLine) -> Account:
    tensors: list[HeldTensor] = []
    modules: list[HeldModule] = []
    for name, value in values(line):
        if is_module(value):
            found = held_module(name, value)
            if found is not None and name != "self":
                modules.append(found)
                tensors.extend(_own_tensors(name, value))
            continue
        for part, item in items(name, value):
            tensor = held_tensor(part, item)
            if tensor is not None:
                tensors.append(tensor)
    unique = {t.name: t for t in tensors}
    return Account(line, tuple(unique.values())[:_MOST], tuple(modules))


def _own_tensors(name: str, module: object) -> Iterator[HeldTensor]:
    """The few tensors of a single layer; a larger module is told by its counts."""
    own = list(module_tensors(module))
    if len(own) <= 2:
        for part, tensor in own:
            found = held_tensor(f"{name}.{part}", tensor, of_module=True)
            if found is not None:
                yield found


def _table(account: Account) -> list[str]:
    rows = [("", "shape", "dtype", "device", "")]
    for t in account.tensors:
        shape = "×".join(map(str, t.shape)) or "one number"
        rows.append((t.name, shape, t.dtype, t.device, "requires grad" if t.requires_grad else ""))
    widths = [max(len(row[i]) for row in rows) for i in range(5)]
    lines = []
    if account.tensors:
        lines = [
            "  " + "  ".join(f"{cell:<{w}}" for cell, w in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
    for m in account.modules:
        if m.devices:
            lines.append(f"  {m.name} ({m.kind}): parameters and buffers on {_counts(m.devices)}")
    return lines


def _counts(counted: Sequence[tuple[str, int]]) -> str:
    if len(counted) == 1:
        return counted[0][0]
    return ", ".join(f"{name} ({count})" for name, count in counted)
