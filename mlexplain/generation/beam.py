"""Beam search with the scores and ends of transformers.

Each prompt is searched as if alone: its beams are rows of one batch with those of other prompts,
but nothing passes between them. Per step the best `(1 + number of stop tokens) * beams` (at least
`2 * beams`) continuations are taken, so that enough unfinished ones are left. A finished sequence
is scored by the sum of its log-probabilities over `length ** length_penalty`, its stop token
counted (Wu et al., 2016, without the coverage term and with a plain power).
"""

from __future__ import annotations

from collections.abc import Sequence as Rows
from dataclasses import dataclass, field, replace

import torch
from torch import Tensor

from mlexplain.generation.decoder import Decoder
from mlexplain.generation.errors import LogitsError
from mlexplain.generation.masking import apply
from mlexplain.generation.request import Request
from mlexplain.generation.result import FinishReason, Hypothesis
from mlexplain.generation.scoring import sound_rows
from mlexplain.generation.sequence import Sequence
from mlexplain.generation.writer import Writer


@dataclass(frozen=True, slots=True)
class Beam:
    """A continuation of a prompt."""

    tokens: list[int]
    logprobs: list[float]
    total: float
    """Sum of the log-probabilities."""
    row: int
    """The row it continues in the batch of the step that made it."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A finished beam."""

    beam: Beam
    score: float
    kept: int
    """How many of its tokens stay in the result."""
    reason: FinishReason

    def hypothesis(self) -> Hypothesis:
        tokens, logprobs = self.beam.tokens[: self.kept], self.beam.logprobs[: self.kept]
        return Hypothesis(tokens, self.score, logprobs, self.reason)


@dataclass(slots=True)
class Search:
    """The search of one prompt."""

    sequence: Sequence
    running: list[Beam]
    """Best first; a single empty beam before the first step."""
    finished: list[Ended] = field(default_factory=list)
    """Best first, at most as many as beams."""
    open: bool = True

    def step(self, candidates: list[Beam], request: Request) -> None:
        """Sort the best continuations, best first, into finished and running ones."""
        beams = request.num_beams
        ends = [self._end(candidate, request) for candidate in candidates]
        # What ranks below the number of beams is only a reserve for running on.
        self.finished += [end for end in ends[:beams] if end is not None]
        self.finished.sort(key=lambda end: -end.score)
        del self.finished[beams:]
        going = [c for c, end in zip(candidates, ends, strict=True) if end is None]
        self.running = going[:beams]
        self.open = bool(self.running) and self._worthwhile(request)

    def _worthwhile(self, request: Request) -> bool:
        """Whether a running beam might still beat the worst finished one (a heuristic: see
        transformers' `early_stopping` for what False and "never" assume of the final length)."""
        if len(self.finished) < request.num_beams:
            return True
        if request.early_stopping is True:
            return False
        best = self.running[0]
        forever = request.early_stopping == "never" and request.length_penalty > 0
        length = self.sequence.limit if forever else len(best.tokens)
        return best.total / length**request.length_penalty > self.finished[-1].score

    def _end(self, beam: Beam, request: Request) -> Ended | None:
        """The finished beam, if its newest token ends it."""
        reason: FinishReason = "stop"
        kept = self._stop(beam.tokens)
        if kept is None:
            if len(beam.tokens) < self.sequence.limit:
                return None
            reason, kept = "length", len(beam.tokens)
        score = beam.total / len(beam.tokens) ** request.length_penalty
        return Ended(beam, score, kept, reason)

    def _stop(self, tokens: list[int]) -> int | None:
        """How many tokens stay before a stop token or stop string, None where there is none."""
        stops = self.sequence.stops
        if not stops.strings:
            return len(tokens) - 1 if tokens[-1] in stops.tokens else None
        writer, kept = Writer(stops), 0
        for token in tokens:
            kept += len(writer.push(token)[0])
        return kept if writer.stopped else None

    def conclude(self, request: Request) -> list[Hypothesis]:
        """Write the best beam into the sequence; all beams, best first."""
        ended = self.finished or [
            Ended(beam, beam.total, len(beam.tokens), "cancelled") for beam in self.running
        ]
        best = ended[0].beam
        for token, logprob in zip(best.tokens, best.logprobs, strict=True):
            self.sequence.accept(token, logprob, request)
        if self.sequence.reason is None:
            self.sequence.finish("cancelled", request)
        return [end.hypothesis() for end in ended]


