"""A fourth drawing: gradients and losses."""

import drawn
from wear import coloured, compose, journal


def scene(slug, name, code, **about):
    drawn.scene(slug, f"fourth_{name}", code, **about)


scene("autograd-inplace", "weights_normalised_in_place", """
import torch
from torch import nn


class AttentionPool(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.score = nn.Linear(dim, 1)

    def forward(self, x, mask):
        w = torch.exp(self.score(x).squeeze(-1))
        w[mask] = 0
        w = w / w.sum(dim=1, keepdim=True)
        return (w.unsqueeze(-1) * x).sum(dim=1)


pool, head = AttentionPool(16), nn.Linear(16, 2)
opt = torch.optim.Adam([*pool.parameters(), *head.parameters()], lr=1e-3)
for step in range(100):
    x = torch.randn(8, 12, 16)
    mask = torch.rand(8, 12) > 0.8
    y = torch.randint(0, 2, (8,))
    loss = nn.functional.cross_entropy(head(pool(x, mask)), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
print("final loss", loss.item())
""", path="/home/mira/mil/train.py", at="loss.backward()", entities={"shapes": [[8, 12]]},
      fix_any=["w.masked_fill(mask, 0)", "masked_fill(mask, ", "torch.where(", "set_detect_anomaly(True)", "detect_anomaly"])

scene("autograd-inplace", "adversarial_step_on_the_picture", """
import torch
from torch import nn

torch.manual_seed(0)
model = nn.Sequential(nn.Flatten(), nn.Linear(28 * 28, 10))


def attack(x, y, eps=0.03, steps=5):
    x_adv = x.clone().detach()
    x_adv.requires_grad = True
    for _ in range(steps):
        loss = nn.functional.cross_entropy(model(x_adv), y)
        loss.backward()
        x_adv += eps / steps * x_adv.grad.sign()
        x_adv.grad.zero_()
    return x_adv.clamp(0, 1)


def main():
    x, y = torch.rand(16, 1, 28, 28), torch.randint(0, 10, (16,))
    before = (model(x).argmax(1) == y).float().mean()
    after = (model(attack(x, y)).argmax(1) == y).float().mean()
    print(f"clean {before:.2%} adversarial {after:.2%}")


if __name__ == "__main__":
    main()
""", path="/home/theo/robust/pgd.py", at="x_adv += eps / steps * x_adv.grad.sign()", form="journal", wears=[journal("gpu3", "python", 90211)],
      fix_any=["with torch.no_grad()", "x_adv.data", "x_adv = x_adv +", "x_adv = (x_adv +"])

scene("autograd-no-grad", "picture_that_cannot_learn", """
import torch
from torch import nn

features = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1)).eval()
for p in features.parameters():
    p.requires_grad_(False)


def gram(f):
    b, c, h, w = f.shape
    f = f.view(b, c, h * w)
    return f @ f.transpose(1, 2) / (c * h * w)


content, style = torch.rand(1, 3, 64, 64), torch.rand(1, 3, 64, 64)
content_f, style_g = features(content), gram(features(style))

image = content.clone()
optimizer = torch.optim.Adam([image], lr=0.02)

for i in range(30):
    f = features(image)
    c_loss = nn.functional.mse_loss(f, content_f)
    s_loss = 1e4 * nn.functional.mse_loss(gram(f), style_g)
    optimizer.zero_grad()
    (c_loss + s_loss).backward()
    optimizer.step()
    if i % 10 == 0:
        print(i, c_loss.item(), s_loss.item())
""", path="/home/zoe/style/transfer.py", at="(c_loss + s_loss).backward()", fix_any=["what you train", "image.requires_grad_(", "requires_grad_(True)", "requires_grad=True"])

scene("autograd-twice", "two_losses_one_encoder", """
import torch
from torch import nn


class MultiTask(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(nn.Linear(20, 64), nn.ReLU())
        self.age = nn.Linear(64, 1)
        self.sex = nn.Linear(64, 2)

    def forward(self, x):
        h = self.encoder(x)
        return self.age(h).squeeze(1), self.sex(h)


net = MultiTask()
opt = torch.optim.AdamW(net.parameters(), lr=1e-3)
mse, ce = nn.MSELoss(), nn.CrossEntropyLoss()

for step in range(50):
    x = torch.randn(32, 20)
    age, sex = torch.rand(32) * 90, torch.randint(0, 2, (32,))
    pred_age, pred_sex = net(x)
    loss_age = mse(pred_age, age)
    loss_sex = ce(pred_sex, sex)
    opt.zero_grad()
    loss_age.backward()
    loss_sex.backward()
    opt.step()
""", path="/home/omar/faces/multitask.py", at="loss_sex.backward()", form="coloured", wears=[coloured],
      fix_any=["(loss_age + loss_sex).backward()", "loss_age.backward(retain_graph=True)", "loss = loss_age + loss_sex", "loss_age + loss_sex"])

