"""hf-no-loss, hf-forward-argument, hf-offload, hf-attention and datasets-script."""

from bench import IMAGE, MAC, VENV, VENVS, WINDOWS, case
from forms import crlf, each, fenced, last, mail, ranks, stamped
from hf_tiny import bin_folder, folder

TF = ["transformers", "accelerate", "torch"]
GPT2, SLOW_GPT2 = {"gpt2": folder("gpt2")}, {"gpt2": folder("gpt2", fast_file=False)}
BERT = {"bert-base-uncased": folder("bert")}

# --------------------------------------------------------------------- hf-no-loss

SLUG = "hf-no-loss"

case(
    SLUG, "no_labels_plain", '''
from datasets import Dataset
from transformers import AutoModelForSequenceClassification, AutoTokenizer, Trainer, TrainingArguments

tok = AutoTokenizer.from_pretrained("bert-base-uncased")
model = AutoModelForSequenceClassification.from_pretrained("bert-base-uncased", num_labels=2)
rows = Dataset.from_dict({"text": ["the cat", "hello world"] * 8, "sentiment": [0, 1] * 8})
rows = rows.map(lambda r: tok(r["text"], padding="max_length", max_length=16), batched=True)
args = TrainingArguments("out", max_steps=2, report_to=[], use_cpu=True, disable_tqdm=True)
trainer = Trainer(model, args, train_dataset=rows)
trainer.train()
''', at="/home/alice/sentiment/train.py", spot="trainer.train()", folders=BERT, versions=TF, fix_any=["labels"], expect="did not return a loss",
)  # fmt: skip

case(
    SLUG, "causal_without_labels_446", '''
import torch
from transformers import AutoModelForCausalLM, Trainer, TrainingArguments


class Blocks(torch.utils.data.Dataset):
    def __len__(self):
        return 8

    def __getitem__(self, i):
        return {"input_ids": torch.randint(0, 300, (16,))}


def main():
    model = AutoModelForCausalLM.from_pretrained("gpt2")
    args = TrainingArguments("out", max_steps=2, report_to=[], use_cpu=True, disable_tqdm=True)
    Trainer(model=model, args=args, train_dataset=Blocks()).train()


if __name__ == "__main__":
    main()
''', at="/workspace/clm/train.py", python="tf446", place=IMAGE, form="ranked", spot="Trainer(model=model", folders=SLOW_GPT2, versions=TF, dress=ranks(2),
    fix_any=["labels", "DataCollatorForLanguageModeling"], expect="did not return a loss",
)  # fmt: skip

case(
    SLUG, "collator_drops_labels_notebook_held",
    ["from transformers import AutoModelForCausalLM, Trainer, TrainingArguments\nimport torch\nmodel = AutoModelForCausalLM.from_pretrained('gpt2')\nrows = [{'input_ids': torch.arange(12)} for _ in range(8)]",
     "args = TrainingArguments('out', max_steps=1, report_to=[], use_cpu=True, disable_tqdm=True)\ntrainer = Trainer(model, args, train_dataset=rows)\n\ntrainer.train()"],
    part="held", form="notebook", first_cell=14, spot="trainer.train()", folders=GPT2, versions=TF, fix_any=["labels", "DataCollatorForLanguageModeling"], expect="did not return a loss",
)  # fmt: skip

case(
    SLUG, "encoder_without_head_held", '''
import torch
from transformers import AutoModel, Trainer, TrainingArguments

encoder = AutoModel.from_pretrained("bert-base-uncased")
data = [{"input_ids": torch.arange(10), "attention_mask": torch.ones(10, dtype=torch.long)} for _ in range(8)]
Trainer(encoder, TrainingArguments("o", max_steps=1, report_to=[], use_cpu=True, disable_tqdm=True), train_dataset=data).train()
''', at="/home/ravi/emb/tune.py", part="held", form="wrapped", spot="Trainer(encoder", folders=BERT, versions=TF, dress=mail(72, "> "),
    fix_any=["AutoModelFor", "labels"], expect="did not return a loss",
)  # fmt: skip

case(
    SLUG, "custom_model_compose", '''
import torch
from torch import nn
from transformers import Trainer, TrainingArguments


class Regressor(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Linear(4, 1)

    def forward(self, x, target=None):
        return {"pred": self.net(x).squeeze(-1)}


rows = [{"x": torch.randn(4), "target": torch.tensor(1.0)} for _ in range(8)]
args = TrainingArguments("o", max_steps=1, report_to=[], use_cpu=True, disable_tqdm=True)
Trainer(model=Regressor(), args=args, train_dataset=rows).train()
''', at="/app/regress.py", place=IMAGE, form="docker", spot="Trainer(model=Regressor()", versions=TF, dress=each("train-1  | "),
    fix_any=["loss"], expect="did not return a loss",
)  # fmt: skip

