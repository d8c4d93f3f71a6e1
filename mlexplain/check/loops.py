"""Loops: over batches, over constant keys, and while something holds. A body is run once."""

from __future__ import annotations

import ast

from mlexplain.check import members, records, values
from mlexplain.check.dispatch import STATEMENTS
from mlexplain.check.flow import Flow
from mlexplain.check.joining import join_environments
from mlexplain.check.values import Value


def _for(flow: Flow, node: ast.For) -> None:
    iterated = flow.value(node.iter)
    before = flow.env
    flow.env = dict(before)
    flow.assign(node.target, records.from_loader(node, records.iterated(flow, node.iter, iterated)))
    over = members.container(node) if iterated is not None else None
    if over is not None:
        flow.looped.update(dict.fromkeys(over[1], over[0]))
    flow.loops += 1
    keys = _keys(node, iterated) if flow.loops <= MOST_NESTED else ()
    for key in keys:
        flow.keys[node.target.id] = key  # type: ignore[attr-defined]
        flow.block(node.body)
    if keys:
        del flow.keys[node.target.id]  # type: ignore[attr-defined]
        flow.loops -= 1
        return
    flow.block(node.body)
    flow.loops -= 1
    members.modules_moved(flow.env, before)
    if over is not None:
        members.after_loop(over[0], flow.env, before)
    flow.env = join_environments(flow.env, before)
    flow.block(node.orelse)


def _keys(node: ast.For, iterated: Value | None) -> tuple[str, ...]:
    """`for key in ("ids", "mask"): batch[key] = …`: the keys, where each of them is known."""
    if iterated is None or iterated.kind != values.ITEMS or not isinstance(node.target, ast.Name):
        return ()
    if len(iterated.data) > MOST_KEYS or node.orelse:
        return ()
    known = (one is not None and one.kind == values.TEXT and one.data for one in iterated.data)
    return tuple(one.data for one in iterated.data) if all(known) else ()


MOST_KEYS, MOST_NESTED = 8, 3


def _while(flow: Flow, node: ast.While) -> None:
    flow.value(node.test)
    before = flow.env
    flow.env = dict(before)
    flow.loops += 1
    flow.block(node.body)
    flow.loops -= 1
    members.modules_moved(flow.env, before)
    flow.env = join_environments(flow.env, before)
    flow.block(node.orelse)


STATEMENTS.update({ast.For: _for, ast.AsyncFor: _for, ast.While: _while})
