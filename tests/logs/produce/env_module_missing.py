"""module-missing: names that differ from their distribution, local modules, wrong environments."""

from bench import COLAB, IMAGE, MAC, VENV, WINDOWS, case
from forms import (
    both,
    build_step,
    crlf,
    each,
    fenced,
    last,
    mail,
    stamped,
    without_indent,
)

SLUG = "module-missing"

case(
    SLUG, "cv2_plain", '''
import argparse
import os

import cv2
import numpy as np


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--src", default="frames")
    args = parser.parse_args()
    for name in os.listdir(args.src):
        print(cv2.imread(os.path.join(args.src, name)).shape)


if __name__ == "__main__":
    main()
''', at="/home/alice/proj/resize_frames.py", python="bare", spot="import cv2",
    prompt="(llm) alice@box:~/proj$ python resize_frames.py",
    entities={"modules": ["cv2"], "packages": ["opencv-python"]}, fix=["opencv-python"],
)  # fmt: skip

case(
    SLUG, "sklearn_notebook",
    ["import os\nseed = 42", "import random\nfrom sklearn.model_selection import train_test_split\n\nX_train, X_val = train_test_split(list(range(100)), test_size=0.2, random_state=seed)"],
    form="notebook", python="bare", first_cell=3, spot="from sklearn",
    entities={"modules": ["sklearn"], "packages": ["scikit-learn"]}, fix=["scikit-learn"],
)  # fmt: skip

case(
    SLUG, "pil_compose", '''
from pathlib import Path

from dataset import ThumbnailDataset

ds = ThumbnailDataset(Path("/data/thumbs"))
print(len(ds))
''', files={"dataset.py": '''"""Thumbnails."""
from pathlib import Path

from PIL import Image


class ThumbnailDataset:
    def __init__(self, root: Path):
        self.files = sorted(root.glob("*.jpg"))

    def __getitem__(self, i):
        return Image.open(self.files[i]).convert("RGB")
'''}, at="/app/main.py", place=IMAGE, form="docker", python="bare", spot="from PIL", spot_file="dataset.py",
    dress=each("trainer-1  | "), entities={"modules": ["PIL"], "packages": ["Pillow"]}, fix_any=["Pillow", "pillow"],
)  # fmt: skip

case(
    SLUG, "yaml_held_cut", '''
import sys
import yaml

with open(sys.argv[1]) as f:
    cfg = yaml.safe_load(f)
print(cfg)
''', at="/srv/ml/jobs/run_config.py", place=VENV, part="held", form="cut", python="bare", args=["base.yaml"],
    spot="import yaml", dress=last(3), entities={"modules": ["yaml"], "packages": ["PyYAML"]}, fix_any=["PyYAML", "pyyaml"],
)  # fmt: skip

case(
    SLUG, "skimage_windows", '''
import glob
from skimage.transform import resize
from skimage.io import imread

for f in glob.glob("images/*.png"):
    print(resize(imread(f), (224, 224)).shape)
''', at="/C/Users/maria/Documents/cells/prepare.py", place=WINDOWS, form="plain", python="bare", spot="skimage.transform",
    prompt=r"(nlp) PS C:\Users\maria\Documents\cells> python prepare.py", dress=crlf,
    entities={"modules": ["skimage"], "packages": ["scikit-image"]}, fix=["scikit-image"],
)  # fmt: skip

case(
    SLUG, "local_src_not_on_path", '''
import logging

from src.data.corpus import load_corpus

logging.basicConfig(level=logging.INFO)
docs = load_corpus("data/raw")
print(len(docs))
''', at="/home/alice/summarizer/scripts/train.py", python="bare", spot="from src.data",
    files={"../src/__init__.py": "", "../src/data/__init__.py": "", "../src/data/corpus.py": "def load_corpus(p):\n    return []\n"},
    prompt="alice@box:~/summarizer$ ls\nREADME.md  configs  scripts  src\nalice@box:~/summarizer$ python scripts/train.py",
    entities={"modules": ["src"]}, fix_any=["PYTHONPATH", "python -m scripts.train", "python -m", "pip install -e"],
)  # fmt: skip

case(
    SLUG, "local_utils_held_mail", '''
from models.unet import UNet
from utils.metrics import dice

net = UNet(3, 2)
print(dice(net))
''', at="/home/dkim/seg/tools/evaluate.py", part="held", form="wrapped", python="bare", spot="from models.unet",
    files={"../models/__init__.py": "", "../models/unet.py": "class UNet: ...\n"},
    dress=mail(60, "> "), entities={"modules": ["models"]}, fix_any=["PYTHONPATH", "python -m", "pip install -e"],
)  # fmt: skip

case(
    SLUG, "shadowed_by_own_file", '''
import datasets.arrow_dataset as ad

print(ad.__file__)
''', at="/home/alice/proj/prepare.py", files={"datasets.py": "NAMES = ['wiki', 'books']\n"}, python="bare",
    spot="import datasets.arrow", entities={"modules": ["datasets.arrow_dataset"]}, fix_any=["rename", "Rename", "datasets.py"],
)  # fmt: skip

case(
    SLUG, "shadowed_torch_held", [
        "from pathlib import Path\nPath('torch.py').write_text('# notes\\n')\nimport sys\nsys.path.insert(0, '')",
        "import torch.nn as nn\n\nnet = nn.Linear(4, 2)",
    ], form="notebook", part="held", python="bare", spot="import torch.nn", first_cell=1,
    entities={"modules": ["torch.nn"]}, fix_any=["rename", "Rename", "torch.py"],
)  # fmt: skip

