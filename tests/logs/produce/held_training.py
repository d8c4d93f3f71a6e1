"""Held cases of optimizers, schedules and losses: other operations, layouts, names and forms than the open ones."""

import re

from held import scene, written
from wear import compose, docker_time, framed, journal, prefixed, quoted, terminal

# --------------------------------------------------------------------------- optimizer-empty

scene("optimizer-empty", "one_weight_pytest", """
import torch
from torch import nn


def make_optimizer(embedding):
    return torch.optim.Adagrad(embedding.weight, lr=0.1)


def test_a_row_that_was_looked_up_moves():
    table = nn.Embedding(10, 4)
    optimizer = make_optimizer(table)
    before = table.weight[3].clone()
    table(torch.tensor([3])).sum().backward()
    optimizer.step()
    assert not torch.equal(before, table.weight[3])
""", path="/home/noor/recsys/tests/test_embedding.py", at="return torch.optim.Adagrad(embedding.weight, lr=0.1)", run="pytest", form="pytest",
      fix_any=["[embedding.weight]", "embedding.parameters()", ".parameters()", "list"])
scene("optimizer-empty", "modules_for_parameters_112", """
import torch
from torch import nn

backbone = nn.Sequential(nn.Linear(32, 16), nn.ReLU())
classifier = nn.Linear(16, 5)

optimizer = torch.optim.SGD([backbone, classifier], lr=1e-3, momentum=0.9)
""", path="/home/sven/transfer/finetune.py", at="optimizer = torch.optim.SGD([backbone, classifier], lr=1e-3, momentum=0.9)", torch="1.12", form="quoted", wears=[quoted],
      fix_any=[".parameters()"])
scene("optimizer-empty", "latent_is_no_leaf_notebook", None, cells=[
    "import torch\ntorch.manual_seed(3)\nsteps = 50",
    "latent = torch.randn(1, 64, requires_grad=True) * 0.1\noptimizer = torch.optim.Adam([latent], lr=0.05)\nfor _ in range(steps):\n    optimizer.zero_grad()"],
      path="/home/mara/inversion/project.ipynb", at="optimizer = torch.optim.Adam([latent], lr=0.05)", run="guest", form="notebook", count=4,
      fix_any=["detach()", "requires_grad_(", "requires_grad", "leaf"])
scene("optimizer-empty", "nothing_left_to_train_terminal", """
from argparse import ArgumentParser

import torch
from torch import nn


def build(args):
    net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.Flatten(), nn.Linear(8 * 30 * 30, 10))
    for name, p in net.named_parameters():
        p.requires_grad = name.startswith(args.train)
    return net, torch.optim.AdamW(filter(lambda p: p.requires_grad, net.parameters()), lr=args.lr)


if __name__ == "__main__":
    parser = ArgumentParser()
    parser.add_argument("--train", default="fc")
    parser.add_argument("--lr", type=float, default=3e-4)
    build(parser.parse_args())
""", path="/home/yuki/cifar/train_head.py", at="return net, torch.optim.AdamW(", form="terminal", wears=[terminal(80)],
      fix_any=["requires_grad", "parameters()"])

# ------------------------------------------------------------------------------- grad-scaler

scene("grad-scaler", "step_twice_rich", """
import torch
from torch import nn


class Trainer:
    def __init__(self, net):
        self.net = net
        self.optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
        self.scaler = torch.amp.GradScaler("cpu")

    def accumulate(self, batches):
        for x, y in batches:
            loss = nn.functional.mse_loss(self.net(x), y)
            self.scaler.scale(loss).backward()
            self.scaler.step(self.optimizer)
        self.scaler.update()


batches = [(torch.rand(4, 6), torch.rand(4, 1)) for _ in range(2)]
Trainer(nn.Linear(6, 1)).accumulate(batches)
""", path="/home/hana/accum/trainer.py", at="self.scaler.step(self.optimizer)", form="rich",
      fix_any=["update()", "once"])
