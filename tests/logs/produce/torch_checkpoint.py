"""The checkpoint group, produced on a CPU with three versions of torch."""

from stage import scene, written
from wear import (coloured, compose, docker_time, fenced, first, framed, journal, last, mailed, prefixed,
                  quoted, ranks, stripped, terminal, uncaretted, windows)

# ----------------------------------------------------------------------- state-dict-mismatch

PREFIX = """
import torch
from torch import nn


class Detector(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Linear(4, 8)
        self.head = nn.Linear(8, 2)


parallel = nn.DataParallel(Detector())
torch.save(parallel.state_dict(), "/tmp/stage_dp.pt")

detector = Detector()
weights = torch.load("/tmp/stage_dp.pt")
detector.load_state_dict(weights)
"""
scene("state-dict-mismatch", "module_prefix", PREFIX, path="/home/alice/det/eval.py", at="detector.load_state_dict(weights)",
      entities={"parameters": ["backbone.weight", "module.backbone.weight"]}, fix_any=['removeprefix("module.")', "module.", "removeprefix('module.')"])
scene("state-dict-mismatch", "module_prefix_112", PREFIX.replace("detector", "segmenter").replace("Detector", "Segmenter"), path="/home/bo/seg/test.py", at="segmenter.load_state_dict(weights)",
      torch="1.12", form="docker", wears=[compose("seg")], entities={"parameters": ["head.bias", "module.head.bias"]}, fix_any=["module."])
scene("state-dict-mismatch", "into_dataparallel_no_prefix", """
import torch
from torch import nn

tower = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1))
plain = tower.state_dict()
wrapped = nn.DataParallel(tower)
wrapped.load_state_dict(plain)
""", path="/home/cy/dp/resume.py", at="wrapped.load_state_dict(plain)", part="held", form="coloured", wears=[coloured], entities={"parameters": ["module.0.weight", "0.weight"]}, fix_any=["wrapped.module.load_state_dict", "wrapped.module"])
scene("state-dict-mismatch", "compiled_orig_mod", """
import torch
from torch import nn

net = nn.Sequential(nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 1))
saved = {f"_orig_mod.{name}": value for name, value in net.state_dict().items()}

def restore(model, state):
    model.load_state_dict(state)

restore(net, saved)
""", path="/home/dee/compile/restore.py", at="model.load_state_dict(state)", entities={"parameters": ["0.weight", "_orig_mod.0.weight"]}, fix_any=["_orig_mod."])
scene("state-dict-mismatch", "classes_changed", """
import torch
from torch import nn

class ResNetish(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.layer1 = nn.Conv2d(3, 8, 3)
        self.fc = nn.Linear(8, num_classes)

pretrained = ResNetish(1000).state_dict()
flowers = ResNetish(num_classes=102)
flowers.load_state_dict(pretrained)
""", path="/home/eva/flowers/ft.py", at="flowers.load_state_dict(pretrained)", entities={"parameters": ["fc.weight", "fc.bias"], "shapes": [[1000, 8], [102, 8], [1000], [102]], "modules": ["ResNetish"]},
      fix_any=["num_classes=1000", "fc.weight", "pop(", "fc.", "del "])
scene("state-dict-mismatch", "classes_changed_18", """
import torch
from torch import nn

class Speaker(nn.Module):
    def __init__(self, speakers):
        super().__init__()
        self.table = nn.Embedding(speakers, 16)

old = Speaker(109).state_dict()
voices = Speaker(4)
voices.load_state_dict(old)
""", path="/home/fin/tts/voices.py", at="voices.load_state_dict(old)", torch="1.8", part="held", form="wrapped", wears=[mailed(74, "> ")], entities={"parameters": ["table.weight"], "shapes": [[109, 16], [4, 16]], "modules": ["Speaker"]},
      fix_any=["Speaker(109)", "109", "pop(", "table.weight"])
