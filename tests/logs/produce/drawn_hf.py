"""Drawn programs: transformers, datasets, tokenizers, peft, accelerate and spaCy."""

from drawn import scene
from hf_tiny import folder
from wear import coloured, compose, docker_time, fenced, first, framed, journal, last, mailed, prefixed, quoted, stripped, terminal, windows

GPT2, LLAMA, BERT = {"models/gpt2": folder("gpt2")}, {"models/llama": folder("llama")}, {"models/bert": folder("bert")}

scene("hf-pad-token", "prompts_in_a_batch", """
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

PROMPTS = ["the cat", "a model learns from data and", "Paris"]


class Generator:
    def __init__(self, name):
        self.tok = AutoTokenizer.from_pretrained(name)
        self.model = AutoModelForCausalLM.from_pretrained(name).eval()

    @torch.no_grad()
    def __call__(self, prompts, max_new_tokens=8):
        batch = self.tok(prompts, return_tensors="pt", padding=True)
        out = self.model.generate(**batch, max_new_tokens=max_new_tokens)
        return self.tok.batch_decode(out, skip_special_tokens=True)


for text in Generator("models/gpt2")(PROMPTS):
    print(text)
""", path="/home/irina/gen/batch.py", at='batch = self.tok(prompts, return_tensors="pt", padding=True)', folders=GPT2,
      fix_any=["self.tok.pad_token = self.tok.eos_token", "pad_token = "])

scene("hf-batch-encoding", "tensors_without_padding", """
import torch
from torch.utils.data import DataLoader
from transformers import AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("models/bert")
ROWS = [("hello world", 1), ("the cat sat on the mat", 0), ("training", 1), ("loss goes down", 0)]


def collate(rows):
    texts, labels = zip(*rows)
    enc = tokenizer(list(texts), truncation=True, max_length=16, return_tensors="pt")
    enc["labels"] = torch.tensor(labels)
    return enc


def main():
    for batch in DataLoader(ROWS, batch_size=4, collate_fn=collate):
        print({k: v.shape for k, v in batch.items()})


main()
""", path="/srv/clf/batches.py", at='enc = tokenizer(list(texts), truncation=True, max_length=16, return_tensors="pt")', folders=BERT, form="docker",
      wears=[compose("clf")], root="Unable to create tensor", fix_any=["padding=True", "padding="])

scene("hf-length", "document_longer_than_bert", """
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer


def classify(texts, name="models/bert"):
    tokenizer = AutoTokenizer.from_pretrained(name)
    model = AutoModelForSequenceClassification.from_pretrained(name).eval()
    labels = []
    for text in texts:
        enc = tokenizer(text, return_tensors="pt")
        with torch.no_grad():
            labels.append(model(**enc).logits.argmax(-1).item())
    return labels


reports = ["the loss goes down", "the cat sat on the mat and the model learns " * 12]
print(classify(reports))
""", path="/home/femi/reports/classify.py", at="labels.append(model(**enc).logits.argmax(-1).item())", folders=BERT, accept=["index-out-of-range", "shape-broadcast"],
      fix_any=["truncation=True"])

scene("hf-no-loss", "column_called_target", """
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer, Trainer, TrainingArguments


class Rows(torch.utils.data.Dataset):
    def __init__(self, tokenizer, texts, targets):
        self.enc = tokenizer(texts, padding=True, truncation=True)
        self.targets = targets

    def __len__(self):
        return len(self.targets)

    def __getitem__(self, i):
        return {**{k: torch.tensor(v[i]) for k, v in self.enc.items()}, "target": torch.tensor(self.targets[i])}


def main():
    tokenizer = AutoTokenizer.from_pretrained("models/bert")
    model = AutoModelForSequenceClassification.from_pretrained("models/bert", num_labels=2)
    train = Rows(tokenizer, ["hello world", "the cat sat"] * 4, [0, 1] * 4)
    args = TrainingArguments("out", max_steps=3, per_device_train_batch_size=4, use_cpu=True, report_to=[], disable_tqdm=True)
    Trainer(model=model, args=args, train_dataset=train).train()


if __name__ == "__main__":
    main()
""", path="/home/noor/clf/train.py", at="Trainer(model=model, args=args, train_dataset=train).train()", folders=BERT,
      form="mail", wears=[mailed(78)], fix_any=["labels"])

