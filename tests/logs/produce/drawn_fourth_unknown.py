"""A fourth drawing: errors of no family, and runs that ended well."""

import drawn
import stage
from hf_tiny import folder
from wear import compose, journal, quoted

BERT = {"models/bert-mini": folder("bert")}


def unknown(name, code, **about):
    drawn.unknown(f"fourth_{name}", code, **about)


def written(name, text, **about):
    stage.written("unknown", f"fourth_{name}", text, part="drawn", **about)


unknown("own_errors_through_three_files", """
from steps import Pipeline

if __name__ == "__main__":
    Pipeline(["load", "tokenise", "pack"]).run({"rows": 0})
""", files={
    "errors.py": """
class PipelineError(Exception):
    pass


class EmptyStage(PipelineError):
    def __init__(self, stage):
        super().__init__(f"stage {stage!r} produced no rows; refusing to go on")
""",
    "steps.py": """
from errors import EmptyStage, PipelineError


class Pipeline:
    def __init__(self, names):
        self.names = names

    def step(self, name, state):
        if not state["rows"]:
            raise EmptyStage(name)
        return state

    def run(self, state):
        for name in self.names:
            try:
                state = self.step(name, state)
            except EmptyStage as error:
                raise PipelineError(f"pipeline stopped after {name}") from error
        return state
"""}, path="/srv/etl/main.py", at='raise PipelineError(f"pipeline stopped after {name}") from error', at_file="steps.py", form="docker", wears=[compose("etl")], root="errors.PipelineError")

unknown("archive_that_is_none", """
import tarfile
from pathlib import Path


def unpack(archive, target):
    with tarfile.open(archive, "r:gz") as tar:
        tar.extractall(target, filter="data")


Path("cifar-10-python.tar.gz").write_bytes(b"<html>rate limit</html>")
unpack("cifar-10-python.tar.gz", "data")
""", path="/home/simon/cifar/get_data.py", at='with tarfile.open(archive, "r:gz") as tar:', root="tarfile.ReadError", accept=["checkpoint-corrupt"])

unknown("study_kept_by_another_process", """
import sqlite3


class Study:
    def __init__(self, path):
        self.db = sqlite3.connect(path, timeout=0.2)
        self.db.execute("CREATE TABLE IF NOT EXISTS trials (n INTEGER, value REAL)")

    def report(self, n, value):
        with self.db:
            self.db.execute("INSERT INTO trials VALUES (?, ?)", (n, value))


study = Study("study.db")
other = sqlite3.connect("study.db")
other.execute("BEGIN EXCLUSIVE")  # the second worker
for n in range(3):
    study.report(n, 0.5 ** n)
""", path="/home/nina/hpo/tune.py", at='self.db.execute("INSERT INTO trials VALUES (?, ?)", (n, value))', form="journal", wears=[journal("hpo", "tune", 1811)])

unknown("settings_with_a_tab_or_a_colon", """
import yaml

TEXT = '''
model: resnet50
note: try: larger batch
lr: 1e-3
'''


def load_config(text):
    return yaml.safe_load(text)


print(load_config(TEXT)["model"])
""", path="/home/gabe/exp/config.py", at="return yaml.safe_load(text)", accept=["text-format"], root="yaml.scanner.ScannerError")

unknown("outside_the_calibrated_range", """
import numpy as np
from scipy.interpolate import interp1d


class Calibrator:
    def __init__(self, raw, true):
        self.f = interp1d(raw, true)

    def __call__(self, scores):
        return self.f(scores)


raw = np.array([0.05, 0.2, 0.4, 0.8, 0.95])
true = np.array([0.01, 0.1, 0.35, 0.85, 0.99])
calibrate = Calibrator(raw, true)
print(calibrate(np.array([0.1, 0.5, 0.97])))
""", path="/home/hedda/calib/isotonic.py", at="return self.f(scores)", form="quoted", wears=[quoted])

unknown("fixture_of_another_file_pytest", """
import torch


def test_forward(tiny_model, batch):
    out = tiny_model(batch)
    assert out.shape == (2, 4)


def test_norm():
    assert torch.ones(3).norm() > 1
""", path="/home/pavel/lib/tests/test_tiny.py", run="pytest", form="pytest", lines=False)

