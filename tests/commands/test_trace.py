"""`mlexplain trace` as a process: statuses, streams, and inputs that are no logs."""

import gzip
import json
import os
import pickle
import re
import signal
import subprocess
import sys
import time

import pytest

from mlexplain import diagnose
from tests.commands.process import FAILING, ROOT, complaint, mlexplain

HEALTHY = "".join(f"epoch {i}: loss {1 / (i + 1):.4f}\n" for i in range(50))
TOKEN = "hf_" + "AbCdEfGhIjKlMnOpQrStUvWxYz01234567"


def test_file_standard_input_and_dash_say_the_same():
    data = FAILING.read_bytes()
    by_name = mlexplain("trace", FAILING)
    assert by_name.returncode == 0
    assert by_name.stderr == ""
    assert "device-mismatch" in by_name.stdout
    assert mlexplain("trace", stdin=data).stdout == by_name.stdout
    assert mlexplain("trace", "-", stdin=data).stdout == by_name.stdout


def test_json_is_what_python_gives():
    done = mlexplain("trace", "--format", "json", FAILING)
    assert json.loads(done.stdout) == json.loads(
        json.dumps(diagnose(FAILING.read_bytes()).to_dict())
    )


def test_healthy_log_is_status_1():
    done = mlexplain("trace", stdin=HEALTHY)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout == "No error found in 50 lines.\n"


@pytest.mark.parametrize("format", ["text", "json", "markdown", "sarif", "github"])
def test_every_format_of_a_healthy_and_a_failing_log(format):
    assert mlexplain("trace", "--format", format, stdin=HEALTHY).returncode == 1
    done = mlexplain("trace", "--format", format, FAILING)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout


def test_several_files(tmp_path):
    healthy = tmp_path / "rank 1.log"
    healthy.write_text(HEALTHY)
    done = mlexplain("trace", FAILING, healthy)
    assert done.returncode == 0
    assert f"==> {FAILING} <==" in done.stdout
    assert "No error found in 50 lines." in done.stdout
    entries = json.loads(mlexplain("trace", "--format", "json", healthy, FAILING).stdout)
    assert {entry["log"] for entry in entries["diagnoses"]} == {str(FAILING)}


def test_one_missing_file_does_not_hide_the_others():
    done = mlexplain("trace", "missing.log", FAILING)
    assert done.returncode == 2
    assert done.stderr == "mlexplain: missing.log: No such file or directory\n"
    assert "device-mismatch" in done.stdout


def test_empty_input():
    done = mlexplain("trace")
    assert complaint(done) == "mlexplain: standard input is empty"
    assert done.returncode == 1
    report = mlexplain("trace", "--format", "json")
    assert report.returncode == 1
    assert json.loads(report.stdout)["diagnoses"] == []


def test_directory(tmp_path):
    done = mlexplain("trace", tmp_path)
    assert "Is a directory" in complaint(done)
    assert done.returncode == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_unreadable_file(tmp_path):
    locked = tmp_path / "locked.log"
    locked.write_text("x")
    locked.chmod(0)
    done = mlexplain("trace", locked)
    assert "Permission denied" in complaint(done)
    assert done.returncode == 2


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (gzip.compress(FAILING.read_bytes()), "zcat"),
        (pickle.dumps({"weight": [1.0] * 100}), "pickle"),
        (b"PK\x03\x04" + bytes(range(256)), "zip"),
        (b"\x7fELF" + bytes(100), "program"),
        (bytes(range(256)) * 40, "binary"),
        (bytes(5000), "binary"),
    ],
    # Named, because a gzip header holds the time, and processes that share the tests must agree on their names.
    ids=["gzip", "pickle", "zip", "elf", "every-byte", "zeros"],
)
def test_binary_input(tmp_path, data, said):
    path = tmp_path / "log.bin"
    path.write_bytes(data)
    by_name = mlexplain("trace", path)
    assert said in complaint(by_name)
    assert by_name.returncode == 2
    piped = mlexplain("trace", stdin=data)
    assert said in complaint(piped)
    assert piped.returncode == 2


