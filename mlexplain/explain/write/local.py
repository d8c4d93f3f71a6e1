"""Any causal language model on this machine as an author: a folder, or a hub id."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mlexplain.explain.write.prompt import StepPrompt
from mlexplain.explain.write.request import SYSTEM, answer, question

_LONGEST = 160
_TEMPERATURES = (0.0, 0.7)


class LocalModel:
    """Asked in plain words, through its chat template where it has one. Raises `LoadError`."""

    def __init__(self, path_or_id: str) -> None:
        from mlexplain.generation import load

        self._model = load(path_or_id, device="auto")
        self._template = _chat_template(Path(path_or_id).expanduser())
        self.name = Path(path_or_id).name or path_or_id

    def write(self, prompts: Sequence[StepPrompt], attempt: int) -> list[list[str]]:
        from mlexplain.generation import generate

        result = generate(
            self._model,
            [self._model.encode(self._text(p)) for p in prompts],
            max_new_tokens=_LONGEST,
            temperature=_TEMPERATURES[min(attempt, len(_TEMPERATURES) - 1)],
            seed=attempt,
            context="stop",
            batch_size=4,
        )
        written = [self._model.decode(tokens) for tokens in result.tokens]
        return [
            [marked] if (marked := answer(text, prompt)) else []
            for text, prompt in zip(written, prompts, strict=True)
        ]

    def _text(self, prompt: StepPrompt) -> str:
        turns = [
            {"role": "system", "content": SYSTEM},
            {"role": "user", "content": question(prompt)},
        ]
        if self._template is not None:
            text: str = self._template.apply_chat_template(
                turns, tokenize=False, add_generation_prompt=True
            )
            return text
        return f"{SYSTEM}\n\n{question(prompt)}\n\nExplanation:"


def _chat_template(folder: Path) -> Any:
    """The folder's tokenizer, where it knows how to hold a conversation."""
    config = folder / "tokenizer_config.json"
    known = config.is_file() and "chat_template" in config.read_text("utf-8", errors="replace")
    if not known and not (folder / "chat_template.jinja").is_file():
        return None
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(
        str(folder), local_files_only=True, trust_remote_code=False
    )
