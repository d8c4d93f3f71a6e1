"""Machines, processes, Hugging Face, installing. Open cases, made before the fixes they ask for."""

from every_torch import SITE, case, trace
from stage import gib, mib, scene, written
from wear import compose, coloured, fenced, framed, mailed, prefixed, quoted, stripped, terminal, windows

OOM = "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate {}. GPU 0 has a total capacity of {} of which {} is free."
ALLOCATOR = "torch 2.6 c10/cuda/CUDACachingAllocator.cpp"

# ------------------------------------------------------------------ cuda-oom
case("cuda-oom", "validation_after_training", [("/srv/ada/unet/run.py", 120, "<module>", "val = validate(model, val_dl)"), ("/srv/ada/unet/run.py", 88, "validate", "pred = model(vol.to(device))")],
     ("torch/nn/modules/conv.py", 712, "_conv_forward", "return F.conv3d("),
     error=OOM.format("1.12 GiB", "23.69 GiB", "310.00 MiB"), where=ALLOCATOR, fix_any=["torch.no_grad()", "inference_mode"])
case("cuda-oom", "llama_70b_one_gpu", [("/srv/ada/chat/serve.py", 9, "<module>", 'model = AutoModelForCausalLM.from_pretrained("meta-llama/Llama-2-70b-chat-hf", torch_dtype=torch.float16).cuda()')],
     ("torch/nn/modules/module.py", 1341, "convert", "return t.to("),
     error=OOM.format("448.00 MiB", "79.15 GiB", "210.00 MiB"), where=ALLOCATOR, fix_any=["load_in_4bit", "device_map=\"auto\""])
case("cuda-oom", "attention_quadratic", [("/srv/ada/long/att.py", 31, "forward", "scores = q @ k.transpose(-2, -1) / self.scale")],
     error=OOM.format("32.00 GiB", "39.56 GiB", "20.11 GiB"), where=ALLOCATOR, fix_any=["scaled_dot_product_attention"])
case("cuda-oom", "other_process_holds", [("/srv/ada/fit.py", 14, "<module>", "net = Net().cuda()")],
     error="torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 23.69 GiB of which 3.00 MiB is free. Process 41120 has 23.40 GiB memory in use. Including non-PyTorch memory, this process has 260.00 MiB memory in use.",
     where=ALLOCATOR, fix_any=["nvidia-smi"], entities={"sizes": [mib(20), gib(23.69)]})
case("cuda-oom", "fragmented", [("/srv/ada/fit.py", 40, "<module>", "out = model(ids)")],
     ("torch/nn/modules/linear.py", 125, "forward", "return F.linear(input, self.weight, self.bias)"),
     error="torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB. GPU 0 has a total capacity of 39.39 GiB of which 1.21 GiB is free. Including non-PyTorch memory, this process has 38.17 GiB memory in use. Of the allocated memory 22.50 GiB is allocated by PyTorch, and 14.90 GiB is reserved by PyTorch but unallocated. If reserved but unallocated memory is large try setting PYTORCH_CUDA_ALLOC_CONF=expandable_segments:True to avoid fragmentation.",
     where=ALLOCATOR, fix_any=["expandable_segments"])
case("cuda-oom", "backward_of_lora", [("/srv/ada/lora/sft.py", 77, "<module>", "loss.backward()")],
     ("torch/autograd/__init__.py", 347, "backward", "_engine_run_backward("),
     error=OOM.format("1.96 GiB", "23.69 GiB", "1.20 GiB"), where=ALLOCATOR, fix_any=["gradient_checkpointing_enable()", "accumulate", "/ 2"])

