"""A fourth drawing: plain Python, packages and builds around training."""

import drawn
import stage
from wear import coloured, compose, journal


def scene(slug, name, code, **about):
    drawn.scene(slug, f"fourth_{name}", code, **about)


def written(slug, name, text, **about):
    stage.written(slug, f"fourth_{name}", text, part="drawn", **about)


scene("wrong-type", "function_without_a_return", """
import torch
from torch import nn


def build_model(name, n_classes):
    if name == "mlp":
        model = nn.Sequential(nn.Flatten(), nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, n_classes))
    elif name == "linear":
        model = nn.Sequential(nn.Flatten(), nn.Linear(64, n_classes))
    else:
        raise ValueError(name)


def main():
    model = build_model("mlp", 10)
    x, y = torch.randn(8, 1, 8, 8), torch.randint(0, 10, (8,))
    for epoch in range(3):
        loss = nn.functional.cross_entropy(model(x), y)
        loss.backward()
        print(epoch, loss.item())


main()
""", path="/home/jo/uni/hw3.py", at="loss = nn.functional.cross_entropy(model(x), y)", accept=["not-callable", "wrong-object"], fix_any=["return"])

scene("not-callable", "loss_named_like_its_function", """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from tqdm import tqdm

X, y = torch.randn(120, 6), torch.randint(0, 3, (120,))
loader = DataLoader(TensorDataset(X, y), batch_size=40)
model = nn.Sequential(nn.Linear(6, 32), nn.ReLU(), nn.Linear(32, 3))
loss = nn.CrossEntropyLoss()
optim = torch.optim.Adam(model.parameters(), lr=1e-2)

for epoch in range(3):
    for xb, yb in tqdm(loader, ncols=70):
        out = model(xb)
        loss = loss(out, yb)
        optim.zero_grad()
        loss.backward()
        optim.step()
""", path="/home/hana/first/train.py", at="loss = loss(out, yb)", entities={"class": "Tensor"}, accept=["wrong-object"], fix_any=["criterion", "loss_fn", "another name", "criterion(out, yb)", "different name", "other name"])

scene("call-arguments", "misspelt_keyword_of_an_own_class", """
import argparse

import torch
from torch import nn


class ResNetSmall(nn.Module):
    def __init__(self, in_channels=3, num_classes=10, width=16):
        super().__init__()
        self.stem = nn.Conv2d(in_channels, width, 3, padding=1)
        self.head = nn.Linear(width, num_classes)

    def forward(self, x):
        return self.head(torch.relu(self.stem(x)).mean((2, 3)))


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--classes", type=int, default=100)
    args = ap.parse_args()
    model = ResNetSmall(in_channels=3, num_class=args.classes)
    print(model(torch.rand(1, 3, 32, 32)).shape)


if __name__ == "__main__":
    main()
""", path="/home/dario/cifar100/main.py", at="model = ResNetSmall(in_channels=3, num_class=args.classes)", entities={"argument": "num_class"}, form="coloured", wears=[coloured], fix_any=["num_classes=args.classes", "num_classes"])

scene("unpack-values", "cell_state_beside_the_output", """
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(50, 16)
        self.lstm = nn.LSTM(16, 32, batch_first=True)

    def forward(self, ids):
        out, h, c = self.lstm(self.emb(ids))
        return out, h


class Classifier(nn.Module):
    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder
        self.fc = nn.Linear(32, 2)

    def forward(self, ids):
        _, h = self.encoder(ids)
        return self.fc(h[-1])


def test_logits():
    torch.manual_seed(0)
    logits = Classifier(Encoder())(torch.randint(0, 50, (4, 9)))
    assert logits.shape == (4, 2)
""", path="/home/olga/clf/tests/test_model.py", at="out, h, c = self.lstm(self.emb(ids))", run="pytest", form="pytest", root="ValueError: not enough values", fix_any=["out, (h, c) = self.lstm(self.emb(ids))", "out, (h, c)"])

scene("name-undefined", "typo_in_a_cell", "", cells=["""
import torch
train_losses = []
model = torch.nn.Linear(3, 1)
""", """
for epoch in range(5):
    loss = model(torch.randn(8, 3)).pow(2).mean()
    loss.backward()
    train_lossses.append(loss.item())
    print(f"{epoch}: {loss.item():.3f}")
"""], path="/content/a.ipynb", at="train_lossses.append(loss.item())", form="notebook", run="guest", count=14, entities={"name": "train_lossses"}, fix_any=["train_losses.append(loss.item())", "train_losses"])

scene("command-line", "value_with_a_comma", """
import argparse


def parse():
    ap = argparse.ArgumentParser(description="Train a small UNet")
    ap.add_argument("data")
    ap.add_argument("--lr", type=float, default=1e-3)
    ap.add_argument("--epochs", type=int, default=10)
    ap.add_argument("--arch", choices=["unet", "unet++", "fpn"], default="unet")
    return ap.parse_args()


if __name__ == "__main__":
    args = parse()
    print("training", args.arch, "for", args.epochs)
""", path="/home/ulf/unet/train.py", args=["/data/isbi", "--lr", "3e-4,", "--epochs", "20"], lines=False, entities={"option": "--lr"}, fix_any=["--lr 3e-4 ", "comma"])

