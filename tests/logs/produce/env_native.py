"""numpy-abi, torch-abi, shared-library, torch-compile, extension-build and bitsandbytes-setup."""

from bench import COLAB, CONDA, IMAGE, MAC, VENV, VENVS, WINDOWS, case
from forms import build_step, crlf, each, fenced, last, mail, ranks, stamped

BASH = ["bash", "-c"]

# ---------------------------------------------------------------------- numpy-abi

SLUG = "numpy-abi"

case(
    SLUG, "pandas_dtype_size", '''
import pandas as pd

df = pd.read_csv("train.csv")
print(df.describe())
''', at="/home/alice/proj/eda.py", python="np2b", spot="import pandas as pd", versions=["numpy", "pandas"], fix_any=["numpy<2", "pip install -U pandas", "--upgrade pandas"],
)  # fmt: skip

case(
    SLUG, "sklearn_docker", '''
from sklearn.ensemble import RandomForestClassifier


def model():
    return RandomForestClassifier()


model()
''', at="/app/model.py", place=IMAGE, python="np2b", form="docker", spot="from sklearn", versions=["numpy", "scikit-learn", "scipy"], dress=each("model-1  | "), fix_any=["numpy<2", "scikit-learn"],
)  # fmt: skip

case(
    SLUG, "cv2_held", '''
import cv2

print(cv2.__version__)
''', at="/C/Users/maria/Documents/cam/grab.py", place=WINDOWS, python="np2b", part="held", spot="import cv2", versions=["numpy", "opencv-python-headless"], dress=crlf, fix_any=["numpy<2", "opencv"],
)  # fmt: skip

case(
    SLUG, "pyarrow_mail_held", '''
import pyarrow as pa
print(pa.array([1, 2]))
''', at="/home/lin/arrow.py", python="np2b", part="held", form="wrapped", spot="import pyarrow", versions=["numpy", "pyarrow"], dress=mail(76, "> "), fix_any=["numpy<2", "pyarrow"],
)  # fmt: skip

case(
    SLUG, "np_bool_notebook",
    ["import numpy as np", "mask = np.zeros((4, 4), dtype=np.bool)\nmask.sum()"],
    form="notebook", python="np12", first_cell=5, spot="mask = np.zeros", versions=["numpy"], fix_any=["dtype=bool", "np.bool_"], accept=["attribute-removed"],
)  # fmt: skip

case(
    SLUG, "np_float_plain", '''
import numpy as np


def normalise(x):
    return np.asarray(x, dtype=np.float) / 255


normalise([1, 2])
''', at="/srv/ml/ocr/pre.py", place=VENV, python="np12", spot="return np.asarray", versions=["numpy"], fix_any=["dtype=float", "float", "np.float64"], accept=["attribute-removed"],
)  # fmt: skip

case(
    SLUG, "np_object_ranked_held", '''
import numpy as np

labels = np.array(["a", None], dtype=np.object)
''', at="/fsx/t/labels.py", place=IMAGE, python="np12", part="held", form="ranked", spot="labels = np.array", versions=["numpy"], dress=ranks(2, "[default{}]:"), fix_any=["dtype=object", "object"], accept=["attribute-removed"],
)  # fmt: skip

case(
    SLUG, "pickle_numpy_core", '''
import base64
import pickle

# Written on a machine with numpy 2.
blob = base64.b64decode(open("scaler.b64").read())
scaler = pickle.loads(blob)
''', at="/home/alice/serve/load.py", python="sk024", spot="scaler = pickle.loads", versions=["numpy"],
    files={"scaler.b64": __import__("base64").b64encode(b"cnumpy._core.multiarray\n_reconstruct\n.").decode()}, accept=["module-missing"], fix_any=["numpy>=2", "numpy 2", "numpy"],
)  # fmt: skip

# ---------------------------------------------------------------------- torch-abi

SLUG = "torch-abi"
TV, TT, TA = ({"PYTHONPATH": str(VENVS / d)} for d in ("tv", "tt", "ta"))
BACK = {str(VENVS / d): "@SITE@" for d in ("tv", "tt", "ta", "cv", "bnb37", "bnb41", "bnb")}


