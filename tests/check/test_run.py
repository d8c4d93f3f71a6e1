"""Files checked together: knowledge across them, walking, cache, processes, errors."""

import os
import subprocess
import sys

import pytest

from mlexplain.check import run
from mlexplain.check.run import check_paths, check_stdin
from mlexplain.check.settings import Settings

HELPER = "import torch\n\n\ndef mask(x):\n    return x + torch.ones(x.size(0), 3)\n"
MODEL = """\
from torch import nn

from {module} import mask


class Net(nn.Module):
    def forward(self, x):
        return mask(x)
"""
DROPPED = "import torch\nx = torch.ones(3)\nx.cuda()\n"


def places(report, root):
    return [(f.path.removeprefix(f"{root}/"), f.line, f.kind) for f in report.findings]


@pytest.fixture
def together(tmp_path):
    (tmp_path / "helper.py").write_text(HELPER)
    (tmp_path / "model.py").write_text(MODEL.format(module="helper"))
    return tmp_path


def test_a_helper_in_the_file_beside_is_followed(together):
    report = check_paths([str(together)])
    assert places(report, together) == [("helper.py", 5, "tensor-in-forward")]
    assert report.files == 2


def test_a_helper_in_a_package_is_followed(tmp_path):
    package = tmp_path / "pkg"
    package.mkdir()
    (package / "__init__.py").write_text("from .ops import mask\n")
    (package / "ops.py").write_text(HELPER)
    (package / "net.py").write_text(MODEL.format(module="."))
    assert places(check_paths([str(tmp_path)]), tmp_path) == [
        ("pkg/ops.py", 5, "tensor-in-forward")
    ]


def test_alone_the_helper_is_not_judged(together):
    assert check_paths([str(together / "helper.py")]).findings == ()


def test_the_cache_gives_the_same_and_sees_changes_elsewhere(together, tmp_path):
    cache = str(tmp_path / ".cache")
    settings = Settings()
    first = check_paths([str(together)], settings, cache=cache)
    assert check_paths([str(together)], settings, cache=cache) == first
    (together / "helper.py").write_text(HELPER.replace("(0), 3)", "(0), 3, device=x.device)"))
    assert check_paths([str(together)], settings, cache=cache).findings == ()
    assert check_paths([str(together)], Settings(ignore=("MLX",)), cache=cache).findings == ()


def test_the_cache_sees_changes_behind_what_a_file_imports(tmp_path):
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "a.py").write_text(HELPER.replace("(0), 3)", "(0), 3, device=x.device)"))
    (folder / "b.py").write_text("from a import mask\n\n\ndef twice(x):\n    return mask(x) * 2\n")
    (folder / "c.py").write_text(MODEL.format(module="b").replace("mask", "twice"))
    cache = str(tmp_path / ".cache")
    assert check_paths([str(folder)], cache=cache).findings == ()
    (folder / "a.py").write_text(HELPER)
    assert places(check_paths([str(folder)], cache=cache), folder) == [
        ("a.py", 5, "tensor-in-forward")
    ]


def test_several_processes_find_the_same(together, monkeypatch):
    for number in range(6):
        (together / f"more{number}.py").write_text(DROPPED)
    alone = check_paths([str(together)])
    monkeypatch.setattr(run, "FILES_PER_PROCESS", 2)
    assert check_paths([str(together)], processes=2) == alone
    assert len(alone.findings) == 7


def test_what_cannot_be_read_is_one_line_and_the_rest_is_checked(tmp_path):
    (tmp_path / "a_python2.py").write_text("import torch\nprint 'hello'\n")
    (tmp_path / "b_broken.py").write_text("torch = (\n")
    (tmp_path / "c_bytes.py").write_bytes(b"# torch \xff\n")
    (tmp_path / "d_good.py").write_text(DROPPED)
    report = check_paths([str(tmp_path)])
    assert places(report, tmp_path) == [("d_good.py", 3, "result-dropped")]
    assert len(report.errors) == 3
    assert all("\n" not in error.message for error in report.errors)
    assert "Python 2" in report.errors[0].message


