"""What cannot work in an environment, and the command that mends it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from mlexplain.hooks.doctor import cards, packages
from mlexplain.hooks.doctor.environment import Environment
from mlexplain.hooks.doctor.finding import Finding

_SMALL_SHARED_MEMORY = 256 << 20
_FEW_FILES = 1024


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
    looks = (cards.findings, packages.findings, _machine)
    found = [finding for look in looks for finding in look(environment)]
    return Report(environment, tuple(sorted(found, key=lambda f: f.severity)))


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
