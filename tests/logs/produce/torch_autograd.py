"""The autograd group, produced on a CPU."""

from stage import scene, written
from wear import (coloured, compose, docker_time, fenced, first, framed, journal, last, mailed, prefixed,
                  quoted, ranks, stripped, terminal, uncaretted, windows)

# -------------------------------------------------------------------------- autograd-inplace

scene("autograd-inplace", "relu_inplace", """
import torch
from torch import nn

class Gate(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(8, 8)

    def forward(self, signal):
        open_ = torch.sigmoid(self.lin(signal))
        open_ += 0.1
        return open_ * signal

gate = Gate()
out = gate(torch.rand(2, 8))
out.sum().backward()
""", path="/home/alice/gate/gate.py", at="out.sum().backward()", entities={"shapes": [[2, 8]]}, fix_any=["open_ = open_ + 0.1", "set_detect_anomaly(True)", "detect_anomaly"])
scene("autograd-inplace", "rnn_hidden_slice", """
import torch

W = torch.rand(4, 4, requires_grad=True)
h = torch.zeros(5, 4)
for t in range(1, 5):
    h[t] = torch.tanh(h[t - 1] @ W)
loss = h.sum()
loss.backward()
""", path="/home/bo/rnn/cell.py", at="loss.backward()", fix_any=["torch.stack", "clone()", "set_detect_anomaly(True)", "append("])
scene("autograd-inplace", "leaf_112", """
import torch
theta = torch.zeros(3, requires_grad=True)
theta += 1
""", path="/home/cy/th.py", at="theta += 1", torch="1.12", form="docker", wears=[compose("th")], fix_any=["torch.no_grad()", "theta = theta + 1", "theta.data"])
scene("autograd-inplace", "leaf_view_18", """
import torch
weights = torch.zeros(4, 2, requires_grad=True)
weights[0] = torch.ones(2)
""", path="/home/dee/w.py", at="weights[0] = torch.ones(2)", torch="1.8", part="held", form="quoted", wears=[quoted], fix_any=["torch.no_grad()", "clone()"])
scene("autograd-inplace", "gan_two_steps", """
import torch
from torch import nn

gen, disc = nn.Linear(2, 2), nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
opt_d = torch.optim.SGD(disc.parameters(), 0.1)
fake = gen(torch.rand(3, 2))
d_loss = disc(fake).mean()
g_loss = -disc(fake).mean()
d_loss.backward(retain_graph=True)
opt_d.step()
g_loss.backward()
""", path="/home/eva/gan/steps.py", at="g_loss.backward()", fix_any=["fake.detach()", "detach()"])
scene("autograd-inplace", "anomaly_notebook", None, cells=["import torch\ntorch.autograd.set_detect_anomaly(True)", "w = torch.rand(3, requires_grad=True)\ny = w.exp()\ny.mul_(2)\ny.sum().backward()"],
      path="/home/gina/nb/an.ipynb", at="y.sum().backward()", run="guest", form="notebook", part="held", fix_any=["y = y * 2", "y = y.mul(2)", "y.mul(2)"])
scene("autograd-inplace", "pytest_normalise", """
import torch


def normalise(weights):
    weights /= weights.norm()
    return weights


def test_normalise():
    w = torch.ones(3, requires_grad=True)
    assert normalise(w).norm().item() == 1
""", path="/home/fay/n/tests/test_n.py", at="weights /= weights.norm()", run="pytest", form="pytest", fix_any=["weights = weights / weights.norm()", "torch.no_grad()"])

# -------------------------------------------------------------------------- autograd-no-grad

