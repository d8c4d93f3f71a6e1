"""hf-offline: no network, offline mode with a cold cache, certificates, proxies, time-outs, a busy hub."""

import http.server
import ssl
import subprocess
import tempfile
import threading
from pathlib import Path

from bench import COLAB, IMAGE, MAC, VENV, WINDOWS, case
from forms import crlf, each, last, mail, stamped
from hf_hub import ask

SLUG = "hf-offline"
HF = ["transformers", "huggingface-hub"]
NO_DNS = {"HF_ENDPOINT": "https://hub.invalid", "NO_PROXY": "*", "no_proxy": "*"}
PUBLIC = {r"hub\.invalid": "huggingface.co"}

case(
    SLUG, "dns_plain", '''
from transformers import AutoTokenizer, AutoModel

CKPT = "bert-base-uncased"
tok = AutoTokenizer.from_pretrained(CKPT)
net = AutoModel.from_pretrained(CKPT)
''', at="/home/alice/proj/encode.py", spot="tok = AutoTokenizer", versions=HF, env=NO_DNS, rewrite=PUBLIC,
    entities={"repo": "bert-base-uncased"}, fix_any=["HF_HUB_OFFLINE", "HTTPS_PROXY", "local_files_only", "network"],
)  # fmt: skip

case(
    SLUG, "dns_446_compute_node", '''
from transformers import AutoTokenizer


def tokenizer_for(name):
    return AutoTokenizer.from_pretrained(name)


tok = tokenizer_for("gpt2")
''', at="/scratch/u0132/lm/train.py", python="tf446", place=VENV, form="ranked", spot="return AutoTokenizer", versions=HF,
    env=NO_DNS, rewrite=PUBLIC, dress=each("0: "), entities={"repo": "gpt2"}, fix_any=["HF_HUB_OFFLINE", "local_files_only", "HF_HOME"],
)  # fmt: skip

case(
    SLUG, "dns_420_held", '''
from transformers import AutoConfig

config = AutoConfig.from_pretrained("t5-small")
print(config.d_model)
''', at="/home/olga/mt/conf.py", python="tf420", part="held", form="wrapped", spot="config = AutoConfig", versions=HF,
    env=NO_DNS, rewrite=PUBLIC, dress=mail(70, "> "), entities={"repo": "t5-small"}, fix_any=["network", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "local_files_only"],
)  # fmt: skip

ask(
    SLUG, "offline_mode_cold_cache", '''
import os

os.environ["HF_HUB_OFFLINE"] = "1"

from transformers import AutoModelForSeq2SeqLM

model = AutoModelForSeq2SeqLM.from_pretrained("google/flan-t5-small")
''', at="/home/alice/proj/summarise.py", spot="model = AutoModelForSeq2SeqLM", versions=HF,
    entities={"repo": "google/flan-t5-small"}, fix_any=["hf download google/flan-t5-small", "HF_HUB_OFFLINE"],
)  # fmt: skip

ask(
    SLUG, "offline_mode_notebook_held",
    ["%env TRANSFORMERS_OFFLINE=1", "from transformers import AutoTokenizer\n\ntok = AutoTokenizer.from_pretrained('roberta-large')"],
    part="held", form="notebook", python="tf446", first_cell=8, spot="tok = AutoTokenizer", versions=HF,
    entities={"repo": "roberta-large"}, fix_any=["roberta-large"],
)  # fmt: skip

ask(
    SLUG, "local_files_only", '''
from huggingface_hub import snapshot_download


def main():
    folder = snapshot_download("sentence-transformers/all-MiniLM-L6-v2", local_files_only=True)
    print(folder)


main()
''', at="/srv/ml/embed/get.py", place=VENV, spot="folder = snapshot_download", versions=["huggingface-hub"],
    fix_any=["local_files_only", "hf download"],
)  # fmt: skip

ask(
    SLUG, "datasets_offline_held", '''
from datasets import load_dataset

squad = load_dataset("squad", split="validation")
''', at="/home/ravi/qa/data.py", part="held", spot="squad = load_dataset", versions=["datasets"], env={"HF_DATASETS_OFFLINE": "1", "HF_HUB_OFFLINE": "1"},
    entities={"repo": "squad"}, fix_any=["HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "squad"],
)  # fmt: skip

case(
    SLUG, "proxy_refused", '''
from transformers import AutoTokenizer

tok = AutoTokenizer.from_pretrained("bert-base-chinese")
''', at="/C/Users/maria/Documents/ner/run.py", place=WINDOWS, python="tf440", spot="tok = AutoTokenizer", versions=HF,
    env={"HTTPS_PROXY": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9", "NO_PROXY": "", "no_proxy": "", "HF_ENDPOINT": "https://hub.invalid"},
    rewrite=PUBLIC, dress=crlf, entities={"repo": "bert-base-chinese"}, fix_any=["HTTPS_PROXY", "proxy"],
)  # fmt: skip

ask(
    SLUG, "read_timeout", '''
from transformers import AutoTokenizer

tok = AutoTokenizer.from_pretrained("acme/slow-bert")
''', at="/app/serve.py", python="tf446", place=IMAGE, form="docker", spot="tok = AutoTokenizer", versions=HF, env={"HF_HUB_ETAG_TIMEOUT": "1"},
    dress=stamped(), entities={"repo": "acme/slow-bert"}, fix_any=["HF_HUB_ETAG_TIMEOUT", "HF_HUB_DOWNLOAD_TIMEOUT"],
)  # fmt: skip

ask(
    SLUG, "rate_limited", '''
from huggingface_hub import HfApi

api = HfApi()
for model in ["acme/toomany-a", "acme/toomany-b"]:
    print(api.model_info(model).sha)
''', at="/Users/jo/scan/models.py", place=MAC, python="tf446", spot="print(api.model_info", versions=["huggingface-hub"],
    entities={"status": 429}, fix_any=["token", "login", "wait", "retry"],
)  # fmt: skip

ask(
    SLUG, "busy_503_held_cut", '''
from huggingface_hub import hf_hub_download

hf_hub_download("acme/busy-model", "config.json")
''', at="/home/dkim/dl.py", python="tf446", part="held", form="cut", versions=["huggingface-hub"], dress=last(12),
    fix_any=["retry", "status.huggingface.co", "again", "network"],
)  # fmt: skip

with tempfile.TemporaryDirectory() as folder:
    key, cert = Path(folder) / "key.pem", Path(folder) / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), http.server.SimpleHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_port
    secure = {"HF_ENDPOINT": f"https://localhost:{port}", "NO_PROXY": "localhost", "no_proxy": "localhost"}
    shown = {f"https://localhost:{port}": "https://huggingface.co", f"host='localhost', port={port}": "host='huggingface.co', port=443"}
    case(
        SLUG, "certificate_plain", '''
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("bert-base-german-cased")
''', at="/home/alice/corp/ner.py", python="tf446", spot="tokenizer = AutoTokenizer", versions=HF, env=secure, rewrite=shown,
        entities={"repo": "bert-base-german-cased"}, fix_any=["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "certificate"],
    )  # fmt: skip
    case(
        SLUG, "certificate_colab_held",
        ["1", "from huggingface_hub import hf_hub_download\n\np = hf_hub_download('gpt2', 'config.json')"],
        part="held", form="notebook", python="tf440", place=COLAB, spot="p = hf_hub_download", versions=["huggingface-hub"], env=secure, rewrite=shown,
        fix_any=["REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "certificate"],
    )  # fmt: skip
    server.shutdown()
