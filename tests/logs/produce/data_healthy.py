"""Runs that went well but speak of errors, losses, failures and retries: no rule may claim them."""

from bench import LATEST, VENVS
from env_foreign import run


def healthy(name: str, command: str, files: dict[str, str] | None = None, **about: object) -> None:
    run("healthy", name, command, files, **about)


PRELUDE = "import torch\nfrom torch import nn\n\ntorch.manual_seed(0)\n"

healthy("loop_plain", "python train.py", {"train.py": PRELUDE + """
net = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 2))
opt = torch.optim.AdamW(net.parameters(), lr=1e-2)
x = torch.randn(256, 8)
y = (x.sum(1) > 0).long()
print("device: cpu, no CUDA devices found, training on CPU")
for epoch in range(12):
    opt.zero_grad()
    loss = nn.functional.cross_entropy(net(x), y)
    loss.backward()
    opt.step()
    err = 1 - (net(x).argmax(1) == y).float().mean()
    print(f"Epoch {epoch:02d} | loss: {loss:.4f} | Error: {err:.4f} | error rate {100 * err:.1f}% | failed=0")
print("Training finished without errors.")
"""}, python=LATEST)  # fmt: skip

healthy("tqdm_carriage_returns", "python train.py", {"train.py": """
import time
from tqdm import tqdm

for epoch in range(3):
    bar = tqdm(range(40), desc=f"epoch {epoch}", mininterval=0)
    for i in bar:
        bar.set_postfix(loss=1 / (i + 1), err=0.5 / (i + 1), oom_skipped=0)
    tqdm.write(f"[epoch {epoch}] val_error: {0.3 / (epoch + 1):.3f} (best so far)")
"""}, python=LATEST)  # fmt: skip

TRAINER = """
import torch
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments

torch.manual_seed(0)
model = BertForSequenceClassification(BertConfig(vocab_size=100, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32))
rows = [{"input_ids": torch.randint(0, 99, (8,)), "labels": i & 1} for i in range(64)]
args = TrainingArguments("out", num_train_epochs=2, logging_steps=4, eval_strategy="epoch", report_to=[], use_cpu=True, disable_tqdm=%s, save_strategy="no")
trainer = Trainer(model, args, train_dataset=rows, eval_dataset=rows[:16])
print(trainer.train())
print(trainer.evaluate())
"""
healthy("hf_trainer", "python train.py", {"train.py": TRAINER % "True"}, python=LATEST)
healthy("hf_trainer_tqdm", "python train.py", {"train.py": TRAINER % "False"}, python=LATEST)

healthy("hf_fresh_head_warning", "python load.py", {"load.py": """
import torch
from transformers import BertConfig, BertForSequenceClassification, BertModel

config = BertConfig(vocab_size=100, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32)
BertModel(config).save_pretrained("base")
model = BertForSequenceClassification.from_pretrained("base", num_labels=3)
print(model.classifier, "ready")
"""}, python=LATEST)  # fmt: skip

healthy("caught_and_retried", "python fetch.py", {"fetch.py": """
import logging

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
log = logging.getLogger("fetch")
for attempt in range(1, 4):
    try:
        if attempt < 3:
            raise TimeoutError("read timed out")
        log.info("shard-00017 downloaded")
    except TimeoutError as e:
        log.warning("attempt %d/3 failed (%s), retrying in %ds", attempt, e, attempt * 2)
log.info("done: 18 shards, 0 errors, 2 retries")
"""})  # fmt: skip

