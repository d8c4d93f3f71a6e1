"""What needs a GPU, a broken driver or another platform: the libraries' own words in realistic frames.

`source = "library"`; `stands` says in which file of which release the wording is.
"""

from bench import keep
from forms import build_step, crlf, each, mail, ranks, stamped

SITE = "/home/alice/miniconda3/envs/llm/lib/python3.10/site-packages"
OPT = "/opt/conda/lib/python3.10/site-packages"


def frames(*calls: tuple[str, int, str, str]) -> str:
    return "Traceback (most recent call last):\n" + "".join(
        f'  File "{file}", line {line}, in {function}\n    {code}\n' for file, line, function, code in calls
    )


def worded(slug, name, stands, log, *, at=None, part="open", form="plain", dress=None, entities=None, **expected):
    location = {"file": at[0], "line": at[1], "function": at[2]} if at else {}
    keep(part, slug, name, dress(log) if dress else log, {
        "rule": slug, "form": form, "source": "library", "stands": stands, **expected, "location": location, "entities": entities or {},
    })  # fmt: skip


# -------------------------------------------------------------- bitsandbytes-setup

SETUP_FAILED = """RuntimeError: 
        CUDA Setup failed despite GPU being available. Please run the following command to get more information:

        python -m bitsandbytes

        Inspect the output of the command and see if you can locate CUDA libraries. You might need to add them
        to your LD_LIBRARY_PATH. If you suspect a bug, please take the information from python -m bitsandbytes
        and open an issue at: https://github.com/TimDettmers/bitsandbytes/issues
"""
worded("bitsandbytes-setup", "setup_failed", "bitsandbytes 0.41.3 cextension.py", frames(
    ("/home/alice/qlora/finetune.py", 9, "<module>", "import bitsandbytes as bnb"),
    (f"{SITE}/bitsandbytes/__init__.py", 6, "<module>", "from . import cuda_setup, utils, research"),
    (f"{SITE}/bitsandbytes/research/__init__.py", 1, "<module>", "from . import nn"),
    (f"{SITE}/bitsandbytes/cextension.py", 20, "<module>", "raise RuntimeError('''"),
) + SETUP_FAILED, at=("/home/alice/qlora/finetune.py", 9, "<module>"), fix_any=["python -m bitsandbytes", "LD_LIBRARY_PATH"])  # fmt: skip
worded("bitsandbytes-setup", "setup_failed_through_peft_held", "bitsandbytes 0.41.3 cextension.py", frames(
    ("/workspace/lora/train.py", 4, "<module>", "from peft import LoraConfig, get_peft_model"),
    (f"{OPT}/peft/__init__.py", 22, "<module>", "from .auto import ("),
    (f"{OPT}/peft/tuners/lora/bnb.py", 19, "<module>", "import bitsandbytes as bnb"),
    (f"{OPT}/bitsandbytes/__init__.py", 6, "<module>", "from . import cuda_setup, utils, research"),
    (f"{OPT}/bitsandbytes/cextension.py", 20, "<module>", "raise RuntimeError('''"),
) + SETUP_FAILED, at=("/workspace/lora/train.py", 4, "<module>"), part="held", form="ranked", dress=ranks(2), fix_any=["python -m bitsandbytes", "LD_LIBRARY_PATH"])  # fmt: skip
worded("bitsandbytes-setup", "undefined_symbol_cget", "bitsandbytes 0.37.2 cextension.py and functional.py", """
===================================BUG REPORT===================================
Welcome to bitsandbytes. For bug reports, please submit your error trace to: https://github.com/TimDettmers/bitsandbytes/issues
================================================================================
CUDA SETUP: Required library version not found: libbitsandbytes_cuda117.so. Maybe you need to compile it from source?
CUDA SETUP: Defaulting to libbitsandbytes_cpu.so...
""".lstrip() + frames(
    ("/home/alice/alpaca/generate.py", 31, "<module>", "model = LlamaForCausalLM.from_pretrained(BASE, load_in_8bit=True, device_map=\"auto\")"),
    (f"{SITE}/bitsandbytes/functional.py", 1698, "double_quant", "lib.cget_col_row_stats(ptrA, ptrRowStats, ptrColStats, ptrNnzrows, ct.c_float(threshold), rows, cols)"),
    ("/home/alice/miniconda3/envs/llm/lib/python3.10/ctypes/__init__.py", 387, "__getattr__", "func = self.__getitem__(name)"),
    ("/home/alice/miniconda3/envs/llm/lib/python3.10/ctypes/__init__.py", 392, "__getitem__", "func = self._FuncPtr((name_or_ordinal, self))"),
) + f"AttributeError: {SITE}/bitsandbytes/libbitsandbytes_cpu.so: undefined symbol: cget_col_row_stats\n",
    at=("/home/alice/alpaca/generate.py", 31, "<module>"), fix_any=["python -m bitsandbytes", "libbitsandbytes_cuda117.so", "CUDA"])  # fmt: skip
