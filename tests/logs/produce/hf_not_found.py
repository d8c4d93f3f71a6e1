"""hf-not-found: typos, private names, local paths that are not there, files the repository lacks."""

from bench import COLAB, IMAGE, MAC, VENV, WINDOWS
from forms import crlf, each, fenced, last, mail, ranks, stamped
from hf_hub import ask

SLUG = "hf-not-found"
HF = ["transformers", "huggingface-hub"]

ask(
    SLUG, "typo_plain", '''
from transformers import AutoTokenizer, AutoModelForSequenceClassification

MODEL = "bert-base-uncasd"


def build(num_labels):
    tokenizer = AutoTokenizer.from_pretrained(MODEL)
    model = AutoModelForSequenceClassification.from_pretrained(MODEL, num_labels=num_labels)
    return tokenizer, model


if __name__ == "__main__":
    tok, model = build(3)
''', spot="tokenizer = AutoTokenizer", versions=HF, entities={"repo": "bert-base-uncasd"}, fix=["bert-base-uncasd"],
)  # fmt: skip

ask(
    SLUG, "typo_transformers_420", '''
import sys
from transformers import AutoTokenizer

name = sys.argv[1] if len(sys.argv) > 1 else "robertabase"
tokenizer = AutoTokenizer.from_pretrained(name)
print(tokenizer("hello"))
''', at="/home/alice/nlp/tok.py", python="tf420", spot="tokenizer = AutoTokenizer", versions=HF,
    entities={"repo": "robertabase"}, fix=["robertabase"],
)  # fmt: skip

ask(
    SLUG, "typo_colab_held",
    ["name = 'distilgpt-2'", "from transformers import AutoTokenizer\n\ntok = AutoTokenizer.from_pretrained(name)\ntok.pad_token = tok.eos_token"],
    part="held", form="notebook", python="bare9", place=COLAB, first_cell=2, spot="tok = AutoTokenizer",
    versions=HF, entities={"repo": "distilgpt-2"}, fix=["distilgpt-2"],
)  # fmt: skip

ask(
    SLUG, "typo_446_ranked_tail", '''
from transformers import AutoConfig

cfg = AutoConfig.from_pretrained("EleutherAI/pythia-70")
print(cfg.hidden_size)
''', at="/workspace/run/cfg.py", python="tf446", place=IMAGE, form="ranked", spot="cfg = AutoConfig", versions=HF,
    dress=each("[default0]:"), entities={"repo": "EleutherAI/pythia-70"}, fix=["EleutherAI/pythia-70"],
)  # fmt: skip

ask(
    SLUG, "local_checkpoint_missing", '''
from transformers import AutoModelForCausalLM, AutoTokenizer

CKPT = "./outputs/run3/checkpoint-1500"


def load():
    tok = AutoTokenizer.from_pretrained(CKPT)
    model = AutoModelForCausalLM.from_pretrained(CKPT)
    return tok, model


load()
''', at="/home/alice/proj/generate.py", spot="tok = AutoTokenizer", versions=HF,
    entities={"paths": ["./outputs/run3/checkpoint-1500"]}, fix=["./outputs/run3/checkpoint-1500"],
)  # fmt: skip

ask(
    SLUG, "local_absolute_missing_446", '''
import os
from transformers import AutoTokenizer

root = os.environ.get("MODEL_ROOT", "/mnt/models")
tok = AutoTokenizer.from_pretrained(os.path.join(root, "Llama-2-7b-hf"))
''', at="/srv/ml/jobs/score.py", python="tf446", place=VENV, form="docker", spot="tok = AutoTokenizer", versions=HF,
    dress=stamped(), entities={"paths": ["/mnt/models/Llama-2-7b-hf"]}, fix=["/mnt/models/Llama-2-7b-hf"],
)  # fmt: skip

ask(
    SLUG, "local_windows_held", r'''
from transformers import AutoTokenizer

tok = AutoTokenizer.from_pretrained(r"D:\models\mistral\final")
print(tok.vocab_size)
''', at="/C/Users/maria/Documents/chat/app.py", python="tf440", place=WINDOWS, part="held", spot="tok = AutoTokenizer",
    prompt=r"PS C:\Users\maria\Documents\chat> python app.py", dress=crlf, versions=HF,
    entities={"paths": [r"D:\models\mistral\final"]}, fix=[r"D:\models\mistral\final"],
)  # fmt: skip

ask(
    SLUG, "adapter_repo_without_config", '''
from transformers import AutoModelForCausalLM


def main():
    model = AutoModelForCausalLM.from_pretrained("jo/nofile-lora-adapter")
    model.eval()


main()
''', at="/Users/jo/chat/run.py", place=MAC, spot="model = AutoModelForCausalLM", versions=HF,
    entities={"repo": "jo/nofile-lora-adapter"}, fix_any=["adapter", "jo/nofile-lora-adapter", "config.json"], accept=["hf-version"],
)  # fmt: skip

ask(
    SLUG, "no_config_json_440_held", '''
from transformers import AutoConfig

config = AutoConfig.from_pretrained("lab/nofile-gguf", trust_remote_code=True)
''', at="/home/ravi/rag/cfg.py", python="tf440", part="held", form="wrapped", spot="config = AutoConfig", versions=HF,
    dress=mail(72, "> "), entities={"repo": "lab/nofile-gguf"}, fix=["config.json"],
)  # fmt: skip

ask(
    SLUG, "no_weights_in_folder", '''
import json
import pathlib

from transformers import AutoModel

out = pathlib.Path("exported")
out.mkdir(exist_ok=True)
(out / "config.json").write_text(json.dumps({"model_type": "bert", "hidden_size": 32, "num_attention_heads": 2}))
encoder = AutoModel.from_pretrained("exported")
''', at="/home/alice/proj/check_export.py", spot="encoder = AutoModel", versions=HF,
    entities={"paths": ["exported"]}, fix=["exported"],
)  # fmt: skip

