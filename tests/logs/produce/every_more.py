"""A second log of the commonest families, and plain errors the book did not know. Open cases, made before the fixes."""

from every_torch import case
from stage import gib, mib, scene, written
from wear import compose, fenced, framed, mailed, prefixed, quoted, stripped, windows

COMMON = "torch 2.4 torchgen/dest/register_dispatch_key.py: common device check"
TWO = "RuntimeError: Expected all tensors to be on the same device, but found at least two devices, {}!"
OOM = "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate {}. GPU 0 has a total capacity of {} of which {} is free."
ALLOCATOR = "torch 2.6 c10/cuda/CUDACachingAllocator.cpp"

# ------------------------------------------------------------------ device-mismatch
case("device-mismatch", "attention_mask_left_behind", [("/home/jo/r/score.py", 29, "score", "out = lm(input_ids=ids.cuda(), attention_mask=mask)")],
     ("transformers/models/llama/modeling_llama.py", 640, "sdpa_attention_forward", "attn_output = torch.nn.functional.scaled_dot_product_attention("),
     error=TWO.format("cuda:0 and cpu"), where=COMMON, fix_any=["mask.to(", "mask.cuda()", "mask = mask.to("])
case("device-mismatch", "one_hot_times_probs", [("/home/jo/r/pg.py", 40, "loss", "logp = (torch.eye(4)[actions] * dist.log()).sum(1)")],
     error=TWO.format("cpu and cuda:0"), where=COMMON, fix_any=["torch.eye(4, device="])
case("device-mismatch", "teacher_not_moved", [("/home/jo/kd/t.py", 51, "<module>", "t_logits = teacher(images)")],
     ("torch/nn/modules/conv.py", 456, "_conv_forward", "return F.conv2d(input, weight, bias, self.stride,"),
     error="RuntimeError: Input type (torch.cuda.FloatTensor) and weight type (torch.FloatTensor) should be the same", where="torch 2.1 aten/src/ATen/native/Convolution.cpp", fix_any=["teacher = teacher.to(images.device)", "teacher.to("])
case("device-mismatch", "vision_batch_half_moved", [("/home/jo/v/eval.py", 18, "<module>", "acc += (net(x).argmax(1) == y).float().mean().item()")],
     error=TWO.format("cuda:0 and cpu"), where=COMMON, fix_any=["y.to(", "y = y.to("])
case("device-mismatch", "generator_for_diffusers", [("/home/jo/d/sd.py", 9, "<module>", 'noise = torch.randn(shape, generator=gen, device="cuda")')],
     error="RuntimeError: Expected a 'cuda' device type for generator but found 'cpu'", where="torch 2.1 aten/src/ATen/core/Generator.h", fix_any=['torch.Generator(device="cuda")', 'torch.Generator("cuda")'])
case("device-mismatch", "mps_embedding", [("/Users/jo/m/t.py", 21, "<module>", "out = model(tokens)")],
     ("torch/nn/functional.py", 2551, "embedding", "return torch.embedding(weight, input, padding_idx, scale_grad_by_freq, sparse)"),
     error="RuntimeError: Placeholder storage has not been allocated on MPS device!", where="torch 2.5 aten/src/ATen/native/mps/OperationUtils.mm", fix_any=["tokens = tokens.to("])
case("device-mismatch", "bank_updated", [("/home/jo/moco/m.py", 66, "enqueue", "self.queue[:, ptr : ptr + n] = keys.T")],
     error=TWO.format("cpu and cuda:0"), where=COMMON, fix_any=['register_buffer("queue"'])
case("device-mismatch", "kl_between_models", [("/home/jo/kd/t.py", 60, "<module>", "kd = F.kl_div(student_logp, teacher_p, reduction='batchmean')")],
     error=TWO.format("cuda:0 and cuda:1"), where=COMMON, fix_any=["teacher_p.to(student_logp.device)", "teacher_p = teacher_p.to(student_logp.device)"])

