"""Scenes: user programs that fail, and what a diagnosis of their logs must say.

A scene is run for real (`scene`) or holds a log set down from a library's own words (`written`).
`python tests/logs/produce/torch_shape.py [NAME…]` runs the scenes of one file and leaves
`tests/logs/<part>/<slug>/<name>.log` with `<name>.toml` beside it.
"""

from __future__ import annotations

import ast
import functools
import json
import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import wear

HERE = Path(__file__).parent
LOGS = HERE.parent
ROOT = os.environ.get("STAGE_ROOT", "/tmp/stage")  # two runs at once need two
PYTHONS = {
    "2.13": (str(HERE.parents[2] / ".venv/bin/python"), "2.13.0", "3.11"),
    "1.12": (os.environ.get("PYTHON_TORCH_1_12", "python3.9"), "1.12.1", "3.9"),
    "1.8": (os.environ.get("PYTHON_TORCH_1_8", "python3.8"), "1.8.1", "3.8"),
    "python3.13": ("python3.13", None, "3.13"),  # the language's own words, without torch
    "python3.6": ("python3.6", None, "3.6"),
}
GiB, MiB = 2**30, 2**20
SECONDS = int(os.environ.get("STAGE_SECONDS", "90"))  # more on a busy machine
WANTED = set(sys.argv[1:])
_servers: dict[str, subprocess.Popen[str]] = {}
done: list[str] = []


def gib(number: float) -> int:
    return round(number * GiB)


def mib(number: float) -> int:
    return round(number * MiB)


def scene(slug, name, code, *, path, at=None, part="open", form="plain", torch="2.13", run="script",
          gpu=False, breaks=(), where=None, files=None, args=(), env=None, wears=(), fix=(),
          fix_any=(), entities=None, roles=None, others=None, root=None, function=None, conda=None,
          cells=None, colors="nocolor", count=1, launch=(), at_file=None, lines=True, edit=None,
          span=None, rule=None, accept=(),
          encoding="utf-8"):
    """Run `code` as `path` and keep its log as tests/logs/<part>/<slug>/<name>.

    `at` is the piece of code whose line the diagnosis must name (in `at_file`, else in `path`).
    `breaks` is (C function, nth call, exception class, words): the library's words, raised there;
    `where` then says where the words stand. `wears` are the forms put on one after another.
    `rule` is the root cause where the folder's family is not (a wrapper around it, say).
    `edit` is a last function over the text. `root` is a piece of the line that states the cause.
    """
    if WANTED and name not in WANTED and slug not in WANTED:
        return
    code = textwrap.dedent(code).strip("\n") + "\n" if code else ""
    files = {k: textwrap.dedent(v).strip("\n") + "\n" for k, v in (files or {}).items()}
    base = os.path.dirname(path)
    shutil.rmtree(ROOT, ignore_errors=True)
    for target, text in [(path, code), *((f"{base}/{k}", v) for k, v in files.items())]:
        file = Path(ROOT + target)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    if cells:
        cells = [textwrap.dedent(c).strip("\n") for c in cells]
    python, version, minor = PYTHONS[torch]
    breaks = [breaks] if breaks and isinstance(breaks[0], str) else list(breaks)
    job = {
        "path": ROOT + path,
        "root": ROOT,
        "args": list(args),
        "pretend": bool(gpu),
        "breaks": [dict(zip(("callee", "nth", "exception", "words", "within"), b)) for b in breaks],
        "cells": cells,
        "rich": form == "rich",
        "colors": colors,
        "count": count,
        "env": env or {},
        "out": f"{ROOT}.out",
    }
    raw = RUNS[run](job, python, torch, launch, path)
    text = shown(raw, path, minor, conda, torch)
    if edit:
        text = edit(text)
    source = {"source": "library" if where else "produced"}
    if where:
        source["where"] = where
    source |= {"torch": version, "python": minor} if version else {"python": minor}
    location = locate(code, files, cells, at, at_file, path, function) if at else None
    keep(slug, name, text, part, form, source, location, wears, fix, fix_any, entities, roles, others,
         root or (breaks[0][3].split("\n")[0][:60] if breaks else None), lines, span, rule, accept, encoding)


