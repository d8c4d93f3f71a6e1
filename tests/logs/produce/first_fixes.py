"""cuda-oom, invalid-arguments, hf-not-found, device-mismatch: which remedy comes first, by cause. Open cases."""

from stage import gib, mib, scene, written
from wear import compose, prefixed, quoted, stripped

SITE = "/opt/conda/lib/python3.11/site-packages"
ALLOCATOR = "torch 2.6 c10/cuda/CUDACachingAllocator.cpp"
OOM = "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate {}. GPU 0 has a total capacity of {} of which {} is free."
DEVICE = "torch 2.4 aten/src/ATen/core/TensorAccessor, torchgen: common device check"


def trace(user, *library, error):
    """A traceback: (file, line, function, code) of the user's frames, then the library's."""
    out = ["Traceback (most recent call last):"]
    for file, line, function, code in user:
        out += [f'  File "{file}", line {line}, in {function}', f"    {code}"]
    for file, line, function, code in library:
        out += [f'  File "{SITE}/{file}", line {line}, in {function}', f"    {code}"]
    return "\n".join([*out, error])


def case(slug, name, user, *library, error, where, fix_any, **more):
    frame = user[-1]
    written(slug, name, trace(user, *library, error=error), where=where, at=(frame[0], frame[1], frame[2]), fix_any=fix_any, **more)


# ---------------------------------------------------------------------------- cuda-oom

case("cuda-oom", "adam_state_in_first_step", [("/home/ana/sft/train.py", 61, "<module>", "opt.step()")],
     ("torch/optim/adamw.py", 150, "_init_group", 'state["exp_avg"] = torch.zeros_like('),
     error=OOM.format("500.00 MiB", "23.69 GiB", "301.69 MiB"), where=ALLOCATOR, fix_any=["AdamW8bit", "Adafactor"],
     entities={"sizes": [mib(500), gib(23.69), mib(301.69)]}, form="ranked", wears=[prefixed("[rank0]: ")])
case("cuda-oom", "losses_collected", [("/home/ana/lm.py", 33, "epoch", "losses.append(loss)")],
     error="RuntimeError: CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0; 10.76 GiB total capacity; 9.70 GiB already allocated; 15.69 MiB free; 9.81 GiB reserved in total by PyTorch)",
     where="torch 1.10 c10/cuda/CUDACachingAllocator.cpp", fix_any=[".item()"], entities={"sizes": [mib(20), gib(10.76), gib(9.7), mib(15.69), gib(9.81)]})
case("cuda-oom", "checkpoint_to_where_it_was", [("/home/bo/ddp.py", 50, "resume", 'ckpt = torch.load("last.pt")')],
     ("torch/serialization.py", 1326, "restore_location", "return default_restore_location(storage, location)"),
     error=OOM.format("192.00 MiB", "23.69 GiB", "101.69 MiB"), where=ALLOCATOR, fix_any=['map_location="cpu"'])
case("cuda-oom", "beam_search_cache", [("/home/cy/chat.py", 14, "<module>", "out = model.generate(**inputs, max_new_tokens=4096, num_beams=8)")],
     ("transformers/generation/utils.py", 2047, "generate", "result = self._beam_search("),
     ("transformers/cache_utils.py", 300, "update", "self.key_cache[layer_idx] = torch.cat([self.key_cache[layer_idx], key_states], dim=-2)"),
     error=OOM.format("172.00 MiB", "23.64 GiB", "60.38 MiB"), where=ALLOCATOR, fix_any=["max_new_tokens="])
case("cuda-oom", "validation_keeps_graph", [("/home/di/eval.py", 40, "<module>", "evaluate(net, val_loader)"), ("/home/di/eval.py", 22, "evaluate", "logits = net(images)")],
     ("torch/nn/functional.py", 1473, "relu", "result = torch.relu(input)"),
     error=OOM.format("392.00 MiB", "15.77 GiB", "212.12 MiB"), where=ALLOCATOR, fix_any=["torch.no_grad()"])
case("cuda-oom", "validation_without_graph", [("/home/di/eval.py", 41, "<module>", "evaluate(net, val_loader)"), ("/home/di/eval.py", 23, "evaluate", "logits = net(images)")],
     ("torch/utils/_contextlib.py", 116, "decorate_context", "return func(*args, **kwargs)"),
     ("torch/nn/functional.py", 1473, "relu", "result = torch.relu(input)"),
     error=OOM.format("392.00 MiB", "15.77 GiB", "212.12 MiB"), where=ALLOCATOR, fix_any=["no_grad", "smaller batches", "batch"])