# ------------------------------------------------------------------ cuda-oom
case("cuda-oom", "embedding_whole_corpus", [("/srv/kim/e.py", 12, "<module>", "vectors = encoder(**tok(texts, return_tensors='pt', padding=True).to('cuda')).last_hidden_state")],
     ("transformers/models/bert/modeling_bert.py", 440, "forward", "attention_output = self.attention("),
     error=OOM.format("24.00 GiB", "15.77 GiB", "9.20 GiB"), where=ALLOCATOR, fix_any=["no_grad", "batch", "for start in range", "[i : i +"])
case("cuda-oom", "predictions_kept_on_gpu", [("/srv/kim/p.py", 30, "<module>", "outputs.append(model(x.cuda()))")],
     ("torch/nn/functional.py", 1500, "relu", "result = torch.relu(input)"),
     error=OOM.format("20.00 MiB", "10.75 GiB", "11.69 MiB"), where=ALLOCATOR, fix_any=[".cpu()"])
case("cuda-oom", "optimizer_states_7b", [("/srv/kim/ft.py", 88, "<module>", "trainer.train()")],
     ("transformers/trainer.py", 2500, "_inner_training_loop", "self.optimizer.step()"),
     ("torch/optim/adamw.py", 160, "_init_group", 'state["exp_avg_sq"] = torch.zeros_like('),
     error=OOM.format("172.00 MiB", "79.15 GiB", "60.00 MiB"), where=ALLOCATOR, fix_any=["adamw_bnb_8bit", "adafactor", "AdamW8bit", "LoRA", "lora"])
case("cuda-oom", "vae_decode_video", [("/srv/kim/v.py", 21, "<module>", "frames = pipe(prompt, num_frames=81).frames[0]")],
     ("diffusers/models/autoencoders/autoencoder_kl.py", 320, "decode", "decoded = self._decode(z).sample"),
     error=OOM.format("11.07 GiB", "23.64 GiB", "8.23 GiB"), where=ALLOCATOR, fix_any=["enable_tiling", "enable_vae_tiling", "enable_model_cpu_offload"])
case("cuda-oom", "llm_engine_kv", [("/srv/kim/s.py", 4, "<module>", 'llm = LLM(model="mistralai/Mistral-7B-v0.1")')],
     ("vllm/worker/worker.py", 180, "determine_num_available_blocks", "self.model_runner.profile_run()"),
     error=OOM.format("1.96 GiB", "23.69 GiB", "700.00 MiB"), where=ALLOCATOR, fix_any=["gpu_memory_utilization", "max_model_len"])
case("cuda-oom", "ddp_all_on_gpu0", [("/srv/kim/ddp.py", 33, "<module>", 'state = torch.load(path, map_location="cuda")')],
     ("torch/serialization.py", 1326, "restore_location", "return default_restore_location(storage, location)"),
     error=OOM.format("256.00 MiB", "23.69 GiB", "20.00 MiB"), where=ALLOCATOR, fix_any=['map_location="cpu"'], form="ranked", wears=[prefixed("[rank5]: ")])
case("cuda-oom", "unet_3d_training", [("/srv/kim/u.py", 140, "train_one_epoch", "loss = dice(model(image), mask)")],
     ("torch/nn/modules/conv.py", 720, "_conv_forward", "return F.conv3d("),
     error=OOM.format("3.00 GiB", "23.69 GiB", "1.12 GiB"), where=ALLOCATOR, fix_any=["accumul", "autocast", "batch"])