scene("state-dict-mismatch", "whole_checkpoint_given", """
import torch
from torch import nn

policy = nn.Linear(4, 2)
torch.save({"epoch": 3, "state_dict": policy.state_dict(), "optimizer": {}}, "/tmp/stage_ck.pt")
checkpoint = torch.load("/tmp/stage_ck.pt")
policy.load_state_dict(checkpoint)
""", path="/home/gus/rl/play.py", at="policy.load_state_dict(checkpoint)", entities={"parameters": ["weight", "bias", "epoch", "state_dict", "optimizer"], "modules": ["Linear"]}, fix_any=['checkpoint["state_dict"]', "checkpoint['state_dict']"])
scene("state-dict-mismatch", "position_ids_unexpected", None, cells=["import torch\nfrom torch import nn", """
    class Text(nn.Module):
        def __init__(self):
            super().__init__()
            self.embed = nn.Embedding(10, 4)

    text = Text()
    loaded = dict(text.state_dict())
    loaded["embed.position_ids"] = torch.arange(8)
    """, "text.load_state_dict(loaded)"], path="/home/hal/nb/clip.ipynb", at="text.load_state_dict(loaded)", run="guest", form="notebook", part="held",
      entities={"parameters": ["embed.position_ids"], "modules": ["Text"]}, fix_any=["embed.position_ids", "pop("])
scene("state-dict-mismatch", "lora_missing_pytest", """
import torch
from torch import nn


class Adapter(nn.Module):
    def __init__(self, rank):
        super().__init__()
        self.lora_A = nn.Linear(8, rank, bias=False)
        self.lora_B = nn.Linear(rank, 8, bias=False)


def test_restore():
    stored = Adapter(4).state_dict()
    Adapter(16).load_state_dict(stored)
""", path="/home/ivy/lora/tests/test_restore.py", at="Adapter(16).load_state_dict(stored)", run="pytest", form="pytest", entities={"parameters": ["lora_A.weight", "lora_B.weight"], "shapes": [[4, 8], [16, 8], [8, 4], [8, 16]]},
      fix_any=["Adapter(4)", "rank=4", "4"])
scene("state-dict-mismatch", "strict_false_still_fails", """
import torch
from torch import nn

class Vit(nn.Module):
    def __init__(self, patches):
        super().__init__()
        self.pos_embed = nn.Parameter(torch.zeros(1, patches, 8))

small, large = Vit(197), Vit(577)
large.load_state_dict(small.state_dict(), strict=False)
""", path="/home/jan/vit/up.py", at="large.load_state_dict(small.state_dict(), strict=False)", part="held", form="rich", entities={"parameters": ["pos_embed"], "shapes": [[1, 197, 8], [1, 577, 8]]}, fix_any=["interpolate", "pos_embed"])
scene("state-dict-mismatch", "torchrun_ddp_prefix", """
import torch
import torch.distributed as dist
from torch import nn

dist.init_process_group("gloo")
encoder = nn.Linear(4, 4)
stored = {f"module.{k}": v for k, v in encoder.state_dict().items()}
encoder.load_state_dict(stored)
""", path="/home/kim/ddp/resume.py", at="encoder.load_state_dict(stored)", run="torchrun", launch=["--nproc-per-node", "2"], form="torchrun", entities={"parameters": ["module.weight", "weight"]}, others=["dist-child-failed"], fix_any=["module."])

# ------------------------------------------------------------------------- weights-only-load