worded("bitsandbytes-setup", "no_gpu_found_docker", "transformers 4.46.3 integrations/bitsandbytes.py", frames(
    ("/app/serve.py", 12, "load", "return AutoModelForCausalLM.from_pretrained(NAME, quantization_config=bnb, device_map=\"auto\")"),
    (f"{OPT}/transformers/quantizers/quantizer_bnb_4bit.py", 72, "validate_environment", "raise RuntimeError(\"No GPU found. A GPU is needed for quantization.\")"),
) + "RuntimeError: No GPU found. A GPU is needed for quantization.\n", at=("/app/serve.py", 12, "load"), form="docker", dress=each("llm-1  | "), accept=["cuda-unavailable"],
    fix_any=["GPU", "--gpus all"])  # fmt: skip
worded("bitsandbytes-setup", "binary_not_found_mail_held", "bitsandbytes 0.43.1 cextension.py", """Could not find the bitsandbytes CUDA binary at PosixPath('/home/lin/venv/lib/python3.10/site-packages/bitsandbytes/libbitsandbytes_cuda124.so')
The installed version of bitsandbytes was compiled without GPU support. 8-bit optimizers, 8-bit multiplication, and GPU quantization are unavailable.
""", part="held", form="wrapped", dress=mail(72, "> "), fix_any=["bitsandbytes", "CUDA"])  # fmt: skip
worded("bitsandbytes-setup", "none_type_kernel", "bitsandbytes 0.43.1 functional.py", "'NoneType' object has no attribute 'cadam32bit_grad_fp32'\n" + frames(
    ("/home/ravi/qlora/qlora.py", 88, "main", "trainer.train()"),
    (f"{SITE}/bitsandbytes/functional.py", 982, "quantize_4bit", "lib.cquantize_blockwise_fp16_nf4("),
) + "AttributeError: 'NoneType' object has no attribute 'cquantize_blockwise_fp16_nf4'\n", at=("/home/ravi/qlora/qlora.py", 88, "main"), fix_any=["python -m bitsandbytes", "bitsandbytes"])  # fmt: skip

# ------------------------------------------------------------------ shared-library

CV2 = [
    ("{site}/cv2/__init__.py", 181, "<module>", "bootstrap()"),
    ("{site}/cv2/__init__.py", 153, "bootstrap", "native_module = importlib.import_module(\"cv2\")"),
]
worded("shared-library", "libgl_docker", "opencv-python 4.10.0.84 cv2/__init__.py", frames(
    ("/app/grab.py", 3, "<module>", "import cv2"), *[(f.format(site=OPT), n, g, c) for f, n, g, c in CV2],
    ("/opt/conda/lib/python3.10/importlib/__init__.py", 126, "import_module", "return _bootstrap._gcd_import(name[level:], package, level)"),
) + "ImportError: libGL.so.1: cannot open shared object file: No such file or directory\n", at=("/app/grab.py", 3, "<module>"), form="docker", dress=each("cam-1  | "),
    fix_any=["opencv-python-headless", "libgl1"])  # fmt: skip
worded("shared-library", "libgthread_kube_held", "opencv-python 4.10.0.84 cv2/__init__.py", frames(
    ("/srv/detect/main.py", 7, "<module>", "from detect.video import Reader"), ("/srv/detect/video.py", 2, "<module>", "import cv2"), *[(f.format(site=OPT), n, g, c) for f, n, g, c in CV2],
) + "ImportError: libgthread-2.0.so.0: cannot open shared object file: No such file or directory\n", at=("/srv/detect/video.py", 2, "<module>"), part="held", form="docker", dress=stamped(),
    fix_any=["opencv-python-headless", "libglib2.0-0"])  # fmt: skip
