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

from mlexplain.explain.write.prompt import StepPrompt
from mlexplain.explain.write.request import SYSTEM, answer, question

_SECONDS = 120
_AT_ONCE = 8
_LONGEST = 200


class ServerError(ValueError):
    """The server cannot be used; one sentence."""


class Server:
    """Speaks `/chat/completions`. The key is taken from MLEXPLAIN_API_KEY or OPENAI_API_KEY.

    `http://host:8000/v1#NAME` chooses among the models of a server; without it the first that it
    lists is asked, or whichever it serves if it lists none.
    """

    def __init__(self, url: str) -> None:
        url, _, self._model = url.partition("#")
        self._url = url.rstrip("/")
        self._key = os.environ.get("MLEXPLAIN_API_KEY") or os.environ.get("OPENAI_API_KEY")
        self._model = self._model or self._first_model()
        self.name = self._model or self._url

    def _first_model(self) -> str:
        listed = self._ask("/models").get("data") or []
        first = listed[0] if isinstance(listed, list) and listed else {}
        return str(first.get("id") or "") if isinstance(first, dict) else ""

    def write(self, prompts: Sequence[StepPrompt], attempt: int) -> list[list[str]]:
        """Raises `ServerError`."""
        written = self.complete_all(
            [(SYSTEM, question(prompt)) for prompt in prompts], 0.0 if attempt == 0 else 0.7
        )
        return [
            [marked] if (marked := answer(text, prompt)) else []
            for text, prompt in zip(written, prompts, strict=True)
        ]

    def complete_all(self, asked: Sequence[tuple[str, str]], temperature: float) -> list[str]:
        """An answer to each pair of a system and a user text, asked at once. Raises `ServerError`."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            return list(pool.map(lambda turn: self.complete(turn[0], turn[1], temperature), asked))

    def complete(self, system: str, user: str, temperature: float = 0.0) -> str:
        """One answer; an empty `system` is not sent. Raises `ServerError`."""
        turns = (("system", system), ("user", user))
        content = {
            "messages": [{"role": role, "content": text} for role, text in turns if text],
            "temperature": temperature,
            "max_tokens": _LONGEST,
            "stream": False,
        }
        if self._model:
            content["model"] = self._model
        reply = self._ask("/chat/completions", content)
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
