"""What a small model loses on the way is seen beside the facts."""

import pytest

from mlexplain.explain.write.slips import slips


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        (
            "Its area: 1 for a perfect order, 0.5 for chance.",
            "Its area: for order, 0.5 for chance.",
        ),
        ("Returns <1> (the gain).", "Ends the function with <1> (the gain as its result."),
        ("Links each row to <1>.", "Then it Links each row to <1>."),
        ("In SimCLR, where <1> holds, these are pairs.", "The Where <1> holds are pairs, SimCLR."),
        ("Makes a new <1>; the result is <2>.", "<2> is a new <1>, made."),
        ("For each <1> from <2> up to <3>:", "Goes through <1> from <2> up to <3>:"),
        ("For each pair of <1> and <2>:", "Goes through pair of <1> and <2>:"),
        ("If <1> is greater than <2>:", "If <1> is greater than <2>."),
        ("This converts degrees.", "This call converts degrees."),
        (
            "So each row is one-hot: a 1 at <2> and zeros elsewhere.",
            "So that each row is one-hot: a 1 at <2> and zeros elsewhere.",
        ),
        (
            "Only the first token gets <1>, while others get <2>, which the loss ignores.",
            "Since the first token gets <1>, while others get <2>, which the loss ignores.",
        ),
        ("Gives <1> the shape <2>.", "The entries of <1> are the shape <2>."),
        (
            "Returns <1>. It comes to this only late.",
            "Returns <1>. Then it comes to this only late.",
        ),
    ],
)
def test_slips_are_seen(facts, text):
    assert list(slips(text, facts))
    assert not list(slips(facts, facts))


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ("If <1> is greater than <2>:", "The next lines run only if <1> is greater than <2>."),
        ("For each <1> in <2>:", "Goes through each <1> in <2>:"),
        ("Calls <1> with <2>; the result is <3>.", "<3> comes out of <1>, called with <2>."),
        ("Divides <1>, so that it is short.", "So that it is short, <1> is divided."),
        ("<1> is so, since <2> is that.", "Since <2> is that, <1> is so."),
        ("Makes an LSTM layer.", "At this point the code makes an LSTM layer."),
    ],
)
def test_other_words_are_none(facts, text):
    assert not list(slips(text, facts))