WO = """
import torch
from torch import nn

class {0}(nn.Module):
    def __init__(self):
        super().__init__()
        self.lin = nn.Linear(2, 2)

torch.save({0}(), "/tmp/stage_{0}.pt")
{1} = torch.load("/tmp/stage_{0}.pt"{2})
"""
scene("weights-only-load", "whole_module", WO.format("Scorer", "scorer", ""), path="/home/alice/serve/load.py", at="scorer = torch.load(", entities={}, fix_any=["add_safe_globals", "state_dict()", "safe_globals"])
scene("weights-only-load", "numpy_scalar", """
import numpy as np
import torch

torch.save({"best": np.float64(0.91), "step": 10}, "/tmp/stage_np.pt")

def resume(path):
    return torch.load(path)

resume("/tmp/stage_np.pt")
""", path="/home/bo/ft/resume.py", at="return torch.load(path)", fix_any=["add_safe_globals", "safe_globals", "weights_only=False"])
scene("weights-only-load", "namespace_args", """
import argparse

import torch

options = argparse.Namespace(lr=0.1, name="base")
torch.save({"args": options, "model": {}}, "/tmp/stage_ns.pt")
bundle = torch.load("/tmp/stage_ns.pt", map_location="cpu", weights_only=True)
""", path="/home/cy/mae/eval.py", at="bundle = torch.load(", form="docker", wears=[compose("mae")], fix_any=["add_safe_globals([argparse.Namespace])", "add_safe_globals", "safe_globals"])
scene("weights-only-load", "notebook", None, cells=["import torch, collections", "torch.save(collections.deque([1, 2]), '/tmp/stage_dq.pt')\nreplay = torch.load('/tmp/stage_dq.pt')"], path="/home/gina/nb/wo.ipynb",
      at="replay = torch.load('/tmp/stage_dq.pt')", run="guest", form="notebook", part="held", fix_any=["add_safe_globals", "safe_globals"])
scene("weights-only-load", "yolo_wrapped", WO.format("DetectionModel", "yolo", ""), path="/home/dee/yolo/detect.py", at="yolo = torch.load(", part="held", form="wrapped", wears=[mailed(76, "> ")], fix_any=["add_safe_globals", "safe_globals", "state_dict"])
written("weights-only-load", "ultralytics_26", """
Traceback (most recent call last):
  File "/home/pi/cam/watch.py", line 8, in <module>
    net = YOLO("yolov8n.pt")
  File "/home/pi/.venv/lib/python3.11/site-packages/ultralytics/nn/tasks.py", line 732, in torch_safe_load
    ckpt = torch.load(file, map_location="cpu")
  File "/home/pi/.venv/lib/python3.11/site-packages/torch/serialization.py", line 1470, in load
    raise pickle.UnpicklingError(_get_wo_message(str(e))) from None
_pickle.UnpicklingError: Weights only load failed. This file can still be loaded, to do so you have two options, do those steps only if you trust the source of the checkpoint.
	(1) In PyTorch 2.6, we changed the default value of the `weights_only` argument in `torch.load` from `False` to `True`. Re-running `torch.load` with `weights_only` set to `False` will likely succeed, but it can result in arbitrary code execution. Do it only if you got the file from a trusted source.
	(2) Alternatively, to load with `weights_only=True` please check the recommended steps in the following error message.
	WeightsUnpickler error: Unsupported global: GLOBAL ultralytics.nn.tasks.DetectionModel was not an allowed global by default. Please use `torch.serialization.add_safe_globals([DetectionModel])` or the `torch.serialization.safe_globals([DetectionModel])` context manager to allowlist this global if you trust this class/function.

Check the documentation of torch.load to learn more about types accepted by default with weights_only https://pytorch.org/docs/stable/generated/torch.load.html.
""", where="torch 2.6 torch/serialization.py", at=("/home/pi/cam/watch.py", 8, "<module>"), fix_any=["add_safe_globals", "ultralytics", "pip install"], root="Weights only load failed")
written("weights-only-load", "torch_20_wording", """
  File "/srv/asr/load.py", line 31, in load_acoustic
    blob = torch.load(path, weights_only=True)
  File "/srv/asr/env/lib/python3.10/site-packages/torch/serialization.py", line 808, in load
    raise pickle.UnpicklingError(UNSAFE_MESSAGE + str(e)) from None
_pickle.UnpicklingError: Weights only load failed. Re-running `torch.load` with `weights_only` set to `False` will likely succeed, but it can result in arbitrary code execution.Do it only if you get the file from a trusted source. WeightsUnpickler error: Unsupported class numpy.core.multiarray.scalar
""", where="torch 2.0 torch/serialization.py", at=("/srv/asr/load.py", 31, "load_acoustic"), form="cut", part="held", fix_any=["add_safe_globals", "weights_only=False", "state_dict", "safe_globals"], root="Weights only load failed")