healthy("pytest_passing_errors_in_names", "python -m pytest -v -p no:cacheprovider", {"test_errors.py": """
import pytest


@pytest.mark.parametrize("kind", ["cuda_out_of_memory", "RuntimeError", "shape_mismatch", "device-side assert"])
def test_raises_error(kind):
    with pytest.raises(RuntimeError, match=kind):
        raise RuntimeError(kind)


def test_nan_loss_is_reported():
    assert True


class TestFailure:
    def test_no_module_named(self):
        with pytest.raises(ModuleNotFoundError):
            import no_such_module_here

    @pytest.mark.xfail(reason="known failure")
    def test_known_failure(self):
        assert False

    @pytest.mark.skip(reason="No CUDA GPUs are available on this runner")
    def test_gpu(self):
        pass
"""}, python=VENVS / "np2")  # fmt: skip
healthy("pytest_quiet", "python -m pytest -q -p no:cacheprovider", {"test_a.py": "import pytest\n\n\n@pytest.mark.parametrize('i', range(60))\ndef test_error(i):\n    assert i >= 0\n"}, python=VENVS / "np2")
healthy("pytest_warnings", "python -m pytest -p no:cacheprovider", {"test_w.py": "import warnings\n\n\ndef test_deprecated():\n    warnings.warn('error_score is deprecated and will raise an error in 2.0', FutureWarning)\n    assert 1\n"}, python=VENVS / "np2")
healthy("unittest_ok", "python3 -m unittest -v test_u", {"test_u.py": "import unittest\n\n\nclass ErrorHandling(unittest.TestCase):\n    def test_raises_runtime_error(self):\n        with self.assertRaises(RuntimeError):\n            raise RuntimeError('x')\n\n    def test_error_message(self):\n        self.assertIn('rror', 'Error')\n"})

healthy("xgboost_error_metric", "python x.py", {"x.py": """
import numpy as np
import xgboost as xgb

rng = np.random.default_rng(0)
X = rng.normal(size=(400, 6))
y = (X[:, 0] + X[:, 1] > 0).astype(int)
train, val = xgb.DMatrix(X[:300], y[:300]), xgb.DMatrix(X[300:], y[300:])
xgb.train({"objective": "binary:logistic", "eval_metric": ["error", "logloss"], "nthread": 1}, train, 15, [(train, "train"), (val, "val")])
"""}, python=VENVS / "sknew")  # fmt: skip
healthy("sklearn_grid_search", "python g.py", {"g.py": """
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV

X, y = load_iris(return_X_y=True)
search = GridSearchCV(LogisticRegression(max_iter=300), {"C": [0.1, 1, 10]}, cv=3, verbose=3, error_score="raise").fit(X, y)
print("best error rate:", 1 - search.best_score_)
"""}, python=VENVS / "sknew")  # fmt: skip
healthy("sklearn_convergence_warning", "python c.py", {"c.py": """
from sklearn.datasets import load_digits
from sklearn.linear_model import LogisticRegression

X, y = load_digits(return_X_y=True)
print("training error", 1 - LogisticRegression(max_iter=5).fit(X, y).score(X, y))
"""}, python=VENVS / "sknew")  # fmt: skip
healthy("sklearn_mlp_verbose", "python m.py", {"m.py": """
from sklearn.datasets import load_iris
from sklearn.neural_network import MLPClassifier

X, y = load_iris(return_X_y=True)
MLPClassifier((8,), max_iter=60, verbose=True, random_state=0).fit(X, y)
"""}, python=VENVS / "sknew")  # fmt: skip

SPACY = """
import random

import spacy
from spacy.training import Example

nlp = spacy.blank("en")
ner = nlp.add_pipe("ner")
ner.add_label("ORG")
examples = [Example.from_dict(nlp.make_doc(t), {"entities": e}) for t, e in [("Apple buys Error Inc", [(0, 5, "ORG"), (11, 20, "ORG")]), ("we met at Failure Ltd", [(10, 21, "ORG")])] * 8]
opt = nlp.initialize(lambda: examples)
for epoch in range(8):
    losses = {}
    nlp.update(examples, sgd=opt, losses=losses)
    print("epoch", epoch, "Losses", losses)
print(nlp.evaluate(examples)["ents_f"], "0 errors")
"""
healthy("spacy_loop", "python s.py", {"s.py": SPACY}, python=LATEST)
healthy("spacy_debug_config", "python -m spacy init config - --lang en --pipeline textcat | head -40; python -m spacy info", python=LATEST)

