"""The logs that the project began with, as people pasted them: English, French and Hindi.

Root cause, the user's frame, and a first fix in the user's own names.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from mlexplain.diagnose.log import diagnose_log
from mlexplain.report import Diagnosis, TraceReport

CASES = Path(__file__).parent / "cases"
LANGUAGES = ("en", "fr", "hi")


def report(name: str, language: str) -> TraceReport:
    return diagnose_log((CASES / f"{name}.{language}.txt").read_bytes())


def place(diagnosis: Diagnosis) -> tuple[str, int | None]:
    assert diagnosis.location is not None
    return diagnosis.location.file, diagnosis.location.line


@pytest.mark.parametrize("language", LANGUAGES)
def test_llama_on_a_mac(language: str) -> None:
    told = report("llama_on_a_mac", language)
    cause, wrapper = told.diagnoses
    assert (cause.rule, cause.role) == ("nccl-not-built", "cause")
    assert place(cause) == ("/Users/lzwjava/projects/llama/llama/generation.py", 62)
    assert cause.fixes[0].before == 'torch.distributed.init_process_group("nccl")'
    assert cause.fixes[0].after == 'torch.distributed.init_process_group("gloo")'
    assert "Mac" in cause.summary
    assert (wrapper.rule, wrapper.role) == ("dist-child-failed", "wrapper")
    assert wrapper.ranks == (0,)
    assert wrapper.entities["exitcode"] == 1
    assert told.unrecognised == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_open_llama_inputs_on_the_cpu(language: str) -> None:
    told = report("open_llama", language)
    (cause,) = told.diagnoses
    assert (cause.rule, cause.role) == ("device-mismatch", "cause")
    assert place(cause) == ("/home/lzw/Projects/open_llama_3b/run.py", 17)
    assert cause.entities["devices"] == ["cuda:0", "cpu"]
    first = cause.fixes[0]
    assert first.before == "generation_output = model.generate("
    assert first.after is not None
    assert first.after.splitlines()[:2] == [
        "input_ids = input_ids.to(model.device)",
        "generation_output = model.generate(",
    ]
    assert "input_ids=input_ids, max_new_tokens=32" in first.after
    assert told.unrecognised == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_llama_2_7b_on_a_12_gb_card(language: str) -> None:
    told = report("llama_2_7b_on_12_gb", language)
    cause = told.diagnoses[0]
    assert (cause.rule, cause.role) == ("cuda-oom", "cause")
    for words in ("`llama-2-7b`", "7 billion", "13 GiB", "11.69 GiB", "9.70 GiB"):
        assert words in cause.summary
    assert "RTX 4070" in cause.explanation
    assert cause.entities["size_tried"] == 90177536
    titles = [fix.title for fix in cause.fixes]
    assert titles[:3] == [
        "Load the weights in 4 bits",
        "Keep some layers in main memory",
        "Take a smaller model",
    ]
    advice = "\n".join(f"{f.text}{f.after}{f.command}" for f in cause.fixes)
    assert "load_in_4bit" in advice
    assert "3b" in advice
    assert "max_split_size_mb" not in advice, "reserved does not exceed allocated in this log"


def test_the_message_alone_names_the_token_ids() -> None:
    told = diagnose_log(
        "RuntimeError: अपेक्षा की गई थी कि सभी टेंसर एक ही डिवाइस पर होंगे, लेकिन कम से कम दो डिवाइस "
        "पाए गए, cuda:0 और cpu! (जब विधि wrapper_CUDA__index_select में तर्क index के लिए "
        "तर्क की जाँच की गई)"
    )
    (cause,) = told.diagnoses
    assert cause.rule == "device-mismatch"
    assert cause.entities["argument"] == "index"
    assert cause.fixes[0].after is not None
    assert "input_ids = input_ids.to(model.device)" in cause.fixes[0].after