# ------------------------------------------------------------------ hub
written("hf-not-found", "typo_in_user", """
Traceback (most recent call last):
  File "/home/lin/h/a.py", line 3, in <module>
    model = AutoModel.from_pretrained("google/bert-base-uncased")
OSError: google/bert-base-uncased is not a local folder and is not a valid model identifier listed on 'https://huggingface.co/models'
If this is a private repository, make sure to pass a token having permission to this repo either by logging in with `huggingface-cli login` or by passing `token=<your_token>`
""", where="transformers 4.44 transformers/utils/hub.py", at=("/home/lin/h/a.py", 3, "<module>"), lines=False, fix_any=["bert-base-uncased", "google-bert/bert-base-uncased"])
written("hf-not-found", "local_folder_missing", """
Traceback (most recent call last):
  File "/home/lin/h/b.py", line 7, in <module>
    tok = AutoTokenizer.from_pretrained("./outputs/checkpoint-500")
huggingface_hub.errors.HFValidationError: Repo id must be in the form 'repo_name' or 'namespace/repo_name': './outputs/checkpoint-500'. Use `repo_type` argument if needed.
""", where="huggingface_hub 0.24", at=("/home/lin/h/b.py", 7, "<module>"), fix_any=["ls", "checkpoint-500"])
written("hf-not-found", "adapter_without_config", """
Traceback (most recent call last):
  File "/home/lin/h/c.py", line 5, in <module>
    model = AutoModelForCausalLM.from_pretrained("lin/my-lora")
OSError: lin/my-lora does not appear to have a file named config.json. Checkout 'https://huggingface.co/lin/my-lora/tree/main' for available files.
""", where="transformers 4.44 transformers/utils/hub.py", at=("/home/lin/h/c.py", 5, "<module>"), fix_any=["PeftModel.from_pretrained", "AutoPeftModel"])
written("hf-offline", "cluster_node", """
Traceback (most recent call last):
  File "/home/lin/h/d.py", line 4, in <module>
    tok = AutoTokenizer.from_pretrained("gpt2")
OSError: We couldn't connect to 'https://huggingface.co' to load this file, couldn't find it in the cached files and it looks like gpt2 is not the path to a directory containing a file named config.json.
Checkout your internet connection or see how to run the library in offline mode at 'https://huggingface.co/docs/transformers/installation#offline-mode'.
""", where="transformers 4.44 transformers/utils/hub.py", at=("/home/lin/h/d.py", 4, "<module>"), lines=False, fix_any=["huggingface-cli download gpt2", "hf download gpt2", "snapshot_download"])
written("hf-tokenizer-file", "fast_from_slow", """
Traceback (most recent call last):
  File "/home/lin/h/e.py", line 4, in <module>
    tok = AutoTokenizer.from_pretrained("lin/llama-hf")
ValueError: Couldn't instantiate the backend tokenizer from one of:
(1) a `tokenizers` library serialization file,
(2) a slow tokenizer instance to convert or
(3) an equivalent slow tokenizer class to instantiate and convert.
You need to have sentencepiece installed to convert a slow tokenizer to a fast one.
""", where="transformers 4.40", accept=["hf-missing-backend"], at=("/home/lin/h/e.py", 4, "<module>"), lines=False, fix_any=["pip install sentencepiece"])
written("hf-version", "model_type_unknown", """
Traceback (most recent call last):
  File "/home/lin/h/f.py", line 3, in <module>
    cfg = AutoConfig.from_pretrained("Qwen/Qwen3-8B")
ValueError: The checkpoint you are trying to load has model type `qwen3` but Transformers does not recognize this architecture. This could be because of an issue with the checkpoint, or because your version of Transformers is out of date.
""", where="transformers 4.48", at=("/home/lin/h/f.py", 3, "<module>"), fix_any=["pip install --upgrade transformers", "pip install -U transformers"])
written("hf-pad-token", "gpt2_padding", """
Traceback (most recent call last):
  File "/home/lin/h/g.py", line 9, in <module>
    enc = tok(lines, padding=True, return_tensors="pt")
ValueError: Asking to pad but the tokenizer does not have a padding token. Please select a token to use as `pad_token` `(tokenizer.pad_token = tokenizer.eos_token e.g.)` or add a new pad token via `tokenizer.add_special_tokens({'pad_token': '[PAD]'})`.
""", where="transformers 4.44", at=("/home/lin/h/g.py", 9, "<module>"), fix_any=["tok.pad_token = tok.eos_token"])
written("hf-chat-template", "base_model", """
Traceback (most recent call last):
  File "/home/lin/h/h.py", line 6, in <module>
    ids = tok.apply_chat_template(msgs, return_tensors="pt")
ValueError: Cannot use chat template functions because tokenizer.chat_template is not set and no template argument was passed! For information about writing templates and setting the tokenizer.chat_template attribute, please see the documentation at https://huggingface.co/docs/transformers/main/en/chat_templating
""", where="transformers 4.46", at=("/home/lin/h/h.py", 6, "<module>"), fix_any=["Instruct", "tok.chat_template"])
scene("datasets-columns", "map_returns_other_length", """
from datasets import Dataset

rows = Dataset.from_dict({"text": ["a b", "c d"]})
flat = rows.map(lambda b: {"word": [w for t in b["text"] for w in t.split()]}, batched=True)
""", path="/home/lin/ds/m.py", at='flat = rows.map(lambda b: {"word": [w for t in b["text"] for w in t.split()]}, batched=True)', lines=False, fix_any=["remove_columns=rows.column_names", 'remove_columns'])
scene("datasets-columns", "column_misspelt", """
from datasets import Dataset

rows = Dataset.from_dict({"sentence": ["a", "b"], "label": [0, 1]})
print(rows["sentnce"])
""", path="/home/lin/ds/c.py", at='print(rows["sentnce"])', lines=False, accept=["missing-entry"], fix_any=["rows.column_names", '"sentence"'])
scene("datasets-columns", "rename_missing", """
from datasets import Dataset

rows = Dataset.from_dict({"text": ["a", "b"], "target": [0, 1]})
rows = rows.rename_column("class", "labels")
""", path="/home/lin/ds/r.py", at='rows = rows.rename_column("class", "labels")', fix_any=["rows.column_names"])

