"""The unseen snippets are well-formed, and the scorer counts as its readme says."""

import ast

import pytest

from mlexplain.report import Caution, Explanation, Parameter, Step
from tests.explain.unseen.score import (
    GROUPS,
    PRACTICE,
    Snippet,
    Statement,
    judge,
    says,
    snippets,
)

SETS = {"practice": list(snippets(PRACTICE)), "unseen": list(snippets())}
BOOK = [snippet for book in SETS.values() for snippet in book]


@pytest.mark.parametrize(
    ("book", "least", "plain", "opaque", "other"),
    [("practice", 139, 45, 40, 15), ("unseen", 120, 50, 40, 15)],
)
def test_each_set_is_as_large_as_its_readme_says(book, least, plain, opaque, other):
    book = SETS[book]
    sizes = {group: sum(s.group == group for s in book) for group in GROUPS}
    assert sum(sizes.values()) == len(book) >= least
    assert sizes["plain"] >= plain
    assert sizes["opaque"] >= opaque
    assert sizes["other"] >= other
    assert sum(s.bug is not None for s in book) >= 25
    assert sum(s.broken for s in book) == 3


def test_no_two_snippets_share_an_id():
    assert len({s.id for s in BOOK}) == len(BOOK)


@pytest.mark.parametrize("snippet", BOOK, ids=lambda s: s.id)
def test_a_snippet_is_well_formed(snippet):
    practised = snippet in SETS["practice"]
    if snippet.broken:
        with pytest.raises(SyntaxError):
            ast.parse(snippet.code)
    else:
        ast.parse(snippet.code)
    assert 2 <= snippet.line_count <= 40
    assert 3 <= len(snippet.facts) <= (12 if practised else 7)
    assert practised or 1 <= len(snippet.never) <= 6  # readers add the false sentences they find
    lines = snippet.code.splitlines()
    for statement in (*snippet.facts, *snippet.never, *filter(None, [snippet.bug])):
        assert statement.says
        assert statement.any
        assert all(words and all(words) for words in statement.any)
        assert all(word == word.lower().strip() for words in statement.any for word in words)
        assert 1 <= statement.lines[0] <= statement.lines[1] <= len(lines)
    if snippet.bug:
        assert lines[snippet.bug.lines[0] - 1].strip()


@pytest.mark.parametrize(
    ("words", "text", "said"),
    [
        ("averag", "It averages the losses.", True),
        ("loss", "Adds up the losses.", True),
        ("log", "Computes the logits.", False),
        ("pad", "The rest is padded.", True),
        ("sum", "A summary of it.", False),
        ("10", "Loops 100 times.", False),
        ("10", "Loops `10` times.", True),
        ("grad", "Calls `zero_grad`.", False),
        ("cross entropy", "the cross-entropy of both", True),
        ("backprop", "Done by back-propagation.", True),
        ("normalis", "It normalizes each row.", True),
        ("softmax", "Calls `x.softmax(-1)`.", False),
        ("scores", "Divides `scores` by `2`.", False),
    ],
)
def test_words_count_where_they_explain(words, text, said):
    assert says(((words,),), text, repeating=False) is said


def test_a_name_counts_beside_a_word_that_explains_it():
    any_of = (("averag", "loss"),)
    assert says(any_of, "Averages `loss` over the batch.", repeating=False)
    assert not says(any_of, "Calls `average` with `loss`.", repeating=False)
    assert says(any_of, "Calls `average` with `loss`.")


SNIPPET = Snippet(
    id="hand-made",
    group="plain",
    code="for x in d:\n    y = f(x)\n    y.backward()\n    o.step()\n",
    facts=(
        Statement("loops over the data", (("each", "data"), ("goes over",)), (1, 1)),
        Statement("computes gradients", (("gradient",),), (3, 3)),
        Statement("updates", (("updat",),), (4, 4)),
    ),
    never=(Statement("the loss is maximised", (("maximis",),), (1, 1)),),
    bug=Statement("gradients are never cleared", (("clear", "gradient"),), (3, 3)),
    broken=False,
)


def explanation(*steps: Step, **others: object) -> Explanation:
    return Explanation(name="code", summary="", steps=steps, **others)


def test_facts_count_in_the_step_that_stands_there():
    found = judge(
        SNIPPET,
        explanation(
            Step((1, 1), "", "Goes over the data and computes a gradient.", "model"),
            Step((4, 4), "", "Updates the weights; no gradient is cleared.", "analysis", depth=1),
        ),
    )
    # The loop holds what is nested in it: its sentence may speak of line 3, too.
    assert found.stated == [True, True, True]
    assert (found.steps, found.by_model) == (2, 1)
    flat = judge(
        SNIPPET, explanation(Step((1, 1), "", "Goes over it, computes a gradient.", "model"))
    )
    assert flat.stated == [True, False, False]


def test_the_summary_and_parameters_count_everywhere():
    found = judge(
        SNIPPET,
        Explanation("code", "Updates by gradient.", (Parameter("d", "It goes over these."),)),
    )
    assert found.stated == [True, True, True]


def test_false_statements_and_foreign_names_are_found():
    found = judge(
        SNIPPET,
        explanation(
            Step((1, 4), "", "Maximises `y`. Calls `torch.step` on `o` or old_name.", "model")
        ),
    )
    assert [lie.says for lie, _ in found.false] == ["the loss is maximised"]
    assert found.foreign == ["torch", "old_name"]


@pytest.mark.parametrize(
    ("line", "text", "seen", "placed"),
    [
        (3, "The gradients are never cleared.", True, True),
        (40, "The gradients are never cleared.", True, False),
        (3, "The loss is a tensor.", False, False),
    ],
)
def test_a_bug_is_seen_by_a_warning_alone(line, text, seen, placed):
    found = judge(SNIPPET, explanation(warnings=(Caution(line, "rule", text),)))
    assert (found.seen, found.placed) == (seen, placed)
    silent = judge(SNIPPET, explanation(Step((3, 3), "", text, "model")))
    assert not silent.seen
