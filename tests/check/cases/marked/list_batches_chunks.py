import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = nn.Embedding(20, 4).to(device)
sentences = [[1, 2, 3], [4, 5], [6]]
vectors = []
for start in range(0, len(sentences), 2):
    rows = sentences[start : start + 2]
    longest = max(len(r) for r in rows)
    ids = torch.tensor([r + [0] * (longest - len(r)) for r in rows])  # mended: ids = torch.tensor([r + [0] * (longest - len(r)) for r in rows]).to(device)
    vectors.append(model(ids).mean(1))  # or here
