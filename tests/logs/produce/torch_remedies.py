"""Whether the first remedy is the one for this user: causes that one message shares. Open cases."""

from stage import scene
from wear import compose, prefixed, quoted

# ----------------------------------------------------------------------- checkpoints

scene("state-dict-mismatch", "file_is_the_weights", """
import torch
from torch import nn

net = nn.Linear(4, 2)
torch.save(net.state_dict(), "start.pt")
blob = torch.load("start.pt")
weights = blob["state_dict"]
net.load_state_dict(weights)
""", path="/home/kit/clips/evaluate_clips.py", at='weights = blob["state_dict"]', fix=['blob.get("state_dict", blob)'])
SEGMENTER = """
import torch
from torch import nn

class Segmenter(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3)
        self.project = nn.Conv2d(8, classes, 1)

torch.save(Segmenter(19).state_dict(), "city.pt")
segmenter = Segmenter(16)
segmenter.load_state_dict(torch.load("city.pt"))
"""
scene("state-dict-mismatch", "other_classes_evaluated", SEGMENTER, path="/home/lou/city/evaluate.py",
      at='segmenter.load_state_dict(torch.load("city.pt"))', fix=["for 19 classes"], form="docker", wears=[compose("eval")])
scene("state-dict-mismatch", "other_classes_trained", SEGMENTER, path="/home/lou/city/finetune.py",
      at='segmenter.load_state_dict(torch.load("city.pt"))', fix=["project.bias", "pop("])
scene("state-dict-mismatch", "part_gained_since", """
import torch
from torch import nn

class Reader(nn.Module):
    def __init__(self, speller=True):
        super().__init__()
        self.body = nn.Linear(4, 4)
        if speller:
            self.speller = nn.ModuleDict({"embed": nn.Linear(4, 4), "out": nn.Linear(4, 9)})

torch.save({"model": Reader(speller=False).state_dict()}, "reader.pt")
reader = Reader()
reader.load_state_dict(torch.load("reader.pt")["model"])
""", path="/home/mo/reader/main.py", at='reader.load_state_dict(torch.load("reader.pt")["model"])', fix=["speller", "on purpose"])

# --------------------------------------------------------------------------- autograd

scene("autograd-inplace", "two_optimizers_in_turn", """
import torch
from torch import nn

actor, critic = nn.Linear(4, 3), nn.Linear(3, 1)
steps_a = torch.optim.SGD(actor.parameters(), 0.1)
steps_c = torch.optim.SGD(critic.parameters(), 0.1)
act = actor(torch.randn(8, 4))
value = critic(act)
loss_c = (value - 1).pow(2).mean()
loss_a = -critic(act).mean()
loss_c.backward(retain_graph=True)
steps_c.step()
loss_a.backward()
""", path="/home/nia/rl/update.py", at="loss_a.backward()", fix_any=["optimizer_a.step()", "after the step", "detach()"], form="ranked", wears=[prefixed("[rank0]: ")])

# ----------------------------------------------------------------------------- shapes

