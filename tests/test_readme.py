"""What the README says is so."""

import re

from mlexplain.cli import COMMANDS
from tests.readme import LOG, PICTURE, README, ROOT, with_table

TEXT = README.read_text("utf-8")


def test_table_of_families_is_up_to_date():
    assert with_table(TEXT) == TEXT, "run `python -m tests.readme`"


def test_map_of_rooms_is_the_folder():
    (rooms,) = re.findall(r"^mlexplain/\n((?:  .*\n)+)", TEXT, re.M)
    first = re.findall(r"^  (\w+(?:\.py)?)/? ", rooms, re.M)
    package = ROOT / "mlexplain"
    modules = {p.name for p in package.glob("*.py")} - {"__init__.py", "__main__.py"}
    assert set(first) == _folders(package) | modules
    assert set(re.findall(r"^    (\w+)/", rooms, re.M)) == _folders(package / "explain")


def _folders(package):
    return {p.name for p in package.iterdir() if (p / "__init__.py").exists()}


def test_top_level_of_the_map_exists():
    (tops,) = re.findall(r"^```\n(rules/.*?)^```", TEXT, re.M | re.S)
    for line in tops.splitlines():
        if not line.startswith(" "):
            assert (ROOT / line.split()[0]).exists()


def test_every_command_is_in_the_table():
    for command in COMMANDS:
        assert re.search(rf"^\| `mlexplain {command}[ `]", TEXT, re.M)


def test_ci_runs_what_the_readme_tells_contributors():
    ci = (ROOT / ".ci" / "run").read_text()
    for part in ("torch==2.13.0", "-e '.[llm,test]'", "pytest -q"):
        assert part in ci
        assert part in TEXT


def test_named_files_exist():
    for target in re.findall(r"\]\(((?!http)[^)]+)\)", TEXT):
        assert (ROOT / target).exists()
    assert LOG.exists()
    assert "device-mismatch" in PICTURE.read_text("utf-8")
