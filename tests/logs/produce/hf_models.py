"""hf-tokenizer-file, hf-missing-backend and hf-version: files and libraries that do not fit together."""

import json

from bench import COLAB, IMAGE, MAC, VENV, VENVS, WINDOWS, case
from forms import crlf, each, fenced, last, mail, ranks, stamped
from hf_tiny import folder, spm_folder

TF = ["transformers", "tokenizers"]
GPT2, OLD_GPT2 = {"gpt2": folder("gpt2")}, {"gpt2": folder("gpt2", weights=False, fast_file=False)}
NEW_GPT2 = {"gpt2-ours": folder("gpt2", weights=False)}
"""A tokenizer.json written by tokenizers 0.23: older releases cannot read its merges."""

# -------------------------------------------------------------- hf-tokenizer-file

SLUG = "hf-tokenizer-file"

case(
    SLUG, "model_wrapper_420", '''
from transformers import PreTrainedTokenizerFast

tok = PreTrainedTokenizerFast.from_pretrained("gpt2-ours")
print(tok("hello"))
''', at="/home/olga/lm/tok.py", python="tf420", spot="tok = PreTrained", folders=NEW_GPT2, versions=TF, fix_any=["pip install -U", "--upgrade"], expect="untagged enum",
)  # fmt: skip

case(
    SLUG, "model_wrapper_440_docker", '''
from transformers import AutoTokenizer


def load(path):
    return AutoTokenizer.from_pretrained(path)


tok = load("gpt2-ours")
''', at="/app/server.py", python="tf440", place=IMAGE, form="docker", spot="return AutoTokenizer", folders=NEW_GPT2, versions=TF, dress=stamped(),
    fix_any=["pip install -U", "--upgrade"], expect="untagged enum",
)  # fmt: skip

case(
    SLUG, "model_wrapper_430_notebook_held",
    ["path = 'gpt2-ours'", "from transformers import GPT2TokenizerFast\n\ntok = GPT2TokenizerFast.from_pretrained(path)\ntok.vocab_size"],
    part="held", form="notebook", python="tf430", first_cell=6, spot="tok = GPT2TokenizerFast", folders=NEW_GPT2, versions=TF,
    fix_any=["pip install -U", "--upgrade"], expect="untagged enum",
)  # fmt: skip

case(
    SLUG, "tokenizers_library_alone", '''
from tokenizers import Tokenizer

tok = Tokenizer.from_file("gpt2-ours/tokenizer.json")
''', at="/Users/jo/bpe/show.py", place=MAC, python="tf440", spot="tok = Tokenizer", folders=NEW_GPT2, versions=["tokenizers"],
    fix_any=["pip install -U", "--upgrade"], dress=last(2), form="cut",
)  # fmt: skip

case(
    SLUG, "class_does_not_exist_446", '''
from transformers import AutoTokenizer

tok = AutoTokenizer.from_pretrained("exported-tokenizer")
''', at="/home/alice/proj/serve.py", python="tf446", spot="tok = AutoTokenizer", versions=TF,
    files={"exported-tokenizer/tokenizer_config.json": json.dumps({"tokenizer_class": "TokenizersBackend", "model_max_length": 1024}), "exported-tokenizer/tokenizer.json": "{}"},
    fix_any=["pip install -U", "--upgrade", "TokenizersBackend"], expect="does not exist or is not currently imported",
)  # fmt: skip

case(
    SLUG, "class_does_not_exist_420_held", '''
from transformers import AutoTokenizer

def main():
    tokenizer = AutoTokenizer.from_pretrained("llama-7b")
    print(len(tokenizer))

main()
''', at="/home/ravi/llama/t.py", python="tf420", part="held", form="wrapped", spot="tokenizer = AutoTokenizer", versions=TF, dress=mail(64, "> "),
    files={"llama-7b/tokenizer_config.json": json.dumps({"tokenizer_class": "LlamaTokenizer"}), "llama-7b/config.json": json.dumps({"model_type": "gpt2"})},
    fix_any=["LlamaTokenizer", "pip install -U", "--upgrade"], expect="does not exist or is not currently imported",
)  # fmt: skip

case(
    SLUG, "truncated_json_held", '''
from transformers import PreTrainedTokenizerFast

tok = PreTrainedTokenizerFast(tokenizer_file="model/tokenizer.json")
''', at="/srv/ml/emb/t.py", place=VENV, part="held", spot="tok = PreTrained", versions=TF, files={"model/tokenizer.json": '{"version": "1.0", "truncation": null, "added_tokens": ['},
    fix_any=["download", "tokenizer.json"], accept=["checkpoint-corrupt"],
)  # fmt: skip