scene("autograd-scalar", "weighted_rows_not_averaged", """
import torch
from torch import nn

torch.manual_seed(0)
x = torch.randn(64, 10)
y = (torch.rand(64) > 0.9).float()
weights = torch.where(y == 1, 9.0, 1.0)

model = nn.Linear(10, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)


def weighted_bce(logits, target, w):
    loss = nn.functional.binary_cross_entropy_with_logits(logits, target, reduction="none")
    return loss * w


for epoch in range(20):
    optimizer.zero_grad()
    loss = weighted_bce(model(x).squeeze(1), y, weights)
    loss.backward()
    optimizer.step()
    print(f"epoch {epoch:02d} loss {loss.mean():.4f}")
""", path="/home/chen/fraud/weighted.py", at="loss.backward()", fix_any=["loss.mean().backward()", "(loss * w).mean()", "loss.sum().backward()", "return (loss * w).mean()"])

scene("nan-loss", "distance_of_equal_points", """
import torch
from torch import nn


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 8))

    def forward(self, a, b):
        return self.net(a), self.net(b)


def contrastive(ea, eb, same, margin=1.0):
    d = torch.sqrt(((ea - eb) ** 2).sum(dim=1))
    return (same * d ** 2 + (1 - same) * torch.relu(margin - d) ** 2).mean()


torch.autograd.set_detect_anomaly(True)
model = Siamese()
opt = torch.optim.Adam(model.parameters(), lr=1e-3)
for step in range(200):
    a = torch.randn(16, 10)
    b = torch.randn(16, 10)
    same = (torch.rand(16) > 0.5).float()
    b[same.bool()] = a[same.bool()]
    loss = contrastive(*model(a, b), same)
    opt.zero_grad()
    loss.backward()
    opt.step()
""", path="/home/petra/siamese/train.py", at="d = torch.sqrt(((ea - eb) ** 2).sum(dim=1))", form="docker", wears=[compose("siamese-train-1")], root="returned nan values",
      fix_any=["sum(dim=1) + 1e-", "+ 1e-", "+ eps", "clamp(min=", "clamp_min(", "F.pairwise_distance"])

scene("nan-loss", "bar_that_turned_nan", """
import math

import torch
from torch import nn
from tqdm import tqdm

torch.manual_seed(0)
X = torch.randn(2000, 6) * torch.tensor([1.0, 30.0, 400.0, 1.0, 5.0, 1000.0])
y = X @ torch.tensor([1.0, 0.2, -0.3, 2.0, 0.0, 0.1])
model = nn.Sequential(nn.Linear(6, 64), nn.ReLU(), nn.Linear(64, 1))
opt = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)

for epoch in range(1, 4):
    bar = tqdm(range(0, 2000, 250), desc=f"Epoch {epoch}/3", ncols=76, mininterval=0)
    running = 0.0
    for n, i in enumerate(bar, 1):
        loss = nn.functional.mse_loss(model(X[i:i + 250]).squeeze(1), y[i:i + 250])
        opt.zero_grad()
        loss.backward()
        opt.step()
        running += loss.item()
        bar.set_postfix(loss=running / n)
    print(f"epoch {epoch}: train_loss={running / n:.4f}, val_loss={loss.item():.4f}")
""", path="/home/bart/energy/train.py", lines=False, form="plain",
      fix_any=["1e-3", "lr=0.005", "smaller", "lower", "learning rate", "clip_grad_norm_", "StandardScaler", "normalis", "set_detect_anomaly"])

scene("sampling-nan", "logits_taken_for_probabilities", """
import torch
from torch import nn


class Policy(nn.Module):
    def __init__(self, n_obs=4, n_act=3):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(n_obs, 32), nn.Tanh(), nn.Linear(32, n_act))

    def forward(self, obs):
        return self.fc(obs)


def act(policy, obs):
    with torch.no_grad():
        probs = policy(obs)
        return torch.multinomial(probs, num_samples=1).squeeze(-1)


torch.manual_seed(1)
policy = Policy()
obs = torch.randn(5, 4)
for t in range(20):
    action = act(policy, obs)
    obs = obs + 0.1 * torch.randn(5, 4)
    print(t, action.tolist())
""", path="/home/luis/rl/reinforce.py", at="return torch.multinomial(probs, num_samples=1).squeeze(-1)",
      fix_any=["softmax(probs", "probs.softmax(", "probs.min()", "Categorical(logits=probs"])
