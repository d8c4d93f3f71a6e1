import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

device = "cuda" if torch.cuda.is_available() else "cpu"
tok = AutoTokenizer.from_pretrained("gpt2")
model = AutoModelForCausalLM.from_pretrained("gpt2").to(device)


def score(text):
    enc = tok(text, return_tensors="pt")  # or here
    with torch.no_grad():
        out = model(**enc, labels=enc["input_ids"])  # mended: enc = enc.to(device); out = model(**enc, labels=enc["input_ids"])
    return out.loss.item()


print(score("a b"))
