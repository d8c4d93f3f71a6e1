"""Runs the command line as users do: as a process."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOGS = ROOT / "tests" / "logs" / "open"
FAILING = LOGS / "device-mismatch" / "embedding_index_on_cpu.log"


def mlexplain(*arguments, stdin=b"", environment=None, cwd=None, **options):
    """A finished process; standard output and error as text."""
    settings = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")}
    settings |= {"PYTHONIOENCODING": "", "COLUMNS": "100", **(environment or {})}
    if isinstance(stdin, str):
        stdin = stdin.encode()
    feed = {} if "stdin_file" in options else {"input": stdin}
    if "stdin_file" in options:
        feed = {"stdin": options.pop("stdin_file")}
    done = subprocess.run(
        [sys.executable, "-m", "mlexplain", *map(str, arguments)],
        stdout=options.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE,
        env=settings,
        cwd=cwd or ROOT,
        timeout=120,
        **feed,
        **options,
    )
    done.stdout = (done.stdout or b"").decode("utf-8", "replace")
    done.stderr = done.stderr.decode("utf-8", "replace")
    return done


def complaint(done) -> str:
    """The one plain line on standard error that an error is; fails for anything else."""
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("mlexplain"), lines
    assert "Traceback" not in done.stderr
    return lines[0]
