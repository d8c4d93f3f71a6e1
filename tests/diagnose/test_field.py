"""Plain Python errors are told where the names of a paste are those of the field."""

import pytest

from mlexplain.diagnose.log import diagnose_log

LOG = """Traceback (most recent call last):
  File "/home/sol/work/{file}", line 12, in <module>
    {code}
TypeError: {function}() missing 1 required positional argument: 'seed'
"""


@pytest.mark.parametrize(
    ("file", "code", "function"),
    [
        ("run.py", "rows = load_fold(3)", "load_fold"),
        ("kfold_run.py", "rows = load(3)", "load"),
        ("run.py", "labels = shuffle_labels(rows)", "shuffle_labels"),
        ("run.py", 'rows = load("rows.npy")', "load"),
    ],
)
def test_names_of_the_field(file, code, function):
    log = LOG.format(file=file, code=code, function=function)
    assert [one.rule for one in diagnose_log(log).diagnoses] == ["call-arguments"]


@pytest.mark.parametrize("code", ["invoice = post(order)", "parcel = send(mails)"])
def test_other_worlds(code):
    log = LOG.format(file="shop.py", code=code, function="post")
    assert not diagnose_log(log).diagnoses
