"""`mlexplain doctor`: this machine, pasted machines, and what fits into a card."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlexplain.hooks.doctor import examine, fits, read_model, read_size
from mlexplain.hooks.doctor.examine import satisfies
from tests.commands.process import complaint, mlexplain

COLLECTED = """\
Collecting environment information...
PyTorch version: 2.1.0+cu121
Is debug build: False
CUDA used to build PyTorch: 12.1
ROCM used to build PyTorch: N/A

OS: Ubuntu 20.04.6 LTS (x86_64)
Python version: 3.10.12 (main, Nov 20 2023, 15:14:05) [GCC 11.4.0] (64-bit runtime)
Is CUDA available: False
GPU models and configuration: GPU 0: NVIDIA A100-SXM4-40GB
Nvidia driver version: 470.57.02
cuDNN version: Could not collect

Versions of relevant libraries:
[pip3] numpy==2.0.1
[pip3] torch==2.1.0+cu121
[pip3] torchvision==0.15.2+cu118
[pip3] triton==2.1.0
[conda] Could not collect
"""

SMI = """\
+-----------------------------------------------------------------------------------------+
| NVIDIA-SMI 535.54.03              Driver Version: 535.54.03    CUDA Version: 12.2     |
|-----------------------------------------+----------------------+----------------------+
| GPU  Name                 Persistence-M | Bus-Id        Disp.A | Volatile Uncorr. ECC |
| Fan  Temp   Perf          Pwr:Usage/Cap |         Memory-Usage | GPU-Util  Compute M. |
|=========================================+======================+======================|
|   0  NVIDIA GeForce RTX 3060        On  | 00000000:01:00.0 Off |                  N/A |
|  0%   44C    P8              13W / 170W |     11MiB / 12288MiB |      0%      Default |
+-----------------------------------------+----------------------+----------------------+
"""


def slugs(text: str) -> list[str]:
    return [f.slug for f in examine(text).findings]


def test_a_collected_environment() -> None:
    report = examine(COLLECTED)
    found = {f.slug: f for f in report.findings}
    assert set(found) == {"driver-too-old", "partner-mismatch", "build-mismatch", "numpy-abi"}
    assert "470.57.02" in found["driver-too-old"].text
    assert found["partner-mismatch"].command == "pip install 'torchvision==0.16.*'"
    assert found["numpy-abi"].command == "pip install 'numpy<2'"
    assert report.environment.python == "3.10.12"


def test_pip_freeze_beside_nvidia_smi() -> None:
    report = examine("torch==2.3.1+cpu\nflash-attn==2.5.9\nnumpy==1.26.4\n" + SMI)
    found = {f.slug: f for f in report.findings}
    assert set(found) == {"cpu-build", "needs-cuda-build"}
    assert "RTX 3060" in found["cpu-build"].text
    # The newest toolkit that this driver offers.
    assert found["cpu-build"].command is not None
    assert found["cpu-build"].command.endswith("/cu118")
    assert report.environment.gpus[0].memory == 12288 << 20
    assert report.environment.gpus[0].capability == "8.6"


@pytest.mark.parametrize(
    ("frozen", "expected"),
    [
        (
            "torch==2.4.0+cu121\ntorchvision==0.19.0+cu121\ntorchaudio==2.4.0+cu121\nnumpy==1.26.4",
            [],
        ),
        ("torch==2.4.0\ntorchaudio==2.3.0", ["partner-mismatch"]),
        ("torch==1.13.1\ntorchvision==0.14.1\nnumpy==1.24.0", []),
        ("torch==2.2.0\nnumpy==2.1.0", ["numpy-abi"]),
        ("torch==2.3.0\nnumpy==2.1.0", []),
        ("opencv-python==4.9.0.80\nopencv-python-headless==4.9.0.80", ["same-modules"]),
        ("torch==2.5.0\nflash_attn==2.6.3+cu123torch2.4cxx11abifalse", ["extension-mismatch"]),
        ("torch==99.0\ntorchvision==77.0", []),
        ("nvidia-cublas-cu11==11.10.3.66\nnvidia-cublas-cu12==12.1.3.1", ["two-toolkits"]),
    ],
)
def test_what_goes_together(frozen: str, expected: list[str]) -> None:
    assert slugs(frozen) == expected


@pytest.mark.parametrize(
    ("card", "torch", "cuda", "expected"),
    [
        ("NVIDIA GeForce RTX 5090", "2.5.1+cu124", "12.4", ["no-kernels"]),
        ("NVIDIA GeForce RTX 5090", "2.7.0+cu128", "12.8", []),
        ("Tesla V100-SXM2-16GB", "2.9.0+cu130", "13.0", ["no-kernels"]),
        ("Tesla V100-SXM2-16GB", "2.6.0+cu124", "12.4", []),
        ("NVIDIA H100 80GB HBM3", "2.6.0+cu124", "12.4", []),
        ("A card of next year", "2.6.0+cu124", "12.4", []),
    ],
)
def test_cards_and_builds(card: str, torch: str, cuda: str, expected: list[str]) -> None:
    text = (
        f"PyTorch version: {torch}\nCUDA used to build PyTorch: {cuda}\nGPU 0: {card}\n"
        "Nvidia driver version: 580.95.05\n"
    )
    assert slugs(text) == expected


@pytest.mark.parametrize(
    ("version", "wanted", "met"),
    [
        ("0.21.0", ">=0.21,<0.22", True),
        ("0.22.1", ">=0.21,<0.22", False),
        ("2.4", ">=2.4.0", True),
        ("1.26.4", "!=2.0", True),
        ("4.2", "~=4.1", True),
        ("5.0", "~=4.1", False),
        ("1.4.7", "==1.4.*", True),
        ("1.40.7", "==1.4.*", False),
        ("2.13.0+cpu", "==2.13.0", True),
    ],
)
def test_version_clauses(version: str, wanted: str, met: bool) -> None:
    assert satisfies(version, wanted) is met


@given(st.text(max_size=300))
def test_any_paste_is_read_or_refused(text: str) -> None:
    try:
        report = examine(text + "\n")
    except ValueError as error:
        assert "collect_env" in str(error)
    else:
        assert report.environment.source == "the paste"


def test_this_machine_is_examined_without_importing_torch() -> None:
    code = (
        "import sys; from mlexplain.hooks.doctor import examine; r = examine();"
        "print(r.environment.torch); print('torch' in sys.modules, 'numpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    version, loaded = done.stdout.split("\n", 1)
    import torch

    assert version == torch.__version__
    assert loaded.strip() == "False False"


def test_the_command_prints_and_exits_with_its_findings(tmp_path: Path) -> None:
    done = mlexplain("doctor", "--from", "-", stdin=COLLECTED)
    assert done.returncode == 1
    assert "error: torch 2.1.0+cu121 is built for CUDA 12.1" in done.stdout
    assert "$ pip install 'numpy<2'" in done.stdout
    sound = mlexplain("doctor", "--from", "-", "--format", "json", stdin="torch==2.4.0\n")
    assert sound.returncode == 0
    content = json.loads(sound.stdout)
    assert content["schema"] == "mlexplain.doctor/1"
    assert content["findings"] == []
    assert content["environment"]["packages"] == {"torch": "2.4.0"}
    own = mlexplain("doctor", "--format", "json")
    assert own.returncode == (1 if json.loads(own.stdout)["findings"] else 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--from", "/no/such/file"), "No such file"),
        (("--fits", "7B"), "needs --gpu"),
        (("--fits", "nonsense", "--gpu", "12GiB"), "no config.json"),
        (("--fits", "7B", "--gpu", "much"), "no memory size"),
    ],
)
def test_mistakes_are_one_line(arguments: tuple[str, ...], message: str) -> None:
    done = mlexplain("doctor", *arguments)
    assert done.returncode == 2
    assert message in complaint(done)


def test_a_paste_of_something_else_is_refused() -> None:
    done = mlexplain("doctor", "--from", "-", stdin="hello\n")
    assert done.returncode == 2
    assert "collect_env" in complaint(done)


def test_llama_2_7b_on_twelve_gigabytes() -> None:
    """The founding question: it does not fit in 16 bits, and does in 4."""
    model = read_model("meta-llama/Llama-2-7b-hf")
    assert model.parameters == 6_738_415_616
    ways = {(w.purpose, w.dtype): w.fits for w in fits(model, read_size("12GiB")).ways}
    assert not ways["inference", "bfloat16 or float16"]
    assert ways["inference", "4-bit (nf4)"]
    assert not ways["training (full, Adam)", "mixed"]
    assert ways["training (QLoRA)", "4-bit (nf4)"]


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("llama-2-13b", 13_015_864_320),
        ("llama-2-70b", 68_976_648_192),
        ("llama-3-8b", 8_030_261_248),
        ("mistral-7b", 7_241_732_096),
        ("tinyllama-1.1b", 1_100_048_384),
    ],
)
def test_published_parameter_counts(name: str, parameters: int) -> None:
    assert read_model(name).parameters == parameters


def test_a_config_file_counts_as_transformers_does(tmp_path: Path) -> None:
    transformers = pytest.importorskip("transformers")
    config = transformers.LlamaConfig(
        vocab_size=500, hidden_size=64, intermediate_size=128, num_hidden_layers=3,
        num_attention_heads=4, num_key_value_heads=2, tie_word_embeddings=True,
    )  # fmt: skip
    config.save_pretrained(tmp_path)
    network = transformers.LlamaForCausalLM(config)
    assert read_model(str(tmp_path)).parameters == sum(p.numel() for p in network.parameters())


def test_context_and_batch_enlarge_the_cache() -> None:
    model = read_model("llama-2-7b")
    small, large = (fits(model, 1 << 40, c, b).ways[1].cache for c, b in ((2048, 1), (4096, 3)))
    assert small == 2048 * 2 * 32 * 4096 * 2
    assert large == 6 * small


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("12GiB", 12 << 30),
        ("12 GB", 12 << 30),
        ("24g", 24 << 30),
        ("512MiB", 512 << 20),
        ("8", 8 << 30),
    ],
)
def test_sizes(text: str, size: int) -> None:
    assert read_size(text) == size
