"""Held cases of imports, objects and arguments: other operations, layouts, names and forms than the open ones."""

from held import plain, scene
from wear import coloured, compose, docker_time, journal, mailed, prefixed, quoted, stripped, terminal

# ---------------------------------------------------------------------------- relative-import

PACKAGE = {"models.py": "import torch\n\n\ndef build():\n    return torch.nn.Linear(2, 1)", "__init__.py": ""}
scene("relative-import", "script_inside_package", """
import argparse

import torch

from .models import build


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=3)
    print(build(), parser.parse_args())


if __name__ == "__main__":
    main()
""", path="/workspace/forecast/forecast/train.py", files=PACKAGE, at="from .models import build", run="process", form="docker", wears=[prefixed(docker_time)],
      fix_any=["python -m", "-m forecast", "from models import", "from forecast."])
scene("relative-import", "beyond_top_level_wrapped", "from experiments import run", path="/home/ivo/thesis/start.py", files={
    "experiments/__init__.py": "", "experiments/run.py": "from . import ablation\n\nablation.main()",
    "experiments/ablation.py": "import math\n\nfrom ..data.loader import batches\n\n\ndef main():\n    for batch in batches():\n        print(math.fsum(batch))",
    "data/__init__.py": "", "data/loader.py": "def batches():\n    return [[1.0, 2.0]]"},
      at="from ..data.loader import batches", at_file="experiments/ablation.py", run="process", form="wrapped", wears=[mailed(80)],
      fix_any=["python -m", "from data.loader import", "PYTHONPATH", "-m "])
scene("relative-import", "cell_with_dot_notebook", None, cells=[
    "import os\nimport torch\nos.getcwd()",
    "from .metrics import dice_score\nfrom .viz import overlay"],
      path="/home/mara/seg/notebooks/eval.ipynb", at="from .metrics import dice_score", run="guest", form="notebook", count=2,
      fix_any=["from metrics import", "sys.path", "import metrics"])
scene("relative-import", "main_is_not_a_package_36", """
from .config import SEED
from .vocab import Vocab

print(SEED, Vocab)
""", path="/home/dana/seq2seq/seq2seq/translate.py", files={"__init__.py": "", "config.py": "SEED = 1", "vocab.py": "class Vocab:\n    pass"}, at="from .config import SEED", run="process", torch="python3.6",
      form="quoted", wears=[quoted], accept=["module-missing"], fix_any=["python -m", "-m seq2seq", "from config import", "from seq2seq."])
scene("relative-import", "tests_without_package_pytest", """
from .. import tokenizer


def test_words_are_split():
    assert tokenizer.split("a b") == ["a", "b"]
""", path="/home/noor/tok/tests/test_tokenizer.py", files={"../tokenizer.py": "def split(text):\n    return text.split()"}, at="from .. import tokenizer", run="pytest", form="pytest", root="E   ImportError",
      fix_any=["__init__.py", "import tokenizer", "pythonpath", "PYTHONPATH", "python -m pytest", "rootdir"])

# ---------------------------------------------------------------------------- module-shadowed

scene("module-shadowed", "own_torch_py_quoted", """
import torch

torch.manual_seed(0)
print(torch.rand(2))
""", path="/home/sam/first_steps/tensors.py", files={"torch.py": "import torch\n\nx = torch.rand(3)\nprint(x)"}, at="x = torch.rand(3)", at_file="torch.py", run="process", form="quoted", wears=[quoted],
      fix_any=["rename", "Rename", "mv "], accept=["attribute-removed"])
scene("module-shadowed", "own_datasets_py", """
from datasets import load_dataset


def corpus(name):
    return load_dataset(name, split="train")


print(corpus("imdb")[0])
""", path="/app/src/prepare.py", files={"datasets.py": "import torch\n\n\nclass TextFolder(torch.utils.data.Dataset):\n    pass"}, at="from datasets import load_dataset", run="process", form="docker", wears=[compose("prepare")],
      fix_any=["rename", "Rename", "mv "])
scene("module-shadowed", "two_files_import_each_other_pytest", """
from model import Net


def test_net_can_be_made():
    assert Net()
""", path="/home/noor/circle/tests/test_model.py", files={
    "../model.py": "import torch\nfrom losses import weighted\n\n\nclass Net(torch.nn.Module):\n    def loss(self, x):\n        return weighted(x)",
    "../losses.py": "from model import Net\n\n\ndef weighted(x):\n    return x.mean()",
    "../conftest.py": ""}, at="from model import Net", at_file="../losses.py", run="pytest", form="pytest", root="E   ImportError",
      fix_any=["inside the function", "inside a function", "import model", "third", "move", "Move"])
