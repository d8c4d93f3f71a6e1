"""Errors that a short text tells in a sentence, and texts that only name some."""

import pytest

from mlexplain.diagnose.log import diagnose_log

TOLD = {
    "quoted": (
        'after two steps I get "RuntimeError: Trying to backward through the graph a second time" '
        "and nothing else",
        "autograd-twice",
    ),
    "backticks": (
        "What does `ModuleNotFoundError: No module named 'transformers.modeling_gpt2'` want of me?",
        "hf-version",
    ),
    "chinese": (
        "运行的时候一直报错IndexError: index out of range in self，怎么办",
        "index-out-of-range",
    ),
    "behind a program's words": (
        "Cannot load it: `.to` is not supported for `4-bit` or `8-bit` bitsandbytes models. Please "
        "use the model as it is",
        "hf-offload",
    ),
    "a notebook in one line": (
        "TypeError Traceback (most recent call last) Cell In[7], line 2 ----> 2 trainer = Trainer( 3 "
        "model=model, 4 evaluation_strategy='epoch', ) TypeError: TrainingArguments.init() got an "
        "unexpected keyword argument 'evaluation_strategy'",
        "attribute-removed",
    ),
    "a title that raises": (
        "raise KeyError( KeyError: 'NeckTwo is not in the models registry'",
        "registry-missing",
    ),
    "a title that calls": (
        "args = TrainingArguments( TypeError: TrainingArguments.__init__() got an unexpected keyword "
        "argument 'evaluation_strategy'",
        "attribute-removed",
    ),
    "a title of frames": (
        'File "/srv/net.py", line 30, in forward return self.head(x) RuntimeError: mat1 and mat2 shapes '
        "cannot be multiplied (4x3 and 5x6)",
        "shape-matmul",
    ),
    "a wide colon": (
        "RuntimeError：mat1 and mat2 shapes cannot be multiplied (4x3 and 5x6)",
        "shape-matmul",
    ),
    "without a class": ("cannot pickle '_io.TextIOWrapper' object", "pickle-worker"),
}

SILENT = {
    "a commit": "56e4f75 Handle RuntimeError: expected scalar type Long",
    "a change": '+    log.error("CUDA out of memory. Tried to allocate 2.00 GiB, going on")',
    "what was handled": "WARNING loader: row 1 skipped: could not convert string to float: 'x'",
    "a commit with its branch": "3f1c2a9 (main) ValueError: You have to specify either input_ids or "
    "inputs_embeds is raised no more",
    "a headline": "What is new in 2.4: no more RuntimeError: Trying to backward through the graph a "
    "second time where nothing was freed",
    "documentation": "Raises ValueError: if the sizes differ.",
    "a statement of code": 'raise ValueError("sizes differ") from error  # KeyError: none',
    "a test's name": "test_memory.py::test_it[CUDA out of memory] PASSED",
}


@pytest.mark.parametrize("name", TOLD)
def test_a_sentence_is_understood(name):
    text, rule = TOLD[name]
    found = diagnose_log(text).diagnoses
    assert [one.rule for one in found] == [rule]
    assert found[0].lines == (1, 1)


@pytest.mark.parametrize("name", SILENT)
def test_a_mention_is_no_error(name):
    assert not diagnose_log(SILENT[name]).diagnoses


def test_a_title_that_no_rule_knows_is_reported():
    report = diagnose_log("raise LookupError(name) LookupError: quince")
    assert [one.exception for one in report.unrecognised] == ["LookupError"]


def test_a_long_text_is_not_searched():
    text = "step 1 | loss 2.0\n" * 60 + "cannot pickle '_io.TextIOWrapper' object\n"
    assert not diagnose_log(text).diagnoses
