"""Runs a small user script until it fails and keeps what it printed, with what a reader must find.

Each `hf_*.py`, `data_*.py` and `env_*.py` beside this file is a list of `case(...)` calls. A case
names the user's code, the interpreter it runs under and the form the log is pasted in; the log and
its expectation land in `../<open|held>/<slug>/<name>.log` and `.toml`. Only path prefixes and the
hub's address are rewritten in the output: everything else is what the libraries printed.

Interpreters are throw-away virtual environments under $MLX_VENVS (default /tmp/mlx-venvs), made by
`env_venvs.sh`. Run one file: `python tests/logs/produce/hf_not_found.py [name-prefix]`.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LOGS = Path(__file__).resolve().parent.parent
VENVS = Path(os.environ.get("MLX_VENVS", "/tmp/mlx-venvs"))
STAGE = Path(tempfile.gettempdir()) / "mlx-stage"
LATEST = Path(os.environ.get("MLX_LATEST", LOGS.parent.parent / ".venv"))
"""The newest releases: transformers 5.23, torch 2.13 CPU, datasets, spaCy."""


@dataclass(frozen=True)
class Place:
    """Where the libraries seem to live; `{v}` is the interpreter's 3.x."""

    site: str
    stdlib: str
    bin: str
    windows: bool = False


CONDA = Place(
    "/home/alice/miniconda3/envs/llm/lib/python{v}/site-packages",
    "/home/alice/miniconda3/envs/llm/lib/python{v}",
    "/home/alice/miniconda3/envs/llm/bin",
)
VENV = Place(
    "/srv/ml/.venv/lib/python{v}/site-packages", "/usr/lib/python{v}", "/srv/ml/.venv/bin"
)
COLAB = Place("/usr/local/lib/python{v}/dist-packages", "/usr/lib/python{v}", "/usr/bin")
IMAGE = Place("/opt/conda/lib/python{v}/site-packages", "/opt/conda/lib/python{v}", "/opt/conda/bin")
MAC = Place(
    "/opt/homebrew/lib/python{v}/site-packages",
    "/opt/homebrew/Cellar/python@{v}/{v}.9/Frameworks/Python.framework/Versions/{v}/lib/python{v}",
    "/opt/homebrew/bin",
)
WINDOWS = Place(
    "/C/Users/maria/anaconda3/envs/nlp/Lib/site-packages",
    "/C/Users/maria/anaconda3/envs/nlp/Lib",
    "/C/Users/maria/anaconda3/envs/nlp",
    windows=True,
)

NOTEBOOK = """
import json, sys, warnings
from IPython.core.interactiveshell import InteractiveShell
cells, first, colours = json.load(open(sys.argv[1]))
try:
    shell = InteractiveShell.instance(colors="Linux" if colours else "NoColor")
except Exception:
    shell = InteractiveShell.instance(colors="linux" if colours else "nocolor")
for offset, cell in enumerate(cells):
    shell.execution_count = first + offset
    shell.run_cell(cell, store_history=True)
"""


@cache
def facts(python: str) -> dict[str, str]:
    """The paths and versions of one interpreter."""
    ask = (
        "import json, sys, sysconfig, importlib.metadata as m;"
        "print(json.dumps({'site': sysconfig.get_path('purelib'),"
        "'stdlib': sysconfig.get_path('stdlib'), 'v': '%d.%d' % sys.version_info[:2],"
        "'python': '%d.%d.%d' % sys.version_info[:3],"
        "'packages': {d.metadata['Name'].lower().replace('_', '-'): d.version for d in m.distributions()}}))"
    )
    out = subprocess.run([python, "-c", ask], capture_output=True, text=True, check=True)
    return json.loads(out.stdout)


def interpreter(name: str) -> str:
    root = LATEST if name == "latest" else VENVS / name
    return str(root / "bin" / "python")


def function_at(source: str, line: int) -> str:
    """The name a traceback gives to the code of a line."""
    found = "<module>"
    try:
        tree = ast.parse(source)
    except SyntaxError:  # Python 2
        return found
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            body = range(node.lineno + 1, (node.end_lineno or node.lineno) + 1)
            if line in body:
                found = node.name
    return found


def where(source: str, snippet: str) -> int:
    lines = [n for n, text in enumerate(source.splitlines(), 1) if snippet in text]
    if len(lines) != 1:
        raise SystemExit(f"{snippet!r} stands on lines {lines}, not on one")
    return lines[0]


