import numpy as np
import torch
from torch import nn

device = "cuda" if torch.cuda.is_available() else "cpu"
# %%
X = np.random.rand(20, 3).astype("float32")
y = (X.sum(1) > 1.5).astype("float32")
X_train, X_test, y_train, y_test = X[:15], X[15:], y[:15], y[15:]
# %%
model = nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 1)).to(device)
loss_fn = nn.BCEWithLogitsLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
# %%
X_train, y_train = torch.from_numpy(X_train).to(device), torch.from_numpy(y_train).to(device)
X_test, y_test = torch.from_numpy(X_test).to(device), torch.from_numpy(y_test)  # mended: X_test, y_test = torch.from_numpy(X_test).to(device), torch.from_numpy(y_test).to(device)
# %%
for epoch in range(2):
    model.train()
    y_logits = model(X_train).squeeze()
    loss = loss_fn(y_logits, y_train)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    model.eval()
    with torch.inference_mode():
        test_logits = model(X_test).squeeze()
        test_loss = loss_fn(test_logits, y_test)  # or here
    print(epoch, loss.item(), test_loss.item())
