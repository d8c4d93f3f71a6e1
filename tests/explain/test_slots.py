"""Names become slots and come back exactly as they were written."""

from __future__ import annotations

import ast
import re
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlexplain.explain import explanation
from mlexplain.explain.write.prompt import StepPrompt
from mlexplain.explain.write.slots import SLOTS, NoSlotLeft, Slots, own_names, restore, tokens
from mlexplain.explain.write.verify import problems

FOUNDING = sorted((Path(__file__).parent / "founding").glob("*.txt"))


def prompt_for(code: str) -> StepPrompt:
    (prompt,) = explanation.draft(code).prompts
    assert prompt is not None
    return prompt


def test_a_step_as_the_model_reads_it() -> None:
    prompt = prompt_for("w = w - eta*dw")
    slot = {text: f"<{number}>" for number, text in prompt.spelling}
    w, eta, dw = slot["w"], slot["eta"], slot["dw"]
    assert f"<code>{w} = {w} - {eta} * {dw}<facts>" in prompt.text
    assert f"{eta} eta = learning rate" in prompt.text
    assert "eta" not in prompt.text.split("<code>")[1]


def test_a_quoted_expression_is_one_slot() -> None:
    prompt = prompt_for("total = pump.press(xs [0], by= 0.5)")
    (whole,) = (n for n, text in prompt.spelling if text == "pump.press")
    assert f"`{whole}`" not in prompt.marked_facts
    assert f"<{whole}>" in prompt.marked_facts
    assert f"<{whole}>" not in prompt.marked_code
    parts = {text: f"<{number}>" for number, text in prompt.spelling}
    assert f"<{whole}> {parts['pump']}.{parts['press']}" in prompt.names
    marked = prompt.marked("Asks `pump.press` for `total`, with `xs [0]`.")
    assert marked is not None and marked.startswith(f"Asks <{whole}> for")
    assert prompt.restored(marked) == "Asks `pump.press` for `total`, with `xs [0]`."


def test_prose_comes_back_as_the_code_writes_it() -> None:
    prompt = prompt_for("y = f( x@w ,dim=-1 )")
    marked = prompt.marked("Applies `f` to `x @ w`, with `dim=-1`, and keeps `y`.")
    assert marked is not None
    assert prompt.restored(marked) == "Applies `f` to `x@w`, with `dim=-1`, and keeps `y`."


@pytest.mark.parametrize("text", ["Sets `z`.", "Takes `x @ z`.", "Takes `x[0]`."])
def test_what_is_not_in_the_code_cannot_be_quoted(text: str) -> None:
    assert prompt_for("y = x @ w").marked(text) is None


def test_foreign_slots_are_refused() -> None:
    prompt = prompt_for("y = x @ w")
    other = next(n for n in range(SLOTS) if n not in prompt.numbers)
    assert prompt.restored(f"Sets <{other}>.") is None


@pytest.mark.parametrize("path", FOUNDING, ids=lambda p: p.stem)
def test_every_step_of_the_founding_snippets(path: Path) -> None:
    """The analysis's own sentences survive the way into slots and back, and the verifier."""
    draft = explanation.draft(path.read_text("utf-8"))
    for step, prompt in zip(draft.explanation.steps, draft.prompts, strict=True):
        assert prompt is not None
        names = own_names(ast.parse(draft.explanation.source))
        said = re.sub(r"<\d+>", "", prompt.marked_code)
        assert not {t.text for t in tokens(said) if t.kind == "name"} & names
        marked = prompt.marked(step.text)
        if marked is not None:
            restored = prompt.restored(marked)
            assert restored is not None
            assert " ".join(restored.split()) == " ".join(step.text.split())


def test_too_many_names_are_an_error() -> None:
    slots = Slots((), 0)
    with pytest.raises(NoSlotLeft):
        slots.code(" + ".join(f"name_{i}" for i in range(SLOTS + 1)))


@given(st.text(max_size=200))
def test_any_text_has_tokens_and_restores(text: str) -> None:
    found = tokens(text)
    assert all(text[t.start : t.end] == t.text for t in found)
    result = restore(text, {}, text)
    assert result is None or isinstance(result, str)


_NAMES = st.sampled_from(["x", "loss", "model_k", "φ", "_a", "naïve", "W1"])
_EXPRESSIONS = st.recursive(
    _NAMES | st.integers(0, 99).map(str) | st.sampled_from(["'s'", '"t"', "None"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", " -", "* ", "@", " // "]), inner).map("".join),
        st.tuples(_NAMES, inner).map(lambda p: f"{p[0]}[{p[1]}]"),
        st.tuples(_NAMES, inner, inner).map(lambda p: f"{p[0]}({p[1]},  k={p[2]})"),
    ),
    max_leaves=8,
)


@given(_EXPRESSIONS, _EXPRESSIONS)
def test_quoted_code_round_trips(left: str, right: str) -> None:
    code = f"result = ({left}) + ({right})"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        prompt = prompt_for(code)
    for piece in (left, right):
        marked = prompt.marked(f"Takes `{piece}`.")
        assert marked is not None
        restored = prompt.restored(marked)
        assert restored is not None
        assert [t.text for t in tokens(restored)] == [t.text for t in tokens(f"Takes `{piece}`.")]


CODE = "w = w - eta * w.grad"


@pytest.mark.parametrize(
    "text",
    [
        "Moves `w` against its gradient, by the learning rate `eta`.",
        "Subtracts `eta * w.grad` from `w`: one step downhill.",
    ],
)
def test_true_sentences_stand(text: str) -> None:
    prompt = prompt_for(CODE)
    marked = prompt.marked(text)
    assert marked is not None
    assert problems(marked, prompt) == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Divides `w` by `eta`.", "nothing shows 'Divid'"),
        ("Loops over `w`.", "nothing shows 'Loop'"),
        ("Draws `w` at random.", "nothing shows"),
        ("Subtracts 0.1 from `w`.", "not in the code"),
        ("Subtracts w.grad from `w`.", "code outside"),
        ("Moves `w` against its gradient, by the", "unfinished"),
        ("Takes the softmax of `w`.", "nothing shows 'softmax'"),
        ("Moves `w` a bit. " * 12, "repeats itself"),
        (":::::", "no sentence"),
        ("`w` `w`.", "no sentence"),
    ],
)
def test_false_sentences_fall(text: str, why: str) -> None:
    prompt = prompt_for(CODE)
    marked = prompt.marked(text)
    assert marked is not None
    assert any(why in p for p in problems(marked, prompt)), problems(marked, prompt)


def test_what_an_f_string_fills_in_can_be_quoted() -> None:
    prompt = prompt_for('text = f"{count:>4} of {len(rows)} in {{total}}"')
    assert prompt.restored("Shows `count` and `len(rows)`.") == "Shows `count` and `len(rows)`."
    assert prompt.restored("Shows `unt`.") is None
    assert prompt.restored("Shows `of`.") is None
