import copy
import torch
from torch import nn


def reference(policy):
    ref = copy.deepcopy(policy).cpu()
    for p in ref.parameters():
        p.requires_grad = False
    return ref.eval()


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
policy = nn.Linear(4, 3).to(device)
ref = reference(policy)  # mended: ref = reference(policy).to(device)
x = torch.randn(2, 4, device=device)
kl = (policy(x).log_softmax(-1) - ref(x).log_softmax(-1)).mean()  # or here
kl.backward()
