"""hf-gated: no token, a token without access, a wrong token, old and new client wordings."""

from bench import COLAB, IMAGE, MAC, VENV, WINDOWS
from forms import crlf, each, fenced, last, mail, ranks, stamped, without_indent
from hf_hub import ask

SLUG = "hf-gated"
HF = ["transformers", "huggingface-hub"]
TOKEN = "hf_" + "abcdefghijklmnopqrstuvwxyzABCDEFGH"

ask(
    SLUG, "llama_no_token", '''
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

model_id = "meta-llama/Llama-3.1-8B-Instruct"


def load_model(name):
    tokenizer = AutoTokenizer.from_pretrained(name)
    model = AutoModelForCausalLM.from_pretrained(name, torch_dtype=torch.bfloat16, device_map="auto")
    return tokenizer, model


tokenizer, model = load_model(model_id)
''', at="/home/alice/proj/chat.py", spot="tokenizer = AutoTokenizer", versions=HF,
    entities={"repo": "meta-llama/Llama-3.1-8B-Instruct", "status": 401}, fix_any=["hf auth login", "https://huggingface.co/meta-llama/Llama-3.1-8B-Instruct"],
)  # fmt: skip

ask(
    SLUG, "gemma_403_not_granted", '''
import os
from transformers import AutoTokenizer

tok = AutoTokenizer.from_pretrained("google/gemma-2-9b-it", token=os.environ["HF_TOKEN"])
''', at="/app/worker/generate.py", place=IMAGE, form="docker", spot="tok = AutoTokenizer", versions=HF, env={"HF_TOKEN": TOKEN},
    dress=each("llm-worker-1  | "), entities={"repo": "google/gemma-2-9b-it", "status": 403}, fix=["https://huggingface.co/google/gemma-2-9b-it"],
)  # fmt: skip

ask(
    SLUG, "llama_446_notebook",
    ["model_id = 'meta-llama/Llama-2-7b-chat-hf'", "from transformers import AutoTokenizer\n\ntokenizer = AutoTokenizer.from_pretrained(model_id)\nprint(tokenizer.vocab_size)"],
    form="notebook", python="tf446", first_cell=5, spot="tokenizer = AutoTokenizer", versions=HF,
    entities={"repo": "meta-llama/Llama-2-7b-chat-hf", "status": 401}, fix_any=["huggingface-cli login", "hf auth login", "notebook_login", "https://huggingface.co/meta-llama/Llama-2-7b-chat-hf"],
)  # fmt: skip

ask(
    SLUG, "mistral_colab_held",
    ["import os", "from transformers import AutoConfig\n\ncfg = AutoConfig.from_pretrained('mistralai/Mistral-7B-Instruct-v0.3')"],
    part="held", form="notebook", python="bare9", place=COLAB, first_cell=1, spot="cfg = AutoConfig", versions=HF,
    env={"HF_TOKEN": TOKEN}, entities={"repo": "mistralai/Mistral-7B-Instruct-v0.3", "status": 403},
    fix=["https://huggingface.co/mistralai/Mistral-7B-Instruct-v0.3"],
)  # fmt: skip

ask(
    SLUG, "starcoder_420", '''
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("bigcode/starcoder")
''', at="/home/ravi/code/complete.py", python="tf430", spot="tokenizer = AutoTokenizer", versions=HF,
    entities={"repo": "bigcode/starcoder"}, fix_any=["https://huggingface.co/bigcode/starcoder", "login"],
)  # fmt: skip

ask(
    SLUG, "llama_ranks_held", '''
from transformers import AutoConfig


def main():
    cfg = AutoConfig.from_pretrained("meta-llama/Meta-Llama-3-70B")
    print(cfg)


if __name__ == "__main__":
    main()
''', at="/fsx/exp/sft.py", python="tf446", place=IMAGE, part="held", form="ranked", spot="cfg = AutoConfig", versions=HF,
    dress=ranks(2, "[rank{}]: "), entities={"repo": "meta-llama/Meta-Llama-3-70B", "status": 401}, fix_any=["login", "https://huggingface.co/meta-llama/Meta-Llama-3-70B"],
)  # fmt: skip

