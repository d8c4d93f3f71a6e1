"""The families not met in the other `every_*` programs. Open cases, made before the fixes they ask for."""

from every_torch import case
from stage import gib, mib, scene, written
from wear import compose, fenced, framed, mailed, prefixed, quoted, stripped, windows

# ------------------------------------------------------------------ autograd, training
scene("custom-function", "too_few_gradients", """
import torch


class Clip(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, low, high):
        return x.clamp(low, high)

    @staticmethod
    def backward(ctx, grad):
        return grad


Clip.apply(torch.rand(3, requires_grad=True), 0.2, 0.8).sum().backward()
""", path="/home/pam/f/c.py", at="Clip.apply(torch.rand(3, requires_grad=True), 0.2, 0.8).sum().backward()", fix_any=["return grad, None, None", "None, None"])
scene("custom-function", "called_directly", """
import torch


class Double(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return 2 * x

    @staticmethod
    def backward(ctx, grad):
        return 2 * grad


y = Double()(torch.rand(3))
""", path="/home/pam/f/d.py", at="y = Double()(torch.rand(3))", fix_any=["Double.apply(torch.rand(3))", "Double.apply("])
scene("grad-scaler", "step_without_backward", """
import torch
from torch import nn

net = nn.Linear(2, 1)
adam = torch.optim.Adam(net.parameters())
amp = torch.amp.GradScaler("cpu")
amp.scale(net(torch.rand(3, 2)).sum())
amp.step(adam)
""", path="/home/pam/g/s.py", at="amp.step(adam)", fix_any=[".backward()"])
scene("lr-scheduler", "scheduler_of_scheduler", """
import torch
from torch import nn

net = nn.Linear(2, 1)
warm = torch.optim.lr_scheduler.LinearLR(net.parameters(), 0.1)
""", path="/home/pam/g/w.py", at="warm = torch.optim.lr_scheduler.LinearLR(net.parameters(), 0.1)", fix_any=["optimizer"])
scene("optimizer-empty", "name_pairs", """
import torch
from torch import nn

net = nn.Linear(2, 1)
opt = torch.optim.SGD(net, lr=0.1)
""", path="/home/pam/g/n.py", at="opt = torch.optim.SGD(net, lr=0.1)", accept=["module-setup", "wrong-object", "invalid-arguments"], fix_any=["net.parameters()"])
scene("optimizer-empty", "negative_rate", """
import torch
from torch import nn

opt = torch.optim.SGD(nn.Linear(2, 1).parameters(), lr=-0.1)
""", path="/home/pam/g/r.py", at="opt = torch.optim.SGD(nn.Linear(2, 1).parameters(), lr=-0.1)", accept=["module-setup", "lr-scheduler"], fix_any=["0.1", "positive"])
scene("optimizer-empty", "non_leaf", """
import torch

w = torch.rand(3, requires_grad=True) * 2
opt = torch.optim.Adam([w])
""", path="/home/pam/g/l.py", at="opt = torch.optim.Adam([w])", accept=["autograd-no-grad", "module-setup"], fix_any=["w.detach().requires_grad_()", "nn.Parameter(w", "detach()"])
scene("module-setup", "dropout_of_30", """
from torch import nn

drop = nn.Dropout(30)
""", path="/home/pam/m/d.py", at="drop = nn.Dropout(30)", fix_any=["nn.Dropout(0.3)", "0.3"])
scene("module-setup", "module_as_attribute_name", """
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.add_module("layer.1", nn.Linear(2, 2))


Net()
""", path="/home/pam/m/n.py", at='self.add_module("layer.1", nn.Linear(2, 2))', fix_any=["layer_1", '"layer'])
scene("module-setup", "modulelist_called", """
import torch
from torch import nn

stack = nn.ModuleList([nn.Linear(2, 2), nn.ReLU()])
y = stack(torch.rand(1, 2))
""", path="/home/pam/m/l.py", at="y = stack(torch.rand(1, 2))", fix_any=["for layer in stack", "nn.Sequential"])
scene("singular-matrix", "inverse_of_gram", """
import torch

X = torch.ones(5, 2)
beta = torch.linalg.inv(X.T @ X) @ X.T @ torch.ones(5)
""", path="/home/pam/n/i.py", at="beta = torch.linalg.inv(X.T @ X) @ X.T @ torch.ones(5)", fix_any=["lstsq", "pinv", "torch.eye"])
scene("singular-matrix", "cholesky_of_covariance", """
import torch

cov = torch.tensor([[1.0, 2.0], [2.0, 1.0]])
L = torch.linalg.cholesky(cov)
""", path="/home/pam/n/c.py", at="L = torch.linalg.cholesky(cov)", fix_any=["cov + 1e-6 * torch.eye", "torch.eye("])
scene("python-number", "item_list_into_linear", """
import torch
from torch import nn

width = torch.tensor(8.0)
layer = nn.Linear(width.item(), 2)
""", path="/home/pam/n/l.py", at="layer = nn.Linear(width.item(), 2)", accept=["invalid-arguments"], fix_any=["int(width"])
scene("python-number", "log_of_float", """
import torch

loss = 0.5
print(torch.log(loss))
""", path="/home/pam/n/g.py", at="print(torch.log(loss))", accept=["invalid-arguments"], fix_any=["math.log(loss)", "torch.tensor(loss)"])
scene("shape-channels", "batch_dimension_missing_rgb", """
import torch
from torch import nn

net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(16))
net(torch.rand(2, 3, 16, 16))
""", path="/home/pam/n/s.py", at="net(torch.rand(2, 3, 16, 16))", fix_any=["BatchNorm2d(8)"])
scene("tensor-data", "image_list_to_tensor", """
import torch
from PIL import Image

img = Image.new("RGB", (4, 4))
x = torch.tensor(img)
""", path="/home/pam/n/p.py", at="x = torch.tensor(img)", fix_any=["np.array(img)", "np.asarray(img)", "to_tensor(img)"])
scene("tensor-data", "frame_to_tensor", """
import pandas as pd
import torch

frame = pd.DataFrame({"a": [1.0], "b": [2.0]})
x = torch.from_numpy(frame)
""", path="/home/pam/n/f.py", at="x = torch.from_numpy(frame)", accept=["invalid-arguments"], fix_any=["frame.to_numpy()", "frame.values"])
scene("sampling-nan", "multinomial_of_logits", """
import torch

logits = torch.randn(5)
pick = torch.multinomial(logits, 1)
""", path="/home/pam/n/m.py", at="pick = torch.multinomial(logits, 1)", fix_any=["torch.softmax(logits", "logits.softmax("])
scene("sampling-nan", "categorical_of_nan", """
import torch
from torch.distributions import Categorical

policy = torch.full((2, 3), float("nan"))
dist = Categorical(logits=policy)
""", path="/home/pam/n/k.py", at="dist = Categorical(logits=policy)", accept=["nan-loss"], fix_any=["policy"])
scene("nan-loss", "anomaly_in_sqrt", """
import torch

torch.autograd.set_detect_anomaly(True)
d = torch.zeros(3, requires_grad=True)
loss = (d * 0).sqrt().sum()
loss.backward()
""", path="/home/pam/n/a.py", at="loss.backward()", lines=False, fix_any=["1e-8", "eps"])
scene("index-out-of-range", "embedding_negative", """
import torch
from torch import nn

table = nn.Embedding(10, 3)
items = torch.tensor([[4, -1]])
v = table(items)
""", path="/home/pam/n/e.py", at="v = table(items)", fix_any=["items.min()", "padding_idx"])
scene("index-out-of-range", "one_hot_too_few", """
import torch
import torch.nn.functional as F

y = torch.tensor([0, 3])
t = F.one_hot(y, num_classes=3)
""", path="/home/pam/n/o.py", at="t = F.one_hot(y, num_classes=3)", fix_any=["y.max()"])