worded("shared-library", "libcublas_torch_113", "torch 1.13.1 torch/__init__.py", frames(
    ("/home/alice/proj/train.py", 1, "<module>", "import torch"),
    (f"{SITE}/torch/__init__.py", 191, "<module>", "_load_global_deps()"),
    (f"{SITE}/torch/__init__.py", 153, "_load_global_deps", "ctypes.CDLL(lib_path, mode=ctypes.RTLD_GLOBAL)"),
    ("/home/alice/miniconda3/envs/llm/lib/python3.10/ctypes/__init__.py", 374, "__init__", "self._handle = _dlopen(self._name, mode)"),
) + "OSError: libcublas.so.11: cannot open shared object file: No such file or directory\n", at=("/home/alice/proj/train.py", 1, "<module>"), fix_any=["nvidia-cublas-cu11", "LD_LIBRARY_PATH", "reinstall"])  # fmt: skip
worded("shared-library", "glibcxx", "scipy 1.11 in a conda environment older than its libstdc++", frames(
    ("/home/ravi/proj/stats.py", 5, "<module>", "from scipy import signal"),
    (f"{SITE}/scipy/signal/__init__.py", 309, "<module>", "from . import _sigtools, windows"),
) + f"ImportError: /lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.29' not found (required by {SITE}/scipy/signal/_sigtools.cpython-310-x86_64-linux-gnu.so)\n",
    at=("/home/ravi/proj/stats.py", 5, "<module>"), entities={"versions": ["GLIBCXX_3.4.29"]}, fix_any=["libstdcxx-ng", "LD_LIBRARY_PATH", "libstdc++"])  # fmt: skip
worded("shared-library", "winerror_126_held", "torch 2.3.0 torch/__init__.py", frames(
    (r"C:\Users\maria\Documents\chat\app.py", 2, "<module>", "import torch"),
    (r"C:\Users\maria\anaconda3\envs\nlp\lib\site-packages\torch\__init__.py", 141, "<module>", "raise err"),
) + 'OSError: [WinError 126] The specified module could not be found. Error loading "C:\\Users\\maria\\anaconda3\\envs\\nlp\\lib\\site-packages\\torch\\lib\\fbgemm.dll" or one of its dependencies.\n',
    at=(r"C:\Users\maria\Documents\chat\app.py", 2, "<module>"), part="held", dress=crlf, fix_any=["Visual C++", "vc_redist", "libomp140"])  # fmt: skip
worded("shared-library", "glibc_mail_held", "onnxruntime 1.18 on an old distribution", frames(
    ("/home/u0132/infer.py", 1, "<module>", "import onnxruntime as ort"),
    ("/home/u0132/.local/lib/python3.10/site-packages/onnxruntime/__init__.py", 57, "<module>", "raise import_capi_exception"),
) + "ImportError: /lib64/libm.so.6: version `GLIBC_2.27' not found (required by /home/u0132/.local/lib/python3.10/site-packages/onnxruntime/capi/onnxruntime_pybind11_state.cpython-310-x86_64-linux-gnu.so)\n",
    at=("/home/u0132/infer.py", 1, "<module>"), part="held", form="wrapped", dress=mail(76), entities={"versions": ["GLIBC_2.27"]}, fix_any=["container", "older", "glibc", "GLIBC"])  # fmt: skip

# --------------------------------------------------- hf-attention, hf-offload, hf-length

worded("hf-attention", "ampere_only", "flash-attn 2.5 csrc/flash_attn/flash_api.cpp", frames(
    ("/home/alice/proj/sft.py", 61, "train", "trainer.train()"),
    (f"{SITE}/transformers/trainer.py", 1885, "train", "return inner_training_loop("),
    (f"{SITE}/flash_attn/flash_attn_interface.py", 51, "_flash_attn_forward", "out, q, k, v, out_padded, softmax_lse, S_dmask, rng_state = flash_attn_cuda.fwd("),
) + "RuntimeError: FlashAttention only supports Ampere GPUs or newer.\n", at=("/home/alice/proj/sft.py", 61, "train"), fix_any=["sdpa"])  # fmt: skip
worded("hf-attention", "dtype_only_half_held", "flash-attn 2.5 csrc/flash_attn/flash_api.cpp", "You are attempting to use Flash Attention 2.0 without specifying a torch dtype. This might lead to unexpected behaviour\n" + frames(
    ("/workspace/eval/run.py", 27, "main", "out = model.generate(**inputs, max_new_tokens=64)"),
    (f"{OPT}/transformers/generation/utils.py", 1592, "generate", "return self.sample("),
    (f"{OPT}/flash_attn/flash_attn_interface.py", 79, "_flash_attn_varlen_forward", "out, q, k, v, out_padded, softmax_lse, S_dmask, rng_state = flash_attn_cuda.varlen_fwd("),
) + "RuntimeError: FlashAttention only support fp16 and bf16 data type\n", at=("/workspace/eval/run.py", 27, "main"), part="held", form="ranked", dress=each("[rank0]: "), fix_any=["torch_dtype=torch.bfloat16", "bfloat16", "float16"])  # fmt: skip
for kind, part, wear, form in [("8-bit", "open", None, "plain"), ("4-bit", "held", mail(70, "> "), "wrapped")]:
    words = (
        "ValueError: `.to` is not supported for `8-bit` bitsandbytes models. Please use the model as it is, since the model has already been set to the correct devices and casted to the correct `dtype`.\n"
        if kind == "8-bit"
        else "ValueError: `.to` is not supported for `4-bit` or `8-bit` bitsandbytes models. Please use the model as it is, since the model has already been set to the correct devices and casted to the correct `dtype`.\n"
    )
    worded("hf-offload", f"to_{kind.replace('-', '')}" + ("_held" if part == "held" else ""), f"transformers {'4.46.3' if kind == '8-bit' else '4.36.2'} modeling_utils.py", frames(
        ("/home/alice/qlora/chat.py", 18, "<module>", "model = model.to(\"cuda\")"), (f"{SITE}/transformers/modeling_utils.py", 2460, "to", "raise ValueError("),
    ) + words, at=("/home/alice/qlora/chat.py", 18, "<module>"), part=part, form=form, dress=wear, fix_any=["device_map", ".to("])  # fmt: skip
