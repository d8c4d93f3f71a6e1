"""flake8 finds the plugin by its entry point and prints what `check` finds."""

import subprocess
import sys

from tests.commands.test_check import BUGGY, CLEAN


def flake8(*arguments, cwd):
    command = [sys.executable, "-m", "flake8", "--select", "MLX", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True)


def test_flake8_shows_findings(tmp_path):
    (tmp_path / "bad.py").write_text(BUGGY, "utf-8")
    (tmp_path / "good.py").write_text(CLEAN)
    done = flake8(".", cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert "bad.py:5:1: MLX101 result-dropped: " in done.stdout
    assert "good.py" not in done.stdout


def test_flake8_obeys_the_comments_of_mlexplain(tmp_path):
    silenced = BUGGY.replace('x.to("cuda")', 'x.to("cuda")  # mlexplain: ignore[result-dropped]')
    (tmp_path / "bad.py").write_text(silenced, "utf-8")
    assert "MLX101" not in flake8("bad.py", cwd=tmp_path).stdout