# ------------------------------------------------------------------ processes, worded
case("dist-connect", "wrong_master", [("/srv/q/t.py", 14, "<module>", 'dist.init_process_group("nccl", init_method="tcp://10.0.0.4:29500", rank=1, world_size=2)')],
     ("torch/distributed/rendezvous.py", 190, "_create_c10d_store", "return TCPStore("),
     error="torch.distributed.DistNetworkError: The client socket has timed out after 600000ms while trying to connect to (10.0.0.4, 29500).", where="torch 2.4 torch/csrc/distributed/c10d/socket.cpp", fix_any=["10.0.0.4", "29500"])
written("process-failed", "spawn_terminated", """
Traceback (most recent call last):
  File "/srv/q/s.py", line 44, in <module>
    mp.spawn(run, args=(world,), nprocs=world)
  File "/opt/conda/lib/python3.11/site-packages/torch/multiprocessing/spawn.py", line 170, in join
    raise ProcessExitedException(
torch.multiprocessing.spawn.ProcessExitedException: process 2 terminated with signal SIGKILL
""", where="torch 2.3 torch/multiprocessing/spawn.py", accept=["dist-signal-exit"], at=("/srv/q/s.py", 44, "<module>"), fix_any=["dmesg", "memory"])
written("engine-failed", "vllm_core", """
RuntimeError: Engine core initialization failed. See root cause above. Failed core proc(s): {'EngineCore_0': 1}
""", where="vllm 0.9 v1/engine/utils.py", lines=False, fix_any=["above", "log"])
written("vllm-setup", "no_memory_for_blocks", """
Traceback (most recent call last):
  File "/srv/q/v.py", line 5, in <module>
    llm = LLM(model="Qwen/Qwen2.5-14B-Instruct")
ValueError: No available memory for the cache blocks. Try increasing `gpu_memory_utilization` when initializing the engine.
""", where="vllm 0.6 executor", at=("/srv/q/v.py", 5, "<module>"), fix_any=["gpu_memory_utilization=0.95", "max_model_len"])
written("vllm-setup", "tensor_parallel_heads", """
Traceback (most recent call last):
  File "/srv/q/v.py", line 5, in <module>
    llm = LLM(model="Qwen/Qwen2.5-0.5B", tensor_parallel_size=4)
ValueError: Total number of attention heads (14) must be divisible by tensor parallel size (4).
""", where="vllm 0.6 config.py", at=("/srv/q/v.py", 5, "<module>"), fix_any=["tensor_parallel_size=2", "tensor_parallel_size=1"])
case("mp-size-mismatch", "llama_13b_on_one", [("/srv/q/llama/example.py", 55, "load", "assert world_size == len(checkpoints), (")],
     error="AssertionError: Loading a checkpoint for MP=2 but world size is 1", where="facebookresearch/llama llama/generation.py", fix_any=["--nproc_per_node 2", "--nproc-per-node 2"])