scene("check-failed", "pictures_and_masks_do_not_pair", """
from pathlib import Path


def pairs(root):
    images = sorted((root / "images").glob("*.jpg"))
    masks = sorted((root / "masks").glob("*.png"))
    assert len(images) == len(masks), f"{len(images)} images but {len(masks)} masks in {root}"
    return list(zip(images, masks))


root = Path("data/train")
for folder, names in {"images": ["a.jpg", "b.jpg", "c.jpeg"], "masks": ["a.png", "b.png", "c.png"]}.items():
    (root / folder).mkdir(parents=True, exist_ok=True)
    for name in names:
        (root / folder / name).touch()
print(len(pairs(root)))
""", path="/home/kofi/roads/dataset.py", at='assert len(images) == len(masks), f"{len(images)} images but {len(masks)} masks in {root}"', form="journal", wears=[journal("ws2", "train.sh", 3120)],
      fix_any=["data/train", "file names", "names", "without a mask", "*.jp"])

scene("module-setup", "heads_that_do_not_divide", """
import yaml
from torch import nn

CONFIG = '''
model:
  d_model: 100
  nhead: 8
  layers: 2
'''


def build(cfg):
    layer = nn.TransformerEncoderLayer(d_model=cfg["d_model"], nhead=cfg["nhead"], batch_first=True)
    return nn.TransformerEncoder(layer, num_layers=cfg["layers"])


model = build(yaml.safe_load(CONFIG)["model"])
print(sum(p.numel() for p in model.parameters()))
""", path="/home/cam/ts/build.py", at='layer = nn.TransformerEncoderLayer(d_model=cfg["d_model"], nhead=cfg["nhead"], batch_first=True)', accept=["invalid-arguments", "check-failed"], fix_any=["divi", "multiple", "d_model=96", "d_model=104", "nhead=10", "nhead=4", "nhead=5"])

scene("module-missing", "board_for_the_writer", """
import torch
from torch import nn
from torch.utils.tensorboard import SummaryWriter

writer = SummaryWriter("runs/exp1")
model = nn.Linear(4, 1)
opt = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(20):
    loss = model(torch.randn(16, 4)).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    writer.add_scalar("loss", loss.item(), step)
writer.close()
""", path="/home/luc/logs/train.py", at="from torch.utils.tensorboard import SummaryWriter", entities={"module": "tensorboard"}, fix=["pip install tensorboard"])

scene("module-missing", "settings_from_a_dot_env_file", """
import os

from dotenv import load_dotenv
from openai import OpenAI

load_dotenv()
client = OpenAI(api_key=os.environ["OPENAI_API_KEY"])


def summarise(text):
    answer = client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": f"Summarise: {text}"}])
    return answer.choices[0].message.content


if __name__ == "__main__":
    print(summarise("A long article."))
""", path="/app/summarise.py", at="from dotenv import load_dotenv", form="docker", wears=[compose("api-1")], entities={"module": "dotenv"}, fix=["python-dotenv"])

scene("module-missing", "exporter_of_a_newer_torch", """
import torch
from torch import nn

model = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2)).eval()
example = torch.randn(1, 8)
torch.onnx.export(model, (example,), "classifier.onnx", input_names=["x"], output_names=["logits"])
print("exported")
""", path="/home/ines/export/to_onnx.py", at='torch.onnx.export(model, (example,), "classifier.onnx", input_names=["x"], output_names=["logits"])', accept=["onnx-export", "backend-missing"], fix=["onnxscript"])

scene("relative-import", "package_above_the_top", """
from data.loader import load

if __name__ == "__main__":
    print(load("corpus.txt"))
""", files={
    "__init__.py": "",
    "data/__init__.py": "",
    "data/loader.py": """
from ..utils.text import clean


def load(path):
    return [clean(line) for line in open(path)]
""",
    "utils/__init__.py": "",
    "utils/text.py": """
def clean(line):
    return line.strip().lower()
"""}, path="/home/pat/nlp/pkg/train.py", run="process", at="from ..utils.text import clean", at_file="data/loader.py", fix_any=["python -m pkg.train", "python -m", "-m pkg"])

scene("login-missing", "key_of_the_api_not_set", """
from openai import OpenAI


class Judge:
    def __init__(self, model="gpt-4o-mini"):
        self.client = OpenAI()
        self.model = model

    def score(self, question, answer):
        prompt = f"Rate from 1 to 5.\\nQ: {question}\\nA: {answer}"
        out = self.client.chat.completions.create(model=self.model, messages=[{"role": "user", "content": prompt}])
        return int(out.choices[0].message.content)


judge = Judge()
print(judge.score("2+2?", "4"))
""", path="/home/evan/evals/judge.py", at="self.client = OpenAI()", env={"OPENAI_API_KEY": ""}, fix_any=["OPENAI_API_KEY"])