case("cuda-oom", "data_parallel_gathers", [("/home/ed/dp.py", 22, "<module>", "out = net(x)")],
     ("torch/nn/parallel/data_parallel.py", 186, "forward", "return self.gather(outputs, self.output_device)"),
     ("torch/nn/parallel/comm.py", 235, "gather", "return torch._C._gather(tensors, dim, destination)"),
     error=OOM.format("1.00 GiB", "10.76 GiB", "515.69 MiB"), where=ALLOCATOR, fix_any=["DistributedDataParallel"])
case("cuda-oom", "driver_refuses_first_tensor", [("/home/fi/v.py", 5, "<module>", "x = x.cuda()")],
     error="torch.AcceleratorError: CUDA error: out of memory\nCUDA kernel errors might be asynchronously reported at some other API call, so the stacktrace below might be incorrect.",
     where="torch 2.8 c10/cuda/CUDAException.cpp", fix_any=["nvidia-smi"], lines=False)
case("cuda-oom", "grpo_logits", [("/home/gu/rl/grpo.py", 12, "<module>", "trainer.train()")],
     ("trl/trainer/grpo_trainer.py", 700, "_get_per_token_logps", "logits = model(input_ids=input_ids, attention_mask=attention_mask).logits"),
     error=OOM.format("9.27 GiB", "39.49 GiB", "3.11 GiB"), where=ALLOCATOR, fix_any=["num_generations", "per_device_train_batch_size"])
case("cuda-oom", "large_image_pipeline", [("/home/hu/sd.py", 12, "<module>", "image = pipe(prompt, height=2048, width=2048).images[0]")],
     ("diffusers/models/attention_processor.py", 1254, "__call__", "hidden_states = F.scaled_dot_product_attention("),
     error=OOM.format("64.00 GiB", "23.64 GiB", "17.23 GiB"), where=ALLOCATOR, fix_any=["enable_model_cpu_offload", "enable_attention_slicing"])

# ------------------------------------------------------------------- invalid-arguments

scene("invalid-arguments", "dim_as_text", """
import torch

x = torch.randn(4, 3)
print(torch.sum(x, dim="1"))
""", path="/home/ana/a/sum.py", at='print(torch.sum(x, dim="1"))', fix_any=["dim=1"])
scene("invalid-arguments", "dtype_as_text", """
import torch

rows = [[1, 2], [3, 4]]
x = torch.tensor(rows, dtype="float32")
""", path="/home/ana/a/tab.py", at='x = torch.tensor(rows, dtype="float32")', fix_any=["torch.float32"])
scene("invalid-arguments", "three_to_max", """
import torch

a, b, c = torch.randn(3), torch.randn(3), torch.randn(3)
top = torch.max(a, b, c)
""", path="/home/ana/a/top.py", at="top = torch.max(a, b, c)", form="docker", wears=[compose("top")], fix_any=["torch.stack(", "torch.maximum("])
scene("invalid-arguments", "number_to_exp", """
import torch

def decay(step):
    return torch.exp(-step)

decay(3)
""", path="/home/ana/a/decay.py", at="return torch.exp(-step)", fix_any=["math.exp(", "torch.tensor("])
scene("invalid-arguments", "model_output_to_loss", """
import torch
import torch.nn.functional as F
from transformers import BertConfig, BertForSequenceClassification

config = BertConfig(vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
model = BertForSequenceClassification(config)
ids, y = torch.randint(50, (2, 6)), torch.tensor([0, 1])
loss = F.cross_entropy(model(ids), y)
""", path="/home/ana/a/cls.py", at="loss = F.cross_entropy(model(ids), y)", fix_any=[".logits"])
scene("invalid-arguments", "unpacked_field_names", """
import torch
from torch import nn
from transformers import BertConfig, BertModel


class Sentiment(nn.Module):
    def __init__(self):
        super().__init__()
        self.bert = BertModel(BertConfig(vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16))
        self.drop = nn.Dropout(0.3)

    def forward(self, ids):
        _, pooled = self.bert(ids)
        return self.drop(pooled)


Sentiment()(torch.randint(50, (2, 6)))
""", path="/home/ana/a/senti.py", at="return self.drop(pooled)", form="quoted", wears=[quoted], fix_any=["pooler_output", "return_dict=False"])
scene("invalid-arguments", "layer_instead_of_output_notebook", None, cells=["import torch\nfrom torch import nn\nimport torch.nn.functional as F\nbn = nn.BatchNorm1d(4)",
      "h = F.relu(bn)"], path="/home/gina/nb/r.ipynb", at="h = F.relu(bn)", run="guest", form="notebook", fix_any=["call", "layer(x)"])
