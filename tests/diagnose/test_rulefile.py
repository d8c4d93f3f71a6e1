"""Rule files of a team's own: what is read, and one clear line for what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlexplain.diagnose.book import load
from mlexplain.diagnose.examples import failures
from mlexplain.diagnose.log import diagnose_log
from mlexplain.diagnose.rule import RuleError

GOOD = """\
+++
title = "The widget has no sprocket"
summary = "The widget {name|code} has no sprocket."

[[match]]
pattern = "widget {name:name} lacks its sprocket"

[[fix]]
title = "Give {name} a sprocket"
text = "It needs one."
after = "{name}.sprocket = Sprocket()"
+++

## What happened

It has none.

## Why

Nobody gave it one.

## Fix

Give it one.

## Prevent

Always give it one.

## Read more

- nowhere

## Examples

### plain

```text
Traceback (most recent call last):
  File "/home/ann/a.py", line 2, in <module>
    turn(w)
RuntimeError: widget w.left lacks its sprocket
```

```toml
location = "a.py:2"
fix = "w.left.sprocket = Sprocket()"
entities = { name = "w.left" }
```

### alone

```text
ValueError: widget x lacks its sprocket
```

### on a rank

```text
[rank1]: Traceback (most recent call last):
[rank1]:   File "/home/ann/a.py", line 2, in <module>
[rank1]:     turn(w)
[rank1]: RuntimeError: widget y lacks its sprocket
```

## Near misses

### has one

```text
RuntimeError: widget y has a sprocket
```

### prose

```text
every widget lacks its sprocket sometimes
```
"""


def write(folder: Path, text: str, slug: str = "widget-sprocket") -> Path:
    path = folder / "own" / f"{slug}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def problems(folder: Path, text: str) -> list[str]:
    write(folder, text)
    return list(failures(folder))


def test_a_rule_of_ones_own(tmp_path: Path) -> None:
    assert problems(tmp_path, GOOD) == []
    log = 'Traceback (most recent call last):\n  File "/a.py", line 1, in f\n    f()\n'
    (told,) = diagnose_log(
        log + "RuntimeError: widget z lacks its sprocket\n", rules=tmp_path
    ).diagnoses
    assert told.rule == "widget-sprocket"
    assert told.summary == "The widget `z` has no sprocket."
    assert [fix.after for fix in told.fixes] == ["z.sprocket = Sprocket()"]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("+++\ntitle", "title", 1, "must begin with front matter"),
        ('"It needs one."', '"It needs one.', 10, ""),
        ("{name:name}", "{name:nothing}", 5, "write {name:type}"),
        ("pattern =", "patern =", 6, "unknown key 'patern'"),
        ("pattern =", "words = 3 #", 6, "words must be a list"),
        ("[[match]]", "match = 3\n[[match2]]", 6, "unknown key 'match2'"),
        ("[[match]]", "[[match]]\nkinds = 'x'", 6, "kinds must be a list"),
        ("[[match]]", "docs = 'x'\n[[match]]", 5, "docs must be a list"),
        ("[[match]]", "kind = ['x']\n[[match]]", 5, "kind must be one of"),
        ("[[fix]]\n", '[[fix]]\nwhen = "name is"\n', 9, "cannot read the condition"),
        ("{name|code}", "{nane|code}", 3, "nothing fills 'nane'"),
        ("{name|code}", "{name|shout}", 3, "unknown filter 'shout'"),
        ("## Prevent", "## Prevention", 13, "no text under '## Prevent'"),
        ('"a.py:2"', '"a.py:3"', 36, "location is"),
        ("RuntimeError: widget y has a", "RuntimeError: widget y lacks its", 68, "is claimed"),
    ],
)
def test_one_line_with_file_and_line(
    tmp_path: Path, old: str, new: str, line: int, words: str
) -> None:
    found = problems(tmp_path, GOOD.replace(old, new, 1))
    assert found
    assert all("\n" not in problem for problem in found)
    assert found[0].startswith(f"{tmp_path / 'own' / 'widget-sprocket.md'}:{line}:"), found
    assert words in found[0]


def test_a_malformed_rule_of_ones_own_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path, "nothing")
    with pytest.raises(RuleError) as error:
        load(tmp_path)
    assert str(error.value).startswith(f"{path}:1: ")


def test_no_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "none")


def test_rules_that_claim_each_others_examples_are_reported(tmp_path: Path) -> None:
    write(tmp_path, GOOD)
    write(tmp_path, GOOD, "widget-again")
    assert any("goes in a circle" in problem for problem in failures(tmp_path))