case(
    SLUG, "not_a_string_sentencepiece", '''
from transformers import LlamaTokenizer

tok = LlamaTokenizer(vocab_file=None)
print(tok.vocab_size)
''', at="/home/lin/llama/check.py", python="tf446", spot="tok = LlamaTokenizer", versions=[*TF, "sentencepiece"], fix_any=["tokenizer.model"], expect="model_file",
)  # fmt: skip

case(
    SLUG, "model_proto_not_parsed", '''
from transformers import T5Tokenizer


def test_tokenizer():
    tok = T5Tokenizer("spiece.model")
    assert tok.vocab_size > 0
''', at="/builds/mt/tests/test_tok.py", python="tf446", place=VENV, form="plain", command=["python", "-c", "from test_tok import test_tokenizer; test_tokenizer()"],
    spot="tok = T5Tokenizer", versions=[*TF, "sentencepiece"],
    files={"spiece.model": "version https://git-lfs.github.com/spec/v1\noid sha256:d60acb128cf7b7f2536e8f38a5b18a05535c9e14c7a355904270e15b0945ea86\nsize 791656\n"},
    fix_any=["git lfs pull", "download"], accept=["checkpoint-corrupt"], expect="ModelProto",
)  # fmt: skip

# ------------------------------------------------------------- hf-missing-backend

SLUG = "hf-missing-backend"

case(
    SLUG, "accelerate_device_map_430", '''
import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("gpt2", device_map="auto", torch_dtype=torch.float16)
''', at="/home/alice/proj/run.py", python="tf430", spot="model = AutoModel", folders=GPT2, versions=TF, entities={"packages": ["accelerate"]}, fix=["pip install accelerate"],
)  # fmt: skip

case(
    SLUG, "trainer_accelerate_notebook",
    ["from transformers import Trainer, TrainingArguments", "args = TrainingArguments(output_dir='out', per_device_train_batch_size=8, num_train_epochs=1)\nargs.lr_scheduler_type"],
    form="notebook", python="tf430", place=COLAB, first_cell=12, spot="args = TrainingArguments", versions=TF,
    entities={"packages": ["accelerate"]}, fix_any=["pip install accelerate", "pip install -U accelerate", "accelerate>=0.20.1"],
)  # fmt: skip

case(
    SLUG, "sentencepiece_llama_430", '''
from transformers import LlamaTokenizer

tok = LlamaTokenizer.from_pretrained("llama-7b-hf")
''', at="/home/ravi/llama/tok.py", python="tf430", spot="tok = LlamaTokenizer", versions=TF, entities={"packages": ["sentencepiece"]}, fix=["sentencepiece"],
)  # fmt: skip

case(
    SLUG, "sentencepiece_440_held", '''
import logging
from transformers import XLMRobertaTokenizer, T5Tokenizer


def tokenizer_for(kind):
    return {"t5": T5Tokenizer, "xlmr": XLMRobertaTokenizer}[kind].from_pretrained(kind + "-base")


tokenizer_for("t5")
''', at="/workspace/mt/tok.py", python="tf440", place=IMAGE, part="held", form="ranked", spot="return {", versions=TF, dress=each("[rank0]: "),
    entities={"packages": ["sentencepiece"]}, fix=["sentencepiece"],
)  # fmt: skip

case(
    SLUG, "torch_missing_440", '''
from transformers import AutoModelForSequenceClassification, AutoTokenizer

model = AutoModelForSequenceClassification.from_pretrained("bert-base-uncased")
''', at="/app/predict.py", python="tf440", place=IMAGE, form="docker", spot="model = AutoModel", versions=TF, dress=each("predictor_1  | "),
    entities={"packages": ["torch"]}, fix_any=["pip install torch", "torch"],
)  # fmt: skip

case(
    SLUG, "torch_missing_420_windows_held", '''
from transformers import BertModel

m = BertModel.from_pretrained("bert-base-uncased")
''', at="/C/Users/maria/Documents/nlp/bert.py", python="tf420", place=WINDOWS, part="held", spot="m = BertModel", versions=TF, dress=crlf,
    entities={"packages": ["torch"]}, fix_any=["pip install torch", "torch"],
)  # fmt: skip

