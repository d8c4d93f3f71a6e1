"""The bundled model behind `transformers serve`, and on this machine by its path."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from mlexplain import explain
from mlexplain.explain.write.bundled import bundled_dir

for package in ("torch", "transformers", "accelerate", "fastapi", "uvicorn", "openai"):
    pytest.importorskip(package)

CODE = """\
def train(model, loader, optimizer):
    for x, y in loader:
        optimizer.zero_grad()
        out = model(x)
        loss = criterion(out, y)
        loss.backward()
        optimizer.step()
    return model
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real server without a pinned model, and with an empty hub cache."""
    home = tmp_path_factory.mktemp("hub")
    (home / "hub").mkdir()
    port = free_port()
    command = [sys.executable, "-m", "transformers.cli.transformers", "serve"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    settings = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(home), "OMP_NUM_THREADS": "1"}
    server = subprocess.Popen(
        command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        while True:
            assert server.poll() is None, "the server ended"
            try:
                urllib.request.urlopen(f"{url}/v1/models", timeout=5).close()
                break
            except urllib.error.HTTPError:
                break  # it answers; whatever it cannot list is no matter
            except OSError:
                time.sleep(0.5)
        yield url
    finally:
        server.terminate()
        server.wait()


def test_a_server_of_the_bundled_model_writes_steps(served: str) -> None:
    found = explain(CODE, model=f"{served}/v1#{bundled_dir()}")
    assert found.model == str(bundled_dir())
    by_model = [step for step in found.steps if step.source == "model"]
    assert by_model
    local = explain(CODE, model="bundled")
    assert {step.code for step in by_model} <= {step.code for step in local.steps}


def test_a_path_to_the_bundled_model_is_the_bundled_model() -> None:
    by_path, by_name = (explain(CODE, model=m) for m in (str(bundled_dir()), "bundled"))
    assert by_path.steps == by_name.steps
