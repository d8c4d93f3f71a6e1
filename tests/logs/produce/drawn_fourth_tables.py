"""A fourth drawing: tables, texts and files."""

import drawn
from wear import last, mailed, quoted, stripped, windows


def scene(slug, name, code, **about):
    drawn.scene(slug, f"fourth_{name}", code, **about)


scene("table-values", "correlation_with_words_in_the_table", """
import pandas as pd


def report(df, target):
    corr = df.corr()[target].sort_values(ascending=False)
    print(corr.head(10))
    return corr


def main():
    df = pd.DataFrame({
        "Survived": [0, 1, 1, 0, 1],
        "Sex": ["male", "female", "female", "male", "female"],
        "Age": [22.0, 38.0, 26.0, 35.0, 27.0],
        "Fare": [7.25, 71.3, 7.9, 8.05, 11.1],
    })
    report(df, "Survived")


main()
""", path="/home/lea/titanic/eda.py", at="corr = df.corr()[target].sort_values(ascending=False)", accept=["sklearn-input", "python-number"], form="stripped", wears=[stripped],
      fix_any=["df.corr(numeric_only=True)", "numeric_only=True", 'select_dtypes("number")', "select_dtypes("])

scene("table-values", "mean_of_every_column_in_a_group", """
import pandas as pd

SALES = pd.DataFrame({
    "city": ["Oslo", "Oslo", "Bergen", "Bergen"],
    "rep": ["Ann", "Bo", "Cy", "Di"],
    "units": [10, 12, 7, 9],
    "revenue": [100.0, 150.0, 80.0, 95.0],
})


def summarise(df, by):
    return df.groupby(by).mean().round(2)


def test_summary_has_every_city():
    out = summarise(SALES, "city")
    assert set(out.index) == {"Oslo", "Bergen"}
    assert out.loc["Oslo", "units"] == 11
""", path="/home/jonas/sales/tests/test_summary.py", at="return df.groupby(by).mean().round(2)", run="pytest", form="pytest", fix_any=["numeric_only=True", "groupby(by)[[", "select_dtypes("], root="TypeError: ")

scene("table-reading", "json_lines_as_one_document", """
import argparse

import pandas as pd


def read(path):
    df = pd.read_json(path)
    return df[df["text"].str.len() > 3]


if __name__ == "__main__":
    ap = argparse.ArgumentParser()
    ap.add_argument("path", nargs="?", default="tweets.json")
    path = ap.parse_args().path
    with open(path, "w") as f:
        f.write('{"text": "hello there", "label": 1}\\n{"text": "no", "label": 0}\\n')
    print(read(path))
""", path="/home/priya/tweets/clean.py", at="df = pd.read_json(path)", accept=["text-format"], fix_any=["pd.read_json(path, lines=True)", "lines=True"])

scene("table-shape", "names_of_three_words", """
import pandas as pd


def clean(df):
    df = df.dropna(subset=["name"])
    df[["first", "last"]] = df["name"].str.split(" ", expand=True)
    return df.drop(columns="name")


people = pd.DataFrame({"name": ["Ada Lovelace", "Alan Turing", "Juan Carlos Ruiz", None], "age": [36, 41, 50, 20]})
print(clean(people))
""", path="/home/maria/crm/clean.py", at='df[["first", "last"]] = df["name"].str.split(" ", expand=True)', form="windows", wears=[windows],
      fix_any=["n=1", 'rsplit(" "'])

scene("missing-entry", "character_outside_the_vocabulary", """
import torch

train_text = "to be, or not to be, that is the question"
chars = sorted(set(train_text))
stoi = {ch: i for i, ch in enumerate(chars)}
itos = {i: ch for ch, i in stoi.items()}


def encode(s):
    return torch.tensor([stoi[c] for c in s])


def decode(ids):
    return "".join(itos[int(i)] for i in ids)


if __name__ == "__main__":
    start = "To be"
    ids = encode(start)
    print(decode(ids))
""", path="/home/will/nano/sample.py", at="return torch.tensor([stoi[c] for c in s])", form="wrapped", wears=[mailed(70)], entities={"key": "T"},
      fix_any=["stoi.get(c", "if c in stoi", "c in stoi", ".lower()"])

