"""Drawn programs that fail with errors of no family: their own exceptions, and rare ones of libraries."""

from drawn import unknown
from wear import coloured, compose, first, framed, journal, last, mailed, prefixed, quoted, stripped, terminal

unknown("own_budget_error", """
class BudgetExceeded(RuntimeError):
    pass


class Tuner:
    def __init__(self, budget):
        self.budget, self.spent = budget, 0

    def trial(self, name, cost):
        self.spent += cost
        if self.spent > self.budget:
            raise BudgetExceeded(f"trial {name}: out of budget ({self.spent} GPU hours of {self.budget})")


tuner = Tuner(10)
for i in range(9):
    tuner.trial(f"lr{i}", 3)
""", path="/home/irina/tune/tuner.py", at='raise BudgetExceeded(f"trial {name}: out of budget ({self.spent} GPU hours of {self.budget})")',
        root="BudgetExceeded: trial")

unknown("own_schema_error_from_a_key", """
import torch


class SchemaError(Exception):
    \"\"\"A batch that is not what the contract says.\"\"\"


REQUIRED = {"image": (3, 8, 8), "caption": (12,)}


def validate(batch):
    for key, shape in REQUIRED.items():
        got = tuple(batch[key].shape[1:])
        if got != shape:
            raise SchemaError(f"{key}: contract says {shape}, sample 0 has {got}")


def main():
    validate({"image": torch.rand(4, 3, 8, 8), "caption": torch.zeros(4, 16)})


main()
""", path="/srv/contract/validate.py", at='raise SchemaError(f"{key}: contract says {shape}, sample 0 has {got}")', form="docker", wears=[compose("validate")])

unknown("sqlite_no_such_table", """
import sqlite3

db = sqlite3.connect("runs.db")
db.execute("create table run (id integer primary key, name text)")


def best(db, metric):
    rows = db.execute("select name from results where metric = ? order by value desc", (metric,))
    return rows.fetchone()


print(best(db, "f1"))
""", path="/home/petar/runs/best.py", at='rows = db.execute("select name from results where metric = ? order by value desc", (metric,))', form="quoted", wears=[quoted])

unknown("bad_pattern", """
import re

import torch
from torch import nn


def freeze(model, pattern):
    wanted = re.compile(pattern)
    for name, p in model.named_parameters():
        if wanted.search(name):
            p.requires_grad_(False)


freeze(nn.Sequential(nn.Linear(2, 2), nn.ReLU()), "*.weight")
""", path="/home/lena/freeze/freeze.py", at="wanted = re.compile(pattern)", root="re.error:")

unknown("queue_empty", """
import queue
import threading

import torch

batches = queue.Queue(maxsize=4)


def produce(n):
    for _ in range(n):
        batches.put(torch.randn(2, 2))


threading.Thread(target=produce, args=(3,)).start()
for step in range(5):
    batch = batches.get(timeout=0.5)
    print(step, batch.sum().item())
""", path="/workspace/prefetch/run.py", at="batch = batches.get(timeout=0.5)", root="_queue.Empty", form="coloured", wears=[coloured])

unknown("config_section", """
import configparser

INI = \"\"\"
[train]
lr = 3e-4
\"\"\"


def setting(config, section, key):
    return config.getfloat(section, key)


config = configparser.ConfigParser()
config.read_string(INI)
print(setting(config, "train", "lr"))
print(setting(config, "optimizer", "weight_decay"))
""", path="/home/dario/ini/settings.py", at="return config.getfloat(section, key)", form="mail", wears=[mailed(60)])

unknown("template_of_a_prompt", """
from jinja2 import Environment, StrictUndefined

ENV = Environment(undefined=StrictUndefined)
PROMPT = ENV.from_string("Translate into {{ language }}:\\n{{ text }}\\n{{ examples | join(sep) }}")


def render(row):
    return PROMPT.render(language=row["lang"], text=row["text"], examples=["a", "b"])


print(render({"lang": "German", "text": "good morning"}))
""", path="/home/sora/prompts/render.py", at='return PROMPT.render(language=row["lang"], text=row["text"], examples=["a", "b"])')

unknown("chained_own_errors", """
import json


class ExperimentError(Exception):
    pass


class StoreError(Exception):
    pass


def read(store, key):
    if key not in store:
        raise StoreError(f"experiment {key!r} was archived on 2024-02-01")
    return store[key]


def load(store, key):
    try:
        return json.loads(read(store, key))
    except StoreError as error:
        raise ExperimentError(f"cannot start {key}") from error


load({"exp-1": "{}"}, "exp-7")
""", path="/home/noor/exp/start.py", at='raise ExperimentError(f"cannot start {key}") from error', root="ExperimentError: cannot start", form="journal", wears=[journal("head", "exp", 5)])

unknown("struct_too_short", """
import struct
from pathlib import Path

Path("digits.idx").write_bytes(b"\\x00\\x00\\x08\\x03\\x00\\x00")


def read_header(path):
    with open(path, "rb") as file:
        magic, count, rows, cols = struct.unpack(">4I", file.read(16))
    return count, rows, cols


print(read_header("digits.idx"))
""", path="/home/uma/idx/read.py", at='magic, count, rows, cols = struct.unpack(">4I", file.read(16))', root="struct.error:")

unknown("time_zone", """
from datetime import datetime
from zoneinfo import ZoneInfo


def local(stamp, zone):
    return datetime.fromtimestamp(stamp, ZoneInfo(zone))


for zone in ("Europe/Vienna", "Europe/Viena"):
    print(zone, local(1_700_000_000, zone))
""", path="/srv/times/local.py", at="return datetime.fromtimestamp(stamp, ZoneInfo(zone))", root="ZoneInfoNotFoundError", form="ranked", wears=[prefixed("[rank0]: ")])

unknown("cycle_of_stages", """
from graphlib import TopologicalSorter

STAGES = {"train": {"tokenize", "split"}, "tokenize": {"clean"}, "split": {"train"}, "clean": set()}


def order(stages):
    return list(TopologicalSorter(stages).static_order())


def main():
    for stage in order(STAGES):
        print("running", stage)


main()
""", path="/home/femi/dag/pipeline.py", at="return list(TopologicalSorter(stages).static_order())", form="stripped", wears=[stripped])

unknown("model_of_settings", """
from pydantic import BaseModel, PositiveInt


class Settings(BaseModel):
    batch_size: PositiveInt
    devices: list[str]


def load(raw):
    return Settings(**raw)


settings = load({"batch_size": 0, "devices": "cuda:0"})
print(settings)
""", path="/home/petar/settings/settings.py", at="return Settings(**raw)", root="validation errors for Settings")

unknown("fit_that_does_not_converge_pytest", """
import statistics


def spread(scores):
    return statistics.stdev(scores)


def test_spread_of_seeds():
    scores = {"seed0": 0.81}
    assert spread(list(scores.values())) < 0.02
""", path="/home/lena/seeds/tests/test_spread.py", at="return statistics.stdev(scores)", run="pytest", form="pytest")
