import torch
import torch.nn.functional as F
from torch import nn


class GE2ELoss(nn.Module):
    def __init__(self):
        super().__init__()
        self.w = nn.Parameter(torch.tensor([10.0]))
        self.b = nn.Parameter(torch.tensor([-5.0]))

    def forward(self, e):
        speakers, utterances, _ = e.shape
        centroids = e.mean(1)
        sim = F.cosine_similarity(e.flatten(0, 1)[:, None], centroids[None], dim=-1)
        target = torch.arange(speakers).repeat_interleave(utterances)  # mended: target = torch.arange(speakers, device=e.device).repeat_interleave(utterances)
        return F.cross_entropy(self.w * sim + self.b, target)  # or here


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(3, 5, batch_first=True)

    def forward(self, mel):
        _, h = self.rnn(mel)
        return F.normalize(h[-1], dim=-1)


def train_step(encoder, loss_fn, batch, optimizer, device):
    speakers, utterances = batch.shape[:2]
    e = encoder(batch.flatten(0, 1).to(device)).view(speakers, utterances, -1)
    loss = loss_fn(e)  # or here
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
encoder, loss_fn = Encoder().to(device), GE2ELoss().to(device)
optimizer = torch.optim.SGD([*encoder.parameters(), *loss_fn.parameters()], lr=0.01)
train_step(encoder, loss_fn, torch.randn(2, 3, 4, 3), optimizer, device)