def native(slug: str, name: str, code: object, **about: object) -> None:
    """A case whose extra packages lie in a folder of their own; they are shown beside the others."""
    place = about.get("place", CONDA)
    site = place.site.format(v="3.11")
    case(slug, name, code, rewrite={k: site for k in BACK}, **about)



native(
    SLUG, "torchvision_nms", '''
import torch
import torchvision

print(torchvision.__version__)
''', at="/home/alice/det/train.py", python="latest", spot="import torchvision", env=TV, versions=["torch"], more={"torchvision": "0.20.1"}, fix_any=["torchvision"],
)  # fmt: skip

native(
    SLUG, "torchvision_notebook_held",
    ["import torch", "from torchvision import transforms\n\ntf = transforms.Compose([transforms.ToTensor()])"],
    part="held", form="notebook", first_cell=3, spot="from torchvision", env=TV, versions=["torch"], more={"torchvision": "0.20.1"}, fix_any=["torchvision"],
)  # fmt: skip

native(
    SLUG, "torchtext_symbol", '''
import torchtext


def vocab():
    return torchtext.vocab


vocab()
''', at="/app/vocab.py", place=IMAGE, form="docker", spot="import torchtext", env=TT, versions=["torch"], more={"torchtext": "0.17.2"}, dress=each("text-1  | "), fix_any=["torchtext"],
)  # fmt: skip

native(
    SLUG, "torchaudio_symbol_ranked", '''
import torch
import torchaudio
''', at="/fsx/asr/train.py", place=VENV, form="ranked", spot="import torchaudio", env=TA, versions=["torch"], more={"torchaudio": "2.1.2"}, dress=ranks(2), fix_any=["torchaudio"],
)  # fmt: skip

native(
    SLUG, "torchaudio_mail_held", '''
import torchaudio
torchaudio.load("a.wav")
''', at="/home/lin/asr.py", part="held", form="wrapped", spot="import torchaudio", env=TA, versions=["torch"], more={"torchaudio": "2.1.2"}, dress=mail(72), fix_any=["torchaudio"],
)  # fmt: skip

native(
    SLUG, "torchtext_tail_held", '''
from torchtext.data.utils import get_tokenizer
''', at="/home/dkim/tok.py", part="held", form="cut", env=TT, versions=["torch"], more={"torchtext": "0.17.2"}, dress=last(2), fix_any=["torchtext"],
)  # fmt: skip

native(
    SLUG, "torchvision_fenced", '''
from torchvision.ops import nms
''', at="/Users/jo/nms.py", place=MAC, spot="from torchvision.ops", env=TV, versions=["torch"], more={"torchvision": "0.20.1"}, dress=fenced("after pip install -U torch"), fix_any=["torchvision"],
)  # fmt: skip

# ----------------------------------------------------------------- shared-library

SLUG = "shared-library"
case(
    SLUG, "ctypes_cudart", '''
import ctypes


def runtime():
    return ctypes.CDLL("libcudart.so.12")


runtime()
''', at="/home/alice/cu/probe.py", python="bare", spot="return ctypes.CDLL", fix_any=["LD_LIBRARY_PATH", "nvidia-cuda-runtime", "CUDA"],
)  # fmt: skip

case(
    SLUG, "ctypes_cudnn_ranked_held", '''
import ctypes

lib = ctypes.cdll.LoadLibrary("libcudnn_ops_infer.so.8")
''', at="/fsx/dnn/p.py", place=IMAGE, python="bare9", part="held", form="ranked", spot="lib = ctypes", dress=ranks(2), fix_any=["cudnn", "LD_LIBRARY_PATH"],
)  # fmt: skip

case(
    SLUG, "libsndfile_notebook",
    ["path = 'a.flac'", "import ctypes\nlib = ctypes.CDLL('libsndfile.so.1')"],
    form="notebook", python="bare", place=COLAB, first_cell=2, spot="lib = ctypes", fix_any=["libsndfile1", "apt"],
)  # fmt: skip

# ------------------------------------------------------------------ torch-compile