# ------------------------------------------------------------------ installing
written("module-missing", "pip_into_other_python", """
$ pip install transformers
Requirement already satisfied: transformers in /home/mia/.local/lib/python3.10/site-packages (4.44.0)
$ python3.12 run.py
Traceback (most recent call last):
  File "/home/mia/run.py", line 1, in <module>
    import transformers
ModuleNotFoundError: No module named 'transformers'
""", where="Python 3.12", at=("/home/mia/run.py", 1, "<module>"), lines=False, fix_any=["python3.12 -m pip install transformers", "python -m pip install transformers"])
written("module-missing", "sklearn_name", """
Traceback (most recent call last):
  File "/home/mia/s.py", line 2, in <module>
    from sklearn.svm import SVC
ModuleNotFoundError: No module named 'sklearn'
""", where="Python 3.12", at=("/home/mia/s.py", 2, "<module>"), fix_any=["scikit-learn"])
written("module-missing", "pil", r"""
Traceback (most recent call last):
  File "C:\Users\mia\gan\d.py", line 4, in <module>
    from PIL import Image
ModuleNotFoundError: No module named 'PIL'
""", where="Python 3.12", form="windows", at=(r"C:\Users\mia\gan\d.py", 4, "<module>"), fix_any=["pillow", "Pillow"])
written("attribute-removed", "np_int", """
Traceback (most recent call last):
  File "/home/mia/old/feats.py", line 14, in encode
    out = np.zeros(n, dtype=np.int)
AttributeError: module 'numpy' has no attribute 'int'.
`np.int` was a deprecated alias for the builtin `int`. To avoid this error in existing code, use `int` by itself.
""", where="numpy 1.26", accept=["numpy-abi"], at=("/home/mia/old/feats.py", 14, "encode"), lines=False, fix_any=["dtype=int"])
written("attribute-removed", "frame_append", """
Traceback (most recent call last):
  File "/home/mia/old/log.py", line 8, in <module>
    df = df.append({"loss": 0.3}, ignore_index=True)
AttributeError: 'DataFrame' object has no attribute 'append'
""", where="pandas 2.2", at=("/home/mia/old/log.py", 8, "<module>"), fix_any=["pd.concat([df"])
written("attribute-removed", "adamw_of_transformers", """
Traceback (most recent call last):
  File "/home/mia/old/t.py", line 1, in <module>
    from transformers import AdamW, get_linear_schedule_with_warmup
ImportError: cannot import name 'AdamW' from 'transformers' (/home/mia/.venv/lib/python3.11/site-packages/transformers/__init__.py)
""", where="transformers 4.50", at=("/home/mia/old/t.py", 1, "<module>"), accept=["hf-version"], fix_any=["from torch.optim import AdamW", "torch.optim.AdamW"])
written("attribute-removed", "inf_upper", """
Traceback (most recent call last):
  File "/home/mia/old/b.py", line 3, in <module>
    best = np.Inf
AttributeError: `np.Inf` was removed in the NumPy 2.0 release. Use `np.inf` instead.
""", where="numpy 2.0", at=("/home/mia/old/b.py", 3, "<module>"), fix_any=["best = np.inf"])
written("process-crashed", "segfault_python", """
Fatal Python error: Segmentation fault

Current thread 0x00007f3c8d0f2740 (most recent call first):
  File "/home/mia/.venv/lib/python3.11/site-packages/torch/nn/modules/linear.py", line 116 in forward
  File "/home/mia/c.py", line 22 in <module>
""", where="CPython 3.11 faulthandler", lines=False, fix_any=["import", "pip", "faulthandler", "torch"])
written("bitsandbytes-setup", "libcudart_missing", """
Traceback (most recent call last):
  File "/home/mia/q.py", line 2, in <module>
    import bitsandbytes as bnb
RuntimeError:
        CUDA Setup failed despite GPU being available. Please run the following command to get more information:

        python -m bitsandbytes
""", where="bitsandbytes 0.42 cextension.py", at=("/home/mia/q.py", 2, "<module>"), lines=False, fix_any=["pip install -U bitsandbytes", "pip install --upgrade bitsandbytes", "LD_LIBRARY_PATH"])
written("deepspeed-config", "no_optimizer", """
Traceback (most recent call last):
  File "/home/mia/ds.py", line 30, in <module>
    engine, *_ = deepspeed.initialize(model=net, config="z3.json")
AssertionError: zero stage 3 requires an optimizer
""", where="deepspeed 0.10 runtime/engine.py", at=("/home/mia/ds.py", 30, "<module>"), fix_any=["optimizer"])