scene("autograd-no-grad", "argmax_loss", """
import torch
from torch import nn

net = nn.Linear(4, 3)
labels = torch.tensor([0, 2])
guess = net(torch.rand(2, 4)).argmax(1)
loss = (guess != labels).float().mean()
loss.backward()
""", path="/home/alice/arg/train.py", at="loss.backward()", fix_any=["cross_entropy", "argmax", "requires_grad"])
scene("autograd-no-grad", "all_frozen", """
import torch
from torch import nn

backbone = nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Linear(4, 2))
for weight in backbone.parameters():
    weight.requires_grad = False
cost = backbone(torch.rand(2, 8)).sum()
cost.backward()
""", path="/home/bo/ft/frozen.py", at="cost.backward()", form="docker", wears=[compose("ft")], fix_any=["requires_grad = True", "requires_grad_(True)", "requires_grad"])
scene("autograd-no-grad", "inside_no_grad_112", """
import torch
from torch import nn
critic = nn.Linear(2, 1)
with torch.no_grad():
    value = critic(torch.rand(4, 2)).mean()
value.backward()
""", path="/home/cy/c.py", at="value.backward()", torch="1.12", form="wrapped", wears=[mailed(72, "> ")], fix_any=["torch.no_grad()", "no_grad"])
scene("autograd-no-grad", "detach_18", """
import torch
from torch import nn
enc = nn.Linear(2, 2)
z = enc(torch.rand(1, 2)).detach()
z.sum().backward()
""", path="/home/dee/z.py", at="z.sum().backward()", torch="1.8", part="held", form="stripped", wears=[stripped], fix_any=["detach()", "requires_grad"])
scene("autograd-no-grad", "lora_checkpointing", """
import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

block = nn.Linear(4, 4)
block.requires_grad_(False)
hidden = checkpoint(block, torch.rand(2, 4), use_reentrant=True)
hidden.sum().backward()
""", path="/home/eva/lora/ck.py", at="hidden.sum().backward()", part="held", root="does not require grad", lines=True, fix_any=["enable_input_require_grads", "use_reentrant=False", "requires_grad"])
scene("autograd-no-grad", "tensor_rewrapped_notebook", None, cells=["import torch\nfrom torch import nn\nlin = nn.Linear(3, 1)", "score = torch.tensor(lin(torch.rand(3)).item())\nscore.backward()"],
      path="/home/gina/nb/sc.ipynb", at="score.backward()", run="guest", form="notebook", fix_any=["torch.tensor(", "requires_grad", ".item()"])
scene("autograd-no-grad", "autograd_grad_pytest", """
import torch


def slope(f, x):
    return torch.autograd.grad(f(x), x)[0]


def test_slope():
    assert slope(lambda x: x * 2, torch.ones(1)).item() == 2
""", path="/home/fay/s/tests/test_s.py", at="return torch.autograd.grad(f(x), x)[0]", run="pytest", form="pytest", fix_any=["x.requires_grad_()", "requires_grad"])

# ----------------------------------------------------------------------------- autograd-twice

scene("autograd-twice", "two_losses", """
import torch
from torch import nn

trunk = nn.Sequential(nn.Linear(4, 8), nn.Sigmoid())
shared = trunk(torch.rand(2, 4))
loss_a = shared.pow(2).sum()
loss_b = shared.sum()
loss_a.backward()
loss_b.backward()
""", path="/home/alice/mt/train.py", at="loss_b.backward()", fix_any=["(loss_a + loss_b).backward()", "loss_a + loss_b"])
scene("autograd-twice", "hidden_state_carried", """
import torch
from torch import nn

lstm = nn.LSTM(4, 4, batch_first=True)
hidden = None
for chunk in torch.rand(3, 2, 5, 4):
    out, hidden = lstm(chunk, hidden)
    loss = out.pow(2).mean()
    loss.backward()
""", path="/home/bo/lm/tbptt.py", at="loss.backward()", fix_any=["detach()", "hidden = tuple(", "h.detach()"])
scene("autograd-twice", "outside_loop_112", """
import torch
theta = torch.rand(3, requires_grad=True)
energy = theta.exp().sum()
for step in range(2):
    energy.backward()
""", path="/home/cy/e.py", at="energy.backward()", torch="1.12", form="docker", wears=[compose("e")], fix_any=["energy = ", "inside the loop", "loop", "retain_graph"])
scene("autograd-twice", "gan_18", """
import torch
from torch import nn
gen = nn.Linear(2, 2)
fake = torch.sigmoid(gen(torch.rand(1, 2)))
d_loss = fake.mean()
d_loss.backward()
g_loss = (1 - fake).mean()
g_loss.backward()
""", path="/home/dee/g.py", at="g_loss.backward()", torch="1.8", part="held", form="quoted", wears=[quoted], fix_any=["fake.detach()", "detach()"])
scene("autograd-twice", "notebook_rerun", None, cells=["import torch", "p = torch.rand(2, requires_grad=True)\nobjective = (p * p).sum()", "objective.backward()\nobjective.backward()"],
      path="/home/gina/nb/ob.ipynb", at="objective.backward()\nobjective.backward()", run="guest", form="notebook", part="held", fix_any=["objective = ", "retain_graph", "again"])
scene("autograd-twice", "pytest_penalty", """
import torch


def penalty(net, x):
    y = net(x).sum()
    y.backward()
    return y


def test_penalty():
    net = torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.Tanh())
    penalty(net, torch.ones(1, 2)).backward()
""", path="/home/fay/pe/tests/test_pe.py", at="penalty(net, torch.ones(1, 2)).backward()", run="pytest", form="pytest", fix_any=["retain_graph", "once", "backward"])

