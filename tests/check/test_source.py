"""Suppression, settings and odd sources."""

import ast
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlexplain import check
from mlexplain.check.settings import Settings, SettingsError, find

LINE = "x.to(device)"
SOURCE = f"import torch\ndevice = torch.device('cuda')\nx = torch.ones(3)\n{LINE}\n"


def kinds(source, **options):
    return [f.kind for f in check(source, **options)]


def test_the_plain_source_has_a_finding():
    (found,) = check(SOURCE, path="train.py")
    assert (found.path, found.line, found.column, found.end_column) == ("train.py", 4, 1, 13)
    assert (found.code, found.kind) == ("MLX101", "result-dropped")


@pytest.mark.parametrize(
    "comment",
    [
        "# mlexplain: ignore",
        "# mlexplain: ignore[result-dropped]",
        "# mlexplain: ignore[MLX101]",
        "# mlexplain:ignore[mixed-devices, MLX101]",
        "# noqa  # mlexplain: ignore[MLX1]",
    ],
)
def test_a_comment_silences_its_line(comment):
    assert kinds(SOURCE.replace(LINE, f"{LINE}  {comment}")) == []


def test_a_comment_for_another_kind_silences_nothing_and_is_reported():
    source = SOURCE.replace(LINE, f"{LINE}  # mlexplain: ignore[mixed-devices]")
    assert sorted(kinds(source)) == ["result-dropped", "unused-ignore"]


def test_a_comment_in_a_string_is_no_comment():
    source = SOURCE.replace(LINE, f"{LINE}; s = '# mlexplain: ignore'")
    assert kinds(source) == ["result-dropped"]


def test_a_comment_on_any_line_of_the_statement_counts():
    source = SOURCE.replace(LINE, "x.to(\n    device,  # mlexplain: ignore\n)")
    assert kinds(source) == []


def test_selecting_and_ignoring():
    assert kinds(SOURCE, settings=Settings(select=("mixed-devices",))) == []
    assert kinds(SOURCE, settings=Settings(ignore=("MLX101",))) == []
    assert kinds(SOURCE, settings=Settings(select=("MLX",))) == ["result-dropped"]
    ignores = {"tests/*": ("result-dropped",)}
    assert kinds(SOURCE, path="tests/a.py", settings=Settings(per_file_ignores=ignores)) == []
    assert kinds(SOURCE, path="src/a.py", settings=Settings(per_file_ignores=ignores))


def test_settings_come_from_the_nearest_pyproject(tmp_path):
    (tmp_path / "pyproject.toml").write_text(
        '[tool.mlexplain]\nignore = ["result-dropped"]\nextend-exclude = ["old"]\n'
        '[tool.mlexplain.per-file-ignores]\n"a.py" = ["MLX105"]\n'
    )
    inner = tmp_path / "src"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    found = find(str(inner))
    assert found.ignore == ("result-dropped",)
    assert "old" in found.exclude and ".git" in found.exclude
    assert not found.wants("hardcoded-cuda", str(tmp_path / "a.py"))


@pytest.mark.parametrize(
    "text",
    ["[tool.mlexplain", "[tool.mlexplain]\nselect = 1", '[tool.mlexplain]\nignore = ["no-such"]'],
)
def test_a_bad_pyproject_is_one_line(tmp_path, text):
    (tmp_path / "pyproject.toml").write_text(text + "  # mlexplain")
    with pytest.raises(SettingsError) as error:
        find(str(tmp_path))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("source", ["def f(:", "print 'torch'", "torch = '\0'", "(" * 5000])
def test_what_cannot_be_parsed_is_a_syntax_error(source):
    with pytest.raises(SyntaxError):
        check(source)


OWN = [
    p.read_text(encoding="utf-8")
    for p in sorted(Path(__file__).parent.glob("cases/open/*/*/bad.py"))
]
FRAGMENTS = [
    "x", "self", "model", "device", ".to(device)", ".cuda()", "torch.zeros(3)", "()", "[0]", "['a']",
    "=", "+", ",", ":", "\n", "\n    ", "for x, y in loader:\n    ", "if x is None:\n    ", "*", "**",
    "lambda x: ", "def f(x=None, *a, **k):\n    return ", "class A(nn.Module):\n    ", "yield ", "await ",
    "import torch\n", "from torch import nn\n", "with torch.device('cuda') as d:\n    ", "match x:\n    case ",
]  # fmt: skip


def survives(source):
    """Every source gives findings or a SyntaxError, and every finding lies inside it."""
    try:
        found = check("# torch\n" + source)
    except SyntaxError:
        return
    lines = len(source.split("\n")) + 2
    for one in found:
        assert 1 <= one.line <= one.end_line <= lines
        assert one.column >= 1


@given(st.text())
@settings(max_examples=60)
def test_any_text_is_checked_or_refused(text):
    survives(text)


@given(st.lists(st.sampled_from(FRAGMENTS), max_size=14))
@settings(max_examples=200)
def test_any_pieces_of_code_are_checked_or_refused(pieces):
    survives("".join(pieces))


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_mutated_programs_are_checked_or_refused(data):
    lines = data.draw(st.sampled_from(OWN or [SOURCE])).split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["drop", "copy", "swap", "join", "replace"]))
        other = data.draw(st.integers(0, len(lines) - 1))
        if change == "drop" and len(lines) > 1:
            del lines[at]
        elif change == "copy":
            lines.insert(other, lines[at])
        elif change == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        elif change == "join":
            lines[at] = lines[at] + lines[other].strip()
        else:
            lines[at] = lines[at].replace("torch", "x").replace("self", "torch")
    survives("\n".join(lines))


def test_the_standard_library_is_read_without_a_crash():
    """Every construct of Python, as if it were about torch."""
    for path in sorted(Path(ast.__file__).parent.glob("*.py"))[:60]:
        survives(path.read_text(encoding="utf-8"))