def quoted(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{k} = {quoted(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(quoted(v) for v in value) + "]"
    if isinstance(value, (int, float)):
        return str(value)
    return json.dumps(str(value), ensure_ascii=False)


def keep(part: str, slug: str, name: str, log: str, expected: Mapping[str, object]) -> None:
    """Write the log and its expectation; tables come last, as TOML wants them."""
    folder = LOGS / part / slug
    folder.mkdir(parents=True, exist_ok=True)
    hidden = re.search(f"{LOGS.parent.parent}|{Path.home()}/|{VENVS}|{STAGE}|127\\.0\\.0\\.1:\\d{{5}}", log)
    if hidden:
        at = hidden.start()
        print(f"  !! {slug}/{name}: left in the log: {log[max(0, at - 80) : at + 80]!r}")
    (folder / f"{name}.log").write_bytes(log.encode())
    plain = {k: v for k, v in expected.items() if v is not None and not isinstance(v, Mapping)}
    tables = {k: v for k, v in expected.items() if isinstance(v, Mapping) and v}
    text = "".join(f"{k} = {quoted(v)}\n" for k, v in plain.items())
    for key, table in tables.items():
        text += f"\n[{key}]\n" + "".join(f"{k} = {quoted(v)}\n" for k, v in table.items())
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    last = [line for line in log.splitlines() if line.strip()][-1:]
    print(f"{part}/{slug}/{name}: {len(log)} bytes | {last[0][:150] if last else '(empty)'}")


def windows_paths(text: str) -> str:
    return re.sub(
        r"/C((?:/[^\s\"':,;<>|]+)+)", lambda m: "C:" + m.group(1).replace("/", "\\"), text
    )


def case(
    slug: str,
    name: str,
    code: str | Sequence[str],
    *,
    at: str = "/home/alice/proj/train.py",
    part: str = "open",
    form: str = "plain",
    python: str = "latest",
    place: Place = CONDA,
    spot: str | None = None,
    spot_file: str | None = None,
    entities: Mapping[str, object] | None = None,
    fix: Sequence[str] = (),
    fix_any: Sequence[str] = (),
    versions: Sequence[str] = (),
    files: Mapping[str, str] | None = None,
    folders: Mapping[str, Path] | None = None,
    env: Mapping[str, str] | None = None,
    args: Sequence[str] = (),
    command: Sequence[str] | None = None,
    prompt: str | None = None,
    dress: Callable[[str], str] | None = None,
    rewrite: Mapping[str, str] | None = None,
    first_cell: int = 1,
    accept: Sequence[str] = (),
    others: Sequence[str] = (),
    expect: str | None = None,
    more: Mapping[str, object] | None = None,
    timeout: int = 240,
) -> None:
    """Run `code` (a list of notebook cells for `form="notebook"` or `"ansi"`) and keep its log.

    `spot` is a piece of the user's line that the location must name; `expect` a piece the log must
    hold, so that a case that fails for another reason is noticed.
    """
    if len(sys.argv) > 1 and not any(f"{slug}/{name}".startswith(a) or name.startswith(a) for a in sys.argv[1:]):
        return
    executable = interpreter(python)
    known = facts(executable)
    stage = STAGE / slug / name
    shutil.rmtree(stage, ignore_errors=True)
    home = stage / Path(at).parent.relative_to("/")
    home.mkdir(parents=True)
    for path, content in (files or {}).items():
        target = stage / path.lstrip("/") if path.startswith("/") else home / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")

    for name_, origin in (folders or {}).items():
        shutil.copytree(origin, home / name_)

    cells = isinstance(code, (list, tuple))
    if cells:
        (stage / "cells.json").write_text(json.dumps([code, first_cell, form == "ansi"]))
        (stage / "notebook.py").write_text(NOTEBOOK)
        line_of = [executable, "-W", "ignore", str(stage / "notebook.py"), str(stage / "cells.json")]
        source, script = code[-1], None
    else:
        source = code.lstrip("\n")
        script = home / Path(at).name
        script.write_text(source, encoding="utf-8")
        runner = ["-m", "pytest", "-p", "no:cacheprovider"] if form == "pytest" else []
        line_of = [executable, *runner, script.name, *args]
    if command:
        line_of = [executable if word == "python" else word for word in command]

    settings = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "PIP_", "PYTHON"))}
    settings |= {
        "HOME": str(stage / "home/alice"),
        "HF_HOME": str(stage / "home/alice/.cache/huggingface"),
        "OMP_NUM_THREADS": "1",
        "TOKENIZERS_PARALLELISM": "false",
        "PYTHONDONTWRITEBYTECODE": "1",
        "COLUMNS": "120",
        "PATH": f"{Path(executable).parent}:{os.environ['PATH']}",
        **(env or {}),
    }
    done = subprocess.run(
        ["nice", "-n", "10", *line_of], cwd=home, env=settings, timeout=timeout,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
    )  # fmt: skip
    log = done.stdout.decode("utf-8", "replace")

    for old, new in (rewrite or {}).items():
        log = re.sub(old, new, log)
    v = known["v"]
    log = log.replace(str(stage), "")
    roots = [(str(LATEST / f"lib/python{v}/site-packages"), place.site), (known["site"], place.site)]
    roots += [(str(VENVS / "torchonly"), place.site), (known["stdlib"], place.stdlib)]
    roots += [(str(Path(executable).parent), place.bin)]
    roots += [(str(Path(known["stdlib"]).parent.parent), str(Path(place.stdlib).parent.parent))]
    roots += [(known["site"].split("/lib/")[0], str(Path(place.bin).parent))]
    for real, shown in roots:
        log = log.replace(real, shown.format(v=v))
    if place.windows:
        log = windows_paths(log)
    if expect and expect not in log:
        print(f"  !! {slug}/{name}: {expect!r} is not in the log:\n{log[-1500:]}")

    location: dict[str, object] | None = None
    if spot:
        if spot_file:
            source = (files or {})[spot_file]
            shown = str(Path(at).parent / spot_file)
        else:
            shown = at
        line = where(source, spot)
        function = function_at(source, line)
        if form == "pytest":
            shown = Path(shown).name
        elif place.windows:
            shown = windows_paths(shown)
        location = {"line": line, "function": function}
        if not cells:  # a notebook's cell has no file
            location = {"file": shown, **location}
    if prompt:
        log = prompt + "\n" + log
    if dress:
        log = dress(log)
    if location and str(location["line"]) not in log:
        print(f"  !! {slug}/{name}: line {location['line']} is not in the log")

    source_versions = {p: known["packages"].get(p, "?") for p in versions}
    keep(part, slug, name, log, {
        "rule": slug, "form": form, "source": "produced",
        "python": known["python"], **{k.replace(".", "-"): v for k, v in source_versions.items()},
        "accept": list(accept) or None, "others": list(others) or None,
        "fix_contains": list(fix) or None, "fix_any": list(fix_any) or None,
        **(more or {}), "location": location or {}, "entities": dict(entities or {}),
    })  # fmt: skip
    shutil.rmtree(stage, ignore_errors=True)
