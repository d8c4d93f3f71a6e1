"""The root cause of a whole log, and what is only its consequence."""

from __future__ import annotations

from mlexplain.diagnose.log import diagnose_log

LABELS = """\
Traceback (most recent call last):
  File "/home/ann/train.py", line 11, in <module>
    loss.backward()
RuntimeError: CUDA error: device-side assert triggered
"""
ASSERTION = (
    "../aten/src/ATen/native/cuda/Loss.cu:250: nll_loss_forward_reduce_cuda_kernel_2d: "
    "block: [0,0,0], thread: [{},0,0] Assertion `t >= 0 && t < n_classes` failed.\n"
)


def roles(log: str) -> list[tuple[str, str]]:
    return [(d.rule, d.role) for d in diagnose_log(log).diagnoses]


def test_a_kernels_assertion_explains_the_error_it_leads_to() -> None:
    report = diagnose_log("".join(map(ASSERTION.format, range(1000))) + LABELS)
    (cause,) = report.diagnoses
    assert cause.rule == "cuda-device-assert"
    assert cause.location is not None and cause.location.line == 11
    assert "label" in cause.summary
    assert cause.entities["condition"] == "t >= 0 && t < n_classes"


def test_the_innermost_cause_stands_before_what_it_led_to() -> None:
    log = """\
Traceback (most recent call last):
  File "/home/ann/load.py", line 3, in read
    import cv2
ModuleNotFoundError: No module named 'cv2'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/home/ann/main.py", line 9, in <module>
    read()
RuntimeError: Distributed package doesn't have NCCL built in
"""
    assert roles(log) == [("module-missing", "cause"), ("nccl-not-built", "consequence")]


def test_a_signal_is_a_cause_alone_and_a_consequence_beside_one() -> None:
    killed = (
        "E1121 01:51:55.729000 19587 torch/distributed/elastic/multiprocessing/api.py:1002] "
        "failed (exitcode: -6) local_rank: 1 (pid: 19592) of binary: /opt/conda/bin/python\n"
    )
    assert roles(killed) == [("dist-signal-exit", "cause")]
    assert roles(f"{LABELS}\n{killed}") == [
        ("cuda-device-assert", "cause"),
        ("dist-signal-exit", "consequence"),
    ]


def test_a_warning_never_stands_above_an_error() -> None:
    warning = (
        "/opt/conda/lib/python3.10/site-packages/torch/cuda/__init__.py:107: UserWarning: CUDA "
        "initialization: The NVIDIA driver on your system is too old (found version 11020).\n"
        "  return torch._C._cuda_getDeviceCount() > 0\n"
    )
    assert roles(warning) == [("cuda-driver-too-old", "warning")]
    assert roles(warning + LABELS)[0] == ("cuda-device-assert", "cause")


def test_errors_outside_the_book_are_told_as_such() -> None:
    report = diagnose_log(
        'Traceback (most recent call last):\n  File "/home/ann/a.py", line 2, in f\n'
        "    return table[key]\nKeyError: 'width'\n"
    )
    assert report.diagnoses == ()
    (error,) = report.unrecognised
    assert error.location is not None and error.location.line == 2
    assert error.meaning is not None and "dictionary" in error.meaning


def test_healthy_text_is_not_diagnosed() -> None:
    report = diagnose_log(
        "epoch 1 loss 2.3\nall tensors on the same device cuda:0\n"
        "NCCL INFO NET/Plugin: not built in\nsee https://x.org/CUDA-out-of-memory for help\n"
    )
    assert report.diagnoses == () and report.unrecognised == ()
