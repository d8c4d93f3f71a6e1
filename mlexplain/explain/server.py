"""A model behind an OpenAI-compatible server (vLLM, TGI, Ollama, llama.cpp, `transformers serve`).

Only used where the user names its URL: the code goes there and nowhere else.
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from mlexplain.explain.prompt import StepPrompt
from mlexplain.explain.request import SYSTEM, answer, question

_SECONDS = 120
_AT_ONCE = 8
_LONGEST = 200


class ServerError(ValueError):
    """The server cannot be used; one sentence."""


class Server:
    """Speaks `/chat/completions`. The key is taken from MLEXPLAIN_API_KEY or OPENAI_API_KEY."""

    def __init__(self, url: str, model: str | None = None) -> None:
        self._url = url.rstrip("/")
        self._key = os.environ.get("MLEXPLAIN_API_KEY") or os.environ.get("OPENAI_API_KEY")
        self.name = model or self._first_model()

    def _first_model(self) -> str:
        listed = self._ask("/models").get("data") or []
        name = listed[0].get("id") if listed and isinstance(listed[0], dict) else None
        if not name:
            raise ServerError(f"{self._url} offers no model")
        return str(name)

    def write(self, prompts: Sequence[StepPrompt], attempt: int) -> list[list[str]]:
        """Raises `ServerError`."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            written = list(pool.map(lambda p: self._complete(p, attempt), prompts))
        return [
            [marked] if (marked := answer(text, prompt)) else []
            for text, prompt in zip(written, prompts, strict=True)
        ]

    def _complete(self, prompt: StepPrompt, attempt: int) -> str:
        return self.complete(SYSTEM, question(prompt), 0.0 if attempt == 0 else 0.7)

    def complete(self, system: str, user: str, temperature: float = 0.0) -> str:
        """One answer. Raises `ServerError`."""
        reply = self._ask(
            "/chat/completions",
            {
                "model": self.name,
                "messages": [
                    {"role": "system", "content": system},
                    {"role": "user", "content": user},
                ],
                "temperature": temperature,
                "max_tokens": _LONGEST,
                "stream": False,
            },
        )
        try:
            return str(reply["choices"][0]["message"]["content"] or "")
        except (KeyError, IndexError, TypeError):
            raise ServerError(f"{self._url} gave an answer without text") from None

    def _ask(self, path: str, content: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        data = json.dumps(content).encode() if content is not None else None
        request = urllib.request.Request(self._url + path, data, headers)
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as reply:
                found = json.load(reply)
        except urllib.error.HTTPError as error:
            raise ServerError(f"{self._url} answered {error.code} {error.reason}") from None
        except (urllib.error.URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            raise ServerError(f"{self._url} cannot be reached: {reason}") from None
        except ValueError:
            raise ServerError(f"{self._url} did not answer in JSON") from None
        if not isinstance(found, dict):
            raise ServerError(f"{self._url} did not answer as an OpenAI-compatible server does")
        return found
