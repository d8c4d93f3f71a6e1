"""Where drawn scenes run: one environment with the data libraries beside those of the project.

The interpreter is that of `$PYTHON_DRAWN`: Python 3.11 with torch, transformers, spaCy, accelerate, pandas,
scikit-learn, datasets, peft and nltk. `$DRAWN_STAGES`, if set, keeps each program's folder as it ran.
"""

import os
import shutil
import subprocess
from pathlib import Path

import stage

stage.PYTHONS["drawn"] = (os.environ.get("PYTHON_DRAWN", stage.PYTHONS["2.13"][0]), "2.13.0", "3.11")
KEPT = os.environ.get("DRAWN_STAGES")
_prefixes = stage.prefixes


def prefixes(python):
    """The environment that lends its libraries has paths as well."""
    lent = [word for word in os.environ.get("DRAWN_LENT", "").split(":") if word]
    return [*_prefixes(python), *lent]


stage.prefixes = prefixes
_locate = stage.locate


def locate(code, files, cells, at, at_file, path, function):
    """A file that is no Python has lines, and no function."""
    try:
        return _locate(code, files, cells, at, at_file, path, function)
    except SyntaxError:
        text = files[at_file] if at_file else code
        line = text[: text.index(at) + len(at)].count("\n") + 1
        return {"file": f"{os.path.dirname(path)}/{at_file}" if at_file else path, "line": line}


stage.locate = locate


_folders = {}
_runs = dict(stage.RUNS)


def _with_folders(run):
    """Models lie beside the script before it starts."""

    def start(job, python, torch, launch, path):
        for name, origin in _folders.items():
            shutil.copytree(origin, f"{os.path.dirname(job['path'])}/{name}", dirs_exist_ok=True)
        job = job | {"env": QUIET | job["env"]}
        return _runs[run](job, python, torch, launch, path)

    return start


stage.RUNS.update({run: _with_folders(run) for run in _runs})
QUIET = {"TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1"}


def scene(slug, name, code, *, path, torch="drawn", folders=None, **about):
    """A drawn scene; where no one has a home, the interpreter is that of an image."""
    _folders.clear()
    _folders.update(folders or {})
    image = {} if path.startswith(("/home/", "/Users/", "/fsx/")) else {"conda": "/opt/conda"}
    before = len(stage.done)
    try:
        stage.scene(slug, name, code, path=path, part="drawn", torch=torch, **{**image, **about})
    except (AssertionError, subprocess.TimeoutExpired) as error:
        print(f"   !! {slug}/{name}: {str(error)[:3000]}")
    if KEPT and len(stage.done) > before:
        target = Path(KEPT) / slug / name
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(stage.ROOT, target)
        (target / "story.path").write_text(path)


def unknown(name, code, **about):
    """An error of no family: nothing may be claimed, and the user's own line is to be shown."""
    scene("unknown", name, code, **about)
