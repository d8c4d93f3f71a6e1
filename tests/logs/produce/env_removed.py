"""attribute-removed, package-metadata, spacy-model, protobuf-descriptors and pip-no-match."""

from bench import IMAGE, MAC, VENV, WINDOWS, case
from forms import build_step, crlf, each, fenced, last, mail, ranks, stamped
from hf_tiny import folder

BASH = ["bash", "-c"]

# -------------------------------------------------------------- attribute-removed

SLUG = "attribute-removed"

case(
    SLUG, "training_arguments_renamed", '''
from transformers import TrainingArguments

args = TrainingArguments(
    output_dir="out",
    evaluation_strategy="epoch",
    num_train_epochs=3,
)
''', at="/home/alice/bert/train.py", spot="args = TrainingArguments(", versions=["transformers"], entities={"argument": "evaluation_strategy"}, fix=["eval_strategy"], accept=["hf-version"],
)  # fmt: skip

case(
    SLUG, "trainer_tokenizer_notebook_held",
    ["from transformers import AutoModelForCausalLM, GPT2Config, GPT2LMHeadModel, Trainer, TrainingArguments\nmodel = GPT2LMHeadModel(GPT2Config(n_embd=16, n_layer=1, n_head=1, vocab_size=50))\ntok = None",
     "trainer = Trainer(\n    model=model,\n    args=TrainingArguments('out', use_cpu=True),\n    tokenizer=tok,\n)"],
    part="held", form="notebook", first_cell=9, spot="trainer = Trainer(", versions=["transformers"], entities={"argument": "tokenizer"}, fix=["processing_class"], accept=["hf-version"],
)  # fmt: skip

case(
    SLUG, "torch_six", '''
import torch
from torch._six import inf, string_classes

print(inf)
''', at="/workspace/detr/util/misc.py", place=IMAGE, form="docker", spot="from torch._six", versions=["torch"], dress=each("detr-1  | "), accept=["module-missing"], fix_any=["from torch import inf", "math.inf", "torch.inf"],
)  # fmt: skip

case(
    SLUG, "torch_symeig", '''
import torch


def eigen(m):
    return torch.symeig(m, eigenvectors=True)


eigen(torch.eye(3))
''', at="/home/ravi/pca/eig.py", spot="return torch.symeig", versions=["torch"], fix=["torch.linalg.eigh"],
)  # fmt: skip

case(
    SLUG, "torch_lstsq_held", '''
import torch

a, b = torch.randn(5, 3), torch.randn(5, 2)
x, _ = torch.lstsq(b, a)
''', at="/home/lin/fit.py", part="held", form="wrapped", spot="x, _ = torch.lstsq", versions=["torch"], dress=mail(64, "> "), fix=["torch.linalg.lstsq"],
)  # fmt: skip

case(
    SLUG, "pandas_append", '''
import pandas as pd

log = pd.DataFrame(columns=["step", "loss"])
for step in range(3):
    log = log.append({"step": step, "loss": 1 / (step + 1)}, ignore_index=True)
''', at="/C/Users/maria/Documents/exp/log.py", place=WINDOWS, spot="log = log.append", versions=["pandas"], dress=crlf, fix_any=["pd.concat"],
)  # fmt: skip

case(
    SLUG, "numpy_product", '''
import numpy as np


def volume(shape):
    return np.product(shape)


print(volume((2, 3)))
''', at="/Users/jo/vol.py", place=MAC, python="np2", spot="return np.product", versions=["numpy"], accept=["numpy-abi"], fix=["np.prod"],
)  # fmt: skip

case(
    SLUG, "numpy_float_underscore_ranked_held", '''
import numpy as np

def main():
    return np.zeros(3, dtype=np.float_)

main()
''', at="/fsx/rl/buffer.py", place=VENV, part="held", form="ranked", python="np2", spot="return np.zeros", versions=["numpy"], dress=ranks(2, "{}: "), accept=["numpy-abi"], fix=["np.float64"],
)  # fmt: skip

case(
    SLUG, "cached_download_cut_held", '''
from huggingface_hub import cached_download, hf_hub_url
''', at="/home/dkim/old.py", part="held", form="cut", spot=None, dress=last(1), versions=["huggingface-hub"], fix=["hf_hub_download"], accept=["hf-version"],
)  # fmt: skip

