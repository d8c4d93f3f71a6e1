"""Further causes of the families of machines, training, files and plain Python. Open cases, made before the fixes."""

from every_torch import case
from stage import gib, mib
from wear import prefixed

ALLOCATOR = "torch 2.6 c10/cuda/CUDACachingAllocator.cpp"
OOM = "torch.OutOfMemoryError: CUDA out of memory. Tried to allocate {}. GPU 0 has a total capacity of {} of which {} is free."
NO_GROUP = "ValueError: Default process group has not been initialized, please make sure to call init_process_group."
PYTHON = "python 3.11"

# --------------------------------------------------------------------- distributed
case("dist-not-initialized", "rank_for_the_sampler", [("/srv/ada/ddp/data.py", 22, "make_loader", "rank = dist.get_rank()")],
     ("torch/distributed/distributed_c10d.py", 1987, "get_rank", "default_pg = _get_default_group()"),
     error=NO_GROUP, where="torch 2.4 torch/distributed/distributed_c10d.py", fix_any=["rank = dist.get_rank() if dist.is_initialized() else 0", "init_process_group("])
case("dist-not-initialized", "distributed_sampler", [("/srv/ada/ddp/train.py", 40, "main", "sampler = DistributedSampler(train_set, shuffle=True)")],
     ("torch/utils/data/distributed.py", 80, "__init__", "num_replicas = dist.get_world_size()"),
     error=NO_GROUP, where="torch 2.4 torch/utils/data/distributed.py", fix_any=["init_process_group("])
case("dist-address-in-use", "port_in_the_line", [("/srv/ada/ddp/spawn.py", 14, "work", 'dist.init_process_group("nccl", init_method="tcp://localhost:23456", rank=rank, world_size=4)')],
     ("torch/distributed/rendezvous.py", 198, "_create_c10d_store", "return TCPStore("),
     error="torch.distributed.DistNetworkError: The server socket has failed to listen on any local network address. port: 23456, useIpv6: false, code: -98, name: EADDRINUSE, message: address already in use",
     where="torch 2.6 torch/csrc/distributed/c10d/socket.cpp", fix_any=["rank=rank, world_size=4)"])
case("dist-duplicate-gpu", "device_zero_for_all", [("/srv/ada/ddp/train.py", 55, "main", 'model = DDP(model.to("cuda:0"), device_ids=[0])')],
     ("torch/distributed/utils.py", 288, "_verify_param_shape_across_processes", "return dist._verify_params_across_processes(process_group, tensors, logger)"),
     error="torch.distributed.DistBackendError: NCCL error in: ../torch/csrc/distributed/c10d/NCCLUtils.hpp:275, invalid usage (run with NCCL_DEBUG=WARN for details), NCCL version 2.19.3\nncclInvalidUsage: This usually reflects invalid usage of NCCL library.\nLast error:\nDuplicate GPU detected : rank 3 and rank 0 both on CUDA device 65000",
     where="torch 2.2 NCCLUtils.hpp", fix_any=["DDP(model.to(local_rank), device_ids=[local_rank])"], lines=False, form="ranked", wears=[prefixed("[rank3]: ")])
case("dist-device-type", "gathered_objects_without_device", [("/srv/ada/ddp/eval.py", 70, "collect", "dist.broadcast(best_epoch, src=0)")],
     ("torch/distributed/distributed_c10d.py", 2421, "broadcast", "work = group.broadcast([tensor], opts)"),
     error="RuntimeError: Tensors must be CUDA and dense", where="torch 1.13 ProcessGroupNCCL.cpp", fix_any=["best_epoch = best_epoch.to(", "best_epoch.cuda()"])
case("fsdp-setup", "lora_frozen_base", [("/srv/ada/fsdp/lora.py", 31, "<module>", "net = FSDP(net, auto_wrap_policy=policy, device_id=local_rank)")],
     ("torch/distributed/fsdp/_flat_param.py", 760, "_validate_tensors_to_flatten", "raise ValueError("),
     error="ValueError: Must flatten tensors with uniform `requires_grad` when `use_orig_params=False`", where="torch 2.4 _flat_param.py", fix_any=["net = FSDP(net, auto_wrap_policy=policy, device_id=local_rank, use_orig_params=True)"])
case("process-failed", "subprocess_check_output", [("/srv/ada/eval/run.py", 19, "score", 'out = subprocess.check_output(["perl", "multi-bleu.perl", ref])')],
     error="subprocess.CalledProcessError: Command '['perl', 'multi-bleu.perl', 'ref.txt']' returned non-zero exit status 2.", where="python 3.11 subprocess.py", fix_any=["capture_output=True", "stderr"])

