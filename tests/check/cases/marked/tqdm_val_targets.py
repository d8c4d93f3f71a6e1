import torch
from torch import nn
from tqdm import tqdm


class Trainer:
    def __init__(self, model, loaders, device="cuda"):
        self.device = torch.device(device if torch.cuda.is_available() else "cpu")
        self.model = model.to(self.device)
        self.loaders = loaders
        self.criterion = nn.MSELoss()

    def _run(self, phase):
        bar = tqdm(self.loaders[phase], disable=True)
        for i, (inputs, targets) in enumerate(bar):
            inputs = inputs.to(self.device)
            with torch.set_grad_enabled(phase == "train"):
                loss = self.criterion(self.model(inputs), targets)  # mended: loss = self.criterion(self.model(inputs), targets.to(self.device))
            bar.set_postfix(loss=loss.item())

    def fit(self):
        for phase in ("train", "val"):
            self._run(phase)


data = torch.utils.data.TensorDataset(torch.rand(4, 2), torch.rand(4, 1))
loader = torch.utils.data.DataLoader(data, 2)
Trainer(nn.Linear(2, 1), {"train": loader, "val": loader}).fit()
