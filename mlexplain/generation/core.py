"""`generate`: the one door of the generation core."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal, cast

from mlexplain.generation.constraints import Constraint
from mlexplain.generation.loading import Loaded
from mlexplain.generation.request import ContextPolicy, Event, Request, check_prompts
from mlexplain.generation.result import Generation, Hypothesis
from mlexplain.generation.text import Decode

if TYPE_CHECKING:
    from mlexplain.generation.decoder import Decoder
    from mlexplain.generation.sequence import Sequence as Row


def generate(
    model: Any,
    prompt_tokens: Sequence[Sequence[int]],
    max_new_tokens: int = 64,
    *,
    temperature: float = 0.0,
    top_k: int | None = None,
    top_p: float | None = None,
    min_p: float | None = None,
    min_logprob: float | None = None,
    num_beams: int = 1,
    length_penalty: float = 1.0,
    early_stopping: bool | Literal["never"] = False,
    stop_tokens: Sequence[int] = (),
    stop_strings: Sequence[str] = (),
    ignore_eos: bool = False,
    logprobs: bool = False,
    echo: bool = False,
    seed: int | Sequence[int] | None = None,
    on_token: Callable[[int, int], object] | None = None,
    on_text: Callable[[int, str], object] | None = None,
    decode: Decode | None = None,
    constraints: Sequence[Constraint] | Sequence[Sequence[Constraint]] = (),
    lookup: int = 0,
    context: ContextPolicy = "error",
    context_size: int | None = None,
    cancel: Event | None = None,
    use_cache: bool = True,
    batch_size: int = 64,
) -> Generation:
    """Continue every prompt. What one prompt gets does not depend on the others in the call.

    `model` is what `load` gives, or any transformers causal language model.

    - `prompt_tokens`: lists of token ids, of any lengths.
    - `temperature`: 0 is greedy search; above it, tokens are drawn in float32 after `top_k`,
      `top_p` and `min_p` in this order, with the boundaries of transformers.
    - `min_logprob`: no token less likely than that is written, but for one that ends the sequence.
      Where none is left the sequence ends ("unsure"). What the model gives counts, as in `logprobs`:
      temperature, filters and constraints do not make a token likelier.
    - `num_beams`, `length_penalty`, `early_stopping`: beam search as in transformers.
    - `stop_tokens`: end a sequence beside the model's own end token (`ignore_eos` leaves that out).
      `stop_strings` end it also across token borders.
    - `logprobs`: natural logarithms of the model's own probabilities; `echo`: the prompt first.
    - `seed`: an integer, or one per prompt. The same seed gives the same samples.
    - `on_token(sequence index, token)`, `on_text(sequence index, text)`: called as soon as a token,
      or whole characters, are certain to be in the result (after the search, with beams).
    - `decode`: from token ids to text; needed for strings and text unless `model` brings its own.
    - `constraints`: for all prompts, or one list per prompt; see `constraints`.
    - `lookup`: longest draft of prompt-lookup decoding, which changes speed alone. 0: off. Models
      that cannot take tokens back (sliding windows, recurrent states) go on without drafts.
    - `context`: what happens where prompt and new tokens exceed the model's context (or
      `context_size`, if smaller): "error", "stop" when it is full, or "slide", where the model sees
      the last tokens that fit, computed anew for each token.
    - `cancel`: a `threading.Event`; once set, what is there is returned.
    - `use_cache`: False computes everything anew for each token.
    - `batch_size`: how many sequences go through the model at once.

    Raises `ValueError` for a setting out of range, `ContextError` (a `ValueError`) where a sequence
    does not fit, `LogitsError` for NaN or infinite logits, `GenerationError` where the constraints
    leave no token.
    """
    import torch

    from mlexplain.generation.decoder import decoder_for
    from mlexplain.generation.threads import tuned

    network = model.network if isinstance(model, Loaded) else model
    decoder = decoder_for(network)
    prompts = check_prompts(prompt_tokens, decoder.vocab_size)
    if decode is None and isinstance(model, Loaded) and model.tokenizer is not None:
        decode = model.decode
    request = Request(
        max_new_tokens=max_new_tokens,
        temperature=temperature,
        top_k=top_k,
        top_p=top_p,
        min_p=min_p,
        min_logprob=min_logprob,
        num_beams=num_beams,
        length_penalty=length_penalty,
        early_stopping=early_stopping,
        stop_tokens=frozenset(stop_tokens) | (frozenset() if ignore_eos else decoder.eos),
        stop_strings=tuple(stop_strings),
        decode=decode,
        constraints=_per_prompt(constraints, len(prompts)),
        logprobs=logprobs,
        echo=echo,
        seed=seed,
        on_token=on_token,
        on_text=on_text,
        cancel=cancel,
        lookup=lookup,
        context=context,
        context_size=_context(context_size, decoder.context),
        use_cache=use_cache,
        batch_size=batch_size,
    )
    rows = _rows(prompts, request)
    beams: dict[int, list[Hypothesis]] = {}
    passes = 0
    with _evaluating(network), torch.inference_mode(), tuned(decoder.threads_probe(), len(rows)):
        for group in _groups(rows, request, decoder.ragged):
            passes += _run(decoder, group, request, beams)
    return _result(rows, beams, request, passes)


def _run(
    decoder: Decoder, group: list[Row], request: Request, beams: dict[int, list[Hypothesis]]
) -> int:
    """Write one batch to its end; returns the number of forward passes."""
    from mlexplain.generation import beam, loop

    if request.cancelled:
        for row in group:
            row.finish("cancelled", request)
        return 0
    if request.num_beams == 1:
        return loop.run(decoder, group, request)
    passes, found = beam.run(decoder, group, request)
    beams.update((row.index, hypotheses) for row, hypotheses in zip(group, found, strict=True))
    return passes


def _rows(prompts: list[list[int]], request: Request) -> list[Row]:
    from mlexplain.generation.sampling import Noise, seeds
    from mlexplain.generation.sequence import Sequence
    from mlexplain.generation.writer import Stops

    decode = request.decode if request.text_matters else None
    stops = Stops(request.stop_tokens, request.stop_strings, decode)
    return [
        Sequence(
            index=index,
            prompt=prompt,
            limit=request.room(index, prompt),
            noise=Noise(seed),
            stops=stops,
            constraints=request.constraints[index],
        )
        for index, (prompt, seed) in enumerate(
            zip(prompts, seeds(prompts, request.seed), strict=True)
        )
    ]


def _groups(rows: list[Row], request: Request, ragged: bool) -> Iterator[list[Row]]:
    """Batches of at most `batch_size` rows of similar length (the same, unless `ragged`)."""
    size = max(1, request.batch_size // request.num_beams)
    ordered = sorted(rows, key=lambda row: len(row.prompt)) if len(rows) > size else rows
    batches = [ordered] if ragged else _same_length(rows)
    for batch in batches:
        for start in range(0, len(batch), size):
            yield batch[start : start + size]


def _same_length(rows: list[Row]) -> list[list[Row]]:
    lengths: dict[int, list[Row]] = {}
    for row in rows:
        lengths.setdefault(len(row.prompt), []).append(row)
    return list(lengths.values())


def _result(
    rows: list[Row], beams: dict[int, list[Hypothesis]], request: Request, passes: int
) -> Generation:
    first = [row.prompt if request.echo else [] for row in rows]
    given = [row.prompt_logprobs if request.echo else [] for row in rows]
    logprobs = [g + row.logprobs[: len(row.kept)] for g, row in zip(given, rows, strict=True)]
    return Generation(
        tokens=[f + row.kept for f, row in zip(first, rows, strict=True)],
        logprobs=logprobs if request.logprobs else None,
        finish_reasons=[row.reason or "length" for row in rows],
        texts=_texts(rows, request),
        beams=[beams.get(row.index, []) for row in rows] if request.num_beams > 1 else None,
        passes=passes,
    )


def _texts(rows: list[Row], request: Request) -> list[str] | None:
    if request.text_matters or request.decode is None:
        return [row.text for row in rows] if request.text_matters else None
    return [request.decode(row.kept) for row in rows]


def _per_prompt(
    constraints: Sequence[Constraint] | Sequence[Sequence[Constraint]], count: int
) -> tuple[tuple[Constraint, ...], ...]:
    """One tuple per prompt, from one list for all or one list per prompt."""
    if all(hasattr(constraint, "next") for constraint in constraints):
        return (tuple(cast("Sequence[Constraint]", constraints)),) * count
    if len(constraints) != count:
        raise ValueError(f"{len(constraints)} lists of constraints for {count} prompts")
    return tuple(tuple(c) for c in cast("Sequence[Sequence[Constraint]]", constraints))


def _context(wanted: int | None, own: int | None) -> int | None:
    if wanted is None:
        return own
    if wanted < 1 or (own is not None and wanted > own):
        most = "" if own is None else f" and at most the model's {own}"
        raise ValueError(f"context_size must be at least 1{most}, not {wanted}")
    return wanted


@contextmanager
def _evaluating(network: Any) -> Iterator[None]:
    """Without dropout; the model is put back into training mode if it was in it."""
    training = getattr(network, "training", False)
    if training:
        network.eval()
    try:
        yield
    finally:
        if training:
            network.train()