scene("invalid-arguments", "list_of_tensors_to_mean", """
import torch

parts = [torch.ones(3), torch.zeros(3)]
print(torch.mean(parts))
""", path="/home/ana/a/mean.py", at="print(torch.mean(parts))", fix_any=["torch.stack("])
scene("invalid-arguments", "size_without_comma", """
import torch

data, block, batch_size = torch.arange(1000), 8, 32
idx = torch.randint(0, len(data) - block, batch_size)
""", path="/home/ana/a/batch.py", at="idx = torch.randint(0, len(data) - block, batch_size)", fix_any=["(batch_size,)"])
scene("invalid-arguments", "width_with_a_point", """
from torch import nn

dim = 64
head = nn.Linear(dim, dim * 0.5)
""", path="/home/ana/a/head.py", at="head = nn.Linear(dim, dim * 0.5)", form="ranked", wears=[prefixed("[rank0]: ")], fix_any=["int(", "//"])
scene("invalid-arguments", "softmax_over_what", """
import torch

p = torch.randn(2, 5).softmax()
""", path="/home/ana/a/soft.py", at="p = torch.randn(2, 5).softmax()", fix_any=["dim=-1"])
scene("invalid-arguments", "tensor_plus_list", """
import torch

state = torch.zeros(3)
state = state + [1.0, 2.0, 3.0]
""", path="/home/ana/a/add.py", at="state = state + [1.0, 2.0, 3.0]", form="stripped", wears=[stripped], fix_any=["torch.tensor("])

# ------------------------------------------------------------------------ hf-not-found

HUB = "huggingface_hub 0.30 utils/_http.py"
TF = "transformers 4.46 utils/hub.py"
LOAD = ("transformers/utils/hub.py", 446, "cached_file", "raise EnvironmentError(")
for name, user, error, where, fix_any in [
    ("checkpoint_folder_elsewhere", ("/home/ivo/serve.py", 8, "<module>", 'model = AutoModel.from_pretrained("./results/checkpoint-500")'),
     "OSError: ./results/checkpoint-500 is not a local folder and is not a valid model identifier listed on 'https://huggingface.co/models'", TF, ["ls -la ./results/checkpoint-500"]),
    ("gguf_repository", ("/home/ivo/chat.py", 4, "<module>", 'model = AutoModelForCausalLM.from_pretrained("TheBloke/Llama-2-7B-GGUF")'),
     "OSError: TheBloke/Llama-2-7B-GGUF does not appear to have a file named pytorch_model.bin, tf_model.h5, model.ckpt or flax_model.msgpack.", TF, ["gguf_file="]),
    ("swapped_letters", ("/home/ivo/data.py", 3, "<module>", 'data = load_dataset("imbd")'),
     "datasets.exceptions.DatasetNotFoundError: Dataset 'imbd' doesn't exist on the Hub or cannot be accessed.", "datasets 3.0 load.py", ["imdb"]),
    ("no_adapter_in_folder", ("/home/ivo/merge.py", 9, "<module>", 'model = PeftModel.from_pretrained(base, "./out")'),
     "ValueError: Can't find 'adapter_config.json' at './out'", "peft 0.17 config.py", ["AutoModelForCausalLM", "checkpoint-500"]),
    ("revision_fp16", ("/home/ivo/sd.py", 5, "<module>", 'pipe = DiffusionPipeline.from_pretrained(name, revision="fp16")'),
     "huggingface_hub.errors.RevisionNotFoundError: 404 Client Error. (Request ID: Root=1-2)\n\nRevision Not Found for url: https://huggingface.co/acme/sd/resolve/fp16/model_index.json.\nInvalid rev id: fp16", HUB, ['variant="fp16"']),
    ("file_not_in_repository", ("/home/ivo/dl.py", 3, "<module>", 'path = hf_hub_download("acme/tiny", "weights.bin")'),
     "huggingface_hub.errors.EntryNotFoundError: 404 Client Error. (Request ID: Root=1-2)\n\nEntry Not Found for url: https://huggingface.co/acme/tiny/resolve/main/weights.bin.", HUB, ["list_repo_files"]),
    ("folder_without_configuration", ("/home/ivo/serve.py", 11, "build", 'model = AutoModel.from_pretrained("./out")'),
     "ValueError: Unrecognized model in ./out. Should have a `model_type` key in its config.json, or contain one of the following strings in its name: albert, bart, bert", "transformers 4.46 models/auto/configuration_auto.py", ["ls -la ./out"]),
    ("data_file_elsewhere", ("/home/ivo/data.py", 6, "<module>", 'data = load_dataset("csv", data_files="data/train.csv")'),
     "FileNotFoundError: Unable to find '/home/ivo/data/train.csv'", "datasets 3.0 data_files.py", ["ls -la"]),
]:
    case("hf-not-found", name, [user], LOAD, error=error, where=where, fix_any=fix_any, lines=False)

# --------------------------------------------------------------------- device-mismatch