# ---------------------------------------------------------------------------- cuda
case("cuda-oom", "similarity_of_all_pairs", [("/home/bea/sim.py", 18, "<module>", "scores = queries @ corpus.T")],
     error=OOM.format("186.26 GiB", "39.56 GiB", "36.90 GiB"), where=ALLOCATOR, fix_any=["queries.split(", "topk"], entities={"sizes": [gib(186.26), gib(39.56), gib(36.9)]})
case("cuda-oom", "float32_model_to_gpu", [("/home/bea/llm.py", 9, "<module>", "net = net.cuda()")],
     ("torch/nn/modules/module.py", 1050, "cuda", "return self._apply(lambda t: t.cuda(device))"),
     error=OOM.format("172.00 MiB", "15.77 GiB", "90.00 MiB"), where=ALLOCATOR, fix_any=['net = net.to("cuda", dtype=torch.bfloat16)'], entities={"sizes": [mib(172), gib(15.77), mib(90)]})
case("cuda-oom", "losses_added_up", [("/home/bea/gan.py", 77, "epoch", "epoch_loss += loss")],
     error=OOM.format("20.00 MiB", "10.75 GiB", "8.00 MiB"), where=ALLOCATOR, fix_any=["epoch_loss += loss.item()"])
case("cuda-fork", "collate_on_gpu", [("/home/bea/text/data.py", 31, "collate", "ids = pad_sequence(rows, batch_first=True).to(device)")],
     ("torch/cuda/__init__.py", 300, "_lazy_init", "raise RuntimeError("),
     error="RuntimeError: Cannot re-initialize CUDA in forked subprocess. To use CUDA with multiprocessing, you must use the 'spawn' start method",
     where="torch 2.4 torch/cuda/__init__.py", fix_any=["ids = pad_sequence(rows, batch_first=True)    #"], accept=["cuda-fork"])
case("cuda-invalid-ordinal", "device_index_of_config", [("/home/bea/det/train.py", 12, "<module>", 'model.to("cuda:2")')],
     ("torch/nn/modules/module.py", 1326, "convert", "return t.to("),
     error="RuntimeError: CUDA error: invalid device ordinal", where="torch 2.4 c10/cuda/CUDAException.cpp", fix_any=['model.to("cuda:0")'])
case("cuda-deserialize", "resumed_on_a_laptop", [("/home/bea/rl/play.py", 20, "<module>", 'agent.load_state_dict(torch.load(args.weights, weights_only=True)["policy"])')],
     ("torch/serialization.py", 601, "validate_cuda_device", "raise RuntimeError('Attempting to deserialize object on a CUDA '"),
     error="RuntimeError: Attempting to deserialize object on a CUDA device but torch.cuda.is_available() is False. If you are running on a CPU-only machine, please use torch.load with map_location=torch.device('cpu') to map your storages to the CPU.",
     where="torch 2.6 torch/serialization.py", fix_any=['agent.load_state_dict(torch.load(args.weights, weights_only=True, map_location="cpu")["policy"])'])
case("mps-unsupported", "array_of_doubles", [("/Users/bea/fit.py", 8, "<module>", 'x = torch.from_numpy(features).to("mps")')],
     error="TypeError: Cannot convert a MPS Tensor to float64 dtype as the MPS framework doesn't support float64. Please use float32 instead.",
     where="torch 2.5 aten/src/ATen/native/mps", fix_any=['torch.from_numpy(features).float().to("mps")'])

# ------------------------------------------------------------------------ training
case("wrong-object", "array_to_device", [("/home/cem/seg/infer.py", 17, "predict", 'x = image.to("cuda")')],
     error="AttributeError: 'numpy.ndarray' object has no attribute 'to'", where="numpy 1.26", fix_any=["torch.from_numpy(image)"])
case("wrong-object", "config_is_a_dict", [("/home/cem/seg/train.py", 24, "main", "lr = cfg.optim_lr * 10")],
     error="AttributeError: 'dict' object has no attribute 'optim_lr'", where=PYTHON, fix_any=['lr = cfg["optim_lr"] * 10'], accept=["wrong-object"])
