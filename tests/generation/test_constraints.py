"""Constraints: what is allowed at marked places, against a plain definition."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from mlexplain.generation import Choices, Forbid, GenerationError, Mask, generate
from mlexplain.generation.masking import apply
from tests.generation.models import EOS, PROMPTS, model

SLOTS = range(150, 190)


@pytest.mark.parametrize(
    "settings", [{}, {"temperature": 3.0, "seed": 1}, {"num_beams": 3}, {"lookup": 4}], ids=str
)
def test_only_the_slots_of_its_own_prompt(settings: dict[str, float]) -> None:
    own = [{150, 151}, {160}, set(), {155, 189}, {170, 171, 172}]
    free = generate(model("llama"), PROMPTS, 40, ignore_eos=True, **settings).tokens
    assert any(set(tokens) & set(SLOTS) for tokens in free)
    constraints = [[Forbid(set(SLOTS) - slots)] for slots in own]
    written = generate(
        model("llama"), PROMPTS, 40, ignore_eos=True, constraints=constraints, **settings
    ).tokens
    for tokens, slots in zip(written, own, strict=True):
        assert set(tokens) & set(SLOTS) <= slots
    alone = [
        generate(model("llama"), [p], 40, ignore_eos=True, constraints=c, **settings).tokens[0]
        for p, c in zip(PROMPTS, constraints, strict=True)
    ]
    assert written == alone


NAMES = [[10, 11, 12], [10, 11], [20], [30, 31, 32, 33]]


@pytest.mark.parametrize(
    "settings", [{}, {"temperature": 2.0, "seed": 1}, {"num_beams": 3}, {"lookup": 4}], ids=str
)
def test_marked_places_hold_a_name_in_full(settings: dict[str, float]) -> None:
    """Frequent tokens mark the places, so that there are many."""
    free = generate(model("llama"), PROMPTS, 40, temperature=2.0, seed=1, ignore_eos=True).tokens
    flat = [token for tokens in free for token in tokens]
    marker = max(set(flat) - {10, 11, 12, 20, 30, 31, 32, 33}, key=flat.count)
    rule = Choices(NAMES, after=[marker], then=[7])
    written = generate(
        model("llama"), PROMPTS, 40, ignore_eos=True, constraints=[rule], **settings
    ).tokens
    places = 0
    for tokens in written:
        at = 0
        while at < len(tokens):
            if tokens[at] != marker:
                at += 1
                continue
            rest = tokens[at + 1 :]
            names = [[*n, 7] for n in NAMES if rest[: len(n) + 1] == [*n, 7]]
            cut = any([*n, 7][: len(rest)] == rest for n in NAMES)
            assert names or cut, (tokens, at)
            places += 1
            at += 1 + len(names[0] if names else rest)
    assert places or settings


def test_choices_at_the_beginning() -> None:
    rule = Choices([[40, 41], [50, 51, 52]])
    for tokens in generate(model("llama"), PROMPTS, 6, constraints=[rule]).tokens:
        assert tokens[:2] == [40, 41] or tokens[:3] == [50, 51, 52]


def test_a_choice_cannot_be_ended_half_way() -> None:
    rule = Choices([[40, 41, 42]])
    everything = range(211)
    result = generate(
        model("llama"),
        PROMPTS,
        6,
        constraints=[rule],
        stop_tokens=set(everything) - {40, 41, 42},
    )
    assert all(tokens[:3] == [40, 41, 42] for tokens in result.tokens)
    assert all(tokens.count(EOS) == 0 for tokens in result.tokens)


def test_log_probabilities_stay_the_models_own() -> None:
    rule = Choices([[40, 41]])
    forced = generate(model("llama"), PROMPTS[:1], 2, constraints=[rule], logprobs=True)
    scored = generate(model("llama"), [[*PROMPTS[0], 40, 41]], 0, logprobs=True, echo=True)
    assert forced.tokens == [[40, 41]]
    assert forced.logprobs is not None and scored.logprobs is not None
    assert forced.logprobs[0] == pytest.approx(scored.logprobs[0][-2:], abs=1e-4)


@pytest.mark.parametrize("settings", [{}, {"temperature": 1.0}, {"num_beams": 2}])
def test_where_nothing_is_allowed_the_error_says_where(settings: dict[str, float]) -> None:
    rules = [[], [Choices([[40, 41]]), Forbid([41])]]
    with pytest.raises(GenerationError, match="sequence 1, new token 1: the constraints allow no"):
        generate(model("llama"), PROMPTS[:2], 5, constraints=rules, ignore_eos=True, **settings)


def test_wrong_constraints_are_refused() -> None:
    with pytest.raises(ValueError, match="at least one choice"):
        Choices([])
    with pytest.raises(ValueError, match="no empty one"):
        Choices([[1], []])
    with pytest.raises(ValueError, match="2 lists of constraints for 1 prompts"):
        generate(model("llama"), [[1]], 1, constraints=[[], []])


tokens = st.lists(st.integers(0, 4), max_size=20)
choices = st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=3), min_size=1, max_size=4)


@given(choices=choices, after=st.lists(st.integers(0, 4), max_size=2), written=tokens)
def test_choices_mean_what_they_say(
    choices: list[list[int]], after: list[int], written: list[int]
) -> None:
    """Whoever follows the mask writes a whole choice at every place, and every choice can be."""
    rule = Choices(choices, after=after)
    said: list[int] = []
    for token in written:
        mask = rule.next(said)
        if mask.only is None or token in mask.only:
            said.append(token)
        else:
            said.append(min(mask.only))
    while (mask := rule.next(said)).only is not None:
        said.append(max(mask.only))
    places = range(len(after), len(said) + 1)
    start = next((at for at in places if said[at - len(after) : at] == after), None)
    if start is not None:
        assert any(said[start : start + len(choice)] == choice for choice in choices)
    for choice in choices:
        path: Sequence[int] = after
        for at, token in enumerate(choice):
            mask = rule.next([*path, *choice[:at]])
            assert mask.only is None or token in mask.only


def test_several_constraints_leave_what_all_of_them_allow() -> None:
    rows = [[Mask(frozenset({1, 2, 99})), Mask(frozenset({2, 3}), frozenset({5}))], [Mask()], []]
    logits = torch.arange(24.0).reshape(3, 8)
    allowed = apply(logits, rows)
    assert allowed[0].isfinite().nonzero().flatten().tolist() == [2]
    assert torch.equal(allowed[1:], logits[1:])
