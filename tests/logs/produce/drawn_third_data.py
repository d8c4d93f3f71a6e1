"""A third drawing: loaders, estimators and tables."""

import drawn
from wear import compose, first, stripped, terminal


def scene(slug, name, code, **about):
    drawn.scene(slug, f"third_{name}", code, **about)


scene("dataloader-collate", "photos_of_every_size", """
import os

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset


class Photos(Dataset):
    def __init__(self, root):
        self.files = sorted(os.path.join(root, f) for f in os.listdir(root))

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        img = Image.open(self.files[i]).convert("RGB")
        return torch.from_numpy(np.array(img)).permute(2, 0, 1).float() / 255


os.makedirs("photos", exist_ok=True)
for i, size in enumerate([(48, 32), (40, 40), (48, 32), (60, 36)]):
    Image.new("RGB", size).save(f"photos/{i}.png")

if __name__ == "__main__":
    loader = DataLoader(Photos("photos"), batch_size=4, num_workers=2)
    for batch in loader:
        print(batch.shape)
""", path="/home/gita/photos/data.py", at="for batch in loader:", run="process", form="worker", root="RuntimeError: stack expects", accept=["shape-cat"], others=["replica-exception"],
      entities={"shapes": [[3, 32, 48], [3, 40, 40]]}, fix_any=["resize(", "Resize(", "collate_fn", "same size"])

scene("dataloader-setup", "workers_kept_alive_of_none", """
import argparse

import torch
from torch.utils.data import DataLoader, TensorDataset


def make_loader(args):
    data = TensorDataset(torch.randn(100, 3), torch.randn(100))
    return DataLoader(data, batch_size=args.batch_size, shuffle=True, num_workers=args.workers, persistent_workers=True)


parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=10)
parser.add_argument("--workers", type=int, default=0)
args = parser.parse_args()
for x, y in make_loader(args):
    print(x.shape)
""", path="/home/gita/bench/loader.py", at="return DataLoader(data, batch_size=args.batch_size, shuffle=True, num_workers=args.workers, persistent_workers=True)",
      fix_any=["persistent_workers=args.workers > 0", "persistent_workers=False", "persistent_workers=bool(args.workers)", "num_workers=1", "num_workers=2", "num_workers=4", "--workers", "args.workers or", "args.workers >"])

scene("pickle-worker", "lambda_for_a_pool", """
from multiprocessing import Pool

import numpy as np


def load_matrix(seed):
    return np.random.default_rng(seed).normal(size=(50, 50))


def main():
    power = 3
    matrices = [load_matrix(s) for s in range(4)]
    with Pool(2) as pool:
        traces = pool.map(lambda m: np.trace(np.linalg.matrix_power(m, power)), matrices)
    print(traces)


if __name__ == "__main__":
    main()
""", path="/home/femi/sim/powers.py", at="traces = pool.map(lambda m: np.trace(np.linalg.matrix_power(m, power)), matrices)", run="process", fix_any=["def ", "functools.partial", "module level", "top level", "named function"])

scene("main-guard", "loader_started_at_the_top", """
import torch
import torch.multiprocessing
from torch.utils.data import DataLoader, TensorDataset

torch.multiprocessing.set_start_method("spawn", force=True)  # as on Windows and macOS

data = TensorDataset(torch.randn(64, 5), torch.randn(64))
loader = DataLoader(data, batch_size=16, num_workers=1)
total = 0.0
for x, y in loader:
    total += x.sum().item()
print("total", total)
""", path="/Users/maya/code/sum.py", at="for x, y in loader:", run="process", form="cut", wears=[first(64)], root="bootstrapping phase", span=(1, 60), fix_any=['if __name__ == "__main__":'])

scene("sklearn-input", "four_names_in_the_wrong_order", """
from sklearn.datasets import load_wine
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

X, y = load_wine(return_X_y=True)
X_train, y_train, X_test, y_test = train_test_split(X, y, test_size=0.25, random_state=42)

clf = RandomForestClassifier(n_estimators=50)
clf.fit(X_train, y_train)
print(accuracy_score(y_test, clf.predict(X_test)))
""", path="/home/bea/wine/forest.py", at="clf.fit(X_train, y_train)", fix_any=["X_train, X_test, y_train, y_test = train_test_split(", "X_train, X_test, y_train, y_test"])