# ------------------------------------------------------------------------ checkpoint-corrupt

scene("checkpoint-corrupt", "truncated_zip", """
import torch

torch.save({"w": torch.ones(1000)}, "/tmp/stage_tr.pt")
with open("/tmp/stage_tr.pt", "r+b") as file:
    file.truncate(1500)

state = torch.load("/tmp/stage_tr.pt")
""", path="/home/alice/tr/load.py", at='state = torch.load("/tmp/stage_tr.pt")', fix_any=["sha256sum", "download", "os.replace", "ls -l", "again"])
scene("checkpoint-corrupt", "lfs_pointer", """
import torch

with open("/tmp/stage_lfs.bin", "w") as file:
    file.write("version https://git-lfs.github.com/spec/v1\\noid sha256:4d7a2146\\nsize 440473133\\n")

def load(path):
    return torch.load(path, map_location="cpu")

weights = load("/tmp/stage_lfs.bin")
""", path="/home/bo/lfs/run.py", at='return torch.load(path, map_location="cpu")', torch="1.12", fix_any=["git lfs pull"])
scene("checkpoint-corrupt", "lfs_pointer_18", """
import torch
open("/tmp/stage_lfs2.bin", "w").write("version https://git-lfs.github.com/spec/v1\\n")
vocoder = torch.load("/tmp/stage_lfs2.bin")
""", path="/home/cy/voc.py", at='vocoder = torch.load("/tmp/stage_lfs2.bin")', torch="1.8", part="held", form="quoted", wears=[quoted], fix_any=["git lfs pull"])
scene("checkpoint-corrupt", "html_page_saved", """
import pickle

with open("/tmp/stage_page.pkl", "w") as file:
    file.write("<!DOCTYPE html><html>")

def read(path):
    with open(path, "rb") as file:
        return pickle.load(file)

read("/tmp/stage_page.pkl")
""", path="/home/dee/page/read.py", at="return pickle.load(file)", form="docker", wears=[compose("page")], fix_any=["download", "head -c", "HTML", "file "])
scene("checkpoint-corrupt", "safetensors_header", """
from safetensors.torch import load_file

with open("/tmp/stage_st.safetensors", "wb") as file:
    file.write(b"version https://git-lfs.github.com/spec/v1\\noid sha256:aa\\nsize 100\\n")

unet = load_file("/tmp/stage_st.safetensors")
""", path="/home/eli/sdxl/load.py", at='unet = load_file("/tmp/stage_st.safetensors")', fix_any=["git lfs pull", "download"])
scene("checkpoint-corrupt", "safetensors_truncated_notebook", None, cells=["import torch\nfrom safetensors.torch import load_file, save_file", """
    save_file({"a": torch.ones(100)}, "/tmp/stage_s2.safetensors")
    with open("/tmp/stage_s2.safetensors", "r+b") as f:
        f.truncate(200)
    lora = load_file("/tmp/stage_s2.safetensors")
    """], path="/home/gina/nb/st.ipynb", at='lora = load_file("/tmp/stage_s2.safetensors")', run="guest", form="notebook", part="held", fix_any=["download", "again", "sha256sum"])