scene("module-shadowed", "own_random_py_313", """
import random

random.seed(17)
indices = list(range(10))
random.shuffle(indices)
print(indices)
""", path="/home/leo/kfold/split.py", files={"random.py": "def choose(n):\n    return n // 2"}, at="random.seed(17)", run="process", torch="python3.13", form="coloured", wears=[coloured],
      fix_any=["rename", "Rename", "mv "])

# ---------------------------------------------------------------------------- module-setup

scene("module-setup", "parameter_before_super_journal", """
import torch
from torch import nn


class LearnedPositions(nn.Module):
    def __init__(self, length, width):
        self.table = nn.Parameter(torch.zeros(length, width))
        super().__init__()

    def forward(self, x):
        return x + self.table[: x.shape[1]]


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.positions = LearnedPositions(128, 64)


encoder = Encoder()
""", path="/srv/translate/model/positions.py", at="self.table = nn.Parameter(torch.zeros(length, width))", form="journal", wears=[journal("mt01", "gunicorn", 8121)],
      fix_any=["super().__init__()"])
scene("module-setup", "tied_weight_notebook", None, cells=[
    "import torch\nfrom torch import nn\nembed = nn.Embedding(100, 16)\nlm_head = nn.Linear(16, 100, bias=False)",
    "def tie(head, source):\n    head.weight = source.weight.data\n    return head\n\ntie(lm_head, embed)"],
      path="/home/mara/tiny-lm/tie.ipynb", at="head.weight = source.weight.data", run="guest", form="notebook", count=21,
      fix_any=["nn.Parameter(", "head.weight = source.weight", "Parameter"])
scene("module-setup", "list_in_sequential_112", """
import torch
from torch import nn


def block(width):
    return [nn.Linear(width, width), nn.GELU()]


def mlp(depth, width=32):
    body = [block(width) for _ in range(depth)]
    return nn.Sequential(*body, nn.Linear(width, 1))


net = mlp(3)
print(sum(p.numel() for p in net.parameters()))
""", path="/home/kofi/tabular/mlp.py", at="return nn.Sequential(*body, nn.Linear(width, 1))", torch="1.12", form="docker", wears=[compose("tabular")],
      fix_any=["nn.Sequential(*", "*block(", "*b", "flatten", "unpack"])
scene("module-setup", "groups_do_not_divide_18", """
import torch
from torch import nn


class Depthwise(nn.Module):
    def __init__(self, channels, out):
        super(Depthwise, self).__init__()
        self.conv = nn.Conv2d(channels, out, 3, groups=8)

    def forward(self, x):
        return self.conv(x)


print(Depthwise(12, 24)(torch.rand(1, 12, 9, 9)).shape)
""", path="/home/lena/mobilenet/dw.py", at="self.conv = nn.Conv2d(channels, out, 3, groups=8)", torch="1.8", form="stripped", wears=[stripped],
      fix_any=["groups", "16", "divisible"])

# ---------------------------------------------------------------------------- wrong-object

scene("wrong-object", "batch_of_texts_to_device", """
import torch
from torch.utils.data import DataLoader


class Reviews(torch.utils.data.Dataset):
    texts = ["good", "bad", "dull", "fine"]

    def __len__(self):
        return 4

    def __getitem__(self, i):
        return self.texts[i], torch.tensor(i % 2)


device = torch.device("cpu")
for texts, labels in DataLoader(Reviews(), batch_size=2):
    labels = labels.to(device)
    texts = texts.to(device)
""", path="/srv/reviews/train_reviews.py", at="texts = texts.to(device)", form="journal", wears=[journal("gpu-box", "python3", 771)], entities={"attribute": "to"},
      fix_any=["tokeniz", "each", "for t in", "[t.to(", "tensor"])
scene("wrong-object", "state_dict_called_model", """
import io

import torch
from torch import nn


def saved():
    file = io.BytesIO()
    torch.save(nn.Linear(3, 2).state_dict(), file)
    file.seek(0)
    return file


model = torch.load(saved())
model.eval()
print(model(torch.rand(1, 3)))
""", path="/app/predict.py", at="model.eval()", form="docker", wears=[compose("predictor")], entities={"attribute": "eval"},
      fix_any=["load_state_dict("])
scene("wrong-object", "wrapped_in_data_parallel_112", """
import torch
from torch import nn


class Captioner(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.Linear(4, 4)

    def forward(self, x):
        return self.cell(x)

    def caption(self, x, length=3):
        return [self(x) for _ in range(length)]


net = nn.DataParallel(Captioner())
net.caption(torch.rand(1, 4))
""", path="/home/paula/captions/sample.py", at="net.caption(torch.rand(1, 4))", torch="1.12", form="wrapped", wears=[mailed(80)], entities={"attribute": "caption"},
      fix_any=["net.module.caption(", ".module"])