SLUG = "torch-compile"
TORCH = ["torch"]
NO_CXX = {"CXX": "/nonexistent/g++", "TORCHINDUCTOR_CACHE_DIR": "/tmp/mlx-inductor"}

case(
    SLUG, "no_compiler", '''
import torch


@torch.compile
def step(x):
    return torch.sin(x) + torch.cos(x)


print(step(torch.randn(64)))
''', at="/home/alice/proj/step.py", spot="print(step(", env=NO_CXX, versions=TORCH, fix_any=["g++", "gcc", "build-essential", "compiler"],
)  # fmt: skip

case(
    SLUG, "no_compiler_docker_held", '''
import torch
from torch import nn


def main():
    net = torch.compile(nn.Sequential(nn.Linear(8, 8), nn.ReLU()))
    print(net(torch.randn(2, 8)).sum())


main()
''', at="/app/infer.py", place=IMAGE, part="held", form="docker", spot="print(net(", env=NO_CXX, versions=TORCH, dress=stamped(), fix_any=["g++", "gcc", "build-essential", "compiler"],
)  # fmt: skip

case(
    SLUG, "fullgraph_data_dependent", '''
import torch


def route(x):
    if x.sum() > 0:
        return x * 2
    return x - 1


fast = torch.compile(route, fullgraph=True, backend="eager")
print(fast(torch.randn(4)))
''', at="/srv/ml/moe/route.py", place=VENV, spot="if x.sum() > 0", versions=TORCH, fix_any=["torch.where", "torch.cond", "fullgraph=False"], expect="Unsupported",
)  # fmt: skip

case(
    SLUG, "fullgraph_print_notebook_held",
    ["import torch, numpy as np", "@torch.compile(fullgraph=True, backend='eager')\ndef f(x):\n    torch._dynamo.graph_break()\n    return x + 1\n\nf(torch.ones(3))"],
    part="held", form="notebook", first_cell=4, spot=None, versions=TORCH, fix_any=["fullgraph=False", "graph break", "graph_break"], expect="Unsupported",
)  # fmt: skip

case(
    SLUG, "fake_tensor_shape_ranked", '''
import torch
from torch import nn


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = nn.Linear(32, 4)

    def forward(self, x):
        return self.proj(x)


head = torch.compile(Head(), backend="eager")
head(torch.randn(2, 16))
''', at="/workspace/head/train.py", place=IMAGE, form="ranked", spot="return self.proj(x)", versions=TORCH, dress=ranks(2), accept=["shape-matmul"], fix_any=["nn.Linear(16", "16", "32"], expect="TorchRuntimeError",
)  # fmt: skip

case(
    SLUG, "backend_unknown", '''
import torch

model = torch.compile(torch.nn.Linear(4, 4), backend="tensorrt")
model(torch.ones(1, 4))
''', at="/Users/jo/trt.py", place=MAC, spot='torch.compile(torch.nn.Linear', versions=TORCH, fix_any=["inductor", "torch_tensorrt"], expect="Invalid backend",
)  # fmt: skip

case(
    SLUG, "no_compiler_tail_held", '''
import torch
f = torch.compile(lambda x: x.relu().sum())
f(torch.ones(9))
''', at="/home/dkim/c.py", part="held", form="cut", env=NO_CXX, versions=TORCH, dress=last(6), fix_any=["g++", "gcc", "build-essential", "compiler", "TORCHDYNAMO_VERBOSE"],
)  # fmt: skip

# ---------------------------------------------------------------- extension-build

SLUG = "extension-build"
BAD = '''#include <torch/extension.h>

torch::Tensor scale(torch::Tensor x, double by) {
  return x.mul(by).contigous();
}

PYBIND11_MODULE(TORCH_EXTENSION_NAME, m) { m.def("scale", &scale); }
'''
EXT = {"TORCH_EXTENSIONS_DIR": "/tmp/mlx-ext"}

case(
    SLUG, "ninja_missing", '''
from torch.utils.cpp_extension import load

ops = load(name="scale_ops", sources=["csrc/scale.cpp"])
''', at="/home/alice/ops/build.py", spot="ops = load(", files={"csrc/scale.cpp": BAD}, env=EXT | {"PATH": str(VENVS / "noninja")}, versions=TORCH, fix=["ninja"], expect="Ninja is required",
)  # fmt: skip