scene("grad-scaler", "update_without_step", """
import torch
from torch import nn

critic = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1))
optimizer = torch.optim.RMSprop(critic.parameters(), lr=5e-5)
scaler = torch.amp.GradScaler("cpu")

for step in range(2):
    optimizer.zero_grad()
    score = critic(torch.randn(16, 4)).mean()
    scaler.scale(score).backward()
    optimizer.step()
    scaler.update()
""", path="/workspace/gan/critic.py", at="scaler.update()", form="journal", wears=[journal("node-3", "critic", 4410)],
      fix_any=["scaler.step(", "step("])
scene("grad-scaler", "clip_after_step", """
import torch
from torch import nn


def train_step(model, batch, optimizer, scaler):
    optimizer.zero_grad(set_to_none=True)
    loss = model(batch).pow(2).mean()
    scaler.scale(loss).backward()
    scaler.step(optimizer)
    scaler.unscale_(optimizer)
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    scaler.update()
    return loss


model = nn.Linear(12, 3)
train_step(model, torch.rand(5, 12), torch.optim.AdamW(model.parameters()), torch.amp.GradScaler("cpu"))
""", path="/home/wei/lm/engine/loop.py", at="scaler.unscale_(optimizer)", form="docker", wears=[compose("lm-train-1")],
      fix_any=["unscale_", "before"])

# ---------------------------------------------------------------------------- lr-scheduler

scene("lr-scheduler", "one_cycle_ran_out_rich", """
import torch
from torch import nn


def fit(net, epochs, loader):
    optimizer = torch.optim.SGD(net.parameters(), lr=0.01, momentum=0.9)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=0.1, total_steps=epochs)
    for _ in range(epochs):
        for x in loader:
            optimizer.zero_grad()
            net(x).mean().backward()
            optimizer.step()
            schedule.step()


fit(nn.Linear(5, 1), epochs=3, loader=[torch.rand(2, 5) for _ in range(4)])
""", path="/home/hana/cycle/fit.py", at="schedule.step()", form="rich",
      fix_any=["total_steps", "len(loader)", "steps_per_epoch"])
scene("lr-scheduler", "resume_without_initial_lr", """
import torch
from torch import nn

START = 12

net = nn.Linear(6, 2)
optimizer = torch.optim.AdamW(net.parameters(), lr=2e-4)
scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=50, last_epoch=START - 1)
print(scheduler.get_last_lr())
""", path="/workspace/resume/resume.py", at="scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=50, last_epoch=START - 1)", torch="1.12", form="docker", wears=[prefixed(docker_time)],
      fix_any=["initial_lr", "load_state_dict", "last_epoch"])
scene("lr-scheduler", "plateau_without_metric_notebook", None, cells=[
    "import torch\nnet = torch.nn.Linear(4, 1)\noptimizer = torch.optim.Adam(net.parameters())\nplateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience=2)",
    "for epoch in range(3):\n    optimizer.step()\n    plateau.step()"],
      path="/home/mara/plateau/train.ipynb", at="    plateau.step()", run="guest", form="notebook", count=10,
      fix_any=["plateau.step(", "val_loss", "metric"])
scene("lr-scheduler", "model_for_optimizer_18", """
import torch
from torch import nn


class Regressor(nn.Module):
    def __init__(self):
        super(Regressor, self).__init__()
        self.out = nn.Linear(9, 1)


model = Regressor()
decay = torch.optim.lr_scheduler.StepLR(model, step_size=30, gamma=0.1)
""", path="/home/otto/regress/decay.py", at="decay = torch.optim.lr_scheduler.StepLR(model, step_size=30, gamma=0.1)", torch="1.8", form="quoted", wears=[quoted],
      fix_any=["optimizer"])

# ---------------------------------------------------------------------------- inference-tensor

