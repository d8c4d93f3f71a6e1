"""Losses that turn nan in progress lines alone."""

import pytest

from mlexplain.diagnose.log import diagnose_log
from mlexplain.trace.log import trace_log

STEPS = "step {0}: loss={1} lr=0.1\n"


def steps(*values):
    return "".join(STEPS.format(number, value) for number, value in enumerate(values))


@pytest.mark.parametrize(
    ("log", "line", "value"),
    [
        (steps(0.7, 0.6, "nan", "nan"), 3, "nan"),
        (steps(1.2, "inf", "nan", "nan"), 2, "inf"),
        ("{'loss': 2.1, 'epoch': 0.1}\n" + "{'loss': nan, 'epoch': 0.2}\n" * 3, 2, "nan"),
        (
            "Epoch 0:  1%|▏| 1/9 [00:31<03:51, train_loss=0.693]\n"
            + "Epoch 0:  2%|▏| 2/9 [00:31<03:51, train_loss=nan.0]\n" * 2,
            2,
            "nan",
        ),
        (
            "Ep 1 | train loss =  3.1e+05 | 8.1s\nEp 2 | train loss =       inf | 8.0s\n"
            "Ep 3 | train loss =       nan | 8.0s\n",
            2,
            "inf",
        ),
        ('{"n": 1, "loss": 2.3}\n{"n": 2, "loss": Infinity}\n{"n": 3, "loss": NaN}\n', 2, "inf"),
        (
            " Epoch  GPU_mem  box_loss  cls_loss\n 1/9  5.1G  1.2  2.0\n"
            + " Epoch  GPU_mem  box_loss  cls_loss\n 2/9  5.1G  nan  nan\n" * 2,
            4,
            "nan",
        ),
        ("[rank1]: loss 3.5\n[rank0]: loss 3.5\n" + "[rank1]: loss nan\n" * 2, 3, "nan"),
        (
            "{'loss': 2.3, 'grad_norm': 4.1}\n" + "{'loss': 0.0, 'grad_norm': nan}\n" * 2,
            2,
            "nan",
        ),
        ("step 1 loss: 3.1\nLoss is nan, stopping training\n{'loss_ce': 0.4}\n", 2, "nan"),
        ("step 1 loss: 3.1\nNaN in loss occurred. Aborting training.\n", 2, "nan"),
    ],
)
def test_a_loss_that_stays_nan(log, line, value):
    (failure,) = trace_log(log).failures
    assert failure.lines == (line, line)
    assert failure.notes == (f"loss turned {value}",)
    assert failure.message in log
    (diagnosis,) = diagnose_log(log).diagnoses
    assert diagnosis.rule == "nan-loss"


@pytest.mark.parametrize(
    "log",
    [
        steps(0.7, "nan", 0.6, 0.5),  # a step that was skipped
        steps(0.7, 0.6, "nan"),  # once is not for good
        steps("nan", "nan", "nan", "nan"),  # never a number: perhaps no loss at all
        "best loss: inf\n" * 3 + "loss: 0.3\n",
        "loss 0.3 val_loss nan\nloss 0.2 val_loss nan\nloss 0.1 val_loss nan\n",
        "glossy: 0.3\nglossy: nan\nglossy: nan\n",
        "the loss of information\nloss nanometre 3\n",
    ],
)
def test_other_readings(log):
    assert trace_log(log).failures == ()


def test_a_loss_that_never_was_a_number():
    (failure,) = trace_log(steps(*["nan"] * 6)).failures
    assert failure.lines == (1, 1)
    (diagnosis,) = diagnose_log(steps(*["nan"] * 6)).diagnoses
    assert diagnosis.rule == "nan-loss"
    assert "isfinite" in diagnosis.fixes[0].after


def test_an_error_says_more():
    error = "Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\n    f()\nKeyError: 'x'\n"
    (failure,) = trace_log(steps(0.7, "nan", "nan") + error).failures
    assert failure.exception == "KeyError"


def test_losses_stand_in_structured_records():
    records = [f'{{"event": "step", "n": 1, "loss": {v}}}' for v in ("2.3", "Infinity", "NaN")]
    (failure,) = trace_log("\n".join(records) + "\n").failures
    assert failure.notes == ("loss turned inf",)


def test_a_column_that_never_was_a_number_says_nothing():
    table = "epoch train_loss val_loss\n1 0.5 nan\n2 0.4 nan\n3 0.3 nan\n"
    assert not trace_log(table).failures
