import torch
import torch.nn as nn
import torch.nn.functional as F


class STN(nn.Module):
    def __init__(self, k=3):
        super().__init__()
        self.fc = nn.Linear(k, k * k)
        self.k = k

    def forward(self, x):
        batch = x.size()[0]
        x = F.relu(self.fc(x.max(2)[0]))
        iden = torch.eye(self.k).flatten().view(1, self.k * self.k).repeat(batch, 1)  # mended: iden = torch.eye(self.k, device=x.device).flatten().view(1, self.k * self.k).repeat(batch, 1)
        x = x + iden  # or here
        return x.view(-1, self.k, self.k)


def feature_transform_regularizer(trans):
    d = trans.size()[1]
    I = torch.eye(d)[None, :, :]
    if trans.is_cuda:
        I = I.cuda()
    return torch.norm(torch.bmm(trans, trans.transpose(2, 1)) - I, dim=(1, 2)).mean()


net = STN()
if torch.cuda.is_available():
    net.cuda()
points = torch.rand(2, 3, 5)
points = points.cuda() if torch.cuda.is_available() else points
print(feature_transform_regularizer(net(points)))
