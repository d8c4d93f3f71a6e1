"""Help, versions, and what is said about wrong usage."""

import re

import pytest

from mlexplain import __version__
from mlexplain.cli import COMMANDS
from tests.commands.process import ROOT, complaint, mlexplain


def test_help_names_every_command():
    done = mlexplain("--help")
    assert done.returncode == 0
    assert all(re.search(rf"^ +{name} ", done.stdout, re.M) for name in COMMANDS)
    assert "examples:" in done.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command):
    done = mlexplain(command, "--help")
    assert done.returncode == 0
    assert done.stdout.startswith(f"usage: mlexplain {command}")
    assert done.stderr == ""


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_fits_its_width(command):
    done = mlexplain(*([command] if command else []), "--help", environment={"COLUMNS": "80"})
    assert done.returncode == 0
    options = done.stdout.split("examples:")[0]
    wide = [line for line in options.splitlines() if len(line) > 100]
    assert not wide


def test_version():
    done = mlexplain("--version")
    assert (done.returncode, done.stdout) == (0, f"mlexplain {__version__}\n")
    assert f'version = "{__version__}"' in (ROOT / "pyproject.toml").read_text()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["trac"], "did you mean `mlexplain trace`?"),
        (["chekc", "x.py"], "did you mean `mlexplain check`?"),
        (["frobnicate"], "no command or file 'frobnicate'"),
        (["missing.log"], "missing.log: No such file or directory"),
        (["tests"], "is a directory"),
        (["--bogus"], "mlexplain"),
        (["trace", "--bogus"], "--bogus"),
        (["trace", "--format", "yaml"], "invalid choice: 'yaml'"),
        (["trace", "--form", "json"], "--form"),
        (["rule", "no-such-rule"], "no rule 'no-such-rule'"),
        (["rule", "device-mismatc"], "did you mean 'device-mismatch'?"),
        (["rule", "--concept", "top-q"], "did you mean 'top-p'?"),
        (["rule", "--test", "no/such/folder"], "no such folder"),
        (["trace", "--rules", "no/such/folder"], "no such folder"),
        (["run"], "no command given"),
        ([], "needs a terminal"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(arguments, said):
    done = mlexplain(*arguments)
    assert said in complaint(done)
    assert done.returncode == 2