written("deepspeed-config", "auto_without_trainer", """
Traceback (most recent call last):
  File "/srv/q/d.py", line 9, in <module>
    engine, *_ = deepspeed.initialize(model=net, model_parameters=net.parameters(), config="ds.json")
TypeError: '>' not supported between instances of 'str' and 'int'
""", where="deepspeed 0.14", accept=["wrong-type"], at=("/srv/q/d.py", 9, "<module>"), fix_any=["auto"])
written("lightning-setup", "strategy_in_notebook", """
MisconfigurationException                 Traceback (most recent call last)
Cell In[9], line 1
----> 1 trainer = L.Trainer(accelerator="gpu", devices=2, strategy="ddp")

File /usr/local/lib/python3.11/site-packages/lightning/pytorch/trainer/connectors/accelerator_connector.py:580, in AcceleratorConnector._lazy_init_strategy(self)
--> 580         raise MisconfigurationException(

MisconfigurationException: `Trainer(strategy='ddp')` is not compatible with an interactive environment. Run your code as a script, or choose a notebook-compatible strategy: `Trainer(strategy='ddp_notebook')`. In case you are spawning processes yourself, make sure to include the Trainer creation inside the worker function.
""", where="lightning 2.6 accelerator_connector.py", form="notebook", lines=False, fix_any=["ddp_notebook"])
written("lightning-setup", "strategy_unknown", """
Traceback (most recent call last):
  File "/srv/q/l.py", line 20, in <module>
    trainer = pl.Trainer(accelerator="gpu", devices=4, strategy="dpp")
ValueError: You selected an invalid strategy name: `strategy='dpp'`. It must be either a string or an instance of `lightning.pytorch.strategies.Strategy`. Example choices: auto, ddp, ddp_spawn, deepspeed, ... Find a complete list of options in our documentation at https://lightning.ai
""", where="lightning 2.6 accelerator_connector.py", at=("/srv/q/l.py", 20, "<module>"), fix_any=['strategy="ddp"'])
written("lightning-setup", "no_gpu_backend", """
Traceback (most recent call last):
  File "/srv/q/l.py", line 20, in <module>
    trainer = pl.Trainer(accelerator="gpu", devices=1)
lightning.fabric.utilities.exceptions.MisconfigurationException: No supported gpu backend found!
""", where="lightning 2.6", accept=["cuda-unavailable"], at=("/srv/q/l.py", 20, "<module>"), fix_any=['accelerator="auto"', 'accelerator="cpu"', "torch.cuda.is_available()"])
written("lightning-setup", "monitor_missing", """
Traceback (most recent call last):
  File "/srv/q/l.py", line 41, in <module>
    trainer.fit(lit, dm)
RuntimeError: Early stopping conditioned on metric `val_acc` which is not available. Pass in or modify your `EarlyStopping` callback to use any of the following: `train_loss`, `val_loss`
""", where="lightning 2.6 early_stopping.py", at=("/srv/q/l.py", 41, "<module>"), fix_any=["val_loss", "val_acc"])

