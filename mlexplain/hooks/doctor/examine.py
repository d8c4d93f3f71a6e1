"""What cannot work in an environment, and the command that mends it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from mlexplain.hooks.doctor.environment import Environment, normalised
from mlexplain.hooks.doctor.knowledge import numbers, table

_SMALL_SHARED_MEMORY = 256 << 20
_FEW_FILES = 1024
_CLAUSE = re.compile(r"(==|!=|>=|<=|~=|<|>)\s*([\w.*+!-]+)")


@dataclass(frozen=True, slots=True)
class Finding:
    slug: str
    severity: Literal["error", "warning"]
    text: str
    command: str | None = None
    source: str | None = None
    """Where the fact behind it is from."""


@dataclass(frozen=True, slots=True)
class Report:
    environment: Environment
    findings: tuple[Finding, ...]

    def to_dict(self) -> dict[str, Any]:
        environment = asdict(self.environment)
        environment.pop("requirements")
        return {
            "schema": "mlexplain.doctor/1",
            "environment": environment,
            "findings": [asdict(f) for f in self.findings],
        }


def examine(pasted: str | None = None) -> Report:
    """Examine this machine, or what was pasted. Raises `ValueError` for a paste of something else."""
    if pasted is None:
        from mlexplain.hooks.doctor.here import this_machine

        environment = this_machine()
    else:
        from mlexplain.hooks.doctor.pasted import read_environment

        environment = read_environment(pasted)
    found = [f for look in _LOOKS for f in look(environment)]
    return Report(environment, tuple(sorted(found, key=lambda f: f.severity)))


def _cpu_build(e: Environment) -> Iterator[Finding]:
    if e.torch and e.torch_cuda == "" and (e.gpus or e.gpu_expected):
        card = f" ({e.gpus[0].name})" if e.gpus else ""
        yield Finding(
            "cpu-build",
            "error",
            f"torch {e.torch} is a CPU build, so it cannot use the GPU of this machine{card}.",
            _install_torch(e),
        )


def _install_torch(e: Environment) -> str:
    """The newest toolkit that the driver can run."""
    known = table("compatibility")["index"]
    limit = numbers(e.driver_cuda) if e.driver_cuda else None
    fitting = [t for t in known["toolkits"] if limit is None or numbers(t) <= limit]
    chosen = (fitting or known["toolkits"][:1])[-1]
    address = known["address"].format(cuda=chosen.replace(".", ""))
    return f"pip install --force-reinstall torch --index-url {address}"


def _driver(e: Environment) -> Iterator[Finding]:
    if not e.torch or not e.torch_cuda or not e.driver:
        return
    for entry in table("compatibility")["driver"]:
        if e.torch_cuda.split(".")[0] == entry["cuda"] and numbers(e.driver) < numbers(
            entry["least"]
        ):
            yield Finding(
                "driver-too-old",
                "error",
                f"torch {e.torch} is built for CUDA {e.torch_cuda}, which needs driver "
                f"{entry['least']} or newer; this one is {e.driver}.",
                _install_torch(e) if e.driver_cuda else None,
                entry["source"],
            )


def _no_driver(e: Environment) -> Iterator[Finding]:
    if e.torch and e.torch_cuda and e.gpu_expected and e.driver is None and e.source != "the paste":
        yield Finding(
            "driver-unreachable",
            "error",
            "NVIDIA device files are there, but `nvidia-smi` gives no driver version: the driver is "
            "not loaded, or does not match the installed libraries (a reboot often mends the latter).",
            "nvidia-smi",
        )


def _architecture(e: Environment) -> Iterator[Finding]:
    if not e.torch or not e.torch_cuda:
        return
    cuda, torch = numbers(e.torch_cuda), numbers(e.torch)
    for gpu in e.gpus:
        if gpu.capability is None:
            continue
        level = numbers(gpu.capability)
        for rule in table("compatibility")["architecture"]:
            new = "least" in rule and level >= numbers(rule["least"])
            too_new = new and (torch < numbers(rule["torch"]) or cuda < numbers(rule["cuda"]))
            old = "below" in rule and level < numbers(rule["below"])
            too_old = old and cuda >= numbers(rule["not_from_cuda"])
            if too_new:
                wanted = f"torch {rule['torch']} or newer built for CUDA {rule['cuda']} or newer"
            elif too_old:
                wanted = f"a torch built for CUDA before {rule['not_from_cuda']}"
            else:
                continue
            yield Finding(
                "no-kernels",
                "error",
                f"The {gpu.name} (compute capability {gpu.capability}) needs {wanted}; this is torch "
                f"{e.torch} for CUDA {e.torch_cuda}.",
                _install_torch(e),
                rule["source"],
            )


def _partners(e: Environment) -> Iterator[Finding]:
    if not e.torch:
        return
    minor = ".".join(e.torch.split(".")[:2])
    for partner, versions in table("compatibility")["partners"].items():
        have = e.packages.get(partner)
        wanted = versions.get(minor)
        if have and wanted and numbers(have)[:2] != numbers(wanted):
            yield Finding(
                "partner-mismatch",
                "error",
                f"{partner} {have} does not belong to torch {e.torch}: that is {partner} {wanted}.*.",
                f"pip install '{partner}=={wanted}.*'",
                versions["source"],
            )


def _builds(e: Environment) -> Iterator[Finding]:
    """Builds for different toolkits, where versions tell them."""
    mine = re.search(r"\+(cpu|cu\d+)", e.torch or "")
    if mine is None:
        return
    for partner in ("torchvision", "torchaudio"):
        theirs = re.search(r"\+(cpu|cu\d+)", e.packages.get(partner, ""))
        if theirs and theirs.group(1) != mine.group(1):
            yield Finding(
                "build-mismatch",
                "error",
                f"torch is a build for {mine.group(1)}, {partner} for {theirs.group(1)}: their "
                "libraries do not fit together.",
                _install_torch(e).replace(" torch ", f" torch {partner} "),
            )


def _numpy(e: Environment) -> Iterator[Finding]:
    numpy = e.packages.get("numpy")
    known = table("compatibility")["numpy"]
    if e.torch and numpy and numbers(numpy) >= (2,) and numbers(e.torch) < numbers(known["torch"]):
        yield Finding(
            "numpy-abi",
            "error",
            f"torch {e.torch} was built for NumPy 1 and cannot use NumPy {numpy}.",
            "pip install 'numpy<2'",
            known["source"],
        )


def _flash_attention(e: Environment) -> Iterator[Finding]:
    built = re.search(r"torch(\d+\.\d+)", e.packages.get("flash-attn", ""))
    if built and e.torch and numbers(built.group(1)) != numbers(e.torch)[:2]:
        yield Finding(
            "extension-mismatch",
            "error",
            f"flash-attn was built for torch {built.group(1)}, this is {e.torch}: importing it fails "
            "with an undefined symbol.",
            "pip install --force-reinstall --no-deps --no-build-isolation flash-attn",
        )


def _gpu_only(e: Environment) -> Iterator[Finding]:
    if e.torch_cuda != "" or not e.torch:
        return
    for package in table("compatibility")["gpu_only"]["packages"]:
        if package in e.packages:
            yield Finding(
                "needs-cuda-build",
                "warning",
                f"{package} needs a CUDA build of torch; this one is for the CPU.",
            )


def _required(e: Environment) -> Iterator[Finding]:
    """What packages say themselves of the versions they work with."""
    for r in e.requirements:
        have = e.packages.get(r.wanted)
        if have is not None and not satisfies(have, r.versions):
            yield Finding(
                "requirement",
                "error",
                f"{r.package} {e.packages[r.package]} asks for {r.wanted}{r.versions}, and "
                f"{r.wanted} {have} is installed.",
                f"pip install '{r.wanted}{r.versions.replace(' ', '')}'",
                f"the metadata of {r.package}",
            )


def satisfies(version: str, wanted: str) -> bool:
    """Whether a version meets clauses such as ">=0.21,<0.22"; unreadable clauses count as met."""
    have = numbers(version)
    for operator, value in _CLAUSE.findall(wanted):
        bound = numbers(value)
        size = max(len(have), len(bound))
        a, b = (v + (0,) * (size - len(v)) for v in (have, bound))
        if operator == "==" and value.endswith(".*"):
            met = have[: len(bound)] == bound
        elif operator == "~=":
            met = a >= b and have[: len(bound) - 1] == bound[:-1]
        else:
            met = {
                "==": a == b,
                "!=": a != b,
                ">=": a >= b,
                "<=": a <= b,
                "<": a < b,
                ">": a > b,
            }[operator]
        if not met:
            return False
    return True


def _doubles(e: Environment) -> Iterator[Finding]:
    for name in e.duplicates:
        yield Finding(
            "installed-twice",
            "warning",
            f"{name} is installed twice; which one is imported depends on the path.",
            f"pip uninstall -y {name} && pip uninstall -y {name} && pip install {name}",
        )
    for clash in table("compatibility")["clash"]:
        names = [n for n in clash["packages"] if normalised(n) in e.packages]
        if len(names) > 1 and not clash.get("harmless"):
            yield Finding(
                "same-modules",
                "warning",
                f"{' and '.join(names)} bring the same modules, and one overwrites the other.",
                f"pip uninstall -y {' '.join(names)} && pip install {names[0]}",
            )
    families = {m.group(1) for n in e.packages if (m := re.match(r"nvidia-cublas-cu(\d+)", n))}
    if len(families) > 1:
        yield Finding(
            "two-toolkits",
            "warning",
            f"CUDA libraries of several toolkits are installed (cu{', cu'.join(sorted(families))}).",
        )


def _machine(e: Environment) -> Iterator[Finding]:
    for place in e.library_path:
        yield Finding(
            "library-path",
            "warning",
            f"LD_LIBRARY_PATH puts {place} before the libraries that come with torch.",
            "unset LD_LIBRARY_PATH",
        )
    if e.shared_memory is not None and e.shared_memory < _SMALL_SHARED_MEMORY:
        yield Finding(
            "shared-memory",
            "warning",
            f"/dev/shm holds {e.shared_memory >> 20} MiB: DataLoader workers pass batches through it "
            "and die with a bus error when it is full.",
            "docker run --shm-size=8g …",
        )
    if e.open_files is not None and 0 < e.open_files < _FEW_FILES:
        yield Finding(
            "open-files",
            "warning",
            f"A process may open {e.open_files} files only; loaders with many workers need more.",
            "ulimit -n 65536",
        )


_LOOKS = (
    _cpu_build,
    _driver,
    _no_driver,
    _architecture,
    _partners,
    _builds,
    _numpy,
    _flash_attention,
    _required,
    _gpu_only,
    _doubles,
    _machine,
)
