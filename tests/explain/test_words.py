"""A text under way has only words that may tell its facts, each of them whole."""

from hypothesis import given
from hypothesis import strategies as st

from mlexplain.explain.write.words import Beginnings, InWords

END = ""
LETTERS = ["umn", "umns", "col", "prob", "s", "ed", "the", "ing", "ab", "l"]
PIECES = [END, "`", " `", ".", " ", "(", "1", " col", "(col", " prob", " read", " The", " sort"]
PIECES += [";", " co", *LETTERS]
WORDS = frozenset(["column", "columns", "sorted", "the", "read"])
CONSTRAINT = InWords(Beginnings(PIECES, {PIECES.index(END)}), WORDS)


def tokens_of(*pieces: str) -> list[int]:
    return [PIECES.index(piece) for piece in pieces]


def refused(*before: str) -> set[str]:
    mask = CONSTRAINT.next(tokens_of(*before))
    only = range(len(PIECES)) if mask.only is None else mask.only
    return {piece for n, piece in enumerate(PIECES) if n not in only or n in mask.never}


def taken(*before: str) -> set[str]:
    return set(PIECES) - refused(*before)


def test_between_words_only_known_ones_begin():
    assert refused("(") == {"umn", "umns", "prob", " prob", "ing", "ab", "ed", "l"}


def test_a_word_under_way_is_finished():
    assert taken(" co") == taken("(", " co") == {"l", END}
    assert taken(" col") == {"umn", "umns", END}
    assert taken(" sort") == {"ed", END}


def test_a_whole_word_ends_or_becomes_a_longer_one():
    assert refused(" col", "umn") == {" prob"}
    assert refused(" read") == {" prob", *LETTERS}


def test_a_text_may_end_anywhere():
    for before in ([], [" co"], [" read"], [" prob"]):
        assert END not in refused(*before)


def test_quotations_are_free():
    assert refused(" `") == set()
    assert refused(" `", "prob", "`") == refused("(")


WAYS = [[" col", "umns"], [" co", "l", "umn", "s"], ["(col", "umn"], [" sort", "ed"], [" The"]]


@given(st.lists(st.sampled_from([*WAYS, ["."]])))
def test_every_sentence_of_known_words_can_be_written(ways):
    pieces = [piece for way in ways for piece in way]
    for at, piece in enumerate(pieces):
        assert piece not in refused(*pieces[:at])