case("wrong-object", "ddp_generate", [("/home/cem/lm/eval.py", 44, "sample", "out = model.generate(ids, max_new_tokens=20)")],
     ("torch/nn/modules/module.py", 1931, "__getattr__", "raise AttributeError("),
     error="AttributeError: 'DistributedDataParallel' object has no attribute 'generate'", where="torch 2.6 torch/nn/modules/module.py", fix_any=["out = model.module.generate(ids, max_new_tokens=20)"])
case("invalid-arguments", "gru_into_linear", [("/home/cem/tag.py", 21, "forward", "return self.head(self.gru(self.emb(x)))")],
     ("torch/nn/modules/linear.py", 125, "forward", "return F.linear(input, self.weight, self.bias)"),
     error="TypeError: linear(): argument 'input' (position 1) must be Tensor, not tuple", where="torch 2.6", fix_any=["self.head(self.gru(self.emb(x))[0])"])
case("invalid-arguments", "hidden_size_of_a_fraction", [("/home/cem/net.py", 9, "__init__", "self.fc = nn.Linear(256, 256 * 1.5)")],
     ("torch/nn/modules/linear.py", 106, "__init__", "torch.empty((out_features, in_features), **factory_kwargs)"),
     error="TypeError: empty(): argument 'size' (position 1) must be tuple of ints, but found element of type float at pos 0", where="torch 2.6", fix_any=["int(256 * 1.5)"])
case("call-arguments", "loss_with_three", [("/home/cem/train.py", 61, "step", "loss = contrastive(anchor, positive)")],
     ("torch/nn/modules/module.py", 1740, "_call_impl", "return forward_call(*args, **kwargs)"),
     error="TypeError: TripletMarginLoss.forward() missing 1 required positional argument: 'negative'", where="torch 2.6 torch/nn/modules/loss.py", fix_any=["contrastive(anchor, positive, negative=negative)"])
case("module-setup", "modules_of_a_list", [("/home/cem/net.py", 15, "__init__", "self.body = nn.Sequential(blocks)")],
     ("torch/nn/modules/module.py", 645, "add_module", "raise TypeError(f\"{torch.typename(module)} is not a Module subclass\")"),
     error="TypeError: list is not a Module subclass", where="torch 2.6 torch/nn/modules/module.py", fix_any=["self.body = nn.Sequential(*blocks)"])
case("onnx-export", "ids_as_int32", [("/home/cem/serve.py", 30, "embed", 'vec = sess.run(None, {"input_ids": tokens})[0]')],
     ("onnxruntime/capi/onnxruntime_inference_collection.py", 220, "run", "return self._sess.run(output_names, input_feed, run_options)"),
     error="onnxruntime.capi.onnxruntime_pybind11_state.InvalidArgument: [ONNXRuntimeError] : 2 : INVALID_ARGUMENT : Unexpected input data type. Actual: (tensor(int32)) , expected: (tensor(int64))",
     where="onnxruntime 1.18", fix_any=["tokens.astype(np.int64)"])

# ---------------------------------------------------------------------- checkpoint
case("weights-only-load", "path_in_checkpoint", [("/home/dag/r.py", 12, "resume", 'ckpt = torch.load("last.ckpt", map_location="cpu")')],
     ("torch/serialization.py", 1524, "load", "raise pickle.UnpicklingError(_get_wo_message(str(e))) from None"),
     error="_pickle.UnpicklingError: Weights only load failed. This file can still be loaded, to do so you have two options, do those steps only if you trust the source of the checkpoint.\n\t(1) In PyTorch 2.6, we changed the default value of the `weights_only` argument in `torch.load` from `False` to `True`. Re-running `torch.load` with `weights_only` set to `False` will likely succeed, but it can result in arbitrary code execution. Do it only if you got the file from a trusted source.\n\t(2) Alternatively, to load with `weights_only=True` please check the recommended steps in the following error message.\n\tWeightsUnpickler error: Unsupported global: GLOBAL pathlib.PosixPath was not an allowed global by default. Please use `torch.serialization.add_safe_globals([pathlib.PosixPath])` or the `torch.serialization.safe_globals([pathlib.PosixPath])` context manager to allowlist this global if you trust this class/function.",
     where="torch 2.6 torch/serialization.py", fix_any=["add_safe_globals([pathlib.PosixPath])", "safe_globals([pathlib.PosixPath])"])