# ------------------------------------------------------------------ CUDA set-up
written("cuda-device-assert", "labels_from_one", """
../aten/src/ATen/native/cuda/Loss.cu:250: nll_loss_forward_reduce_cuda_kernel_2d: block: [0,0,0], thread: [4,0,0] Assertion `t >= 0 && t < n_classes` failed.
../aten/src/ATen/native/cuda/Loss.cu:250: nll_loss_forward_reduce_cuda_kernel_2d: block: [0,0,0], thread: [9,0,0] Assertion `t >= 0 && t < n_classes` failed.
Traceback (most recent call last):
  File "/srv/bea/plants/train.py", line 66, in <module>
    running += loss.item()
RuntimeError: CUDA error: device-side assert triggered
CUDA kernel errors might be asynchronously reported at some other API call, so the stacktrace below might be incorrect.
For debugging consider passing CUDA_LAUNCH_BLOCKING=1
Compile with `TORCH_USE_CUDA_DSA` to enable device-side assertions.
""", where="torch 2.4 aten/src/ATen/native/cuda/Loss.cu", at=("/srv/bea/plants/train.py", 66, "<module>"), fix_any=["labels.min()", "labels - 1", ".min(), "])
written("cuda-device-assert", "bce_outside_0_1", """
../aten/src/ATen/native/cuda/Loss.cu:94: operator(): block: [0,0,0], thread: [0,0,0] Assertion `input_val >= zero && input_val <= one` failed.
Traceback (most recent call last):
  File "/srv/bea/gan/d.py", line 31, in step
    loss = nn.BCELoss()(score, real)
  File "/opt/conda/lib/python3.11/site-packages/torch/nn/functional.py", line 3172, in binary_cross_entropy
    return torch._C._nn.binary_cross_entropy(input, target, weight, reduction_enum)
RuntimeError: CUDA error: device-side assert triggered
""", where="torch 2.4 aten/src/ATen/native/cuda/Loss.cu", at=("/srv/bea/gan/d.py", 31, "step"), fix_any=["BCEWithLogitsLoss"])
written("cuda-unavailable", "assert_in_script", """
Traceback (most recent call last):
  File "/home/cai/sd/run.py", line 4, in <module>
    pipe = pipe.to("cuda")
  File "/home/cai/sd/venv/lib/python3.10/site-packages/torch/cuda/__init__.py", line 314, in _lazy_init
    torch._C._cuda_init()
RuntimeError: No CUDA GPUs are available
""", where="torch 2.3 torch/csrc/cuda/Module.cpp", at=("/home/cai/sd/run.py", 4, "<module>"), fix_any=["CUDA_VISIBLE_DEVICES", "nvidia-smi"])
written("cuda-not-compiled", "windows_pip", r"""
Traceback (most recent call last):
  File "C:\Users\Cai\yolo\train.py", line 7, in <module>
    model.to("cuda")
  File "C:\Users\Cai\yolo\venv\lib\site-packages\torch\cuda\__init__.py", line 310, in _lazy_init
    raise AssertionError("Torch not compiled with CUDA enabled")
AssertionError: Torch not compiled with CUDA enabled
""", where="torch 2.5 torch/cuda/__init__.py", form="windows", at=(r"C:\Users\Cai\yolo\train.py", 7, "<module>"), fix_any=["download.pytorch.org/whl/cu"])
written("cuda-not-compiled", "macbook", """
Traceback (most recent call last):
  File "/Users/cai/llm/gen.py", line 5, in <module>
    model = model.to("cuda")
  File "/Users/cai/llm/.venv/lib/python3.12/site-packages/torch/cuda/__init__.py", line 363, in _lazy_init
    raise AssertionError("Torch not compiled with CUDA enabled")
AssertionError: Torch not compiled with CUDA enabled
""", where="torch 2.6 torch/cuda/__init__.py", at=("/Users/cai/llm/gen.py", 5, "<module>"), fix_any=['"mps"'])
written("cuda-driver-too-old", "cu12_on_old_driver", """
Traceback (most recent call last):
  File "/home/dov/w/x.py", line 3, in <module>
    torch.zeros(1).cuda()
  File "/home/dov/w/.venv/lib/python3.11/site-packages/torch/cuda/__init__.py", line 319, in _lazy_init
    torch._C._cuda_init()
RuntimeError: The NVIDIA driver on your system is too old (found version 11070). Please update your GPU driver by downloading and installing a new version from the URL: http://www.nvidia.com/Download/index.aspx Alternatively, go to: https://pytorch.org to install a PyTorch version that has been compiled with your version of the CUDA driver.
""", where="torch 2.5 torch/csrc/cuda/utils.cpp", at=("/home/dov/w/x.py", 3, "<module>"), fix_any=["cu118", "driver"])
written("cuda-no-kernel-image", "rtx5090_old_torch", """
/home/dov/w/.venv/lib/python3.11/site-packages/torch/cuda/__init__.py:235: UserWarning:
NVIDIA GeForce RTX 5090 with CUDA capability sm_120 is not compatible with the current PyTorch installation.
The current PyTorch install supports CUDA capabilities sm_50 sm_60 sm_70 sm_75 sm_80 sm_86 sm_90.
If you want to use the NVIDIA GeForce RTX 5090 GPU with PyTorch, please check the instructions at https://pytorch.org/get-started/locally/

  warnings.warn(
Traceback (most recent call last):
  File "/home/dov/w/gen.py", line 12, in <module>
    out = model(**inputs)
RuntimeError: CUDA error: no kernel image is available for execution on the device
CUDA kernel errors might be asynchronously reported at some other API call, so the stacktrace below might be incorrect.
""", where="torch 2.6 torch/cuda/__init__.py", at=("/home/dov/w/gen.py", 12, "<module>"), lines=False, fix_any=["cu128", "2.7"])
written("cuda-no-kernel-image", "old_card_k80", """
    Found GPU0 Tesla K80 which is of cuda capability 3.7.
    PyTorch no longer supports this GPU because it is too old.
    The minimum cuda capability supported by this library is 5.0.

Traceback (most recent call last):
  File "/home/dov/k/t.py", line 5, in <module>
    y = net(x.cuda())
RuntimeError: CUDA error: no kernel image is available for execution on the device
""", where="torch 2.1 torch/cuda/__init__.py", at=("/home/dov/k/t.py", 5, "<module>"), lines=False, fix_any=["1.1", "older"])
case("cublas-error", "no_memory_for_handle", [("/home/dov/b/f.py", 22, "<module>", "y = layer(x)")],
     ("torch/nn/modules/linear.py", 114, "forward", "return F.linear(input, self.weight, self.bias)"),
     error="RuntimeError: CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", where="torch 2.1 aten/src/ATen/cuda/CublasHandlePool.cpp", fix_any=["batch", "memory", "nvidia-smi"])
case("cublas-error", "bf16_on_turing", [("/home/dov/b/g.py", 9, "<module>", "out = model.generate(**ids)")],
     ("torch/nn/modules/linear.py", 114, "forward", "return F.linear(input, self.weight, self.bias)"),
     error="RuntimeError: CUDA error: CUBLAS_STATUS_NOT_SUPPORTED when calling `cublasGemmEx( handle, opa, opb, m, n, k, &falpha, a, CUDA_R_16BF, lda, b, CUDA_R_16BF, ldb, &fbeta, c, CUDA_R_16BF, ldc, compute_type, CUBLAS_GEMM_DEFAULT_TENSOR_OP)`",
     where="torch 2.1 aten/src/ATen/cuda/CUDABlas.cpp", fix_any=["float16"])
case("cudnn-error", "not_initialized_by_backbone", [("/home/dov/b/c.py", 18, "<module>", "feat = backbone(img)")],
     ("torch/nn/modules/conv.py", 456, "_conv_forward", "return F.conv2d(input, weight, bias, self.stride,"),
     error="RuntimeError: cuDNN error: CUDNN_STATUS_NOT_INITIALIZED", where="torch 2.1 aten/src/ATen/cudnn/Exceptions.h", fix_any=["memory", "nvidia-smi", "batch"])
case("cuda-invalid-ordinal", "two_gpus_asked", [("/home/dov/b/o.py", 6, "<module>", 'net = net.to("cuda:3")')],
     error="torch.AcceleratorError: CUDA error: invalid device ordinal\nGPU device may be out of range, do you have enough GPUs?", where="torch 2.8 c10/cuda/CUDAFunctions.cpp", lines=False, fix_any=["cuda:0", "device_count()"])
