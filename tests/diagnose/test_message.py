"""spaCy's reading of messages, in whatever language, and how lightly it is loaded."""

from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlexplain.diagnose.message import read


@pytest.mark.parametrize(
    ("message", "kind", "values"),
    [
        (
            "au moins deux périphériques : cuda:0 et cpu!",
            "devices",
            ["cuda:0", "cpu"],
        ),
        ("कम से कम दो डिवाइस मिले, cuda:1 और cpu!", "devices", ["cuda:1", "cpu"]),
        ("mindestens zwei Geräte gefunden: mps:0 und cpu.", "devices", ["mps:0", "cpu"]),
        ("Tried to allocate 86.00 MiB (GPU 0; 11.69 GiB total", "sizes", [90177536, 12552041923]),
        ("Tentative d'allouer 86,00 Mio (2,00 Gio libres)", "sizes", [90177536, 2147483648]),
        ("Size([32000, 4096]) from checkpoint, torch.Size([7])", "shapes", [[32000, 4096], [7]]),
        ("cannot be multiplied (32x784 and 512x10)", "shapes", [[32, 784], [512, 10]]),
        ("found c10::Half, expected Float", "dtypes", ["torch.float16", "torch.float32"]),
        ("torch.cuda.HalfTensor or torch.bfloat16", "dtypes", ["torch.float16", "torch.bfloat16"]),
        ("argument `input_ids` of 'self.embed'", "names", ["input_ids", "self.embed"]),
        ("no file '/mnt/models/a.bin' there", "paths", ["/mnt/models/a.bin"]),
        ("rank 3 and rank 5 both", "ranks", [3, 5]),
        ("needs torch 2.1.0+cu118", "versions", ["2.1.0+cu118"]),
        ("in method wrapper_CUDA__index_select)", "operations", ["wrapper_CUDA__index_select"]),
    ],
)
def test_what_a_message_states(message: str, kind: str, values: list[object]) -> None:
    assert read(message)[kind] == values


def test_prose_states_nothing() -> None:
    assert read("The quick brown fox cannot jump over the lazy dog, can it?") == {}


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    assert all(isinstance(values, list) for values in read(text).values())


def test_frameworks_stay_out_and_can_be_imported_later() -> None:
    program = (
        "import sys; from mlexplain.diagnose.message import read; read('cuda:0');"
        "print('torch' in sys.modules, 'spacy' in sys.modules, 'spacy.cli' in sys.modules);"
        "import importlib.util; print(importlib.util.find_spec('torch') is not None)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.split()[:3] == ["False", "True", "False"], done.stderr
    assert done.stdout.split()[3] == "True", "what was kept out can be imported"
