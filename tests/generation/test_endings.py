"""Where a sequence ends, and what is streamed until then."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlexplain.generation import TextStream, generate, load
from mlexplain.generation.constraints import Choices
from mlexplain.generation.writer import Stops, Writer
from tests.generation.models import EOS, PROMPTS, model


def letters(tokens: list[int]) -> str:
    """A decoder in which every token is one to three letters."""
    return "".join("abc"[token % 3] * (1 + token % 2) + "xy"[token % 2] for token in tokens)


def test_stop_tokens_cut_and_are_not_returned() -> None:
    free = generate(model("llama"), PROMPTS, 30, ignore_eos=True).tokens
    stop = free[0][7]
    result = generate(model("llama"), PROMPTS, 30, ignore_eos=True, stop_tokens=[stop])
    for cut, whole, reason in zip(result.tokens, free, result.finish_reasons, strict=True):
        assert cut == (whole[: whole.index(stop)] if stop in whole else whole)
        assert reason == ("stop" if stop in whole else "length")


def test_the_models_own_end_token_ends() -> None:
    free = generate(model("llama"), PROMPTS, 60, ignore_eos=True).tokens
    ended = generate(model("llama"), PROMPTS, 60).tokens
    assert any(EOS in tokens for tokens in free)
    assert ended == [t[: t.index(EOS)] if EOS in t else t for t in free]


def test_no_new_tokens_scores_the_prompt_only() -> None:
    result = generate(model("llama"), PROMPTS, 0, logprobs=True, echo=True)
    longer = generate(model("llama"), PROMPTS, 3, logprobs=True, echo=True)
    assert result.tokens == PROMPTS
    assert result.passes == 1
    for short, long in zip(result.logprobs or [], longer.logprobs or [], strict=True):
        assert short == pytest.approx(long[: len(short)], abs=1e-5)


@pytest.mark.parametrize("settings", [{}, {"lookup": 4}])
def test_a_sequence_ends_where_no_token_is_likely_enough(settings: dict[str, Any]) -> None:
    free = generate(model("llama"), PROMPTS, 30, ignore_eos=True, logprobs=True)
    assert free.logprobs is not None
    least = sorted(min(logs) for logs in free.logprobs)[1] + 1e-4
    sure = generate(
        model("llama"), PROMPTS, 30, ignore_eos=True, logprobs=True, min_logprob=least, **settings
    )
    for tokens, logs, got, reason in zip(
        free.tokens, free.logprobs, sure.tokens, sure.finish_reasons, strict=True
    ):
        end = next((at for at, log in enumerate(logs) if log < least), None)
        assert got == tokens[:end]
        assert reason == ("length" if end is None else "unsure")
    assert {"length", "unsure"} == set(sure.finish_reasons)


def test_what_is_drawn_is_likely_enough_whatever_the_temperature() -> None:
    drawn = [
        generate(
            model("llama"),
            PROMPTS,
            20,
            ignore_eos=True,
            logprobs=True,
            temperature=3.0,
            seed=2,
            min_logprob=least,
        )
        for least in (-4.0, None)
    ]
    lowest = [min(log for logs in each.logprobs or [] for log in logs) for each in drawn]
    assert lowest[0] >= -4.0 > lowest[1]


def test_an_unlikely_stop_token_may_end_a_sequence_but_no_constraint_makes_a_token_likely() -> None:
    free = generate(model("llama"), PROMPTS[:1], 8, ignore_eos=True, logprobs=True)
    rare = next(t for t in range(3, 60) if t not in free.tokens[0])
    only = [Choices([[rare]])]
    given = {"constraints": only, "min_logprob": -0.001, "ignore_eos": True}
    kept = generate(model("llama"), PROMPTS[:1], 8, **given)
    assert (kept.tokens, kept.finish_reasons) == ([[]], ["unsure"])
    ended = generate(model("llama"), PROMPTS[:1], 8, stop_tokens=[rare], **given)
    assert (ended.tokens, ended.finish_reasons) == ([[]], ["stop"])


@pytest.mark.parametrize("settings", [{}, {"temperature": 1.0, "seed": 4}, {"num_beams": 3}])
def test_streamed_tokens_and_text_are_those_of_the_result(settings: dict[str, Any]) -> None:
    plain = generate(model("llama"), PROMPTS, 20, **settings)
    tokens: list[list[int]] = [[] for _ in PROMPTS]
    texts = [""] * len(PROMPTS)

    def on_text(index: int, piece: str) -> None:
        texts[index] += piece

    streamed = generate(
        model("llama"),
        PROMPTS,
        20,
        on_token=lambda index, token: tokens[index].append(token),
        on_text=on_text,
        decode=letters,
        **settings,
    )
    assert streamed.tokens == plain.tokens == tokens
    assert streamed.texts == texts == [letters(t) for t in plain.tokens]


@pytest.mark.parametrize("settings", [{}, {"lookup": 4}, {"num_beams": 2}])
def test_stop_strings_stop_across_token_borders(settings: dict[str, Any]) -> None:
    free = generate(model("llama"), [PROMPTS[1]], 30, ignore_eos=True, **settings).tokens[0]
    text = letters(free)
    stop = text[9:14]
    seen: list[int] = []
    result = generate(
        model("llama"),
        [PROMPTS[1]],
        30,
        ignore_eos=True,
        stop_strings=[stop, "nowhere"],
        decode=letters,
        on_token=lambda _, token: seen.append(token),
        logprobs=True,
        **settings,
    )
    assert result.finish_reasons == ["stop"]
    assert result.texts is not None and result.logprobs is not None
    assert stop not in result.texts[0]
    assert letters(result.tokens[0]) == result.texts[0][: len(letters(result.tokens[0]))]
    assert seen == result.tokens[0]
    assert len(result.logprobs[0]) == len(result.tokens[0])
    if "num_beams" not in settings:
        assert result.texts == [text[: text.index(stop)]]
        assert result.tokens[0] == free[: len(result.tokens[0])]


def test_stop_strings_do_not_depend_on_the_batch() -> None:
    settings = {"stop_strings": ["bbx", "yab"], "decode": letters, "ignore_eos": True}
    together = generate(model("llama"), PROMPTS, 40, **settings)
    alone = [generate(model("llama"), [p], 40, **settings) for p in PROMPTS]
    assert together.texts == [a.texts[0] for a in alone if a.texts]
    assert together.tokens == [a.tokens[0] for a in alone]


words = st.text("ab", min_size=1, max_size=4)


@given(
    pieces=st.lists(st.text("ab", max_size=3), max_size=25),
    stops=st.lists(words, max_size=3),
    end=st.integers(0, 30),
)
def test_the_writer_releases_exactly_what_stands_before_the_first_stop(
    pieces: list[str], stops: list[str], end: int
) -> None:
    """Against the definition: the text up to where a stop string is whole first."""
    end_token = len(pieces)
    writer = Writer(
        Stops(frozenset([end_token]), tuple(stops), lambda ids: "".join(pieces[i] for i in ids))
    )
    tokens, text = list(range(len(pieces))), ""
    if end <= len(tokens):
        tokens.insert(end, end_token)
    kept: list[int] = []
    for token in tokens:
        released, piece = writer.push(token)
        kept, text = kept + released, text + piece
        assert not any(stop in text for stop in stops)
        if writer.stopped:
            break
    released, piece = writer.close()
    kept, text = kept + released, text + piece

    expected = whole = ""
    for index in range(min(end, len(pieces))):
        whole += pieces[index]
        expected = whole
        starts = [whole.find(stop) for stop in stops if stop in whole]
        if starts:
            expected = whole[: min(starts)]
            break
    assert text == expected
    assert kept == list(range(len(kept)))
    assert len("".join(pieces[: len(kept)])) <= len(text)


def test_cancellation_from_another_thread_returns_what_is_there() -> None:
    cancel, begun = threading.Event(), threading.Event()
    seen: list[int] = []

    def on_token(index: int, token: int) -> None:
        seen.append(token)
        if len(seen) >= 10:
            begun.set()
            cancel.wait(30)

    def canceller() -> None:
        begun.wait(30)
        cancel.set()

    other = threading.Thread(target=canceller)
    other.start()
    result = generate(
        model("gpt2"), PROMPTS[:2], 100, ignore_eos=True, on_token=on_token, cancel=cancel
    )
    other.join()
    whole = generate(model("gpt2"), PROMPTS[:2], 100, ignore_eos=True).tokens
    assert result.finish_reasons == ["cancelled", "cancelled"]
    for some, everything in zip(result.tokens, whole, strict=True):
        assert 0 < len(some) < 100
        assert some == everything[: len(some)]


@pytest.mark.parametrize("beams", [1, 3])
def test_a_cancelled_call_does_not_begin(beams: int) -> None:
    cancel = threading.Event()
    cancel.set()
    result = generate(model("gpt2"), PROMPTS, 10, cancel=cancel, num_beams=beams)
    assert result.tokens == [[]] * len(PROMPTS)
    assert result.passes == 0
    assert set(result.finish_reasons) == {"cancelled"}


def test_cancelled_beams_give_the_best_so_far() -> None:
    class AfterThreeLooks:
        looks = 0

        def is_set(self) -> bool:
            self.looks += 1
            return self.looks > 3

    result = generate(
        model("gpt2"), PROMPTS[:1], 50, num_beams=2, cancel=AfterThreeLooks(), ignore_eos=True
    )
    assert result.finish_reasons == ["cancelled"]
    assert 0 < len(result.tokens[0]) < 50


def test_errors_of_a_callback_reach_the_caller() -> None:
    def on_token(index: int, token: int) -> None:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        generate(model("gpt2"), PROMPTS, 5, on_token=on_token)


# ------------------------------------------------------------------ whole characters


@given(text=st.text(max_size=30))
def test_a_stream_gives_whole_characters(byte_tokenizer: Any, text: str) -> None:
    stream = TextStream(lambda ids: byte_tokenizer.decode(ids))
    written = ""
    for token in byte_tokenizer.encode(text).ids:
        written += stream.push(token)
        assert text.startswith(written)
    assert written + stream.flush() == text


@given(tokens=st.lists(st.integers(0, 255), max_size=40))
def test_any_bytes_stream_as_they_decode(byte_tokenizer: Any, tokens: list[int]) -> None:
    """Random bytes: broken characters come out as replacement characters, none twice or lost."""
    stream = TextStream(lambda ids: byte_tokenizer.decode(ids))
    written = stream.extend(tokens) + stream.flush()
    assert written == byte_tokenizer.decode(tokens)


def test_a_loaded_model_streams_its_own_text(llama_folder: Path) -> None:
    ours = load(llama_folder)
    pieces: list[str] = []
    prompt = ours.encode("the gradient")
    result = generate(ours, [prompt], 20, on_text=lambda _, piece: pieces.append(piece))
    assert result.texts == ["".join(pieces)] == [ours.decode(result.tokens[0])]
