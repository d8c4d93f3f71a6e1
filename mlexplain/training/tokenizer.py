"""The tokenizer: byte-level BPE (Sennrich et al., 2016) in which every slot and mark is one token."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from mlexplain.explain.write.slots import SLOTS

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PAD, END = "<pad>", "<end>"
MARKS = (PAD, END, "<names>", "<code>", "<whole>", "<facts>", "<say>")


_CHAT = "{% for message in messages %}{{ message.content }}{% endfor %}\n"


def train_tokenizer(texts: Iterable[str], size: int) -> Tokenizer:
    """Learn `size` tokens from texts; marks and slots come first, so `PAD` is 0 and `END` 1."""
    from tokenizers import Tokenizer
    from tokenizers.decoders import ByteLevel as Decoder
    from tokenizers.models import BPE
    from tokenizers.pre_tokenizers import ByteLevel, Digits, Sequence
    from tokenizers.trainers import BpeTrainer

    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = Sequence(
        [Digits(individual_digits=True), ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = Decoder()
    trainer = BpeTrainer(
        vocab_size=size,
        special_tokens=[*MARKS, *(f"<{n}>" for n in range(SLOTS))],
        initial_alphabet=ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def save_tokenizer(tokenizer: Tokenizer, folder: Path, context: int) -> None:
    """Write what our own core, transformers and its server read.

    Slots are ordinary tokens there: a server leaves special ones out of its answers. As a chat, the
    model reads what it is told as it stands.
    """
    content = json.loads(tokenizer.to_str(pretty=False))
    for token in content["added_tokens"]:
        token["special"] = token["content"] in MARKS
    (folder / "tokenizer.json").write_text(json.dumps(content, ensure_ascii=False) + "\n", "utf-8")
    (folder / "chat_template.jinja").write_text(_CHAT)
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": END,
        "pad_token": PAD,
        "model_max_length": context,
        "clean_up_tokenization_spaces": False,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=1) + "\n")