# ------------------------------------------------------------------ libraries, worded
written("keras-input", "rank_two_into_conv", """
Traceback (most recent call last):
  File "/home/ray/k/m.py", line 22, in <module>
    model.fit(x_train, y_train, epochs=3)
ValueError: Exception encountered when calling Sequential.call().

Input 0 of layer "conv2d" is incompatible with the layer: expected min_ndim=4, found ndim=3. Full shape received: (None, 28, 28)
""", where="keras 3.4 layers/input_spec.py", at=("/home/ray/k/m.py", 22, "<module>"), lines=False, fix_any=["x_train[..., None]", "x_train[..., np.newaxis]", "np.expand_dims(x_train"])
written("keras-input", "labels_one_hot", """
Traceback (most recent call last):
  File "/home/ray/k/c.py", line 30, in <module>
    net.fit(images, labels)
ValueError: Arguments `target` and `output` must have the same shape. Received: target.shape=(None, 1), output.shape=(None, 10)
""", where="keras 3.4 backend/tensorflow/nn.py", at=("/home/ray/k/c.py", 30, "<module>"), fix_any=["sparse_categorical_crossentropy"])
written("boosting-input", "xgb_labels_from_one", """
Traceback (most recent call last):
  File "/home/ray/x/t.py", line 12, in <module>
    clf.fit(train_x, train_y)
ValueError: Invalid classes inferred from unique values of `y`.  Expected: [0 1 2], got [1 2 3]
""", where="xgboost 2.0 sklearn.py", at=("/home/ray/x/t.py", 12, "<module>"), fix_any=["encoder.fit_transform(train_y)", "train_y - 1"])
written("boosting-input", "lgb_special_names", """
Traceback (most recent call last):
  File "/home/ray/x/l.py", line 9, in <module>
    booster = lgb.train(params, dtrain)
lightgbm.basic.LightGBMError: Do not support special JSON characters in feature name.
""", where="lightgbm 4.3", at=("/home/ray/x/l.py", 9, "<module>"), fix_any=["re.sub("])
written("spacy-usage", "e088_long_text", """
Traceback (most recent call last):
  File "/home/ray/s/b.py", line 6, in <module>
    doc = nlp(book)
ValueError: [E088] Text of length 1842330 exceeds maximum of 1000000. The parser and NER models require roughly 1GB of temporary memory per 100,000 characters in the input.
""", where="spacy 3.7 errors.py", at=("/home/ray/s/b.py", 6, "<module>"), fix_any=["nlp.pipe(", "nlp.max_length"])
written("spacy-usage", "add_pipe_function", """
Traceback (most recent call last):
  File "/home/ray/s/p.py", line 9, in <module>
    nlp.add_pipe(clean)
ValueError: [E966] `nlp.add_pipe` now takes the string name of the registered component factory, not a callable component. Expected string, but got <function clean at 0x7f1> (name: 'None').
""", where="spacy 3.7 errors.py", at=("/home/ray/s/p.py", 9, "<module>"), fix_any=['nlp.add_pipe("clean")', "@Language.component"])
written("relative-import", "run_inside_package", """
Traceback (most recent call last):
  File "/home/ray/p/pkg/train.py", line 3, in <module>
    from .data import load
ImportError: attempted relative import with no known parent package
""", where="Python 3.11", at=("/home/ray/p/pkg/train.py", 3, "<module>"), fix_any=["python -m pkg.train"])
written("module-shadowed", "own_random", """
Traceback (most recent call last):
  File "/home/ray/p/t.py", line 2, in <module>
    import numpy as np
  File "/home/ray/.venv/lib/python3.11/site-packages/numpy/random/__init__.py", line 180, in <module>
    from . import _pickle
  File "/home/ray/p/secrets.py", line 1, in <module>
    TOKEN = get()
ImportError: cannot import name 'randbits' from partially initialized module 'secrets' (most likely due to a circular import) (/home/ray/p/secrets.py)
""", where="Python 3.11", lines=False, fix_any=["mv ", "/home/ray/p/secrets.py", "secrets.py"])
written("login-missing", "wandb_key", """
Traceback (most recent call last):
  File "/home/ray/w/t.py", line 8, in <module>
    wandb.init(project="x")
wandb.errors.UsageError: api_key not configured (no-tty). call wandb.login(key=[your_api_key])
""", where="wandb 0.16", at=("/home/ray/w/t.py", 8, "<module>"), fix_any=["wandb login", "WANDB_API_KEY"])
written("image-unreadable", "cv2_none", """
Traceback (most recent call last):
  File "/home/ray/i/r.py", line 5, in <module>
    gray = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
cv2.error: OpenCV(4.9.0) /io/opencv/modules/imgproc/src/color.cpp:196: error: (-215:Assertion failed) !_src.empty() in function 'cvtColor'
""", where="opencv-python 4.9", at=("/home/ray/i/r.py", 5, "<module>"), lines=False, fix_any=["frame is None", "if frame is None"])
written("audio-backend", "no_backend", """
Traceback (most recent call last):
  File "/home/ray/a/w.py", line 4, in <module>
    wave, rate = torchaudio.load("clip.mp3")
RuntimeError: Couldn't find appropriate backend to handle uri clip.mp3 and format None.
""", where="torchaudio 2.2 backend/utils.py", at=("/home/ray/a/w.py", 4, "<module>"), fix_any=["soundfile", "ffmpeg"])
written("hf-offload", "disk_offload_folder", """
Traceback (most recent call last):
  File "/home/ray/h/o.py", line 6, in <module>
    model = AutoModelForCausalLM.from_pretrained(name, device_map="auto")
ValueError: The current `device_map` had weights offloaded to the disk. Please provide an `offload_folder` for them. Alternatively, make sure you have `safetensors` installed if the model you are using offers the weights in this format.
""", where="transformers 4.44 modeling_utils.py", at=("/home/ray/h/o.py", 6, "<module>"), fix_any=['offload_folder="offload"', "offload_folder="])
written("hf-shared-tensors", "tied_heads", """
Traceback (most recent call last):
  File "/home/ray/h/s.py", line 30, in <module>
    save_file(net.state_dict(), "net.safetensors")
RuntimeError:
            Some tensors share memory, this will lead to duplicate memory on disk and potential differences when loading them again: [{'lm_head.weight', 'wte.weight'}].
            A potential way to correctly save your model is to use `save_model`.
""", where="safetensors 0.4 torch.py", at=("/home/ray/h/s.py", 30, "<module>"), lines=False, fix_any=["save_model(net, "])
written("hf-media-input", "image_token_count", """
Traceback (most recent call last):
  File "/home/ray/h/v.py", line 14, in <module>
    out = vlm.generate(**batch, max_new_tokens=40)
ValueError: Image features and image tokens do not match: tokens: 576, features 1152
""", where="transformers 4.50", accept=["attention-mask"], at=("/home/ray/h/v.py", 14, "<module>"), fix_any=["<image>", "processor("])
written("hf-missing-backend", "accelerate_needed", """
Traceback (most recent call last):
  File "/home/ray/h/a.py", line 5, in <module>
    llm = AutoModelForCausalLM.from_pretrained(repo, device_map="auto")
ImportError: Using `low_cpu_mem_usage=True` or a `device_map` requires Accelerate: `pip install 'accelerate>=0.26.0'`
""", where="transformers 4.46 modeling_utils.py", at=("/home/ray/h/a.py", 5, "<module>"), fix_any=["pip install accelerate", "pip install 'accelerate", "pip install --upgrade accelerate", 'pip install "accelerate'])
written("peft-setup", "already_peft", """
Traceback (most recent call last):
  File "/home/ray/h/l.py", line 9, in <module>
    model = PeftModel.from_pretrained(base, "out/checkpoint-200")
ValueError: Can't find 'adapter_config.json' at 'out/checkpoint-200'
""", where="peft 0.12 config.py", accept=["hf-not-found"], at=("/home/ray/h/l.py", 9, "<module>"), fix_any=["ls -la out/checkpoint-200", "AutoModelForCausalLM.from_pretrained("])
written("onnx-export", "unsupported_operator", """
Traceback (most recent call last):
  File "/home/ray/o/e.py", line 12, in <module>
    torch.onnx.export(net, x, "net.onnx", opset_version=11)
torch.onnx.errors.UnsupportedOperatorError: Exporting the operator 'aten::scaled_dot_product_attention' to ONNX opset version 11 is not supported. Support for this operator was added in version 14, try exporting with this version.
""", where="torch 2.1 torch/onnx/utils.py", at=("/home/ray/o/e.py", 12, "<module>"), fix_any=["opset_version=14"])
written("file-missing", "windows_backslashes", r"""
Traceback (most recent call last):
  File "C:\Users\Ray\nlp\t.py", line 3, in <module>
    df = pd.read_csv("C:\Users\Ray\new\table.csv")
OSError: [Errno 22] Invalid argument: 'C:\\Users\\Ray\new\table.csv'
""", where="pandas 2.2, Windows", form="windows", at=(r"C:\Users\Ray\nlp\t.py", 3, "<module>"), fix_any=['r"C:'])
written("file-missing", "is_a_directory", """
Traceback (most recent call last):
  File "/home/ray/f/l.py", line 8, in <module>
    state = torch.load("checkpoints/")
IsADirectoryError: [Errno 21] Is a directory: 'checkpoints/'
""", where="torch 2.3 torch/serialization.py", at=("/home/ray/f/l.py", 8, "<module>"), fix_any=["checkpoints/"])
written("too-many-files", "shared_memory_files", """
Traceback (most recent call last):
  File "/home/ray/f/t.py", line 30, in <module>
    for i, batch in enumerate(train_dl):
RuntimeError: Too many open files. Communication with the workers is no longer possible. Please increase the limit using `ulimit -n` in the shell or change the sharing strategy by calling `torch.multiprocessing.set_sharing_strategy('file_system')` at the beginning of your code
""", where="torch 2.3 torch/utils/data/dataloader.py", at=("/home/ray/f/t.py", 30, "<module>"), fix_any=['set_sharing_strategy("file_system")', "ulimit -n"])
written("dataloader-worker", "shm_too_small", """
ERROR: Unexpected bus error encountered in worker. This might be caused by insufficient shared memory (shm).
Traceback (most recent call last):
  File "/home/ray/f/t.py", line 30, in <module>
    for batch in train_dl:
RuntimeError: DataLoader worker (pid 4121) is killed by signal: Bus error. It is possible that dataloader's workers are out of shared memory. Please try to raise your shared memory limit.
""", where="torch 2.3 torch/utils/data", at=("/home/ray/f/t.py", 30, "<module>"), lines=False, fix_any=["--shm-size"])
