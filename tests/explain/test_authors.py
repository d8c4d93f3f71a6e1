"""Other models: a folder of another architecture, and a server on this machine."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from mlexplain import explain
from mlexplain.explain.authors import author_for

CODE = "w = w - eta * w.grad\nfor k in range(3):\n    print(k)\n"


class Teacher(BaseHTTPRequestHandler):
    """An OpenAI-compatible server whose model says one true and one false thing."""

    asked: list[dict[str, Any]] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self._reply({"data": [{"id": "teacher"}]})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append({**body, "key": self.headers.get("Authorization")})
        text = body["messages"][1]["content"]
        true = "Moves `w` against its gradient `w.grad`, by the learning rate `eta`."
        said = true if "w.grad" in text else "Divides `k` by `secret_name`."
        self._reply({"choices": [{"message": {"content": said}}]})

    def _reply(self, content: dict[str, Any]) -> None:
        if self.path.startswith("/broken"):
            self.send_error(503)
            return
        data = b"<html>" if self.path.startswith("/html") else json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def server() -> Iterator[str]:
    Teacher.asked.clear()
    with HTTPServer(("127.0.0.1", 0), Teacher) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


def test_a_server_is_held_to_the_same_checks(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLEXPLAIN_API_KEY", "k-123")
    found = explain(CODE, model=f"{server}/v1")
    assert found.model == "teacher"
    assert (found.steps[0].text, found.steps[0].source) == (
        "Moves `w` against its gradient `w.grad`, by the learning rate `eta`.",
        "model",
    )
    assert {s.source for s in found.steps[1:]} == {"analysis"}
    assert "secret_name" not in json.dumps(found.to_dict())
    assert all(a["key"] == "Bearer k-123" and a["stream"] is False for a in Teacher.asked)
    assert "the learning rate" in Teacher.asked[0]["messages"][1]["content"]


@pytest.mark.parametrize(
    ("path", "message"),
    [("broken", "answered 503"), ("html", "did not answer in JSON")],
)
def test_a_server_that_fails_is_one_sentence(path: str, message: str, server: str) -> None:
    with pytest.raises(ValueError, match=message):
        explain(CODE, model=f"{server}/{path}")


def test_nobody_listening_is_one_sentence() -> None:
    with pytest.raises(ValueError, match="cannot be reached"):
        explain(CODE, model="http://127.0.0.1:9/v1")


@pytest.mark.parametrize("family", ["gpt2", "llama"])
def test_a_folder_of_another_model(family: str, tmp_path: Path, byte_tokenizer: Any) -> None:
    """An untrained model writes nonsense, and none of it is let through."""
    transformers = pytest.importorskip("transformers")
    sizes = {"vocab_size": 300, "bos_token_id": 0, "eos_token_id": 1}
    config = (
        transformers.GPT2Config(n_embd=32, n_layer=1, n_head=2, n_positions=900, **sizes)
        if family == "gpt2"
        else transformers.LlamaConfig(
            hidden_size=32,
            intermediate_size=48,
            num_hidden_layers=1,
            num_attention_heads=2,
            **sizes,
        )
    )
    transformers.AutoModelForCausalLM.from_config(config).save_pretrained(tmp_path)
    byte_tokenizer.save(str(tmp_path / "tokenizer.json"))
    found = explain(CODE, model=str(tmp_path))
    plain = explain(CODE, model=None)
    assert found.model == tmp_path.name
    assert found.steps == plain.steps


def test_a_model_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ValueError) as caught:
        author_for(str(tmp_path))
    assert "\n" not in str(caught.value)
