"""What facts are read from: the failure, the failures around it, the whole trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mlexplain.report import Failure, Trace


@dataclass(frozen=True)
class Scene:
    failure: Failure
    trace: Trace
    stated: Mapping[str, Any] = field(default_factory=dict)
    """Slots of the match and of the rule's readers."""
    chain: tuple[Failure, ...] = ()
    """The other failures of the same chain, outermost first."""
    entities: Callable[[], Mapping[str, Any]] | None = None
    """What spaCy reads in the message; None where it must not be asked."""
