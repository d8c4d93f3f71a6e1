"""Which room may import which, and what must not be loaded for what. Read from the code itself."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.process import ROOT

PACKAGE = ROOT / "mlexplain"

# From the outside in. A room imports from rows below its own, and from itself.
LAYERS = [
    {"__main__"},
    {"cli"},
    {"commands"},
    {"tui", "hooks", "training"},
    {"show"},
    {"explain"},
    {"diagnose", "check"},
    {"trace", "generation"},
    {"read"},
    {"report", "resources", "toml"},
    {"findings", "explained"},
]
DEPTH = {room: depth for depth, rooms in enumerate(LAYERS) for room in rooms}

# The same inside the largest room, whose stages build on one another.
EXPLAIN = [
    {"explanation"},
    {"write"},
    {"analysis"},
    {"cautions"},
    {"outline"},
    {"context"},
    {"statements"},
    {"values"},
    {"expressions"},
    {"tables"},
    {"wording"},
    {"idioms"},
    {"facts"},
    {"quoting"},
    {"read", "knowledge", "beside"},
]

HEAVY = {"torch", "transformers", "spacy", "textual", "numpy"}


def rooms(package: Path = PACKAGE) -> set[str]:
    return {
        path.stem if path.is_file() else path.name
        for path in package.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    } - {"__init__"}


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Every module of ours that a file imports anywhere, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import hides its direction"
            module = node.module or ""
            names = [module, *(f"{module}.{a.name}" for a in node.names if module == "mlexplain")]
        else:
            continue
        yield from ((node.lineno, name) for name in names if name.startswith("mlexplain."))


def test_every_room_has_its_place():
    assert rooms() == set(DEPTH)


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: p.as_posix()[-40:])
def test_imports_go_one_way(path):
    room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if room == "__init__":  # the three doors of the package import their rooms when called
        return
    for line, name in imported(path):
        target = name.split(".")[1]
        if target in DEPTH and target != room:
            assert DEPTH[room] < DEPTH[target], f"{path}:{line}: {room} imports {name}"


def test_imports_inside_explain_go_one_way():
    depth = {room: depth for depth, rooms in enumerate(EXPLAIN) for room in rooms}
    package = PACKAGE / "explain"
    assert rooms(package) == set(depth)
    for path in sorted(package.rglob("*.py")):
        room = path.relative_to(package).parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.ImportFrom):
                continue
            module = node.module or ""
            names = [f"{module}.{a.name}" for a in node.names]
            for name in names if f"{module}.".startswith("mlexplain.explain.") else []:
                target = name.split(".")[2]
                if target != room:
                    assert depth[room] < depth[target], f"{path}:{node.lineno}: imports {name}"


def loaded_by(*arguments: object, stdin: str = "") -> tuple[int, set[str]]:
    """The exit status of a command and the modules that it has loaded."""
    code = (
        "import sys\n"
        "from mlexplain.cli import main\n"
        f"status = main({[str(a) for a in arguments]!r})\n"
        "print(status, *sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=stdin, capture_output=True, text=True, cwd=ROOT
    )
    status, *modules = done.stderr.splitlines()[-1].split()
    return int(status), set(modules)


def test_help_loads_argparse_and_nothing_heavy():
    status, modules = loaded_by("--help")
    assert status == 0
    assert not modules & {*HEAVY, "rich", "dataclasses", "typing", "pathlib", "inspect", "json"}
    ours = {name for name in modules if name.startswith("mlexplain.")}
    assert ours <= {
        "mlexplain.cli",
        "mlexplain.check",
        "mlexplain.diagnose",
        "mlexplain.explain",
        "mlexplain.commands",
    }


CLEAN = """\
import torch

device = "cuda" if torch.cuda.is_available() else "cpu"
model = torch.nn.Linear(2, 2).to(device)
print(model(torch.zeros(1, 2, device=device)))
"""


def test_check_of_a_clean_file_loads_nothing_heavy(tmp_path):
    path = tmp_path / "train.py"
    path.write_text(CLEAN)
    status, modules = loaded_by("check", "--no-cache", path)
    assert status == 0
    assert "mlexplain.check" in modules
    assert not modules & {*HEAVY, "rich"}


def test_trace_of_a_healthy_log_loads_nothing_heavy():
    log = "".join(f"epoch {i} loss {1 / (i + 1):.3f}\n" for i in range(100))
    status, modules = loaded_by("trace", stdin=log)
    assert status == 1
    assert "mlexplain.trace.log" in modules
    assert not modules & {*HEAVY, "rich"}


@pytest.mark.parametrize("room", ["mlexplain", "mlexplain.report", "mlexplain.cli"])
def test_importing_the_package_loads_nothing_heavy(room):
    code = f"import sys, {room}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {*HEAVY, "rich"}
