"""Datasets and loaders: batches come off the CPU, and workers must keep away from CUDA."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mlexplain.check import combining, devices, generators, knowledge, values, workers
from mlexplain.check.call import Call
from mlexplain.check.project import Project
from mlexplain.check.scope import Class, Function
from mlexplain.check.values import Origin, Value

if TYPE_CHECKING:
    from mlexplain.check.flow import Flow

_MOVES = re.compile(r"\.(?:to|cuda)\(|device\s*=|\bdevice\b|\.cuda\b")


def is_dataset(cls: Class, project: Project) -> bool:
    return cls.has_base(knowledge.DATASET_BASES, project) or "__getitem__" in cls.methods


def loader(call: Call) -> Value | None:
    """`DataLoader(dataset, …)`: what it yields, and whether its workers touch CUDA."""
    generators.check(call, devices.CPU)
    dataset = call.argument(0, "dataset")
    collate = call.keywords.get("collate_fn")
    workers.check(call, dataset, collate)
    if "collate_fn" in call.keywords and not _keeps_place(collate):
        return None
    place: str | None = devices.CPU
    if dataset is not None and dataset.kind == values.EACH:  # TensorDataset
        found = {one.device for one in combining.flattened([dataset.data])}
        place = found.pop() if len(found) == 1 and dataset.device is None else dataset.device
    elif dataset is not None and dataset.kind == values.OBJECT and _moves(dataset.data[0]):
        return None
    if None in call.keywords or place is None:
        return None
    origin = call.created("batch")
    collated = _record(call.flow, collate, origin)
    if collated is not None:
        return Value(values.LOADER, data=collated)
    batch = Value(values.ANY, place, "batch", values.AT_LEAST_ONE, origin, sure=False)
    return Value(values.LOADER, data=batch)


def _record(flow: Flow, collate: Value | None, origin: Origin) -> Value | None:
    """The batch of a collate function that makes a dataclass of the project of it."""
    if collate is None or collate.kind != values.FUNCTION:
        return None
    summary = flow.project.summary(collate.data)
    made = summary.returns if summary is not None else None
    if made is None or made.kind != values.OBJECT or not made.data[1]:
        return None
    cls, fields = made.data
    on_host = {
        name: Value(
            values.ANY, devices.CPU, values.MEMBER, values.AT_LEAST_ONE, origin, name, sure=False
        )
        for name, held in fields.items()
        if held is None or held.kind in (values.ANY, values.TENSOR)
    }
    return made.but(data=(cls, {**fields, **on_host}))


def _moves(cls: Class) -> bool:
    return _MOVES.search(cls.text) is not None


def _keeps_place(collate: Value | None) -> bool:
    """Whether a collate function is known, and moves nothing."""
    if collate is None:
        return False
    if collate.kind != values.FUNCTION:
        return collate.kind == values.NONE
    function: Function = collate.data
    return _MOVES.search(function.text) is None


def tensor_dataset(call: Call) -> Value | None:
    found = {values.device_of(one) for one in call.positional}
    return Value(values.EACH, found.pop() if len(found) == 1 else None)


def split(call: Call) -> Value | None:
    """`random_split`: parts of the same dataset."""
    generators.check(call, devices.CPU)
    return Value(values.EACH, data=call.first)
