import torch
from torch import nn


class PretrainedBase(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config

    def default_positions(self, shape):
        return torch.arange(shape[1]).expand(shape)  # mended: return torch.arange(shape[1], device=self.embed_positions.weight.device).expand(shape)

    def default_mask(self, input_ids):
        return (input_ids != self.config["pad"]).float()


class Encoder(PretrainedBase):
    def __init__(self, config):
        super().__init__(config)
        self.embed_tokens = nn.Embedding(config["vocab"], config["dim"])
        self.embed_positions = nn.Embedding(config["max_len"], config["dim"])

    def forward(self, input_ids, position_ids=None, attention_mask=None):
        if position_ids is None:
            position_ids = self.default_positions(input_ids.shape)  # or here
        if attention_mask is None:
            attention_mask = self.default_mask(input_ids)
        x = self.embed_tokens(input_ids) + self.embed_positions(position_ids)  # or here
        return (x * attention_mask[..., None]).sum(1)


class Classifier(PretrainedBase):
    def __init__(self, config):
        super().__init__(config)
        self.encoder = Encoder(config)
        self.head = nn.Linear(config["dim"], 2)

    def forward(self, input_ids):
        return self.head(self.encoder(input_ids))


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
model = Classifier({"vocab": 9, "dim": 4, "max_len": 16, "pad": 0}).to(device)
print(model(torch.tensor([[1, 2, 3, 0]]).to(device)))