unknown("folder_of_a_run_there_already", """
import os
from datetime import date


def make_run_dir(name):
    path = os.path.join("runs", f"{date(2024, 5, 2):%m%d}-{name}")
    os.makedirs(path)
    return path


for seed in (0, 1):
    folder = make_run_dir("baseline")
    with open(os.path.join(folder, "seed.txt"), "w") as f:
        f.write(str(seed))
""", path="/home/stefan/seeds/launch.py", at="os.makedirs(path)", accept=["file-missing"])

unknown("answer_did_not_come_in_time", """
import asyncio


async def ask(n):
    await asyncio.sleep(0.05 if n < 3 else 20)
    return f"answer {n}"


async def evaluate(questions):
    answers = []
    for n in range(questions):
        answers.append(await asyncio.wait_for(ask(n), timeout=0.5))
    return answers


print(asyncio.run(evaluate(5)))
""", path="/home/rolf/judge/run.py", at="answers.append(await asyncio.wait_for(ask(n), timeout=0.5))", root="\\nTimeoutError", lines=False)

unknown("colour_and_transparency_as_jpeg", """
from PIL import Image


def export(img, path):
    img.thumbnail((64, 64))
    img.save(path, quality=90)


img = Image.new("RGBA", (200, 120), (10, 20, 30, 128))
export(img, "preview.jpg")
""", path="/home/mo/dataset/preview.py", at="img.save(path, quality=90)", accept=["image-unreadable", "invalid-arguments"], root="cannot write mode RGBA as JPEG")

unknown("run_with_warnings_that_ended_well", """
import warnings

from datasets import Dataset
from transformers import AutoModelForSequenceClassification, AutoTokenizer, Trainer, TrainingArguments

tok = AutoTokenizer.from_pretrained("models/bert-mini")
model = AutoModelForSequenceClassification.from_pretrained("models/bert-mini", num_labels=2)
ds = Dataset.from_dict({"text": ["good film", "error in the plot", "failed to amuse", "great"] * 4, "labels": [1, 0, 0, 1] * 4})
ds = ds.map(lambda b: tok(b["text"], padding="max_length", max_length=8, truncation=True), batched=True)
warnings.warn("dataset has 16 rows only; the exception proves the rule", UserWarning)
args = TrainingArguments(output_dir="out", num_train_epochs=2, logging_steps=2, save_strategy="no", report_to="none", use_cpu=True, disable_tqdm=True)
trainer = Trainer(model=model, args=args, train_dataset=ds, eval_dataset=ds)
trainer.train()
print("error rate at the end: 0.12, 0 failures")
""", path="/home/vera/films/train.py", folders=BERT, lines=False)

unknown("tests_that_passed_pytest", """
import warnings

import pytest
import torch


def test_bad_shape_is_refused():
    with pytest.raises(RuntimeError, match="mat1 and mat2"):
        torch.nn.Linear(3, 2)(torch.randn(4, 5))


def test_deprecated():
    warnings.warn("RuntimeError is raised from version 3 on", DeprecationWarning)
    assert torch.zeros(2).sum() == 0
""", path="/home/pavel/lib/tests/test_errors.py", run="pytest", form="pytest", lines=False)

unknown("download_tried_again_and_done", """
import logging
import time

import torch

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s", datefmt="%H:%M")
log = logging.getLogger("fetch")
tries = 0


def fetch(url):
    global tries
    tries += 1
    if tries < 3:
        raise ConnectionError(f"connection reset while reading {url}")
    return b"ok"


for attempt in range(5):
    try:
        fetch("s3://bucket/shard-0007.tar")
        break
    except ConnectionError as error:
        log.warning("attempt %d failed (%s), trying again", attempt + 1, error)
        time.sleep(0.01)
log.info("shard-0007.tar read")
for step in range(3):
    log.info("step %d loss %.4f", step, 1.0 / (step + 1))
""", path="/home/igor/shards/train.py", form="journal", wears=[journal("tr4", "train", 5150)], lines=False)

written("compiler_of_another_world", """
hello.c: In function ‘main’:
hello.c:6:24: warning: format ‘%d’ expects argument of type ‘int’, but argument 2 has type ‘size_t’ {aka ‘long unsigned int’} [-Wformat=]
    6 |     printf("size: %d\\n", n);
      |                   ~^     ~
      |                    |     |
      |                    int   size_t {aka long unsigned int}
      |                   %ld
hello.c:7:5: error: ‘total’ undeclared (first use in this function)
    7 |     total += n;
      |     ^~~~~
hello.c:7:5: note: each undeclared identifier is reported only once for each function it appears in
make: *** [Makefile:4: hello.o] Error 1
""", where="gcc 12 and GNU make 4.3", lines=False)
