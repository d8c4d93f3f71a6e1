"""Families gone through message by message, by the hand that then widened their rules: open cases."""

from stage import gib, mib, scene, written
from wear import compose, first, last, mailed, prefixed, quoted, ranks, stripped, windows

WORDS = "raised one after another"
SITE = "/opt/conda/lib/python3.11/site-packages"

# ------------------------------------------------------------------------ shape-kernel

scene("shape-kernel", "max_pool1d_to_nothing", """
import torch
from torch import nn

net = nn.Sequential(nn.Conv1d(1, 4, 3), nn.MaxPool1d(4), nn.MaxPool1d(4), nn.MaxPool1d(4))
net(torch.randn(2, 1, 40))
""", path="/home/ana/tcn/run.py", at="net(torch.randn(2, 1, 40))", form="ranked", wears=[prefixed("[rank1]: ")],
      fix_any=["AdaptiveAvgPool1d", "larger input"])
scene("shape-kernel", "stft_without_return_complex_notebook", None, cells=["import torch\nwave = torch.randn(2, 8000)",
      "spec = torch.stft(wave, 400, hop_length=160)"], path="/home/gina/nb/s.ipynb", at="spec = torch.stft(wave, 400, hop_length=160)",
      run="guest", form="notebook", fix_any=["return_complex=True"])
scene("shape-kernel", "pixel_shuffle_channels", """
import torch
from torch import nn

class Up(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Conv2d(3, 6, 3, padding=1)
        self.shuffle = nn.PixelShuffle(2)

    def forward(self, x):
        return self.shuffle(self.body(x))

Up()(torch.randn(1, 3, 8, 8))
""", path="/home/noor/sr/up.py", at="return self.shuffle(self.body(x))", entities={"channels": 6}, fix_any=["multiple of 4", "* 4"])
scene("shape-kernel", "conv2d_over_series", """
import torch
from torch import nn

series = torch.randn(8, 3, 5, 32, 32)
nn.Conv3d(3, 6, 7)(series)
""", path="/srv/vid/clip.py", at="nn.Conv3d(3, 6, 7)(series)", form="docker", wears=[compose("clip")], fix_any=["padding", "larger input"])
scene("shape-kernel", "unpool_other_indices", """
import torch
from torch import nn

pool, unpool = nn.MaxPool2d(2, return_indices=True), nn.MaxUnpool2d(2)
small, where = pool(torch.randn(1, 4, 8, 8))
unpool(torch.randn(1, 4, 8, 8), where)
""", path="/home/olaf/seg/decode.py", at="unpool(torch.randn(1, 4, 8, 8), where)", entities={"shapes": [[1, 4, 8, 8], [1, 4, 4, 4]]},
      form="quoted", wears=[quoted], fix_any=["indices", "output_size"])
scene("shape-kernel", "reflect_needs_two_pairs", """
import torch
import torch.nn.functional as F

image = torch.randn(1, 3, 16, 16)
F.pad(image, (2, 2), mode="reflect")
""", path="/home/pia/aug/pad.py", at='F.pad(image, (2, 2), mode="reflect")', fix_any=["left, right, top, bottom"])
scene("shape-kernel", "crop_beyond_the_end", """
import torch

clip = torch.randn(1, 12000)
clip.narrow(1, 8000, 8000)
""", path="/home/quin/audio/crop.py", form="cut", wears=[last(1)], fix_any=["min(length", "no further"])
scene("shape-kernel", "transposed_size_112", """
import torch
from torch import nn

up = nn.ConvTranspose2d(8, 4, 3, stride=2)
up(torch.randn(1, 8, 5, 5), output_size=(20, 20))
""", path="/home/rosa/gan/up.py", at="up(torch.randn(1, 8, 5, 5), output_size=(20, 20))", entities={"shapes": [[11, 11], [12, 12]]},
      fix_any=["output_padding", "interpolate"])