case(
    SLUG, "wrong_environment_notebook",
    ["print('Requirement already satisfied: peft in /home/alice/.local/lib/python3.10/site-packages (0.11.1)')",
     "import sys\nfrom peft import LoraConfig, get_peft_model\n\nconfig = LoraConfig(r=8, lora_alpha=16, target_modules=['q_proj', 'v_proj'])"],
    form="notebook", python="bare", first_cell=4, spot="from peft",
    entities={"modules": ["peft"]}, fix_any=["%pip install peft", "-m pip install peft"],
)  # fmt: skip

case(
    SLUG, "tensorboard_in_torch", '''
import torch
from torch.utils.tensorboard import SummaryWriter

writer = SummaryWriter("runs/exp1")
for step in range(10):
    writer.add_scalar("loss", 1.0 / (step + 1), step)
''', at="/home/alice/proj/train_cnn.py", spot="from torch.utils.tensorboard",
    versions=["torch"], entities={"modules": ["tensorboard"]}, fix=["tensorboard"],
)  # fmt: skip

case(
    SLUG, "wandb_torchrun", '''
import os

import torch.distributed as dist


def setup():
    dist.init_process_group("gloo")
    return dist.get_rank()


def main():
    rank = setup()
    import wandb

    if rank == 0:
        wandb.init(project="pretrain")


main()
''', at="/workspace/pretrain.py", place=IMAGE, form="ranked", spot="import wandb", versions=["torch"],
    command=["python", "-m", "torch.distributed.run", "--nproc_per_node", "2", "--master_port", "29711", "pretrain.py"],
    entities={"modules": ["wandb"]}, fix=["wandb"], others=["dist-child-failed"],
)  # fmt: skip

case(
    SLUG, "albumentations_pytest", '''
import albumentations as A


def test_flip():
    t = A.HorizontalFlip(p=1.0)
    assert t is not None
''', at="/builds/vision/augment/tests/test_transforms.py", place=VENV, form="pytest", python="bare",
    spot="import albumentations", entities={"modules": ["albumentations"]}, fix=["albumentations"],
)  # fmt: skip

case(
    SLUG, "python2_wording", '''
import os
import yaml

print yaml.load(open("solver.yaml"))
''', at="/home/olga/caffe/run_solver.py", python="bare", spot="import yaml",
    command=["python2.7", "run_solver.py"], more={"python": "2.7.18"},
    entities={"modules": ["yaml"], "packages": ["PyYAML"]}, fix_any=["PyYAML", "pyyaml"],
)  # fmt: skip

case(
    SLUG, "dash_m_not_installed", "print()", at="/home/alice/api/x.py", python="bare",
    command=["python", "-m", "uvicorn", "app:api", "--port", "8000"],
    prompt="alice@box:~/api$ python -m uvicorn app:api --port 8000",
    entities={"modules": ["uvicorn"]}, fix=["uvicorn"],
)  # fmt: skip

case(
    SLUG, "distutils_held_build", '''
from distutils.util import strtobool

print(strtobool("yes"))
''', at="/build/setup_flags.py", place=IMAGE, part="held", form="docker", python="bare", spot="from distutils",
    dress=both(build_step(14)), entities={"modules": ["distutils"]}, fix=["setuptools"],
)  # fmt: skip

case(
    SLUG, "pkg_resources_gone", '''
import pkg_resources

for dist in pkg_resources.working_set:
    print(dist)
''', at="/home/alice/proj/env_report.py", spot="import pkg_resources", versions=["setuptools"],
    entities={"modules": ["pkg_resources"]}, fix=["setuptools"],
)  # fmt: skip

case(
    SLUG, "bs4_held_colab",
    ["urls = ['https://example.org']",
     "from bs4 import BeautifulSoup\n\ndef text_of(html):\n    return BeautifulSoup(html, 'html.parser').get_text()\n\nprint(text_of('<p>x</p>'))"],
    part="held", form="notebook", python="bare9", place=COLAB, first_cell=7, spot="from bs4",
    entities={"modules": ["bs4"], "packages": ["beautifulsoup4"]}, fix=["beautifulsoup4"],
)  # fmt: skip

case(
    SLUG, "dotenv_kube_held", '''
import os
import logging
from dotenv import load_dotenv

load_dotenv()
logging.info(os.environ["MODEL"])
''', at="/app/serve.py", place=IMAGE, part="held", form="docker", python="bare", spot="from dotenv",
    dress=stamped(), entities={"modules": ["dotenv"], "packages": ["python-dotenv"]}, fix=["python-dotenv"],
)  # fmt: skip

case(
    SLUG, "sentence_transformers_mac", '''
from sentence_transformers import SentenceTransformer

def embed(texts):
    model = SentenceTransformer("all-MiniLM-L6-v2")
    return model.encode(texts)

print(embed(["hello"]))
''', at="/Users/jo/notes-search/embed.py", place=MAC, form="plain", python="bare", spot="from sentence_transformers",
    dress=fenced("I did install it yesterday, what is wrong?", "python 3.12 on an M2 Air"),
    entities={"modules": ["sentence_transformers"], "packages": ["sentence-transformers"]}, fix=["sentence-transformers"],
)  # fmt: skip

case(
    SLUG, "faiss_held_no_indent", '''
import json
import faiss

index = faiss.IndexFlatIP(384)
''', at="/home/ravi/rag/build_index.py", part="held", form="wrapped", python="bare", spot="import faiss",
    dress=without_indent, entities={"modules": ["faiss"], "packages": ["faiss-cpu"]}, fix=["faiss-cpu"],
)  # fmt: skip