ask(
    SLUG, "hub_download_gated_mail", '''
from huggingface_hub import hf_hub_download

ckpt = hf_hub_download("meta-llama/Llama-3.2-1B", "original/consolidated.00.pth")
print(ckpt)
''', at="/home/lin/llama/get.py", form="wrapped", spot="ckpt = hf_hub_download", versions=["huggingface-hub"], dress=mail(74),
    entities={"repo": "meta-llama/Llama-3.2-1B", "status": 401}, fix_any=["login", "https://huggingface.co/meta-llama/Llama-3.2-1B"],
)  # fmt: skip

ask(
    SLUG, "snapshot_cut_held", '''
from huggingface_hub import snapshot_download

snapshot_download("google/gemma-7b", local_dir="gemma")
''', at="/home/dkim/dl.py", python="tf440", part="held", form="cut", spot=None, versions=["huggingface-hub"], dress=last(9),
    entities={"repo": "google/gemma-7b", "status": 403}, fix=["https://huggingface.co/google/gemma-7b"],
)  # fmt: skip

ask(
    SLUG, "bad_token", '''
from huggingface_hub import HfApi

api = HfApi(token="%s")
info = api.model_info("acme/badtoken-model")
''' % TOKEN, at="/srv/ml/tools/inspect_repo.py", place=VENV, spot="info = api.model_info", versions=["huggingface-hub"],
    entities={"status": 401}, fix_any=["token", "hf auth login", "settings/tokens"],
)  # fmt: skip

ask(
    SLUG, "whoami_bad_token_held", '''
from huggingface_hub import login

login(token="%s", add_to_git_credential=False)
''' % TOKEN, at="/C/Users/maria/bot/setup_hf.py", place=WINDOWS, python="tf446", part="held", spot="login(token", versions=["huggingface-hub"],
    dress=crlf, env={}, entities={"status": 401}, fix_any=["token", "settings/tokens"],
)  # fmt: skip

ask(
    SLUG, "upload_forbidden", '''
from huggingface_hub import HfApi

HfApi(token="%s").create_repo("acme/forbidden-demo")
''' % TOKEN, at="/Users/jo/push.py", place=MAC, spot="create_repo", versions=["huggingface-hub"],
    entities={"status": 403}, fix_any=["write", "permission"],
)  # fmt: skip

ask(
    SLUG, "gated_dataset_held", '''
from datasets import load_dataset

ds = load_dataset("bigcode/the-stack", data_dir="data/python", split="train", streaming=True)
''', at="/home/alice/code-lm/stream.py", part="held", form="wrapped", spot="ds = load_dataset", versions=["datasets", "huggingface-hub"],
    dress=without_indent, entities={"repo": "bigcode/the-stack"}, fix_any=["login", "https://huggingface.co/datasets/bigcode/the-stack"],
)  # fmt: skip

ask(
    SLUG, "gated_kube", '''
from transformers import AutoModelForCausalLM

MODEL = "meta-llama/CodeLlama-7b-hf"
m = AutoModelForCausalLM.from_pretrained(MODEL)
''', at="/app/main.py", python="tf446", place=IMAGE, form="docker", spot="m = AutoModelForCausalLM", versions=HF, dress=stamped(),
    entities={"repo": "meta-llama/CodeLlama-7b-hf", "status": 401}, fix_any=["login", "HF_TOKEN", "https://huggingface.co/meta-llama/CodeLlama-7b-hf"],
)  # fmt: skip

ask(
    SLUG, "gated_message_only_fenced", '''
from transformers import AutoTokenizer
AutoTokenizer.from_pretrained("mistralai/Mixtral-8x7B-v0.1")
''', at="/home/bob/x.py", python="tf440", form="cut", versions=HF, env={"HF_TOKEN": TOKEN},
    dress=lambda log: fenced("What does this mean? I am logged in.")(last(3)(log)),
    entities={"repo": "mistralai/Mixtral-8x7B-v0.1"}, fix=["https://huggingface.co/mistralai/Mixtral-8x7B-v0.1"],
)  # fmt: skip
