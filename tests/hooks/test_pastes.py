"""`mlexplain doctor --from FILE` on pastes as people send them, cut from public issues."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mlexplain.hooks.doctor import Report, examine

# https://github.com/hpcaitech/EnergonAI/issues/152
ONE_CARD_ON_THE_LINE = """\
❯ python collect_env.py
Collecting environment information...
PyTorch version: 1.12.1+cu113
Is debug build: False
CUDA used to build PyTorch: 11.3
ROCM used to build PyTorch: N/A

OS: Ubuntu 20.04.5 LTS (x86_64)
GCC version: (Ubuntu 9.4.0-1ubuntu1~20.04.1) 9.4.0
Python version: 3.9.13 (main, Aug 25 2022, 23:26:10)  [GCC 11.2.0] (64-bit runtime)
Is CUDA available: True
CUDA runtime version: 11.7.99
GPU models and configuration: GPU 0: NVIDIA GeForce GTX 1080 Ti
Nvidia driver version: 515.65.01
cuDNN version: Could not collect
HIP runtime version: N/A

Versions of relevant libraries:
[pip3] numpy==1.23.3
[pip3] torch==1.12.1+cu113
[pip3] torchaudio==0.12.1+cu113
[pip3] torchvision==0.13.1+cu113
[conda] numpy                     1.23.3                   pypi_0    pypi
[conda] torch                     1.12.1+cu113             pypi_0    pypi
"""

# https://github.com/pytorch/vision/issues/4071
CARDS_BELOW = """\
PyTorch version: 1.9.0
Is debug build: False
CUDA used to build PyTorch: 10.2
ROCM used to build PyTorch: N/A

OS: Ubuntu 18.04.5 LTS (x86_64)
Python version: 3.9 (64-bit runtime)
Python platform: Linux-5.4.0-1041-aws-x86_64-with-glibc2.27
Is CUDA available: True
CUDA runtime version: 11.1.105
GPU models and configuration:
GPU 0: Tesla V100-SXM2-16GB
GPU 1: Tesla V100-SXM2-16GB

Nvidia driver version: 450.80.02
cuDNN version: Probably one of the following:
/usr/local/cuda-10.1/targets/x86_64-linux/lib/libcudnn.so.7.6.5
[conda] pytorch                   1.9.0           py3.9_cuda10.2_cudnn7.6.5_0    pytorch
[conda] torchvision               0.2.2                      py_3    pytorch
"""

# https://github.com/pytorch/pytorch/issues/145670
ROCM = """\
Collecting environment information...
PyTorch version: 2.7.0.dev20250123+rocm6.3
Is debug build: False
CUDA used to build PyTorch: N/A
ROCM used to build PyTorch: 6.3.42131-fa1d09cbd

OS: Gentoo Linux (x86_64)
Python version: 3.12.8 (main, Jan 12 2025, 23:50:05) [GCC 14.2.1 20241116] (64-bit runtime)
Is CUDA available: True
CUDA runtime version: Could not collect
GPU models and configuration: AMD Radeon RX 5700 XT (gfx1010:xnack-)
Nvidia driver version: Could not collect
cuDNN version: Could not collect
HIP runtime version: 6.3.42131
[pip3] numpy==2.1.2
[pip3] torch==2.7.0.dev20250123+rocm6.3
"""

# https://github.com/pytorch/pytorch/issues/150168
WITHOUT_CUDA = """\
PyTorch version: 2.6.0+cpu
CUDA used to build PyTorch: None
ROCM used to build PyTorch: N/A

OS: Ubuntu 24.10 (x86_64)
Python version: 3.12.9 | packaged by Anaconda, Inc. | (main, Feb  6 2025, 18:56:27) [GCC 11.2.0]
Is CUDA available: False
CUDA runtime version: No CUDA
GPU models and configuration: No CUDA
Nvidia driver version: No CUDA
cuDNN version: No CUDA
"""

# https://github.com/pytorch/pytorch/issues/51858
WINDOWS = """\
PyTorch version: 2.0.1+cu117
Is debug build: False
CUDA used to build PyTorch: 11.7
ROCM used to build PyTorch: N/A

