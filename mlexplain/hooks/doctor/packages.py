"""Installed packages against each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from mlexplain.hooks.doctor.cards import from_index
from mlexplain.hooks.doctor.environment import Environment, Requirement, normalised
from mlexplain.hooks.doctor.finding import Finding, resting_on
from mlexplain.hooks.doctor.knowledge import Pin, numbers, pin, pins, table

_PARTNERS = ("torchvision", "torchaudio")
_IN_AN_EXTRA = {("transformers", "torch")}
"""Asked for in an extra only: often meant as a bound that was tested, not as a must."""
_CLAUSE = re.compile(r"(==|!=|>=|<=|~=|<|>)\s*([\w.*+!-]+)")


def findings(e: Environment) -> Iterator[Finding]:
    yield from _required(e)
    yield from _builds(e)
    yield from _numpy(e)
    yield from _extensions(e)
    yield from _libraries(e)
    yield from _gpu_only(e)
    yield from _doubles(e)


def _required(e: Environment) -> Iterator[Finding]:
    """What packages ask of each other: by their own metadata, else by what is known of PyPI's."""
    own = {(r.package, r.wanted): r for r in e.requirements}
    for r in own.values():
        yield from _unmet(e, r, Pin(r.versions, f"the metadata of {r.package}", None))
    for package, wanted in pins():
        have = e.packages.get(package)
        known = pin(package, wanted, have) if have else None
        if known and known.versions and (package, wanted) not in own:
            yield from _unmet(e, Requirement(package, wanted, known.versions), known)


def _unmet(e: Environment, r: Requirement, fact: Pin) -> Iterator[Finding]:
    have = e.torch if r.wanted == "torch" else e.packages.get(r.wanted)
    # Triton comes with torch for CUDA on Linux; elsewhere it is another package's business.
    beside = r.package == "torch" and not e.torch_cuda
    if have is None or beside or _meets(r, have):
        return
    version = e.packages.get(r.package, "")
    soft = (r.package, r.wanted) in _IN_AN_EXTRA
    partner = r.wanted == "torch" and not soft
    fitting = _partner_for(r.package, have) if partner else None
    command = f"pip install '{r.wanted}{r.versions.replace(' ', '')}'"
    if fitting:
        command = f"pip install '{r.package}=={fitting}'{_same_build(r.package, have)}"
    yield Finding(
        "partner-mismatch" if partner else "requirement",
        "warning" if soft else "error",
        f"{r.package} {version} asks for {r.wanted}{r.versions}, and {r.wanted} {have} is installed.",
        command,
        fact.source,
        fact.date,
    )


def _same_build(package: str, torch: str) -> str:
    """Where a partner's wheel for torch's own build is, for those that come in several builds."""
    build = re.search(r"\+(cpu|cu\d+|rocm[\d.]+)$", torch)
    return f" {from_index(build.group(1))}" if build and package in _PARTNERS else ""


def _meets(r: Requirement, have: str) -> bool:
    """A pin of torch to one patch release is held against other minor versions only: between patch
    releases the packages usually load."""
    exact = re.fullmatch(r"==\s*(\d+\.\d+)(?:\.\d+)*", r.versions)
    if r.wanted == "torch" and exact:
        return numbers(have)[:2] == numbers(exact.group(1))
    return satisfies(have, r.versions)


def _partner_for(package: str, torch: str) -> str | None:
    """The newest version of a package that asks for just this torch, or one of its minor version."""
    asked = pins().get((package, "torch"), {})
    exact = [
        v for v, clause in asked.items() if clause.startswith("==") and satisfies(torch, clause)
    ]
    wide = [v for v, c in asked.items() if c and _meets(Requirement(package, "torch", c), torch)]
    return max(exact or wide, key=numbers, default=None)


@cache
def satisfies(version: str, wanted: str) -> bool:
    """Whether a version meets clauses such as ">=0.21,<0.22"; unreadable clauses count as met."""
    have = numbers(version)
    for operator, value in _CLAUSE.findall(wanted):
        bound = numbers(value)
        size = max(len(have), len(bound))
        a, b = (v + (0,) * (size - len(v)) for v in (have, bound))
        if operator in ("==", "!=") and value.endswith(".*"):
            met = (have[: len(bound)] == bound) == (operator == "==")
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