ask(
    SLUG, "no_weights_notebook_held",
    ["import json, os\nos.makedirs('bert-finetuned', exist_ok=True)\njson.dump({'model_type': 'distilbert', 'dim': 32, 'n_heads': 2}, open('bert-finetuned/config.json', 'w'))",
     "from transformers import AutoModelForTokenClassification\n\nmodel = AutoModelForTokenClassification.from_pretrained('bert-finetuned')\nmodel.config.num_labels"],
    part="held", form="notebook", first_cell=11, spot="model = AutoModelForTokenClassification", versions=HF,
    entities={"paths": ["bert-finetuned"]}, fix=["bert-finetuned"],
)  # fmt: skip

ask(
    SLUG, "revision_missing", '''
from transformers import AutoConfig

config = AutoConfig.from_pretrained("acme/norevision-bert", revision="v1.2")
''', at="/home/alice/proj/pin.py", spot="config = AutoConfig", versions=HF,
    entities={"repo": "acme/norevision-bert"}, fix=["v1.2"],
)  # fmt: skip

ask(
    SLUG, "hub_download_404_with_token", '''
from huggingface_hub import hf_hub_download

path = hf_hub_download("acme/whisper-smal", "model.safetensors", token="hf_abcdefghijklmnopqrstuvwxyzABCDEFGH")
''', at="/app/fetch.py", python="tf446", place=IMAGE, form="docker", spot="path = hf_hub_download", versions=["huggingface-hub"],
    dress=each("worker-1  | "), entities={"repo": "acme/whisper-smal", "status": 404}, fix=["acme/whisper-smal"],
)  # fmt: skip

ask(
    SLUG, "entry_missing_held", '''
from huggingface_hub import hf_hub_download


def weights():
    return hf_hub_download(repo_id="acme/nofile-sdxl", filename="unet/diffusion_pytorch_model.fp16.safetensors")


print(weights())
''', at="/home/dkim/art/weights.py", part="held", form="cut", spot="return hf_hub_download", versions=["huggingface-hub"],
    dress=last(24), entities={"status": 404, "repo": "acme/nofile-sdxl"}, fix_any=["unet/diffusion_pytorch_model.fp16.safetensors"],
)  # fmt: skip

ask(
    SLUG, "tokenizer_files_missing", '''
import json
import pathlib

from transformers import BertTokenizer

folder = pathlib.Path("models/my-bert")
folder.mkdir(parents=True, exist_ok=True)
tokenizer = BertTokenizer.from_pretrained("models/my-bert")
''', at="/home/alice/proj/tok_local.py", python="tf440", spot="tokenizer = BertTokenizer", versions=HF,
    entities={"paths": ["models/my-bert"]}, fix=["models/my-bert"],
)  # fmt: skip

ask(
    SLUG, "dataset_typo", '''
from datasets import load_dataset

raw = load_dataset("imdbb", split="train[:1%]")
print(raw[0])
''', at="/home/alice/proj/data.py", spot="raw = load_dataset", versions=["datasets", "huggingface-hub"],
    entities={"repo": "imdbb"}, fix=["imdbb"],
)  # fmt: skip

ask(
    SLUG, "dataset_local_folder_held", '''
from datasets import load_dataset


def get(split):
    return load_dataset("data/processed/sft_v2", split=split)


train = get("train")
''', at="/workspace/sft/prepare.py", python="tf440", place=IMAGE, part="held", form="ranked", spot="return load_dataset",
    dress=ranks(2, "[{}]: "), versions=["datasets", "huggingface-hub"], entities={"paths": ["/workspace/sft/data/processed/sft_v2/sft_v2.py"]},
    fix=["data/processed/sft_v2"],
)  # fmt: skip

ask(
    SLUG, "pipeline_430_fenced", '''
from transformers import pipeline

clf = pipeline("sentiment-analysis", model="distilbert-base-uncased-finetuned-sst2-english")
print(clf("great film"))
''', at="/home/alice/demo/app.py", python="tf430", form="plain", spot="clf = pipeline", versions=HF,
    dress=fenced("Hi, I get this on a fresh install:", "transformers 4.30.2"),
    entities={"repo": "distilbert-base-uncased-finetuned-sst2-english"}, fix=["distilbert-base-uncased-finetuned-sst2-english"],
)  # fmt: skip

ask(
    SLUG, "peft_adapter_config_missing", '''
import torch
from peft import PeftModel
from transformers import LlamaConfig, LlamaForCausalLM

base = LlamaForCausalLM(LlamaConfig(hidden_size=32, intermediate_size=64, num_hidden_layers=1, num_attention_heads=2, vocab_size=64))
model = PeftModel.from_pretrained(base, "lora-out/checkpoint-200")
''', at="/home/alice/proj/merge_lora.py", spot="model = PeftModel", versions=["peft", "transformers", "huggingface-hub"],
    entities={"paths": ["lora-out/checkpoint-200"]}, fix=["lora-out/checkpoint-200"],
)  # fmt: skip

ask(
    SLUG, "typo_cut_before_last_held", '''
from transformers import AutoModelForCausalLM

lm = AutoModelForCausalLM.from_pretrained("facebook/opt-123m")
''', at="/home/lin/lm/sample.py", part="held", form="cut", python="tf446", spot=None,
    dress=lambda log: log[: log.rindex("The above exception")], versions=HF, entities={"repo": "facebook/opt-123m"}, fix=["facebook/opt-123m"],
)  # fmt: skip