healthy("ddp_gloo", "python -m torch.distributed.run --nproc_per_node 2 --master_port 29733 d.py", {"d.py": PRELUDE + """
import torch.distributed as dist

dist.init_process_group("gloo")
rank = dist.get_rank()
net = nn.parallel.DistributedDataParallel(nn.Linear(4, 1))
opt = torch.optim.SGD(net.parameters(), 0.1)
for step in range(5):
    opt.zero_grad()
    loss = (net(torch.ones(2, 4)) - 1).pow(2).mean()
    loss.backward()
    opt.step()
    print(f"[rank{rank}]: step {step} loss {loss.item():.4f} error {loss.item() ** 0.5:.4f}", flush=True)
dist.destroy_process_group()
"""}, python=LATEST)  # fmt: skip
healthy("gradscaler_skips", "python a.py", {"a.py": PRELUDE + """
scale = 65536.0
for step in range(8):
    if step in (1, 2):
        scale /= 2
        print(f"Gradient overflow.  Skipping step, loss scaler 0 reducing loss scale to {scale}")
    print(f"step {step}: loss 2.{40 - step}, lr 3.0e-04, grad norm 1.0{step}, nan steps 0, skipped 2")
"""}, python=LATEST)  # fmt: skip
healthy("profiler_table", "python p.py", {"p.py": PRELUDE + """
from torch.profiler import ProfilerActivity, profile

net = nn.Linear(64, 64)
with profile(activities=[ProfilerActivity.CPU]) as prof:
    net(torch.randn(8, 64)).sum().backward()
print(prof.key_averages().table(sort_by="cpu_time_total", row_limit=8))
"""}, python=LATEST)  # fmt: skip
healthy("model_summary_meta", "python m.py", {"m.py": PRELUDE + """
net = nn.TransformerEncoderLayer(32, 4, batch_first=True)
print(net)
meta = nn.Linear(10, 10, device="meta")
print(meta.weight, meta.weight.device, torch.zeros(2, dtype=torch.float16))
print("loaded with", net.load_state_dict(net.state_dict()))
"""}, python=LATEST)  # fmt: skip
healthy("accelerate_loop", "python a.py", {"a.py": """
import torch
from accelerate import Accelerator
from accelerate.utils import set_seed

set_seed(0)
acc = Accelerator(cpu=True)
net = torch.nn.Linear(4, 1)
opt = torch.optim.SGD(net.parameters(), 0.1)
net, opt = acc.prepare(net, opt)
for i in range(5):
    loss = net(torch.ones(2, 4)).pow(2).mean()
    acc.backward(loss)
    opt.step()
    opt.zero_grad()
    acc.print(f"iter {i}: mse={loss.item():.5f} device={acc.device} failures=0")
print(acc.state)
"""}, python=LATEST)  # fmt: skip
healthy("generate_prints", "python g.py", {"g.py": """
import torch
from transformers import GPT2Config, GPT2LMHeadModel

torch.manual_seed(0)
model = GPT2LMHeadModel(GPT2Config(n_embd=16, n_layer=1, n_head=1, vocab_size=64, eos_token_id=0, bos_token_id=0)).eval()
print(model.generate(torch.tensor([[1, 2, 3]]), max_new_tokens=8, do_sample=False))
"""}, python=LATEST)  # fmt: skip
healthy("datasets_map", "python d.py", {"d.py": """
from datasets import Dataset

ds = Dataset.from_dict({"text": ["error", "fine", "failed"] * 50, "label": [0, 1, 0] * 50})
ds = ds.map(lambda r: {"n": len(r["text"])}).filter(lambda r: r["n"] > 4)
ds.save_to_disk("out")
print(ds, ds[0])
"""}, python=LATEST)  # fmt: skip
healthy("warnings_only", "python w.py", {"w.py": """
import warnings

import numpy as np

print(np.array([1.0, 0.0]) / np.array([0.0, 2.0]))
warnings.warn("The default of error_bad_lines will change", DeprecationWarning)
warnings.warn("mean() of an empty slice was skipped")
print("RMSE error=0.0312, MAE error=0.0211")
"""}, python=VENVS / "np2")  # fmt: skip
healthy("logging_levels", "python l.py", {"l.py": """
import logging

logging.basicConfig(level=logging.DEBUG, format="[%(asctime)s] {%(filename)s:%(lineno)d} %(levelname)s - %(message)s")
log = logging.getLogger("etl")
log.error("row 17 rejected: amount is negative")
log.warning("3 of 1200 rows failed validation")
log.info("error budget left: 99.1 %%")
log.debug("errors=0 fatal=0 exceptions=[]")
"""})  # fmt: skip

