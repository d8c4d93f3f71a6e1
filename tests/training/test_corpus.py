"""Steps for training say the same as the analysis, in another phrasing, of code under other names."""

import re
from collections import Counter
from dataclasses import replace

import pytest

from mlexplain.explain.knowledge import entries, idiom_entries, read_toml
from mlexplain.explain.write.lexicon import binding, read_lexicon
from mlexplain.explain.write.order import in_order
from mlexplain.resources import models_dir
from mlexplain.training.calls import call_examples
from mlexplain.training.corpus import Example, idiom_examples, practised, snippets, would_stand
from mlexplain.training.pairs import Pair
from mlexplain.training.phrasing import Phraser, idiom_wordings
from mlexplain.training.singly import sentence_wordings, singly

WORDINGS = sorted((models_dir() / "recipe" / "wordings").glob("*.toml"))
PAIR = Pair(
    "made up",
    1,
    "optimizer.step()\nfoo = qux / 4\nfoo.backward()",
    "qux = criterion(model(rows), wanted)",
    "step",
    (),
)


@pytest.fixture(scope="module")
def lexicon():
    return read_lexicon(models_dir() / "explainer" / "lexicon.json")


def facts(prompt: str) -> str:
    return prompt.split("<facts>")[1].removesuffix("<say>")


@pytest.mark.parametrize("path", WORDINGS, ids=lambda path: path.stem)
def test_every_wording_would_be_let_through(path):
    told = idiom_wordings()
    for slug, texts in read_toml(path).items():
        assert slug in idiom_entries()
        assert texts == told[slug], slug


def test_a_step_is_told_in_other_phrasings():
    told = list(practised(PAIR, 40))
    assert len({re.sub(r"<\d+>", "<>", example.target) for example in told}) > 8
    for example in told:
        assert example.prompt.endswith("<say><facts>")
        assert in_order(example.target, facts(example.prompt))
        assert binding(example.target) == binding(facts(example.prompt))


def test_every_second_time_names_that_tell_nothing_are_others():
    told = list(practised(PAIR, 2))
    legends = [example.prompt.partition("<code>")[0] for example in told]
    half = len(told) // 2
    assert all("optimizer" in legend for legend in (legends[0], legends[half]))
    assert "foo" in legends[0] and "foo" not in legends[half]


def test_all_idioms_are_practised_with_their_wordings():
    pairs = list(idiom_examples())
    assert {p.topic for p in pairs} == {*idiom_entries(), *entries("wholes")}
    worded = {slug for slug, texts in idiom_wordings().items() if texts}
    pair = next(p for p in pairs if p.topic in worded)
    Phraser.chance.seed(0)
    targets = {
        re.sub(r"<\d+>", "<>", example.target)
        for example in practised(pair, 30)
        if "<0>" not in example.target
    }
    assert len(targets) > 1


def test_every_card_is_called_and_told():
    pairs = list(call_examples(("q", *(f"n{k}" for k in range(20))), 1))
    called = Counter(pair.topic for pair in pairs)
    assert {"torch.multinomial", "Tensor.view", "sorted"} <= called.keys()
    drawn = next(p for p in pairs if p.topic == "torch.multinomial")
    (example,) = practised(drawn, 1)
    assert "at random" in example.target and "in proportion to" in example.target


def test_meanings_of_keywords_are_told():
    pairs = call_examples(tuple(f"n{k}" for k in range(20)), 1)
    given = [p for p in pairs if "drop_last=True" in p.code]
    assert given
    told = [e.target for p in given for e in practised(p, 1)]
    assert any("left out" in text for text in told)


def test_what_the_model_may_never_say_is_no_practice(lexicon):
    told = [*practised(PAIR, 4)]
    assert any(would_stand(example, lexicon) for example in told)
    for example in told:
        for target in (f"{example.target} It also sorts them.", example.target.split()[0]):
            assert not would_stand(replace(example, target=target), lexicon)


def test_every_wording_of_a_sentence_would_be_let_through(lexicon):
    for plain, texts in sentence_wordings().items():
        facts = numbered(plain)
        for text in texts:
            asked = Example(
                f"<code><facts>{facts}<say><facts>", numbered(text), "practised", "train"
            )
            assert text != plain
            assert would_stand(asked, lexicon), text


def numbered(text):
    return re.sub(r"\{([a-z])\}", lambda letter: f"<{ord(letter[1]) - ord('a')}>", text)


def test_sentences_are_practised_one_by_one_as_well():
    plain, (text, *_) = next((p, t) for p, t in sentence_wordings().items() if "{" not in p)
    whole = Example(
        f"<names><code><1> = 0<facts>Sets <1> to <2>. {plain}<say><facts>",
        f"<1> starts as <2>. {plain}",
        "practised",
        "train",
    )
    alone = {(e.prompt.split("<facts>")[1], e.target) for e in singly(whole)}
    assert ("Sets <1> to <2>.<say>", "<1> starts as <2>.") in alone
    assert (f"{plain}<say>", text) in alone
    assert (f"{plain}<say>", plain) not in alone


def test_what_merges_sentences_is_not_taken_apart():
    merged = Example(
        "<code><facts>Sets <1> to <2>. Returns <1>.<say><facts>",
        "Sets <1> to <2> and returns <1>.",
        "practised",
        "train",
    )
    assert not list(singly(merged))


def test_snippets_are_read_from_a_file(tmp_path):
    path = tmp_path / "asked.toml"
    path.write_text('[[snippet]]\nid = "sgd"\ncode = """\nw -= lr * g\n"""\n', encoding="utf-8")
    (pair,) = snippets(path)
    assert (pair.topic, pair.code) == ("sgd", "w -= lr * g")
    assert list(practised(pair, 1))


def test_code_that_is_cut_off_is_passed_over():
    cut = Pair("cut", 1, "a = f(x)\nb = g(a", "", "step", ())
    assert list(practised(cut, 2)) == []