case("cuda-fork", "dataset_on_gpu", [("/home/dov/b/d.py", 30, "<module>", "for x, y in loader:"), ("/home/dov/b/d.py", 15, "__getitem__", "return self.x[i].to('cuda'), self.y[i]")],
     ("torch/cuda/__init__.py", 305, "_lazy_init", "raise RuntimeError("),
     error="RuntimeError: Cannot re-initialize CUDA in forked subprocess. To use CUDA with multiprocessing, you must use the 'spawn' start method", where="torch 2.3 torch/cuda/__init__.py", fix_any=["batch.to(", ".to(device)", "in the loop"])
case("cuda-deserialize", "cpu_laptop", [("/home/dov/b/l.py", 8, "<module>", 'state = torch.load("weights/best.pt")')],
     ("torch/serialization.py", 288, "_validate_device", "raise RuntimeError('Attempting to deserialize object on a CUDA '"),
     error="RuntimeError: Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. If you are running on a CPU-only machine, please use torch.load with map_location=torch.device('cpu') to map your storages to the CPU.", where="torch 2.3 torch/serialization.py", fix_any=['map_location="cpu"'])
written("cuda-toolkit-mismatch", "flash_attn_build", """
Collecting flash-attn
  Building wheel for flash-attn (setup.py) ... error
  error: subprocess-exited-with-error
      RuntimeError:
      The detected CUDA version (11.5) mismatches the version that was used to compile
      PyTorch (12.1). Please make sure to use the same CUDA versions.
""", where="torch 2.2 torch/utils/cpp_extension.py", lines=False, fix_any=["12.1", "CUDA_HOME"])
case("not-deterministic", "scatter_add", [("/home/dov/b/s.py", 12, "pool", "out.scatter_add_(0, idx, src)")],
     error="RuntimeError: scatter_add_cuda_kernel does not have a deterministic implementation, but you set 'torch.use_deterministic_algorithms(True)'. You can turn off determinism just for this operation, or you can use the 'warn_only=True' option, if that's acceptable for your application. You can also file an issue at https://github.com/pytorch/pytorch/issues to help us prioritize adding deterministic support for this operation.",
     where="torch 2.4 aten/src/ATen/Context.cpp", fix_any=["warn_only=True"])

# ------------------------------------------------------------------ processes
written("dist-address-in-use", "second_torchrun", """
W0312 10:01:22.101000 140 torch/distributed/run.py:793] *****************************************
[E312 10:01:22.400 socket.cpp:783] [c10d] The server socket has failed to listen on any local network address. port: 29500, useIpv6: false, code: -98, name: EADDRINUSE, message: address already in use
Traceback (most recent call last):
  File "/opt/conda/bin/torchrun", line 8, in <module>
    sys.exit(main())
torch.distributed.DistNetworkError: The server socket has failed to listen on any local network address. port: 29500, useIpv6: false, code: -98, name: EADDRINUSE, message: address already in use
""", where="torch 2.6 torch/csrc/distributed/c10d/socket.cpp", lines=False, fix_any=["--master-port", "--master_port", "--standalone", "rdzv"], entities={"port": 29500})
case("dist-env-missing", "python_instead_of_torchrun", [("/srv/eli/ddp.py", 11, "<module>", 'dist.init_process_group("nccl")')],
     ("torch/distributed/rendezvous.py", 245, "_env_rendezvous_handler", "rank = int(_get_env_or_raise(\"RANK\"))"),
     error="ValueError: Error initializing torch.distributed using env:// rendezvous: environment variable RANK expected, but not set", where="torch 2.3 torch/distributed/rendezvous.py", fix_any=["torchrun"])
case("dist-not-initialized", "barrier_alone", [("/srv/eli/eval.py", 40, "main", "dist.barrier()")],
     ("torch/distributed/distributed_c10d.py", 1025, "_get_default_group", "raise ValueError("),
     error="ValueError: Default process group has not been initialized, please make sure to call init_process_group.", where="torch 2.3 torch/distributed/distributed_c10d.py", fix_any=["is_initialized()", "init_process_group"])
written("nccl-timeout", "saving_on_rank_0", """
[rank1]:[E312 11:20:41.120 ProcessGroupNCCL.cpp:616] [Rank 1] Watchdog caught collective operation timeout: WorkNCCL(SeqNum=812, OpType=ALLREDUCE, NumelIn=1, NumelOut=1, Timeout(ms)=600000) ran for 600019 milliseconds before timing out.
[rank1]:[E312 11:20:41.121 ProcessGroupNCCL.cpp:630] [Rank 1] Some NCCL operations have failed or timed out. Due to the asynchronous nature of CUDA kernels, subsequent GPU operations might run on corrupted/incomplete data.
[rank1]:[E312 11:20:41.121 ProcessGroupNCCL.cpp:636] [Rank 1] To avoid data inconsistency, we are taking the entire process down.
""", where="torch 2.5 torch/csrc/distributed/c10d/ProcessGroupNCCL.cpp", lines=False, fix_any=["timeout", "rank"], entities={"ranks": [1]})
case("nccl-error", "shm_in_docker", [("/srv/eli/ddp.py", 19, "<module>", "model = DDP(model, device_ids=[local_rank])")],
     ("torch/distributed/utils.py", 282, "_verify_param_shape_across_processes", "return dist._verify_params_across_processes(process_group, tensors, logger)"),
     error="torch.distributed.DistBackendError: NCCL error in: ../torch/csrc/distributed/c10d/NCCLUtils.hpp:275, unhandled system error (run with NCCL_DEBUG=INFO for details), NCCL version 2.19.3\nncclSystemError: System call (e.g. socket, malloc) or external library call failed or device error.\nLast error:\nError while creating shared memory segment /dev/shm/nccl-w4QmAb (size 9637888)",
     where="torch 2.2 torch/csrc/distributed/c10d/NCCLUtils.hpp", lines=False, fix_any=["--shm-size"])