case(
    SLUG, "message_only", '''
import torch
from transformers import AutoModelForCausalLM, Trainer, TrainingArguments

m = AutoModelForCausalLM.from_pretrained("gpt2")
Trainer(m, TrainingArguments("o", max_steps=1, report_to=[], use_cpu=True, disable_tqdm=True), train_dataset=[{"input_ids": torch.arange(9)}] * 8).train()
''', at="/home/bob/x.py", form="cut", folders=GPT2, versions=TF, dress=last(1), fix_any=["labels", "DataCollatorForLanguageModeling"],
)  # fmt: skip

# ------------------------------------------------------------ hf-forward-argument

SLUG = "hf-forward-argument"

case(
    SLUG, "token_type_ids_plain", '''
from transformers import AutoModelForSequenceClassification, AutoTokenizer, DistilBertConfig

tok = AutoTokenizer.from_pretrained("bert-base-uncased")
model = AutoModelForSequenceClassification.from_config(DistilBertConfig(vocab_size=200, dim=32, n_heads=2, n_layers=1, hidden_dim=64))


def predict(text):
    return model(**tok(text, return_tensors="pt")).logits


print(predict("the cat sat"))
''', at="/home/alice/proj/predict.py", python="tf446", spot="return model(", folders=BERT, versions=TF, entities={"argument": "token_type_ids"},
    fix_any=["return_token_type_ids=False", "token_type_ids"], expect="unexpected keyword argument",
)  # fmt: skip

case(
    SLUG, "labels_to_bare_model_446", '''
import torch
from transformers import AutoModel

model = AutoModel.from_pretrained("bert-base-uncased")
out = model(input_ids=torch.arange(10)[None], labels=torch.tensor([1]))
''', at="/srv/ml/exp/loss.py", python="tf446", place=VENV, spot="out = model(", folders=BERT, versions=TF, entities={"argument": "labels"},
    fix_any=["AutoModelForSequenceClassification", "AutoModelFor"],
)  # fmt: skip

case(
    SLUG, "num_items_in_batch_compute_loss", '''
import torch
from transformers import AutoModelForCausalLM, Trainer, TrainingArguments


class WeightedTrainer(Trainer):
    def compute_loss(self, model, inputs, return_outputs=False):
        out = model(**inputs)
        return (out.loss, out) if return_outputs else out.loss


model = AutoModelForCausalLM.from_pretrained("gpt2")
rows = [{"input_ids": torch.arange(9), "labels": torch.arange(9)}] * 8
args = TrainingArguments("o", max_steps=1, report_to=[], use_cpu=True, disable_tqdm=True)
WeightedTrainer(model, args, train_dataset=rows).train()
''', at="/home/alice/sft/weighted.py", spot="WeightedTrainer(model, args", folders=GPT2, versions=TF, entities={"argument": "num_items_in_batch"},
    fix_any=["num_items_in_batch=None", "**kwargs"], expect="num_items_in_batch",
)  # fmt: skip

case(
    SLUG, "num_items_in_batch_446_notebook_held",
    ["import torch\nfrom transformers import AutoModelForCausalLM, Trainer, TrainingArguments\nmodel = AutoModelForCausalLM.from_pretrained('gpt2')\nrows = [{'input_ids': torch.arange(9), 'labels': torch.arange(9)}] * 8\nclass MyTrainer(Trainer):\n    def compute_loss(self, model, inputs, return_outputs=False):\n        return model(**inputs).loss",
     "trainer = MyTrainer(model, TrainingArguments('o', max_steps=1, report_to=[], use_cpu=True, disable_tqdm=True), train_dataset=rows)\ntrainer.train()"],
    part="held", form="notebook", python="tf446", first_cell=20, spot="trainer.train()", folders=SLOW_GPT2, versions=TF, entities={"argument": "num_items_in_batch"},
    fix_any=["num_items_in_batch=None", "**kwargs"], expect="num_items_in_batch",
)  # fmt: skip

