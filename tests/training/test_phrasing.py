"""Sentences of a step that are linked say the same, in the same order."""

import random
import re

from hypothesis import given
from hypothesis import strategies as st

from mlexplain.explain.write.lexicon import stem, words
from mlexplain.explain.write.order import named
from mlexplain.training.phrasing import joined

SENTENCES = (
    "Calls `f(x). Go` with `x`; the result is `y`.",
    "Returns `y`.",
    "`z` is what comes out.",
    "If `a` is set: adds `b` to `c`.",
    "The layer `fc` is applied to `h`.",
    "Otherwise: stops.",
    "Writes ``f'`x`'`` and an odd ` mark.",
)
LINKS = {stem(w) for w in ("then", "next", "finally", "and", "it")}


@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5), st.integers())
def test_nothing_is_lost_or_added(sentences, seed):
    text = " ".join(sentences)
    linked = joined(text, random.Random(seed))
    assert named(linked) == named(text)
    assert {stem(w) for w in words(linked)} <= {stem(w) for w in words(text)} | LINKS
    assert not re.search(r"\. [a-z]|[.,]{2}", re.sub(r"(`+).+?\1", "", linked))


def test_links_do_appear():
    text = " ".join(SENTENCES[:3])
    assert len({joined(text, random.Random(seed)) for seed in range(50)}) > 8
    assert joined(text, random.Random(0)) == joined(text, random.Random(0))
