"""`mlexplain check` as a process: statuses, mending, choosing, inputs that are no Python."""

import json

import pytest

from tests.commands.process import complaint, mlexplain

BUGGY = """\
import torch

model = torch.nn.Linear(2, 2).cuda()
x = torch.zeros(1, 2)  # mot nécessaire
x.to("cuda")
print(model(x))
"""
CLEAN = "import torch\n\nprint(torch.zeros(2))\n"
BROKEN = "import torch\nprint 'old'\n"


@pytest.fixture
def project(tmp_path):
    (tmp_path / "bad.py").write_text(BUGGY, "utf-8")
    (tmp_path / "good.py").write_text(CLEAN)
    return tmp_path


def test_clean_is_status_0(project):
    done = mlexplain("check", "good.py", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "No device-placement bugs found in 1 file.\n"


def test_findings_are_status_1_with_line_and_caret(project):
    done = mlexplain("check", cwd=project)
    assert (done.returncode, done.stderr) == (1, "")
    assert "bad.py:5:1: " in done.stdout
    assert '5 | x.to("cuda")\n  | ^^^^^^^^^^^^\n' in done.stdout
    assert "in 1 file." in done.stdout
    assert mlexplain("check", "--exit-zero", cwd=project).returncode == 0


@pytest.mark.parametrize("format", ["json", "markdown", "sarif", "github"])
def test_every_format(project, format):
    done = mlexplain("check", "--format", format, cwd=project)
    assert (done.returncode, done.stderr) == (1, "")
    assert "result-dropped" in done.stdout
    assert "\x1b" not in done.stdout


def test_json_finding(project):
    report = json.loads(mlexplain("check", "--format", "json", cwd=project).stdout)
    assert report["schema"] == "mlexplain.check/1"
    dropped = next(f for f in report["findings"] if f["kind"] == "result-dropped")
    assert (dropped["path"], dropped["line"], dropped["column"]) == ("bad.py", 5, 1)
    assert dropped["fix"]["edits"]


def test_fix_mends_and_a_second_run_is_clean(project):
    assert mlexplain("check", "--fix", cwd=project).returncode == 0
    mended = (project / "bad.py").read_text("utf-8")
    assert 'x = x.to("cuda")' in mended
    assert "# mot nécessaire" in mended
    assert mlexplain("check", cwd=project).returncode == 0


def test_diff_changes_nothing(project):
    done = mlexplain("check", "--diff", cwd=project)
    assert done.returncode == 1
    assert '+x = x.to("cuda")\n' in done.stdout
    assert (project / "bad.py").read_text("utf-8") == BUGGY
    assert mlexplain("check", "--diff", "good.py", cwd=project).stdout == ""


def test_standard_input(project):
    done = mlexplain("check", "--stdin-filename", "it.py", "-", stdin=BUGGY, cwd=project)
    assert done.returncode == 1
    assert "it.py:5:1: " in done.stdout
    mended = mlexplain("check", "--fix", "-", stdin=BUGGY, cwd=project)
    assert (mended.returncode, mended.stderr) == (0, "")
    assert mended.stdout.count("\n") == BUGGY.count("\n")
    assert 'x = x.to("cuda")' in mended.stdout


def test_select_and_ignore(project):
    chosen = mlexplain("check", "--concise", "--select", "result-dropped", cwd=project)
    assert chosen.stdout.count("bad.py:") == 1
    other = mlexplain("check", "--concise", "--ignore", "result-dropped", cwd=project)
    assert "result-dropped" not in other.stdout
    wrong = mlexplain("check", "--select", "no-such-kind", cwd=project)
    assert "no such kind or code: no-such-kind" in complaint(wrong)
    assert wrong.returncode == 2


def test_settings_and_force_exclude(project):
    settings = '[tool.mlexplain]\nexclude = ["bad.py"]\n'
    (project / "pyproject.toml").write_text(settings)
    assert mlexplain("check", cwd=project).returncode == 0
    assert mlexplain("check", "bad.py", cwd=project).returncode == 1
    assert mlexplain("check", "--force-exclude", "bad.py", cwd=project).returncode == 0
    assert mlexplain("check", "--isolated", cwd=project).returncode == 1


def test_wrong_settings_are_one_line(project):
    (project / "pyproject.toml").write_text("[tool.mlexplain]\nselect = 3\n")
    done = mlexplain("check", cwd=project)
    assert "pyproject.toml" in complaint(done)
    assert done.returncode == 2


def test_missing_path(project):
    done = mlexplain("check", "nowhere.py", cwd=project)
    assert complaint(done) == "mlexplain: nowhere.py: No such file or directory"
    assert done.returncode == 2


def test_a_broken_file_is_told_and_passed_over(project):
    (project / "old.py").write_text(BROKEN)
    named = mlexplain("check", "old.py", cwd=project)
    assert named.returncode == 2
    assert "old.py: error: Python 2" in named.stdout
    (project / "bad.py").unlink()
    found = mlexplain("check", cwd=project)
    assert found.returncode == 0
    assert "old.py: error: Python 2" in found.stdout


def test_statistics(project):
    done = mlexplain("check", "--statistics", cwd=project)
    assert done.returncode == 1
    assert "result-dropped" in done.stdout
    assert "bad.py" not in done.stdout


def test_secrets_in_source_are_masked(project):
    token = "hf_" + "AbCdEfGhIjKlMnOpQrStUvWxYz01234567"
    (project / "bad.py").write_text(BUGGY.replace("import torch", f"import torch; t = '{token}'"))
    (project / "bad.py").write_text(
        BUGGY.replace('x.to("cuda")', f'x.to("cuda")  # {token}'), "utf-8"
    )
    for format in ("text", "json", "markdown", "sarif", "github"):
        assert token not in mlexplain("check", "--format", format, cwd=project).stdout
