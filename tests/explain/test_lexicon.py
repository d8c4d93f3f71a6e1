"""Words of a sentence under way are known one by one as they become whole."""

import pytest

from mlexplain.explain.write.bundled import bundled_dir
from mlexplain.explain.write.lexicon import last_word, read_lexicon, words


@pytest.mark.parametrize(
    "text",
    [
        "Divides <3> by the length of <19>, then prints it.",
        "<5> isn't what `f(x). Go` gives; it's `y`.",
        "Enters ``f'`x`'`` (once), e.g. here.",
    ],
)
def test_every_word_is_the_last_one_once(text):
    found = []
    for end in range(len(text) + 1):
        word = last_word(text[:end])
        if word is not None and found[-1:] != [word]:
            found.append(word)
    assert found == words(text)


def test_a_word_that_may_go_on_is_not_whole():
    assert last_word("Adds the gra") == "the"
    assert last_word("Adds") is None
    assert last_word("Adds `the gra") == "adds"


@pytest.mark.parametrize(
    ("facts", "text", "right"),
    [
        (
            "Averages <1>, then adds it to <2>.",
            "Averages <1>, then averages it and adds it to <2>.",
            False,
        ),
        ("Starts <1> as zero.", "<1> starts as zero. Then it is zero.", False),
        ("Starts <1> as zero.", "<1> starts as zero.", True),
    ],
)
def test_no_word_of_the_facts_comes_more_often_than_there(facts, text, right):
    lexicon = read_lexicon(bundled_dir() / "lexicon.json")
    assert lexicon.same_content(text, facts) is right