scene("shape-broadcast", "odd_side_skip", """
import torch
import torch.nn.functional as F

def refine(image):
    small = F.max_pool2d(image, 2)
    up = F.interpolate(small, scale_factor=2)
    return up + image

refine(torch.ones(1, 3, 64, 45))
""", path="/home/oda/superres/net.py", at="return up + image", fix=["F.interpolate(image, size=up.shape[2:])", "multiple"])
scene("shape-matmul", "parameter_of_other_width", """
import torch
from torch import nn

class Film(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(64, 6))

    def forward(self, pair):
        return torch.mm(pair, self.scale.t())

Film()(torch.ones(1, 2))
""", path="/home/pia/tasks/film.py", at="return torch.mm(pair, self.scale.t())", fix=["self.scale", "for 2 features"])
scene("shape-target", "masks_in_colour", """
import torch
from torch import nn

criterion = nn.BCEWithLogitsLoss()
masks_pred = torch.zeros(1, 1, 16, 16)
true_masks = torch.zeros(1, 3, 16, 16)
loss = criterion(masks_pred, true_masks)
""", path="/home/quin/cells/train.py", at="loss = criterion(masks_pred, true_masks)", fix=['convert("L")'])
scene("shape-target", "maps_of_other_classes", """
import torch
from torch import nn

criterion = nn.BCEWithLogitsLoss()
outputs = torch.zeros(2, 20, 8, 8)
labels = torch.zeros(2, 32, 8, 8)
loss = criterion(outputs, labels)
""", path="/home/ren/roads/train.py", at="loss = criterion(outputs, labels)", fix=["num_classes = 32"], form="quoted", wears=[quoted])
scene("shape-target", "squeezed_last_batch", """
import torch
from torch import nn

loss_fn = nn.BCEWithLogitsLoss()
out = nn.Linear(4, 1)(torch.ones(1, 4)).squeeze()
loss = loss_fn(out, torch.ones(1))
""", path="/home/sia/table/fit.py", at="loss = loss_fn(out, torch.ones(1))", fix=["out.view(-1)"])
scene("shape-view", "inside_a_call", """
import torch

def rows(pred):
    return torch.cdist(pred.view(-1, 4), torch.zeros(2, 4))

rows(torch.zeros(4, 6, 4).transpose(0, 1))
""", path="/home/tea/boxes/assign.py", at="return torch.cdist(pred.view(-1, 4), torch.zeros(2, 4))", fix=["torch.cdist(pred.reshape(-1, 4), torch.zeros(2, 4))"])
scene("index-out-of-range", "table_in_a_chain", """
import torch
from torch import nn

class Texts(nn.Module):
    def __init__(self):
        super().__init__()
        self.embeddings = nn.Embedding(10, 4)

    def forward(self, x):
        return self.embeddings(x).permute(1, 2, 0)

Texts()(torch.tensor([[1, 12]]))
""", path="/home/uli/texts/model.py", at="return self.embeddings(x).permute(1, 2, 0)", fix=["self.embeddings.num_embeddings"])
scene("batchnorm-single-value", "first_batch_of_one", """
import torch
from torch import nn

net = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.BatchNorm2d(4))
for image in torch.ones(3, 1, 4, 8, 8):
    net(image)
""", path="/home/val/land/train.py", at="net(image)", fix=["max(2, batch_size)"])

# --------------------------------------------------------------------------- the rest

scene("grad-scaler", "optimizer_of_other_weights", """
import torch
from torch import nn

net, spare = nn.Linear(4, 1), nn.Linear(4, 1)
optimizer_G = torch.optim.SGD(spare.parameters(), 0.1)
scaler = torch.amp.GradScaler("cpu")
scaler.scale(net(torch.ones(2, 4)).mean()).backward()
scaler.step(optimizer_G)
""", path="/home/wyn/faces/train.py", at="scaler.step(optimizer_G)", fix=["in optimizer_G.param_groups"])
scene("pickle-worker", "class_in_a_method", """
import multiprocessing
from torch.utils.data import DataLoader

class Rides:
    def load(self):
        class Window:
            def __len__(self):
                return 3

            def __getitem__(self, at):
                return at

        return Window()

if __name__ == "__main__":
    loader = DataLoader(Rides().load(), num_workers=1, multiprocessing_context="spawn")
    for window in loader:
        print(window)
""", path="/home/xan/rides/read.py", at="for window in loader:", fix=["class Window"])
scene("torch-compile", "one_graph_asked_for", """
import torch

def step(x):
    print("step", x.shape)
    torch._dynamo.graph_break()
    return x + 1

fast = torch.compile(step, fullgraph=True, backend="eager")
fast(torch.ones(3))
""", path="/home/yin/speed/bench.py", at='print("step", x.shape)', fix=["fullgraph=True"])

# ------------------------------------------------------------------ sizes that would fit

scene("shape-view", "map_of_another_size", """
import torch
from torch import nn

class Slots(nn.Module):
    def __init__(self, side):
        super().__init__()
        self.side = side
        self.squeeze = nn.Conv2d(8, 4, 1)

    def forward(self, x):
        return self.squeeze(x.view(x.size(0), 8, self.side, self.side))

Slots(9)(torch.randn(2, 8 * 14 * 14))
""", path="/home/pam/slots/slots.py", at="return self.squeeze(x.view(x.size(0), 8, self.side, self.side))",
      fix=["14 × 14"])
scene("index-out-of-range", "grey_values_of_masks", """
import torch
from torch import nn

criterion = nn.CrossEntropyLoss()
scores = torch.randn(1, 2, 4, 4)
masks = torch.tensor([0, 192]).repeat(8).view(1, 4, 4)
loss = criterion(scores, masks)
""", path="/home/pam/wounds/segment.py", at="loss = criterion(scores, masks)", fix=["grey values"])
