"""A fourth drawing: loaders and estimators."""

import drawn
from wear import compose


def scene(slug, name, code, **about):
    drawn.scene(slug, f"fourth_{name}", code, **about)


scene("dataloader-collate", "path_beside_the_picture", """
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset

ROOT = Path("frames")


class Frames(Dataset):
    def __init__(self, root):
        self.files = sorted(root.glob("*.png"))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        img = Image.open(self.files[i]).convert("RGB")
        x = torch.from_numpy(np.array(img)).permute(2, 0, 1) / 255
        return {"image": x, "path": self.files[i]}


ROOT.mkdir(exist_ok=True)
for n in range(4):
    Image.new("RGB", (16, 16), (n * 20, 0, 0)).save(ROOT / f"{n:04d}.png")

for batch in DataLoader(Frames(ROOT), batch_size=2):
    print(batch["image"].shape, batch["path"])
""", path="/home/viktor/infer/run.py", at='for batch in DataLoader(Frames(ROOT), batch_size=2):', span=(1, 36), fix_any=["str(self.files[i])", "str(", "collate_fn"])

scene("dataloader-collate", "boxes_of_every_number", """
import torch
from torch.utils.data import DataLoader, Dataset


class Detection(Dataset):
    def __init__(self, n=16):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        image = torch.rand(3, 64, 64)
        boxes = torch.rand(1 + i % 3, 4)
        return image, boxes


def train(epochs):
    loader = DataLoader(Detection(), batch_size=4, shuffle=False, num_workers=2)
    for epoch in range(epochs):
        for images, boxes in loader:
            print(epoch, images.shape, boxes.shape)


if __name__ == "__main__":
    train(2)
""", path="/home/ubuntu/det/train.py", at="for images, boxes in loader:", run="process", form="worker", root="stack expects", accept=["shape-cat"], entities={"shapes": [[1, 4], [2, 4]]}, others=["replica-exception"],
      fix_any=["collate_fn"])

scene("dataloader-worker", "slow_disk_and_a_timeout", """
import time

import torch
from torch.utils.data import DataLoader, Dataset


class Remote(Dataset):
    def __len__(self):
        return 40

    def __getitem__(self, i):
        if i == 9:
            time.sleep(30)  # an object store that hangs
        return torch.full((3,), float(i))


def main():
    loader = DataLoader(Remote(), batch_size=4, num_workers=1, timeout=3)
    for step, x in enumerate(loader):
        print("step", step, x.mean().item())


if __name__ == "__main__":
    main()
""", path="/home/qi/stream/train.py", at="for step, x in enumerate(loader):", run="process", fix_any=["timeout="])

scene("python-number", "grade_with_a_point_in_a_worker", """
import csv

import torch
from torch.utils.data import DataLoader, Dataset

ROWS = "id,text,grade\\n1,fine,3\\n2,bad,1\\n3,great,4.5\\n4,ok,2\\n"


class Essays(Dataset):
    def __init__(self, path):
        with open(path) as f:
            self.rows = list(csv.DictReader(f))

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        row = self.rows[i]
        return row["text"], int(row["grade"])


def main():
    with open("essays.csv", "w") as f:
        f.write(ROWS)
    for texts, grades in DataLoader(Essays("essays.csv"), batch_size=2, num_workers=2):
        print(texts, grades)


if __name__ == "__main__":
    main()
""", path="/home/ubuntu/essays/data.py", at='return row["text"], int(row["grade"])', run="process", form="worker", root="invalid literal", others=["replica-exception"],
      accept=["text-format"], fix_any=['float(row["grade"])', 'int(float(row["grade"]))'])

scene("pickle-worker", "open_file_in_the_dataset", """
import json

import torch
from torch.utils.data import DataLoader, Dataset


class JsonLines(Dataset):
    def __init__(self, path):
        self.file = open(path)
        self.offsets, pos = [], 0
        for line in self.file:
            self.offsets.append(pos)
            pos += len(line)

    def __len__(self):
        return len(self.offsets)

    def __getitem__(self, i):
        self.file.seek(self.offsets[i])
        return torch.tensor(json.loads(self.file.readline())["x"])


if __name__ == "__main__":
    with open("train.jsonl", "w") as f:
        for i in range(20):
            f.write(json.dumps({"x": [i, i + 1]}) + "\\n")
    loader = DataLoader(JsonLines("train.jsonl"), batch_size=4, num_workers=2, multiprocessing_context="spawn")
    for batch in loader:
        print(batch.shape)
""", path="/Users/greg/jsonl/loader.py", at="for batch in loader:", run="process", root="cannot pickle", fix_any=["open(self.path", "__getstate__", "num_workers=0", "in __getitem__", "in the worker", "`__getitem__`"])

scene("main-guard", "training_spawned_at_the_top", """
import os

import torch
import torch.distributed as dist
import torch.multiprocessing as mp

WORLD = 2


def worker(rank):
    os.environ["MASTER_ADDR"] = "127.0.0.1"
    os.environ["MASTER_PORT"] = "29824"
    dist.init_process_group("gloo", rank=rank, world_size=WORLD)
    x = torch.ones(1) * rank
    dist.all_reduce(x)
    print(rank, x)
    dist.destroy_process_group()


mp.spawn(worker, nprocs=WORLD)
print("finished")
""", path="/home/eli/first_ddp/main.py", at="mp.spawn(worker, nprocs=WORLD)", run="process", root="An attempt has been made to start a new process", span=None,
      fix=['if __name__ == "__main__"'])

scene("sklearn-input", "prices_into_a_classifier_notebook", "", cells=["""
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
""", """
rng = np.random.default_rng(0)
X = rng.normal(size=(200, 5))
price = X @ np.array([3.0, -1, 0.5, 0, 2]) + rng.normal(size=200)
X_train, X_test, y_train, y_test = train_test_split(X, price, test_size=0.25, random_state=42)
""", """
clf = make_pipeline(StandardScaler(), LogisticRegression())
clf.fit(X_train, y_train)
print(clf.score(X_test, y_test))
"""], path="/home/nb/house.ipynb", at="clf.fit(X_train, y_train)", form="notebook", run="guest", count=8,
      fix_any=["LinearRegression", "Ridge", "regress", "Regressor", "KBinsDiscretizer", "pd.cut"])

scene("sklearn-input", "class_with_a_single_member", """
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import classification_report
from sklearn.model_selection import train_test_split


def load():
    return pd.DataFrame({
        "width": [1.2, 1.1, 3.4, 3.5, 3.3, 1.0, 7.7],
        "weight": [10, 12, 40, 42, 39, 11, 99],
        "species": ["perch", "perch", "bream", "bream", "bream", "perch", "pike"],
    })


def main():
    df = load()
    X, y = df.drop(columns="species"), df["species"]
    Xtr, Xte, ytr, yte = train_test_split(X, y, test_size=0.5, stratify=y, random_state=1)
    model = RandomForestClassifier().fit(Xtr, ytr)
    print(classification_report(yte, model.predict(Xte)))


main()
""", path="/srv/fish/model.py", at="Xtr, Xte, ytr, yte = train_test_split(X, y, test_size=0.5, stratify=y, random_state=1)", form="docker", wears=[compose("fish")],
      fix_any=[">= 2", "> 1"])