scene("sklearn-input", "new_vectoriser_at_the_endpoint", """
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

TEXTS = ["free money now", "lunch tomorrow?", "win a prize", "see you at the meeting"]
LABELS = [1, 0, 1, 0]


class SpamFilter:
    def train(self, texts, labels):
        vectorizer = TfidfVectorizer()
        self.clf = LogisticRegression().fit(vectorizer.fit_transform(texts), labels)

    def predict(self, text):
        vectorizer = TfidfVectorizer()
        features = vectorizer.transform([text])
        return int(self.clf.predict(features)[0])


spam = SpamFilter()
spam.train(TEXTS, LABELS)
print(spam.predict("free lunch"))
""", path="/srv/spam/filter.py", at="features = vectorizer.transform([text])", form="docker", wears=[compose("spam-api")], fix_any=["self.vectorizer", "fitted", "training"])

scene("sklearn-input", "city_not_seen_in_training", """
import pandas as pd
from sklearn.preprocessing import LabelEncoder
from sklearn.tree import DecisionTreeRegressor

train = pd.DataFrame({"city": ["Turin", "Milan", "Rome", "Milan"], "size": [40, 55, 60, 80], "rent": [500, 900, 850, 1300]})
new = pd.DataFrame({"city": ["Rome", "Bari"], "size": [45, 70]})

le = LabelEncoder()
train["city"] = le.fit_transform(train["city"])
reg = DecisionTreeRegressor().fit(train[["city", "size"]], train["rent"])
new["city"] = le.transform(new["city"])
print(reg.predict(new))
""", path="/home/carla/rent/predict.py", at='new["city"] = le.transform(new["city"])', form="stripped", wears=[stripped], span=(1, 26), fix_any=["OrdinalEncoder(handle_unknown", "handle_unknown", "unseen", "Bari"])

scene("table-values", "days_before_months", """
import io

import pandas as pd

CSV = '''date,store,sales
03/01/2024,A,120
12/01/2024,A,90
13/01/2024,B,75
31/01/2024,B,101
'''


def load(source):
    df = pd.read_csv(source)
    df["date"] = pd.to_datetime(df["date"])
    return df.set_index("date").sort_index()


print(load(io.StringIO(CSV)).resample("W")["sales"].sum())
""", path="/home/carla/sales/weekly.py", at='df["date"] = pd.to_datetime(df["date"])', accept=["text-format"], fix_any=['pd.to_datetime(df["date"], dayfirst=True', 'format="%d/%m/%Y"', "Read the day first"])

scene("table-values", "keys_of_two_kinds", """
import pandas as pd

users = pd.DataFrame({"user_id": [101, 102, 103], "age": [33, 41, 27]})
clicks = pd.DataFrame({"user_id": ["101", "103", "101"], "item": ["a", "b", "c"]})


def build_features(users, clicks):
    counts = clicks.groupby("user_id").size().rename("clicks").reset_index()
    return users.merge(counts, on="user_id", how="left").fillna({"clicks": 0})


features = build_features(users, clicks)
print(features)
""", path="/home/arun/reco/features.py", at='return users.merge(counts, on="user_id", how="left").fillna({"clicks": 0})', form="terminal", wears=[terminal(88)], accept=["table-shape"],
      fix_any=['["user_id"].astype('])

scene("missing-entry", "date_gone_into_the_index", "", cells=["""
import io
import pandas as pd
df = pd.read_csv(io.StringIO("Date,Close\\n2024-01-02,101.5\\n2024-01-03,99.8\\n2024-01-04,103.1\\n"), index_col="Date", parse_dates=True)
df.head()
""", """
df["return"] = df["Close"].pct_change()
df["weekday"] = df["Date"].dt.day_name()
df.groupby("weekday")["return"].mean()
"""], path="/home/uma/nb/stocks.ipynb", at='df["weekday"] = df["Date"].dt.day_name()', run="guest", form="notebook", count=7, span=(7, 55), entities={"key": "Date"}, fix_any=["df.index", "reset_index()", "set_index"])