case("nccl-not-built", "windows_nccl", [(r"C:\eli\ddp.py", 9, "<module>", 'dist.init_process_group(backend="nccl", rank=0, world_size=1)')],
     ("torch/distributed/distributed_c10d.py", 1302, "_new_process_group_helper", 'raise RuntimeError("Distributed package doesn\'t have NCCL built in")'),
     error="RuntimeError: Distributed package doesn't have NCCL built in", where="torch 2.3 torch/distributed/distributed_c10d.py", form="windows", fix_any=['"gloo"'])
case("dist-duplicate-gpu", "set_device_forgotten", [("/srv/eli/d.py", 12, "<module>", "dist.all_reduce(t)")],
     ("torch/distributed/distributed_c10d.py", 2050, "all_reduce", "work = group.allreduce([tensor], opts)"),
     error="torch.distributed.DistBackendError: NCCL error in: ../torch/csrc/distributed/c10d/NCCLUtils.hpp:275, invalid usage (run with NCCL_DEBUG=WARN for details), NCCL version 2.19.3\nncclInvalidUsage: This usually reflects invalid usage of NCCL library.\nLast error:\nDuplicate GPU detected : rank 1 and rank 0 both on CUDA device 3b000",
     where="torch 2.2 torch/csrc/distributed/c10d/NCCLUtils.hpp", lines=False, fix_any=["torch.cuda.set_device("], form="ranked", wears=[prefixed("[rank1]: ")])
case("dist-device-type", "cpu_tensor_in_nccl", [("/srv/eli/m.py", 55, "gather_metrics", "dist.all_reduce(loss_sum)")],
     ("torch/distributed/distributed_c10d.py", 2806, "all_reduce", "work = group.allreduce([tensor], opts)"),
     error="RuntimeError: No backend type associated with device type cpu", where="torch 2.4 torch/csrc/distributed/c10d/ProcessGroup.hpp", fix_any=["loss_sum.to(", "loss_sum = loss_sum.", 'cpu:gloo,cuda:nccl'])
case("ddp-unused-parameters", "frozen_branch", [("/srv/eli/t.py", 70, "<module>", "out = ddp(x)")],
     ("torch/nn/parallel/distributed.py", 1026, "forward", "if torch.is_grad_enabled() and self.reducer._rebuild_buckets():"),
     error="RuntimeError: Expected to have finished reduction in the prior iteration before starting a new one. This error indicates that your module has parameters that were not used in producing loss. You can enable unused parameter detection by passing the keyword argument `find_unused_parameters=True` to `torch.nn.parallel.DistributedDataParallel`, and by \nmaking sure all `forward` function outputs participate in calculating loss. \nParameter indices which did not receive grad for rank 0: 4 5",
     where="torch 2.0 torch/csrc/distributed/c10d/reducer.cpp", lines=False, fix_any=["find_unused_parameters=True"])
written("dist-child-failed", "only_the_wrapper", """
E0312 12:00:01.000000 77 torch/distributed/elastic/multiprocessing/api.py:826] failed (exitcode: 1) local_rank: 0 (pid: 81) of binary: /opt/conda/bin/python
Traceback (most recent call last):
  File "/opt/conda/bin/torchrun", line 33, in <module>
    sys.exit(load_entry_point('torch==2.4.0', 'console_scripts', 'torchrun')())
torch.distributed.elastic.multiprocessing.errors.ChildFailedError:
============================================================
train.py FAILED
------------------------------------------------------------
Failures:
  <NO_OTHER_FAILURES>
------------------------------------------------------------
Root Cause (first observed failure):
[0]:
  time      : 2024-03-12_12:00:01
  host      : node1
  rank      : 0 (local_rank: 0)
  exitcode  : 1 (pid: 81)
  error_file: <N/A>
  traceback : To enable traceback see: https://pytorch.org/docs/stable/elastic/errors.html
============================================================
""", where="torch 2.4 torch/distributed/elastic/multiprocessing/errors", lines=False, fix_any=["@record"], entities={"exitcode": 1})
written("dist-signal-exit", "oom_killer", """
W0312 12:00:01.000000 77 torch/distributed/elastic/multiprocessing/api.py:858] Sending process 82 closing signal SIGTERM
E0312 12:00:02.000000 77 torch/distributed/elastic/multiprocessing/api.py:826] failed (exitcode: -9) local_rank: 0 (pid: 81) of binary: /opt/conda/bin/python
""", where="torch 2.4 torch/distributed/elastic/multiprocessing/api.py", lines=False, fix_any=["dmesg", "memory", "num_workers"], entities={"exitcode": -9})
case("fsdp-setup", "mixed_requires_grad", [("/srv/eli/f.py", 33, "<module>", "model = FSDP(model, auto_wrap_policy=policy)")],
     ("torch/distributed/fsdp/_flat_param.py", 760, "_validate_tensors_to_flatten", "raise ValueError("),
     error="ValueError: Must flatten tensors with uniform `requires_grad` when `use_orig_params=False`", where="torch 2.4 torch/distributed/fsdp/_flat_param.py", fix_any=["use_orig_params=True"])
written("deepspeed-config", "batch_product", """
Traceback (most recent call last):
  File "/srv/eli/ds/train.py", line 88, in <module>
    engine, opt, _, _ = deepspeed.initialize(model=model, config="ds.json")
  File "/opt/conda/lib/python3.10/site-packages/deepspeed/runtime/config.py", line 999, in _batch_assertion
    assert train_batch == micro_batch * grad_acc * self.world_size, (
AssertionError: Check batch related parameters. train_batch_size is not equal to micro_batch_per_gpu * gradient_acc_step * world_size 64 != 4 * 2 * 4
""", where="deepspeed 0.14 deepspeed/runtime/config.py", at=("/srv/eli/ds/train.py", 88, "<module>"), fix_any=["32", '"auto"'])
written("vllm-setup", "kv_cache_too_small", """
ERROR 03-12 12:10:00 engine.py:389] The model's max seq len (131072) is larger than the maximum number of tokens that can be stored in KV cache (45360). Try increasing `gpu_memory_utilization` or decreasing `max_model_len` when initializing the engine.
Traceback (most recent call last):
  File "/srv/eli/v/s.py", line 3, in <module>
    llm = LLM("meta-llama/Llama-3.1-8B-Instruct")
ValueError: The model's max seq len (131072) is larger than the maximum number of tokens that can be stored in KV cache (45360). Try increasing `gpu_memory_utilization` or decreasing `max_model_len` when initializing the engine.
""", where="vllm 0.6 vllm/worker/worker.py", at=("/srv/eli/v/s.py", 3, "<module>"), lines=False, fix_any=["max_model_len=45360", "max_model_len"])