def run(
    decoder: Decoder, sequences: Rows[Sequence], request: Request
) -> tuple[int, list[list[Hypothesis]]]:
    """Search all `sequences` in one batch and write their best beams into them.

    Returns the number of forward passes and the beams of each sequence, best first.
    """
    logits, scores = decoder.prefill(
        [s.prompt for s in sequences], scored=request.logprobs and request.echo
    )
    for sequence, score in zip(sequences, scores, strict=False):
        sequence.prompt_logprobs = [0.0, *score]
    searches = [Search(s, [Beam([], [], 0.0, row)]) for row, s in enumerate(sequences)]
    live = [search for search in searches if search.sequence.reason is None]
    passes = 1
    while live:
        _step(logits, live, request)
        live = [search for search in live if search.open]
        if not live or request.cancelled:
            break
        logits = _continued(decoder, live, request)
        passes += 1
    return passes, [search.conclude(request) for search in searches]


def _continued(decoder: Decoder, live: Rows[Search], request: Request) -> Tensor:
    """Logits after every running beam, which become the rows of the batch in their order."""
    beams = [beam for search in live for beam in search.running]
    if request.use_cache:
        decoder.select([beam.row for beam in beams])
        fed = torch.tensor([[beam.tokens[-1]] for beam in beams], device=decoder.device)
        logits = decoder.decode(fed)[:, -1]
    else:
        logits = decoder.prefill([s.sequence.prompt + b.tokens for s in live for b in s.running])[0]
    row = 0
    for search in live:
        search.running = [
            replace(beam, row=at) for at, beam in enumerate(search.running, start=row)
        ]
        row += len(search.running)
    return logits


def _step(logits: Tensor, live: Rows[Search], request: Request) -> None:
    """Continue every search by one token; logits (rows of the batch, vocabulary)."""
    logits = logits.float()
    _check(logits, live)
    logprobs = logits.log_softmax(dim=-1)
    for search in live:
        stops = len(search.sequence.stops.tokens)
        search.step(
            _continuations(logprobs, search, max(2, 1 + stops) * request.num_beams), request
        )


def _check(logits: Tensor, live: Rows[Search]) -> None:
    sound = sound_rows(logits)
    for search in live:
        for beam in search.running:
            if not sound[beam.row]:
                bad = int((~logits[beam.row].isfinite()).sum())
                raise LogitsError(search.sequence.index, len(beam.tokens), bad, logits.shape[-1])


def _continuations(logprobs: Tensor, search: Search, count: int) -> list[Beam]:
    """The `count` best continuations of the running beams, best first."""
    beams, size = search.running, logprobs.shape[-1]
    own = logprobs[torch.tensor([beam.row for beam in beams], device=logprobs.device)]
    masks = [search.sequence.allowed(beam.tokens) for beam in beams]
    totals = apply(own, masks) + own.new_tensor([[beam.total] for beam in beams])
    values, places = totals.flatten().topk(min(count, totals.numel()))
    if values[0] == float("-inf"):
        raise search.sequence.stuck(len(beams[0].tokens))
    added = own.flatten()[places].tolist()
    return [
        Beam(
            [*beams[place // size].tokens, place % size],
            [*beams[place // size].logprobs, logprob],
            value,
            beams[place // size].row,
        )
        for value, place, logprob in zip(values.tolist(), places.tolist(), added, strict=True)
        if value > float("-inf")
    ]
