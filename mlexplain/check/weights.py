"""Whether a module has parameters or buffers at all: without any, it works wherever its inputs lie."""

from __future__ import annotations

from mlexplain.check import classes, devices, values
from mlexplain.check.model import Model
from mlexplain.check.project import Project
from mlexplain.check.scope import Class
from mlexplain.check.values import Value


def has_weights(project: Project, model: Model | None) -> bool | None:
    """Whether a module has parameters or buffers, so that its place matters; None if not known."""
    if model is None:
        return None
    if model.cls is None:
        inside = model.weights is None and any(has_weights(project, m) for m in model.contained)
        return True if inside else model.weights
    found = class_has_weights(project, model.cls, 0)
    if found is None and any(_holds_weights(project, one) for one in model.fields.values()):
        return True
    return found


def _holds_weights(project: Project, value: Value | None) -> bool:
    """Whether an argument of the constructor is, or contains, a module with weights."""
    if value is None:
        return False
    if value.kind == values.MODULE:
        return value.device == devices.CPU and has_weights(project, value.data) is True
    if value.kind == values.ITEMS:
        return any(_holds_weights(project, one) for one in value.data)
    return value.kind == values.EACH and _holds_weights(project, value.data)


def class_has_weights(project: Project, cls: Class, depth: int = 0) -> bool | None:
    if depth > 6:
        return None
    found: bool | None = False
    for ancestor in cls.ancestors(project):
        if any(not _plain_base(project, ancestor, base) for base in ancestor.bases()):
            found = None
        for name, value in classes.initial(project, ancestor).items():
            weighs = _weighs(project, value, depth)
            if weighs:
                return True
            if weighs is None and _may_be_called(ancestor, name):
                found = None
    return found


def _plain_base(project: Project, cls: Class, base: str) -> bool:
    return base in ("torch.nn.Module", "object", "abc.ABC") or isinstance(
        project.find(base, cls.file) if base else None, Class
    )


def _may_be_called(cls: Class, name: str) -> bool:
    """Whether an attribute that is not known may be a module: the class calls it."""
    text = cls.text
    return f"self.{name}(" in text or f"in self.{name}" in text or f"= self.{name}\n" in text


def _weighs(project: Project, value: Value | None, depth: int) -> bool | None:
    if value is None or value.kind in (values.ANY, values.UNION):
        return None
    if value.data == values.REGISTERED:
        return True
    if value.kind != values.MODULE:
        return False
    if value.data is None:
        return None
    model: Model = value.data
    if model.cls is not None:
        return class_has_weights(project, model.cls, depth + 1)
    return has_weights(project, model) if depth < 6 else model.weights
