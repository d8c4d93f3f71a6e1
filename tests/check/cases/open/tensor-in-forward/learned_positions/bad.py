import torch
from torch import nn


class GPTConfig:
    vocab = 40
    block = 16
    width = 8
    layers = 1


class MiniGPT(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.wte = nn.Embedding(config.vocab, config.width)
        self.wpe = nn.Embedding(config.block, config.width)
        self.mlp = nn.ModuleList(
            [nn.Sequential(nn.Linear(config.width, config.width), nn.GELU()) for _ in range(config.layers)]
        )
        self.ln = nn.LayerNorm(config.width)
        self.head = nn.Linear(config.width, config.vocab, bias=False)
        self.head.weight = self.wte.weight

    def forward(self, idx, targets=None):
        b, t = idx.size()
        assert t <= self.config.block
        pos = torch.arange(0, t, dtype=torch.long)
        x = self.wte(idx) + self.wpe(pos)
        for layer in self.mlp:
            x = x + layer(x)
        logits = self.head(self.ln(x))
        if targets is None:
            return logits, None
        loss = nn.functional.cross_entropy(logits.view(-1, logits.size(-1)), targets.view(-1))
        return logits, loss


def get_batch(data, size, block, device):
    start = torch.randint(len(data) - block, (size,))
    x = torch.stack([data[i : i + block] for i in start])
    y = torch.stack([data[i + 1 : i + 1 + block] for i in start])
    return x.to(device), y.to(device)


if __name__ == "__main__":
    device = "cuda" if torch.cuda.is_available() else "cpu"
    data = torch.randint(0, 40, (100,))
    model = MiniGPT(GPTConfig()).to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
    for step in range(2):
        _, loss = model(*get_batch(data, 4, 8, device))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        print(step, loss.item())