scene("hf-forward-argument", "own_loss_of_an_older_trainer", """
import torch
from torch import nn
from transformers import AutoModelForSequenceClassification, Trainer, TrainingArguments


class WeightedTrainer(Trainer):
    def compute_loss(self, model, inputs, return_outputs=False):
        labels = inputs.pop("labels")
        outputs = model(**inputs)
        loss = nn.functional.cross_entropy(outputs.logits, labels, weight=torch.tensor([1.0, 4.0]))
        return (loss, outputs) if return_outputs else loss


rows = [{"input_ids": torch.arange(5, 15), "attention_mask": torch.ones(10, dtype=torch.long), "labels": torch.tensor(i % 2)} for i in range(8)]
model = AutoModelForSequenceClassification.from_pretrained("models/bert", num_labels=2)
args = TrainingArguments("out", max_steps=2, use_cpu=True, report_to=[], disable_tqdm=True)
trainer = WeightedTrainer(model, args, train_dataset=rows)
trainer.train()
""", path="/workspace/weighted/train.py", at="trainer.train()", folders=BERT, form="ranked", wears=[prefixed("[rank0]: ")],
      entities={"argument": "num_items_in_batch"}, fix_any=["num_items_in_batch=None", "**kwargs"])

scene("hf-trainer-arguments", "evaluation_strategy_renamed", """
import argparse

from transformers import AutoModelForSequenceClassification, Trainer, TrainingArguments


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", default="models/bert")
    parser.add_argument("--out", default="runs/a")
    return parser.parse_args()


def training_arguments(args):
    return TrainingArguments(
        output_dir=args.out,
        evaluation_strategy="epoch",
        save_strategy="epoch",
        num_train_epochs=2,
        report_to=[],
    )


if __name__ == "__main__":
    args = parse()
    model = AutoModelForSequenceClassification.from_pretrained(args.model)
    trainer = Trainer(model, training_arguments(args))
""", path="/home/petar/ft/main.py", at="return TrainingArguments(", folders=BERT, entities={"argument": "evaluation_strategy"}, accept=["attribute-removed", "call-arguments", "hf-version"],
      fix_any=["eval_strategy=", "eval_strategy"])

scene("hf-trainer-arguments", "best_model_needs_equal_rhythm_notebook", None, cells=[
    "from transformers import TrainingArguments\nout = 'runs/b'",
    "args = TrainingArguments(\n    out,\n    eval_strategy='steps',\n    eval_steps=50,\n    save_strategy='epoch',\n    load_best_model_at_end=True,\n    metric_for_best_model='f1',\n)"],
      path="/home/uma/nb/ft.ipynb", at="args = TrainingArguments(", run="guest", form="notebook", count=5,
      fix_any=['save_strategy="steps"', "save_strategy='steps'", 'eval_strategy="epoch"'])

scene("hf-chat-template", "base_model_asked_to_chat", """
from transformers import AutoModelForCausalLM, AutoTokenizer


def answer(name, question):
    tokenizer = AutoTokenizer.from_pretrained(name)
    model = AutoModelForCausalLM.from_pretrained(name)
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": question}]
    prompt = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    ids = tokenizer(prompt, return_tensors="pt")
    out = model.generate(**ids, max_new_tokens=10)
    return tokenizer.decode(out[0])


print(answer("models/llama", "What is the capital of France?"))
""", path="/home/sora/chat/ask.py", at="prompt = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)", folders=LLAMA, form="rich",
      fix_any=["Instruct", "instruct", "tokenizer.chat_template =", "chat_template="])

scene("hf-not-found", "checkpoint_folder_of_the_last_step", """
from pathlib import Path

from transformers import AutoModelForSequenceClassification

RUN = Path("runs/sst2")
(RUN / "checkpoint-500").mkdir(parents=True, exist_ok=True)


def best(run):
    return run / "checkpoint-1000"


def evaluate(run):
    model = AutoModelForSequenceClassification.from_pretrained(best(run))
    return model.num_labels


print(evaluate(RUN.resolve()))
""", path="/home/dario/sst/evaluate.py", at="model = AutoModelForSequenceClassification.from_pretrained(best(run))",
      root="OSError: Repo id", fix_any=["checkpoint-1000"], accept=["hf-offline"])