def test_files_without_torch_are_not_even_parsed(tmp_path):
    (tmp_path / "other.py").write_text("this is not Python\n")
    assert check_paths([str(tmp_path)]).errors == ()


def test_walking_leaves_out_what_ruff_leaves_out(tmp_path):
    for folder in (".venv", "build/lib", "src", ".git"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.py").write_text(DROPPED)
    (tmp_path / ".gitignore").write_text("build/\n")
    found = places(check_paths([str(tmp_path)]), tmp_path)
    assert found == [("src/a.py", 3, "result-dropped")]
    named = str(tmp_path / ".venv" / "a.py")
    assert len(check_paths([named]).findings) == 1


def test_a_path_that_does_not_exist_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        check_paths([str(tmp_path / "none.py")])


def test_standard_input_has_the_name_it_is_given():
    (found,) = check_stdin(DROPPED.encode(), "src/train.py").findings
    assert (found.path, found.line) == ("src/train.py", 3)


OPEN_LLAMA = """\
import torch
from transformers import LlamaTokenizer, LlamaForCausalLM

model_path = "openlm-research/open_llama_3b"
tokenizer = LlamaTokenizer.from_pretrained(model_path)
model = LlamaForCausalLM.from_pretrained(
    model_path, torch_dtype=torch.float16, device_map="auto",
)
prompt = "Q: What is the largest animal?\\nA:"
input_ids = tokenizer(prompt, return_tensors="pt").input_ids
generation_output = model.generate(input_ids=input_ids, max_new_tokens=32)
print(tokenizer.decode(generation_output[0]))
"""


def test_the_founding_script():
    (found,) = check_stdin(OPEN_LLAMA.encode(), "run.py").findings
    assert (found.kind, found.line) == ("input-not-moved", 10)
    modern = Settings(transformers="5.0")
    assert check_stdin(OPEN_LLAMA.encode(), "run.py", modern).findings == ()


@pytest.mark.slow
def test_pre_commit_runs_the_repository(tmp_path):
    """The real pre-commit, with findings, nothing staged, and deleted and renamed files."""
    from mlexplain.resources import rules_dir

    root = rules_dir().parent
    if not (root / ".pre-commit-hooks.yaml").exists():
        pytest.skip("not a checkout")
    work = tmp_path / "work"
    work.mkdir()

    def git(*words, of=work):
        done = subprocess.run(
            ["git", "-C", str(of), *words], check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    def run():
        # One home, so that the hook's environment is made once.
        home = os.environ | {"PRE_COMMIT_HOME": str(tmp_path / "home")}
        command = [sys.executable, "-m", "pre_commit", "run", "--verbose"]
        return subprocess.run(command, cwd=work, env=home, capture_output=True, text=True)

    git("init", "-q")
    git("config", "user.email", "a@b.c")
    git("config", "user.name", "a")
    (work / ".pre-commit-config.yaml").write_text(
        f"repos: [{{repo: '{root}', rev: {git('rev-parse', 'HEAD', of=root)}, "
        "hooks: [{id: mlexplain-check}]}]\n"
    )
    (work / "a.py").write_text(DROPPED)
    (work / "b.py").write_text("import torch\n")
    git("add", ".")
    found = run()
    assert found.returncode == 1 and "MLX101" in found.stdout, found.stdout + found.stderr
    git("commit", "-qm", "first")
    assert run().returncode == 0  # nothing staged
    git("rm", "-q", "a.py")
    git("mv", "b.py", "c.py")
    assert run().returncode == 0


def test_scripts_in_different_folders_may_share_a_module_name(tmp_path):
    for folder, helper in (("a", HELPER.replace("3)", "3, device=x.device)")), ("b", HELPER)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "masks.py").write_text(helper)
        (tmp_path / folder / "model.py").write_text(MODEL.format(module="masks"))
    found = check_paths([str(tmp_path)]).findings
    assert [f.path for f in found] == [str(tmp_path / "b" / "masks.py")]
