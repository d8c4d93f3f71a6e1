"""More of every family in forms that the others lack: coloured, rich, journal, Ray, translated, overprinted."""

from bench import COLAB, IMAGE, MAC, VENV, VENVS, case
from forms import after_progress, each, french, journal, mail
from hf_hub import ask
from hf_tiny import folder

RICH = "from rich.traceback import install\ninstall(width=100)\n"
TF = ["transformers"]
GPT2 = {"gpt2": folder("gpt2")}
BERT = {"bert-base-uncased": folder("bert")}
RAY = each("(TorchTrainer pid=4411, ip=10.0.0.4) ")
SRUN = each("3: ")

ask("hf-gated", "coloured_notebook", ["m = 'meta-llama/Llama-3.2-3B'", "from transformers import AutoTokenizer\ntok = AutoTokenizer.from_pretrained(m)"], form="ansi", python="tf446", first_cell=2,
    spot="tok = AutoTokenizer", versions=TF, entities={"repo": "meta-llama/Llama-3.2-3B"}, fix_any=["login", "https://huggingface.co/meta-llama/Llama-3.2-3B"])  # fmt: skip
ask("hf-not-found", "journal_held", "from transformers import AutoTokenizer\n\nTOK = AutoTokenizer.from_pretrained('xlm-roberta-bsae')\n", at="/srv/ml/api/app.py", place=VENV, part="held", form="docker",
    spot="TOK = Auto", versions=TF, dress=journal("api"), entities={"repo": "xlm-roberta-bsae"}, fix=["xlm-roberta-bsae"])  # fmt: skip
ask("hf-not-found", "translated_held", "from transformers import AutoConfig\n\nconfig = AutoConfig.from_pretrained('camembert-bse')\n", at="/Users/luc/projets/nlp/conf.py", place=MAC, part="held", form="wrapped",
    python="tf420", spot="config = Auto", versions=TF, dress=french, entities={"repo": "camembert-bse"}, fix=["camembert-bse"])  # fmt: skip
case("module-missing", "translated", "import sys\nimport cv2\n\nprint(cv2.__version__)\n", at="/Users/luc/projets/vision/lire.py", place=MAC, python="bare", form="wrapped", spot="import cv2", dress=french,
     entities={"modules": ["cv2"], "packages": ["opencv-python"]}, fix=["opencv-python"])  # fmt: skip
case("module-missing", "coloured_notebook_held", ["x = 1", "import torch_geometric\nfrom torch_geometric.data import Data"], form="ansi", part="held", python="bare", first_cell=4,
     entities={"modules": ["torch_geometric"]}, fix_any=["torch_geometric", "torch-geometric"])  # fmt: skip
case("module-missing", "rich", RICH + "\nimport mlflow\n", at="/home/alice/proj/track.py", form="plain", spot="import mlflow", entities={"modules": ["mlflow"]}, fix=["mlflow"])
case("module-missing", "ray_held", "def train():\n    import timm\n    return timm\n\n\ntrain()\n", at="/home/ray/job/train.py", place=IMAGE, python="bare", part="held", form="ranked", spot="import timm", dress=RAY, entities={"modules": ["timm"]}, fix=["timm"])
case("hf-pad-token", "rich_held", RICH + "from transformers import AutoTokenizer\n\ntok = AutoTokenizer.from_pretrained('gpt2')\nprint(tok(['a', 'a b'], padding=True))\n", at="/home/alice/proj/t.py", part="held", form="plain",
     folders=GPT2, spot="print(tok(", versions=TF, fix=["tok.pad_token = tok.eos_token"])  # fmt: skip
case("hf-pad-token", "after_progress", "from transformers import AutoTokenizer\n\ntok = AutoTokenizer.from_pretrained('gpt2')\n\n\ndef collate(rows):\n    return tok.pad(rows, return_tensors='pt')\n\n\ncollate([tok('a cat'), tok('the')])\n",
     at="/workspace/lm/fit.py", place=IMAGE, form="plain", folders=GPT2, spot="return tok.pad", versions=TF, dress=after_progress, fix_any=["pad_token"])  # fmt: skip
case("hf-no-loss", "srun_held", "import torch\nfrom transformers import AutoModelForCausalLM, Trainer, TrainingArguments\n\n\ndef main():\n    model = AutoModelForCausalLM.from_pretrained('gpt2')\n    data = [{'input_ids': torch.arange(6)}] * 8\n    Trainer(model, TrainingArguments('o', max_steps=1, report_to=[], use_cpu=True, disable_tqdm=True), train_dataset=data).train()\n\n\nmain()\n",
     at="/scratch/u0132/run.py", part="held", form="ranked", folders=GPT2, spot="Trainer(model", versions=TF, dress=SRUN, fix_any=["labels", "DataCollatorForLanguageModeling"])  # fmt: skip
case("hf-chat-template", "journal_held", "from transformers import AutoTokenizer\n\ntok = AutoTokenizer.from_pretrained('gpt2')\n\n\ndef prompt(msgs):\n    return tok.apply_chat_template(msgs, tokenize=False)\n\n\nprompt([{'role': 'user', 'content': 'x'}])\n",
     at="/srv/bot/bot.py", place=VENV, part="held", form="docker", folders=GPT2, spot="return tok.apply", versions=TF, dress=journal("bot"), fix_any=["chat_template", "Instruct"])  # fmt: skip
case("hf-batch-encoding", "coloured_notebook", ["from transformers import AutoTokenizer\ntok = AutoTokenizer.from_pretrained('bert-base-uncased')", "batch = tok(['hello', 'a model learns'], return_tensors='pt')"], form="ansi",
     folders=BERT, first_cell=7, spot="batch = tok", versions=TF, fix_any=["padding=True"])  # fmt: skip