REMOTE = '''
import torch
from torch import nn
from transformers import GenerationMixin, PreTrainedModel, PretrainedConfig
from transformers.modeling_outputs import CausalLMOutputWithPast


class ByteConfig(PretrainedConfig):
    model_type = "bytelm"

    def __init__(self, vocab_size=64, hidden_size=16, num_hidden_layers=1, num_attention_heads=1, **kw):
        super().__init__(**kw)
        self.vocab_size, self.hidden_size = vocab_size, hidden_size
        self.num_hidden_layers, self.num_attention_heads = num_hidden_layers, num_attention_heads


class ByteLM(PreTrainedModel, GenerationMixin):
    config_class = ByteConfig

    def __init__(self, config):
        super().__init__(config)
        self.emb = nn.Embedding(config.vocab_size, config.hidden_size)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size)
        self.post_init()

    def forward(self, input_ids, attention_mask=None, past_key_values=None, use_cache=None, return_dict=True):
        return CausalLMOutputWithPast(logits=self.lm_head(self.emb(input_ids)))
'''

case(
    SLUG, "cache_position_446_custom_model", '''
import torch
from modeling_bytelm import ByteConfig, ByteLM

model = ByteLM(ByteConfig()).eval()
ids = torch.randint(0, 64, (1, 5))
print(model.generate(ids, max_new_tokens=3, output_attentions=True, return_dict_in_generate=True))
''', at="/workspace/bytelm/sample.py", python="tf446", place=IMAGE, form="docker", spot="print(model.generate", files={"modeling_bytelm.py": REMOTE}, versions=TF, dress=stamped(),
    fix_any=["forward", "**kwargs"], expect="unexpected keyword argument",
)  # fmt: skip

case(
    SLUG, "model_kwargs_unused_held", '''
from transformers import AutoModelForCausalLM, AutoTokenizer

bert_tok = AutoTokenizer.from_pretrained("bert-base-uncased")
lm = AutoModelForCausalLM.from_pretrained("gpt2")


def sample(text):
    enc = bert_tok(text, return_tensors="pt")
    return lm.generate(**enc, max_new_token=5)


sample("the cat")
''', at="/Users/jo/gen/sample.py", place=MAC, part="held", spot="return lm.generate", folders={**GPT2, **BERT}, versions=TF,
    fix_any=["max_new_tokens"], expect="model_kwargs",
)  # fmt: skip

case(
    SLUG, "custom_wrapper_positional_pytest", '''
import torch
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 2)

    def forward(self, features):
        return self.fc(features)


def test_forward():
    batch = {"features": torch.randn(2, 8), "attention_mask": torch.ones(2, 8)}
    assert Classifier()(**batch).shape == (2, 2)
''', at="/builds/cls/tests/test_classifier.py", place=VENV, form="pytest", spot="assert Classifier()", versions=["torch"], entities={"argument": "attention_mask"},
    fix_any=["attention_mask"],
)  # fmt: skip

case(
    SLUG, "token_type_ids_tail_held", '''
import torch
from transformers import T5Config, T5ForConditionalGeneration

t5 = T5ForConditionalGeneration(T5Config(d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2, vocab_size=50))
enc = {"input_ids": torch.arange(5)[None], "token_type_ids": torch.zeros(1, 5, dtype=torch.long)}
t5(**enc, labels=torch.arange(4)[None])
''', at="/home/dkim/t5/try.py", python="tf446", part="held", form="cut", versions=TF, dress=last(2), entities={"argument": "token_type_ids"},
    fix_any=["token_type_ids"], expect="token_type_ids",
)  # fmt: skip

# --------------------------------------------------------------------- hf-offload

SLUG = "hf-offload"
SPLIT = '{"transformer.wte": "cpu", "transformer.wpe": "cpu", "transformer.h": "disk", "transformer.ln_f": "disk", "lm_head": "cpu"}'

case(
    SLUG, "move_dispatched_model", f'''
from transformers import AutoModelForCausalLM

DEVICE_MAP = {SPLIT}
model = AutoModelForCausalLM.from_pretrained("gpt2", device_map=DEVICE_MAP, offload_folder="offload")
model.to("cuda")
''', at="/home/alice/proj/load.py", spot='model.to("cuda")', folders=GPT2, versions=TF, fix_any=["device_map", "remove", ".to("], expect="offloaded",
)  # fmt: skip

case(
    SLUG, "move_dispatched_446_notebook_held",
    [f"from transformers import AutoModelForCausalLM\ndm = {SPLIT}\nmodel = AutoModelForCausalLM.from_pretrained('gpt2', device_map=dm, offload_folder='off')",
     "device = 'cpu'\nmodel = model.to(device)"],
    part="held", form="notebook", python="tf446", first_cell=3, spot="model = model.to(device)", folders=SLOW_GPT2, versions=TF, fix_any=["device_map", ".to("], expect="offloaded",
)  # fmt: skip

