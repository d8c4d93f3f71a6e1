import torch
from torch import nn


class PrefixLM(nn.Module):
    def __init__(self, vocab=9, dim=4, prefix=2):
        super().__init__()
        self.prefix_len = prefix
        self.prefix = nn.Parameter(torch.randn(prefix, dim))
        self.embed = nn.Embedding(vocab, dim)
        self.head = nn.Linear(dim, vocab)

    def extend_mask(self, attention_mask):
        batch = attention_mask.shape[0]
        ahead = torch.ones(batch, self.prefix_len, dtype=attention_mask.dtype)  # mended: ahead = torch.ones(batch, self.prefix_len, dtype=attention_mask.dtype, device=attention_mask.device)
        return torch.cat((ahead, attention_mask), dim=1)  # or here

    def forward(self, input_ids, attention_mask=None):
        x = self.embed(input_ids)
        x = torch.cat((self.prefix.expand(x.shape[0], -1, -1), x), dim=1)
        if attention_mask is not None:
            x = x * self.extend_mask(attention_mask)[..., None]  # or here
        return self.head(x)


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = PrefixLM().to(device)
batch = {"input_ids": torch.tensor([[1, 2]]), "attention_mask": torch.ones(1, 2)}
batch = {k: v.to(device) for k, v in batch.items()}
print(model(**batch).shape)
