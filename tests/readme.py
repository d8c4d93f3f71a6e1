"""The parts of the README that are made from the project itself.

`python -m tests.readme` writes them anew: the table of error families, and the picture.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
LOG = ROOT / "docs" / "openllama.log"
PICTURE = ROOT / "docs" / "diagnosis.svg"

_TABLE = re.compile(r"(<!-- families: [^\n]*-->\n).*?(<!-- end -->)", re.S)


def families() -> str:
    """The table: a row for each group of rules."""
    from mlexplain.show import rulebook

    rows = ["| about | rules |", "| --- | --- |"]
    for group, entries in rulebook.groups().items():
        slugs = ", ".join(f"`{entry.slug}`" for entry in entries)
        rows.append(f"| {group} ({len(entries)}) | {slugs} |")
    return "\n".join(rows) + "\n"


def with_table(readme: str) -> str:
    table = families()
    return _TABLE.sub(lambda match: match[1] + table + match[2], readme)


def picture() -> str:
    """The diagnosis of the log that the README names, as a terminal shows it."""
    from rich.console import Console

    from mlexplain import diagnose
    from mlexplain.show.masking import masked
    from mlexplain.show.text import cards

    console = Console(record=True, width=96, file=io.StringIO(), force_terminal=True, markup=False)
    for part in cards(masked(diagnose(LOG.read_bytes()))):
        console.print(part, highlight=False)
    return console.export_svg(title="mlexplain trace < openllama.log", unique_id="mlexplain")


def main() -> None:
    README.write_text(with_table(README.read_text("utf-8")), "utf-8")
    PICTURE.write_text(picture(), "utf-8")


if __name__ == "__main__":
    main()