def _builds(e: Environment) -> Iterator[Finding]:
    """Builds for different CUDA versions, where versions tell them."""
    mine = _build(e.torch) or (f"cu{e.torch_cuda.replace('.', '')}" if e.torch_cuda else None)
    for partner in _PARTNERS:
        have = e.packages.get(partner)
        if have is None or mine is None:
            continue
        check = _cuda_check(partner, have)
        theirs = _build(have)
        whose = f"a build for {theirs}"
        if theirs is None and mine != "cpu" and check and _may_be_linux_on_x86(e):
            theirs = check.get("pypi") and f"cu{check['pypi'].replace('.', '')}"
            whose = f"on PyPI a build for {theirs} (Linux, x86-64)"
        if theirs is None or theirs == mine:
            continue
        command = f"pip install --force-reinstall {partner} {from_index(mine)}"
        if "cpu" in (mine, theirs):
            text = (
                f"torch is a build for {mine}, {partner} {have} is not: they belong to one index."
            )
            yield Finding("build-mismatch", "warning", text, command)
        elif check and _cuda(mine)[: check["numbers"]] != _cuda(theirs)[: check["numbers"]]:
            if "pypi" in check:  # the last of its kind: there is none for newer CUDA versions
                command = f"pip install --force-reinstall torch {from_index(theirs)}"
            yield resting_on(
                check,
                "build-mismatch",
                "error" if _build(have) or e.machine else "warning",
                f"{partner} {have}, {whose}, refuses to be imported beside a torch that is one for "
                f"{mine}.",
                command,
            )


def _may_be_linux_on_x86(e: Environment) -> bool:
    return e.system in (None, "Linux") and e.machine in (None, "x86_64")


def _cuda_check(partner: str, have: str) -> dict[str, Any] | None:
    """How a partner's version compares its CUDA version with torch's."""
    known = table("compatibility")["same_cuda"] if pin(partner, "torch", have) else []
    fitting = (c for c in known if c["package"] == partner and numbers(have) >= numbers(c["from"]))
    return next(fitting, None)


def _build(version: str | None) -> str | None:
    """The build that a version names: "cpu", "cu121"."""
    found = re.search(r"\+(cpu|cu\d+)$", version or "")
    return found.group(1) if found else None


def _cuda(build: str) -> tuple[str, str]:
    digits = build.removeprefix("cu")
    return digits[:-1], digits[-1]


def _numpy(e: Environment) -> Iterator[Finding]:
    numpy = e.packages.get("numpy")
    if numpy is None or numbers(numpy) < (2,):
        return
    found: dict[str, Finding] = {}
    for entry in table("compatibility")["numpy"]:
        package = entry["package"]
        have = e.torch if package == "torch" else e.packages.get(package)
        if (
            have
            and entry.get("system") in (None, e.system)
            and numbers(have) < numbers(entry["first"])
        ):
            found[package] = resting_on(
                entry,
                "numpy-abi",
                "error",
                f"{package} {have} was built for NumPy 1 and cannot use NumPy {numpy}; {package} "
                f"{entry['first']} is the first that can.",
                "pip install 'numpy<2'",
            )
    yield from found.values()


def _extensions(e: Environment) -> Iterator[Finding]:
    """Packages compiled against another torch, where their version names it."""
    for entry in table("compatibility")["extension"]:
        package = entry["package"]
        built = re.search(r"torch(\d+\.\d+)", e.packages.get(package, ""))
        if built and e.torch and numbers(built.group(1)) != numbers(e.torch)[:2]:
            yield resting_on(
                entry,
                "extension-mismatch",
                "error",
                f"{package} was built for torch {built.group(1)}, this is {e.torch}: importing it "
                "fails with an undefined symbol.",
                f"pip install --force-reinstall --no-deps --no-build-isolation {package}",
            )


def _libraries(e: Environment) -> Iterator[Finding]:
    """Packages that bring a library for each of some CUDA versions, but none for torch's."""
    have = e.packages.get("bitsandbytes")
    if not have or not e.torch_cuda or e.system not in (None, "Linux"):
        return
    known = table("compatibility")["libraries"]
    entry = next((k for k in known if numbers(have) >= numbers(k["from"])), None)
    if entry is None or pin("bitsandbytes", "torch", have) is None or _loads(entry, e.torch_cuda):
        return
    newer = [k["from"] for k in known if _loads(k, e.torch_cuda)]
    yield resting_on(
        entry,
        "no-library",
        "error",
        f"bitsandbytes {have} brings no library for CUDA {e.torch_cuda}, which torch {e.torch} is "
        f"built for; it has {', '.join(entry['cuda'])}.",
        f"pip install 'bitsandbytes>={newer[-1]}'" if newer else None,
    )


def _loads(entry: dict[str, Any], cuda: str) -> bool:
    major = cuda.split(".")[0]
    return cuda in entry["cuda"] or (
        entry["near"] and any(v.split(".")[0] == major for v in entry["cuda"])
    )


def _gpu_only(e: Environment) -> Iterator[Finding]:
    if e.torch_cuda != "" or not e.torch:
        return
    for entry in table("compatibility")["gpu_only"]:
        if entry["package"] in e.packages:
            yield resting_on(
                entry,
                "needs-cuda-build",
                "warning",
                f"{entry['package']} needs a CUDA or ROCm build of torch; this one is for the CPU.",
            )


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
        if len(names) > 1:
            yield resting_on(
                clash,
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