def written(slug, name, text, *, where, part="open", form="plain", at=None, wears=(), fix=(),
            fix_any=(), entities=None, roles=None, others=None, root=None, lines=True, span=None, rule=None,
            accept=(), encoding="utf-8"):
    """A log set down from the library's own words; `at` is (file, line, function) or None."""
    if WANTED and name not in WANTED and slug not in WANTED:
        return
    text = textwrap.dedent(text).strip("\n") + "\n"
    location = dict(zip(("file", "line", "function"), at)) if at else None
    location = {k: v for k, v in (location or {}).items() if v is not None} or None
    keep(slug, name, text, part, form, {"source": "library", "where": where}, location, wears, fix,
         fix_any, entities, roles, others, root, lines, span, rule, accept, encoding)


def locate(code, files, cells, at, at_file, path, function):
    """Where `at` stands: file, line, enclosing function."""
    if cells:
        text = next(c for c in cells if at in c)
        cell = None
    else:
        text = files[at_file] if at_file else code
        cell = os.path.normpath(f"{os.path.dirname(path)}/{at_file}") if at_file else path
    assert text.count(at) == 1, f"{at!r} stands {text.count(at)} times"
    line = text[: text.index(at) + len(at)].count("\n") + 1
    name = "<module>"
    for node in ast.walk(ast.parse(re.sub(r"^([%!].*)$", r"# \1", text, flags=re.M))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if node.lineno <= line <= node.end_lineno:
                name = node.name
    if cells and name == "<module>" or function is False:
        name = None  # a cell's own lines, and warnings, stand in no function
    found = {"file": cell, "line": line, "function": function or name}
    return {k: v for k, v in found.items() if v is not None}


# ------------------------------------------------------------------------ running


def _environment(job):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "VIRTUAL"))}
    env |= {"OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1",
            "COLUMNS": "120", "TERM": "dumb", "NO_COLOR": "1"}
    return env | job["env"]


