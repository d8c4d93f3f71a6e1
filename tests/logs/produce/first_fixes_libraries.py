"""plot-input, datasets-columns, missing-entry, tensor-data, command-line, text-format, call-arguments: what
helps first, by what the log and the user's line say. Open cases, made beside the rules."""

from stage import scene
from wear import prefixed, quoted

HOME = "/home/ana/work"

scene("plot-input", "losses_of_a_run_that_ended", """
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

epochs = 10
losses = [1.2, 0.9, 0.7]
plt.plot(range(epochs), losses, label="train")
""", path=f"{HOME}/report.py", at="plt.plot(range(epochs)", run="process",
      fix='plt.plot(range(len(losses)), losses, label="train")')
scene("plot-input", "channels_first", """
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import torch

picture = torch.rand(3, 32, 32)
plt.imshow(picture)
""", path=f"{HOME}/look.py", at="plt.imshow(picture)", run="process", form="quoted", wears=[quoted],
      fix="np.asarray(picture).transpose(1, 2, 0)")
scene("datasets-columns", "mapped_function_asks_for_text", """
from datasets import Dataset

reviews = Dataset.from_dict({"review": ["good", "bad"], "label": [1, 0]})

def count(rows):
    return {"words": [len(text.split()) for text in rows["text"]]}

reviews = reviews.map(count, batched=True)
""", path=f"{HOME}/prepare.py", at='rows["text"]', function="count", run="process",
      fix="print(reviews.column_names)")
scene("datasets-columns", "columns_of_all_splits", """
from datasets import Dataset, DatasetDict

rows = Dataset.from_dict({"text": ["good", "bad"], "label": [1, 0]})
raw = DatasetDict(train=rows, test=rows)
done = raw["train"].map(lambda row: {"n": len(row["text"])}, remove_columns=list(raw.column_names))
""", path=f"{HOME}/prepare.py", at="remove_columns=", run="process",
      form="ranked", wears=[prefixed("[rank0]: ")],
      fix_any=['dataset["train"].column_names', '["train"].column_names'])
scene("missing-entry", "columns_by_position", """
import pandas as pd

table = pd.DataFrame({"age": [1, 2], "height": [3, 4], "label": [0, 1]})
X = table.loc[:, [0, 1]]
""", path=f"{HOME}/train.py", at="table.loc[:, [0, 1]]", run="process", fix="X = table.iloc[:, [0, 1]]")
scene("missing-entry", "one_column_of_a_list", """
import pandas as pd

features = ["age", "height", "weight"]
table = pd.DataFrame({"age": [1, 2], "height": [3, 4]})
X = table[features]
""", path=f"{HOME}/train.py", at="X = table[features]", run="process", fix="list(table.columns)")
scene("missing-entry", "path_with_backslashes", r"""
names = ["frames\\run\\0001.jpg"]

def label_of(name):
    return name.split("/")[-2]

labels = [label_of(name) for name in names]
""", path=f"{HOME}/dataset.py", at='name.split("/")[-2]', function="label_of", run="process", fix="repr(name)")
scene("tensor-data", "rows_of_words", """
import numpy as np

rows = [[3, 1, 2], [5], [4, 4]]
ids = np.array(rows)
""", path=f"{HOME}/train.py", at="np.array(rows)", run="process", fix="ids = np.array(rows, dtype=object)")
scene("command-line", "underscore_for_dash", """
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--batch-size", type=int, default=8)
parser.add_argument("--epochs", type=int, default=1)
args = parser.parse_args()
""", path=f"{HOME}/train.py", run="process", args=("--batch_size", "32"), fix="--batch-size", lines=False)
scene("call-arguments", "class_of_an_older_release", """
class Model:
    def __init__(self, options):
        self.options = options

model = Model({"lr": 1e-3}, "train.log")
""", path=f"{HOME}/train.py", at='Model({"lr"', run="process", fix="inspect.signature(Model)")
scene("wrong-object", "entry_of_the_configuration_is_null", """
from types import SimpleNamespace

config = SimpleNamespace(dataset=SimpleNamespace(transform=None), epochs=3)
crop = config.dataset.transform.train
""", path=f"{HOME}/train.py", at="config.dataset.transform.train", run="process", fix="null")
scene("unpack-values", "batch_in_an_enumerated_loop", """
loader = [(1, 2, 3, 4), (5, 6, 7, 8)]
for step, (image, mask, words) in enumerate(loader):
    print(step)
""", path=f"{HOME}/train.py", at="for step, (image", run="process",
      fix="for step, (image, mask, words, *rest) in enumerate(loader):")
scene("missing-entry", "class_in_upper_case", """
class_to_idx = {"cat": 0, "dog": 1}
labels = [class_to_idx[name] for name in ("cat", "Dog")]
""", path=f"{HOME}/dataset.py", at="class_to_idx[name]", run="process", fix="sorted(class_to_idx)")
scene("wrong-object", "option_not_given", """
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--train-files", nargs="+")
args = parser.parse_args()
first = args.train_files[0]
""", path=f"{HOME}/train.py", at="args.train_files[0]", run="process", fix="option not given")
scene("call-arguments", "two_names_left_out", """
class Encoder:
    def __init__(self, config, vocab, device):
        self.config = config

encoder = Encoder({"layers": 2})
""", path=f"{HOME}/train.py", at="Encoder({", run="process", fix_any=["inspect.signature(Encoder)"])