# ------------------------------------------------------------------ tensors
scene("loss-input", "nll_on_raw_scores_dims", """
import torch
import torch.nn.functional as F

scores = torch.rand(4)
target = torch.tensor([1, 0, 2, 1])
loss = F.nll_loss(scores, target)
""", path="/home/nat/l/n.py", at="loss = F.nll_loss(scores, target)", accept=["shape-target", "shape-dim-range"], fix_any=["scores", "(batch, classes)"])
scene("loss-input", "bce_without_sigmoid", """
import torch
from torch import nn

out = torch.tensor([2.3, -1.0])
loss = nn.BCELoss()(out, torch.tensor([1.0, 0.0]))
""", path="/home/nat/l/b.py", at="loss = nn.BCELoss()(out, torch.tensor([1.0, 0.0]))", fix_any=["BCEWithLogitsLoss"])
scene("loss-input", "weights_of_two_for_three", """
import torch
from torch import nn

crit = nn.CrossEntropyLoss(weight=torch.tensor([1.0, 2.0]))
loss = crit(torch.rand(4, 3), torch.tensor([0, 1, 2, 0]))
""", path="/home/nat/l/w.py", at="loss = crit(torch.rand(4, 3), torch.tensor([0, 1, 2, 0]))", accept=["shape-target"], fix_any=["3"])
scene("shape-kernel", "pool_of_tiny_map", """
import torch
from torch import nn

x = torch.rand(1, 8, 1, 1)
y = nn.MaxPool2d(2)(x)
""", path="/home/nat/k/p.py", at="y = nn.MaxPool2d(2)(x)", fix_any=["AdaptiveMaxPool2d", "larger", "x"])
scene("shape-kernel", "groups_do_not_divide", """
from torch import nn

dw = nn.Conv2d(10, 20, 3, groups=4)
""", path="/home/nat/k/g.py", at="dw = nn.Conv2d(10, 20, 3, groups=4)", accept=["module-setup"], fix_any=["groups=2", "groups=10", "groups=5"])
scene("shape-kernel", "layer_norm_other_width", """
import torch
from torch import nn

norm = nn.LayerNorm(64)
h = norm(torch.rand(2, 5, 48))
""", path="/home/nat/k/l.py", at="h = norm(torch.rand(2, 5, 48))", accept=["shape-broadcast"], fix_any=["nn.LayerNorm(48)"])
scene("invalid-arguments", "size_as_float", """
import torch

n = 10
x = torch.zeros(n / 2, 3)
""", path="/home/nat/a/z.py", at="x = torch.zeros(n / 2, 3)", accept=["call-arguments"], fix_any=["n // 2"])
scene("invalid-arguments", "cat_of_two_tensors", """
import torch

a, b = torch.rand(2), torch.rand(2)
c = torch.cat(a, b)
""", path="/home/nat/a/c.py", at="c = torch.cat(a, b)", fix_any=["torch.cat([a, b]", "torch.cat((a, b)"])
scene("invalid-arguments", "numpy_into_torch", """
import numpy as np
import torch

arr = np.ones((2, 3))
out = torch.sigmoid(arr)
""", path="/home/nat/a/n.py", at="out = torch.sigmoid(arr)", fix_any=["torch.from_numpy(arr)", "torch.as_tensor(arr)"])
scene("invalid-arguments", "linear_on_list", """
import torch
from torch import nn

fc = nn.Linear(2, 1)
print(fc([1.0, 2.0]))
""", path="/home/nat/a/l.py", at="print(fc([1.0, 2.0]))", fix_any=["torch.tensor([1.0, 2.0])", "torch.tensor("])
scene("shape-matmul", "vector_dot_lengths", """
import torch

query = torch.rand(16)
bank = torch.rand(100, 12)
sim = bank @ query
""", path="/home/nat/m/s.py", at="sim = bank @ query", fix_any=["bank.shape, query.shape", "query"])
scene("wrong-object", "loss_is_int", """
import torch

total_loss = 0
for _ in []:
    total_loss = total_loss + torch.ones(())
total_loss.backward()
""", path="/home/nat/m/z.py", at="total_loss.backward()", fix_any=["total_loss"])
scene("shape-broadcast", "batch_last_smaller_state", """
import torch

state = torch.zeros(32, 8)
for rows in torch.rand(70, 8).split(32):
    state = state + rows
""", path="/home/nat/m/b.py", at="    state = state + rows", fix_any=["drop_last", "rows.size(0)", "state[: rows.size(0)]"])
scene("shape-view", "contiguous_permuted", """
import torch

img = torch.rand(2, 3, 4, 4).permute(0, 2, 3, 1)
flat = img.view(2, -1)
""", path="/home/nat/m/v.py", at="flat = img.view(2, -1)", fix_any=["img.reshape(2, -1)", "img.contiguous()"])
scene("empty-tensor", "argmax_of_empty_row", """
import torch

dists = torch.rand(0)
nearest = dists.argmin()
""", path="/home/nat/m/e.py", at="nearest = dists.argmin()", fix_any=["dists.numel()"])
scene("tensor-to-numpy", "bf16_to_numpy", """
import torch

hidden = torch.rand(3).to(torch.bfloat16)
arr = hidden.numpy()
""", path="/home/nat/m/h.py", at="arr = hidden.numpy()", rule="numpy-bfloat16", fix_any=["hidden.float().numpy()", "hidden.float()"])
scene("state-dict-mismatch", "renamed_layer", """
from torch import nn


class New(nn.Module):
    def __init__(self):
        super().__init__()
        self.classifier = nn.Linear(4, 2)


class Old(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(4, 2)


sd = Old().state_dict()
net = New()
net.load_state_dict(sd)
""", path="/home/nat/c/r.py", at="net.load_state_dict(sd)", fix_any=["sd", "head"])