scene("hf-not-found", "folder_without_a_config", """
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def export(name, out):
    model = AutoModelForCausalLM.from_pretrained(name)
    torch.save(model.state_dict(), f"{out}/pytorch_model.bin")
    AutoTokenizer.from_pretrained(name).save_pretrained(out)


def serve(out):
    return AutoModelForCausalLM.from_pretrained(out)


if __name__ == "__main__":
    import os

    os.makedirs("exported", exist_ok=True)
    export("models/gpt2", "exported")
    print(serve("exported"))
""", path="/srv/export/serve.py", at="return AutoModelForCausalLM.from_pretrained(out)", folders=GPT2, form="journal", wears=[journal("api1", "serve", 31)],
      accept=["hf-version"], fix_any=["save_pretrained", "ls "])

scene("hf-version", "optimizer_moved_out", """
import torch
from torch.utils.data import DataLoader
from transformers import AdamW, get_linear_schedule_with_warmup


def build(model, steps):
    optimizer = AdamW(model.parameters(), lr=2e-5)
    schedule = get_linear_schedule_with_warmup(optimizer, 10, steps)
    return optimizer, schedule


def main():
    model = torch.nn.Linear(4, 2)
    loader = DataLoader(torch.randn(20, 4), batch_size=4)
    optimizer, schedule = build(model, len(loader))
    print(optimizer)


main()
""", path="/home/lena/old/train.py", at="from transformers import AdamW, get_linear_schedule_with_warmup", form="windows", wears=[windows], accept=["attribute-removed"],
      entities={"name": "AdamW"}, fix_any=["from torch.optim import AdamW"])

scene("hf-missing-backend", "four_bits_without_the_library", """
import torch
from transformers import AutoModelForCausalLM, BitsAndBytesConfig


def load(name):
    config = BitsAndBytesConfig(load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16)
    return AutoModelForCausalLM.from_pretrained(name, quantization_config=config, device_map="auto")


def main():
    model = load("models/llama")
    print(model.get_memory_footprint())


main()
""", path="/home/noor/qlora/load.py", at='return AutoModelForCausalLM.from_pretrained(name, quantization_config=config, device_map="auto")', folders=LLAMA,
      form="quoted", wears=[quoted], accept=["bitsandbytes-setup", "module-missing"], entities={"library": "bitsandbytes"}, fix_any=["pip install -U bitsandbytes", "pip install bitsandbytes", "bitsandbytes"])

scene("hf-generate-arguments", "length_misspelt", """
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

SETTINGS = {"max_new_token": 12, "do_sample": True, "top_k": 20}


def complete(prompt):
    tok = AutoTokenizer.from_pretrained("models/gpt2")
    model = AutoModelForCausalLM.from_pretrained("models/gpt2")
    ids = tok(prompt, return_tensors="pt").input_ids
    out = model.generate(ids, pad_token_id=0, **SETTINGS)
    return tok.decode(out[0])


if __name__ == "__main__":
    torch.manual_seed(0)
    print(complete("the cat"))
""", path="/home/femi/gpt/complete.py", at="out = model.generate(ids, pad_token_id=0, **SETTINGS)", folders=GPT2, entities={"argument": "max_new_token"}, accept=["hf-forward-argument"],
      fix_any=["max_new_tokens"])

scene("hf-model-input", "decoder_without_a_start", """
import torch
from transformers import T5Config, T5ForConditionalGeneration


def tiny():
    return T5ForConditionalGeneration(T5Config(vocab_size=60, d_model=16, d_kv=8, d_ff=32, num_layers=1, num_heads=2))


@torch.no_grad()
def score(model, source):
    out = model(input_ids=source, attention_mask=source.ne(0).long())
    return out.logits.log_softmax(-1).amax(-1).sum(-1)


model = tiny().eval()
source = torch.randint(1, 60, (2, 9))
print(score(model, source))
""", path="/home/lena/t5/score.py", at="out = model(input_ids=source, attention_mask=source.ne(0).long())", form="docker", wears=[prefixed(docker_time)],
      fix_any=["labels=", "decoder_input_ids=", "generate("])

scene("hf-shared-tensors", "tied_embeddings_saved_by_hand", """
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM


def merge(name, target):
    model = AutoModelForCausalLM.from_pretrained(name)
    state = {k: v.contiguous() for k, v in model.state_dict().items()}
    save_file(state, target, metadata={"format": "pt"})
    return len(state)


def main():
    count = merge("models/gpt2", "merged.safetensors")
    print(count, "tensors written")


main()
""", path="/home/sora/merge/merge.py", at='save_file(state, target, metadata={"format": "pt"})', folders=GPT2, form="wrapped", wears=[terminal(90)],
      fix_any=["save_model(", "save_pretrained("])