OS: Microsoft Windows 11 Pro
Python version: 3.9.16 (main, May 17 2023, 17:49:16) [MSC v.1916 64 bit (AMD64)] (64-bit runtime)
Is CUDA available: True
GPU models and configuration: GPU 0: NVIDIA GeForce GTX 1050 Ti
Nvidia driver version: 535.98

Versions of relevant libraries:
[pip3] numpy==1.23.5
[pip3] torch==2.0.1+cu117
[pip3] torchaudio==2.0.2+cu117
[pip3] torchvision==0.15.2
[conda] blas                      1.0
"""

# https://github.com/vllm-project/vllm/issues/56829
LISTED = """\
vllm        0.29.1rc1.dev47+gdc36fcce9
torch       2.14.0+cu130
torchvision 0.28.0+cu129
torchaudio  2.11.0+cu129
triton      3.8.0
CUDA_VERSION=12.9.1 (image env)
"""

# https://github.com/facebookresearch/vggt/issues/437
BLACKWELL = """\
vggt) D:\\Anaconda\\envs\\vggt\\vggt>nvidia-smi
Tue Nov 25 21:53:08 2025
+-----------------------------------------------------------------------------------------+
| NVIDIA-SMI 581.57                 Driver Version: 581.57         CUDA Version: 13.0     |
+-----------------------------------------+------------------------+----------------------+
| GPU  Name                  Driver-Model | Bus-Id          Disp.A | Volatile Uncorr. ECC |
| Fan  Temp   Perf          Pwr:Usage/Cap |           Memory-Usage | GPU-Util  Compute M. |
|                                         |                        |               MIG M. |
|=========================================+========================+======================|
|   0  NVIDIA GeForce RTX 5070 Ti   WDDM  |   00000000:01:00.0  On |                  N/A |
|  0%   45C    P8             20W /  300W |    2296MiB /  16303MiB |      0%      Default |
|                                         |                        |                  N/A |
"""

# https://github.com/EricLBuehler/mistral.rs/pull/2287
NEW_HEADER = """\
+-----------------------------------------------------------------------------------------+
| NVIDIA-SMI 610.43.02              KMD Version: 610.43.02     CUDA UMD Version: 13.3     |
+-----------------------------------------+------------------------+----------------------+
| GPU  Name                 Persistence-M | Bus-Id          Disp.A | Volatile Uncorr. ECC |
| Fan  Temp   Perf          Pwr:Usage/Cap |           Memory-Usage | GPU-Util  Compute M. |
|                                         |                        |               MIG M. |
|=========================================+========================+======================|
|   0  NVIDIA GeForce RTX 5070 ...    Off |   00000000:02:00.0  On |                  N/A |
| N/A   51C    P8              7W /   70W |     273MiB /  12227MiB |      2%      Default |
|                                         |                        |                  N/A |
+-----------------------------------------+------------------------+----------------------+
"""

# https://github.com/MatthiasSchinzel/sysmon/issues/12, and an old table in
# https://github.com/cBio/cbio-cluster/issues/38
QUERIED = """\
==============NVSMI LOG==============

Timestamp                                 : Sat Oct 10 17:02:53 2020
Driver Version                            : 450.66
CUDA Version                              : 11.0

Attached GPUs                             : 1
GPU 00000000:01:00.0
    Product Name                          : GeForce GTX 780
    Product Brand                         : GeForce
"""
WITHOUT_CUDA_VERSION = """\
+------------------------------------------------------+
| NVIDIA-SMI 331.62     Driver Version: 331.62         |
|-------------------------------+----------------------+----------------------+
"""

TRANSFORMERS_ENV = """\
Copy-and-paste the text below in your GitHub issue and FILL OUT the two last points.