case(
    SLUG, "ninja_missing_ranked_held", '''
from torch.utils.cpp_extension import load_inline


def main():
    return load_inline("addone", cpp_sources="torch::Tensor f(torch::Tensor x) { return x + 1; }", functions=["f"])


main()
''', at="/workspace/k/inline.py", place=IMAGE, part="held", form="ranked", spot="return load_inline", env=EXT | {"PATH": str(VENVS / "noninja")}, versions=TORCH, dress=ranks(2, "{}: "), fix=["ninja"], expect="Ninja is required",
)  # fmt: skip

NINJA = {"PATH": "/usr/bin:/bin", **EXT}
"""With `ninja` installed system-wide; $MLX_VENVS/noninja links the compilers alone."""

case(
    SLUG, "compile_error", '''
import torch
from torch.utils.cpp_extension import load


def build():
    return load(name="scale_ops", sources=["csrc/scale.cpp"], verbose=True)


ops = build()
''', at="/home/alice/ops/ops.py", spot="return load(", files={"csrc/scale.cpp": BAD}, env=NINJA, versions=TORCH, fix_any=["contigous", "csrc/scale.cpp", "scale.cpp"], expect="Error building extension",
    rewrite={"/tmp/mlx-ext": "/home/alice/.cache/torch_extensions/py311_cpu"},
)  # fmt: skip

case(
    SLUG, "compile_error_tail_held", '''
from torch.utils.cpp_extension import load
load(name="ops", sources=["csrc/scale.cpp"])
''', at="/home/dkim/o.py", part="held", form="cut", files={"csrc/scale.cpp": BAD}, env=NINJA, versions=TORCH, dress=last(14), fix_any=["contigous", "scale.cpp"],
    rewrite={"/tmp/mlx-ext": "/home/dkim/.cache/torch_extensions/py311_cpu"},
)  # fmt: skip

SETUP = '''
from setuptools import setup
from torch.utils.cpp_extension import BuildExtension, CppExtension

setup(name="scale_ops", version="0.1", ext_modules=[CppExtension("scale_ops", ["csrc/scale.cpp"])], cmdclass={"build_ext": BuildExtension})
'''
case(
    SLUG, "setup_py_docker", SETUP, at="/build/setup.py", place=IMAGE, form="docker", command=["python", "setup.py", "build_ext", "--inplace"], files={"csrc/scale.cpp": BAD},
    spot="setup(name", env=NINJA, versions=TORCH, dress=build_step(11), fix_any=["contigous", "scale.cpp"],
)  # fmt: skip

case(
    SLUG, "setup_py_without_ninja_held", SETUP, at="/home/ravi/ext/setup.py", part="held", form="wrapped", command=["python", "setup.py", "build_ext", "--inplace"], files={"csrc/scale.cpp": BAD},
    spot="setup(name", env={"PATH": str(VENVS / "noninja")}, versions=TORCH, dress=mail(78, "> "), fix_any=["contigous", "scale.cpp"],
)  # fmt: skip

# -------------------------------------------------------------- bitsandbytes-setup

SLUG = "bitsandbytes-setup"
B37, B41 = ({"PYTHONPATH": str(VENVS / d)} for d in ("bnb37", "bnb41"))

native(
    SLUG, "cpu_binary_037", '''
import torch
import bitsandbytes as bnb

print(bnb.__name__, torch.__version__)
''', at="/home/alice/qlora/check.py", env=B37, versions=TORCH, more={"bitsandbytes": "0.37.2"}, fix_any=["python -m bitsandbytes", "CUDA", "GPU"],
)  # fmt: skip

native(
    SLUG, "cpu_binary_041_docker_held", '''
import logging
import bitsandbytes as bnb

logging.basicConfig(level=logging.INFO)
logging.info("loaded %s", bnb.__name__)
''', at="/app/int8.py", place=IMAGE, part="held", form="docker", env=B41, versions=TORCH, more={"bitsandbytes": "0.41.3"}, dress=each("llm-1  | "), fix_any=["GPU", "CUDA"],
)  # fmt: skip