scene("hf-attention", "flash_not_installed", """
import torch
from transformers import AutoModelForCausalLM


class Server:
    def __init__(self, name, attention="flash_attention_2"):
        self.model = AutoModelForCausalLM.from_pretrained(
            name,
            dtype=torch.bfloat16,
            attn_implementation=attention,
        )

    def parameters(self):
        return sum(p.numel() for p in self.model.parameters())


server = Server("models/llama")
print(server.parameters())
""", path="/workspace/serve/server.py", at="self.model = AutoModelForCausalLM.from_pretrained(", folders=LLAMA, form="docker", wears=[compose("server")],
      accept=["module-missing", "hf-missing-backend"], fix_any=['attn_implementation="sdpa"', "pip install flash-attn"])

scene("hf-tokenizer-file", "tokenizer_cut_short", """
import json
from pathlib import Path

from transformers import AutoTokenizer

SOURCE = Path("models/gpt2")


def newer_format(folder):
    \"\"\"Stands for a file that a newer release of the library wrote.\"\"\"
    file = folder / "tokenizer.json"
    data = json.loads(file.read_text())
    data["model"]["type"] = "BPEv2"
    data["model"]["merges"] = [{"left": a, "right": b} for a, b in data["model"]["merges"][:3]]
    file.write_text(json.dumps(data))


newer_format(SOURCE)
tokenizer = AutoTokenizer.from_pretrained(SOURCE)
print(tokenizer("hello world"))
""", path="/home/petar/tok/load.py", at="tokenizer = AutoTokenizer.from_pretrained(SOURCE)", folders=GPT2, root="Exception: data did not match", fix_any=["pip install", "upgrade", "-U tokenizers", "download"])

scene("datasets-columns", "column_with_a_capital", """
from datasets import Dataset
from transformers import AutoTokenizer

raw = Dataset.from_dict({"Review": ["the cat sat", "hello world"] * 5, "Stars": [1, 5] * 5})
tokenizer = AutoTokenizer.from_pretrained("models/bert")


def tokenize(batch):
    return tokenizer(batch["Review"], truncation=True, padding="max_length", max_length=12)


def prepare(dataset):
    dataset = dataset.map(tokenize, batched=True, remove_columns=["review"])
    return dataset.rename_column("Stars", "labels")


print(prepare(raw))
""", path="/home/irina/stars/prepare.py", at='dataset = dataset.map(tokenize, batched=True, remove_columns=["review"])', folders=BERT,
      fix_any=['"Review"'])

scene("datasets-columns", "lengths_after_splitting", """
from datasets import Dataset

docs = Dataset.from_dict({"id": list(range(4)), "text": ["one two three", "four five", "six", "seven eight nine ten"]})


def split(batch, size=2):
    chunks = []
    for text in batch["text"]:
        words = text.split()
        chunks += [" ".join(words[i : i + size]) for i in range(0, len(words), size)]
    return {"chunk": chunks}


def main():
    chunks = docs.map(split, batched=True)
    print(chunks[0], len(chunks))


main()
""", path="/srv/rag/split.py", at="chunks = docs.map(split, batched=True)", form="journal", wears=[journal("idx", "split", 900)],
      root="ArrowInvalid: Column", fix_any=["remove_columns="])

scene("datasets-script", "local_loading_script", """
from pathlib import Path

from datasets import load_dataset

Path("squad_tiny.py").write_text('''
import datasets


class SquadTiny(datasets.GeneratorBasedBuilder):
    def _info(self):
        return datasets.DatasetInfo(features=datasets.Features({"q": datasets.Value("string")}))
''')


def load():
    return load_dataset("squad_tiny.py", split="train", trust_remote_code=True)


print(load())
""", path="/home/lena/qa/load.py", at='return load_dataset("squad_tiny.py", split="train", trust_remote_code=True)',
      fix_any=["parquet", "datasets<4", "load_dataset(\"json\"", "json", "datasets==3"])

scene("peft-setup", "targets_of_another_model", """
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM


def adapters(name, rank=8):
    model = AutoModelForCausalLM.from_pretrained(name)
    config = LoraConfig(r=rank, lora_alpha=16, target_modules=["q_proj", "v_proj"], task_type="CAUSAL_LM")
    return get_peft_model(model, config)


model = adapters("models/gpt2")
model.print_trainable_parameters()
""", path="/home/femi/lora/train.py", at="return get_peft_model(model, config)", folders=GPT2, form="cut", wears=[last(19)],
      fix_any=["c_attn", "named_modules()", "all-linear"])

