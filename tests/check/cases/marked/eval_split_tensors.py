import torch
from torch import nn

device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
X = torch.randn(20, 3)
y = (X.sum(1, keepdim=True) > 0).float()
X_train, X_test = X[:15], X[15:]
y_train, y_test = y[:15], y[15:]
X_train, y_train = X_train.to(device), y_train.to(device)
model = nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1)).to(device)
loss_fn = nn.BCEWithLogitsLoss()
for epoch in range(2):
    model.train()
    loss_fn(model(X_train), y_train).backward()
    model.eval()
    with torch.inference_mode():
        logits = model(X_test)  # mended: logits = model(X_test.to(device))
        loss = loss_fn(logits, y_test.to(device))