# ------------------------------------------------------------------ Hugging Face
TINY = """
import torch
from transformers import BertConfig, BertForSequenceClassification, GPT2Config, GPT2LMHeadModel
cls = BertForSequenceClassification(BertConfig(vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, max_position_embeddings=32))
"""
scene("hf-length", "bert_of_32_positions", TINY + """
ids = torch.randint(50, (1, 40))
print(cls(input_ids=ids).logits)
""", path="/home/fay/hf/long.py", at="print(cls(input_ids=ids).logits)", accept=["shape-broadcast", "index-out-of-range"], fix_any=["truncation=True", "max_length"])
scene("hf-model-input", "text_given_to_model", TINY + """
out = cls("a film to remember")
""", path="/home/fay/hf/text.py", at='out = cls("a film to remember")', accept=["wrong-object", "hf-batch-encoding"], fix_any=["tokenizer("])
scene("hf-model-input", "ids_without_batch", TINY + """
ids = torch.tensor([3, 4, 5])
out = cls(input_ids=ids)
""", path="/home/fay/hf/one.py", at="out = cls(input_ids=ids)", accept=["unpack-values", "hf-batch-encoding"], fix_any=["ids.unsqueeze(0)", "ids[None]"])
scene("hf-model-input", "neither_ids_nor_embeds", TINY + """
out = cls(labels=torch.tensor([1]))
""", path="/home/fay/hf/none.py", at="out = cls(labels=torch.tensor([1]))", fix_any=["input_ids"])
scene("shape-target", "labels_of_other_batch", TINY + """
loss = cls(input_ids=torch.randint(50, (4, 6)), labels=torch.tensor([0, 1, 1])).loss
""", path="/home/fay/hf/lab.py", at="loss = cls(input_ids=torch.randint(50, (4, 6)), labels=torch.tensor([0, 1, 1])).loss", fix_any=["labels"])
scene("loss-input", "labels_outside_num_labels", TINY + """
loss = cls(input_ids=torch.randint(50, (2, 6)), labels=torch.tensor([0, 2])).loss
""", path="/home/fay/hf/num.py", at="loss = cls(input_ids=torch.randint(50, (2, 6)), labels=torch.tensor([0, 2])).loss", accept=["index-out-of-range"], fix_any=["num_labels"])
scene("hf-generate-arguments", "max_length_below_prompt", """
import torch
from transformers import GPT2Config, GPT2LMHeadModel

lm = GPT2LMHeadModel(GPT2Config(vocab_size=50, n_positions=64, n_embd=8, n_layer=1, n_head=2, eos_token_id=0, bos_token_id=0))
text = lm.generate(torch.randint(1, 50, (1, 30)), max_length=20, pad_token_id=0)
""", path="/home/fay/hf/gen.py", at="text = lm.generate(torch.randint(1, 50, (1, 30)), max_length=20, pad_token_id=0)", accept=["hf-length", "hf-forward-argument"], fix_any=["max_new_tokens"])
scene("hf-generate-arguments", "unknown_setting", """
import torch
from transformers import GPT2Config, GPT2LMHeadModel

lm = GPT2LMHeadModel(GPT2Config(vocab_size=50, n_positions=64, n_embd=8, n_layer=1, n_head=2, eos_token_id=0, bos_token_id=0))
text = lm.generate(torch.tensor([[1, 2]]), max_tokens=5, pad_token_id=0)
""", path="/home/fay/hf/tok.py", at="text = lm.generate(torch.tensor([[1, 2]]), max_tokens=5, pad_token_id=0)", accept=["hf-length", "hf-forward-argument"], fix_any=["max_new_tokens"])
scene("hf-generate-arguments", "temperature_zero", """
import torch
from transformers import GPT2Config, GPT2LMHeadModel

lm = GPT2LMHeadModel(GPT2Config(vocab_size=50, n_positions=64, n_embd=8, n_layer=1, n_head=2, eos_token_id=0, bos_token_id=0))
text = lm.generate(torch.tensor([[1, 2]]), do_sample=True, temperature=0.0, max_new_tokens=3, pad_token_id=0)
""", path="/home/fay/hf/temp.py", at="text = lm.generate(torch.tensor([[1, 2]]), do_sample=True, temperature=0.0, max_new_tokens=3, pad_token_id=0)", fix_any=["do_sample=False"])
scene("hf-trainer-arguments", "best_model_without_eval", """
from transformers import TrainingArguments

args = TrainingArguments("out", load_best_model_at_end=True, save_strategy="epoch", use_cpu=True)
""", path="/home/fay/hf/args.py", at='args = TrainingArguments("out", load_best_model_at_end=True, save_strategy="epoch", use_cpu=True)', fix_any=['eval_strategy="epoch"'])
scene("hf-trainer-arguments", "old_name_evaluation_strategy", """
from transformers import TrainingArguments

args = TrainingArguments("out", evaluation_strategy="steps", use_cpu=True)
""", path="/home/fay/hf/old.py", at='args = TrainingArguments("out", evaluation_strategy="steps", use_cpu=True)', accept=["hf-version", "attribute-removed"], fix_any=["eval_strategy"])
scene("hf-no-loss", "no_labels_column", """
import torch
from transformers import BertConfig, BertForSequenceClassification, Trainer, TrainingArguments

model = BertForSequenceClassification(BertConfig(vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16))
rows = [{"input_ids": torch.tensor([1, 2]), "target": 1}] * 4
Trainer(model, TrainingArguments("out", max_steps=1, use_cpu=True, report_to=[]), train_dataset=rows).train()
""", path="/home/fay/hf/noloss.py", at='Trainer(model, TrainingArguments("out", max_steps=1, use_cpu=True, report_to=[]), train_dataset=rows).train()', fix_any=["labels"])
scene("peft-setup", "target_modules_not_found", """
from peft import LoraConfig, get_peft_model
from transformers import GPT2Config, GPT2LMHeadModel

lm = GPT2LMHeadModel(GPT2Config(vocab_size=50, n_positions=64, n_embd=8, n_layer=1, n_head=2))
lm = get_peft_model(lm, LoraConfig(target_modules=["q_proj", "v_proj"]))
""", path="/home/fay/hf/lora.py", at='lm = get_peft_model(lm, LoraConfig(target_modules=["q_proj", "v_proj"]))', fix_any=["c_attn", "all-linear"])
scene("hf-batch-encoding", "no_tensors_to_model", """
from transformers import BertConfig, BertModel

net = BertModel(BertConfig(vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16))
enc = {"input_ids": [[1, 2, 3]]}
out = net(**enc)
""", path="/home/fay/hf/lists.py", at="out = net(**enc)", accept=["wrong-object"], fix_any=['return_tensors="pt"', "torch.tensor("])
written("hf-gated", "gated_llama", """
Traceback (most recent call last):
  File "/home/fay/hf/ll.py", line 4, in <module>
    tok = AutoTokenizer.from_pretrained("meta-llama/Meta-Llama-3-8B")
  File "/home/fay/hf/.venv/lib/python3.11/site-packages/transformers/utils/hub.py", line 417, in cached_file
    raise EnvironmentError(
OSError: You are trying to access a gated repo.
Make sure to have access to it at https://huggingface.co/meta-llama/Meta-Llama-3-8B.
401 Client Error. (Request ID: Root=1-66)
Cannot access gated repo for url https://huggingface.co/meta-llama/Meta-Llama-3-8B/resolve/main/config.json.
Access to model meta-llama/Meta-Llama-3-8B is restricted. You must have access to it and be authenticated to access it. Please log in.
""", where="transformers 4.44 transformers/utils/hub.py", at=("/home/fay/hf/ll.py", 4, "<module>"), lines=False, fix_any=["https://huggingface.co/meta-llama/Meta-Llama-3-8B", "login"])
written("hf-attention", "flash_attn_absent", """
ImportError                               Traceback (most recent call last)
Cell In[3], line 1
----> 1 model = AutoModelForCausalLM.from_pretrained(name, attn_implementation="flash_attention_2")

File /usr/local/lib/python3.10/dist-packages/transformers/modeling_utils.py:1659, in PreTrainedModel._check_and_enable_flash_attn_2(cls, config, torch_dtype, device_map, check_device_map, hard_check_only)
-> 1659         raise ImportError(f"{preface} the package flash_attn seems to be not installed. {install_message}")

ImportError: FlashAttention2 has been toggled on, but it cannot be used due to the following error: the package flash_attn seems to be not installed. Please refer to the documentation of https://huggingface.co/docs/transformers/perf_infer_gpu_one#flashattention-2 to install Flash Attention 2.
""", where="transformers 4.44 transformers/modeling_utils.py", form="notebook", lines=False, fix_any=['attn_implementation="sdpa"', "flash-attn"])
written("hf-tokenizer-file", "sentencepiece_absent", """
Traceback (most recent call last):
  File "/home/fay/hf/t5.py", line 3, in <module>
    tok = T5Tokenizer.from_pretrained("google/flan-t5-small")
ImportError:
T5Tokenizer requires the SentencePiece library but it was not found in your environment. Checkout the instructions on the
installation page of its repo: https://github.com/google/sentencepiece#installation and follow the ones
that match your environment. Please note that you may need to restart your runtime after installation.
""", where="transformers 4.44 transformers/utils/import_utils.py", rule="hf-missing-backend", at=("/home/fay/hf/t5.py", 3, "<module>"), lines=False, fix_any=["pip install sentencepiece"])

