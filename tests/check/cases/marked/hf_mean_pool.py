import torch
from transformers import AutoModel, AutoTokenizer


class Embedder:
    def __init__(self, name, device=None):
        self.device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        self.tok = AutoTokenizer.from_pretrained(name)
        self.model = AutoModel.from_pretrained(name).to(self.device).eval()

    def encode(self, texts):
        batch = self.tok(texts, padding=True, return_tensors="pt")
        ids = batch["input_ids"].to(self.device)
        mask = batch["attention_mask"]  # mended: mask = batch["attention_mask"].to(self.device)
        with torch.no_grad():
            h = self.model(input_ids=ids, attention_mask=mask).last_hidden_state  # or here
        m = mask.unsqueeze(-1).float()
        return (h * m).sum(1) / m.sum(1)  # or here


print(Embedder("bert-base-uncased").encode(["a"]))
