"""Models of a few kilobytes under the names that users write; made once, copied beside each script.

`folder("gpt2")` is a directory with tokenizer files and random weights. With `weights=False` it
holds the tokenizer alone, without `tokenizer.json`, so that old releases read it as well.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from bench import STAGE, interpreter

TINY = STAGE.parent / "mlx-tiny"

MAKE = r'''
import json, sys
from pathlib import Path
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers
import torch, transformers as t

root = Path(sys.argv[1])
torch.manual_seed(0)
TEXT = ["the cat sat on the mat", "a model learns from data", "hello world, this is a longer sentence",
        "training loss goes down", "Paris is the capital of France", "def main(): return 0"] * 20

def bpe(folder, special):
    tok = Tokenizer(models.BPE(unk_token=None))
    tok.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tok.decoder = decoders.ByteLevel()
    tok.train_from_iterator(TEXT, trainers.BpeTrainer(vocab_size=400, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    folder.mkdir(parents=True, exist_ok=True)
    tok.save(str(folder / "tokenizer.json"))
    data = json.loads((folder / "tokenizer.json").read_text())["model"]
    (folder / "vocab.json").write_text(json.dumps(data["vocab"]))
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(" ".join(m) if isinstance(m, list) else m for m in data["merges"]) + "\n")
    return tok.get_vocab_size()

f = root / "gpt2"
n = bpe(f, ["<|endoftext|>"])
(f / "tokenizer_config.json").write_text(json.dumps({"model_max_length": 64, "tokenizer_class": "GPT2Tokenizer", "bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>"}))
t.GPT2LMHeadModel(t.GPT2Config(vocab_size=n, n_positions=64, n_embd=32, n_layer=2, n_head=2, bos_token_id=0, eos_token_id=0)).save_pretrained(f)

f = root / "llama"
n = bpe(f, ["<unk>", "<s>", "</s>"])
(f / "tokenizer_config.json").write_text(json.dumps({"model_max_length": 128, "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}))
t.LlamaForCausalLM(t.LlamaConfig(vocab_size=n, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=2, max_position_embeddings=128)).save_pretrained(f)

f = root / "bert"
f.mkdir(parents=True, exist_ok=True)
words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + sorted({w.lower().strip(",()") for s in TEXT for w in s.split()}) + list("abcdefghijklmnopqrstuvwxyz,.:;()0123456789") + ["##" + c for c in "abcdefghijklmnopqrstuvwxyz"]
words = list(dict.fromkeys(words))
(f / "vocab.txt").write_text("\n".join(words) + "\n")
(f / "tokenizer_config.json").write_text(json.dumps({"model_max_length": 32, "tokenizer_class": "BertTokenizer", "do_lower_case": True}))
t.BertForSequenceClassification(t.BertConfig(vocab_size=len(words), hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, max_position_embeddings=32)).save_pretrained(f)
'''


SPM = r"""
import sentencepiece, sys
lines = ["the cat sat on the mat", "hello world a model learns from data", "paris is the capital of france"] * 50
sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(lines), model_prefix=sys.argv[1] + "/tokenizer", vocab_size=40, model_type="bpe")
"""


def spm_folder() -> Path:
    """A SentencePiece model alone, as LLaMA checkpoints carried it."""
    target = TINY / "spm-llama"
    if not (target / "tokenizer.model").exists():
        target.mkdir(parents=True, exist_ok=True)
        subprocess.run([interpreter("bare9"), "-c", SPM, str(target)], check=True)
    return target


def bin_folder() -> Path:
    """GPT-2 with a pickled checkpoint in place of safetensors."""
    target = TINY / "gpt2-bin"
    if not target.exists():
        shutil.copytree(folder("gpt2", fast_file=False), target)
        turn = (
            "import sys, torch, safetensors.torch as s;"
            "torch.save(s.load_file(sys.argv[1] + '/model.safetensors'), sys.argv[1] + '/pytorch_model.bin')"
        )
        subprocess.run([interpreter("latest"), "-c", turn, str(target)], check=True)
        (target / "model.safetensors").unlink()
    return target


def folder(kind: str, weights: bool = True, fast_file: bool = True) -> Path:
    if not (TINY / "bert" / "vocab.txt").exists():
        subprocess.run([interpreter("latest"), "-c", MAKE, str(TINY)], check=True)
    if weights and fast_file:
        return TINY / kind
    lean = TINY / f"{kind}-{int(weights)}{int(fast_file)}"
    if not lean.exists():
        shutil.copytree(TINY / kind, lean)
        for name in [] if weights else ["model.safetensors"]:
            (lean / name).unlink()
        if not fast_file:
            (lean / "tokenizer.json").unlink(missing_ok=True)
    return lean


if __name__ == "__main__":
    print(folder(sys.argv[1]))
