"""`mlexplain doctor`: this machine, pasted machines, and what fits into a card."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlexplain.hooks.doctor import examine
from mlexplain.hooks.doctor.knowledge import capability
from mlexplain.hooks.doctor.packages import satisfies
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
    assert found["partner-mismatch"].command == (
        "pip install 'torchvision==0.16.0' --index-url https://download.pytorch.org/whl/cu121"
    )
    assert found["partner-mismatch"].source == "https://pypi.org/project/torchvision/0.15.2/"
    assert found["partner-mismatch"].date is not None
    assert found["numpy-abi"].command == "pip install 'numpy<2'"
    assert report.environment.python == "3.10.12"


def test_pip_freeze_beside_nvidia_smi() -> None:
    report = examine("torch==2.3.1+cpu\nflash-attn==2.5.9\nnumpy==1.26.4\n" + SMI)
    found = {f.slug: f for f in report.findings}
    assert set(found) == {"cpu-build", "needs-cuda-build"}
    assert "RTX 3060" in found["cpu-build"].text
    # This driver offers CUDA 12.2, and starts every program built for a 12.x.
    assert found["cpu-build"].command is not None
    assert found["cpu-build"].command.endswith("/cu126")
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
        ("torch==2.1.0\ntorchvision==0.16.2", []),  # of another patch release: they load
        ("torch==2.15.0\ntorchvision==0.29.2\ntorchaudio==2.11.0\nxformers==0.0.35", []),
        ("torch==2.13.0\ntorchvision==0.29.1", ["partner-mismatch"]),
        ("torch==2.5.0a0+872d972\ntorchvision==0.20.0a0+afc54f7", []),  # built from source
        ("torch==2.0.0\ntorchvision==0.15.0", []),  # withdrawn from PyPI: nothing is known
        ("torch==2.1.0\nxformers==0.0.20", ["partner-mismatch"]),
        ("torch==2.5.1\nvllm==0.5.4", ["partner-mismatch"]),
        ("torch==2.4.0+cu121\ntriton==2.3.1", ["requirement"]),
        ("vllm==0.11.1\ntransformers==5.1.0", ["requirement"]),
        ("transformers==5.23.0\ntorch==2.4.0", ["requirement"]),
        ("numba==0.59.1\nnumpy==2.0.0", ["requirement"]),
        ("torch==2.4.0+cpu\ntriton==2.3.1", []),
        ("transformers==4.38.2\ntokenizers==0.20.3", ["requirement"]),
        ("transformers==4.41.0\ntokenizers==0.19.1\nhuggingface-hub==1.2.0", ["requirement"] * 2),
        ("numpy==2.0.0\npandas==2.2.1\nscikit-learn==1.4.0", ["numpy-abi"] * 2),
        ("numpy==2.0.0\npandas==2.2.2\nscikit-learn==1.5.0\nscipy==1.13.0", []),
        ("torch==2.3.1\nnumpy==2.0.0", []),
        ("OS: Microsoft Windows 10 Pro\ntorch==2.3.1\nnumpy==2.0.0", ["numpy-abi"]),
        ("torch==2.2.0\nnumpy==2.1.0", ["numpy-abi"]),
        ("torch==2.3.0\nnumpy==2.1.0", []),
        ("opencv-python==4.9.0.80\nopencv-python-headless==4.9.0.80", ["same-modules"]),
        ("torch==2.5.0\nflash_attn==2.6.3+cu123torch2.4cxx11abifalse", ["extension-mismatch"]),
        ("torch==99.0\ntorchvision==77.0", []),
        # torchvision compares the first number of CUDA versions, torchaudio two.
        ("torch==2.6.0+cu124\ntorchvision==0.21.0+cu126", []),
        ("torch==2.6.0+cu124\ntorchaudio==2.6.0+cu126", ["build-mismatch"]),
        ("torch==2.6.0+cu124\ntorchvision==0.21.0+cu118", ["build-mismatch"]),
        ("torch==2.0.1+cu118\ntorchvision==0.15.2+cu117", ["build-mismatch"]),
        ("torch==2.6.0+cpu\ntorchvision==0.21.0+cu124", ["build-mismatch"]),
        # What `pip install torch torchaudio` gives: torch for 13.2, the last torchaudio for 13.0.
        ("torch==2.15.0\ncuda-toolkit==13.2.2\ntorchaudio==2.11.0", ["build-mismatch"]),
        ("torch==2.14.1\ncuda-toolkit==13.0.3\ntorchaudio==2.11.0", []),
        ("OS: Microsoft Windows 11\ntorch==2.15.0+cu132\ntorchaudio==2.11.0", []),
        ("torch==2.15.0+cpu\ntorchaudio==2.11.0", []),
        ("torch==2.6.0+cu126\nbitsandbytes==0.44.1", ["no-library"]),
        ("torch==2.5.1+cu124\nbitsandbytes==0.44.1", []),
        ("torch==2.11.0+cu129\nbitsandbytes==0.50.1", []),  # takes the one for 12.8
        ("torch==2.14.0+cu132\nbitsandbytes==0.48.0", ["no-library"]),
        ("OS: Microsoft Windows 10 Pro\ntorch==2.6.0+cu126\nbitsandbytes==0.44.1", []),
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
        ("Tesla V100-SXM2-16GB", "2.10.0+cu128", "12.8", []),
        ("Tesla V100-SXM2-16GB", "2.11.0+cu128", "12.8", ["no-kernels"]),
        ("Tesla V100-SXM2-16GB", "2.7.1+cu128", "12.8", ["no-kernels"]),
        ("NVIDIA GeForce GTX 1080 Ti", "2.9.1+cu130", "13.0", ["no-kernels"]),
        ("NVIDIA GeForce GTX 1080 Ti", "2.14.1+cu126", "12.6", []),
        ("NVIDIA GeForce RTX 3090", "1.12.1+cu102", "10.2", ["no-kernels"]),
        ("NVIDIA GeForce RTX 4090", "2.0.1+cu117", "11.7", []),
        ("NVIDIA H100 80GB HBM3", "2.0.1+cu117", "11.7", ["no-kernels"]),
        ("NVIDIA H100 80GB HBM3", "2.0.1", "11.7", []),  # not a wheel of pytorch.org
        ("NVIDIA B300", "2.9.1+cu128", "12.8", []),
        ("NVIDIA GB10", "2.9.1+cu130", "13.0", []),
        ("Quadro RTX 5000", "2.6.0+cu124", "12.4", []),
        ("NVIDIA RTX 5000 Ada Generation", "2.6.0+cu124", "12.4", []),
        ("NVIDIA GeForce RTX 5090", "2.5.0a0+872d972", "12.6", ["no-kernels"]),
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
        ("1.40.7", "!=1.4.*", True),
        ("1.4.7", "!=1.4.*", False),
        ("2.13.0+cpu", "==2.13.0", True),
    ],
)
def test_version_clauses(version: str, wanted: str, met: bool) -> None:
    assert satisfies(version, wanted) is met


@pytest.mark.parametrize(
    ("card", "level"),
    [
        ("NVIDIA GeForce RTX 5070 Ti", "12.0"),
        ("NVIDIA RTX PRO 4500 Blackwell", "12.0"),
        ("NVIDIA RTX 4000 SFF Ada Generation", "8.9"),
        ("NVIDIA GeForce RTX 4060 Laptop GPU", "8.9"),
        ("NVIDIA L40S", "8.9"),
        ("Quadro RTX 4000", "7.5"),
        ("Quadro RTX 5000", "7.5"),
        ("NVIDIA RTX A3000 Laptop GPU", "8.6"),
        ("NVIDIA A100-SXM4-40GB", "8.0"),
        ("NVIDIA A10", "8.6"),
        ("Tesla T4", "7.5"),
        ("NVIDIA TITAN Xp", "6.1"),
        ("GeForce GTX TITAN X", "5.2"),
        ("Tesla P100-PCIE-16GB", "6.0"),
        ("Quadro P4000", "6.1"),
        ("GeForce GTX 980 Ti", "5.2"),
        ("GeForce GTX 960M", None),
        ("AMD Radeon RX 5700 XT", None),
    ],
)
def test_capabilities_by_name(card: str, level: str | None) -> None:
    assert capability(card) == level


@pytest.mark.parametrize(
    ("torch", "driver", "card", "index"),
    [
        ("2.9.1+cu130", "580.95.05", "Tesla V100-SXM2-16GB", "cu126"),
        ("2.5.1+cu124", "580.95.05", "NVIDIA GeForce RTX 5090", "cu132"),
        ("2.5.1+cu124", "572.16", "NVIDIA GeForce RTX 5090", "cu128"),
        ("2.9.1+cu130", "575.57.08", "NVIDIA A100-SXM4-40GB", "cu126"),
        ("2.5.1+cu124", "470.223.02", "NVIDIA A100-SXM4-40GB", "cu118"),
    ],
)
def test_the_command_suits_driver_and_card(torch: str, driver: str, card: str, index: str) -> None:
    cuda = torch.rpartition("cu")[2]
    text = (
        f"PyTorch version: {torch}\nCUDA used to build PyTorch: {cuda[:-1]}.{cuda[-1]}\n"
        f"GPU 0: {card}\nNvidia driver version: {driver}\n"
    )
    (finding,) = examine(text).findings
    assert finding.command is not None and finding.command.endswith(f"/{index}")


def test_the_oldest_bitsandbytes_that_has_a_library_is_proposed() -> None:
    (finding,) = examine("torch==2.7.1+cu128\nbitsandbytes==0.44.1\n").findings
    assert finding.command == "pip install 'bitsandbytes>=0.45.3'"


def test_the_last_torchaudio_decides_on_the_build_of_torch() -> None:
    frozen = "torch==2.15.0+cu132\ntorchaudio==2.11.0\n"
    (finding,) = examine(frozen).findings
    assert finding.severity == "warning"  # where nothing says that this is x86-64
    assert finding.text.endswith("beside a torch that is one for cu132.")
    assert finding.command == (
        "pip install --force-reinstall torch --index-url https://download.pytorch.org/whl/cu130"
    )
    x86, arm = (
        examine(f"OS: Ubuntu 24.04 ({machine})\n{frozen}").findings
        for machine in ("x86_64", "aarch64")
    )
    assert [f.severity for f in x86] == ["error"]
    assert arm == ()


def test_a_driver_that_offers_enough_is_enough() -> None:
    """Containers bring newer driver libraries than the kernel's driver (forward compatibility)."""
    smi = SMI.replace("535.54.03", "470.57.02")
    assert "driver-too-old" in slugs("torch==2.4.0+cu124\n" + smi.replace("12.2", "11.4"))
    assert slugs("torch==2.4.0+cu124\n" + smi.replace("12.2", "12.4")) == []


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
    assert re.search(
        r"\n  source: https://docs\.nvidia\.com/\S+ \(looked up \d{4}-\d\d-\d\d\)\n", done.stdout
    )
    coloured = mlexplain("doctor", "--color", "always", "--from", "-", stdin=COLLECTED)
    assert "\x1b[2msource: " in coloured.stdout
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
        (("--fits", "7B", "--gpu", "12GiB", "--batch", "-1"), "no whole number"),
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