scene("shape-kernel", "resize_to_nothing", """
import torch
import torch.nn.functional as F

def shrink(x, factor):
    return F.interpolate(x, scale_factor=factor, mode="bilinear")

shrink(torch.randn(1, 3, 20, 20), 0.04)
""", path="/home/sam/pyr/shrink.py", at='return F.interpolate(x, scale_factor=factor, mode="bilinear")', form="stripped", wears=[stripped],
      fix_any=["max(1", "at least 1"])

# -------------------------------------------------------------------------- loss-input

scene("loss-input", "margin_zero", """
from torch import nn

criterion = nn.TripletMarginLoss(margin=0)
""", path="/home/tess/faces/train.py", at="criterion = nn.TripletMarginLoss(margin=0)", fix_any=["margin=1.0"])
scene("loss-input", "ctc_float_lengths_notebook", None, cells=["import torch\nimport torch.nn.functional as F\nlp = torch.randn(50, 2, 20).log_softmax(2)\ny = torch.randint(1, 20, (2, 9))",
      "F.ctc_loss(lp, y, torch.tensor([50., 40.]), torch.tensor([9, 7]))"], path="/home/gina/nb/c.ipynb",
      at="F.ctc_loss(lp, y, torch.tensor([50., 40.]), torch.tensor([9, 7]))", run="guest", form="notebook", fix_any=[".long()"])
scene("loss-input", "adaptive_softmax_label", """
import torch
from torch import nn

head = nn.AdaptiveLogSoftmaxWithLoss(16, 100, [10, 50])
print(head(torch.randn(4, 16), torch.tensor([1, 5, 99, 100])).loss)
""", path="/home/uri/lm/head.py", at="print(head(torch.randn(4, 16), torch.tensor([1, 5, 99, 100])).loss)", form="ranked",
      wears=[prefixed("[rank0]: ")], fix_any=["target.max()", "number of outputs"])
scene("loss-input", "sigmoid_of_nan", """
import torch
import torch.nn.functional as F

scores = torch.tensor([0.2, float("nan")])
loss = F.binary_cross_entropy(torch.sigmoid(scores), torch.tensor([1.0, 0.0]))
""", path="/home/vera/ctr/train.py", at="loss = F.binary_cross_entropy(torch.sigmoid(scores), torch.tensor([1.0, 0.0]))", fix_any=["NaN", "isfinite"])
scene("loss-input", "reduction_misspelt_mail", """
import torch
import torch.nn.functional as F

def step(pred, y):
    return F.gaussian_nll_loss(pred, y, torch.ones_like(y), reduction="average")

step(torch.randn(4), torch.randn(4))
""", path="/home/walt/unc/step.py", at='return F.gaussian_nll_loss(pred, y, torch.ones_like(y), reduction="average")', form="wrapped",
      wears=[mailed(70)], fix_any=['"mean"'])

# ----------------------------------------------------------------- state-dict-mismatch

