"""The bundled model as an author."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from itertools import chain
from pathlib import Path

from mlexplain.explain.write.lexicon import Lexicon, last_word, read_lexicon, stem
from mlexplain.explain.write.order import InOrder
from mlexplain.explain.write.polish import polished
from mlexplain.explain.write.prompt import StepPrompt, parted
from mlexplain.explain.write.slips import slips
from mlexplain.explain.write.slots import SLOTS
from mlexplain.explain.write.turns import Turns
from mlexplain.explain.write.verify import problems
from mlexplain.explain.write.words import Beginnings, InWords
from mlexplain.generation.constraints import Constraint, Forbid
from mlexplain.resources import models_dir

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mlexplain.explain.write.server import Server

_LONGEST = 150
_SAMPLES = 16
_TEMPERATURES = (0.0, 0.5, 0.8)
_LEAST_SURE = -2.0
"""A token less likely than one in seven is where a small model has lost its thread: the text ends."""
_DRAFT = 3
"""Other words for the facts repeat pieces of them, of a few tokens."""
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
        self._turns = Turns.read(folder / "turns.bin")
        self.name = folder.name
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._context: int = config["max_position_embeddings"]
        self._slots = {n: self._one_token(f"<{n}>") for n in range(SLOTS)}
        self._pieces = [self._model.decode([n]) for n in range(config["vocab_size"])]
        """The text of each token."""
        self._ends = frozenset([config["eos_token_id"]])
        self._beginnings = Beginnings(self._pieces, self._ends)
        self._marks = {self._one_token(m) for m in _MARKS}

    def _one_token(self, text: str) -> int:
        (token,) = self._model.encode(text)
        return token

    def write(self, prompts: Sequence[StepPrompt], attempt: int) -> list[list[str]]:
        """Whole steps at first; then sentence by sentence, each until it says its facts."""
        if attempt == 0:
            whole = self._said(prompts, _TEMPERATURES[0])
            return [[text] if text is not None else [] for text in whole]
        pieces = [each for prompt in prompts for each in _sentences(prompt)]
        failed = {prompt.marked_facts for prompt in prompts}
        texts: list[str | None] = [None] * len(pieces)
        for temperature in _TEMPERATURES:
            asked = [p if t is None else None for p, t in zip(pieces, texts, strict=True)]
            if temperature == 0:  # a step of one sentence would fail as it did before
                asked = [p if p and p.marked_facts not in failed else None for p in asked]
            texts = [t or new for t, new in zip(texts, self._said(asked, temperature), strict=True)]
        said = iter(texts)
        return [_together([next(said) for _ in _sentences(prompt)]) for prompt in prompts]

    def _said(self, prompts: Sequence[StepPrompt | None], temperature: float) -> list[str | None]:
        """What says the facts of each prompt in other words; None where nothing does."""
        asked = {
            index: prompt for index, prompt in enumerate(prompts) if prompt and self._fits(prompt)
        }
        found: list[str | None] = [None] * len(prompts)
        if asked:
            copies = 1 if temperature == 0 else _SAMPLES
            rows = [index for index in asked for _ in range(copies)]
            rated = self._generate([asked[index] for index in rows], temperature)
            for _, index, text in sorted(
                (sure, index, text) for index, (sure, text) in zip(rows, rated, strict=True)
            ):
                prompt = asked[index]
                if _says_the_same(self._lexicon, self._turns, text, prompt):
                    found[index] = text if not problems(text, prompt) else found[index]
        return found

    def _fits(self, prompt: StepPrompt) -> bool:
        if prompt.kind != "step":  # it was shown no summaries, and none that it tried would stand
            return False
        told = self._model.encode(prompt.marked_facts)
        return len(self._model.encode(prompt.plain_text)) + _longest_of(told) <= self._context

    def _generate(self, prompts: list[StepPrompt], temperature: float) -> list[tuple[float, str]]:
        """The log-probability of the least likely token, and the text, for each prompt; no text where
        the thread was lost."""
        from mlexplain.generation import generate

        told = {p.marked_facts: self._model.encode(p.marked_facts) for p in prompts}
        constraints = {facts: self._constraints(facts, tokens) for facts, tokens in told.items()}
        result = generate(
            self._model,
            [self._model.encode(p.plain_text) for p in prompts],
            max_new_tokens=max(map(_longest_of, told.values())),
            temperature=temperature,
            top_p=None if temperature == 0 else 0.95,
            seed=0,
            logprobs=True,
            min_logprob=_LEAST_SURE,
            constraints=[constraints[p.marked_facts] for p in prompts],
            context="stop",
            lookup=_DRAFT,
        )
        assert result.logprobs is not None and result.texts is not None
        return [
            (min(logs, default=0.0), polished(text) if reason != "unsure" else "")
            for logs, text, reason in zip(
                result.logprobs, result.texts, result.finish_reasons, strict=True
            )
        ]

    def _constraints(self, facts: str, told: list[int]) -> list[Constraint]:
        allowed, longest = self._lexicon.allowed(facts), _longest_of(told)

        def lost(tokens: Sequence[int]) -> bool:
            """Whether a text under way can no longer say the facts, or is too long for them."""
            word = last_word("".join(self._pieces[token] for token in tokens))
            return len(tokens) >= longest or (word is not None and stem(word) not in allowed)

        return [
            Forbid(self._marks),
            InOrder(facts, self._slots, self._ends, lost),
            InWords(self._beginnings, self._lexicon.whole_words(facts)),
        ]


def _says_the_same(lexicon: Lexicon, turns: Turns, text: str, prompt: StepPrompt) -> bool:
    facts = prompt.marked_facts
    broken = chain(turns.strange(text, facts), slips(text, facts))
    return lexicon.same_content(text, facts) and not any(broken)


def _sentences(prompt: StepPrompt) -> list[StepPrompt]:
    """A prompt for each sentence of the facts; the code and the names stay the step's."""
    return [replace(prompt, marked_facts=told) for told in parted(prompt.marked_facts)]


def _together(sentences: list[str | None]) -> list[str]:
    return [" ".join(filter(None, sentences))] if all(sentences) else []


def _longest_of(facts: list[int]) -> int:
    """Other words for the same are seldom longer by half."""
    return min(_LONGEST, 3 * len(facts) // 2 + 4)


class ServedBundled:
    """The bundled model behind a server, asked in slots as on this machine."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._lexicon = read_lexicon(bundled_dir() / "lexicon.json")
        self._turns = Turns.read(bundled_dir() / "turns.bin")
        self.name = server.name

    def write(self, prompts: Sequence[StepPrompt], attempt: int) -> list[list[str]]:
        """Raises `ServerError`."""
        temperature = _TEMPERATURES[min(attempt, len(_TEMPERATURES) - 1)]
        asked = [prompt for prompt in prompts if prompt.kind == "step"]  # as on this machine
        texts = self._server.complete_all([("", p.plain_text) for p in asked], temperature)
        written = dict(zip(asked, map(polished, texts), strict=True))
        return [
            [written[prompt]]
            if prompt in written
            and _says_the_same(self._lexicon, self._turns, written[prompt], prompt)
            else []
            for prompt in prompts
        ]