case(
    SLUG, "offload_folder_missing_446", f'''
from transformers import AutoModelForCausalLM


def load(name):
    return AutoModelForCausalLM.from_pretrained(name, device_map={SPLIT})


llm = load("gpt2")
''', at="/srv/ml/llm/run.py", python="tf446", place=VENV, form="docker", spot="return AutoModel", folders={"gpt2": bin_folder()}, versions=TF, dress=each("llm-0 | "),
    fix=["offload_folder"], expect="offload_folder",
)  # fmt: skip

case(
    SLUG, "dispatch_without_dir_held", f'''
import torch
from accelerate import dispatch_model
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained("gpt2")
model = dispatch_model(model, device_map={SPLIT})
''', at="/home/lin/ft/split.py", part="held", form="wrapped", spot="model = dispatch_model", folders=GPT2, versions=TF, dress=mail(70, "> "),
    fix_any=["offload_dir"], expect="offload_dir",
)  # fmt: skip

BNB = {"PYTHONPATH": str(VENVS / "bnb")}

case(
    SLUG, "cuda_8bit_model", '''
import torch
from transformers import AutoModelForCausalLM, BitsAndBytesConfig

quant = BitsAndBytesConfig(load_in_8bit=True)
model = AutoModelForCausalLM.from_pretrained("gpt2", quantization_config=quant)
model = model.cuda()
''', at="/home/alice/qlora/infer.py", spot="model = model.cuda()", folders=GPT2, versions=TF, env=BNB, fix_any=["device_map", ".cuda()"], expect="is not supported",
)  # fmt: skip

case(
    SLUG, "move_8bit_latest_held", '''
from transformers import AutoModelForCausalLM, BitsAndBytesConfig


def load():
    model = AutoModelForCausalLM.from_pretrained("gpt2", quantization_config=BitsAndBytesConfig(load_in_8bit=True))
    return model.half()


load()
''', at="/app/load8.py", place=IMAGE, part="held", form="docker", spot="return model.half()", folders=GPT2, versions=TF, env=BNB, dress=stamped(),
    fix_any=["torch_dtype", "dtype"], expect="not supported",
)  # fmt: skip

# ------------------------------------------------------------------- hf-attention

SLUG = "hf-attention"

case(
    SLUG, "flash_attn_not_installed", '''
import torch
from transformers import AutoModelForCausalLM

model = AutoModelForCausalLM.from_pretrained(
    "meta-llama/Llama-3.2-1B", torch_dtype=torch.bfloat16, attn_implementation="flash_attention_2"
)
''', at="/home/alice/proj/fa2.py", spot="model = AutoModel", folders={"meta-llama/Llama-3.2-1B": folder("llama")}, versions=TF, fix_any=["flash-attn", "sdpa"], expect="FlashAttention2 has been toggled on",
)  # fmt: skip

case(
    SLUG, "flash_attn_446_notebook",
    ["name = 'meta-llama/Llama-3.2-1B'", "import torch\nfrom transformers import AutoModelForCausalLM\n\nllm = AutoModelForCausalLM.from_pretrained(name, attn_implementation='flash_attention_2', torch_dtype=torch.float16)"],
    form="notebook", python="tf446", first_cell=6, spot="llm = AutoModel", folders={"meta-llama/Llama-3.2-1B": folder("llama", fast_file=False)}, versions=TF, fix_any=["flash-attn", "sdpa"], expect="FlashAttention2 has been toggled on",
)  # fmt: skip

case(
    SLUG, "model_without_flash_446", '''
from transformers import AutoModelForSequenceClassification


def main():
    model = AutoModelForSequenceClassification.from_pretrained("bert-base-uncased", attn_implementation="flash_attention_2")
    return model


main()
''', at="/workspace/cls/train.py", python="tf446", place=IMAGE, form="ranked", spot="model = AutoModel", folders=BERT, versions=TF, dress=ranks(2, "[default{}]:"),
    fix_any=["sdpa", "eager", "attn_implementation"],
)  # fmt: skip

case(
    SLUG, "model_without_sdpa_446_held", '''
from transformers import DebertaV2Config, DebertaV2Model

net = DebertaV2Model._from_config(DebertaV2Config(hidden_size=32, num_attention_heads=2, num_hidden_layers=1, intermediate_size=64, vocab_size=99), attn_implementation="sdpa")
''', at="/home/ravi/deb/net.py", python="tf446", part="held", spot="net = DebertaV2Model", versions=TF, fix_any=["eager"], expect="does not support an attention implementation",
)  # fmt: skip

