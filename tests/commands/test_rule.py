"""`mlexplain rule` as a process: the list, pages, concepts, and a team's own rules."""

import json

import pytest

from tests.commands.process import complaint, mlexplain

OWN = """\
+++
title = "The licence server does not answer"
summary = "The licence server at {host} does not answer."

[[match]]
pattern = "licence server at {host:word} is not answering"

[[fix]]
title = "Join the office network"
text = "The server answers inside the office only."
command = "nmcli connection up office"
+++
## What happened

The program asked the licence server for a seat and got no answer.

## Why

The server is reachable from the office network alone.

## Fix

Join that network.

## Prevent

Check the network before the run.

## Read more

- <https://example.com/licences>

## Examples

### plain

```
Traceback (most recent call last):
  File "train.py", line 3, in <module>
    seat()
RuntimeError: licence server at lic01 is not answering
```
"""

LOG = """\
Traceback (most recent call last):
  File "train.py", line 3, in <module>
    seat()
RuntimeError: licence server at lic01 is not answering
"""


@pytest.fixture
def own(tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "licence-server.md").write_text(OWN)
    return tmp_path / "rules"


def test_list_and_its_json_name_the_same_rules():
    listed = mlexplain("rule")
    assert listed.returncode == 0
    entries = json.loads(mlexplain("rule", "--format", "json").stdout)["rules"]
    assert len(entries) > 3
    assert all(entry["slug"] in listed.stdout for entry in entries)


def test_page_is_raw_markdown_in_a_pipe():
    done = mlexplain("rule", "device-mismatch")
    assert done.returncode == 0
    assert done.stdout.startswith("# ")
    assert "\n## What happened\n" in done.stdout
    assert "+++" not in done.stdout


def test_concepts():
    names = mlexplain("rule", "--concepts").stdout.split()
    assert "top-p" in names
    assert mlexplain("rule", "--concept", "top-p").stdout.startswith("# ")


def test_own_rule_is_listed_shown_and_used(own):
    assert "licence-server" in mlexplain("rule", "--rules", own).stdout
    assert "office network" in mlexplain("rule", "--rules", own, "licence-server").stdout
    assert mlexplain("trace", stdin=LOG).returncode == 1
    done = mlexplain("trace", "--rules", own, "--format", "json", stdin=LOG)
    assert done.returncode == 0
    (found,) = json.loads(done.stdout)["diagnoses"]
    assert found["rule"] == "licence-server"
    assert found["summary"] == "The licence server at lic01 does not answer."


def test_own_rules_are_tested_by_their_examples(own):
    done = mlexplain("rule", "--test", own)
    assert done.returncode == 1  # one example is too few
    assert "licence-server.md" in done.stdout


def test_a_malformed_rule_is_one_line(own):
    (own / "broken.md").write_text("+++\ntitle = 3\n+++\n")
    done = mlexplain("trace", "--rules", own, stdin=LOG)
    assert "broken.md" in complaint(done)
    assert done.returncode == 2
    listed = mlexplain("rule", "--rules", own)
    assert "broken.md" in complaint(listed)
    assert "internal error" not in listed.stderr + done.stderr
    assert listed.returncode == 2