scene("state-dict-mismatch", "entry_not_there", """
import torch
from torch import nn

net = nn.Linear(4, 2)
torch.save(net.state_dict(), "last.pt")
checkpoint = torch.load("last.pt", map_location="cpu")
net.load_state_dict(checkpoint["model_state_dict"])
""", path="/home/xena/re/resume.py", run="process", at='net.load_state_dict(checkpoint["model_state_dict"])', fix_any=["print(list(checkpoint)"])
scene("state-dict-mismatch", "running_stats", """
import torch
from torch import nn

saved = nn.Sequential(nn.BatchNorm2d(4)).state_dict()
net = nn.Sequential(nn.InstanceNorm2d(4))
net.load_state_dict(saved)
""", path="/home/yuri/style/load.py", at="net.load_state_dict(saved)", form="docker", wears=[compose("style")], fix_any=["track_running_stats", "affine", "only in the checkpoint"])
written("state-dict-mismatch", "zero3_empty_embedding", """
    [rank0]: Traceback (most recent call last):
    [rank0]:   File "/home/zoe/sft/merge.py", line 14, in <module>
    [rank0]:     model = AutoModelForCausalLM.from_pretrained("out/checkpoint-300")
    [rank0]:   File "/opt/conda/lib/python3.11/site-packages/transformers/modeling_utils.py", line 4401, in _load_pretrained_model
    [rank0]:     raise RuntimeError(f"Error(s) in loading state_dict for {model.__class__.__name__}:\\n\\t{error_msg}")
    [rank0]: RuntimeError: Error(s) in loading state_dict for Qwen2ForCausalLM:
    [rank0]: 	size mismatch for model.embed_tokens.weight: copying a param with shape torch.Size([0]) from checkpoint, the shape in current model is torch.Size([151936, 896]).
    [rank0]: 	You may consider adding `ignore_mismatched_sizes=True` in the model `from_pretrained` method.
""", where="transformers 4.46 modeling_utils.py", at=("/home/zoe/sft/merge.py", 14, "<module>"), form="ranked", entities={"shapes": [[151936, 896]]}, fix_any=["zero_to_fp32"])
written("state-dict-mismatch", "lora_of_another_rank", """
    RuntimeError: Error(s) in loading state_dict for PeftModelForCausalLM:
    	size mismatch for base_model.model.model.layers.0.self_attn.q_proj.lora_A.default.weight: copying a param with shape torch.Size([8, 4096]) from checkpoint, the shape in current model is torch.Size([16, 4096]).
    	size mismatch for base_model.model.model.layers.0.self_attn.q_proj.lora_B.default.weight: copying a param with shape torch.Size([4096, 8]) from checkpoint, the shape in current model is torch.Size([4096, 16]).
""", where="torch 2.4 nn/modules/module.py", form="message", entities={"shapes": [[8, 4096], [16, 4096], [4096, 8], [4096, 16]]}, fix_any=["r=8"])

# ------------------------------------------------------------------- hf-tokenizer-file

TINY = {"tok/tokenizer_config.json": '{"tokenizer_class": "PreTrainedTokenizerFast"}'}
WORDS = '{"version": "1.0", "truncation": null, "padding": null, "added_tokens": [], "normalizer": null, "pre_tokenizer": null, "post_processor": null, "decoder": null, "model": '
scene("hf-tokenizer-file", "json_cut_off", """
from transformers import PreTrainedTokenizerFast

tokenizer = PreTrainedTokenizerFast(tokenizer_file="tok/tokenizer.json")
""", path="/home/abe/mt/load.py", run="process", files=TINY | {"tok/tokenizer.json": WORDS + '{"type": "WordLevel", "vocab": {"a": 0'},
      at='tokenizer = PreTrainedTokenizerFast(tokenizer_file="tok/tokenizer.json")', fix_any=["git lfs pull"])
scene("hf-tokenizer-file", "configuration_is_no_json", """
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("tok")
""", path="/home/bea/mt/load.py", run="process", files={"tok/tokenizer_config.json": "version https://git-lfs.github.com/spec/v1", "tok/tokenizer.json": WORDS},
      at='tokenizer = AutoTokenizer.from_pretrained("tok")', form="docker", wears=[compose("mt")], fix_any=["git lfs pull"])
scene("hf-tokenizer-file", "no_unknown_token", """
from tokenizers import Tokenizer
from tokenizers.models import WordLevel

tokenizer = Tokenizer(WordLevel({"hello": 0}))
print(tokenizer.encode("goodbye").ids)
""", path="/home/cem/tok/make.py", run="process", at='print(tokenizer.encode("goodbye").ids)', fix_any=["special_tokens"])
scene("hf-tokenizer-file", "unknown_model", """
from tokenizers import Tokenizer

tokenizer = Tokenizer.from_file("tokenizer.json")
""", path="/home/dora/tok/read.py", run="process", files={"tokenizer.json": WORDS + '{"type": "Future", "vocab": {"a": 0}}}'},
      at='tokenizer = Tokenizer.from_file("tokenizer.json")', form="quoted", wears=[quoted], fix_any=["pip install -U"])
