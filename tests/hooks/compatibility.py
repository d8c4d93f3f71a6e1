"""Compares what `rules/` says of packages with what their wheels on PyPI say. Needs the network.

    python -m tests.hooks.compatibility            tells the differences to rules/pins.toml
    python -m tests.hooks.compatibility --write    writes rules/pins.toml anew, with today's date
    python -m tests.hooks.compatibility --builds   compares the GPU architectures in torch's wheels, and
                                                   the CUDA versions in those of bitsandbytes, with
                                                   rules/compatibility.toml (0.3 GB of reading)

The first two read some kilobytes of each wheel: the list of its members and its METADATA. Not part
of the tests, which need no network; exit status 1 where something differs.
"""

from __future__ import annotations

import datetime
import io
import re
import sys
import urllib.request
import zipfile
from collections.abc import Iterator
from email.parser import HeaderParser
from functools import cache
from html import unescape
from pathlib import Path

from packaging.version import InvalidVersion, Version

RULES = Path(__file__).resolve().parents[2] / "rules"
PINS = {
    "torchvision": ["torch"],
    "torchaudio": ["torch"],
    "torchtext": ["torch"],
    "xformers": ["torch"],
    "vllm": ["torch", "transformers"],
    "bitsandbytes": ["torch"],
    "torch": ["triton"],
    "transformers": ["tokenizers", "huggingface-hub", "torch"],
    "tokenizers": ["huggingface-hub"],
    "spacy": ["thinc"],
    "numba": ["numpy"],
}
OLDEST = {
    "transformers": "4.0.0",
    "torch": "1.13.0",
    "spacy": "3.0.0",
    "numba": "0.53.0",
    "tokenizers": "0.13.0",
}
_LINK = re.compile(r'<a href="([^"#]+)[^"]*"([^>]*)>([^<]+\.whl)</a>')
_HEAD = """\
# What packages ask of others, as the metadata of their wheels on PyPI has it: from this version on,
# until the next one in the list. "" where nothing is asked, and for versions that were withdrawn.
# `newest` is the last version read; of later ones nothing is known. Written by
# `python -m tests.hooks.compatibility --write`.
"""


class Remote(io.RawIOBase):
    """A file on a server, of which only the parts that are read are fetched."""

    def __init__(self, url: str) -> None:
        self.url, self.at = url, 0
        head = urllib.request.Request(url, method="HEAD")
        with urllib.request.urlopen(head, timeout=60) as answer:
            self.size = int(answer.headers["Content-Length"])

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self.at = offset + (0, self.at, self.size)[whence]
        return self.at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        if self.at >= self.size:
            return 0
        last = min(self.size, self.at + len(buffer)) - 1
        asked = urllib.request.Request(self.url, headers={"Range": f"bytes={self.at}-{last}"})
        with urllib.request.urlopen(asked, timeout=60) as answer:
            part = answer.read()
        buffer[: len(part)] = part
        self.at += len(part)
        return len(part)


def wheel(url: str, piece: int = 1 << 16) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BufferedReader(Remote(url), piece))


def wheels(package: str) -> dict[Version, str | None]:
    """One wheel for each released version, for Linux on x86-64 if there is one; None for versions
    that were withdrawn."""
    with urllib.request.urlopen(f"https://pypi.org/simple/{package}/", timeout=60) as answer:
        page = answer.read().decode()
    best: dict[Version, tuple[bool, bool, str]] = {}
    for url, attributes, name in _LINK.findall(page):
        try:
            version = Version(name.split("-")[1])
        except InvalidVersion:
            continue
        if not version.is_prerelease:
            withdrawn = "data-yanked" in attributes
            rank = withdrawn, "linux" in name and "x86_64" in name, unescape(url)
            best[version] = max(best.get(version, rank), rank)
    return {v: None if withdrawn else url for v, (withdrawn, _, url) in best.items()}


@cache
def requirements(url: str) -> tuple[str, ...]:
    with wheel(url) as content:
        name = next(n for n in content.namelist() if n.endswith(".dist-info/METADATA"))
        headers = HeaderParser().parsestr(content.read(name).decode())
    return tuple(headers.get_all("Requires-Dist") or [])