scene("spacy-model", "pipeline_not_downloaded", """
import spacy


class Entities:
    def __init__(self, lang="de"):
        self.nlp = spacy.load(f"{lang}_core_news_md", disable=["parser"])

    def __call__(self, text):
        return [(e.text, e.label_) for e in self.nlp(text).ents]


for text in ("Angela wohnt in Berlin.",):
    print(Entities()(text))
""", path="/home/dario/ner/ents.py", at='self.nlp = spacy.load(f"{lang}_core_news_md", disable=["parser"])', form="stripped", wears=[stripped],
      entities={"model": "de_core_news_md"}, fix_any=["python -m spacy download de_core_news_md"])

scene("spacy-usage", "sentences_without_a_parser_notebook", None, cells=[
    "import spacy\nnlp = spacy.blank('en')\ntexts = ['It works. It really does.', 'One more.']",
    "rows = []\nfor doc in nlp.pipe(texts):\n    for sent in doc.sents:\n        rows.append(sent.text)\nlen(rows)"],
      path="/home/uma/nb/sents.ipynb", at="for sent in doc.sents:", run="guest", form="notebook", fix_any=["add_pipe(\"sentencizer\")", "sentencizer"])

scene("spacy-usage", "component_object_added", """
import spacy
from spacy.language import Language


def count_numbers(doc):
    doc.user_data["numbers"] = sum(token.like_num for token in doc)
    return doc


def build():
    nlp = spacy.blank("en")
    nlp.add_pipe(count_numbers, first=True)
    return nlp


nlp = build()
print(nlp("three cats and 4 dogs").user_data)
""", path="/srv/nlp/pipe.py", at="nlp.add_pipe(count_numbers, first=True)", form="ranked", wears=[prefixed("nlp-1  | ")], fix_any=['@Language.component("count_numbers")', "Language.component"])

scene("unpack-values", "model_gives_more_than_two", """
import torch
from transformers import BertConfig, BertModel


class Sentence(torch.nn.Module):
    def __init__(self):
        super().__init__()
        config = BertConfig(vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
        self.bert = BertModel(config)

    def forward(self, ids):
        states, pooled = self.bert(ids, output_hidden_states=True, return_dict=False)
        return pooled


print(Sentence()(torch.randint(0, 50, (2, 7))).shape)
""", path="/home/noor/sent/model.py", at="states, pooled = self.bert(ids, output_hidden_states=True, return_dict=False)", form="mail", wears=[mailed(74)],
      fix_any=["states, pooled, ", "states, pooled, *", "[:2]", ".pooler_output", "output_hidden_states"])

scene("shape-target", "token_labels_of_words", """
import torch
from transformers import BertConfig, BertForTokenClassification

TAGS = {"O": 0, "B": 1, "I": 2}


def model():
    return BertForTokenClassification(BertConfig(vocab_size=80, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, num_labels=len(TAGS)))


def step(net, batch):
    out = net(input_ids=batch["input_ids"], labels=batch["labels"])
    out.loss.backward()
    return out.loss.item()


batch = {"input_ids": torch.randint(1, 80, (4, 12)), "labels": torch.randint(0, 3, (4, 10))}
print(step(model(), batch))
""", path="/home/petar/ner/train.py", at='out = net(input_ids=batch["input_ids"], labels=batch["labels"])', entities={"sizes": [48, 40]},
      fix_any=["word_ids", "-100", "DataCollatorForTokenClassification", "align", "same length"])

scene("wrong-object", "list_of_tensors_moved", """
import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizer


def predict(model, tokenizer, texts, device):
    batch = tokenizer(texts, padding=True)
    batch = {k: v.to(device) for k, v in batch.items()}
    with torch.no_grad():
        return model(**batch).logits.argmax(-1)


device = torch.device("cpu")
tokenizer = BertTokenizer.from_pretrained("models/bert")
model = BertForSequenceClassification.from_pretrained("models/bert").to(device).eval()
print(predict(model, tokenizer, ["hello world", "the cat"], device))
""", path="/home/dario/sst/predict.py", at="batch = {k: v.to(device) for k, v in batch.items()}", folders=BERT, accept=["missing-attribute"], form="coloured", wears=[coloured],
      function=False, entities={"attribute": "to"}, fix_any=['return_tensors="pt"'])