healthy("pip_install", "python3 -m venv v && v/bin/pip install --no-cache-dir --disable-pip-version-check exceptiongroup tqdm", {})
healthy("pip_already", "python -m pip install --disable-pip-version-check tqdm numpy", python=VENVS / "np2")
healthy("pip_list", "python -m pip list --disable-pip-version-check", python=VENVS / "tf440")
healthy("pip_check", "python -m pip check", python=VENVS / "bare")
healthy("npm_install_ok", "npm ls; node -e \"console.log('0 errors, 0 failed')\"", {"package.json": '{"name": "shop", "version": "1.0.0"}'})
healthy("cargo_test_ok", "cargo test --color never", {"Cargo.toml": '[package]\nname = "parse"\nversion = "0.1.0"\nedition = "2021"\n', "src/lib.rs": "#[derive(Debug, PartialEq)]\npub enum Error { Empty }\n\npub fn first(s: &str) -> Result<char, Error> { s.chars().next().ok_or(Error::Empty) }\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn empty_is_an_error() { assert_eq!(super::first(\"\"), Err(super::Error::Empty)); }\n    #[test]\n    #[should_panic(expected = \"index out of bounds\")]\n    fn panics_out_of_range() { let v: Vec<u8> = vec![]; let _ = v[std::env::args().count()]; }\n}\n"})
healthy("make_ok", "make", {"Makefile": "all:\n\t@echo '  CC      src/error.o'\n\t@echo '  CC      src/oom_killer.o'\n\t@echo '  LD      app'\n\t@echo 'Build finished: 0 error(s), 0 warning(s)'\n"})
healthy("gcc_warnings", "gcc -Wall -Wextra -c w.c && echo built", {"w.c": "#include <stdio.h>\nint error(int unused) { int x; printf(\"%ld\\n\", sizeof(x)); return 1 == 1.0f; }\n"})
healthy("git_log", "git init -q -b main . && git config user.email a@b.c && git config user.name Ada && for m in 'Fix CUDA out of memory in evaluation' 'Handle RuntimeError: expected scalar type Long' 'Retry on Connection reset by peer' 'Do not swallow KeyError'; do git commit -q --allow-empty -m \"$m\"; done; git log --oneline; git log -2")
healthy("git_diff", "git init -q -b main . && git config user.email a@b.c && git config user.name Ada && printf 'try:\\n    train()\\nexcept RuntimeError as e:\\n    print(e)\\n' > t.py && git add t.py && git commit -qm one && printf 'try:\\n    train()\\nexcept torch.cuda.OutOfMemoryError as e:\\n    log.error(\"CUDA out of memory, halving the batch\")\\n' > t.py && git diff --no-color")
healthy("cmake_ok", "cmake -S . -B b && cmake --build b", {"CMakeLists.txt": "cmake_minimum_required(VERSION 3.16)\nproject(errors C)\nadd_executable(err err.c)\n", "err.c": "int main(void) { return 0; }\n"})
healthy("javac_ok", "javac Err.java && java Err", {"Err.java": "public class Err {\n    public static void main(String[] a) {\n        try { throw new RuntimeException(\"expected\"); }\n        catch (RuntimeException e) { System.out.println(\"handled: \" + e.getMessage() + \"; failures: 0\"); }\n    }\n}\n"})
healthy("mypy_ok", "mypy --no-incremental --cache-dir=/dev/null a.py; ruff check --no-cache a.py", {"a.py": "class TrainError(Exception):\n    pass\n"}, python=LATEST)
healthy("kernel_compile_style", "for f in raid6 oom_kill nvme; do echo \"  CC [M]  drivers/$f.o\"; done; echo 'Kernel: arch/x86/boot/bzImage is ready  (#1)'")

# ---------------------------------------------------- nan, null and expected exceptions that are no failure

