"""Twenty explanations to read: `twenty/<id>.md`, of the analysis alone, and `twenty/model/<id>.md`, with
the bundled model.

They are of snippets that nobody wrote for when they were first printed. `UPDATE_SNAPSHOTS=1` prints them
anew; read what changed. What the model writes may differ in a word from machine to machine and is not
compared.
"""

import os
import random
import re
from pathlib import Path

import pytest

from mlexplain import explain
from mlexplain.show.markdown import explain as as_markdown
from tests.explain.unseen.score import snippets

FOLDER = Path(__file__).parent / "twenty"
UPDATE = bool(os.environ.get("UPDATE_SNAPSHOTS"))
SNIPPETS = random.Random(20).sample(sorted(snippets(), key=lambda s: s.id), 20)


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda s: s.id)
def test_explanation(snippet):
    told = as_markdown([explain(snippet.code, model=None)])
    path = FOLDER / f"{snippet.id}.md"
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(told, encoding="utf-8")
        path = FOLDER / "model" / path.name
        path.parent.mkdir(exist_ok=True)
        path.write_text(as_markdown([explain(snippet.code, model="bundled")]), encoding="utf-8")
        return
    assert told == path.read_text("utf-8")


def test_no_other_files():
    names = {f"{snippet.id}.md" for snippet in SNIPPETS}
    assert {path.name for path in FOLDER.glob("*.md")} == names
    assert {path.name for path in (FOLDER / "model").glob("*.md")} == names


def test_no_step_begins_as_if_something_stood_before_it():
    texts = [path.read_text("utf-8") for path in sorted((FOLDER / "model").glob("*.md"))]
    assert texts
    assert not [text for text in texts if re.search(r"\*\* \(lines? [\d–]+\) (Then|Next,) ", text)]