case(
    SLUG, "unknown_implementation_held", '''
from transformers import AutoModelForCausalLM

lm = AutoModelForCausalLM.from_pretrained("gpt2", attn_implementation="flash_attention")
''', at="/C/Users/maria/Documents/lm/a.py", place=WINDOWS, part="held", spot="lm = AutoModel", folders=GPT2, versions=TF, dress=crlf, fix_any=["flash_attention_2", "sdpa"],
)  # fmt: skip

case(
    SLUG, "use_flash_attention_2_mail", '''
from transformers import AutoModelForCausalLM
AutoModelForCausalLM.from_pretrained("gpt2", use_flash_attention_2=True)
''', at="/home/bob/a.py", python="tf446", form="wrapped", spot="AutoModelForCausalLM.from_pretrained(", folders=SLOW_GPT2, versions=TF, dress=mail(70, "> "),
    fix_any=["flash-attn", "sdpa"],
)  # fmt: skip

# ---------------------------------------------------------------- datasets-script

SLUG = "datasets-script"
SCRIPT = '''
import datasets


class Tiny(datasets.GeneratorBasedBuilder):
    def _info(self):
        return datasets.DatasetInfo(features=datasets.Features({"text": datasets.Value("string")}))

    def _split_generators(self, dl):
        return [datasets.SplitGenerator("train")]

    def _generate_examples(self):
        yield 0, {"text": "a"}
'''

case(
    SLUG, "local_script_plain", '''
from datasets import load_dataset

raw = load_dataset("conll2003.py", split="train")
print(raw)
''', at="/home/alice/ner/data.py", spot="raw = load_dataset", files={"conll2003.py": SCRIPT}, versions=["datasets"], fix_any=["datasets<4", "parquet"], expect="no longer supported",
)  # fmt: skip

case(
    SLUG, "folder_script_notebook",
    ["from datasets import load_dataset", "ds = load_dataset('data/tiny', trust_remote_code=True)\nds"],
    form="notebook", first_cell=1, spot="ds = load_dataset", files={"data/tiny/tiny.py": SCRIPT}, versions=["datasets"], fix_any=["datasets<4", "parquet"],
)  # fmt: skip

case(
    SLUG, "script_docker_held", '''
import os
from datasets import load_dataset


def corpus(path):
    return load_dataset(path, name="en", streaming=True)


corpus(os.path.join(os.path.dirname(__file__), "wikitext_tools.py"))
''', at="/app/pretrain/corpus.py", place=IMAGE, part="held", form="docker", spot="return load_dataset", files={"wikitext_tools.py": SCRIPT}, versions=["datasets"], dress=stamped(),
    fix_any=["datasets<4", "parquet"], expect="no longer supported",
)  # fmt: skip

case(
    SLUG, "trust_remote_code_310", '''
from datasets import load_dataset

ds = load_dataset("loaders/law_cases.py", split="train")
''', at="/srv/ml/law/load.py", python="tf446", place=VENV, spot="ds = load_dataset", files={"loaders/law_cases.py": SCRIPT}, versions=["datasets"],
    fix_any=["trust_remote_code=True"],
)  # fmt: skip

case(
    SLUG, "script_ranked", '''
import datasets

train = datasets.load_dataset("corpora/c4_subset.py", split="train")
''', at="/fsx/lm/prep.py", place=IMAGE, form="ranked", spot="train = datasets.load_dataset", files={"corpora/c4_subset.py": SCRIPT}, versions=["datasets"], dress=ranks(2, "{}: "),
    fix_any=["datasets<4", "parquet"],
)  # fmt: skip

case(
    SLUG, "script_tail_held", '''
from datasets import load_dataset
load_dataset("xsum/xsum.py")
''', at="/home/dkim/sum/d.py", part="held", form="cut", files={"xsum/xsum.py": SCRIPT}, versions=["datasets"], dress=last(1), fix_any=["datasets<4", "parquet"],
)  # fmt: skip

case(
    SLUG, "metric_script", '''
from datasets import load_metric

metric = load_metric("seqeval")
''', at="/Users/jo/ner/metrics.py", place=MAC, spot="from datasets import load_metric", versions=["datasets"], dress=fenced("worked last year"), fix_any=["evaluate"], accept=["attribute-removed"],
)  # fmt: skip