case(
    SLUG, "pipeline_no_framework", '''
from transformers import pipeline

summarizer = pipeline("summarization", model="t5-small")
''', at="/Users/jo/sum/app.py", python="bare9", place=MAC, spot="summarizer = pipeline", versions=TF, files={"t5-small/config.json": json.dumps({"model_type": "t5", "architectures": ["T5ForConditionalGeneration"]})}, fix_any=["torch", "PyTorch"], expect="At least one of TensorFlow 2.0 or PyTorch",
)  # fmt: skip

case(
    SLUG, "pillow_image_processor", '''
from transformers import ViTImageProcessor

processor = ViTImageProcessor()
''', at="/home/alice/vit/prep.py", python="tf446", spot="processor = ViT", versions=TF,
    fix_any=["pillow", "Pillow"],
)  # fmt: skip

case(
    SLUG, "remote_code_needs_einops", '''
from transformers import AutoConfig, AutoModelForCausalLM

cfg = AutoConfig.from_pretrained("mpt-7b", trust_remote_code=True)
print(cfg)
''', at="/home/dkim/mpt/run.py", python="tf446", spot="cfg = AutoConfig", versions=TF,
    files={"mpt-7b/config.json": json.dumps({"model_type": "mpt_x", "auto_map": {"AutoConfig": "configuration_mpt.MPTConfig"}}),
           "mpt-7b/configuration_mpt.py": "import einops\nimport triton_pre_mlir\nfrom transformers import PretrainedConfig\n\nclass MPTConfig(PretrainedConfig):\n    model_type = 'mpt_x'\n"},
    entities={"packages": ["einops", "triton_pre_mlir"]}, fix=["pip install einops"],
)  # fmt: skip

case(
    SLUG, "bitsandbytes_mail_held", '''
from transformers import AutoModelForCausalLM, BitsAndBytesConfig

bnb = BitsAndBytesConfig(load_in_4bit=True)
model = AutoModelForCausalLM.from_pretrained("gpt2", quantization_config=bnb)
''', at="/home/lin/qlora/train.py", part="held", form="wrapped", spot="model = AutoModel", folders=GPT2, versions=TF, dress=mail(72),
    entities={"packages": ["bitsandbytes"]}, fix=["bitsandbytes"],
)  # fmt: skip

case(
    SLUG, "gptq_optimum", '''
import json
from transformers import AutoModelForCausalLM

path = "gpt2"
cfg = json.load(open(f"{path}/config.json"))
cfg["quantization_config"] = {"quant_method": "gptq", "bits": 4, "group_size": 128}
json.dump(cfg, open(f"{path}/config.json", "w"))
llm = AutoModelForCausalLM.from_pretrained(path)
''', at="/srv/ml/gptq/serve.py", place=VENV, spot="llm = AutoModel", folders=GPT2, versions=TF, fix_any=["optimum", "gptqmodel", "auto-gptq"],
)  # fmt: skip

case(
    SLUG, "protobuf_missing_held", '''
from transformers import AutoTokenizer, LlamaTokenizer

tok = LlamaTokenizer("vicuna/tokenizer.model", legacy=False)
''', at="/home/bob/vicuna/x.py", python="bare9", part="held", form="cut", dress=last(12), versions=[*TF, "sentencepiece"],
    folders={"vicuna": spm_folder()}, entities={"packages": ["protobuf"]}, fix=["protobuf"],
)  # fmt: skip

# --------------------------------------------------------------------- hf-version

SLUG = "hf-version"


def config_only(**about: object) -> dict[str, str]:
    return {"model/config.json": json.dumps(about)}


case(
    SLUG, "architecture_446", '''
from transformers import AutoModelForCausalLM

llm = AutoModelForCausalLM.from_pretrained("Qwen/Qwen3-8B")
''', at="/home/alice/proj/qwen.py", python="tf446", spot="llm = AutoModel", versions=TF, files={"Qwen/Qwen3-8B/config.json": json.dumps({"model_type": "qwen3", "architectures": ["Qwen3ForCausalLM"], "transformers_version": "4.51.0"})},
    fix_any=["pip install -U transformers", "pip install --upgrade transformers", "transformers>="],
)  # fmt: skip

case(
    SLUG, "architecture_440_notebook_held",
    ["MODEL = 'google/gemma-3-4b-it'", "from transformers import AutoConfig\n\ncfg = AutoConfig.from_pretrained(MODEL)\ncfg.model_type"],
    part="held", form="notebook", python="tf440", first_cell=2, spot="cfg = AutoConfig", versions=TF, files={"google/gemma-3-4b-it/config.json": json.dumps({"model_type": "gemma3"})},
    fix_any=["pip install -U transformers", "pip install --upgrade transformers", "transformers>="],
)  # fmt: skip