# ---------------------------------------------------------------------------- autograd-scalar

scene("autograd-scalar", "reduction_none", """
import torch
from torch import nn

criterion = nn.CrossEntropyLoss(reduction="none")
head = nn.Linear(4, 3)
loss = criterion(head(torch.rand(6, 4)), torch.randint(0, 3, (6,)))
loss.backward()
""", path="/home/alice/red/train.py", at="loss.backward()", fix_any=["loss.mean()", ".mean().backward()"])
scene("autograd-scalar", "per_pixel_112", """
import torch
weights = torch.rand(2, 2, requires_grad=True)
error = (weights - 1) ** 2
error.backward()
""", path="/home/bo/er.py", at="error.backward()", torch="1.12", form="docker", wears=[compose("er")], fix_any=["error.mean()", "error.sum()"])
scene("autograd-scalar", "dataparallel_losses_18", """
import torch
from torch import nn
net = nn.Linear(2, 2)
losses = net(torch.rand(4, 2)).pow(2).mean(1)
losses.backward()
""", path="/home/cy/dp.py", at="losses.backward()", torch="1.8", part="held", form="wrapped", wears=[mailed(64, "> ")], fix_any=["losses.mean()", "losses.sum()"])
scene("autograd-scalar", "grad_notebook", None, cells=["import torch", "x = torch.linspace(-1, 1, 5, requires_grad=True)\ny = torch.relu(x)\ny.backward()"], path="/home/gina/nb/re.ipynb",
      at="y.backward()", run="guest", form="notebook", part="held", fix_any=["y.sum()", "y.mean()", "torch.ones_like(y)"])
scene("autograd-scalar", "pytest_step", """
import torch


def step(net, opt, batch):
    opt.zero_grad()
    cost = net(batch)
    cost.backward()
    opt.step()


def test_step():
    net = torch.nn.Linear(3, 2)
    step(net, torch.optim.SGD(net.parameters(), 0.1), torch.ones(4, 3))
""", path="/home/dee/st/tests/test_st.py", at="cost.backward()", run="pytest", form="pytest", fix_any=["cost.mean()", "cost.sum()"])
scene("autograd-scalar", "complex_rich", """
import torch

class Trainer:
    def run(self, z):
        spectrum = torch.fft.fft(z)
        spectrum.abs().backward()

Trainer().run(torch.rand(8, requires_grad=True))
""", path="/home/eli/fft/tr.py", at="spectrum.abs().backward()", form="rich", fix_any=[".mean()", ".sum()"])

# ---------------------------------------------------------------------------------- nan-loss

scene("nan-loss", "anomaly_mode_log", """
import torch
from torch import nn

torch.autograd.set_detect_anomaly(True)
prob = nn.Linear(3, 1)
with torch.no_grad():
    prob.weight.zero_(); prob.bias.zero_()
for step in range(2):
    p = torch.relu(prob(torch.rand(2, 3)))
    nll = -(p * p.log()).sum()
    nll.backward()
""", path="/home/alice/nan/train.py", fix_any=["clamp(", "eps", "1e-8"], root="returned nan", lines=True)
scene("nan-loss", "sqrt_of_zero_112", """
import torch
torch.autograd.set_detect_anomaly(True)
pos = torch.zeros(3, requires_grad=True)
dist = (pos ** 2).sum().sqrt() * 0
dist.backward()
""", path="/home/bo/pos.py", torch="1.12", form="docker", wears=[compose("pos")], fix_any=["eps", "1e-8", "clamp("], root="returned nan")
scene("nan-loss", "loss_turns_nan_log", """
import torch
from torch import nn

torch.manual_seed(0)
net = nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), lr=50.0)
x, y = torch.rand(16, 4) * 10, torch.rand(16, 1)
for step in range(1, 61):
    loss = nn.functional.mse_loss(net(x), y)
    opt.zero_grad(); loss.backward(); opt.step()
    if step % 4 == 1:
        print(f"step {step}: loss={loss.item():.4g} lr=50.0")
""", path="/home/cy/blow/fit.py", form="log", root="loss=nan", lines=False, fix_any=["lr", "clip_grad_norm_"])
written("nan-loss", "hf_trainer_nan", """
{'loss': 2.1042, 'grad_norm': 1.8823, 'learning_rate': 4.98e-05, 'epoch': 0.01}
{'loss': 1.9871, 'grad_norm': 2.0173, 'learning_rate': 4.95e-05, 'epoch': 0.02}
{'loss': 3.7713, 'grad_norm': 48.211, 'learning_rate': 4.93e-05, 'epoch': 0.03}
{'loss': 0.0, 'grad_norm': nan, 'learning_rate': 4.9e-05, 'epoch': 0.04}
{'loss': 0.0, 'grad_norm': nan, 'learning_rate': 4.88e-05, 'epoch': 0.05}
{'loss': 0.0, 'grad_norm': nan, 'learning_rate': 4.85e-05, 'epoch': 0.06}
""", where="transformers 4.41 trainer.py log lines", form="log", part="held", root="'grad_norm': nan", lines=False, fix_any=["bf16", "max_grad_norm", "learning_rate"])
written("nan-loss", "lightning_progress", """
Epoch 0:  12%|█▏        | 120/1000 [00:31<03:51,  3.80it/s, v_num=4, train_loss=0.693]
Epoch 0:  24%|██▍       | 240/1000 [01:03<03:20,  3.79it/s, v_num=4, train_loss=0.581]
Epoch 0:  36%|███▌      | 360/1000 [01:35<02:49,  3.78it/s, v_num=4, train_loss=nan.0]
Epoch 0:  48%|████▊     | 480/1000 [02:07<02:17,  3.77it/s, v_num=4, train_loss=nan.0]
""", where="pytorch-lightning 2 progress bar", form="log", root="train_loss=nan", lines=False, fix_any=["clip", "learning", "lr"])
scene("nan-loss", "grad_scaler_notebook", None, cells=["import torch\ntorch.autograd.set_detect_anomaly(True)", "t = torch.zeros(2, requires_grad=True)\nq = (t / t).sum()\nq.backward()"], path="/home/gina/nb/q.ipynb",
      run="guest", form="notebook", part="held", root="RuntimeError: Function", fix_any=["eps", "clamp(", "1e-8"])

