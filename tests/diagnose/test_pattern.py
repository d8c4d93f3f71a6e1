"""The pattern language: slots, optional pieces, choices, white space, quotes, errors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlexplain.diagnose.pattern import PatternError, normalise, parse


def search(pattern: str, text: str) -> dict[str, object] | None:
    return parse(pattern).search(normalise(text))


def test_a_name_used_twice_collects_a_list() -> None:
    found = search("found {devices:device} and {devices:device}!", "found cuda:0 and cpu!")
    assert found == {"devices": ["cuda:0", "cpu"]}


def test_optional_piece_may_be_missing() -> None:
    pattern = "is on fire[[ in method {operation:name}]]"
    assert search(pattern, "it is on fire in method addmm") == {"operation": "addmm"}
    assert search(pattern, "it is on fire.") == {}


def test_either_of_a_choice() -> None:
    assert search("total ((capacity|capacty)) of {n:int}", "total capacty of 3") == {"n": 3}


def test_single_brackets_are_themselves() -> None:
    assert search("[E050] Can't find (model) a|b", "[E050] Can’t find (model) a|b") == {}


def test_brackets_and_commas_of_full_width_do_not_matter() -> None:
    assert search("too many values (expected {n:int})", "too many values (expected 2）") == {"n": 2}
    assert search("(a, b)", "（a， b）") == {}


def test_line_breaks_and_typographic_quotes_do_not_matter() -> None:
    assert search("package doesn't have NCCL", "package\n  doesn’t  have\tNCCL") == {}


@pytest.mark.parametrize(
    ("slot", "text", "value"),
    [
        ("size", "9.70 GiB", 10415295693),
        ("size", "86,00 Mio", 90177536),
        ("size", "512 bytes", 512),
        ("size", "1,048,576 bytes", 1048576),
        ("dtype", "c10::Half", "torch.float16"),
        ("dtype", "torch.cuda.HalfTensor", "torch.float16"),
        ("dtype", "long int", "torch.int64"),
        ("shape", "torch.Size([32000, 4096])", [32000, 4096]),
        ("shape", "32x784", [32, 784]),
        ("shape", "[2 x 3]", [2, 3]),
        ("shape", "(5, 7)", [5, 7]),
        ("device", "CUDA:1", "cuda:1"),
        ("names", '"a.weight", "a.bias"', ["a.weight", "a.bias"]),
        ("version", "2.1.0+cu118", "2.1.0+cu118"),
        ("quoted", "'two words'", "two words"),
    ],
)
def test_slot_types(slot: str, text: str, value: object) -> None:
    assert search(f"here: {{x:{slot}}}", f"see here: {text}") == {"x": value}


@pytest.mark.parametrize(
    "pattern",
    ["{a:int}", "ab", "open [[piece of text", "text {x:nothing} more", "{...}text{...}{...}{...}"],
)
def test_patterns_that_cannot_be_read(pattern: str) -> None:
    with pytest.raises(PatternError):
        parse(pattern)


@given(st.text(max_size=400))
def test_no_text_breaks_a_pattern(text: str) -> None:
    search("size mismatch for {name:name}: {a:shape} {b:size} [[{c:text} end]]", text)


@given(st.text(alphabet="abc[](){}|\\: ", max_size=40))
def test_any_pattern_is_read_or_refused_in_one_line(source: str) -> None:
    try:
        parse(source).search("some text")
    except PatternError as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize("sign", ["'", '"', "`"])
def test_the_form_of_quotes_does_not_matter(sign: str) -> None:
    pattern = 'has no option "{name:name}" here'
    assert search(pattern, f"has no option {sign}lr{sign} here") == {"name": "lr"}


def test_a_quote_behind_a_backslash_is_itself() -> None:
    pattern = r"missing arguments: \"{name:name}\""
    assert search(pattern, 'missing arguments: "x"') == {"name": "x"}
    assert search(pattern, "missing arguments: 'x'") is None
