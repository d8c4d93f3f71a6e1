"""The decode loop of greedy search and sampling, with drafts and with rows that finish early."""

from __future__ import annotations

from collections.abc import Sequence as Rows

import torch
from torch import Tensor

from mlexplain.generation.decoder import Decoder
from mlexplain.generation.errors import LogitsError
from mlexplain.generation.lookup import draft
from mlexplain.generation.masking import apply
from mlexplain.generation.request import Request
from mlexplain.generation.sampling import Sampler, wide
from mlexplain.generation.scoring import chosen_logprobs, sound_rows, without_unlikely
from mlexplain.generation.sequence import Sequence

Drafts = list[list[int]]
"""Per row, tokens that were fed as a guess after the row's last true token."""


def run(decoder: Decoder, sequences: Rows[Sequence], request: Request) -> int:
    """Write `sequences` to their ends in one batch. Returns the number of forward passes."""
    sampler = Sampler(request.temperature, request.top_k, request.top_p, request.min_p)
    logits, scores = _prefill(decoder, sequences, request)
    for sequence, score in zip(sequences, scores, strict=False):
        sequence.prompt_logprobs = [0.0, *score]
    live, rows = list(sequences), compacted([s.reason is None for s in sequences])
    if not rows:
        return 1
    if len(rows) < len(live):
        live, logits = [live[row] for row in rows], logits[rows]
        decoder.select(rows)
    logits, passes = logits[:, None], 1
    drafts: Drafts = [[] for _ in live]
    while True:
        rejected = _accept(logits, live, drafts, sampler, request)
        if request.cancelled:
            for sequence in live:
                if sequence.reason is None:
                    sequence.finish("cancelled", request)
        rows = compacted([s.reason is None for s in live])
        if not rows:
            return passes
        if any(rejected):
            decoder.rewind(rejected)
        if rows != list(range(len(live))):
            decoder.select(rows)
            live = [live[row] for row in rows]
        if not request.use_cache or any(_beyond(s, request) for s in live):
            drafts = [[] for _ in live]
            logits = decoder.prefill([_window(s, request) for s in live])[0][:, None]
        else:
            drafts = _drafts(decoder, live, request)
            logits = decoder.decode(_fed(live, drafts, decoder.device))
        passes += 1


def _prefill(
    decoder: Decoder, sequences: Rows[Sequence], request: Request
) -> tuple[Tensor, Rows[list[float]]]:
    """Logits (rows, vocabulary) after the prompts, and their scores; the samples of a prompt share one
    pass over it."""
    windows = [tuple(_window(s, request)) for s in sequences]
    distinct = {window: row for row, window in enumerate(dict.fromkeys(windows))}
    logits, scores = decoder.prefill(list(distinct), scored=request.logprobs and request.echo)
    if len(distinct) == len(windows):
        return logits, scores
    rows = [distinct[window] for window in windows]
    decoder.select(rows)
    return logits[rows], [scores[row] for row in rows] if scores else scores


def compacted(alive: Rows[bool]) -> list[int]:
    """Which old row each new row is, so that rows alive stand first and few have to move."""
    rows = list(range(sum(alive)))
    spare = [row for row in range(len(rows), len(alive)) if alive[row]]
    return [row if alive[row] else spare.pop() for row in rows]


def _window(sequence: Sequence, request: Request) -> list[int]:
    """The tokens the model sees: all, or with a sliding context the last that fit."""
    tokens = sequence.tokens
    return tokens if request.context_size is None else tokens[-request.context_size :]


def _beyond(sequence: Sequence, request: Request) -> bool:
    size = request.context_size
    return size is not None and len(sequence.prompt) + len(sequence.new) > size


def _drafts(decoder: Decoder, live: Rows[Sequence], request: Request) -> Drafts:
    if not request.lookup or len(live) > decoder.rewind_rows():
        return [[] for _ in live]
    size = request.context_size
    drafts = []
    for s in live:
        tokens = s.tokens
        fits = request.lookup if size is None else max(0, size - len(tokens))
        drafts.append(draft(tokens, min(request.lookup, s.room - 1, fits)))
    return drafts


def _fed(live: Rows[Sequence], drafts: Drafts, device: torch.device) -> Tensor:
    """(rows, 1 + longest draft): each row's last token and its draft, padded behind."""
    width = max(map(len, drafts))
    rows = [
        [s.new[-1], *ahead, *[0] * (width - len(ahead))]
        for s, ahead in zip(live, drafts, strict=True)
    ]
    return torch.tensor(rows, device=device)


def _accept(
    logits: Tensor, live: Rows[Sequence], drafts: Drafts, sampler: Sampler, request: Request
) -> list[int]:
    """Give each row its next tokens; drafts count as far as they are what the model chooses.

    logits (rows, 1 + longest draft, vocabulary). Returns how many fed positions of each row are to
    be forgotten.
    """
    width, size = logits.shape[1:]
    # Where a row's next tokens are told, after how much of its draft; what pads a draft is left out.
    places = [
        (row, s, ahead[:at])
        for row, (s, ahead) in enumerate(zip(live, drafts, strict=True))
        for at in range(len(ahead) + 1)
    ]
    flat = logits.reshape(-1, size)[[row * width + len(by) for row, _, by in places]].float()
    sound = sound_rows(flat)
    allowed = apply(flat, [s.allowed(by) for _, s, by in places])
    stuck = (allowed.amax(dim=-1) == float("-inf")).tolist()
    likely, unsure = allowed, [False] * len(flat)
    if request.min_logprob is not None:
        likely, unsure = without_unlikely(allowed, flat, request.min_logprob, request.stop_tokens)
    uniforms = None
    if not sampler.greedy:
        noise = [s.noise[len(s.new) + len(by)] for _, s, by in places]
        uniforms = torch.tensor(noise, dtype=wide(flat.device), device=flat.device)
    picked = sampler.pick(likely, uniforms)
    chosen = picked.tolist()
    logprobs = chosen_logprobs(flat, picked).tolist() if request.logprobs else None

    rejected, first = [], 0
    for s, ahead in zip(live, drafts, strict=True):
        used = 0
        for at in range(len(ahead) + 1):
            spot = first + at
            if not sound[spot]:
                bad = int((~flat[spot].isfinite()).sum())
                raise LogitsError(s.index, len(s.new), bad, size)
            if stuck[spot]:
                raise s.stuck(len(s.new))
            used += 1
            if unsure[spot]:
                s.finish("unsure", request)
                break
            s.accept(chosen[spot], None if logprobs is None else logprobs[spot], request)
            if s.reason is not None or at == len(ahead) or chosen[spot] != ahead[at]:
                break
        rejected.append(width - used)
        first += len(ahead) + 1
    return rejected