worded("hf-offload", "not_enough_gpu_ram_docker", "transformers 4.40.2 quantizers/quantizer_bnb_4bit.py", frames(
    ("/app/api.py", 22, "startup", "state.model = AutoModelForCausalLM.from_pretrained(MODEL, quantization_config=cfg, device_map=\"auto\")"),
    (f"{OPT}/transformers/quantizers/quantizer_bnb_4bit.py", 86, "validate_environment", "raise ValueError("),
) + """ValueError: 
                    Some modules are dispatched on the CPU or the disk. Make sure you have enough GPU RAM to fit the quantized
                    model. If you want to dispatch the model on the CPU or the disk while keeping these modules in 32-bit, you
                    need to set `load_in_8bit_fp32_cpu_offload=True` and pass a custom `device_map` to `from_pretrained`. Check
                    https://huggingface.co/docs/transformers/main/en/main_classes/quantization#offload-between-cpu-and-gpu
                    for more details.
""", at=("/app/api.py", 22, "startup"), form="docker", dress=stamped(), fix_any=["GPU", "llm_int8_enable_fp32_cpu_offload", "device_map"])  # fmt: skip
worded("hf-length", "vllm_prompt_too_long", "vllm 0.6 (OpenAI-compatible server)", frames(
    ("/home/alice/rag/answer.py", 40, "answer", "resp = client.chat.completions.create(model=MODEL, messages=messages, max_tokens=1024)"),
    (f"{SITE}/openai/_utils/_utils.py", 275, "wrapper", "return func(*args, **kwargs)"),
    (f"{SITE}/openai/_base_client.py", 1059, "_request", "raise self._make_status_error_from_response(err.response) from None"),
) + "openai.BadRequestError: Error code: 400 - {'object': 'error', 'message': \"This model's maximum context length is 4096 tokens. However, you requested 5210 tokens (4186 in the messages, 1024 in the completion). Please reduce the length of the messages or completion.\", 'type': 'BadRequestError', 'param': None, 'code': 400}\n",
    at=("/home/alice/rag/answer.py", 40, "answer"), entities={"sizes": [4096, 5210]}, fix_any=["max_tokens", "--max-model-len", "shorten", "truncate"])  # fmt: skip
worded("hf-length", "vllm_max_model_len_held", "vllm 0.6 config.py", frames(
    ("/workspace/serve/run.py", 8, "<module>", "llm = LLM(model=\"mistralai/Mistral-7B-v0.1\", max_model_len=65536)"),
    (f"{OPT}/vllm/config.py", 1797, "_get_and_verify_max_len", "raise ValueError("),
) + "ValueError: User-specified max_model_len (65536) is greater than the derived max_model_len (max_position_embeddings=32768 or model_max_length=None in model's config.json). This may lead to incorrect model outputs or CUDA errors. Make sure the value is correct and within the model context size.\n",
    at=("/workspace/serve/run.py", 8, "<module>"), part="held", form="docker", dress=each("vllm-0  | "), entities={"sizes": [65536, 32768]}, fix_any=["max_model_len=32768", "32768"])  # fmt: skip

# ------------------------------------------------- torch-compile, extension-build, workers

