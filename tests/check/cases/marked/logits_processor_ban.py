import torch
from torch import nn


class BanTokens:
    def __init__(self, banned):
        self.banned = banned

    def __call__(self, input_ids, scores):
        mask = torch.zeros(scores.shape[-1], dtype=torch.bool)  # mended: mask = torch.zeros(scores.shape[-1], dtype=torch.bool, device=scores.device)
        mask[self.banned] = True
        return scores.masked_fill(mask, float("-inf"))  # or here


class Tiny(nn.Module):
    def __init__(self, vocabulary=12):
        super().__init__()
        self.embed = nn.Embedding(vocabulary, 6)
        self.out = nn.Linear(6, vocabulary)

    def forward(self, ids):
        return self.out(self.embed(ids).mean(1))


@torch.inference_mode()
def generate(model, ids, processors, steps=3):
    for _ in range(steps):
        scores = model(ids)
        for process in processors:
            scores = process(ids, scores)
        ids = torch.cat([ids, scores.argmax(-1, keepdim=True)], dim=1)
    return ids


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Tiny().to(device).eval()
prompt = torch.tensor([[1, 2, 3]]).to(device)
print(generate(model, prompt, [BanTokens([0, 4])]).tolist())