def test_utf16_as_powershell_writes_it():
    text = FAILING.read_text("utf-8")
    plain = mlexplain("trace", stdin=text)
    assert mlexplain("trace", stdin=text.encode("utf-16")).stdout == plain.stdout


def test_undecodable_bytes_are_read_past():
    done = mlexplain("trace", stdin=b"\xff\xc3\x28 noise \xf0\x9f\n" + FAILING.read_bytes())
    assert done.returncode == 0
    assert "device-mismatch" in done.stdout


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "cp437"])
def test_terminals_that_know_no_unicode(encoding):
    done = mlexplain("trace", FAILING, environment={"PYTHONIOENCODING": encoding})
    assert (done.returncode, done.stderr) == (0, "")
    assert "device-mismatch" in done.stdout


def test_hindi_log_on_an_ascii_terminal():
    frame = '  File "क.py", line 1, in <module>\n    x\n'
    log = f"Traceback (most recent call last):\n{frame}KeyError: 'ख'\n"
    done = mlexplain("trace", stdin=log, environment={"PYTHONIOENCODING": "ascii"})
    assert done.stderr == ""
    assert "KeyError" in done.stdout
    assert done.stdout.isascii()


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", [("trace", FAILING), ("--help",), ("rule",)])
def test_full_disk(arguments):
    with open("/dev/full", "wb") as full:
        done = mlexplain(*arguments, stdout=full)
    assert complaint(done).endswith("No space left on device")
    assert done.returncode == 2


def test_output_to_a_place_that_cannot_be_written(tmp_path):
    done = mlexplain("trace", FAILING, "--output", tmp_path / "no" / "such" / "file")
    assert "No such file or directory" in complaint(done)
    assert done.returncode == 2


def test_output_to_a_file(tmp_path):
    target = tmp_path / "answer.txt"
    done = mlexplain("trace", FAILING, "--output", target)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert target.read_text("utf-8") == mlexplain("trace", FAILING).stdout


@pytest.mark.parametrize("stream", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams(stream):
    command = f"{sys.executable} -m mlexplain trace {FAILING} {stream}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT)
    assert "Traceback" not in done.stderr
    assert done.returncode == (2 if ">&-" in stream.replace("2>&-", "") else 0)


def test_closed_standard_input_is_said():
    command = f"{sys.executable} -m mlexplain trace <&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT)
    assert complaint(done) == "mlexplain: standard input is closed"
    assert done.returncode == 2


def test_a_reader_that_goes_away():
    command = f"cat {FAILING} | {sys.executable} -m mlexplain trace -v | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=ROOT)
    assert done.stderr == ""


def test_interrupt_is_quiet():
    process = subprocess.Popen(
        [sys.executable, "-m", "mlexplain", "trace"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        # A shell starts background jobs with the interrupt ignored, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stdin is not None
    process.stdin.write(b"line\n" * 200_000)
    process.stdin.flush()
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    output, errors = process.communicate(timeout=30)
    assert (output, errors, process.returncode) == (b"", b"", 130)


def test_secrets_are_masked_in_every_format():
    log = FAILING.read_text("utf-8").replace(
        "RuntimeError: ", f"RuntimeError: {TOKEN} me@example.com "
    )
    for format in ("text", "json", "markdown", "sarif", "github"):
        done = mlexplain("trace", "--format", format, stdin=log)
        assert TOKEN not in done.stdout
        assert "me@example.com" not in done.stdout


@pytest.mark.parametrize(
    ("arguments", "environment", "colored"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        ([], {"FORCE_COLOR": "1"}, True),
        (["--color", "never"], {"FORCE_COLOR": "1"}, False),
        ([], {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (["--format", "json", "--color", "always"], {}, False),
    ],
)
def test_colour(arguments, environment, colored):
    done = mlexplain("trace", FAILING, *arguments, environment=environment)
    assert bool(re.search("\x1b", done.stdout)) is colored