def asked(url: str, wanted: str) -> str:
    """What a wheel asks of another package, such as ">=0.21,<0.22"; "" for nothing."""
    clauses = set()
    for line in requirements(url):
        requirement, _, marker = line.partition(";")
        found = re.match(r"([A-Za-z0-9._-]+)\s*(?:\[.*\])?\s*(.*)", requirement.strip())
        # transformers asks for a torch of some age in its extra of that name alone.
        always = re.sub(rf"""extra ?== ?['"]{wanted}['"]""", "", marker)
        named = found and found[1].replace("_", "-").lower() == wanted
        if found and named and "extra" not in always:
            clauses.add(re.sub(r"\+\w+|[\s()]", "", found[2]))
    return min(clauses, default="")


def read_pins(package: str, wanted: str) -> tuple[str, dict[str, str]]:
    """The newest version, and the versions from which on a package asks something else."""
    changes: dict[str, str] = {}
    found = wheels(package)
    last = None
    for version in sorted(found):
        if version >= Version(OLDEST.get(package, "0")):
            url = found[version]
            clause = asked(url, wanted) if url else ""
            if clause != last:
                changes[str(version)] = last = clause
    return str(max(found)), changes


def written(date: str) -> Iterator[str]:
    yield _HEAD
    for package, others in PINS.items():
        for wanted in others:
            print(f"reading {package}", file=sys.stderr)
            newest, changes = read_pins(package, wanted)
            yield f'[{package}.{wanted}]\nsource = "https://pypi.org/project/{package}/"'
            yield f'date = "{date}"\nnewest = "{newest}"\n[{package}.{wanted}.from]'
            yield from (f'"{version}" = "{clause}"' for version, clause in changes.items())
            yield ""


def architectures(url: str) -> tuple[str, list[str]]:
    """CUDA version and architectures of a torch wheel: what `torch.cuda.get_arch_list()` will say."""
    with wheel(url, 1 << 22) as content:
        version = content.read("torch/version.py").decode()
        library = content.read("torch/lib/libtorch_python.so")
    cuda = re.search(r"^cuda.* = '([\d.]+)'", version, re.M)
    flags = max(re.findall(rb"(?:(?:sm|compute)_\d+ ?)+\0", library), key=len, default=b"")
    numbers = [int(n) for n in re.findall(rb"sm_(\d+)", flags)]
    return (cuda[1] if cuda else ""), [f"{n // 10}.{n % 10}" for n in numbers]


def cuda_libraries(url: str) -> list[str]:
    """CUDA versions that a wheel of bitsandbytes has a library for."""
    with wheel(url) as content:
        names = " ".join(content.namelist())
    found = {int(n) for n in re.findall(r"libbitsandbytes_cuda(\d{3})\.so", names)}
    return [f"{n // 10}.{n % 10}" for n in sorted(found)]


def compare_builds() -> bool:
    from mlexplain.hooks.doctor.knowledge import table

    differing = []
    released = {name: wheels(name) for name in ("torch", "bitsandbytes")}
    facts = table("compatibility")
    for entry in facts["build"] + facts["libraries"]:
        named = re.fullmatch(r"https://pypi.org/project/(\w+)/([\d.]+)/", entry["source"])
        url = released[named[1]][Version(named[2])] if named else None
        if url and named and named[1] == "torch":
            cuda, levels = architectures(url)
            if (cuda, levels) != (entry["cuda"], entry["architectures"]):
                differing.append(f"torch {named[2]} is for CUDA {cuda}, {levels}")
        elif url and named and cuda_libraries(url) != entry["cuda"]:
            differing.append(f"bitsandbytes {named[2]} is for {cuda_libraries(url)}")
    print("\n".join(differing), end="\n" if differing else "")
    return not differing


def compare_pins(write: bool) -> bool:
    path = RULES / "pins.toml"
    date = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
    new = "\n".join(written(date))
    if write:
        path.write_text(new, "utf-8")
        return True
    undated = re.compile(r'^date = ".*"\n', re.M)
    old_lines, new_lines = (undated.sub("", t).splitlines() for t in (path.read_text("utf-8"), new))
    for line in sorted(set(new_lines) ^ set(old_lines)):
        print("+" if line in new_lines else "-", line)
    return old_lines == new_lines


if __name__ == "__main__":
    same = compare_builds() if "--builds" in sys.argv else compare_pins("--write" in sys.argv)
    sys.exit(0 if same else 1)