case(
    SLUG, "sklearn_plot_confusion", '''
from sklearn.metrics import accuracy_score, plot_confusion_matrix

print(plot_confusion_matrix)
''', at="/home/alice/churn/report.py", python="sknew", spot="from sklearn.metrics", versions=["scikit-learn"], dress=fenced("From a 2021 tutorial:"), fix=["ConfusionMatrixDisplay"],
)  # fmt: skip

case(
    SLUG, "onehot_sparse_argument", '''
from sklearn.preprocessing import OneHotEncoder

enc = OneHotEncoder(sparse=False, handle_unknown="ignore")
''', at="/app/features.py", place=IMAGE, python="sknew", form="docker", spot="enc = OneHotEncoder", versions=["scikit-learn"], dress=stamped(), entities={"argument": "sparse"}, fix=["sparse_output"],
)  # fmt: skip

case(
    SLUG, "batch_encode_plus_gone", '''
from transformers import AutoTokenizer


def test_batch():
    tok = AutoTokenizer.from_pretrained("gpt2")
    enc = tok.batch_encode_plus(["a", "b"])
    assert len(enc["input_ids"]) == 2
''', at="/builds/nlp/tests/test_tok.py", place=VENV, form="pytest", spot="enc = tok.batch_encode_plus", folders={"gpt2": folder("gpt2")}, versions=["transformers"], fix_any=["tok("], accept=["hf-version"],
)  # fmt: skip

# --------------------------------------------------------------- package-metadata

SLUG = "package-metadata"

case(
    SLUG, "version_of_missing", '''
import importlib.metadata

print("bitsandbytes", importlib.metadata.version("bitsandbytes"))
''', at="/home/alice/qlora/check.py", spot="print(", entities={"packages": ["bitsandbytes"]}, fix=["pip install bitsandbytes"],
)  # fmt: skip

case(
    SLUG, "imageio_frozen_39", '''
from importlib.metadata import version


def about():
    return {name: version(name) for name in ("imageio", "tqdm")}


about()
''', at="/C/Users/maria/Documents/app/main.py", place=WINDOWS, python="bare9", spot="return {name", dress=crlf, entities={"packages": ["imageio"]}, fix_any=["pip install imageio", "--copy-metadata imageio"],
)  # fmt: skip

case(
    SLUG, "notebook_held",
    ["import sys", "from importlib import metadata\nmetadata.version('flash_attn')"],
    part="held", form="notebook", python="bare", first_cell=2, spot="metadata.version('flash_attn')", entities={"packages": ["flash_attn"]}, fix_any=["flash-attn", "flash_attn"],
)  # fmt: skip

case(
    SLUG, "requires_docker", '''
from importlib.metadata import requires

for line in requires("torchvision"):
    print(line)
''', at="/app/sbom.py", place=IMAGE, python="bare", form="docker", spot="for line in requires", dress=each("sbom-1  | "), entities={"packages": ["torchvision"]}, fix=["torchvision"],
)  # fmt: skip

case(
    SLUG, "pkg_resources_held", '''
import pkg_resources

pkg_resources.get_distribution("pycocotools")
''', at="/home/ravi/coco/v.py", python="sk024", part="held", form="wrapped", spot="pkg_resources.get_distribution", dress=mail(70, "> "), entities={"packages": ["pycocotools"]}, fix=["pycocotools"],
)  # fmt: skip

case(
    SLUG, "ranked", '''
import importlib.metadata as im


def main():
    print(im.version("deepspeed"))


main()
''', at="/fsx/ds/info.py", place=VENV, python="bare", form="ranked", spot="print(im.version", dress=ranks(2), entities={"packages": ["deepspeed"]}, fix=["deepspeed"],
)  # fmt: skip

# -------------------------------------------------------------------- spacy-model

SLUG = "spacy-model"
SP = ["spacy"]

case(
    SLUG, "sm_plain", '''
import spacy

nlp = spacy.load("en_core_web_sm")


def entities(text):
    return [(e.text, e.label_) for e in nlp(text).ents]


print(entities("Apple buys a startup"))
''', at="/home/alice/ner/run.py", spot="nlp = spacy.load", versions=SP, entities={"modules": ["en_core_web_sm"]}, fix=["python -m spacy download en_core_web_sm"],
)  # fmt: skip