written("hf-tokenizer-file", "extra_special_tokens_list", """
    2026-02-02 08:11:09 Traceback (most recent call last):
    2026-02-02 08:11:09   File "/srv/bot/load.py", line 4, in <module>
    2026-02-02 08:11:09     tokenizer = AutoTokenizer.from_pretrained("/models/ft")
    2026-02-02 08:11:09   File "/opt/conda/lib/python3.11/site-packages/transformers/tokenization_utils_base.py", line 1190, in _set_model_specific_special_tokens
    2026-02-02 08:11:09     self.SPECIAL_TOKENS_ATTRIBUTES = self.SPECIAL_TOKENS_ATTRIBUTES + list(special_tokens.keys())
    2026-02-02 08:11:09 AttributeError: 'list' object has no attribute 'keys'
""", where="transformers 4.57 tokenization_utils_base.py", at=("/srv/bot/load.py", 4, "<module>"), form="logging", fix_any=["pip install -U"])
written("hf-tokenizer-file", "vocab_file_none_420", """
      File "C:\\Users\\ed\\lm\\gen.py", line 6, in main
        tok = GPT2Tokenizer.from_pretrained(folder)
      File "C:\\Users\\ed\\lm\\venv\\lib\\site-packages\\transformers\\models\\gpt2\\tokenization_gpt2.py", line 181, in __init__
        with open(vocab_file, encoding="utf-8") as vocab_handle:
    TypeError: expected str, bytes or os.PathLike object, not NoneType
""", where="transformers 4.20 models/gpt2/tokenization_gpt2.py", at=("C:\\Users\\ed\\lm\\gen.py", 6, "main"), form="windows", fix_any=["tokenizer.model", "vocabulary file"])

# ------------------------------------------------------------------ bitsandbytes-setup