# ------------------------------------------------------------------ installing
written("module-missing", "cv2", """
Traceback (most recent call last):
  File "/home/gus/e/cam.py", line 1, in <module>
    import cv2
ModuleNotFoundError: No module named 'cv2'
""", where="Python 3.11", at=("/home/gus/e/cam.py", 1, "<module>"), fix_any=["pip install opencv-python"])
written("module-missing", "own_package", """
Traceback (most recent call last):
  File "/home/gus/proj/scripts/train.py", line 3, in <module>
    from src.models import Net
ModuleNotFoundError: No module named 'src'
""", where="Python 3.11", at=("/home/gus/proj/scripts/train.py", 3, "<module>"), fix_any=["python -m scripts.train", "PYTHONPATH"])
written("module-missing", "kernel_of_other_env", """
---------------------------------------------------------------------------
ModuleNotFoundError                       Traceback (most recent call last)
Cell In[1], line 2
      1 import numpy as np
----> 2 import torch

ModuleNotFoundError: No module named 'torch'
""", where="Python 3.11", form="notebook", fix_any=["%pip install torch"])
written("numpy-abi", "compiled_with_1x", """
Traceback (most recent call last):
  File "/home/gus/e/s.py", line 2, in <module>
    import skimage
  File "/home/gus/e/.venv/lib/python3.11/site-packages/skimage/_shared/geometry.pyx", line 1, in init skimage._shared.geometry
ValueError: numpy.dtype size changed, may indicate binary incompatibility. Expected 96 from C header, got 88 from PyObject
""", where="numpy 1.26 Cython", at=("/home/gus/e/s.py", 2, "<module>"), fix_any=["scikit-image", "numpy"])
written("shared-library", "libgl", """
Traceback (most recent call last):
  File "/app/main.py", line 2, in <module>
    import cv2
  File "/usr/local/lib/python3.11/site-packages/cv2/__init__.py", line 181, in <module>
    bootstrap()
ImportError: libGL.so.1: cannot open shared object file: No such file or directory
""", where="opencv-python 4.9", at=("/app/main.py", 2, "<module>"), fix_any=["libgl1", "opencv-python-headless"])
written("pip-no-match", "torch_on_python_314", """
$ python3.14 -m pip install torch==2.3.1
ERROR: Could not find a version that satisfies the requirement torch==2.3.1 (from versions: 2.9.0, 2.9.1)
ERROR: No matching distribution found for torch==2.3.1
""", where="pip 25", lines=False, fix_any=["2.9.1", "2.9.0", "python3.1"])
written("torch-abi", "torchvision_other_torch", """
Traceback (most recent call last):
  File "/home/gus/e/d.py", line 9, in <module>
    keep = torchvision.ops.nms(boxes, scores, 0.5)
  File "/home/gus/e/.venv/lib/python3.11/site-packages/torchvision/ops/boxes.py", line 41, in nms
    return torch.ops.torchvision.nms(boxes, scores, iou_threshold)
RuntimeError: operator torchvision::nms does not exist
""", where="torch 2.3 torch/library.py", at=("/home/gus/e/d.py", 9, "<module>"), fix_any=["torchvision"])
written("extension-build", "no_compiler", """
  building 'fused_ops' extension
  error: command 'gcc' failed: No such file or directory
  error: subprocess-exited-with-error
  ERROR: Failed building wheel for apex
""", where="setuptools 69", lines=False, fix_any=["build-essential", "gcc"])
written("bitsandbytes-setup", "no_gpu_4bit", """
Traceback (most recent call last):
  File "/home/gus/e/q.py", line 8, in <module>
    model = AutoModelForCausalLM.from_pretrained(name, quantization_config=BitsAndBytesConfig(load_in_4bit=True))
  File "/home/gus/e/.venv/lib/python3.11/site-packages/transformers/quantizers/quantizer_bnb_4bit.py", line 68, in validate_environment
    raise RuntimeError("No GPU found. A GPU is needed for quantization.")
RuntimeError: No GPU found. A GPU is needed for quantization.
""", where="transformers 4.40 quantizers/quantizer_bnb_4bit.py", at=("/home/gus/e/q.py", 8, "<module>"), fix_any=["GPU", "GGUF", "without"])
written("openmp-duplicate", "intel_twice", """
OMP: Error #15: Initializing libiomp5md.dll, but found libiomp5md.dll already initialized.
OMP: Hint This means that multiple copies of the OpenMP runtime have been linked into the program. That is dangerous, since it can degrade performance or cause incorrect results.
""", where="Intel OpenMP", lines=False, fix_any=["conda", "KMP_DUPLICATE_LIB_OK"])
written("protobuf-descriptors", "onnx_old_protos", """
Traceback (most recent call last):
  File "/home/gus/e/o.py", line 1, in <module>
    import onnx
TypeError: Descriptors cannot be created directly.
If this call came from a _pb2.py file, your generated code is out of date and must be regenerated with protoc >= 3.19.0.
""", where="protobuf 4.21", at=("/home/gus/e/o.py", 1, "<module>"), lines=False, fix_any=["protobuf"])
written("spacy-model", "german", """
Traceback (most recent call last):
  File "/home/gus/n/de.py", line 2, in <module>
    nlp = spacy.load("de_core_news_sm")
OSError: [E050] Can't find model 'de_core_news_sm'. It doesn't seem to be a Python package or a valid path to a data directory.
""", where="spacy 3.7", at=("/home/gus/n/de.py", 2, "<module>"), fix_any=["python -m spacy download de_core_news_sm"])
written("nltk-data", "punkt_tab", """
Traceback (most recent call last):
  File "/home/gus/n/t.py", line 4, in <module>
    words = nltk.word_tokenize(text)
LookupError:
**********************************************************************
  Resource punkt_tab not found.
  Please use the NLTK Downloader to obtain the resource:

  >>> import nltk
  >>> nltk.download('punkt_tab')
""", where="nltk 3.9", at=("/home/gus/n/t.py", 4, "<module>"), lines=False, fix_any=['nltk.download("punkt_tab")'])

