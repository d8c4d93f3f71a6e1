import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Experiment:
    def __init__(self):
        self.device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
        self.build_data()
        self.build_model()

    def build_data(self):
        data = TensorDataset(torch.randn(8, 3), torch.randn(8, 1))
        self.train_loader = DataLoader(data, batch_size=4, shuffle=True)
        self.test_loader = DataLoader(data, batch_size=4)

    def build_model(self):
        self.model = nn.Linear(3, 1).to(self.device)
        self.criterion = nn.MSELoss()

    def test(self):
        preds = []
        for i, (x, y) in enumerate(self.test_loader):
            preds.append(self.model(x))  # mended: preds.append(self.model(x.to(self.device)))
        return torch.cat(preds)


Experiment().test()
