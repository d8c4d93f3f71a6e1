import torch
from torch import nn


class Recurrent(nn.Module):
    hidden = 4

    def zero_state(self, batch, size):
        shape = (batch, self.hidden, *size)
        return torch.zeros(shape), torch.zeros(shape)  # mended: return tuple(torch.zeros(shape, device=next(self.parameters()).device) for _ in range(2))


class ConvLSTMCell(Recurrent):
    def __init__(self, channels):
        super().__init__()
        self.gates = nn.Conv2d(channels + self.hidden, 4 * self.hidden, 3, padding=1)

    def forward(self, x, state):
        h, c = state
        i, f, o, g = self.gates(torch.cat([x, h], dim=1)).chunk(4, dim=1)  # or here
        c = f.sigmoid() * c + i.sigmoid() * g.tanh()
        return o.sigmoid() * c.tanh(), c

    def unroll(self, clip):
        state = self.zero_state(clip.size(0), clip.shape[-2:])  # or here
        outputs = []
        for t in range(clip.size(1)):
            state = self(clip[:, t], state)  # or here
            outputs.append(state[0])
        return torch.stack(outputs, dim=1)


device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
cell = ConvLSTMCell(3).to(device)
print(cell.unroll(torch.randn(2, 4, 3, 8, 8, device=device)).shape)