- `transformers` version: 4.38.2
- Platform: Linux-5.15.0-101-generic-x86_64-with-glibc2.35
- Python version: 3.10.12
- Huggingface_hub version: 0.21.4
- Safetensors version: 0.4.2
- Accelerate version: 0.27.2
- PyTorch version (GPU?): 2.2.1+cu121 (True)
- Tensorflow version (GPU?): not installed (NA)
- Using GPU in script?: <fill in>
"""


def slugs(report: Report) -> list[str]:
    return [finding.slug for finding in report.findings]


def test_a_sound_machine_with_one_card() -> None:
    report = examine(ONE_CARD_ON_THE_LINE)
    assert slugs(report) == []
    (card,) = report.environment.gpus
    assert (card.name, card.capability) == ("NVIDIA GeForce GTX 1080 Ti", "6.1")
    assert report.environment.torch_cuda == "11.3"


def test_several_cards_and_an_old_partner_from_conda() -> None:
    """torchvision 0.2.2, withdrawn long since, asked for no version of torch: nothing to say."""
    report = examine(CARDS_BELOW)
    assert len(report.environment.gpus) == 2
    assert report.environment.packages["torch"] == "1.9.0"
    assert slugs(report) == []


def test_rocm_is_no_cpu_build() -> None:
    report = examine(ROCM)
    assert slugs(report) == []
    assert report.environment.torch_cuda is None
    assert report.environment.torch_rocm == "6.3.42131-fa1d09cbd"
    assert slugs(examine("torch==2.4.0+rocm6.1\nflash-attn==2.6.3\n")) == []


def test_a_cpu_build_where_there_is_no_card() -> None:
    report = examine(WITHOUT_CUDA)
    assert slugs(report) == []
    assert (report.environment.torch_cuda, report.environment.gpus) == ("", ())


def test_windows() -> None:
    report = examine(WINDOWS)
    assert slugs(report) == []
    assert report.environment.system == "Windows"


def test_three_builds_in_one_image() -> None:
    report = examine(LISTED)
    assert slugs(report) == ["partner-mismatch", "build-mismatch", "build-mismatch"]
    assert report.findings[0].text == (
        "torchvision 0.28.0+cu129 asks for torch==2.13.0, and torch 2.14.0+cu130 is installed."
    )
    assert report.findings[0].command == (
        "pip install 'torchvision==0.29.0' --index-url https://download.pytorch.org/whl/cu130"
    )


def test_a_new_card_and_an_old_torch() -> None:
    report = examine(f"torch==2.3.1+cu121\n{BLACKWELL}")
    (finding,) = report.findings
    assert finding.slug == "no-kernels"
    assert "RTX 5070 Ti has compute capability 12.0" in finding.text
    assert "holds code for 5.0, 6.0, 7.0, 7.5, 8.0, 8.6, 9.0" in finding.text
    assert finding.source == "https://pypi.org/project/torch/2.3.1/"
    assert report.environment.gpus[0].memory == 16303 << 20


def test_nvidia_smi_of_all_ages() -> None:
    new, queried, old = (
        examine(t).environment for t in (NEW_HEADER, QUERIED, WITHOUT_CUDA_VERSION)
    )
    assert (new.driver, new.driver_cuda) == ("610.43.02", "13.3")
    assert (new.gpus[0].capability, new.gpus[0].memory) == ("12.0", 12227 << 20)
    assert (queried.driver, queried.driver_cuda) == ("450.66", "11.0")
    assert queried.gpus[0].name == "GeForce GTX 780"
    assert (old.driver, old.driver_cuda) == ("331.62", None)


def test_flash_attention_on_volta() -> None:
    """https://github.com/microsoft/MInference/issues/51"""
    report = examine(
        "flash-attn==2.6.0.post1\ntransformers==4.42.4\nGPU 0: Tesla V100S-PCIE-32GB\n"
    )
    (finding,) = report.findings
    assert (finding.slug, finding.severity) == ("card-too-old", "warning")


