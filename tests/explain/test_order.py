"""The order in which sentences may name what their facts name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlexplain.explain.write.order import InOrder, in_order

FACTS = "Calls <3> with <8>; the result is <5>. Returns <5>."
SLOTS = {number: 100 + number for number in range(64)}
END = 7


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (FACTS, True),
        ("<5> is what <3> gives for <8>. Hands back <5>.", True),
        ("<3> of <8> is <5>, and <5> is returned.", True),
        ("Calls <8> with <3>; the result is <5>. Returns <5>.", False),
        ("Calls <3> with <8>; the result is <5>.", False),
        ("Calls <3> with <8>; the result is <5>. Returns <5> and <5>.", False),
        ("Calls <3> with <8>; the result is <9>. Returns <5>.", False),
        ("Calls `3` with <8>; the result is <5>. Returns <5>.", False),
    ],
)
def test_orders(text, right):
    assert in_order(text, FACTS) is right


def test_a_condition_is_a_sentence_of_its_own():
    facts = "If <1> is empty: calls <2>; the result is <3>."
    assert in_order("Only if <1> is empty, <3> comes from <2>.", facts)
    assert not in_order("If <3> is empty: calls <2>; the result is <1>.", facts)


def test_nothing_named():
    assert in_order("The other case.", "Otherwise:")
    assert not in_order("The other case: <1>.", "Otherwise:")


@given(
    st.lists(st.lists(st.integers(0, 63), min_size=1, max_size=4), min_size=1, max_size=4),
    st.randoms(),
)
def test_the_constraint_leads_through_an_order(groups, chance):
    """Whoever follows what is allowed ends with a text in order, and can always go on."""
    facts = " ".join("Takes " + " and ".join(f"<{n}>" for n in group) + "." for group in groups)
    constraint = InOrder(facts, SLOTS, frozenset([END]), lambda tokens: False)
    tokens = []
    for _ in range(sum(map(len, groups))):
        mask = constraint.next(tokens)
        assert END in mask.never
        allowed = sorted(set(SLOTS.values()) - mask.never)
        tokens += [chance.choice(allowed), 3]
    mask = constraint.next(tokens)
    assert END not in mask.never
    assert set(SLOTS.values()) <= mask.never
    text = ". ".join(f"It is <{token - 100}>" for token in tokens if token >= 100)
    assert in_order(text, facts)