written("bitsandbytes-setup", "no_binary_for_cuda_13", """
    bitsandbytes library load error: Configured CUDA binary not found at /opt/conda/lib/python3.11/site-packages/bitsandbytes/libbitsandbytes_cuda130.so
    Traceback (most recent call last):
      File "/opt/conda/lib/python3.11/site-packages/bitsandbytes/cextension.py", line 320, in <module>
        lib = get_native_library()
      File "/opt/conda/lib/python3.11/site-packages/bitsandbytes/cextension.py", line 288, in get_native_library
        raise RuntimeError(f"Configured {BNB_BACKEND} binary not found at {cuda_binary_path}")
    RuntimeError: Configured CUDA binary not found at /opt/conda/lib/python3.11/site-packages/bitsandbytes/libbitsandbytes_cuda130.so
    Traceback (most recent call last):
      File "/home/fay/qlora/train.py", line 31, in <module>
        trainer.train()
      File "/opt/conda/lib/python3.11/site-packages/bitsandbytes/cextension.py", line 260, in throw_on_call
        raise RuntimeError(f"{self.formatted_error}Native code method attempted to call: lib.{name}()")
    RuntimeError:
    🚨 CUDA VERSION MISMATCH 🚨
    Requested CUDA version:          13.0
    Detected PyTorch CUDA version:   13.0
    Available pre-compiled versions:
      - 11.8
      - 12.8

    This means:
    The version you're trying to use is NOT distributed with this package

    Attempted to use bitsandbytes native library functionality but it's not available.
""", where="bitsandbytes 0.49 cextension.py", fix_any=["--upgrade bitsandbytes"], lines=False)
written("bitsandbytes-setup", "library_log_line", """
    2025-02-03 10:11:12,345 - bitsandbytes.cextension - ERROR - bitsandbytes library load error: libcusparse.so.11: cannot open shared object file: No such file or directory
""", where="bitsandbytes 0.45 cextension.py", form="logging", fix_any=["torch bitsandbytes"], lines=False)
written("bitsandbytes-setup", "older_than_transformers", """
    [rank0]: Traceback (most recent call last):
    [rank0]:   File "/home/gus/q/load.py", line 9, in <module>
    [rank0]:     model = AutoModelForCausalLM.from_pretrained(name, quantization_config=config)
    [rank0]:   File "/opt/conda/lib/python3.12/site-packages/transformers/integrations/bitsandbytes.py", line 61, in create_quantized_param
    [rank0]:     new_value = bnb.nn.Params4bit(new_value, requires_grad=False, **kwargs).to(target_device)
    [rank0]: TypeError: Params4bit.__new__() got an unexpected keyword argument '_is_hf_initialized'
""", where="transformers 5.0 with bitsandbytes 0.45 nn/modules.py", at=("/home/gus/q/load.py", 9, "<module>"), form="ranked", fix_any=["--upgrade bitsandbytes"])
written("bitsandbytes-setup", "quantised_twice_notebook", """
    ---------------------------------------------------------------------------
    ValueError                                Traceback (most recent call last)
    Cell In[7], line 3
          1 from transformers import AutoModelForCausalLM
    ----> 3 model = AutoModelForCausalLM.from_pretrained("unsloth/tiny-bnb-4bit", quantization_config=config)

    File /usr/local/lib/python3.10/dist-packages/bitsandbytes/functional.py:1170, in quantize_4bit(A, absmax, out, blocksize)
    -> 1170     raise ValueError(f"Blockwise quantization only supports 16/32-bit floats, but got {A.dtype}")

    ValueError: Blockwise quantization only supports 16/32-bit floats, but got torch.uint8
""", where="bitsandbytes 0.43 functional.py", form="notebook", entities={"dtypes": ["uint8"]}, fix_any=["no quantization_config"])
written("bitsandbytes-setup", "settings_as_text", """
    ValueError: bnb_4bit_compute_dtype must be a string or a torch.dtype
""", where="transformers 4.46 utils/quantization_config.py", form="message", fix_any=["torch.bfloat16"])
written("bitsandbytes-setup", "setup_failed_037", """
    ================================================ERROR=====================================
    CUDA SETUP: CUDA detection failed! Possible reasons:
    1. CUDA driver not installed
    2. CUDA not installed
    ================================================================================

    Traceback (most recent call last):
      File "C:\\ai\\webui\\server.py", line 44, in <module>
        import bitsandbytes as bnb
      File "C:\\ai\\env\\lib\\site-packages\\bitsandbytes\\cuda_setup\\main.py", line 121, in run_cuda_setup
        raise Exception('CUDA SETUP: Setup Failed!')
    Exception: CUDA SETUP: Setup Failed!
""", where="bitsandbytes 0.37.2 cuda_setup/main.py", at=("C:\\ai\\webui\\server.py", 44, "<module>"), form="windows", fix_any=["python -m bitsandbytes"], lines=False)

# -------------------------------------------------------------------- deepspeed-config

