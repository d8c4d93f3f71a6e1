import torch
from torch import nn


class Service:
    def __init__(self, path):
        self.path = path
        self.device = torch.device("cuda:0" if torch.cuda.is_available() else "cpu")
        self.net = nn.Linear(3, 1).to(self.device)

    def reload(self):
        with open(self.path, "rb") as file:
            state = torch.load(file)["net"]
        self.net.load_state_dict(state)
        self.net.eval()

    def answer(self, rows):
        x = torch.tensor(rows, dtype=torch.float32, device=self.device)
        with torch.inference_mode():
            return self.net(x).squeeze(1).tolist()


service = Service("net.ckpt")
service.reload()
print(service.answer([[1, 2, 3], [4, 5, 6]]))