def run_forked(job, python, torch, launch, path):
    if torch not in _servers:
        _servers[torch] = subprocess.Popen(
            [python, str(HERE / "guest.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, env=_environment({"env": {}}))
    server = _servers[torch]
    server.stdin.write(json.dumps(job) + "\n")
    server.stdin.flush()
    server.stdout.readline()
    return Path(job["out"]).read_bytes()


def _process(command, job, cwd):
    done = subprocess.run(command, cwd=cwd, env=_environment(job), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=SECONDS)
    return done.stdout


def run_process(job, python, torch, launch, path):
    """A true `python train.py`."""
    return _process([python, *launch, job["path"], *job["args"]], job, os.path.dirname(job["path"]))


def run_guest(job, python, torch, launch, path):
    """A process of its own, with pretence and breaks."""
    return _process([python, str(HERE / "guest.py"), json.dumps(job)], job,
                    os.path.dirname(job["path"]))


def run_pytest(job, python, torch, launch, path):
    cwd = ROOT + re.sub(r"/tests?/[^/]*$|/[^/]*$", "", path)
    job = job | {"env": {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | job["env"]}
    return _process([python, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:hypothesispytest",
                     "-o", "addopts=", "--rootdir", cwd, *launch, os.path.relpath(job["path"], cwd)],
                    job, cwd)


def run_torchrun(job, python, torch, launch, path):
    """`torchrun OPTIONS script`; ranks run under the guest where there is something to pretend."""
    if job["pretend"] or job["breaks"]:
        job = job | {"env": job["env"] | {
            "PYTHONPATH": str(HERE / "rank"), "STAGE_JOB": json.dumps(job)}}
    launcher = os.path.join(os.path.dirname(python), "torchrun")
    return _process([launcher, *launch, os.path.basename(job["path"]), *job["args"]], job,
                    os.path.dirname(job["path"]))


RUNS = {"script": run_forked, "process": run_process, "guest": run_guest, "pytest": run_pytest,
        "torchrun": run_torchrun}


@functools.cache
def prefixes(python):
    """The folders of an interpreter and of its standard library."""
    code = "import sys; print(sys.prefix); print(sys.base_prefix)"
    return subprocess.check_output([python, "-c", code], text=True).split()


def shown(raw, path, minor, conda, torch):
    """The text with this machine's paths replaced by those of the story."""
    text = raw.decode("utf-8", "replace")
    home = "/".join(path.split("/")[:3])
    conda = conda or f"{home}/miniconda3/envs/torch"
    for prefix in prefixes(PYTHONS[torch][0]):
        text = text.replace(prefix, conda)
    text = text.replace(ROOT, "")
    guest = r'  File "[^"]*/guest\.py", line \d+, in \S+\n    .*\n(?:\s+[\^~]+\n)?'
    text = re.sub(guest, "", text)
    text = re.sub(r"(?s)[^\n]*guest\.py[^\n]* in [^\n]*__call__.*?\n\n", "", text)
    if torch != "2.13":  # Python 3.9 counts a frame interrupted by a break twice
        text = re.sub(r'(  File "/home/[^\n]*\n    [^\n]*\n)\1', r"\1", text)
    boxed = lambda m: m[0] if len(m[0]) >= 104 else m[1] + " " * (103 - len(m[1])) + "│"  # noqa: E731
    text = re.sub(r"^(│.*?) *│$", boxed, text, flags=re.M)
    for trace in ("guest.py", str(HERE.parents[2]), ROOT, *prefixes(PYTHONS[torch][0])):
        assert trace not in text, (trace, text)
    return text


# ------------------------------------------------------------------------ keeping


def keep(slug, name, text, part, form, source, location, wears, fix, fix_any, entities, roles, others,
         root, lines, span, rule, accept, encoding):
    base = text.rstrip("\n").split("\n")
    if slug == "cuda-device-assert":
        lines = False  # the assertion lines and the traceback are both the failure
    first, last = span_of(base, root) if lines else (None, None)
    worn = wear.put_on(base, list(wears))
    folder = LOGS / part / slug
    folder.mkdir(parents=True, exist_ok=True)
    pasted = "\n".join(t for _, t in worn) + "\n"
    (folder / f"{name}.log").write_bytes(pasted.encode(encoding))
    case = {"rule": rule or slug, "form": form, **source}
    if accept:
        case["accept"] = list(accept)
    if fix:
        case["fix_contains"] = [fix] if isinstance(fix, str) else list(fix)
    if fix_any:
        case["fix_any"] = list(fix_any)
    if roles:
        case["roles"] = roles
    if others:
        case["others"] = list(others)
    if span:
        case["lines"] = list(span)
    elif last is not None:
        here = [n for n, (i, _) in enumerate(worn, 1) if i is not None and first <= i <= last]
        if here:
            case["lines"] = [here[0], here[-1]]
    if location:
        case["location"] = location | renamed(location, worn)
    if entities:
        case["entities"] = entities
    (folder / f"{name}.toml").write_text(toml(case))
    done.append(f"{part}/{slug}/{name}")
    print(f"{part}/{slug}/{name}: {len(worn)} lines, last: {base[-1][:110]}", file=sys.stderr)
    if location and form not in ("cut",) and "file" in location and not any(
        f"line {location['line']}" in t or f":{location['line']}" in t for t in base
    ):
        print(f"   !! line {location['line']} is not in the log", file=sys.stderr)
    if last is None and lines and not span:
        print("   !! no root line found", file=sys.stderr)


def renamed(location, worn):
    """The file's name as the log has it, where the story moved to macOS or Windows."""
    text = "\n".join(t for _, t in worn)
    name = location.get("file", "")
    mac = name.replace("/home/", "/Users/")
    for other in (name, mac, "C:" + mac.replace("/", "\\")):
        if other and other in text:
            return {"file": other}
    return {}


def span_of(base, root):
    """First and last line of the failure whose message holds `root` (default: the first exception)."""
    head = re.compile(r"^\S*\s*(?:E   +)?(?:[a-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Failed)\b")
    hits = [i for i, t in enumerate(base) if (root in t if root else head.match(t))]
    if not hits:
        return None, None
    hit = hits[0]
    start = hit
    for i in range(hit, -1, -1):
        if "Traceback (most recent call last)" in base[i] or re.match(r"^-{60,}$", base[i]):
            start = i
            break
    return start, hit


def toml(case):
    tables = {k: v for k, v in case.items() if isinstance(v, dict)}
    plain = {k: v for k, v in case.items() if not isinstance(v, dict)}
    out = [f"{k} = {value(v)}" for k, v in plain.items()]
    for table, items in tables.items():
        out += ["", f"[{table}]", *(f"{k} = {value(v)}" for k, v in items.items())]
    return "\n".join(out) + "\n"


def value(v):
    if isinstance(v, (list, tuple)):
        return "[" + ", ".join(value(x) for x in v) + "]"
    return json.dumps(v, ensure_ascii=False)