scene("wrong-object", "lstm_pair_notebook", None, cells=[
    "import torch\nfrom torch import nn\nencoder = nn.LSTM(8, 16, batch_first=True)",
    "hidden = encoder(torch.rand(2, 5, 8))\nbatch, steps, width = hidden.shape"],
      path="/home/mara/lstm/shapes.ipynb", at="batch, steps, width = hidden.shape", run="guest", form="notebook", count=3, entities={"attribute": "shape"},
      fix_any=["hidden, _", "[0]", ", _ =", "hidden, ("])
scene("wrong-object", "forgotten_return_pytest", """
import torch


def normalise(x):
    x = (x - x.mean()) / x.std()


def test_the_mean_is_zero():
    y = normalise(torch.rand(50))
    assert y.mean().abs() < 1e-5
""", path="/home/noor/norm/tests/test_norm.py", at="assert y.mean().abs() < 1e-5", run="pytest", form="pytest", entities={"attribute": "mean"},
      fix_any=["return", "None"])
scene("wrong-object", "array_for_tensor_quoted", """
import numpy as np
import torch
from torch import nn

model = nn.Linear(10, 2)
rows = np.random.rand(5, 10).astype("float32")
print(model(rows.unsqueeze(0)))
""", path="/home/sam/first_steps/infer.py", at="print(model(rows.unsqueeze(0)))", torch="1.8", form="quoted", wears=[quoted], entities={"attribute": "unsqueeze"},
      fix_any=["torch.from_numpy(", "torch.tensor(", "torch.as_tensor(", "np.expand_dims", "rows[None"])

# ------------------------------------------------------------------------------ invalid-arguments

scene("invalid-arguments", "cat_of_two_tensors", """
import torch


def fuse(image_features, text_features):
    fused = torch.cat(image_features, text_features)
    return fused / fused.norm(dim=-1, keepdim=True)


fuse(torch.rand(4, 512), torch.rand(4, 512))
""", path="/home/jorge/clip-lite/fusion.py", at="fused = torch.cat(image_features, text_features)", torch="1.8", form="wrapped", wears=[mailed(80)],
      fix_any=["torch.cat((image_features, text_features)", "torch.cat([image_features, text_features]", "cat((", "cat(["])
scene("invalid-arguments", "indices_as_list_journal", """
import torch
from torch import nn


class Bag(nn.Module):
    def __init__(self, words):
        super().__init__()
        self.words = {w: i for i, w in enumerate(words)}
        self.table = nn.Embedding(len(words), 16)

    def forward(self, sentence):
        ids = [self.words[w] for w in sentence.split()]
        return self.table(ids).mean(0)


print(Bag(["the", "cat", "sat"])("the cat"))
""", path="/srv/nlp/bag.py", at="return self.table(ids).mean(0)", form="journal", wears=[journal("nlp1", "uwsgi", 1207)],
      fix_any=["torch.tensor(", "LongTensor(", "as_tensor("])
scene("invalid-arguments", "stack_with_none_notebook_112", None, cells=[
    "import torch\n\ndef load(index):\n    if index % 3 == 2:\n        return None  # unreadable file\n    return torch.rand(3, 8, 8)",
    "images = [load(i) for i in range(4)]\nbatch = torch.stack(images)"],
      path="/home/gina/nb/scans.ipynb", at="batch = torch.stack(images)", torch="1.12", run="guest", form="notebook", edit=plain, count=3,
      fix_any=["None", "is not None"])
scene("invalid-arguments", "encoder_output_object_terminal", """
from dataclasses import dataclass

import torch
from torch import nn


@dataclass
class EncoderOutput:
    last_hidden_state: torch.Tensor
    pooler_output: torch.Tensor


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.mix = nn.Linear(8, 8)

    def forward(self, x):
        hidden = self.mix(x)
        return EncoderOutput(hidden, hidden[:, 0])


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        encoded = self.encoder(x)
        return self.head(encoded)


Classifier()(torch.rand(2, 5, 8))
""", path="/home/bea/intent/classifier.py", at="return self.head(encoded)", form="terminal", wears=[terminal(80)],
      fix_any=["last_hidden_state", "pooler_output", "encoded."])
scene("invalid-arguments", "half_of_width_18", """
import torch
from torch import nn


class Bottleneck(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.squeeze = nn.Linear(width, width / 4)
        self.excite = nn.Linear(width / 4, width)

    def forward(self, x):
        return x * torch.sigmoid(self.excite(self.squeeze(x)))


Bottleneck(256)
""", path="/home/rui/senet/se.py", at="self.squeeze = nn.Linear(width, width / 4)", torch="1.8", form="docker", wears=[prefixed(docker_time)],
      fix_any=["//", "int("])