written("deepspeed-config", "no_json", """
    Traceback (most recent call last):
      File "/home/hal/z/train.py", line 21, in <module>
        engine, *_ = deepspeed.initialize(model=net, model_parameters=net.parameters(), config="ds.json")
      File "/opt/conda/lib/python3.11/site-packages/deepspeed/__init__.py", line 176, in initialize
        config_class = DeepSpeedConfig(config, mpu)
      File "/opt/conda/lib/python3.11/site-packages/deepspeed/runtime/config.py", line 711, in __init__
        self._param_dict = json.load(open(config, "r"), object_pairs_hook=dict_raise_error_on_duplicate_keys)
      File "/opt/conda/lib/python3.11/json/decoder.py", line 353, in raw_decode
        obj, end = self.scan_once(s, idx)
    json.decoder.JSONDecodeError: Expecting ',' delimiter: line 9 column 3 (char 188)
""", where="deepspeed 0.15.4 runtime/config.py", at=("/home/hal/z/train.py", 21, "<module>"), fix_any=["json.tool"])
written("deepspeed-config", "host_not_in_hostfile", """
    ValueError: Hostname 'node7' not found in hostfile
""", where="deepspeed 0.9.5 launcher/runner.py", form="message", fix_any=["slots=8"])
written("deepspeed-config", "auto_outside_the_trainer", """
    [rank1]:   File "/home/ida/acc/run.py", line 40, in main
    [rank1]:     model, optimizer, loader = accelerator.prepare(model, optimizer, loader)
    [rank1]:   File "/opt/conda/lib/python3.11/site-packages/accelerate/utils/dataclasses.py", line 1328, in fill_match
    [rank1]:     raise ValueError(
    [rank1]: ValueError: `zero_optimization.reduce_bucket_size` not found in kwargs. Please specify `zero_optimization.reduce_bucket_size` without `auto` (set to correct value) in the DeepSpeed config file or pass it in kwargs.
""", where="accelerate 1.10 utils/dataclasses.py", at=("/home/ida/acc/run.py", 40, "main"), form="ranked", fix_any=["zero_optimization.reduce_bucket_size"])
written("deepspeed-config", "weights_not_gathered", """
    Traceback (most recent call last):
      File "/home/jon/acc/save.py", line 77, in <module>
        state = accelerator.get_state_dict(model)
      File "/opt/conda/lib/python3.10/site-packages/accelerate/accelerator.py", line 3917, in get_state_dict
        raise ValueError(
    ValueError: Cannot get 16bit model weights because `stage3_gather_16bit_weights_on_model_save` in DeepSpeed config is False. To save the model weights in 16bit, set `stage3_gather_16bit_weights_on_model_save` to True in DeepSpeed config file or set `zero3_save_16bit_model` to True when using `accelerate config`.
""", where="accelerate 1.10 accelerator.py", at=("/home/jon/acc/save.py", 77, "<module>"), fix_any=["true"])
written("deepspeed-config", "new_check_told_by_its_frame", """
    Traceback (most recent call last):
      File "/home/kim/moe/train.py", line 12, in <module>
        engine, *_ = deepspeed.initialize(model=net, config=cfg)
      File "/opt/conda/lib/python3.11/site-packages/deepspeed/runtime/lr_schedules.py", line 402, in _initialize_lr
        raise ValueError(f"expected {n} value for {name}, got {given}")
    ValueError: expected 2 value for cycle_min_lr, got [0.001]
""", where="deepspeed 0.9.5 runtime/lr_schedules.py", at=("/home/kim/moe/train.py", 12, "<module>"), fix_any=["Correct the value"])

# ----------------------------------------------------------------------- sklearn-input