case("state-dict-mismatch", "ema_prefix", [("/home/dag/diff/sample.py", 33, "<module>", 'unet.load_state_dict(torch.load("ema.pt"))')],
     ("torch/nn/modules/module.py", 2584, "load_state_dict", "raise RuntimeError("),
     error='RuntimeError: Error(s) in loading state_dict for UNet:\n\tMissing key(s) in state_dict: "down.weight", "down.bias", "up.weight", "up.bias".\n\tUnexpected key(s) in state_dict: "ema_model.down.weight", "ema_model.down.bias", "ema_model.up.weight", "ema_model.up.bias".',
     where="torch 2.6 torch/nn/modules/module.py", fix_any=['removeprefix("ema_model.")'])
case("state-dict-mismatch", "weights_under_a_key", [("/home/dag/det/load.py", 10, "<module>", 'detector.load_state_dict(torch.load("best.pth"))')],
     ("torch/nn/modules/module.py", 2584, "load_state_dict", "raise RuntimeError("),
     error='RuntimeError: Error(s) in loading state_dict for Detector:\n\tMissing key(s) in state_dict: "stem.weight", "stem.bias".\n\tUnexpected key(s) in state_dict: "meta", "state_dict", "optimizer".',
     where="torch 2.6 torch/nn/modules/module.py", fix_any=['torch.load("best.pth")["state_dict"]', '["state_dict"]'])
case("optimizer-state-mismatch", "unfrozen_since", [("/home/dag/ft.py", 48, "resume", 'opt.load_state_dict(ckpt["opt"])')],
     ("torch/optim/optimizer.py", 870, "load_state_dict", "raise ValueError("),
     error="ValueError: loaded state dict contains a parameter group that doesn't match the size of optimizer's group", where="torch 2.6 torch/optim/optimizer.py", fix_any=['ckpt["opt"]["param_groups"]', "ckpt['opt'][\"param_groups\"]"])
case("checkpoint-corrupt", "cut_download", [("/home/dag/v.py", 6, "<module>", 'sd = torch.load("/data/models/vit_b.pth", map_location="cpu")')],
     ("torch/serialization.py", 1402, "load", "with _open_zipfile_reader(opened_file) as opened_zipfile:"),
     error="RuntimeError: PytorchStreamReader failed reading zip archive: failed finding central directory", where="torch 2.2 caffe2/serialize/inline_container.cc", fix_any=["ls -l '/data/models/vit_b.pth'"])

# ---------------------------------------------------------------------------- data
case("dataloader-collate", "ragged_in_the_loop", [("/home/eli/asr/train.py", 40, "<module>", "for wave, text in DataLoader(speech, batch_size=16, num_workers=4):")],
     ("torch/utils/data/_utils/collate.py", 272, "collate_tensor_fn", "return torch.stack(batch, 0, out=out)"),
     error="RuntimeError: stack expects each tensor to be equal size, but got [1, 16000] at entry 0 and [1, 14720] at entry 1", where="torch 2.6", fix_any=["for wave, text in DataLoader(speech, batch_size=16, num_workers=4, collate_fn=collate_fn):"], entities={"shapes": [[1, 16000], [1, 14720]]})
case("dataloader-setup", "shuffle_of_a_stream", [("/home/eli/lm/data.py", 18, "make", "loader = DataLoader(stream, batch_size=8, shuffle=True)")],
     ("torch/utils/data/dataloader.py", 318, "__init__", "raise ValueError("),
     error="ValueError: DataLoader with IterableDataset: expected unspecified shuffle option, but got shuffle=True", where="torch 2.6 torch/utils/data/dataloader.py", fix_any=["loader = DataLoader(stream, batch_size=8)"])
case("pickle-worker", "pool_of_closures", [("/home/eli/prep.py", 33, "main", "rows = pool.imap_unordered(clean, texts, chunksize=64)")],
     ("multiprocessing/pool.py", 540, "_handle_tasks", "put(task)"),
     error="AttributeError: Can't pickle local object 'main.<locals>.clean'", where="python 3.11 multiprocessing/reduction.py", fix_any=["at module level"])
case("main-guard", "spawn_of_a_loop", [("/home/eli/gym/run.py", 12, "<module>", "with mp.Pool(4) as pool:")],
     ("multiprocessing/spawn.py", 164, "get_preparation_data", "_check_not_importing_main()"),
     error="RuntimeError:\n        An attempt has been made to start a new process before the\n        current process has finished its bootstrapping phase.", where="python 3.11 multiprocessing/spawn.py", fix_any=['if __name__ == "__main__":'], lines=False)
