"""What is known of a machine. Everything may be missing: a paste tells only a part."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Gpu:
    name: str
    memory: int
    """Bytes."""
    capability: str | None = None
    """Such as "8.6"."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """What an installed package asks of another one."""

    package: str
    wanted: str
    """The other's name."""
    versions: str
    """Such as ">=2.4"."""


@dataclass(frozen=True, slots=True)
class Environment:
    source: str
    """"this machine", or what was pasted."""
    python: str | None = None
    system: str | None = None
    """As `platform.system()` has it: "Linux", "Windows", "Darwin"."""
    machine: str | None = None
    """As `platform.machine()` has it: "x86_64", "aarch64"."""
    packages: dict[str, str] = field(default_factory=dict)
    """Version by normalised name."""
    torch: str | None = None
    """Version with its build, such as "2.1.0+cu118"."""
    torch_cuda: str | None = None
    """The toolkit it was built for; "" for a CPU build; None where that is not known, or is not CUDA."""
    torch_rocm: str | None = None
    """The ROCm version it was built for, where it is such a build."""
    driver: str | None = None
    driver_cuda: str | None = None
    """The newest CUDA version that the driver offers."""
    gpus: tuple[Gpu, ...] = ()
    gpu_expected: bool | None = None
    """Whether an NVIDIA device is there, whatever the driver says."""
    cudnn: str | None = None
    nccl: str | None = None
    requirements: tuple[Requirement, ...] = ()
    duplicates: tuple[str, ...] = ()
    """Packages installed twice."""
    library_path: tuple[str, ...] = ()
    """CUDA libraries found on LD_LIBRARY_PATH, with their folders."""
    shared_memory: int | None = None
    """Bytes of /dev/shm."""
    open_files: int | None = None
    """How many files a process may open."""


def normalised(name: str) -> str:
    """A package's name as PyPI compares it."""
    return name.strip().lower().replace("_", "-").replace(".", "-")