case(
    SLUG, "trf_docker", '''
import spacy


class Tagger:
    def __init__(self, name="de_core_news_lg"):
        self.nlp = spacy.load(name, disable=["parser"])


tagger = Tagger()
''', at="/app/tagger.py", place=IMAGE, form="docker", spot="self.nlp = spacy.load", versions=SP, dress=stamped(), entities={"modules": ["de_core_news_lg"]}, fix=["python -m spacy download de_core_news_lg"],
)  # fmt: skip

case(
    SLUG, "notebook_held",
    ["text = 'Paris'", "import spacy\nnlp = spacy.load('fr_core_news_sm')\n[t.lemma_ for t in nlp(text)]"],
    part="held", form="notebook", first_cell=1, spot="nlp = spacy.load", versions=SP, entities={"modules": ["fr_core_news_sm"]}, fix=["spacy download fr_core_news_sm"],
)  # fmt: skip

case(
    SLUG, "shortcut_en", '''
import spacy

nlp = spacy.load("en")
''', at="/Users/jo/old/nlp.py", place=MAC, spot="nlp = spacy.load", versions=SP, fix=["en_core_web_sm"], expect="E941",
)  # fmt: skip

case(
    SLUG, "spacy2_held", '''
import spacy
parser = spacy.load("en")
''', at="/home/olga/parse.py", python="sp23", part="held", form="wrapped", spot="parser = spacy.load", versions=SP, dress=mail(72), fix_any=["spacy download en"], expect="E050",
)  # fmt: skip

case(
    SLUG, "path_missing", '''
import spacy

nlp = spacy.load("./output/model-best")
''', at="/srv/ml/ner/serve.py", place=VENV, spot="nlp = spacy.load", versions=SP, entities={"paths": ["./output/model-best"]}, fix_any=["output/model-best"],
)  # fmt: skip

case(
    SLUG, "windows", '''
import spacy
doc = spacy.load("en_core_web_md")("hello")
''', at="/C/Users/maria/Documents/vec/v.py", place=WINDOWS, spot="doc = spacy.load", versions=SP, dress=crlf, entities={"modules": ["en_core_web_md"]}, fix=["spacy download en_core_web_md"],
)  # fmt: skip

case(
    SLUG, "module_import_tail_held", '''
import en_core_web_sm

nlp = en_core_web_sm.load()
''', at="/home/dkim/ner.py", part="held", form="cut", dress=last(1), versions=SP, accept=["module-missing"], fix=["spacy download en_core_web_sm"],
)  # fmt: skip

# ----------------------------------------------------------- protobuf-descriptors

SLUG = "protobuf-descriptors"
PB = ["protobuf", "tensorboard"]

case(
    SLUG, "tensorboard_plain", '''
from tensorboard.compat.proto import event_pb2

print(event_pb2.Event())
''', at="/home/alice/logs/read.py", python="pb", spot="from tensorboard", versions=PB, fix_any=["protobuf<=3.20", "protobuf==3.20", "protobuf<3.21", "protobuf<4"],
)  # fmt: skip

case(
    SLUG, "summary_docker", '''
import argparse


def writer(path):
    from tensorboard.summary.writer.event_file_writer import EventFileWriter

    return EventFileWriter(path)


writer("runs")
''', at="/app/log.py", place=IMAGE, python="pb", form="docker", spot="from tensorboard.summary", versions=PB, dress=each("train_1 | "), fix_any=["protobuf<=3.20", "protobuf==3.20", "protobuf<3.21", "protobuf<4", "upgrade tensorboard", "-U tensorboard"],
)  # fmt: skip

case(
    SLUG, "mail_held", '''
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
acc = EventAccumulator("runs")
''', at="/home/lin/acc.py", python="pb", part="held", form="wrapped", spot="from tensorboard.backend", versions=PB, dress=mail(76, "> "), fix_any=["protobuf<=3.20", "protobuf==3.20", "protobuf<3.21", "protobuf<4", "-U tensorboard"],
)  # fmt: skip

case(
    SLUG, "tail_held", '''
from tensorboard.compat.proto import summary_pb2
''', at="/home/dkim/s.py", python="pb", part="held", form="cut", dress=last(9), versions=PB, fix_any=["protobuf<=3.20", "protobuf==3.20", "protobuf<3.21", "protobuf<4"],
)  # fmt: skip