case("hf-length", "translated_held", "from transformers import AutoModelForCausalLM, AutoTokenizer\n\ntok = AutoTokenizer.from_pretrained('gpt2')\nlm = AutoModelForCausalLM.from_pretrained('gpt2')\nids = tok('the cat sat on the mat', return_tensors='pt').input_ids\nprint(lm.generate(ids, max_length=3))\n",
     at="/Users/luc/projets/gen/g.py", place=MAC, part="held", form="wrapped", folders=GPT2, spot="print(lm.generate", versions=TF, dress=french, fix=["max_new_tokens"])  # fmt: skip
case("hf-length", "wrapped_warning", "from transformers import AutoModelForSequenceClassification, AutoTokenizer\n\ntok = AutoTokenizer.from_pretrained('bert-base-uncased')\nclf = AutoModelForSequenceClassification.from_pretrained('bert-base-uncased')\nprint(clf(**tok('the cat sat on the mat ' * 20, return_tensors='pt')))\n",
     at="/home/lin/long.py", form="wrapped", python="tf446", folders=BERT, spot="print(clf(", versions=TF, dress=mail(74, "> "), accept=["shape-broadcast", "index-out-of-range"], fix_any=["truncation=True"])  # fmt: skip
case("datasets-script", "ray_held", "import datasets\n\n\ndef load():\n    return datasets.load_dataset('scripts/books.py', split='train')\n\n\nload()\n", at="/home/ray/job/d.py", place=IMAGE, part="held", form="ranked", spot="return datasets.load",
     files={"scripts/books.py": "import datasets\n"}, versions=["datasets"], dress=RAY, fix_any=["datasets<4", "parquet"])  # fmt: skip
case("dataloader-collate", "coloured_notebook_held", ["import torch\nfrom torch.utils.data import DataLoader", "data = [(torch.ones(3), 'a'), (torch.ones(5), 'b')]\nx, names = next(iter(DataLoader(data, batch_size=2)))"], form="ansi", part="held", first_cell=3,
     spot="x, names = next", versions=["torch"], accept=["shape-cat"], fix_any=["pad_sequence", "collate_fn"])  # fmt: skip
case("dataloader-collate", "journal", "from torch.utils.data import DataLoader\n\nrows = [{'id': 1, 'tags': None}, {'id': 2, 'tags': None}]\nfor b in DataLoader(rows, batch_size=2):\n    print(b)\n", at="/srv/feeds/load.py", place=VENV, form="docker",
     spot="for b in DataLoader", versions=["torch"], dress=journal("feeds"), fix_any=["collate_fn", "None"])  # fmt: skip
case("pickle-worker", "coloured_notebook_held", ["import multiprocessing as mp\nctx = mp.get_context('spawn')", "p = ctx.Process(target=lambda: 1)\np.start()"], form="ansi", part="held", python="bare", first_cell=2, spot="p.start()",
     fix_any=["module level", "top level", "def "])  # fmt: skip
case("sklearn-input", "rich", RICH + "import numpy as np\nfrom sklearn.linear_model import Ridge\n\nX, y = np.ones((10, 2)), np.ones(9)\nRidge().fit(X, y)\n", at="/home/alice/r/fit.py", python="sknew", form="plain", spot="Ridge().fit",
     env={"PYTHONPATH": str(VENVS / "richonly")}, versions=["scikit-learn"], fix_any=["len(", "same number", "rows"])  # fmt: skip
case("spacy-model", "translated_held", "import spacy\n\nnlp = spacy.load('fr_core_news_md')\n", at="/Users/luc/projets/tal/ner.py", place=MAC, part="held", form="wrapped", spot="nlp = spacy.load", versions=["spacy"], dress=french,
     entities={"modules": ["fr_core_news_md"]}, fix=["spacy download fr_core_news_md"])  # fmt: skip
case("package-metadata", "srun", "from importlib.metadata import version\n\nprint(version('apex'))\n", at="/scratch/u0132/v.py", python="bare", form="ranked", spot="print(version", dress=SRUN, entities={"packages": ["apex"]}, fix=["apex"])
case("numpy-abi", "after_progress_held", "import numpy as np\n\n\ndef dump(a):\n    return np.array(a, dtype=np.int)\n\n\ndump([1])\n", at="/home/alice/rl/dump.py", python="np12", part="held", form="plain", spot="return np.array", versions=["numpy"],
     dress=after_progress, accept=["attribute-removed"], fix_any=["dtype=int", "int", "np.int64"])  # fmt: skip
case("hf-version", "journal_held", "from transformers import Qwen2VLForConditionalGeneration\n", at="/srv/vl/serve.py", place=VENV, python="tf440", part="held", form="docker", spot="from transformers", versions=TF, dress=journal("vl"),
     fix_any=["pip install -U transformers", "pip install --upgrade transformers", "transformers>="])  # fmt: skip
case("hf-missing-backend", "coloured_notebook", ["x = 1", "from transformers import AutoModel\nm = AutoModel.from_pretrained('bert-base-uncased')"], form="ansi", python="tf440", place=COLAB, first_cell=3, spot="m = AutoModel", versions=TF,
     entities={"packages": ["torch"]}, fix_any=["pip install torch", "torch"])  # fmt: skip
case("hf-forward-argument", "ray", "import torch\nfrom transformers import AutoModel\n\n\ndef step(model):\n    return model(input_ids=torch.arange(5)[None], label=torch.tensor([1]))\n\n\nstep(AutoModel.from_pretrained('bert-base-uncased'))\n", at="/home/ray/job/s.py",
     place=IMAGE, python="tf446", form="ranked", folders=BERT, spot="return model(", versions=TF, dress=RAY, entities={"argument": "label"}, fix_any=["labels", "label"])  # fmt: skip