case("dataloader-worker", "worker_killed", [("/home/eli/img/train.py", 51, "<module>", "for x, y in train_loader:")],
     ("torch/utils/data/dataloader.py", 1145, "_try_get_data", "raise RuntimeError(f'DataLoader worker (pid(s) {pids_str}) exited unexpectedly') from e"),
     error="RuntimeError: DataLoader worker (pid(s) 30121) exited unexpectedly", where="torch 2.6 torch/utils/data/dataloader.py", fix_any=["num_workers=0"])

# ------------------------------------------------------------------------ autograd
case("autograd-twice", "penalty_without_create_graph", [("/home/fay/wgan.py", 58, "critic_step", "(d_loss + 10 * gradient_penalty).backward()")],
     ("torch/autograd/graph.py", 824, "_engine_run_backward", "return Variable._execution_engine.run_backward("),
     error="RuntimeError: Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.",
     where="torch 2.6 torch/csrc/autograd/saved_variable.cpp", fix_any=["create_graph=True"])
case("autograd-no-grad", "input_gradient", [("/home/fay/attack.py", 20, "fgsm", "grad = torch.autograd.grad(loss, images)[0]")],
     ("torch/autograd/__init__.py", 496, "grad", "result = _engine_run_backward("),
     error="RuntimeError: element 0 of tensors does not require grad and does not have a grad_fn", where="torch 2.6", fix_any=["images.detach().requires_grad_()", "images.requires_grad_()", "images = images.detach().requires_grad_()"])
case("inference-tensor", "cached_embeddings", [("/home/fay/probe.py", 31, "<module>", "logits = probe(embeddings)")],
     ("torch/nn/modules/linear.py", 125, "forward", "return F.linear(input, self.weight, self.bias)"),
     error="RuntimeError: Inference tensors cannot be saved for backward. To work around you can make a clone to get a normal tensor and use it in autograd.", where="torch 2.4 torch/csrc/autograd/variable.cpp", fix_any=["embeddings = embeddings.clone()"])
case("sampling-nan", "temperature_zero", [("/home/fay/gpt/sample.py", 24, "sample", "nxt = torch.multinomial(probs, num_samples=1)")],
     error="RuntimeError: probability tensor contains either `inf`, `nan` or element < 0", where="torch 2.6 aten/src/ATen/native/Distributions.cpp", fix_any=["torch.isfinite(probs)", "temperature"])
case("autograd-inplace", "leaf_row_set", [("/home/fay/emb.py", 14, "<module>", "emb.weight[pad] = 0")],
     error="RuntimeError: a view of a leaf Variable that requires grad is being used in an in-place operation.", where="torch 2.6", fix_any=["with torch.no_grad():"])

# -------------------------------------------------------------------------- python
case("wrong-type", "config_rate_is_text", [("/home/gio/t.py", 22, "main", 'opt = torch.optim.AdamW(net.parameters(), lr=args.lr, weight_decay=0.01)')],
     ("torch/optim/adamw.py", 40, "__init__", 'if not 0.0 <= lr:'),
     error="TypeError: '<=' not supported between instances of 'float' and 'str'", where="torch 2.4 torch/optim/adamw.py", fix_any=["lr=float(args.lr)", "type=float"], accept=["lr-scheduler"])
case("missing-entry", "wandb_key", [("/home/gio/t.py", 9, "<module>", 'key = os.environ["WANDB_API_KEY"]')],
     error="KeyError: 'WANDB_API_KEY'", where=PYTHON, fix_any=['key = os.environ.get("WANDB_API_KEY"', "key = os.environ.get('WANDB_API_KEY'"])
case("name-undefined", "functional_not_imported", [("/home/gio/net.py", 30, "forward", "x = F.relu(self.conv(x))")],
     error="NameError: name 'F' is not defined", where=PYTHON, fix_any=["import torch.nn.functional as F"])
case("text-format", "epoch_of_a_file_name", [("/home/gio/resume.py", 7, "latest", 'epoch = int(name.split("_")[1])')],
     error="ValueError: invalid literal for int() with base 10: '12.pt'", where=PYTHON, fix_any=['re.search(r"\\d+", name'])
case("not-callable", "sum_is_a_number", [("/home/gio/train.py", 51, "epoch", "accuracy = accuracy(out, y)")],
     error="TypeError: 'float' object is not callable", where=PYTHON, fix_any=["accuracy_value = accuracy(out, y)"])
case("wrong-structure", "records_in_a_list", [("/home/gio/data.py", 15, "<module>", 'ids = rows["input_ids"]')],
     error="TypeError: list indices must be integers or slices, not str", where=PYTHON, fix_any=["for item in rows"])
