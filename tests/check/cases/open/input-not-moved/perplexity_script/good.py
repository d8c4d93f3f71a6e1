"""Prints the perplexity of each line of a text."""
import math

import torch
from transformers import GPT2LMHeadModel, GPT2Tokenizer

tokenizer = GPT2Tokenizer.from_pretrained("gpt2")
model = GPT2LMHeadModel.from_pretrained("gpt2")
model = model.to("cuda")
model.eval()

LINES = [
    "the cat sat on the mat",
    "tensors on two devices do not add",
    "a short one",
]


def chunks(ids, size):
    for start in range(0, ids.size(1), size):
        yield ids[:, start : start + size]


def long_text(text, size=4):
    total, count = 0.0, 0
    for piece in chunks(tokenizer.encode(text, return_tensors="pt").to("cuda"), size):
        if piece.size(1) < 2:
            continue
        with torch.no_grad():
            total += model(piece, labels=piece).loss.item() * piece.size(1)
        count += piece.size(1)
    return math.exp(total / max(count, 1))


for line in LINES:
    print(round(long_text(line), 2), line)

with torch.no_grad():
    logits = model(tokenizer.encode("to be or not", return_tensors="pt").to("cuda")).logits
print(logits[0, -1].topk(3).indices.tolist())
