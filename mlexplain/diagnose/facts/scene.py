"""What facts are read from: the failure, the failures around it, the whole trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mlexplain.diagnose.order import flatten
from mlexplain.report import Failure, Frame, Trace


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

    @property
    def own_frames(self) -> tuple[Frame, ...]:
        """The user's own frames, of this failure or, where a library's frames are all it has, of
        the first other one of its chain that has some."""
        chains = (flatten((top,)) for top in self.trace.failures)
        own = next((c for c in chains if any(f.lines == self.failure.lines for f in c)), ())
        for failure in (self.failure, *own):
            if frames := tuple(f for f in failure.frames if f.mine):
                return frames
        return ()
