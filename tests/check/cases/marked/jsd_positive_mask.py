import torch
from torch import nn


class InfoMax(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.local_d = nn.Linear(dim, dim)
        self.global_d = nn.Linear(dim, dim)

    def forward(self, local_enc, global_enc, batch):
        l = self.local_d(local_enc)
        g = self.global_d(global_enc)
        return self.local_global_loss(l, g, batch)

    @staticmethod
    def local_global_loss(l_enc, g_enc, batch):
        num_nodes, num_graphs = l_enc.shape[0], g_enc.shape[0]
        pos_mask = torch.zeros((num_nodes, num_graphs))  # mended: pos_mask = l_enc.new_zeros((num_nodes, num_graphs))
        for node, graph in enumerate(batch):
            pos_mask[node][graph] = 1.0
        res = torch.mm(l_enc, g_enc.t())
        return (res * pos_mask).sum() / num_nodes  # or here


device = "cuda" if torch.cuda.is_available() else "cpu"
model = InfoMax(4).to(device)
nodes, graphs = torch.randn(5, 4, device=device), torch.randn(2, 4, device=device)
print(model(nodes, graphs, [0, 0, 1, 1, 1]))