OWN = '''
from google.protobuf import descriptor as _descriptor

DESCRIPTOR = _descriptor.FileDescriptor(name="sentencepiece_model.proto", package="sentencepiece", syntax="proto2", serialized_pb=b"")
_T = _descriptor.FieldDescriptor(name="unk_id", full_name="sentencepiece.TrainerSpec.unk_id", index=0, number=40, type=5, cpp_type=1, label=1, has_default_value=True, default_value=0, message_type=None, enum_type=None, containing_type=None, is_extension=False, extension_scope=None)
'''
case(
    SLUG, "own_pb2_ranked", '''
from proto import record_pb2

print(record_pb2)
''', at="/fsx/records/read.py", place=VENV, python="pb", form="ranked", spot="_T = _descriptor", spot_file="proto/record_pb2.py", versions=["protobuf"], files={"proto/__init__.py": "", "proto/record_pb2.py": OWN}, dress=ranks(2, "[default{}]:"),
    fix_any=["protoc", "protobuf<=3.20", "protobuf==3.20", "protobuf<3.21", "protobuf<4"],
)  # fmt: skip

case(
    SLUG, "windows", '''
import tensorboard.plugins.projector as projector

print(projector)
''', at="/C/Users/maria/Documents/tb/p.py", place=WINDOWS, python="pb", spot="import tensorboard.plugins", versions=PB, dress=crlf, fix_any=["protobuf<=3.20", "protobuf==3.20", "protobuf<3.21", "protobuf<4", "-U tensorboard"],
)  # fmt: skip

# ------------------------------------------------------------------- pip-no-match

SLUG = "pip-no-match"
PIP = "python -m pip --disable-pip-version-check --no-cache-dir"
CLEAN = {r"WARNING: Location 'file:[^\n]*\n": "", r"Looking in (indexes|links): [^\n]*\n": "", r", [^,(]*opt/wheels[^,)]*": ""}

for name, python, args, shown, about in [
    ("torch_old_on_312", "bare", "torch==1.13.1", "pip install torch==1.13.1", dict(entities={"packages": ["torch"], "versions": ["1.13.1"]}, fix_any=["python 3.10", "Python 3.10", "3.11", "--index-url"])),
    ("torch_cuda_suffix", "bare9", "torch==1.8.1+cu111", "pip install torch==1.8.1+cu111", dict(entities={"packages": ["torch"], "versions": ["1.8.1+cu111"]}, fix_any=["download.pytorch.org"])),
    ("typo_held", "bare", "sentence-transfomers-x==2.2.2", "pip install sentence-transfomers-x==2.2.2", dict(part="held", entities={"packages": ["sentence-transfomers-x"]}, fix_any=["name", "spelling", "sentence-transfomers-x"])),
    ("numpy_38", "sk024", "numpy==2.0.0", "pip3 install numpy==2.0.0", dict(entities={"packages": ["numpy"], "versions": ["2.0.0"]}, fix_any=["3.9", "Python", "python"])),
    ("spacy_old_docker_held", "bare", "--only-binary=:all: spacy==2.3.5", "RUN pip install --only-binary=:all: spacy==2.3.5", dict(part="held", form="docker", dress=build_step(9), entities={"packages": ["spacy"], "versions": ["2.3.5"]}, fix_any=["Python", "python"])),
    ("version_that_never_was", "bare", "accelerate==9.9.9", "$ pip install accelerate==9.9.9", dict(entities={"packages": ["accelerate"], "versions": ["9.9.9"]}, fix_any=["accelerate"], form="wrapped", dress=mail(80))),
    ("tail_only_held", "bare", "torchvision==0.11.0", "", dict(part="held", form="cut", dress=last(1), entities={"packages": ["torchvision"]}, fix_any=["python", "Python", "--index-url"])),
]:  # fmt: skip
    case(
        SLUG, name, "", at="/home/alice/proj/x.py", python=python, command=[*BASH, f"{PIP} download -q --no-deps -d dl '{args}' 2>&1" if "only-binary" not in args else f"{PIP} download --no-deps -d dl {args} 2>&1"],
        prompt=shown or None, rewrite=CLEAN, **about,
    )  # fmt: skip