# ------------------------------------------------------------------ plain errors
scene("changed-while-looping", "dict_grows_in_loop", """
import torch

state_dict = {"module.a": torch.ones(1), "b": torch.ones(1)}
for key in state_dict:
    if key.startswith("module."):
        state_dict[key[7:]] = state_dict.pop(key)
""", path="/home/oda/p/d.py", at="for key in state_dict:", fix_any=["list(state_dict)", "state_dict.copy()"])
written("command-line", "argparse_choice", """
usage: train.py [-h] --data DATA [--epochs EPOCHS] [--lr LR]
train.py: error: the following arguments are required: --data
""", where="Python 3.11 argparse", lines=False, fix_any=["--data"])
written("command-line", "argparse_unknown_in_notebook", """
usage: ipykernel_launcher.py [-h] [--batch_size BATCH_SIZE]
ipykernel_launcher.py: error: unrecognized arguments: -f /root/.local/share/jupyter/runtime/kernel-3a1.json
An exception has occurred, use %tb to see the full traceback.

SystemExit: 2
""", where="Python 3.11 argparse", form="notebook", lines=False, fix_any=["parse_args([])", "parse_args(args=[])", "parse_known_args"])
written("command-line", "argparse_number", """
$ python train.py --batch-size 3e2
usage: train.py [-h] [--batch-size BATCH_SIZE]
train.py: error: argument --batch-size: invalid int value: '3e2'
""", where="Python 3.11 argparse", lines=False, fix_any=["--batch-size 300", "--batch-size"])
written("command-line", "argparse_torchrun_local_rank", """
usage: finetune.py [-h] [--model MODEL] [--lr LR]
finetune.py: error: unrecognized arguments: --local-rank=0
usage: finetune.py [-h] [--model MODEL] [--lr LR]
finetune.py: error: unrecognized arguments: --local-rank=1
E0312 12:00:02.000000 77 torch/distributed/elastic/multiprocessing/api.py:826] failed (exitcode: 2) local_rank: 0 (pid: 81) of binary: /opt/conda/bin/python
""", where="Python 3.11 argparse, torch.distributed.launch", lines=False, fix_any=["LOCAL_RANK", "torchrun"])
written("module-setup", "forward_not_implemented", """
Traceback (most recent call last):
  File "/home/oda/n/t.py", line 21, in <module>
    y = Net()(x)
  File "/home/oda/.venv/lib/python3.11/site-packages/torch/nn/modules/module.py", line 1553, in _wrapped_call_impl
    return self._call_impl(*args, **kwargs)
  File "/home/oda/.venv/lib/python3.11/site-packages/torch/nn/modules/module.py", line 1562, in _call_impl
    return forward_call(*args, **kwargs)
  File "/home/oda/.venv/lib/python3.11/site-packages/torch/nn/modules/module.py", line 394, in _forward_unimplemented
    raise NotImplementedError(
NotImplementedError: Module [Net] is missing the required "forward" function
""", where="torch 2.4 torch/nn/modules/module.py", at=("/home/oda/n/t.py", 21, "<module>"), fix_any=["def forward(self"])
written("dataloader-setup", "dataset_not_implemented", """
Traceback (most recent call last):
  File "/home/oda/n/d.py", line 14, in <module>
    for batch in loader:
  File "/home/oda/.venv/lib/python3.11/site-packages/torch/utils/data/dataset.py", line 61, in __getitem__
    raise NotImplementedError("Subclasses of Dataset should implement __getitem__.")
NotImplementedError: Subclasses of Dataset should implement __getitem__.
""", where="torch 2.4 torch/utils/data/dataset.py", at=("/home/oda/n/d.py", 14, "<module>"), fix_any=["def __getitem__(self"])
written("broken-pipe", "broken_pipe_windows_loader", r"""
Traceback (most recent call last):
  File "C:\Users\oda\t.py", line 18, in <module>
    for x, y in train_loader:
  File "C:\Users\oda\venv\lib\site-packages\torch\utils\data\dataloader.py", line 1042, in __init__
    w.start()
  File "C:\Python38\lib\multiprocessing\reduction.py", line 60, in dump
    ForkingPickler(file, protocol).dump(obj)
BrokenPipeError: [Errno 32] Broken pipe
""", where="Python 3.8 multiprocessing, Windows", form="windows", at=(r"C:\Users\oda\t.py", 18, "<module>"), lines=False, fix_any=['if __name__ == "__main__":', "num_workers=0"])