def test_what_transformers_env_prints() -> None:
    e = examine(TRANSFORMERS_ENV).environment
    assert (e.python, e.system, e.torch) == ("3.10.12", "Linux", "2.2.1+cu121")
    assert e.packages["huggingface-hub"] == "0.21.4"
    # https://github.com/huggingface/transformers/issues/27580
    (finding,) = examine("transformers==4.33.3\ntokenizers==0.15.0\n").findings
    assert "asks for tokenizers!=0.11.3,<0.14,>=0.11.1" in finding.text
    assert finding.source == "https://pypi.org/project/transformers/4.33.3/"


@pytest.mark.parametrize(
    ("frozen", "version", "cuda"),
    [
        (
            "torch @ https://download.pytorch.org/whl/cu118/torch-2.0.1%2Bcu118-cp310-cp310-linux_x86_64.whl",
            "2.0.1+cu118",
            "11.8",
        ),
        (
            "torch @ file:///tmp/torch-2.4.0-cp311-cp311-manylinux1_x86_64.whl#sha256=00",
            "2.4.0",
            None,
        ),
        ("torch==2.4.0\nnvidia-cuda-runtime-cu12==12.1.105", "2.4.0", "12.1"),
        ("torch==2.15.0\ncuda-toolkit==13.2.2", "2.15.0", "13.2"),
        ("Package Version\n------- -------\ntorch   2.5.1+cpu", "2.5.1+cpu", ""),
        ("# Name  Version  Build  Channel\npytorch 2.1.0 py3.10_cuda12.1 pytorch", "2.1.0", None),
        ("pytorch 2.1.0 py3.10_0 pytorch\npytorch-cuda 12.1 ha16c6d3_5 pytorch", "2.1.0", "12.1"),
        ("torch==2.8.0+xpu", "2.8.0+xpu", None),
        ("PyTorch version: 2.8.0+xpu\nCUDA used to build PyTorch: None", "2.8.0+xpu", None),
    ],
)
def test_ways_to_list_torch(frozen: str, version: str, cuda: str | None) -> None:
    e = examine(frozen + "\n").environment
    assert (e.torch, e.torch_cuda) == (version, cuda)


def test_torch_that_is_not_installed() -> None:
    e = examine("PyTorch version: N/A\nCUDA used to build PyTorch: N/A\n[pip3] numpy==1.26.4\n")
    assert e.environment.torch is None


@pytest.mark.parametrize(
    "prose", ["It failed at epoch 3.\nepoch 3 loss 0.2\n", "Error 404\n", "a: b"]
)
def test_prose_with_numbers_is_no_machine(prose: str) -> None:
    with pytest.raises(ValueError, match="collect_env"):
        examine(prose)


def test_cards_as_nvidia_smi_lists_them() -> None:
    (card,) = examine("GPU 0: Tesla T4 (UUID: GPU-8fe1b5d8-0000)\n").environment.gpus
    assert (card.name, card.capability) == ("Tesla T4", "7.5")


@pytest.mark.parametrize(
    ("lines", "build"),
    [
        ("cuda: Optional[str] = None\nhip: Optional[str] = '6.4.43482'", (None, "6.4.43482")),
        ("cuda: Optional[str] = None\nhip: Optional[str] = None\nxpu = '20250101'", (None, None)),
        ("cuda = '12.1'\nhip: Optional[str] = None", ("12.1", None)),
        ("cuda: Optional[str] = None\nhip: Optional[str] = None", ("", None)),
    ],
)
def test_the_build_that_is_installed(tmp_path: Path, lines: str, build: tuple[str | None]) -> None:
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "version.py").write_text(f"__version__ = '2.9.0'\n{lines}\n")
    information = tmp_path / "torch-2.9.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: torch\nVersion: 2.9.0\n")
    code = (
        "from mlexplain.hooks.doctor import examine; e = examine().environment;"
        "print((e.torch_cuda, e.torch_rocm))"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True
    )
    assert done.stdout.strip() == str(build)
