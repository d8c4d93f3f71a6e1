import torch

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
host = torch.Generator().manual_seed(0)
card = torch.Generator(device=device).manual_seed(0)
order = torch.randperm(8, generator=host)
noise = torch.randn(8, generator=card, device=device)
start = torch.randn(8, generator=host).to(device)
print((noise[order] + start).sum().item())