# ------------------------------------------------------------------------------ sampling-nan

scene("sampling-nan", "multinomial_nan", """
import torch

def sample(logits, temperature):
    probs = torch.softmax(logits / temperature, -1)
    return torch.multinomial(probs, 1)

logits = torch.tensor([[1.0, float("nan"), 2.0]])
sample(logits, 0.7)
""", path="/home/alice/gen/sample.py", at="return torch.multinomial(probs, 1)", fix_any=["torch.bfloat16", "bfloat16", "float32", "temperature"])
scene("sampling-nan", "generate_half", """
import torch
from transformers import GPT2Config, GPT2LMHeadModel

poet = GPT2LMHeadModel(GPT2Config(vocab_size=60, n_layer=1, n_embd=16, n_head=2)).eval()
with torch.no_grad():
    poet.lm_head.weight.fill_(float("nan"))
verse = poet.generate(torch.tensor([[1, 2]]), max_new_tokens=3, do_sample=True, pad_token_id=0)
""", path="/home/bo/poet/poet.py", at="verse = poet.generate(", fix_any=["bfloat16", "float32"])
scene("sampling-nan", "negative_probs_112", """
import torch
scores = torch.tensor([0.5, -0.2, 0.7])
pick = torch.multinomial(scores, 2)
""", path="/home/cy/pick.py", at="pick = torch.multinomial(scores, 2)", torch="1.12", form="docker", wears=[compose("pick")], fix_any=["softmax(", "torch.softmax(scores", "clamp("])
scene("sampling-nan", "zero_temperature_18", """
import torch
logits = torch.rand(1, 4)
probs = torch.softmax(logits / 0.0, -1)
token = torch.multinomial(probs, 1)
""", path="/home/dee/t0.py", at="token = torch.multinomial(probs, 1)", torch="1.8", part="held", form="wrapped", wears=[mailed(60, "> ")], fix_any=["temperature", "argmax", "do_sample=False"])
scene("sampling-nan", "categorical_notebook", None, cells=["import torch\nfrom torch import nn", "policy = nn.Linear(4, 2)\nstate = torch.full((1, 4), float('inf'))\naction = torch.distributions.Categorical(logits=policy(state)).sample()"],
      path="/home/gina/nb/ppo.ipynb", at="action = torch.distributions.Categorical(logits=policy(state)).sample()", run="guest", form="notebook", part="held", fix_any=["isnan", "isfinite", "nan_to_num", "clip_grad_norm_", "state"])
scene("sampling-nan", "sum_zero_pytest", """
import torch


def draw(weights):
    return torch.multinomial(weights, 1).item()


def test_draw():
    assert draw(torch.zeros(3)) in (0, 1, 2)
""", path="/home/fay/d/tests/test_d.py", at="return torch.multinomial(weights, 1).item()", run="pytest", form="pytest", fix_any=["weights", "eps", "clamp(", "1e-8"])