worded("torch-compile", "triton_missing_windows", "torch 2.4.0 _inductor/scheduler.py", frames(
    (r"C:\Users\maria\Documents\gpt\train.py", 64, "<module>", "logits, loss = model(X, Y)"),
    (r"C:\Users\maria\anaconda3\lib\site-packages\torch\_dynamo\eval_frame.py", 433, "_fn", "return fn(*args, **kwargs)"),
    (r"C:\Users\maria\anaconda3\lib\site-packages\torch\_inductor\scheduler.py", 2735, "create_backend", "raise RuntimeError("),
) + "torch._dynamo.exc.BackendCompilerFailed: backend='inductor' raised:\nRuntimeError: Cannot find a working triton installation. Either the package is not installed or it is too old. More information on installing Triton can be found at https://github.com/openai/triton\n\nSet TORCH_LOGS=\"+dynamo\" and TORCHDYNAMO_VERBOSE=1 for more information\n\n\nYou can suppress this exception and fall back to eager by setting:\n    import torch._dynamo\n    torch._dynamo.config.suppress_errors = True\n",
    at=(r"C:\Users\maria\Documents\gpt\train.py", 64, "<module>"), dress=crlf, fix_any=["triton"])  # fmt: skip
worded("extension-build", "flash_attn_no_torch", "flash-attn 2.5.8 setup.py under build isolation", """$ pip install flash-attn
Collecting flash-attn
  Downloading flash_attn-2.5.8.tar.gz (2.5 MB)
     ---------------------------------------- 2.5/2.5 MB 9.4 MB/s eta 0:00:00
  Installing build dependencies ... done
  Getting requirements to build wheel ... error
  error: subprocess-exited-with-error
  
  × Getting requirements to build wheel did not run successfully.
  │ exit code: 1
  ╰─> [20 lines of output]
      Traceback (most recent call last):
        File "/home/alice/miniconda3/envs/llm/lib/python3.10/site-packages/pip/_vendor/pyproject_hooks/_in_process/_in_process.py", line 353, in <module>
          main()
        File "/tmp/pip-build-env-k2c1l0/overlay/lib/python3.10/site-packages/setuptools/build_meta.py", line 327, in get_requires_for_build_wheel
          return self._get_build_requires(config_settings, requirements=[])
        File "<string>", line 9, in <module>
      ModuleNotFoundError: No module named 'torch'
      [end of output]
  
  note: This error originates from a subprocess, and is likely not a problem with pip.
error: subprocess-exited-with-error
""", fix=None, fix_any=["--no-build-isolation"], accept=["module-missing"])  # fmt: skip
worded("extension-build", "nvcc_failed_docker_held", "torch 2.1.0 utils/cpp_extension.py with ninja", """[1/3] /usr/local/cuda/bin/nvcc -DTORCH_EXTENSION_NAME=MultiScaleDeformableAttention -I/build/ops/src -I/opt/conda/lib/python3.10/site-packages/torch/include -c /build/ops/src/cuda/ms_deform_attn_cuda.cu -o ms_deform_attn_cuda.o
FAILED: ms_deform_attn_cuda.o
/build/ops/src/cuda/ms_deform_attn_cuda.cu(69): error: no suitable conversion function from "const at::DeprecatedTypeProperties" to "c10::ScalarType" exists
ninja: build stopped: subcommand failed.
""" + frames(
    ("/build/ops/setup.py", 63, "<module>", "setup("),
    (f"{OPT}/torch/utils/cpp_extension.py", 2100, "_run_ninja_build", "raise RuntimeError(message) from e"),
) + "RuntimeError: Error compiling objects for extension\n", at=("/build/ops/setup.py", 63, "<module>"), part="held", form="docker", dress=build_step(17), fix_any=["scalar_type()", "ms_deform_attn_cuda.cu"])  # fmt: skip
worded("dataloader-worker", "shm_object_ranked", "torch 2.1.0 aten/src/ATen/MapAllocator.cpp", frames(
    ("/workspace/det/train.py", 118, "train_one_epoch", "for images, targets in loader:"),
    (f"{OPT}/torch/utils/data/dataloader.py", 630, "__next__", "data = self._next_data()"),
    (f"{OPT}/torch/_utils.py", 694, "reraise", "raise exception"),
) + f"""RuntimeError: Caught RuntimeError in DataLoader worker process 2.
Original Traceback (most recent call last):
  File "{OPT}/torch/utils/data/_utils/worker.py", line 308, in _worker_loop
    data = fetcher.fetch(index)
  File "{OPT}/torch/utils/data/_utils/collate.py", line 161, in collate_tensor_fn
    storage = elem._typed_storage()._new_shared(numel, device=elem.device)
RuntimeError: unable to write to file </torch_4133_2871098321_412>: No space left on device (28)
""", at=("/workspace/det/train.py", 118, "train_one_epoch"), form="ranked", dress=each("[rank2]: "), accept=["disk-full"], others=["replica-exception"], fix_any=["--shm-size", "shm"])  # fmt: skip
