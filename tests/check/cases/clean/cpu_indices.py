import torch

device = "cuda" if torch.cuda.is_available() else "cpu"
bank = torch.randn(10, 4, device=device)
order = torch.randperm(10)
rows = bank[order[:3]]
bank[order[3:5]] = 0.0
mask = torch.arange(10) % 2 == 0
print(rows.shape, bank[mask].shape)
