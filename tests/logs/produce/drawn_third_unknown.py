"""A third drawing: errors of no family."""

import drawn
from wear import coloured, compose, journal, mailed, stripped


def unknown(name, code, **about):
    drawn.unknown(f"third_{name}", code, **about)


unknown("gradient_gone_wild_pytest", """
import torch
from torch import nn


class GradientExploded(RuntimeError):
    pass


def clip(model, limit):
    norm = nn.utils.clip_grad_norm_(model.parameters(), limit)
    if norm > 10 * limit:
        raise GradientExploded(f"norm {norm:.1f} is more than ten times the limit {limit}")
    return norm


def test_one_step_stays_calm():
    torch.manual_seed(0)
    model = nn.Linear(3, 1)
    (model(torch.full((2, 3), 900.0)) ** 2).mean().backward()
    assert clip(model, 1.0) < 5
""", path="/home/sana/rl/tests/test_clip.py", at='raise GradientExploded(f"norm {norm:.1f} is more than ten times the limit {limit}")', run="pytest", form="pytest", root="GradientExploded: norm")

unknown("shards_of_another_version", """
from multiprocessing import Pool


class ShardError(Exception):
    pass


def read(path, version=3):
    header = {"a.shard": 3, "b.shard": 2}[path]
    if header != version:
        raise ShardError(f"{path}: written by version {header}, this reader knows {version}")
    return 100


def main():
    with Pool(2) as pool:
        counts = pool.map(read, ["a.shard", "b.shard"])
    print(sum(counts))


if __name__ == "__main__":
    main()
""", path="/srv/shards/read.py", at='raise ShardError(f"{path}: written by version {header}, this reader knows {version}")', run="process", root="ShardError: b.shard", form="docker", wears=[compose("reader")])

unknown("experiment_refused_by_its_schema", """
import json

import jsonschema

SCHEMA = {"type": "object", "properties": {"lr": {"type": "number", "exclusiveMinimum": 0}, "arch": {"enum": ["s", "m", "l"]}}, "required": ["lr", "arch"]}


def read(text):
    experiment = json.loads(text)
    jsonschema.validate(experiment, SCHEMA)
    return experiment


print(read('{"lr": 0.001, "arch": "xl"}'))
""", path="/home/nils/exp/schema.py", at="jsonschema.validate(experiment, SCHEMA)", root="ValidationError: 'xl'", form="coloured", wears=[coloured])

unknown("field_of_a_csv_too_long", """
import csv
import io


def rows(source):
    for row in csv.DictReader(source):
        yield row["id"], row["body"]


source = io.StringIO("id,body\\n1,short\\n2," + "x" * 200_000 + "\\n")
documents = dict(rows(source))
print(len(documents))
""", path="/home/marta/corpus/read.py", at="for row in csv.DictReader(source):", root="_csv.Error: field")

unknown("pictures_in_base64", """
import base64
import io

from PIL import Image


def decode(payload):
    data = payload["image"].split(",", 1)[-1]
    return Image.open(io.BytesIO(base64.b64decode(data)))


buffer = io.BytesIO()
Image.new("RGB", (5, 5)).save(buffer, "PNG")
text = base64.b64encode(buffer.getvalue()).decode()
print(decode({"image": "data:image/png;base64," + text[:-3]}).size)
""", path="/srv/vision/decode.py", at="return Image.open(io.BytesIO(base64.b64decode(data)))", root="binascii.Error: Invalid", form="journal", wears=[journal("api2", "vision", 811)])

unknown("no_way_through_the_graph", """
import networkx as nx

pipeline = nx.DiGraph()
pipeline.add_edges_from([("raw", "clean"), ("clean", "features"), ("labels", "model")])


def order(graph, start, end):
    return nx.shortest_path(graph, start, end)


print(order(pipeline, "raw", "model"))
""", path="/home/nils/dag/order.py", at="return nx.shortest_path(graph, start, end)", root="NetworkXNoPath: No path", form="mailed", wears=[mailed(72)])

unknown("event_loop_already_there", """
import asyncio


async def score(texts):
    await asyncio.sleep(0.01)
    return [len(t) for t in texts]


def score_all(texts):
    return asyncio.run(score(texts))


async def handler():
    return score_all(["a", "bb"])


print(asyncio.run(handler()))
""", path="/srv/score/api.py", at="return asyncio.run(score(texts))", form="docker", wears=[compose("score")])

unknown("start_outside_the_bounds", """
import numpy as np
from scipy.optimize import curve_fit


def power_law(n, a, alpha):
    return a * n**-alpha


def fit(sizes, losses):
    bounds = ([0.0, 0.0], [10.0, 0.5])
    return curve_fit(power_law, sizes, losses, p0=[2.0, 0.9], bounds=bounds)


sizes = np.array([1e6, 1e7, 1e8, 1e9])
print(fit(sizes, 8.0 * sizes**-0.07)[0])
""", path="/home/wei/scaling/fit.py", at="return curve_fit(power_law, sizes, losses, p0=[2.0, 0.9], bounds=bounds)", form="stripped", wears=[stripped])

unknown("price_no_decimal", """
from decimal import Decimal


class Ledger:
    def __init__(self):
        self.total = Decimal("0")

    def add(self, amount):
        self.total += Decimal(amount)


ledger = Ledger()
for amount in ["12.50", "3.99", "n/a"]:
    ledger.add(amount)
print(ledger.total)
""", path="/home/carla/costs/ledger.py", at="self.total += Decimal(amount)", root="decimal.InvalidOperation: ")

unknown("registry_says_why", """
class RegistryError(Exception):
    \"\"\"Raised for anything wrong with the registry of runs.\"\"\"


class Registry:
    def __init__(self, limit=2):
        self.runs, self.limit = [], limit

    def _push(self, run):
        if len(self.runs) >= self.limit:
            raise BufferError("run slots are used up")
        self.runs.append(run)

    def register(self, run):
        try:
            self._push(run)
        except BufferError as cause:
            raise RegistryError(f"cannot register {run!r}") from cause


registry = Registry()
for name in ("base", "wide", "deep"):
    registry.register(name)
""", path="/home/zara/runs/registry.py", at='raise RegistryError(f"cannot register {run!r}") from cause', root="RegistryError: cannot")