scene("inference-tensor", "cached_features_pytest", """
import torch
from torch import nn


@torch.inference_mode()
def features(encoder, images):
    return encoder(images)


def test_a_probe_learns_on_frozen_features():
    encoder, probe = nn.Linear(12, 6), nn.Linear(6, 2)
    cached = features(encoder, torch.rand(4, 12))
    loss = probe(cached).logsumexp(1).mean()
    loss.backward()
    assert probe.weight.grad is not None
""", path="/home/noor/probe/tests/test_probe.py", at="loss = probe(cached).logsumexp(1).mean()", run="pytest", form="pytest",
      fix_any=["torch.no_grad()", ".clone()"])
scene("inference-tensor", "running_average_in_place", """
import torch


class Tracker:
    def __init__(self, width):
        with torch.inference_mode():
            self.average = torch.zeros(width)

    def update(self, activations, momentum=0.9):
        self.average.mul_(momentum).add_(activations.mean(0), alpha=1 - momentum)


tracker = Tracker(16)
tracker.update(torch.rand(32, 16))
""", path="/srv/monitor/tracker.py", at="self.average.mul_(momentum).add_(activations.mean(0), alpha=1 - momentum)", torch="1.12", form="docker", wears=[compose("monitor")],
      fix_any=["torch.no_grad()", ".clone()"])
scene("inference-tensor", "saliency_notebook", None, cells=[
    "import torch\nnet = torch.nn.Linear(5, 1)\nwith torch.inference_mode():\n    image = torch.rand(1, 5)\n    print(net(image))",
    "image.requires_grad_(True)\nnet(image).backward()\nimage.grad.abs()"],
      path="/home/mara/saliency/map.ipynb", at="image.requires_grad_(True)", run="guest", form="notebook", count=2,
      fix_any=["torch.no_grad()", ".clone()"])
scene("inference-tensor", "teacher_targets_terminal", """
import torch
from torch import nn


def distil(teacher, student, batch):
    with torch.inference_mode():
        soft = teacher(batch).softmax(-1)
    agreement = student(batch).softmax(-1) * soft
    (-agreement.sum()).backward()


distil(nn.Linear(6, 3), nn.Linear(6, 3), torch.rand(2, 6))
""", path="/home/yuki/distil/loop.py", at="agreement = student(batch).softmax(-1) * soft", form="terminal", wears=[terminal(80)],
      fix_any=["torch.no_grad()", ".clone()"])

# ---------------------------------------------------------------------------- nan-loss
# Progress lines alone: what trainers print while the loss is lost.

RATE = ["lr", "learning rate", "learning_rate", "clip", "max_grad_norm", "bf16", "bfloat16", "autocast", "isfinite", "anomaly", "warmup"]


def progress(name, text, where, **about):
    """The span reaches from the first line with a nan to the last."""
    lines = text.strip("\n").split("\n")
    bad = [n for n, line in enumerate(lines, 1) if re.search(r"(?i)[:= ]nan(?! iter)\b", line)]
    written("nan-loss", name, text, where=where, form="log", lines=False, span=[bad[0], bad[-1]], fix_any=RATE, **about)


DIVERGES = """
import json
import logging
import math
import torch

torch.manual_seed(0)
weight = torch.zeros(4, requires_grad=True)
optimizer = torch.optim.SGD([weight], lr=4.0)
x = torch.randn(64, 4) * 3
y = x @ torch.tensor([1.0, -2.0, 0.5, 3.0])
for step in range({steps}):
    optimizer.zero_grad()
    loss = ((x @ weight - y) ** 2).mean()
    loss.backward()
    optimizer.step()
    if step % {every} == 0:
        {report}
"""


def diverging(name, report, steps=80, every=8, **about):
    """A run that really diverges, told in a trainer's words."""
    code = DIVERGES.format(steps=steps, every=every, report=report)
    scene("nan-loss", name, code, form=about.pop("form", "log"), lines=False, fix_any=RATE, **about)


