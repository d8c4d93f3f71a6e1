"""What is mended in a sentence of the bundled model rather than refused."""

import pytest

from mlexplain.explain.write.polish import polished


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("Then it adds <1> to <2>.", "Adds <1> to <2>."),
        ("Adds <1>. Then multiplies <2>.", "Adds <1>. Multiplies <2>."),
        (
            "To get <3>, measures the variance of <1>.",
            "To get <3>, it measures the variance of <1>.",
        ),
        ("To get <3>, the loss, joins <1>.", "To get <3>, the loss, it joins <1>."),
        ("To keep <1> finite, clips it.", "To keep <1> finite, it clips it."),
        (
            "Makes a ReLU, which sets negative values to zero and keeps the result as <2>.",
            "Makes a ReLU, which sets negative values to zero, and keeps the result as <2>.",
        ),
        ("adds <1>. the rest stays.", "Adds <1>. The rest stays."),
    ],
)
def test_it_is_mended(text, mended):
    assert polished(text) == mended
    assert polished(mended) == mended


@pytest.mark.parametrize(
    "text",
    [
        "To get <3>, it passes <1> through <2>.",
        "To get <3>, entries of <1> are taken.",
        "Adds <1> to <2> and keeps the result as <3>.",
        "Adds <1>. Then it is zero.",
    ],
)
def test_what_is_right_stays(text):
    assert polished(text) == text