written("shared-library", "opencv_in_a_slim_image", """
#0 building with "default" instance using docker driver
api-1  | Traceback (most recent call last):
api-1  |   File "/app/main.py", line 3, in <module>
api-1  |     from app.preprocess import letterbox
api-1  |   File "/app/app/preprocess.py", line 1, in <module>
api-1  |     import cv2
api-1  |   File "/usr/local/lib/python3.11/site-packages/cv2/__init__.py", line 181, in <module>
api-1  |     bootstrap()
api-1  |   File "/usr/local/lib/python3.11/site-packages/cv2/__init__.py", line 153, in bootstrap
api-1  |     native_module = importlib.import_module("cv2")
api-1  |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
api-1  |   File "/usr/local/lib/python3.11/importlib/__init__.py", line 126, in import_module
api-1  |     return _bootstrap._gcd_import(name[level:], package, level)
api-1  |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
api-1  | ImportError: libGL.so.1: cannot open shared object file: No such file or directory
api-1 exited with code 1
""", where="opencv-python 4.x cv2/__init__.py; the words are the dynamic loader's", form="docker", at=("/app/app/preprocess.py", 1, "<module>"), span=(2, 15), entities={"library": "libGL.so.1"},
        fix_any=["opencv-python-headless", "apt-get install -y libgl1", "libgl1"])

written("torch-abi", "vision_of_another_torch", """
Traceback (most recent call last):
  File "/home/ubuntu/yolo/detect.py", line 64, in <module>
    main(opt)
  File "/home/ubuntu/yolo/detect.py", line 58, in main
    pred = non_max_suppression(pred, conf_thres, iou_thres)
  File "/home/ubuntu/yolo/utils/general.py", line 88, in non_max_suppression
    i = torchvision.ops.nms(boxes, scores, iou_thres)
  File "/home/ubuntu/miniconda3/envs/yolo/lib/python3.10/site-packages/torchvision/ops/boxes.py", line 41, in nms
    return torch.ops.torchvision.nms(boxes, scores, iou_threshold)
  File "/home/ubuntu/miniconda3/envs/yolo/lib/python3.10/site-packages/torch/_ops.py", line 854, in __call__
    return self_._op(*args, **(kwargs or {}))
NotImplementedError: Could not run 'torchvision::nms' with arguments from the 'CUDA' backend. This could be because the operator doesn't exist for this backend, or was omitted during the selective/custom build process (if using custom build). If you are a Facebook employee using PyTorch on mobile, please visit https://fburl.com/ptmfixes for possible resolutions. 'torchvision::nms' is only available for these backends: [CPU, Meta, QuantizedCPU, BackendSelect, Python, FuncTorchDynamicLayerBackMode, Functionalize, Named, Conjugate, Negative, ZeroTensor, ADInplaceOrView, AutogradOther, AutogradCPU, AutogradCUDA, AutogradXLA, AutogradMPS, AutogradXPU, AutogradHPU, AutogradLazy, AutogradMeta, Tracer, AutocastCPU, AutocastXPU, AutocastMPS, AutocastCUDA, FuncTorchBatched, BatchedNestedTensor, FuncTorchVmapMode, Batched, VmapMode, FuncTorchGradWrapper, PythonTLSSnapshot, FuncTorchDynamicLayerFrontMode, PreDispatch, PythonDispatcher].
""", where="c10/core/DispatchKeyExtractor / aten dispatcher's report of a missing kernel", at=("/home/ubuntu/yolo/utils/general.py", 88, "non_max_suppression"), accept=["backend-missing"], fix=["torchvision"])

written("pip-no-match", "torch_of_an_old_readme", """
#9 [4/7] RUN pip install --no-cache-dir torch==1.10.2
#9 1.931 ERROR: Could not find a version that satisfies the requirement torch==1.10.2 (from versions: 1.13.0, 1.13.1, 2.0.0, 2.0.1, 2.1.0, 2.1.1, 2.1.2, 2.2.0, 2.2.1, 2.2.2, 2.3.0, 2.3.1, 2.4.0, 2.4.1, 2.5.0, 2.5.1, 2.6.0, 2.7.0, 2.7.1, 2.8.0, 2.9.0, 2.9.1, 2.10.0, 2.11.0, 2.12.0, 2.12.1, 2.13.0, 2.14.0, 2.14.1, 2.15.0)
#9 1.934 ERROR: No matching distribution found for torch==1.10.2
#9 ERROR: process "/bin/sh -c pip install --no-cache-dir torch==1.10.2" did not complete successfully: exit code: 1
""", where="pip 23.2 under Python 3.11, inside BuildKit's plain progress", form="docker", span=(2, 4), entities={"package": "torch", "version": "1.10.2"},
        fix_any=["1.13.0", "python:3.9", "python:3.10", "Python 3.9", "Python 3.10", "older Python"])