diverging("nanogpt_iters", 'print(f"iter {step}: loss {loss.item():.4f}, time {41.2 + step % 3:.2f}ms, mfu 17.31%")', path="/home/wei/nano/train.py", wears=[compose("nano")], form="docker")
diverging("json_lines", 'print(json.dumps({"event": "train_step", "step": step, "train_loss": loss.item(), "lr": 4.0}))', path="/srv/fit/fit.py", torch="1.12")
diverging("epoch_table", 'print(f"Epoch {step // 8 + 1:>2}/10 | train loss = {loss.item():10.3e} | val loss = {loss.item() * 1.02:10.3e} | {3.1:.1f}s")', path="/home/otto/fit/epochs.py", torch="1.8")
diverging("python_logging", 'logging.basicConfig(level=logging.INFO, format="[2025-01-09 23:1%(relativeCreated)1.1d] %(name)s %(levelname)s: %(message)s", force=True) or logging.getLogger("fit").info("Train Epoch: 1 [%d/5120 (%d%%)]\\tLoss: %.6f", step * 64, step * 100 // 80, loss.item())', path="/home/ines/fit/mnist.py",
          edit=lambda text: re.sub(r"\[2025-01-09 23:1[^\]]*\]", "[2025-01-09 23:14:02]", text))
progress("ultralytics_table", """
      Epoch    GPU_mem   box_loss   cls_loss   dfl_loss  Instances       Size
       1/50      3.97G      1.512      2.871      1.604         57        640: 100%|██████████| 128/128 [00:41<00:00,  3.09it/s]
                 Class     Images  Instances      Box(P          R      mAP50  mAP50-95): 100%|██████████| 16/16 [00:06<00:00,  2.55it/s]
                   all        512       2204      0.411      0.365      0.342      0.193

      Epoch    GPU_mem   box_loss   cls_loss   dfl_loss  Instances       Size
       2/50      4.02G        nan        nan        nan         63        640: 100%|██████████| 128/128 [00:40<00:00,  3.16it/s]
                 Class     Images  Instances      Box(P          R      mAP50  mAP50-95): 100%|██████████| 16/16 [00:05<00:00,  2.90it/s]
                   all        512       2204          0          0          0          0

      Epoch    GPU_mem   box_loss   cls_loss   dfl_loss  Instances       Size
       3/50      4.02G        nan        nan        nan         49        640: 100%|██████████| 128/128 [00:40<00:00,  3.15it/s]
                 Class     Images  Instances      Box(P          R      mAP50  mAP50-95): 100%|██████████| 16/16 [00:05<00:00,  2.88it/s]
                   all        512       2204          0          0          0          0
""", "ultralytics 8.1 engine/trainer.py progress lines")
progress("megatron_iteration_lines", """
 iteration      100/   50000 | consumed samples:        25600 | elapsed time per iteration (ms): 812.4 | learning rate: 1.500E-05 | global batch size:   256 | lm loss: 8.412365E+00 | loss scale: 1.0 | grad norm: 3.412 | number of skipped iterations:   0 | number of nan iterations:   0 |
 iteration      200/   50000 | consumed samples:        51200 | elapsed time per iteration (ms): 809.7 | learning rate: 3.000E-05 | global batch size:   256 | lm loss: 7.031448E+00 | loss scale: 1.0 | grad norm: 61.080 | number of skipped iterations:   0 | number of nan iterations:   0 |
 iteration      300/   50000 | consumed samples:        76800 | elapsed time per iteration (ms): 810.2 | learning rate: 4.500E-05 | global batch size:   256 | lm loss: nan | loss scale: 1.0 | grad norm: nan | number of skipped iterations:   0 | number of nan iterations:  57 |
 iteration      400/   50000 | consumed samples:       102400 | elapsed time per iteration (ms): 811.1 | learning rate: 6.000E-05 | global batch size:   256 | lm loss: nan | loss scale: 1.0 | grad norm: nan | number of skipped iterations:   0 | number of nan iterations: 100 |
""", "Megatron-LM core 0.5 megatron/training.py training_log")
progress("mmdet_epoch_lines", """
2023-09-14 11:02:51,204 - mmdet - INFO - Epoch [1][50/7330]	lr: 1.978e-03, eta: 1 day, 3:14:22, time: 0.412, data_time: 0.051, memory: 3775, loss_rpn_cls: 0.6412, loss_rpn_bbox: 0.1103, loss_cls: 0.9710, acc: 88.1250, loss_bbox: 0.0612, loss: 1.7837
2023-09-14 11:03:11,598 - mmdet - INFO - Epoch [1][100/7330]	lr: 3.976e-03, eta: 1 day, 2:48:09, time: 0.406, data_time: 0.008, memory: 3792, loss_rpn_cls: 0.5218, loss_rpn_bbox: 0.1240, loss_cls: 1.8841, acc: 71.2402, loss_bbox: 0.4415, loss: 2.9714
2023-09-14 11:03:31,840 - mmdet - INFO - Epoch [1][150/7330]	lr: 5.974e-03, eta: 1 day, 2:40:51, time: 0.405, data_time: 0.008, memory: 3792, loss_rpn_cls: nan, loss_rpn_bbox: nan, loss_cls: nan, acc: 12.3047, loss_bbox: nan, loss: nan
2023-09-14 11:03:51,977 - mmdet - INFO - Epoch [1][200/7330]	lr: 7.972e-03, eta: 1 day, 2:36:03, time: 0.403, data_time: 0.008, memory: 3792, loss_rpn_cls: nan, loss_rpn_bbox: nan, loss_cls: nan, acc: 0.0000, loss_bbox: nan, loss: nan
""", "mmcv 1.7 runner/hooks/logger/text.py, mmdet 2.28")
progress("fairseq_inner_lines", """
2022-06-03 20:15:44 | INFO | train_inner | epoch 001:    100 / 4412 loss=13.982, nll_loss=13.871, ppl=14982.4, wps=41022.7, ups=1.61, wpb=25480, bsz=816, num_updates=100, lr=1.25e-05, gnorm=4.102, loss_scale=128, train_wall=63, gb_free=21.4, wall=71
2022-06-03 20:16:46 | INFO | train_inner | epoch 001:    200 / 4412 loss=nan, nll_loss=nan, ppl=nan, wps=41170.2, ups=1.62, wpb=25391, bsz=824, num_updates=200, lr=2.5e-05, gnorm=nan, loss_scale=32, train_wall=62, gb_free=21.4, wall=133
2022-06-03 20:17:48 | INFO | train_inner | epoch 001:    300 / 4412 loss=nan, nll_loss=nan, ppl=nan, wps=41202.9, ups=1.62, wpb=25433, bsz=819, num_updates=300, lr=3.75e-05, gnorm=nan, loss_scale=8, train_wall=62, gb_free=21.4, wall=195
""", "fairseq 0.12 logging/progress_bar.py simple format")
progress("keras_bars", """
Epoch 1/20
469/469 [==============================] - 6s 11ms/step - loss: 2.7119 - accuracy: 0.1742 - val_loss: 8.4410 - val_accuracy: 0.1135
Epoch 2/20
469/469 [==============================] - 5s 11ms/step - loss: nan - accuracy: 0.0991 - val_loss: nan - val_accuracy: 0.0980
Epoch 3/20
469/469 [==============================] - 5s 11ms/step - loss: nan - accuracy: 0.0987 - val_loss: nan - val_accuracy: 0.0980
""", "keras 2.12 utils/generic_utils.py Progbar")
progress("accelerate_tqdm_quoted", """
Steps:   1%|▏         | 12/1000 [00:19<25:41,  1.56s/it, lr=0.0001, step_loss=0.143]
Steps:   2%|▏         | 18/1000 [00:28<25:30,  1.56s/it, lr=0.0001, step_loss=0.382]
Steps:   2%|▏         | 24/1000 [00:38<25:19,  1.56s/it, lr=0.0001, step_loss=nan]
Steps:   3%|▎         | 30/1000 [00:47<25:11,  1.56s/it, lr=0.0001, step_loss=nan]
""", "diffusers 0.25 examples/text_to_image/train_text_to_image.py progress bar", wears=[framed("My LoRA training turns black after some steps, is this normal?"), quoted])