healthy("nan_columns_described", "python clean.py", {"clean.py": """
import numpy as np
import pandas as pd

rng = np.random.default_rng(0)
frame = pd.DataFrame({"age": rng.normal(40, 9, 12).round(), "income": rng.normal(3e3, 8e2, 12).round(2)})
frame.loc[[2, 5, 9], "income"] = np.nan
frame.loc[7, "age"] = np.nan
print("rows with nan:", frame.isna().any(axis=1).sum())
print(frame)
print(frame.groupby(frame.age > 40).income.agg(["mean", "std", "count"]).T)
print(frame.describe(include="all"))
filled = frame.fillna(frame.mean())
print(f"nan before: {int(frame.isna().sum().sum())}, nan after: {int(filled.isna().sum().sum())}")
print("error column: nan means the sensor was off; dropped 0 rows")
"""}, python=LATEST)  # fmt: skip

healthy("nan_of_absent_classes", "python segment.py", {"segment.py": PRELUDE + """
names = ["road", "sidewalk", "rider", "train", "bicycle"]
for epoch in range(1, 4):
    confusion = torch.randint(5, 90, (5, 5)).float() + torch.eye(5) * 400 * epoch
    confusion[3], confusion[:, 3] = 0, 0  # no train in these streets
    iou = confusion.diag() / (confusion.sum(0) + confusion.sum(1) - confusion.diag())
    print(f"Epoch {epoch}/3 - loss: {1.1 / epoch:.4f} - val_loss: {1.3 / epoch:.4f}")
    for name, value in zip(names, iou):
        print(f"    {name:<10} IoU {value:.4f}" + ("  (absent, ignored)" if value.isnan() else ""))
    print(f"    mean IoU  {iou.nanmean():.4f} over {int((~iou.isnan()).sum())} of 5 classes")
print("best checkpoint: epoch 3, no error")
"""}, python=LATEST)  # fmt: skip

healthy("json_error_null", "python serve.py", {"serve.py": """
import json

for n, (path, ms) in enumerate([("/v1/embed", 12.4), ("/v1/embed", 11.9), ("/healthz", 0.3), ("/v1/rerank", 48.1)]):
    print(json.dumps({"ts": f"2025-03-02T10:00:0{n}Z", "level": "info", "logger": "uvicorn.access", "path": path, "status": 200, "duration_ms": ms,
                      "error": None, "exception": None, "exc_info": None, "stack_trace": None, "retries": 0}))
print(json.dumps({"ts": "2025-03-02T10:00:05Z", "level": "info", "event": "shutdown", "errors": [], "error_count": 0, "cuda_oom": False, "nan_loss": False}))
"""}, python=LATEST)  # fmt: skip

healthy("pytest_expected_exceptions", "PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 python -m pytest -p no:cacheprovider -rA -v test_guards.py", {"test_guards.py": """
import pytest


def check(images):
    if images != sorted(images):
        raise ValueError("images must be sorted by size")
    if not images:
        raise RuntimeError("expected at least one image")
    return len(images)


def test_unsorted_images_are_refused():
    with pytest.raises(ValueError) as caught:
        check([3, 1])
    print("as expected:", repr(caught.value))


def test_no_images_are_refused():
    with pytest.raises(RuntimeError) as caught:
        check([])
    print(f"as expected: {caught.type.__name__}: {caught.value}")


@pytest.mark.xfail(reason="sizes as text come with the next release", raises=TypeError)
def test_sizes_as_text():
    check([1, "2"])


def test_good_images():
    assert check([1, 2]) == 2
"""}, python=LATEST)  # fmt: skip

healthy("unittest_logs_what_it_handles", "python -m unittest -v test_loader.py", {"test_loader.py": """
import logging
import sys
import unittest

logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
log = logging.getLogger("loader")


def load(rows):
    good = []
    for n, row in enumerate(rows):
        try:
            good.append(float(row))
        except ValueError as error:
            log.warning("row %d skipped: %s", n, error)
    log.info("%d of %d rows loaded", len(good), len(rows))
    return good


class TestLoad(unittest.TestCase):
    def test_bad_rows_are_skipped(self):
        self.assertEqual(load(["1", "x", "2.5", "N/A"]), [1.0, 2.5])

    def test_nan_is_a_number(self):
        self.assertEqual(len(load(["nan", "3"])), 2)
"""}, python=LATEST)  # fmt: skip