SK = "/usr/lib/python3.10/site-packages/sklearn"
written("sklearn-input", "scores_for_labels", f"""
    Traceback (most recent call last):
      File "/home/lia/clf/eval.py", line 31, in <module>
        print(accuracy_score(y_test, y_score))
      File "{SK}/metrics/_classification.py", line 95, in _check_targets
        raise ValueError(
    ValueError: Classification metrics can't handle a mix of binary and continuous targets
""", where="scikit-learn 1.3.2 metrics/_classification.py", at=("/home/lia/clf/eval.py", 31, "<module>"), fix_any=["> 0.5"])
written("sklearn-input", "one_column_unlisted", f"""
    ValueError: 1D data passed to a transformer that expects 2D data. Try to specify the column selection as a list of one item instead of a scalar.
""", where="scikit-learn 1.3.2 compose/_column_transformer.py", form="message", fix_any=['["age"]'])
written("sklearn-input", "pipeline_fit_weight", f"""
    app-1  | Traceback (most recent call last):
    app-1  |   File "/app/fit.py", line 18, in <module>
    app-1  |     model.fit(X, y, sample_weight=w)
    app-1  |   File "{SK}/pipeline.py", line 338, in _check_fit_params
    app-1  |     raise ValueError(
    app-1  | ValueError: Pipeline.fit does not accept the sample_weight parameter. You can pass parameters to specific steps of your pipeline using the stepname__parameter format, e.g. `Pipeline.fit(X, y, logisticregression__sample_weight=sample_weight)`.
""", where="scikit-learn 1.3.2 pipeline.py", at=("/app/fit.py", 18, "<module>"), form="docker", fix_any=["__sample_weight"])
written("sklearn-input", "groups_missing_notebook", f"""
    ---------------------------------------------------------------------------
    ValueError                                Traceback (most recent call last)
    Cell In[12], line 1
    ----> 1 scores = cross_val_score(model, X, y, cv=GroupKFold(5))

    File {SK}/model_selection/_split.py:538, in GroupKFold._iter_test_indices(self, X, y, groups)
        537     raise ValueError("The 'groups' parameter should not be None.")

    ValueError: The 'groups' parameter should not be None.
""", where="scikit-learn 1.0.2 model_selection/_split.py", form="notebook", fix_any=["groups="])
written("sklearn-input", "check_told_by_its_frame", f"""
    Traceback (most recent call last):
      File "/home/max/nn/fit.py", line 8, in fit_all
        search.fit(X, y)
      File "{SK}/preprocessing/_discretization.py", line 240, in _validate_n_bins
        raise ValueError(
    ValueError: KBinsDiscretizer received an invalid number of bins at indices 2. Number of bins must be at least 2, and must be an int.
""", where="scikit-learn 1.6.1 preprocessing/_discretization.py", at=("/home/max/nn/fit.py", 8, "fit_all"), fix_any=["X.dtypes", "help("])

# ---------------------------------------------------------------------------- nan-loss

written("nan-loss", "loop_stops_itself", """
    Epoch: [0]  [ 10/500]  eta: 0:10:01  lr: 0.000100  loss: 3.1 (3.2)  time: 1.2
    Loss is nan, stopping training
    {'loss_ce': tensor(nan, device='cuda:0')}
""", where="DETR's engine.py, as its forks print it", form="plain", fix_any=["clip_grad_norm_", "lr"], lines=False)
written("nan-loss", "words_of_ones_own", """
    [rank3]: Traceback (most recent call last):
    [rank3]:   File "/home/nia/ddp/train.py", line 88, in step
    [rank3]:     raise RuntimeError(f"Loss exploded to NaN in iteration {it}")
    [rank3]: RuntimeError: Loss exploded to NaN in iteration 120
""", where="a training loop's own check", at=("/home/nia/ddp/train.py", 88, "step"), form="ranked", fix_any=["clip_grad_norm_", "lr"])
scene("nan-loss", "assertion_on_the_loss", """
import torch

w = torch.tensor([-1.0], requires_grad=True)
loss = w.log().mean()
assert not torch.isnan(loss).any()
""", path="/home/ora/ent/fit.py", at="assert not torch.isnan(loss).any()", form="docker", wears=[compose("fit")], fix_any=["clip_grad_norm_", "isfinite"])
scene("nan-loss", "division_in_anomaly_mode", """
import torch

torch.autograd.set_detect_anomaly(True)
a = torch.zeros(3, requires_grad=True)
loss = (a / a).nan_to_num().sum()
loss.backward()
""", path="/home/pat/ratio/fit.py", at="loss.backward()", fix_any=["1e-8", "eps"])
scene("nan-loss", "exponent_in_anomaly_mode", """
import torch

torch.autograd.set_detect_anomaly(True)
x = torch.tensor([200.0], requires_grad=True)
loss = (x.exp() * 0).sum()
loss.backward()
""", path="/home/pat/ratio/exp.py", at="loss.backward()", form="stripped", wears=[stripped], fix_any=["clamp("])
written("nan-loss", "numpy_raises", """
    Traceback (most recent call last):
      File "/home/quy/em/mix.py", line 41, in responsibilities
        weight = joint / total
    FloatingPointError: invalid value encountered in divide
""", where="numpy 1.26 core/umath, np.seterr(all='raise')", at=("/home/quy/em/mix.py", 41, "responsibilities"), fix_any=["where=b != 0"])