# ------------------------------------------------------------------ tables, files, images
written("sklearn-input", "nan_in_features", """
Traceback (most recent call last):
  File "/home/hal/s/fit.py", line 9, in <module>
    clf.fit(X_train, y_train)
  File "/home/hal/s/.venv/lib/python3.11/site-packages/sklearn/utils/validation.py", line 172, in _assert_all_finite_element_wise
    raise ValueError(msg_err)
ValueError: Input X contains NaN.
LogisticRegression does not accept missing values encoded as NaN natively.
""", where="scikit-learn 1.5", at=("/home/hal/s/fit.py", 9, "<module>"), lines=False, fix_any=["SimpleImputer"])
written("sklearn-input", "one_dimensional", """
Traceback (most recent call last):
  File "/home/hal/s/p.py", line 12, in <module>
    price = reg.predict(area)
ValueError: Expected 2D array, got 1D array instead:
array=[55. 60.].
Reshape your data either using array.reshape(-1, 1) if your data has a single feature or array.reshape(1, -1) if it contains a single sample.
""", where="scikit-learn 1.5", at=("/home/hal/s/p.py", 12, "<module>"), lines=False, fix_any=["area.reshape(-1, 1)"])
written("sklearn-input", "text_in_features", """
Traceback (most recent call last):
  File "/home/hal/s/t.py", line 7, in <module>
    tree.fit(df[["city", "age"]], df["buys"])
ValueError: could not convert string to float: 'Rome'
""", where="scikit-learn 1.5", at=("/home/hal/s/t.py", 7, "<module>"), fix_any=["OneHotEncoder", "get_dummies"])
written("sklearn-input", "lengths_differ", """
Traceback (most recent call last):
  File "/home/hal/s/l.py", line 15, in <module>
    print(accuracy_score(y_test, pred))
ValueError: Found input variables with inconsistent numbers of samples: [40, 160]
""", where="scikit-learn 1.5", at=("/home/hal/s/l.py", 15, "<module>"), fix_any=["X_test", "y_test"])
written("sklearn-input", "not_fitted", """
Traceback (most recent call last):
  File "/home/hal/s/n.py", line 8, in <module>
    scaled = scaler.transform(rows)
sklearn.exceptions.NotFittedError: This StandardScaler instance is not fitted yet. Call 'fit' with appropriate arguments before using this estimator.
""", where="scikit-learn 1.5", at=("/home/hal/s/n.py", 8, "<module>"), fix_any=["scaler.fit(", "scaler.fit_transform("])
written("sklearn-input", "other_number_of_features", """
Traceback (most recent call last):
  File "/home/hal/s/f.py", line 21, in <module>
    out = model.predict(new)
ValueError: X has 11 features, but RandomForestClassifier is expecting 14 features as input.
""", where="scikit-learn 1.5", at=("/home/hal/s/f.py", 21, "<module>"), fix_any=["14", "columns", "reindex"])
written("sklearn-input", "class_of_one", """
Traceback (most recent call last):
  File "/home/hal/s/st.py", line 5, in <module>
    X_tr, X_te, y_tr, y_te = train_test_split(X, y, stratify=y)
ValueError: The least populated class in y has only 1 member, which is too few. The minimum number of groups for any class cannot be less than 2.
""", where="scikit-learn 1.5", at=("/home/hal/s/st.py", 5, "<module>"), fix_any=["value_counts", "stratify"])
written("sklearn-input", "continuous_target", """
Traceback (most recent call last):
  File "/home/hal/s/c.py", line 6, in <module>
    LogisticRegression().fit(X, prices)
ValueError: Unknown label type: continuous. Maybe you are trying to fit a classifier, which expects discrete classes on a regression target with continuous values.
""", where="scikit-learn 1.5", at=("/home/hal/s/c.py", 6, "<module>"), fix_any=["LinearRegression", "Regressor", "Ridge"])
written("file-missing", "relative_csv", """
Traceback (most recent call last):
  File "/home/hal/f/src/train.py", line 6, in <module>
    df = pd.read_csv("data/train.csv")
FileNotFoundError: [Errno 2] No such file or directory: 'data/train.csv'
""", where="pandas 2.2", at=("/home/hal/f/src/train.py", 6, "<module>"), fix_any=["__file__"])
written("image-unreadable", "truncated", """
Traceback (most recent call last):
  File "/home/hal/i/ds.py", line 22, in __getitem__
    img = Image.open(self.paths[i]).convert("RGB")
  File "/home/hal/i/.venv/lib/python3.11/site-packages/PIL/ImageFile.py", line 288, in load
    raise OSError(msg)
OSError: image file is truncated (12 bytes not processed)
""", where="pillow 10", at=("/home/hal/i/ds.py", 22, "__getitem__"), fix_any=["LOAD_TRUNCATED_IMAGES", "verify"])
written("disk-full", "checkpoint", """
Traceback (most recent call last):
  File "/home/hal/d/t.py", line 90, in <module>
    torch.save(model.state_dict(), f"ckpt/epoch_{epoch}.pt")
RuntimeError: [enforce fail at inline_container.cc:595] . PytorchStreamWriter failed writing file data/12: file write failed
""", where="torch 2.3 caffe2/serialize/inline_container.cc", at=("/home/hal/d/t.py", 90, "<module>"), fix_any=["df -h"])
written("main-guard", "loader_cut_off", r"""
  File "C:\hal\t.py", line 30, in <module>
    for batch in loader:
RuntimeError:
        An attempt has been made to start a new process before the
        current process has finished its bootstrapping phase.

        This probably means that you are not using fork to start your
        child processes and you have forgotten to use the proper idiom
        in the main module:

            if __name__ == '__main__':
                freeze_support()
                ...
""", where="Python 3.11 multiprocessing/spawn.py", form="windows", lines=False, fix_any=['if __name__ == "__main__":'])
scene("pickle-worker", "lambda_as_attribute", """
import multiprocessing as mp
import torch
from torch.utils.data import DataLoader, Dataset


class Rows(Dataset):
    def __init__(self):
        self.transform = lambda x: x + 1

    def __len__(self):
        return 4

    def __getitem__(self, i):
        return self.transform(torch.ones(1))


if __name__ == "__main__":
    for batch in DataLoader(Rows(), num_workers=1, multiprocessing_context="spawn"):
        pass
""", path="/home/hal/w/l.py", at='for batch in DataLoader(Rows(), num_workers=1, multiprocessing_context="spawn"):', run="process", fix_any=["def "])
written("nan-loss", "fp16_overflow", """
{'loss': 2.31, 'grad_norm': 4.1, 'learning_rate': 5e-05, 'epoch': 0.1}
{'loss': 0.0, 'grad_norm': nan, 'learning_rate': 4.9e-05, 'epoch': 0.2}
{'loss': 0.0, 'grad_norm': nan, 'learning_rate': 4.8e-05, 'epoch': 0.3}
""", where="transformers 4.44 Trainer", lines=False, fix_any=["bf16"])
case("sampling-nan", "half_weights", [("/home/ira/g.py", 15, "<module>", "ids = model.generate(**enc, do_sample=True)")],
     ("transformers/generation/utils.py", 2665, "_sample", "next_tokens = torch.multinomial(probs, num_samples=1).squeeze(1)"),
     error="RuntimeError: probability tensor contains either `inf`, `nan` or element < 0", where="torch 2.3 aten/src/ATen/native", fix_any=["bfloat16"])
scene("torch-compile", "dynamic_control_flow", """
import torch

@torch.compile(fullgraph=True, backend="eager")
def f(x):
    if x.sum() > 0:
        return x
    return -x

f(torch.ones(2))
""", path="/home/ira/c.py", at="if x.sum() > 0:", lines=False, fix_any=["torch.where", "torch.cond", "fullgraph=False"])
