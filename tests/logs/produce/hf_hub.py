"""A hub on loopback that refuses: the real client libraries, the real wording, no network.

The repository name decides the answer: see `ANSWERS`. `hub()` yields the environment to run under
and the rewriting that puts the public address back.
"""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench import case

GATED = "You are trying to access a gated repo.\nMake sure to have access to it at"

ANSWERS = {
    # substring of the path: status, X-Error-Code, X-Error-Message
    "meta-llama": (401, "GatedRepo", "Access to model {repo} is restricted. You must have access to it and be authenticated to access it. Please log in."),
    "google/gemma": (403, "GatedRepo", "Access to model {repo} is restricted and you are not in the authorized list. Visit https://huggingface.co/{repo} to ask for access."),
    "bigcode": (401, "GatedRepo", "Access to model {repo} is restricted. You must have access to it and be authenticated to access it. Please log in."),
    "mistralai": (403, "GatedRepo", "Access to model {repo} is restricted and you are not in the authorized list. Visit https://huggingface.co/{repo} to ask for access."),
    "whoami": (401, None, "Invalid user token."),
    "badtoken": (401, None, "Invalid credentials in Authorization header"),
    "forbidden": (403, None, "Forbidden: pass `create_pr=1` as a query parameter to create a Pull Request"),
    "nofile": (404, "EntryNotFound", "Entry not found"),
    "norevision": (404, "RevisionNotFound", "Invalid rev id: {rev}"),
    "busy": (503, None, "Service Unavailable"),
    "toomany": (429, None, "Too Many Requests: you have reached your 'api' rate limit."),
    "slow": (0, None, ""),
}


class Refuse(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        path = self.path
        parts = [p for p in path.split("?")[0].split("/") if p and p not in ("api", "models", "datasets")]
        repo = "/".join(parts[:2]) if len(parts) > 1 and parts[1] not in ("resolve", "revision", "tree") else parts[0] if parts else ""
        rev = path.split("/resolve/")[1].split("/")[0] if "/resolve/" in path else "main"
        # An unknown repository is answered like a private one: 401 without a token, 404 with one.
        token = self.headers.get("Authorization")
        status, code, message = (404 if token else 401), "RepoNotFound", "Repository not found" if token else "Invalid username or password."
        for key, given in ANSWERS.items():
            if key in path:
                status, code, message = given
        if status == 0:
            time.sleep(30)
            return
        if "/api/" in path and code == "EntryNotFound":
            body = json.dumps({"id": repo, "modelId": repo, "sha": "1" * 40, "siblings": [{"rfilename": "README.md"}], "tags": [], "private": False}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            return
        message = message.format(repo=repo, rev=rev)
        body = json.dumps({"error": message}).encode() if "/api/" in path else message.encode()
        self.send_response(status)
        if code:
            self.send_header("X-Error-Code", code)
        self.send_header("X-Error-Message", message)
        self.send_header("X-Request-Id", "Root=1-672f8a31-5d1c0e9f2b7a4c6837e9d0a1;7b0c9c1e-53f4-4d0a-9a1e-0a6f6f4d2c11")
        self.send_header("Content-Type", "application/json" if "/api/" in path else "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_HEAD = do_POST = answer

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def hub() -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Refuse)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"127.0.0.1:{server.server_port}"
    env = {"HF_ENDPOINT": f"http://{address}", "NO_PROXY": "127.0.0.1", "no_proxy": "127.0.0.1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    try:
        yield env, {f"http://{address}": "https://huggingface.co"}
    finally:
        server.shutdown()


def ask(slug: str, name: str, code: str | list[str], **about: object) -> None:
    """A case run against this hub."""
    with hub() as (env, rewrite):
        given = about.pop("env", {})
        case(slug, name, code, env={**env, **given}, rewrite=rewrite, **about)
