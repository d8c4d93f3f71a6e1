"""The wheel carries everything that the tool needs, and installs by itself."""

import configparser
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.commands.process import FAILING, ROOT

pytestmark = pytest.mark.slow


def run(*command: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, cwd=cwd)
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    built = run(
        sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, ROOT
    )
    assert built.returncode == 0, built.stderr
    (path,) = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def bare(wheel, tmp_path_factory) -> Path:
    """The scripts of an environment that holds this wheel and nothing else."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, with_pip=True)
    scripts = folder / ("Scripts" if sys.platform == "win32" else "bin")
    done = run(scripts / "python", "-m", "pip", "install", "--quiet", "--no-deps", wheel)
    assert done.returncode == 0, done.stderr
    return scripts


def test_the_wheel_carries_rules_and_models(wheel):
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("rules", "models/explainer"):
        ours = subprocess.run(
            ["git", "ls-files", folder], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.splitlines()
        missing = [f for f in ours if (ROOT / f).exists() and f"mlexplain/{f}" not in inside]
        assert ours
        assert not [f for f in missing if not f.endswith(".gitkeep")]


def test_the_wheel_is_the_package_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
        (info,) = tops - {"mlexplain"}
        metadata = archive.read(f"{info}/METADATA").decode()
        scripts = configparser.ConfigParser()
        scripts.read_string(archive.read(f"{info}/entry_points.txt").decode())
    assert info.endswith(".dist-info")
    assert scripts["console_scripts"]["mlexplain"] == "mlexplain.cli:main"
    required = [line for line in metadata.splitlines() if line.startswith("Requires-Dist:")]
    base = [line for line in required if "extra ==" not in line]
    assert not [line for line in base if "torch" in line or "transformers" in line]
    assert any("torch" in line for line in required)


def test_rules_are_found_where_pip_puts_them(bare, tmp_path):
    listed = run(bare / "mlexplain", "rule", cwd=tmp_path)
    assert listed.returncode == 0, listed.stderr
    assert "device-mismatch" in listed.stdout
    page = run(bare / "mlexplain", "rule", "device-mismatch", cwd=tmp_path)
    assert page.stdout.startswith("# ")


def test_a_healthy_log_needs_no_dependency(bare, tmp_path):
    (tmp_path / "train.log").write_text("epoch 1 loss 0.5\n")
    done = run(bare / "mlexplain", "trace", "train.log", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "No error found in 1 line.\n")


def test_a_missing_dependency_is_said_in_one_line(bare, tmp_path):
    done = run(bare / "mlexplain", "trace", FAILING, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("mlexplain: this needs ")
    assert "pip install mlexplain" in done.stderr


def test_a_file_is_checked_where_pip_puts_it(bare, tmp_path):
    (tmp_path / "train.py").write_text(
        "import torch\n\nmodel = torch.nn.Linear(2, 2).cuda()\nx = torch.zeros(1, 2)\nmodel(x)\n"
    )
    done = run(bare / "mlexplain", "check", "train.py", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert "train.py:5:" in done.stdout
