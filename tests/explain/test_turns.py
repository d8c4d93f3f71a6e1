"""Words in a row in which nobody puts them are refused, whatever names stand between them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlexplain.explain.write.bundled import bundled_dir
from mlexplain.explain.write.turns import Turns, runs

SHORTEST = "Finds the length of the shortest entry of <4>; the result is <36>."


@pytest.fixture(scope="module")
def turns():
    return Turns.read(bundled_dir() / "turns.bin")


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "As for token ids that are written into it later, <4> is what a table of <5> rows.",
            "Makes <4>, a table of <5> rows, as for token ids that are written into it later.",
        ),
        ("How much time is left until <3> is what it.", "That is how much time is left until <3>."),
        (
            "Reads whether whether <2> as true or false is true and keeps it as <1>.",
            "Sets <1> to whether <2> as true or false is true.",
        ),
        ("<28> is called of the third entry of <18> with <51>.", "Calls <28> of <18> with <51>."),
        (
            "Where the missing, it looks up <2> in <1>, storing <3>.",
            "Looks up <2> in <1>, storing <3> if it is missing.",
        ),
        (
            "For all states, the value iteration is repeating this.",
            "Repeating this for all states is value iteration.",
        ),
    ],
)
def test_a_broken_sentence_has_a_strange_turn(turns, text, facts):
    assert turns.strange(text, facts)


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("The length of the shortest entry of <4> is found, which gives <36>.", SHORTEST),
        ("To get <36>, it finds the length of the shortest entry of <4>.", SHORTEST),
        (
            "What comes back is random integers from `0` up to <59> (exclusive).",
            "Returns random integers from `0` up to <59> (exclusive).",
        ),
        ("<1> is <2> divided by <3>.", "Divides <2> by <3>; the result is <1>."),
        ("<1> is imported as <2>.", "Imports <1> as <2>."),
        ("<25> begins as an empty list.", "Starts <25> as an empty list."),
        ("An error is raised where the heron sleeps.", "Raises an error if the heron sleeps."),
    ],
)
def test_other_words_for_the_same_are_let_through(turns, text, facts):
    assert not turns.strange(text, facts)


@given(st.text(alphabet="abc <>123`.,;:()?!", max_size=80))
def test_nothing_is_strange_in_the_words_of_the_facts(text):
    assert not Turns.of([]).strange(text, text)
    assert not Turns.of([text]).strange(text, "")


@pytest.mark.parametrize(
    "text",
    [
        "Adds `a` to <2>.",
        "Adds the length of <1> to <2>.",
        "Adds the first entry of the shape of <1> (a tensor) to <2>, the loss.",
        "Then it adds <1> to <2>, <3> and `f(x). y`.",
    ],
)
def test_names_and_what_is_made_of_them_count_as_one_word(text):
    assert list(runs(text)) == list(runs("Adds <1> to <2>."))


def test_they_are_kept_in_a_file(tmp_path):
    told = Turns.of(["Adds <1> to <2>.", SHORTEST])
    told.write(tmp_path / "turns.bin")
    again = Turns.read(tmp_path / "turns.bin")
    assert len(again) == len(told) > 7
    assert "^ adds x" in again
    assert "^ to x" not in again