SAME = "RuntimeError: Expected all tensors to be on the same device, but found at least two devices, "
LINEAR = ("torch/nn/modules/linear.py", 117, "forward", "return F.linear(input, self.weight, self.bias)")
for name, user, library, error, fix_any, entities in [
    ("labels_left_behind", ("/home/kai/cls.py", 33, "<module>", "loss = criterion(net(images), labels)"), (),
     SAME + "cuda:0 and cpu! (when checking argument for argument target in method wrapper_CUDA_nll_loss_forward)", ["labels = labels.to("], {"devices": ["cuda:0", "cpu"]}),
    ("model_left_behind", ("/home/kai/mlp.py", 19, "<module>", "out = net(rows)"), (LINEAR,),
     SAME + "cpu and cuda:0! (when checking argument for argument mat1 in method wrapper_CUDA_addmm)", ["net.to(", "net = net.to("], {"devices": ["cuda:0", "cpu"]}),
    ("dictionary_entry", ("/home/kai/seg.py", 27, "<module>", 'out = net(batch["image"])'), (("torch/nn/modules/conv.py", 456, "_conv_forward", "return F.conv2d(input, weight, bias, self.stride,"),),
     "RuntimeError: Input type (torch.FloatTensor) and weight type (torch.cuda.FloatTensor) should be the same", ['batch["image"].to(', "v.to("], None),
    ("metric_left_behind", ("/home/kai/val.py", 12, "<module>", "accuracy(preds, target)"), (("torchmetrics/metric.py", 236, "forward", "self._forward_cache = self._forward_reduce_state_update(*args, **kwargs)"),),
     "RuntimeError: Encountered different devices in metric calculation (see stacktrace for details). This could be due to the metric class not being on the same device as input. Instead of `metric=MulticlassAccuracy(...)` try to do `metric=MulticlassAccuracy(...).to(device)` where device corresponds to the device of the input.", [".to("], None),
    ("two_gpus_inside_the_model", ("/home/kai/llm.py", 14, "<module>", 'out = model(ids.to("cuda:0"))'), (("transformers/models/llama/modeling_llama.py", 100, "forward", "hidden_states = residual + hidden_states"),),
     SAME + "cuda:1 and cuda:0!", ['device_map={"": 0}', 'device_map="auto"'], {"devices": ["cuda:0", "cuda:1"]}),
    ("recurrent_weights_behind", ("/home/kai/rnn.py", 21, "<module>", "out, h = rnn(seq)"), (("torch/nn/modules/rnn.py", 1162, "forward", "result = _VF.lstm(input, hx, self._flat_weights, self.bias, self.num_layers,"),),
     "RuntimeError: Input and parameter tensors are not at the same device, found input tensor at cuda:0 and parameter tensor at cpu", ["rnn.to(", "rnn = rnn.to("], {"devices": ["cuda:0", "cpu"]}),
    ("norm_left_behind", ("/home/kai/vit.py", 31, "forward", "x = self.norm(x)"), (("torch/nn/functional.py", 2900, "layer_norm", "return torch.layer_norm("),),
     SAME + "cuda:0 and cpu! (when checking argument for argument weight in method wrapper_CUDA__native_layer_norm)", ["self.norm.to(", "self.norm = self.norm.to("], {"devices": ["cuda:0", "cpu"]}),
    ("parallel_over_cpu_model", ("/home/kai/dp.py", 9, "<module>", "out = nn.DataParallel(net)(x)"), (("torch/nn/parallel/data_parallel.py", 178, "forward", "raise RuntimeError("),),
     "RuntimeError: module must have its parameters and buffers on device cuda:0 (device_ids[0]) but found one of them on device: cpu", ['.to("cuda:0")'], {"devices": ["cuda:0", "cpu"]}),
    ("index_added_from_cpu", ("/home/kai/gnn.py", 18, "scatter", "acc.index_add_(0, index, messages)"), (),
     SAME + "cuda:0 and cpu! (when checking argument for argument index in method wrapper_CUDA_index_add_)", ["index = index.to("], {"devices": ["cuda:0", "cpu"]}),
    ("hidden_state_made_on_cpu", ("/home/kai/rnn.py", 30, "forward", "out, _ = self.gru(x, h0)"), (("torch/nn/modules/rnn.py", 1393, "forward", "result = _VF.gru("),),
     "RuntimeError: Input and hidden tensors are not at the same device, found input tensor at cuda:0 and hidden tensor at cpu", ["device=x.device", "h0 = h0.to(", "h0.to("], {"devices": ["cuda:0", "cpu"]}),
]:
    case("device-mismatch", name, [user], *library, error=error, where=DEVICE, fix_any=fix_any, entities=entities, lines=False)