case(
    SLUG, "keyerror_430", '''
from transformers import AutoTokenizer, AutoModelForCausalLM


def load(path):
    return AutoModelForCausalLM.from_pretrained(path)


model = load("mistralai/Mistral-7B-v0.1")
''', at="/workspace/mistral/infer.py", python="tf430", place=IMAGE, form="docker", spot="return AutoModel", versions=TF, files={"mistralai/Mistral-7B-v0.1/config.json": json.dumps({"model_type": "mistral"})},
    dress=each("infer-1  | "), fix_any=["pip install -U transformers", "pip install --upgrade transformers", "transformers>="], expect="KeyError: 'mistral'",
)  # fmt: skip

case(
    SLUG, "keyerror_420_held", '''
from transformers import AutoConfig

c = AutoConfig.from_pretrained("llama-13b")
''', at="/home/olga/llama/c.py", python="tf420", part="held", spot="c = AutoConfig", versions=TF, files={"llama-13b/config.json": json.dumps({"model_type": "llama"})},
    fix_any=["pip install -U transformers", "pip install --upgrade transformers", "transformers>="], expect="KeyError: 'llama'",
)  # fmt: skip

case(
    SLUG, "cannot_import_class_430", '''
import torch
from transformers import AutoTokenizer, Qwen2ForCausalLM

print(Qwen2ForCausalLM)
''', at="/home/ravi/qwen/run.py", python="tf430", spot="from transformers import AutoTokenizer", versions=TF, entities={"modules": ["transformers"]},
    fix_any=["pip install -U transformers", "pip install --upgrade transformers", "transformers>="],
)  # fmt: skip

case(
    SLUG, "cannot_import_adamw", '''
from torch.utils.data import DataLoader
from transformers import AdamW, get_linear_schedule_with_warmup

print(AdamW)
''', at="/home/alice/bert/finetune.py", spot="from transformers import AdamW", versions=TF, accept=["attribute-removed"], fix_any=["from torch.optim import AdamW", "torch.optim"],
)  # fmt: skip

case(
    SLUG, "cannot_import_440_ranked_held", '''
import os
from transformers import BitsAndBytesConfig, Gemma2ForCausalLM


def main():
    print(os.environ.get("RANK"), Gemma2ForCausalLM)


main()
''', at="/fsx/gemma/train.py", python="tf440", place=VENV, part="held", form="ranked", spot="from transformers import Bits", versions=TF, dress=ranks(2, "{}: "),
    fix_any=["pip install -U transformers", "pip install --upgrade transformers", "transformers>="],
)  # fmt: skip

case(
    SLUG, "no_module_in_transformers_420", '''
from transformers.models.llama.modeling_llama import LlamaForCausalLM

print(LlamaForCausalLM)
''', at="/home/dkim/llama/patch.py", python="tf420", spot="from transformers.models.llama", versions=TF, accept=["module-missing"],
    fix_any=["pip install -U transformers", "pip install --upgrade transformers", "transformers>="],
)  # fmt: skip

case(
    SLUG, "rope_scaling_440", '''
from transformers import LlamaConfig

cfg = LlamaConfig(
    hidden_size=4096,
    rope_scaling={"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 8192, "rope_type": "llama3"},
)
''', at="/app/llama31.py", python="tf440", place=IMAGE, form="plain", spot="cfg = LlamaConfig", versions=TF, dress=fenced("Llama 3.1 config error", "any hints?"),
    fix_any=["pip install -U transformers", "pip install --upgrade transformers", "transformers>="], expect="rope_scaling",
)  # fmt: skip

case(
    SLUG, "tokenizers_pin_held", '''
import transformers

print(transformers.__version__)
''', at="/C/Users/maria/Documents/nlp/v.py", python="tf446", place=WINDOWS, part="held", spot="import transformers", versions=TF, env={"PYTHONPATH": str(VENVS / "tokdist")},
    dress=crlf, entities={"packages": ["tokenizers"]}, fix_any=["tokenizers>=0.20,<0.21", "transformers"], expect="is required for a normal functioning",
)  # fmt: skip

case(
    SLUG, "unrecognized_model_mail", '''
from transformers import AutoConfig
AutoConfig.from_pretrained("finetuned")
''', at="/home/lin/x.py", python="tf446", form="wrapped", spot='AutoConfig.from_pretrained("finetuned")', versions=TF, files={"finetuned/config.json": json.dumps({"hidden_size": 768})},
    dress=mail(76, "> "), accept=["hf-not-found"], fix=["model_type"],
)  # fmt: skip