scene("checkpoint-corrupt", "empty_file", """
import torch
open("/tmp/stage_empty.pt", "w").close()
model = torch.load("/tmp/stage_empty.pt")
""", path="/home/fay/empty.py", at='model = torch.load("/tmp/stage_empty.pt")', form="journal", wears=[journal("s1", "python", 44)], fix_any=["ls -l", "download", "os.replace", "disk", "again"])
scene("checkpoint-corrupt", "zip_directory_missing_112", """
import torch
torch.save({"g": torch.zeros(500)}, "/tmp/stage_z.pt")
data = open("/tmp/stage_z.pt", "rb").read()[:-300]
open("/tmp/stage_z.pt", "wb").write(data)
generator = torch.load("/tmp/stage_z.pt")
""", path="/home/gil/z.py", at='generator = torch.load("/tmp/stage_z.pt")', torch="1.12", part="held", form="stripped", wears=[stripped], fix_any=["download", "os.replace", "again", "sha256sum"])

# ---------------------------------------------------------------- optimizer-state-mismatch

scene("optimizer-state-mismatch", "layer_added", """
import torch
from torch import nn

old = torch.optim.Adam(nn.Linear(2, 2).parameters())
net = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
adam = torch.optim.Adam(net.parameters())
adam.load_state_dict(old.state_dict())
""", path="/home/alice/opt/resume.py", at="adam.load_state_dict(old.state_dict())", fix_any=["net.parameters()", "adam"])
scene("optimizer-state-mismatch", "groups_differ", """
import torch
from torch import nn

trunk, head = nn.Linear(2, 2), nn.Linear(2, 1)
stored = torch.optim.SGD(list(trunk.parameters()) + list(head.parameters()), lr=0.1).state_dict()

def resume(state):
    sgd = torch.optim.SGD([{"params": trunk.parameters()}, {"params": head.parameters(), "lr": 1.0}], lr=0.1)
    sgd.load_state_dict(state)
    return sgd

resume(stored)
""", path="/home/bo/opt/groups.py", at="sgd.load_state_dict(state)", fix_any=["param_groups", "groups", "params"])
scene("optimizer-state-mismatch", "frozen_112", """
import torch
from torch import nn
vae = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
saved = torch.optim.AdamW(vae.parameters()).state_dict()
tuned = torch.optim.AdamW([p for p in vae[1].parameters()])
tuned.load_state_dict(saved)
""", path="/home/cy/vae.py", at="tuned.load_state_dict(saved)", torch="1.12", form="docker", wears=[compose("vae")], fix_any=["vae", "parameters()"])
scene("optimizer-state-mismatch", "size_18", """
import torch
from torch import nn
a = torch.optim.SGD(nn.Linear(1, 1).parameters(), lr=1.0)
b = torch.optim.SGD(nn.Linear(1, 1, bias=False).parameters(), lr=1.0)
b.load_state_dict(a.state_dict())
""", path="/home/dee/b.py", at="b.load_state_dict(a.state_dict())", torch="1.8", part="held", form="quoted", wears=[quoted], fix_any=["parameters()", "param_groups"])
scene("optimizer-state-mismatch", "notebook_resume", None, cells=["import torch\nfrom torch import nn", "ck = torch.optim.Adam(nn.Linear(3, 3).parameters()).state_dict()\nopt = torch.optim.Adam(nn.Linear(3, 3, bias=False).parameters())\nopt.load_state_dict(ck)"],
      path="/home/gina/nb/op.ipynb", at="opt.load_state_dict(ck)", run="guest", form="notebook", part="held", fix_any=["parameters()", "param_groups"])
scene("optimizer-state-mismatch", "pytest_resume", """
import torch
from torch import nn


def test_resume():
    first = torch.optim.RMSprop(nn.Linear(2, 2).parameters())
    second = torch.optim.RMSprop([{"params": [nn.Parameter(torch.zeros(1))]}, {"params": [nn.Parameter(torch.zeros(1))]}])
    second.load_state_dict(first.state_dict())
""", path="/home/fay/o/tests/test_o.py", at="second.load_state_dict(first.state_dict())", run="pytest", form="pytest", fix_any=["param_groups", "groups", "params"])
