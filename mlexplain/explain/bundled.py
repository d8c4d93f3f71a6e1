"""The bundled model as an author."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from mlexplain.explain.lexicon import Lexicon, read_lexicon
from mlexplain.explain.order import InOrder
from mlexplain.explain.prompt import StepPrompt
from mlexplain.explain.slots import SLOTS
from mlexplain.resources import models_dir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mlexplain.explain.server import Server
    from mlexplain.generation.constraints import Constraint

_LONGEST = 90
_SAMPLES = 2
_TEMPERATURES = (0.0, 0.5, 0.8)
_LINK = re.compile(r"\b(?:Then|Next,|Finally,) (?!it\b)([a-z])")
_MARKS = ("<names>", "<code>", "<whole>", "<facts>", "<say>", "<pad>")


def bundled_dir() -> Path:
    """Where the bundled model lies."""
    return models_dir() / "explainer"


def available() -> bool:
    """Whether the bundled model and what it runs on are installed."""
    return (bundled_dir() / "config.json").is_file() and find_spec("torch") is not None


def is_bundled(name: str) -> bool:
    """Whether a folder, or a name that a server uses, is the bundled model's."""
    return name.rstrip("/").rpartition("/")[2].partition("@")[0] == bundled_dir().name


class Bundled:
    """Writes with slots: it can name only what its prompt shows. Raises `LoadError`.

    It says the facts in other words. Its training text also has what a teacher would say freely,
    but of that it is not yet sure enough to be let speak.
    """

    def __init__(self, folder: Path | None = None) -> None:
        from mlexplain.generation import load

        folder = folder or bundled_dir()
        self._model = load(folder, dtype="float32")
        self._lexicon: Lexicon = read_lexicon(folder / "lexicon.json")
        self.name = folder.name
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._context: int = config["max_position_embeddings"]
        self._slots = {n: self._one_token(f"<{n}>") for n in range(SLOTS)}
        self._ends = frozenset([config["eos_token_id"]])
        self._marks = {self._one_token(m) for m in _MARKS}

    def _one_token(self, text: str) -> int:
        (token,) = self._model.encode(text)
        return token

    def write(self, prompts: Sequence[StepPrompt], attempt: int) -> list[list[str]]:
        """Greedily at first, then a few samples for each prompt, the likeliest first."""
        copies = 1 if attempt == 0 else _SAMPLES
        asked = [
            (index, prompt)
            for index, prompt in enumerate(prompts)
            if len(self._model.encode(prompt.plain_text)) + _LONGEST <= self._context
            for _ in range(copies)
        ]
        found: list[list[tuple[float, str]]] = [[] for _ in prompts]
        if asked:
            rated = self._generate([prompt for _, prompt in asked], attempt)
            for (index, prompt), (sure, text) in zip(asked, rated, strict=True):
                if self._lexicon.same_content(text, prompt.marked_facts):
                    found[index].append((sure, text))
        return [[text for _, text in sorted(f, reverse=True)] for f in found]

    def _generate(self, prompts: list[StepPrompt], attempt: int) -> list[tuple[float, str]]:
        """Mean log-probability and text for each prompt."""
        from mlexplain.generation import Forbid, generate

        facts = [self._model.encode(p.marked_facts) for p in prompts]
        constraints: list[list[Constraint]] = [
            [Forbid(self._marks), InOrder(p.marked_facts, self._slots, self._ends)] for p in prompts
        ]
        result = generate(
            self._model,
            [self._model.encode(p.plain_text) for p in prompts],
            max_new_tokens=min(_LONGEST, _longest_of(facts)),
            temperature=_TEMPERATURES[min(attempt, len(_TEMPERATURES) - 1)],
            top_p=None if attempt == 0 else 0.95,
            seed=attempt,
            logprobs=True,
            constraints=constraints,
            context="stop",
        )
        assert result.logprobs is not None
        return [
            (sum(logs) / max(1, len(logs)), _unlinked(self._model.decode(tokens)))
            for logs, tokens in zip(result.logprobs, result.tokens, strict=True)
        ]


def _unlinked(text: str) -> str:
    """Without "then" where no deed follows: a reason stands beside what it is for, not after it."""
    return _LINK.sub(lambda link: link[1].upper(), text)


def _longest_of(facts: list[list[int]]) -> int:
    """Other words for the same are seldom longer by half."""
    return 3 * max(map(len, facts)) // 2 + 4


class ServedBundled:
    """The bundled model behind a server, asked in slots as on this machine."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._lexicon = read_lexicon(bundled_dir() / "lexicon.json")
        self.name = server.name

    def write(self, prompts: Sequence[StepPrompt], attempt: int) -> list[list[str]]:
        """Raises `ServerError`."""
        temperature = _TEMPERATURES[min(attempt, len(_TEMPERATURES) - 1)]
        written = self._server.complete_all([("", p.plain_text) for p in prompts], temperature)
        return [
            [text] if self._lexicon.same_content(text, prompt.marked_facts) else []
            for text, prompt in zip(map(_unlinked, written), prompts, strict=True)
        ]
