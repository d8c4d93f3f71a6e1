"""One prompt on its way: its tokens, its randomness, its end."""

from __future__ import annotations

from collections.abc import Sequence as Tokens
from dataclasses import dataclass, field

from mlexplain.generation.constraints import Constraint, Mask
from mlexplain.generation.errors import GenerationError
from mlexplain.generation.request import Request
from mlexplain.generation.result import FinishReason
from mlexplain.generation.sampling import Noise
from mlexplain.generation.writer import Stops, Writer


@dataclass(slots=True)
class Sequence:
    """State of one prompt while its tokens are made."""

    index: int
    """Place of the prompt in the call."""
    prompt: list[int]
    limit: int
    """At most so many new tokens."""
    noise: Noise
    stops: Stops
    constraints: tuple[Constraint, ...] = ()
    new: list[int] = field(default_factory=list)
    """Every token chosen so far, the stop token included."""
    logprobs: list[float] = field(default_factory=list)
    prompt_logprobs: list[float] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    """New tokens that stay in the result."""
    text: str = ""
    reason: FinishReason | None = None
    writer: Writer = field(init=False)

    def __post_init__(self) -> None:
        self.writer = Writer(self.stops)
        if self.limit <= 0:
            self.reason = "length"

    @property
    def tokens(self) -> list[int]:
        """Prompt and new tokens."""
        return self.prompt + self.new

    @property
    def room(self) -> int:
        """How many more tokens may come."""
        return self.limit - len(self.new)

    def allowed(self, ahead: Tokens[int] = ()) -> list[Mask]:
        """Which tokens each constraint lets come after the drafted tokens `ahead`."""
        tokens = [*self.new, *ahead]
        return [constraint.next(tokens) for constraint in self.constraints]

    def accept(self, token: int, logprob: float | None, request: Request) -> None:
        """Take the next token; notice the end."""
        self.new.append(token)
        if logprob is not None:
            self.logprobs.append(logprob)
        self._release(self.writer.push(token), request)
        if self.writer.stopped:
            self.reason = "stop"
        elif self.room <= 0:
            self.finish("length", request)

    def finish(self, reason: FinishReason, request: Request) -> None:
        """End here."""
        self._release(self.writer.close(), request)
        self.reason = reason

    def stuck(self, step: int) -> GenerationError:
        """The error for constraints that leave nothing for new token `step`."""
        return GenerationError(
            f"sequence {self.index}, new token {step}: the constraints allow no token"
        )

    def _release(self, certain: tuple[list[int], str], request: Request) -> None:
        tokens, text = certain
        self.kept += tokens
        self.text += text
        if request.on_token is not None:
            for token in tokens:
                request.on_token(self.index, token)
        if text and request.on_text is not None:
            request.on_text(self.index, text)
