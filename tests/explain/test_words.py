"""A text under way begins only words that may tell its facts."""

from hypothesis import given
from hypothesis import strategies as st

from mlexplain.explain.write.lexicon import stem
from mlexplain.explain.write.words import Beginnings, InWords

PIECES = [
    "",
    "`",
    " `",
    ".",
    " ",
    "(",
    "1",
    "umns",
    "col",
    " col",
    "(col",
    "prob",
    " prob",
    " read",
]
PIECES += ["s", "ed", " The", "the", " sort", "ing", ";", "ab", " co", "l"]
ALLOWED = frozenset(map(stem, ["columns", "sorted", "the", "read"]))
CONSTRAINT = InWords(Beginnings(PIECES), PIECES, ALLOWED)


def tokens_of(*pieces: str) -> list[int]:
    return [PIECES.index(piece) for piece in pieces]


def refused(*before: str) -> set[str]:
    return {PIECES[token] for token in CONSTRAINT.next(tokens_of(*before)).never}


def test_between_words_only_known_ones_begin():
    assert refused("(") == {"umns", "prob", " prob", "ing", "ab", "ed", "l"}


def test_inside_a_word_it_may_go_on():
    assert refused(" col") == {" prob"}


def test_quotations_are_free():
    assert refused(" `") == set()
    assert refused(" `", "prob", "`") == refused("(")


WAYS = [[" col", "umns"], [" co", "l", "umns"], ["(col", "umns"], [" sort", "ed"], [" The"], ["."]]


@given(st.lists(st.sampled_from(WAYS)))
def test_every_sentence_of_known_words_can_be_written(ways):
    pieces = [piece for way in ways for piece in way]
    for at, piece in enumerate(pieces):
        assert piece not in refused(*pieces[:at])