scene("missing-entry", "column_with_other_capitals_cut", """
import pandas as pd
import torch
from torch.utils.data import Dataset


class Reviews(Dataset):
    def __init__(self, frame):
        self.texts = frame["review"].tolist()
        self.labels = frame["Sentiment"].map({"positive": 1, "negative": 0}).tolist()

    def __len__(self):
        return len(self.texts)

    def __getitem__(self, i):
        return self.texts[i], torch.tensor(self.labels[i])


frame = pd.DataFrame({"review": ["good", "bad"], "sentiment": ["positive", "negative"]})
print(Reviews(frame)[0])
""", path="/home/zuri/imdb/dataset.py", form="cut", wears=[last(8)], entities={"key": "Sentiment"}, fix_any=["df.columns", ".columns"])

scene("attribute-removed", "filter_of_an_older_pillow", """
from PIL import Image

SIZES = {"thumb": 64, "small": 128}


def shrink(img, size):
    return img.resize((size, size), Image.ANTIALIAS)


def make_all(img):
    return {name: shrink(img, size) for name, size in SIZES.items()}


if __name__ == "__main__":
    img = Image.new("RGB", (512, 512), "white")
    for name, out in make_all(img).items():
        print(name, out.size)
""", path="/home/ruth/gallery/resize.py", at="return img.resize((size, size), Image.ANTIALIAS)", accept=["missing-attribute"], fix_any=["Image.LANCZOS", "Image.Resampling.LANCZOS", "Resampling.LANCZOS"])

scene("attribute-removed", "infinity_of_an_older_numpy", """
import numpy as np


class EarlyStopping:
    def __init__(self, patience=3):
        self.patience, self.counter = patience, 0
        self.val_loss_min = np.Inf

    def __call__(self, val_loss):
        if val_loss < self.val_loss_min:
            self.val_loss_min, self.counter = val_loss, 0
        else:
            self.counter += 1
        return self.counter >= self.patience


stopper = EarlyStopping()
for epoch, loss in enumerate([0.9, 0.7, 0.71, 0.72, 0.73]):
    if stopper(loss):
        print("stop at", epoch)
        break
""", path="/home/otto/ts/pytorchtools.py", at="self.val_loss_min = np.Inf", accept=["numpy-abi"], form="quoted", wears=[quoted], fix_any=["np.inf"])

scene("attribute-removed", "plot_of_a_confusion_matrix_in_a_cell", "", cells=["""
import matplotlib.pyplot as plt
from sklearn.datasets import load_iris
from sklearn.tree import DecisionTreeClassifier
from sklearn.metrics import accuracy_score, plot_confusion_matrix

X, y = load_iris(return_X_y=True)
clf = DecisionTreeClassifier().fit(X, y)
plot_confusion_matrix(clf, X, y)
plt.show()
"""], path="/content/iris.ipynb", at="from sklearn.metrics import accuracy_score, plot_confusion_matrix", form="notebook", run="guest", count=5, accept=["hf-version"], fix_any=["ConfusionMatrixDisplay.from_estimator(", "ConfusionMatrixDisplay"])

scene("text-format", "single_quotes_of_a_printed_dict", """
import json


def parse_line(line):
    record = json.loads(line)
    return record["prompt"], record["completion"]


def load(path):
    pairs = []
    with open(path) as f:
        for line in f:
            pairs.append(parse_line(line))
    return pairs


with open("pairs.jsonl", "w") as f:
    for row in [{"prompt": "2+2=", "completion": "4"}, {"prompt": "cat in French", "completion": "chat"}]:
        f.write(str(row) + "\\n")
print(len(load("pairs.jsonl")))
""", path="/home/uma/ft/pairs.py", at="record = json.loads(line)", fix_any=["json.dumps(", "ast.literal_eval"])

scene("file-missing", "notebook_run_from_another_folder", "", cells=["""
import pandas as pd
train = pd.read_csv("../input/train.csv")
train.head()
"""], path="/home/rita/kaggle/eda.ipynb", at='train = pd.read_csv("../input/train.csv")', form="notebook", run="guest", colors="linux", entities={"path": "../input/train.csv"}, fix_any=["os.getcwd()", "Path.cwd()", "pwd", "ls ", "os.listdir", "working directory"])

scene("cpu-oom", "hashed_words_made_dense", """
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import HashingVectorizer

docs = [f"document number {i} about topic {i % 50}" for i in range(60_000)]
X = HashingVectorizer().transform(docs)
print(X.shape)
dense = X.toarray()
emb = PCA(n_components=50).fit_transform(dense)
print(emb.shape)
""", path="/home/axel/topics/embed.py", at="dense = X.toarray()", run="process", fix_any=["TruncatedSVD", "sparse", "n_features="])
